package uselog

import (
	"context"
	"fmt"

	"nivel/libs/es"
)

// resume finds where the chain stands, takes it over and puts a checkpoint on it.
func (w *writer) resume(ctx context.Context) (err error) {
	ctx, span := start(ctx, "uselog.begin")
	defer func() { end(span, err) }()
	line, err := w.Second.Claim(ctx, w.name)
	if err != nil {
		return err
	}
	opened := false
	if line == nil {
		opened, err = w.adopt(ctx, nil, streamOf(w.name, w.thisMonth()))
	} else {
		opened, err = w.follow(ctx, line)
	}
	if err != nil {
		return err
	}
	if !opened {
		if err := w.append(ctx, w.head, nil, func(l Link) Event { return Resumed{l} }); err != nil {
			return err
		}
	}
	return w.checkpoint(ctx)
}

// follow goes from the last checkpoint to the end of the chain.
func (w *writer) follow(ctx context.Context, line []byte) (opened bool, err error) {
	c, err := readCheckpoint(line, w.keys())
	if err != nil || c.Writer != w.name {
		return false, fmt.Errorf("%w: the last checkpoint is not one of %s (%v)", ErrBroken, w.name, err)
	}
	w.checkpoints, w.lastLine = c.Number, hashLine(line)
	events, err := w.Store.Read(ctx, c.Head.Stream, c.Head.Revision)
	if err != nil {
		return false, err
	}
	if len(events) == 0 || events[0].Revision != c.Head.Revision || chained(events[0]) != c.Head.Hash {
		return false, fmt.Errorf("%w: %s does not hold what checkpoint %d says", ErrBroken, c.Head.Stream, c.Number)
	}
	walk := walker{keys: w.keys(), stream: c.Head.Stream, vouched: c.Head.Revision}
	_ = walk.step(events[0]) // it is what was signed; what it names lies before it
	if err := w.walk(&walk, events[1:]); err != nil {
		return false, err
	}
	if stopped, ok := walk.last.(Stopped); ok && stopped.Next != "" {
		after := w.head
		return w.adopt(ctx, &after, stopped.Next)
	}
	return false, nil
}

// adopt opens the stream, or takes it over from a process that ended before it
// had put the first checkpoint on it. Such a stream holds no entry.
func (w *writer) adopt(ctx context.Context, after *Head, stream string) (opened bool, err error) {
	events, err := w.Store.Read(ctx, stream, 0)
	if err != nil {
		return false, err
	}
	if len(events) == 0 {
		return true, w.open(ctx, after, stream)
	}
	for _, r := range events {
		if r.Name == notedName {
			return false, fmt.Errorf("%w: %s holds entries and has no checkpoint", ErrBroken, stream)
		}
	}
	walk := walker{keys: w.keys(), stream: stream, vouched: es.NoStream}
	return false, w.walk(&walk, events)
}

// walk takes the chain to the end of events, which must be sound.
func (w *writer) walk(walk *walker, events []es.Recorded) error {
	for _, r := range events {
		if err := walk.step(r); err != nil {
			return fmt.Errorf("%w: %s revision %d %w", ErrBroken, r.Stream, r.Revision, err)
		}
	}
	month, ok := monthOf(walk.stream)
	switch {
	case len(events) > 0 && !walk.signed:
		return fmt.Errorf("%w: the end of %s is not signed", ErrBroken, walk.stream)
	case walk.link.Checkpoints > w.checkpoints:
		return fmt.Errorf("%w: %s knows of %d checkpoints, the second place of %d", ErrBroken, walk.stream, walk.link.Checkpoints, w.checkpoints)
	case !ok:
		return fmt.Errorf("%w: %s is no stream of a month", ErrBroken, walk.stream)
	}
	w.head, w.month = walk.head(), month
	return nil
}
