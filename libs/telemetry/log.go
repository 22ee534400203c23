package telemetry

import (
	"context"
	"encoding"
	"fmt"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/trace"
)

// newLogger returns a logger whose lines name their trace and pass the redaction.
func newLogger(o Options) *slog.Logger {
	options := &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr { return redactAttr(a) }}
	var out slog.Handler = slog.NewTextHandler(o.LogOutput, options)
	if o.LogJSON {
		out = slog.NewJSONHandler(o.LogOutput, options)
	}
	if o.Service != "" {
		out = out.WithAttrs([]slog.Attr{slog.String("process", o.Service)})
	}
	return slog.New(traced{out, o.Clock})
}

// traced adds the ids of the trace and span that a line was written in.
type traced struct {
	slog.Handler
	clock func() time.Time
}

// Handle writes one line.
func (t traced) Handle(ctx context.Context, r slog.Record) error {
	if t.clock != nil {
		r.Time = t.clock()
	}
	if span := trace.SpanContextFromContext(ctx); span.IsValid() {
		r = r.Clone()
		r.AddAttrs(slog.String("trace_id", span.TraceID().String()), slog.String("span_id", span.SpanID().String()))
	}
	return t.Handler.Handle(ctx, r)
}

// WithAttrs keeps the tracing around the handler that has the attributes.
func (t traced) WithAttrs(attrs []slog.Attr) slog.Handler {
	return traced{t.Handler.WithAttrs(attrs), t.clock}
}

// WithGroup keeps the tracing around the handler that has the group.
func (t traced) WithGroup(name string) slog.Handler {
	return traced{t.Handler.WithGroup(name), t.clock}
}

// redactAttr says of a value what may be told. Of one that is neither a plain
// value nor able to say what it is, that is its type only: printing a struct
// would print whatever is in it.
func redactAttr(a slog.Attr) slog.Attr {
	if denied(a.Key) {
		return slog.String(a.Key, redacted)
	}
	switch a.Value.Kind() {
	case slog.KindString:
		return slog.String(a.Key, Redact(a.Value.String()))
	case slog.KindAny:
		return slog.String(a.Key, Redact(describe(a.Value.Any())))
	default:
		return a
	}
}

func describe(value any) string {
	switch v := value.(type) {
	case error:
		return v.Error()
	case fmt.Stringer:
		return v.String()
	case encoding.TextMarshaler:
		text, err := v.MarshalText()
		if err == nil {
			return string(text)
		}
	}
	return fmt.Sprintf("[%T]", value)
}
