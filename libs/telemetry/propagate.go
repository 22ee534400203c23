package telemetry

import (
	"context"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// Inject returns the W3C trace context of ctx, to be stored or sent along with
// what ctx leads to. Both are empty when ctx is of no trace.
func Inject(ctx context.Context) (traceparent, tracestate string) {
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	return carrier["traceparent"], carrier["tracestate"]
}

// Extract returns a context that continues the trace that Inject described.
// What is no trace context is ignored.
func Extract(ctx context.Context, traceparent, tracestate string) context.Context {
	return propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{"traceparent": traceparent, "tracestate": tracestate})
}

// Link returns a link to the span that Inject described: for work that has a
// trace of its own but was caused by another, such as a batch.
func Link(traceparent, tracestate string) trace.Link {
	return trace.Link{SpanContext: trace.SpanContextFromContext(Extract(context.Background(), traceparent, tracestate))}
}
