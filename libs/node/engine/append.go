package engine

import (
	"context"
	"fmt"
)

// Expected says where a stream must be for an append to go through: a revision,
// or one of the constants.
type Expected int64

const (
	// ExpectNone: the stream has no events.
	ExpectNone Expected = -1
	// ExpectAny: wherever the stream is.
	ExpectAny Expected = -2
	// ExpectExists: the stream has events or metadata.
	ExpectExists Expected = -4
)

// Appended says where an append ended.
type Appended struct {
	Revision int64  // of the last event; of the stream if no events were given
	Position uint64 // of the last event; 0 if no events were given
	Repeated bool   // the events were there before; nothing was added
}

// WrongRevision refuses an append: the stream is not where the caller expected.
type WrongRevision struct {
	Expected Expected
	Current  int64 // NoRevision if the stream does not exist
}

// Error says what was expected and what was found.
func (w *WrongRevision) Error() string {
	return fmt.Sprintf("stream is at revision %d, expected %d", w.Current, w.Expected)
}

// pending is an append on its way to the writer.
type pending struct {
	ctx      context.Context // ended before the writer takes it: not appended
	kind     kind
	stream   string
	expected Expected
	events   []NewEvent
	result   Appended
	err      error
	done     chan struct{} // closed when result and err hold
}

// Append adds events to stream, all or none, durably. Events that already lie
// right behind the expected revision under the same ids are the same append,
// with the same answer; with ExpectAny and ExpectExists that holds only for some
// thousands of the latest events, until a restart. The caller leaves events
// alone from now on.
//
// A stream that was deleted, but not for good, goes on behind its last revision;
// ExpectNone is right for it too.
//
// Errors: *WrongRevision; ErrDeleted; ErrBadName, ErrTooLarge, ErrFull, ErrStopped;
// ctx's error, after which the append may or may not have happened.
func (e *Engine) Append(ctx context.Context, stream string, expected Expected, events []NewEvent) (Appended, error) {
	return e.Enqueue(ctx, stream, expected, events)()
}

// Enqueue is the first half of Append: the append has its place behind those
// enqueued before it. The second half, which waits for it, is what it returns.
func (e *Engine) Enqueue(ctx context.Context, stream string, expected Expected, events []NewEvent) (wait func() (Appended, error)) {
	if size(events) > MaxAppend {
		return func() (Appended, error) { return Appended{}, ErrTooLarge }
	}
	return e.enqueue(&pending{ctx: ctx, kind: appendEvents, stream: stream, expected: expected, events: events})
}

func (e *Engine) enqueue(p *pending) (wait func() (Appended, error)) {
	p.done = make(chan struct{})
	var err error
	switch {
	case !validName(p.stream):
		err = ErrBadName
	case p.expected < ExpectNone && p.expected != ExpectAny && p.expected != ExpectExists:
		err = fmt.Errorf("append: no such expectation: %d", p.expected)
	case e.refuses():
		err = ErrStopped
	default:
		select {
		case e.queue <- p:
			return func() (Appended, error) { return e.wait(p) }
		case <-p.ctx.Done():
			err = p.ctx.Err()
		case <-e.stopped:
			err = ErrStopped
		}
	}
	return func() (Appended, error) { return Appended{}, err }
}

func (e *Engine) refuses() bool {
	select {
	case <-e.closing:
		return true
	case <-e.failed:
		return true
	default:
		return false
	}
}

// wait returns how p ended.
func (e *Engine) wait(p *pending) (Appended, error) {
	select {
	case <-p.done:
		return p.result, p.err
	case <-p.ctx.Done():
		return Appended{}, p.ctx.Err()
	case <-e.stopped:
	}
	select {
	case <-p.done: // answered before the writer ended
		return p.result, p.err
	default:
		return Appended{}, ErrStopped
	}
}
