package chassis_test

import (
	"context"
	"errors"
	"testing"

	"nivel/libs/chassis"
)

func TestTogether(t *testing.T) {
	broke := errors.New("broke")
	waits := func(ctx context.Context) error { <-ctx.Done(); return nil }
	breaks := func(context.Context) error { return broke }

	if err := chassis.Together(t.Context(), waits, breaks, waits); !errors.Is(err, broke) {
		t.Errorf("error is %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := chassis.Together(ctx, waits, waits); err != nil {
		t.Errorf("error is %v", err)
	}
}
