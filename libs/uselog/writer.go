package uselog

import (
	"context"
	"errors"
	"fmt"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/es"
)

// writer is the chain of one process: the only one that appends to its streams.
// Its methods are called by one goroutine.
type writer struct {
	Options
	name string // service and instance

	head   Head
	month  Month  // of the stream
	next   string // stream to go on in: this one ended with its month
	unsure *batch // was sent and not answered for; goes before everything else
	dead   error  // why nothing may be written any more

	checkpoints int       // in the second place
	lastLine    Hash      // of the last of them; zero: none
	unsent      []byte    // a checkpoint that the second place did not answer for
	unsealed    int       // events behind the last checkpoint
	since       time.Time // of the first of them
	fresh       bool      // a stream that has no checkpoint yet
}

// batch is one append.
type batch struct {
	from   Head // the stream and the revision expected
	events []es.NewEvent
	to     Head
	then   func() // what holds once it is in; nil: nothing
}

func newWriter(o Options) *writer { return &writer{Options: o, name: o.Service + "-" + o.Instance} }

func (w *writer) keys() Keys { return append(Keys{w.Key.Public()}, w.Former...) }

func (w *writer) thisMonth() Month { return MonthOf(calendar.On(w.Clock())) }

// patient bounds how long history and the second place may take.
func (w *writer) patient() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), w.Patience)
}

// note writes the entries of some requests in one append.
func (w *writer) note(asked []*asked) (err error) {
	ctx, done := w.patient()
	defer done()
	ctx, span := writing(ctx, asked)
	defer func() { end(span, err) }()
	if err := w.prepare(ctx); err != nil {
		return err
	}
	var events []func(Link) Event
	for _, a := range asked {
		for _, entry := range a.entries {
			events = append(events, func(l Link) Event { return rawNoted{l, entry} })
		}
	}
	return w.append(ctx, w.head, nil, events...)
}

// prepare settles what is open, goes on to the month's stream and pays the
// checkpoint that is owed, if one is.
func (w *writer) prepare(ctx context.Context) error {
	if w.dead != nil {
		return w.dead
	}
	if w.unsure != nil {
		if err := w.send(ctx, w.unsure, false); err != nil {
			return err
		}
	}
	if month := w.thisMonth(); month.After(w.month) && w.next == "" {
		if err := w.leave(ctx, streamOf(w.name, month)); err != nil {
			return err
		}
	}
	if w.next != "" {
		if err := w.enter(ctx); err != nil {
			return err
		}
	}
	late := w.unsealed > 0 && w.Clock().Sub(w.since) >= w.Interval
	if w.unsent != nil || w.fresh || w.unsealed >= w.Every || late {
		return w.checkpoint(ctx)
	}
	return nil
}

// leave ends the stream for another.
func (w *writer) leave(ctx context.Context, next string) error {
	if w.unsent != nil {
		if err := w.checkpoint(ctx); err != nil {
			return err
		}
	}
	return w.append(ctx, w.head, func() { w.next = next }, func(l Link) Event {
		return Stopped{Link: l, Promised: l.Checkpoints + 1, Next: next}
	})
}

// enter puts the promised checkpoint on the stream that ended and opens the next.
func (w *writer) enter(ctx context.Context) error {
	if w.unsealed > 0 {
		if err := w.checkpoint(ctx); err != nil {
			return err
		}
	}
	after := w.head
	return w.open(ctx, &after, w.next)
}

// open makes a stream.
func (w *writer) open(ctx context.Context, after *Head, stream string) error {
	month, ok := monthOf(stream)
	if !ok {
		return fmt.Errorf("%w: %s is no stream of a month", ErrBroken, stream)
	}
	from := Head{Stream: stream, Revision: es.NoStream}
	if after != nil {
		from.Hash = after.Hash
	}
	opened := func() { w.month, w.next, w.fresh = month, "", true }
	return w.append(ctx, from, opened, func(l Link) Event {
		return Opened{Link: l, Writer: w.name, Month: month.String(), After: after}
	})
}

// append adds events behind from. What is signed is the last one, and through
// the chain all before it.
func (w *writer) append(ctx context.Context, from Head, then func(), makers ...func(Link) Event) error {
	b := &batch{from: from, to: from, then: then}
	for i, maker := range makers {
		name, data, err := encode(maker(Link{Prev: b.to.Hash, Checkpoints: w.checkpoints}))
		if err != nil {
			return fmt.Errorf("encode an event: %w", err)
		}
		r := es.Recorded{ID: es.NewID(), Stream: from.Stream, Revision: b.to.Revision + 1, Name: name, Data: data}
		if i == len(makers)-1 {
			r.Data = withSignature(data, w.Key.sign(hash("signed", r, data)))
		}
		b.events = append(b.events, es.NewEvent{ID: r.ID, Name: name, Data: r.Data})
		b.to.Revision, b.to.Hash = r.Revision, chained(r)
	}
	return w.send(ctx, b, true)
}

// send asks history to take a batch. One whose outcome is not known is sent
// again, the same, before anything else: the same ids at the same revision are
// the same append.
func (w *writer) send(ctx context.Context, b *batch, first bool) error {
	_, err := w.Store.Append(ctx, b.from.Stream, b.from.Revision, b.events...)
	switch {
	case err == nil:
		w.taken(b)
		return nil
	case errors.Is(err, es.ErrConflict), errors.Is(err, es.ErrDeleted):
		w.dead = fmt.Errorf("%w: %w", ErrTakenOver, err)
		return w.dead
	case first && (errors.Is(err, es.ErrUnavailable) || errors.Is(err, es.ErrTooLarge)):
	default:
		w.unsure = b
	}
	return fmt.Errorf("write the use log: %w", err)
}

func (w *writer) taken(b *batch) {
	if w.unsealed == 0 {
		w.since = w.Clock()
	}
	w.head, w.unsure = b.to, nil
	w.unsealed += len(b.events)
	if b.then != nil {
		b.then()
	}
}

// checkpoint puts a signed checkpoint on the head into the second place. One
// that was not answered for is sent again, the same; nothing is appended
// meanwhile.
func (w *writer) checkpoint(ctx context.Context) error {
	if w.unsent == nil {
		c := Checkpoint{
			Writer: w.name, Number: w.checkpoints + 1, Prev: w.lastLine, Head: w.head, At: w.Clock().UTC(), Key: KeyID(w.Key.Public()),
		}
		line, err := c.line(w.Key)
		if err != nil {
			return err
		}
		w.unsent = line
	}
	if err := w.Second.Add(ctx, w.name, w.unsent); err != nil {
		return fmt.Errorf("put a checkpoint into the second place: %w", err)
	}
	w.checkpoints, w.lastLine, w.unsent = w.checkpoints+1, hashLine(w.unsent), nil
	w.unsealed, w.fresh = 0, false
	return nil
}

// checkpointIf makes a checkpoint for which nobody waits. One that fails is owed:
// past its time nothing more is written before it.
func (w *writer) checkpointIf(due bool) {
	if !due || w.dead != nil || w.unsure != nil {
		return
	}
	ctx, done := w.patient()
	defer done()
	if err := w.checkpoint(ctx); err != nil {
		w.Logger.Error("use log: checkpoint", "writer", w.name, "err", err)
	}
}

// stop ends the chain for now.
func (w *writer) stop() (err error) {
	ctx, done := w.patient()
	defer done()
	ctx, span := start(ctx, "uselog.end")
	defer func() { end(span, err) }()
	if err := w.prepare(ctx); err != nil {
		return err
	}
	err = w.append(ctx, w.head, nil, func(l Link) Event { return Stopped{Link: l, Promised: l.Checkpoints + 1} })
	if err != nil {
		return err
	}
	return w.checkpoint(ctx)
}
