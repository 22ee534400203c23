package history

import (
	"context"
	"fmt"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"nivel/libs/es"
)

// do makes one call on the session's client and returns when it ends or ctx
// does, whichever is first. A call that is left behind ends by itself.
//
// Errors: es.ErrUnavailable if the call was never made; ctx's error; the
// call's, joined with what classify knows of it.
func do[T any](ctx context.Context, s *session, call func(context.Context, *esdb.Client) (T, error)) (T, error) {
	l, err := s.enter(ctx)
	if err != nil {
		var none T
		return none, err
	}
	return on(ctx, l, call)
}

// on is do on a link that was entered, which it leaves.
func on[T any](ctx context.Context, l *link, call func(context.Context, *esdb.Client) (T, error)) (T, error) {
	var none T
	select {
	case l.slots <- struct{}{}:
	case <-ctx.Done():
		l.leave()
		return none, fmt.Errorf("%w: %w", es.ErrUnavailable, ctx.Err())
	}
	type answer struct {
		value T
		err   error
	}
	answers := make(chan answer, 1)
	go func() {
		defer l.leave()
		defer func() { <-l.slots }()
		var a answer
		a.err = l.run(ctx, func(ctx context.Context) (err error) {
			a.value, err = call(ctx, l.client)
			return err
		})
		answers <- a
	}()
	select {
	case a := <-answers:
		return a.value, a.err
	case <-ctx.Done():
	}
	select {
	case a := <-answers: // both at once: an answer is worth more
		return a.value, a.err
	default:
		return none, ctx.Err()
	}
}
