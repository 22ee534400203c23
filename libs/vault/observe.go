package vault

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"

	"nivel/libs/es"
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

// lookAgain looks which keys other processes destroyed.
func (v *Vault) lookAgain(ctx context.Context) error {
	_, err := v.look(ctx)
	if ctx.Err() != nil || errors.Is(err, es.ErrUnavailable) {
		return nil // the next look will hear of it
	}
	return err
}
