package bus

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"nivel/libs/contracts"
)

const scope = "nivel/libs/bus"

// gauges are what an operator watches. Age tells a silent stall, which errors
// do not.
type gauges struct {
	failures metric.Int64Counter // sessions or facts that failed
	facts    metric.Int64Counter // published or handled
	parked   metric.Int64Gauge   // facts that wait for a repair
	behind   metric.Float64Gauge // age of the newest fact done; 0 when nothing waits
	lag      metric.Int64Gauge   // facts that wait for a consumer
}

func newGauges() (*gauges, error) {
	meter := otel.Meter(scope)
	g := &gauges{}
	var errs [5]error
	g.failures, errs[0] = meter.Int64Counter("nivel_bus_failures_total")
	g.facts, errs[1] = meter.Int64Counter("nivel_bus_facts_total")
	g.parked, errs[2] = meter.Int64Gauge("nivel_bus_parked_facts")
	g.behind, errs[3] = meter.Float64Gauge("nivel_bus_behind_seconds", metric.WithUnit("s"))
	g.lag, errs[4] = meter.Int64Gauge("nivel_bus_lag_facts")
	for _, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("make the metrics of the bus: %w", err)
		}
	}
	return g, nil
}

// of names the relay or consumer that a measurement is about.
func of(reader string) metric.MeasurementOption {
	return metric.WithAttributes(attribute.String("reader", reader))
}

var traceContext = propagation.TraceContext{}

// span starts a span below the trace context that a fact carries and returns
// the fact carrying the span's own context on.
func span(ctx context.Context, name string, kind trace.SpanKind, f contracts.Fact) (context.Context, trace.Span, contracts.Fact) {
	carrier := propagation.MapCarrier{headerParent: f.Traceparent, headerState: f.Tracestate}
	ctx, span := otel.Tracer(scope).Start(traceContext.Extract(ctx, carrier), name, trace.WithSpanKind(kind),
		trace.WithAttributes(
			attribute.String("nivel.fact", f.Type),
			attribute.String("nivel.stream", f.Stream),
			attribute.Int64("nivel.revision", int64(f.Revision)),
		))
	on := propagation.MapCarrier{}
	traceContext.Inject(ctx, on)
	f.Traceparent, f.Tracestate = on[headerParent], on[headerState]
	return ctx, span, f
}

// end closes a span and keeps what went wrong.
func end(span trace.Span, err error) {
	if err != nil {
		span.RecordError(err)
		span.SetStatus(codes.Error, "failed")
	}
	span.End()
}
