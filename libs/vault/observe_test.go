package vault

import (
	"context"
	"slices"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"nivel/libs/es"
)

// goesAway is a history that can no longer be read.
type goesAway struct {
	History
	gone bool
}

func (a *goesAway) Read(ctx context.Context, stream string, from es.Revision) ([]es.Recorded, error) {
	if a.gone {
		return nil, es.ErrUnavailable
	}
	return a.History.Read(ctx, stream, from)
}

// TestLook_SaysWhatItFound: a look that found nothing may be left out where traces
// are shown, one that found keys or failed may not.
func TestLook_SaysWhatItFound(t *testing.T) {
	spans, before := tracetest.NewSpanRecorder(), otel.GetTracerProvider()
	otel.SetTracerProvider(trace.NewTracerProvider(trace.WithSpanProcessor(spans)))
	t.Cleanup(func() { otel.SetTracerProvider(before) })
	dir := t.TempDir()
	o := options(dir)
	away := &goesAway{History: o.History}
	o.History = away
	v, err := Open(t.Context(), o)
	must(t, err)
	other := open(t, dir)
	look := func() (trace.ReadOnlySpan, error) {
		err := observed(t.Context(), "vault.look", v.lookAgain)
		ended := spans.Ended()
		i := slices.IndexFunc(ended, func(s trace.ReadOnlySpan) bool { return s.Name() == "vault.look" })
		spans.Reset()
		return ended[i], err
	}
	idle := attribute.Bool("nivel.idle", true)

	if s, err := look(); err != nil || !slices.Contains(s.Attributes(), idle) || s.Status().Code == codes.Error {
		t.Errorf("nothing to find: %v, %v, %v", s.Attributes(), s.Status(), err)
	}
	seal(t, other, child, here, "Testinen")
	destroy(t, other, child)
	if s, err := look(); err != nil || slices.Contains(s.Attributes(), idle) {
		t.Errorf("keys destroyed elsewhere: %v, %v", s.Attributes(), err)
	}
	away.gone = true
	if s, err := look(); err == nil || s.Status().Code != codes.Error || slices.Contains(s.Attributes(), idle) {
		t.Errorf("history away: %v, %v, %v", s.Attributes(), s.Status(), err)
	}
}
