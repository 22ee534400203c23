package bus

import (
	"context"
	"fmt"
	"time"
)

// The pauses between tries of something that fails.
const (
	firstPause = 50 * time.Millisecond
	lastPause  = 5 * time.Second
)

// keep runs session again and again until ctx ends, then returns nil. It pauses
// longer each time that a session fails soon, and logs a failure once, not at
// each repetition.
func (b *Bus) keep(ctx context.Context, reader string, session func(context.Context) error) error {
	pause, logged := firstPause, ""
	for {
		began := b.Clock()
		err := session(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if b.Clock().Sub(began) > lastPause {
			pause, logged = firstPause, ""
		}
		b.gauges.failures.Add(ctx, 1, of(reader))
		if text := fmt.Sprint(err); text != logged {
			b.Logger.WarnContext(ctx, "bus: starting over", "reader", reader, "err", err)
			logged = text
		}
		wait(ctx, pause)
		pause = min(2*pause, lastPause)
	}
}

// wait returns after d, or when ctx ends.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// together runs both until one returns, ends the other, and returns the first's
// error.
func together(ctx context.Context, one, other func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan error, 2)
	go func() { done <- one(ctx) }()
	go func() { done <- other(ctx) }()
	err := <-done
	cancel()
	<-done
	return err
}

// every calls check at an interval until it fails or ctx ends.
func every(ctx context.Context, interval time.Duration, check func(context.Context) error) error {
	for {
		wait(ctx, interval)
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := check(ctx); err != nil {
			return err
		}
	}
}

// safely turns a panic of another's function into an error: one poison fact
// must not end the process.
func safely(what string, run func() error) (err error) {
	defer func() {
		if caught := recover(); caught != nil {
			err = fmt.Errorf("%s panicked: %v", what, caught)
		}
	}()
	return run()
}
