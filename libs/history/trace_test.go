package history_test

import (
	"strings"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace/noop"

	"nivel/libs/es"
)

func TestSpans(t *testing.T) {
	s := serve(t, "")
	h := open(t, s.node.Address())
	spans := tracetest.NewSpanRecorder()
	provider := sdk.NewTracerProvider(sdk.WithSpanProcessor(spans))
	otel.SetTracerProvider(provider)
	t.Cleanup(func() { otel.SetTracerProvider(noop.NewTracerProvider()) })
	stream := "traced-" + es.NewID().String()
	e := event(0)
	e.Data = []byte(`{"secret":"canary"}`)

	t.Run("an append's span is in the metadata of its events, below the caller's", func(t *testing.T) {
		ctx, parent := provider.Tracer("test").Start(t.Context(), "command")
		if _, err := h.Append(ctx, stream, es.NoStream, e, event(1)); err != nil {
			t.Fatal(err)
		}
		parent.End()
		span := spans.Ended()[0]
		check(t, span, "history.append", 2, "ok")
		if span.Parent().SpanID() != parent.SpanContext().SpanID() {
			t.Error("the append is not below its command")
		}
		events, err := h.Read(t.Context(), stream, 0)
		if err != nil {
			t.Fatal(err)
		}
		want := "00-" + span.SpanContext().TraceID().String() + "-" + span.SpanContext().SpanID().String() + "-01"
		for _, e := range events {
			if e.Meta.Traceparent != want {
				t.Errorf("traceparent is %q, wanted %q", e.Meta.Traceparent, want)
			}
		}
	})

	t.Run("a read has a span", func(t *testing.T) {
		spans.Reset()
		if _, err := h.Read(t.Context(), stream, 1); err != nil {
			t.Fatal(err)
		}
		check(t, spans.Ended()[0], "history.read", 1, "ok")
	})

	t.Run("a conflict is an outcome and no error", func(t *testing.T) {
		spans.Reset()
		if _, err := h.Append(t.Context(), stream, 7, event(2)); err == nil {
			t.Fatal("was appended")
		}
		span := spans.Ended()[0]
		check(t, span, "history.append", 1, "conflict")
		if span.Status().Code == codes.Error {
			t.Error("the span is marked as an error")
		}
	})

	t.Run("a fault is an error", func(t *testing.T) {
		spans.Reset()
		if _, err := h.Append(t.Context(), stream, -7, event(2)); err == nil {
			t.Fatal("was appended")
		}
		span := spans.Ended()[0]
		check(t, span, "history.append", 1, "fault")
		if span.Status().Code != codes.Error {
			t.Error("the span is not marked as an error")
		}
	})
}

// check holds a span against what it must say, and must not.
func check(t *testing.T, span sdk.ReadOnlySpan, name string, events int, outcome string) {
	t.Helper()
	want := attribute.NewSet(
		attribute.String("history.category", "traced"),
		attribute.Int("history.events", events),
		attribute.String("history.outcome", outcome),
	)
	if got := attribute.NewSet(span.Attributes()...); span.Name() != name || !got.Equals(&want) {
		t.Errorf("span %s says %v, wanted %v", span.Name(), span.Attributes(), want.ToSlice())
	}
	for _, a := range span.Attributes() {
		if strings.Contains(a.Value.String(), "canary") {
			t.Errorf("attribute %s holds data of an event", a.Key)
		}
	}
}
