package vault

import (
	"context"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// observed runs what a vault does of its own accord under a span, so that what it
// asks of history has a cause: vault.open when the process starts, vault.check
// then and regularly, vault.look every few seconds.
func observed(ctx context.Context, name string, do func(context.Context) error) error {
	ctx, span := otel.Tracer("nivel/libs/vault").Start(ctx, name)
	defer span.End()
	err := do(ctx)
	if err != nil {
		span.SetStatus(codes.Error, "failed")
	}
	return err
}

// lookAgain looks which keys other processes destroyed. A look that found none says
// so, or those of a day would push everything else out of the list of traces; one
// that failed is marked, whatever is made of it.
func (v *Vault) lookAgain(ctx context.Context) error {
	steps, err := v.look(ctx)
	if ctx.Err() != nil {
		return nil // the process ends
	}
	if err == nil && len(steps) == 0 {
		trace.SpanFromContext(ctx).SetAttributes(attribute.Bool("nivel.idle", true))
	}
	return err
}
