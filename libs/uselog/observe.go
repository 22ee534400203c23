package uselog

import (
	"context"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// scope names the spans of this package: uselog.begin and uselog.end, which are
// the process's own doing, and uselog.write, which requests wait for.
const scope = "nivel/libs/uselog"

// maxLinks is how many links a span takes by default; more would be made in vain.
const maxLinks = 128

func start(ctx context.Context, name string, links ...trace.Link) (context.Context, trace.Span) {
	return otel.Tracer(scope).Start(ctx, name, trace.WithLinks(links...))
}

// writing covers one append. The one request that waits for it is its parent;
// several are linked.
func writing(ctx context.Context, asked []*asked) (context.Context, trace.Span) {
	if len(asked) == 1 {
		return start(trace.ContextWithSpanContext(ctx, trace.SpanContextFromContext(asked[0].ctx)), "uselog.write")
	}
	var links []trace.Link
	for _, a := range asked[:min(len(asked), maxLinks)] {
		if cause := trace.SpanContextFromContext(a.ctx); cause.IsValid() {
			links = append(links, trace.Link{SpanContext: cause})
		}
	}
	return start(ctx, "uselog.write", links...)
}

func end(span trace.Span, err error) {
	if err != nil {
		span.SetStatus(codes.Error, "failed")
	}
	span.End()
}
