package estest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"nivel/libs/es"
)

// heard is what a running Follow told, in the order it told it.
type heard struct {
	mu          sync.Mutex
	events      []es.Recorded
	checkpoints []es.Position
	caughtUp    int // how often
	beforeCatch int // events heard before it caught up first
	said        chan struct{}
	done        chan error
	stop        context.CancelFunc
}

// follow starts to follow and ends with the subtest.
func (b *bench) follow(after es.Position, prefixes ...string) *heard {
	ctx, cancel := context.WithCancel(b.ctx)
	h := &heard{said: make(chan struct{}, 1), done: make(chan error, 1), stop: cancel}
	go func() {
		h.done <- b.log.Follow(ctx, es.Following{
			After: after, Prefixes: prefixes, Event: h.event, Checkpoint: h.checkpoint, CaughtUp: h.caught,
		})
	}()
	b.Cleanup(func() {
		cancel()
		<-h.done
	})
	return h
}

func (h *heard) event(_ context.Context, e es.Recorded) error {
	h.tell(func() { h.events = append(h.events, e) })
	return nil
}

func (h *heard) checkpoint(_ context.Context, at es.Position) error {
	h.tell(func() { h.checkpoints = append(h.checkpoints, at) })
	return nil
}

func (h *heard) caught(context.Context) error {
	h.tell(func() {
		if h.caughtUp++; h.caughtUp == 1 {
			h.beforeCatch = len(h.events)
		}
	})
	return nil
}

func (h *heard) tell(note func()) {
	h.mu.Lock()
	note()
	h.mu.Unlock()
	select {
	case h.said <- struct{}{}:
	default:
	}
}

// until waits until what was heard satisfies met.
func (b *bench) until(h *heard, what string, met func() bool) {
	b.Helper()
	for {
		ok, events := h.check(met)
		if ok {
			return
		}
		select {
		case <-h.said:
		case err := <-h.done:
			h.done <- err
			b.Fatalf("follow ended (%v) before %s, after %d events", err, what, events)
		case <-b.ctx.Done():
			b.Fatalf("waited in vain for %s, after %d events", what, events)
		}
	}
}

// check asks met of what was heard so far, and counts the events of it.
func (h *heard) check(met func() bool) (bool, int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return met(), len(h.events)
}

// hears waits for the events of want and checks that they are all, in order.
func (b *bench) hears(h *heard, want ...es.NewEvent) {
	b.Helper()
	b.until(h, fmt.Sprintf("event %d", len(want)), func() bool { return len(h.events) >= len(want) })
	h.mu.Lock()
	defer h.mu.Unlock()
	b.expect(h.events, want...)
}

func testFollowFromStart(b *bench) {
	one, other, events := b.stream(), b.stream(), fresh(6)
	b.must(one, es.NoStream, events[0:2]...)
	b.must(other, es.NoStream, events[2])
	h := b.follow(es.Position{}, b.category)
	b.hears(h, events[:3]...)
	b.must(one, 1, events[3])
	b.must(other, 0, events[4:]...)
	b.hears(h, events...)
}

func testFollowFromMiddle(b *bench) {
	stream, events := b.stream(), fresh(5)
	b.must(stream, es.NoStream, events[:4]...)
	for i, e := range b.read(stream, 0) {
		b.hears(b.follow(e.Position, b.category), events[i+1:4]...)
	}
	h := b.follow(b.read(stream, 3)[0].Position, b.category)
	b.must(stream, 3, events[4])
	b.hears(h, events[4])
}

func testFollowPrefixes(b *bench) {
	apples, pears, plums := b.category+"apples-1", b.category+"pears-1", b.category+"plums-1"
	events := fresh(6)
	for i, stream := range []string{apples, plums, pears} {
		b.must(stream, es.NoStream, events[i])
	}
	h := b.follow(es.Position{}, b.category+"apples-", b.category+"pears-")
	for i, stream := range []string{plums, pears, apples} {
		b.must(stream, 0, events[3+i])
	}
	b.hears(h, events[0], events[2], events[4], events[5])
}

func testFollowAll(b *bench) {
	stream, events := b.stream(), fresh(3)
	start := b.must(stream, es.NoStream, events[0])
	b.must("$"+b.stream(), es.NoStream, fresh(1)...)
	b.must(stream, 0, events[1:]...)
	h := b.follow(start.Position)
	ours := 0
	b.until(h, "our events", func() bool {
		ours = 0
		for _, e := range h.events {
			if e.Stream == stream {
				ours++
			}
			if strings.HasPrefix(e.Stream, "$") {
				b.Fatalf("heard of the system stream %s", e.Stream)
			}
		}
		return ours == 2
	})
}

func testFollowEqualsRead(b *bench) {
	stream := b.stream()
	b.must(stream, es.NoStream, fresh(3)...)
	h := b.follow(es.Position{}, stream)
	b.until(h, "3 events", func() bool { return len(h.events) == 3 })
	if read := b.read(stream, 0); !reflect.DeepEqual(h.events, read) {
		b.Errorf("followed and read differ (- read, + followed):\n%s", diff(read, h.events))
	}
}

func testFollowUnderLoad(b *bench) {
	const writers, each = 8, 25
	h := b.follow(es.Position{}, b.category)
	together(writers, func(int) {
		stream := b.stream()
		for i := range each {
			if _, err := b.store.Append(b.ctx, stream, es.Revision(i-1), fresh(1)...); err != nil {
				b.Errorf("append to %s: %v", stream, err)
				return
			}
		}
	})
	b.until(h, "all events", func() bool { return len(h.events) >= writers*each })
	next, last := map[string]es.Revision{}, es.Position{}
	for _, e := range h.events {
		if e.Revision != next[e.Stream] || !e.Position.After(last) {
			b.Fatalf("heard revision %d of %s at %v, after %v; wanted revision %d", e.Revision, e.Stream, e.Position, last, next[e.Stream])
		}
		next[e.Stream], last = e.Revision+1, e.Position
	}
	if len(h.events) != writers*each || len(next) != writers {
		b.Errorf("%d events of %d streams, wanted %d of %d", len(h.events), len(next), writers*each, writers)
	}
}

func testCheckpoints(b *bench) {
	stream, events := b.stream(), fresh(40)
	b.must(stream, es.NoStream, events[:20]...)
	var last es.Position
	check := func(at es.Position, what string) error {
		if !at.After(last) {
			return fmt.Errorf("%s at %v, after %v", what, at, last)
		}
		last = at
		return nil
	}
	ctx, cancel := context.WithCancel(b.ctx)
	defer cancel()
	heard := 0
	err := b.log.Follow(ctx, es.Following{
		Prefixes: []string{b.category},
		Event: func(_ context.Context, e es.Recorded) error {
			if heard++; heard == len(events) {
				cancel()
			}
			return check(e.Position, "event")
		},
		Checkpoint: func(_ context.Context, at es.Position) error {
			if last == at {
				return nil // it may say again what an event has said
			}
			return check(at, "checkpoint")
		},
		CaughtUp: func(ctx context.Context) error {
			if heard < len(events) {
				_, err := b.store.Append(ctx, stream, 19, events[20:]...)
				return err
			}
			return nil
		},
	})
	b.refused(err, context.Canceled)
	if heard != len(events) {
		b.Errorf("heard %d events, wanted %d", heard, len(events))
	}
}

func testCheckpointOfNothing(b *bench) {
	done := b.must(b.stream(), es.NoStream, fresh(3)...)
	h := b.follow(es.Position{}, category())
	b.until(h, "a checkpoint past what was filtered out", func() bool {
		n := len(h.checkpoints)
		return n > 0 && !done.Position.After(h.checkpoints[n-1])
	})
	if len(h.events) > 0 {
		b.Errorf("heard %d events of another category", len(h.events))
	}
}

func testCaughtUp(b *bench) {
	stream, events := b.stream(), fresh(8)
	b.must(stream, es.NoStream, events[:7]...)
	h := b.follow(es.Position{}, b.category)
	b.until(h, "having caught up", func() bool { return h.caughtUp > 0 })
	if h.beforeCatch != 7 {
		b.Errorf("caught up after %d events, wanted 7", h.beforeCatch)
	}
	b.must(stream, 6, events[7])
	b.hears(h, events...)
}

func testCallbackError(b *bench) {
	b.must(b.stream(), es.NoStream, fresh(3)...)
	broken := errors.New("broken")
	for name, f := range map[string]es.Following{
		"event":      {Event: func(context.Context, es.Recorded) error { return broken }},
		"checkpoint": {Checkpoint: func(context.Context, es.Position) error { return broken }},
		"caught up":  {CaughtUp: func(context.Context) error { return broken }},
	} {
		f.Prefixes = []string{b.category}
		if f.Event == nil {
			f.Event = func(context.Context, es.Recorded) error { return nil }
		}
		if err := b.log.Follow(b.ctx, f); !errors.Is(err, broken) {
			b.Errorf("%s: follow ended with %v, wanted %v", name, err, broken)
		}
	}
}

func testFollowEnds(b *bench) {
	h := b.follow(es.Position{}, b.category)
	b.until(h, "having caught up", func() bool { return h.caughtUp > 0 })
	h.stop()
	select {
	case err := <-h.done:
		h.done <- err
		b.refused(err, context.Canceled)
	case <-time.After(5 * time.Second):
		b.Fatal("follow still runs 5 s after its context ended")
	}
}
