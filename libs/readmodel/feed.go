package readmodel

import (
	"context"
	"slices"
	"sync"
	"time"

	"go.opentelemetry.io/otel/trace"

	"nivel/libs/es"
)

// batchSize bounds how many events one write takes.
const batchSize = 2_000

// foldFunc is Model.fold.
type foldFunc func(events []es.Recorded, rows func(keys []string) ([][]byte, error)) ([]change, int, error)

// feed carries history into one generation until the generation is no longer
// what it takes it for.
type feed struct {
	shelf    shelf
	log      es.Log
	model    string
	prefixes []string
	fold     foldFunc
	meter    *meter
	keeper   *keeper // nil: deletes no old generations
	news     *news
	// swap lets the generation serve once it has caught up; false: try again later.
	swap func(context.Context, generation) (bool, error)

	arrivals *queue
	mu       sync.Mutex
	gen      generation
}

// arrival is what the log hands over: an event, or that a place was reached.
type arrival struct {
	event    *es.Recorded
	at       es.Position // zero: says nothing of the place
	caughtUp bool
}

func (p *Projection[Row, E]) feed(gen generation) *feed {
	return &feed{
		shelf: p.shelf, log: p.log, model: p.model.Name, prefixes: p.model.Prefixes,
		fold: p.model.fold, meter: p.meter, news: &p.news,
		arrivals: newQueue(), gen: gen,
	}
}

func (f *feed) run(ctx context.Context) error {
	f.meter.begin(f.gen)
	return together(ctx, f.follow, f.work, f.watch)
}

func (f *feed) generation() generation {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.gen
}

// reached notes where the generation now stands, and tells who waits for it.
func (f *feed) reached(gen generation) {
	f.mu.Lock()
	f.gen = gen
	f.mu.Unlock()
	f.meter.reached(gen)
	if gen.serve {
		f.news.tell()
	}
}

func (f *feed) follow(ctx context.Context) error {
	return f.log.Follow(ctx, es.Following{
		After:    f.generation().at,
		Prefixes: f.prefixes,
		Event: func(ctx context.Context, e es.Recorded) error {
			f.meter.arrived(e.RecordedAt)
			return f.arrivals.put(ctx, arrival{event: &e, at: e.Position})
		},
		Checkpoint: func(ctx context.Context, at es.Position) error { return f.arrivals.put(ctx, arrival{at: at}) },
		CaughtUp:   func(ctx context.Context) error { return f.arrivals.put(ctx, arrival{caughtUp: true}) },
	})
}

// batch is what was waiting when the last one was done.
type batch struct {
	events   []es.Recorded
	at       es.Position // zero: not told
	caughtUp bool
}

func (b *batch) add(a arrival) {
	if a.event != nil {
		b.events = append(b.events, *a.event)
	}
	if a.at.After(b.at) {
		b.at = a.at
	}
	b.caughtUp = b.caughtUp || a.caughtUp
}

// drop removes what is not behind at, or comes a second time, and returns how
// much that was: a log that repeats itself changes nothing.
func (b *batch) drop(at es.Position) int {
	all := len(b.events)
	b.events = slices.DeleteFunc(b.events, func(e es.Recorded) bool {
		if !e.Position.After(at) {
			return true
		}
		at = e.Position
		return false
	})
	return all - len(b.events)
}

// work writes batch after batch, and lets the generation serve when it has
// caught up.
func (f *feed) work(ctx context.Context) error {
	tick := time.NewTicker(f.shelf.Poll)
	defer tick.Stop()
	for caughtUp := false; ; {
		b, err := f.arrivals.next(ctx, tick.C)
		if err != nil {
			return err
		}
		if err := f.take(ctx, b); err != nil {
			return err
		}
		if caughtUp = caughtUp || b.caughtUp; !caughtUp {
			continue
		}
		if err := f.serve(ctx); err != nil {
			return err
		}
		f.meter.caughtUp()
	}
}

func (f *feed) serve(ctx context.Context) error {
	gen := f.generation()
	if gen.serve {
		return nil
	}
	swapped, err := f.swap(ctx, gen)
	if err != nil || !swapped {
		return err
	}
	gen.serve = true
	f.reached(gen)
	f.shelf.Logger.InfoContext(ctx, "readmodel: generation serves", "model", f.model, "generation", gen.name)
	return nil
}

// take writes one batch: what can be read of it, and then the reason why the
// rest cannot.
func (f *feed) take(ctx context.Context, b batch) error {
	gen := f.generation()
	f.meter.done(b.drop(gen.at), f.arrivals.length())
	if len(b.events) == 0 {
		if !b.at.After(gen.at) {
			return nil
		}
		return f.write(ctx, b.at, es.Position{}, nil)
	}
	ctx, span := f.span(ctx, b.events)
	err := f.takeEvents(ctx, gen, b)
	end(span, err)
	return err
}

func (f *feed) takeEvents(ctx context.Context, gen generation, b batch) error {
	f.meter.working(b.events[0].RecordedAt)
	rows := func(keys []string) ([][]byte, error) { return f.shelf.read(ctx, gen, keys) }
	changes, done, unreadable := f.fold(b.events, rows)
	if done > 0 {
		next, last := b.at, b.events[done-1].Position
		if done < len(b.events) {
			next = last
		}
		if err := f.write(ctx, next, last, changes); err != nil {
			return err
		}
		f.meter.done(done, f.arrivals.length())
	}
	if unreadable != nil {
		f.meter.working(b.events[done].RecordedAt)
	}
	return unreadable
}

func (f *feed) write(ctx context.Context, next, event es.Position, changes []change) error {
	gen := f.generation()
	if err := f.shelf.write(ctx, gen, next, event, changes); err != nil {
		return err
	}
	gen.at = next
	f.reached(gen)
	return nil
}

// watch notices, also when no event comes, that the generation is gone, was
// rolled back or no longer serves.
func (f *feed) watch(ctx context.Context) error {
	for {
		wait(ctx, f.shelf.Poll)
		if err := ctx.Err(); err != nil {
			return err
		}
		gen := f.generation()
		if err := f.shelf.beat(ctx, gen); err != nil {
			return err
		}
		if f.keeper != nil && gen.serve {
			if err := f.keeper.tidy(ctx); err != nil {
				return err
			}
		}
		f.meter.report(ctx)
	}
}

// maxLinks is how many links a span takes by default; more would be made in vain.
const maxLinks = 128

// span covers a batch. One event is its parent; several are linked.
func (f *feed) span(ctx context.Context, events []es.Recorded) (context.Context, trace.Span) {
	if len(events) == 1 {
		return start(extract(ctx, events[0].Meta), f.model+".apply", events, nil)
	}
	var links []trace.Link
	for _, e := range events[max(0, len(events)-maxLinks):] {
		if cause := trace.SpanContextFromContext(extract(context.Background(), e.Meta)); cause.IsValid() {
			links = append(links, trace.Link{SpanContext: cause})
		}
	}
	return start(ctx, f.model+".apply", events, links)
}

// together runs all until one returns, ends the others, and returns the first's
// error.
func together(ctx context.Context, all ...func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan error, len(all))
	for _, run := range all {
		go func() { done <- run(ctx) }()
	}
	err := <-done
	cancel()
	for range all[1:] {
		<-done
	}
	return err
}
