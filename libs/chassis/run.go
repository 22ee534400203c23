package chassis

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// Part is something that a process is made of. It has a Start, a Run, or both:
// Start first.
type Part struct {
	Name string

	// Start returns when the part is ready, with what stops it (nil: nothing
	// does). Its context lasts until the part has stopped.
	Start func(ctx context.Context) (stop func(context.Context) error, err error)

	// Run works until its context ends. To return before that, with an error or
	// without, is to die.
	Run func(ctx context.Context) error
}

// Options says how a process is run.
type Options struct {
	Logger      *slog.Logger  // default: slog.Default()
	StopTimeout time.Duration // for all parts together; default 20s
	Health      *Health       // told when the whole is up and when it stops; may be nil
}

// running is a part that has been started.
type running struct {
	name   string
	stop   func(context.Context) error // nil: nothing to call
	cancel context.CancelFunc          // ends what Start was given
	halt   context.CancelFunc          // ends what Run was given, before stop is called
	ended  chan struct{}               // closed when Run has returned; nil: it has no Run
	err    error                       // what Run returned; read after ended
}

// Run starts the parts in order and waits until ctx ends or a part dies. Then
// it stops them, last one first, each before the next, within StopTimeout.
//
// Errors: a part that would not start (those before it are stopped again); a
// part that died; parts that would not stop. An end of ctx is none.
func Run(ctx context.Context, o Options, parts ...Part) error {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.StopTimeout == 0 {
		o.StopTimeout = 20 * time.Second
	}
	dead := make(chan error, len(parts))
	var up []*running
	var err error
	for _, part := range parts {
		var r *running
		if r, err = start(ctx, part, dead); err != nil {
			break
		}
		up = append(up, r)
		o.Logger.Info("started", "part", part.Name)
	}
	if err == nil {
		o.Health.set(serving)
		o.Logger.Info("ready")
		select {
		case <-ctx.Done():
		case err = <-dead:
		}
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = nil // it was asked to end while starting
	}
	o.Health.set(stopping)
	return errors.Join(err, stopAll(ctx, o, up))
}

// start starts one part. Its context is not cut off by the end of ctx, as parts
// end one after the other; only a start that is under way is.
func start(ctx context.Context, part Part, dead chan<- error) (*running, error) {
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	r := &running{name: part.Name, cancel: cancel}
	if part.Start != nil {
		unhook := context.AfterFunc(ctx, cancel)
		stop, err := part.Start(own)
		if err != nil {
			unhook()
			cancel()
			return nil, fmt.Errorf("start %s: %w", part.Name, err)
		}
		r.stop = stop
		if !unhook() { // ctx ended, and with it the part's own context
			part.Run = nil
		}
	}
	if part.Run != nil {
		working, halt := context.WithCancel(own)
		r.halt, r.ended = halt, make(chan struct{})
		go r.run(working, part.Run, dead)
	}
	return r, nil
}

func (r *running) run(ctx context.Context, work func(context.Context) error, dead chan<- error) {
	defer close(r.ended)
	err := work(ctx)
	if ctx.Err() == nil {
		if err == nil {
			err = errors.New("ended by itself")
		}
		dead <- fmt.Errorf("run %s: %w", r.name, err)
		return
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		r.err = err
	}
}

// stopAll stops the parts, last one first. Each may take half of the time that
// is left, and the last one all of it: what does not stop is left behind while
// there is still time for the others.
func stopAll(ctx context.Context, o Options, up []*running) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), o.StopTimeout)
	defer cancel()
	var errs []error
	for i := len(up) - 1; i >= 0; i-- {
		if err := up[i].endIn(ctx, i == 0); err != nil {
			errs = append(errs, fmt.Errorf("stop %s: %w", up[i].name, err))
			continue
		}
		o.Logger.Info("stopped", "part", up[i].name)
	}
	return errors.Join(errs...)
}

func (r *running) endIn(ctx context.Context, last bool) error {
	if deadline, ok := ctx.Deadline(); ok && !last {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Until(deadline)/2)
		defer cancel()
	}
	return r.end(ctx)
}

// end ends a part's Run, then calls its stop.
func (r *running) end(ctx context.Context) error {
	defer r.cancel()
	if r.ended != nil {
		r.halt()
		select {
		case <-r.ended:
		case <-ctx.Done():
			return errors.New("still running when the time was up")
		}
	}
	if r.stop == nil {
		return r.err
	}
	stopped := make(chan error, 1)
	go func() { stopped <- r.stop(ctx) }()
	select {
	case err := <-stopped:
		return errors.Join(r.err, err)
	case <-ctx.Done():
		return errors.Join(r.err, lastWord(stopped))
	}
}

// lastWord gives a stop that heeds its context the moment to say what it left
// undone.
func lastWord(stopped <-chan error) error {
	timer := time.NewTimer(200 * time.Millisecond)
	defer timer.Stop()
	select {
	case err := <-stopped:
		return err
	case <-timer.C:
		return errors.New("still stopping when the time was up")
	}
}
