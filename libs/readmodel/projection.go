package readmodel

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"nivel/libs/es"
)

// Projection is a read model that runs and answers.
type Projection[Row, E any] struct {
	model Model[Row, E]
	log   es.Log
	shelf shelf
	meter *meter

	current atomic.Pointer[pointer] // the generation that served last
	news    news
}

// New returns the projection of model, from log into redis. It may answer
// before, and without, being run: then another process runs it. Errors: a model
// that lacks a part.
func New[Row, E any](redis *Redis, log es.Log, model Model[Row, E]) (*Projection[Row, E], error) {
	if err := model.validate(); err != nil {
		return nil, err
	}
	if redis == nil || log == nil {
		return nil, fmt.Errorf("read model %s needs a Redis and a log", model.Name)
	}
	return &Projection[Row, E]{
		model: model,
		log:   log,
		shelf: redis.shelf(model.Name, model.Version),
		meter: &meter{gauges: redis.gauges, clock: redis.Clock, status: Status{Model: model.Name, Version: model.Version}},
	}, nil
}

// The pauses between tries of something that fails.
const (
	firstPause = 50 * time.Millisecond
	lastPause  = time.Second
)

// Run feeds the read model until ctx ends, then returns nil. Whatever goes
// wrong is shown by Status, logged once and tried again. Several processes may
// run the same model: one is ahead, the others stand by.
func (p *Projection[Row, E]) Run(ctx context.Context) error {
	pause, logged := firstPause, ""
	for {
		began := p.shelf.Clock()
		err := p.session(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if p.shelf.Clock().Sub(began) > lastPause {
			pause = firstPause
		}
		if text := fmt.Sprint(err); text != logged {
			p.shelf.Logger.Log(ctx, level(err), "readmodel: starting over", "model", p.model.Name, "err", err)
			logged = text
		}
		p.meter.failed(ctx, err)
		wait(ctx, pause)
		pause = min(2*pause, lastPause)
	}
}

// session feeds the generation that Redis names until it has to look again.
func (p *Projection[Row, E]) session(ctx context.Context) error {
	gen, err := p.shelf.target(ctx)
	if err != nil {
		return err
	}
	feed := p.feed(gen)
	feed.keeper = &keeper{shelf: p.shelf}
	feed.swap = func(ctx context.Context, gen generation) (bool, error) {
		return p.shelf.swap(ctx, gen, generation{})
	}
	return feed.run(ctx)
}

var errRebuilt = errors.New("rebuilt")

// Rebuild folds the whole history into a new generation while the old one
// serves and is fed, and returns when the new one serves. Errors: ctx's; a
// history or a Redis that fails.
func (p *Projection[Row, E]) Rebuild(ctx context.Context) error {
	gen, err := p.shelf.build(ctx, p.shelf.version+" "+random())
	if err != nil {
		return err
	}
	feed := p.feed(gen)
	if p.shelf.Bulk != nil {
		feed.log = p.shelf.Bulk
	}
	feed.meter = &meter{gauges: p.shelf.gauges, clock: p.shelf.Clock, status: Status{Model: p.model.Name + " rebuild"}}
	feed.swap = func(ctx context.Context, gen generation) (bool, error) {
		old, err := p.shelf.pointed(ctx, p.shelf.serving())
		if err != nil {
			return false, err
		}
		swapped, err := p.shelf.swap(ctx, gen, old)
		switch {
		case swapped:
			err = errRebuilt
		case errors.Is(err, errMoved): // another one began to serve meanwhile: compare with that
			err = nil
		}
		return swapped, err
	}
	if err := feed.run(ctx); !errors.Is(err, errRebuilt) {
		return fmt.Errorf("rebuild %s: %w", p.model.Name, err)
	}
	p.news.tell()
	return nil
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
