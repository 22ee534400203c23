package history

import (
	"context"
	"errors"
	"strings"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"nivel/libs/es"
)

func start(ctx context.Context, name, stream string) (context.Context, trace.Span) {
	category, _, _ := strings.Cut(stream, "-")
	return otel.Tracer("nivel/libs/history").Start(ctx, name,
		trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(attribute.String("history.category", category)))
}

func end(span trace.Span, events int, err error) {
	outcome := outcomeOf(err)
	span.SetAttributes(attribute.Int("history.events", events), attribute.String("history.outcome", outcome))
	if outcome == "fault" || outcome == "unavailable" || outcome == "unknown" {
		span.SetStatus(codes.Error, outcome)
	}
	span.End()
}

func outcomeOf(err error) string {
	switch {
	case err == nil:
		return "ok"
	case errors.Is(err, es.ErrConflict):
		return "conflict"
	case errors.Is(err, es.ErrDeleted):
		return "deleted"
	case errors.Is(err, es.ErrTooLarge):
		return "too-large"
	case errors.Is(err, es.ErrUnknownOutcome):
		return "unknown"
	case errors.Is(err, context.Canceled):
		return "canceled"
	case errors.Is(err, es.ErrUnavailable), errors.Is(err, context.DeadlineExceeded):
		return "unavailable"
	}
	return "fault"
}

// traceOf returns the W3C traceparent and tracestate of ctx's span; empty if
// none is recording.
func traceOf(ctx context.Context) (parent, state string) {
	if !trace.SpanFromContext(ctx).IsRecording() {
		return "", ""
	}
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	return carrier["traceparent"], carrier["tracestate"]
}
