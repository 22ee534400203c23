package edge

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"strconv"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"nivel/libs/refusal"
)

// watch is how requests are seen from outside: spans, lines, measurements. It
// holds codes, roles, units and opaque ids; nothing that somebody typed.
type watch struct {
	name     string
	service  metric.MeasurementOption
	logger   *slog.Logger
	tracer   trace.Tracer
	duration metric.Float64Histogram
	inFlight metric.Int64UpDownCounter
}

func newWatch(service string, logger *slog.Logger) watch {
	const scope = "nivel/libs/edge"
	meter := otel.Meter(scope)
	// An instrument that could not be made does nothing; its names are constant,
	// so that a test sees to it that they are good.
	duration, _ := meter.Float64Histogram("nivel.http.duration", metric.WithUnit("s"),
		metric.WithDescription("Time to answer a request, by route and class of status."),
		metric.WithExplicitBucketBoundaries(.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10))
	inFlight, _ := meter.Int64UpDownCounter("nivel.http.in_flight",
		metric.WithDescription("Requests being answered now."))
	return watch{
		name: service, logger: logger, tracer: otel.Tracer(scope), duration: duration, inFlight: inFlight,
		service: metric.WithAttributeSet(attribute.NewSet(attribute.String("service", service))),
	}
}

// startSpan starts the server's span of a request.
func (s watch) startSpan(ctx context.Context, x *exchange) (context.Context, trace.Span) {
	ctx = otel.GetTextMapPropagator().Extract(ctx, propagation.HeaderCarrier(x.request.Header))
	return s.tracer.Start(ctx, spanName(s.name, x.route), trace.WithSpanKind(trace.SpanKindServer),
		trace.WithAttributes(
			attribute.String("http.request.method", x.request.Method),
			attribute.String("http.route", x.route.Pattern),
		))
}

// endSpan ends it. A refusal is an attribute; only a fault is an error.
func endSpan(span trace.Span, x *exchange, v verdict) {
	span.SetAttributes(
		attribute.Int("http.response.status_code", v.status),
		attribute.String("nivel.outcome", v.outcome),
		attribute.String("nivel.role", string(x.actor.Role)),
	)
	for _, id := range x.ids {
		span.SetAttributes(attribute.String("nivel."+id.name, id.id))
	}
	switch v.outcome {
	case refused:
		span.SetAttributes(attribute.String("nivel.refusal", v.code))
	case fault:
		span.SetStatus(codes.Error, v.code)
	}
	span.End()
}

// What may become of a request.
const (
	done      = "done"
	refused   = "refused"
	fault     = "fault"
	abandoned = "abandoned" // whoever asked did not wait for the answer
)

// verdict is what became of a request.
type verdict struct {
	status   int
	outcome  string
	code     string // of the refusal or the fault
	revision string // that the answer speaks of, if it does
	fault    error  // for the log only
}

func judge(response any, err error) verdict {
	if err == nil {
		out, _ := response.(answer)
		v := verdict{status: out.status, outcome: done}
		if out.revision != nil {
			v.revision = strconv.FormatInt(int64(*out.revision), 10)
		}
		return v
	}
	p := problemOf(err)
	v := verdict{status: p.Status, outcome: refused, code: p.Code}
	if _, ok := refusal.As(err); ok {
		return v
	}
	v.outcome, v.fault = fault, err
	if errors.Is(err, context.Canceled) || errors.Is(err, errBrokenOff) {
		v.outcome = abandoned
	}
	return v
}

// note writes a request's one line and takes its measurement.
func (s watch) note(ctx context.Context, v verdict, took time.Duration) {
	x, level := exchangeOf(ctx), slog.LevelInfo
	s.measure(ctx, x.route.Pattern, v.status, took)
	attrs := []slog.Attr{slog.String("service", s.name), slog.String("route", x.route.Pattern)}
	add := func(name, value string) {
		if value != "" {
			attrs = append(attrs, slog.String(name, value))
		}
	}
	add("action", string(x.route.Action))
	for _, id := range x.ids {
		add(id.name, id.id)
	}
	add("role", string(x.actor.Role))
	add("unit", x.actor.Unit)
	add("outcome", v.outcome)
	add("code", v.code)
	add("revision", v.revision)
	attrs = append(attrs, slog.Int("status", v.status), slog.Int64("ms", took.Milliseconds()))
	if v.outcome == fault {
		level = slog.LevelError
	}
	if v.fault != nil {
		add("fault", v.fault.Error())
	}
	s.logger.LogAttrs(ctx, level, "request", attrs...)
}

func (s watch) measure(ctx context.Context, pattern string, status int, took time.Duration) {
	s.duration.Record(ctx, took.Seconds(), s.service, metric.WithAttributes(
		attribute.String("route", pattern),
		attribute.String("class", strconv.Itoa(status/100)+"xx"),
	))
}

// panicked notes a panic with its stack. Of its value only the type is told,
// unless the runtime itself panicked: the value may be made of anything.
func (s watch) panicked(ctx context.Context, value any) {
	x := exchangeOf(ctx)
	what := fmt.Sprintf("%T", value)
	if err, ok := value.(runtime.Error); ok {
		what = err.Error()
	}
	s.logger.LogAttrs(trace.ContextWithSpanContext(ctx, x.span), slog.LevelError, "panic",
		slog.String("service", s.name), slog.String("route", x.route.Pattern),
		slog.String("panic", what), slog.String("stack", string(debug.Stack())))
}
