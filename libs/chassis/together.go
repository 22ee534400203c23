package chassis

import (
	"context"
	"errors"
)

// Together runs all until ctx ends or one of them returns: one that ends ends
// all. It returns when every one has, with what they returned.
func Together(ctx context.Context, all ...func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, len(all))
	for _, run := range all {
		go func() { ended <- run(ctx) }()
	}
	var errs []error
	for range all {
		errs = append(errs, <-ended)
		stop()
	}
	return errors.Join(errs...)
}
