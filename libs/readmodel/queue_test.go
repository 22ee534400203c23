package readmodel

import (
	"context"
	"testing"

	"nivel/libs/es"
)

func TestQueue(t *testing.T) {
	event := arrival{event: &es.Recorded{}}

	t.Run("hands over all that waits at once", func(t *testing.T) {
		q := newQueue()
		for range 3 {
			if err := q.put(t.Context(), event); err != nil {
				t.Fatal(err)
			}
		}
		if b, err := q.next(t.Context(), nil); err != nil || len(b.events) != 3 || q.length() != 0 {
			t.Errorf("batch of %d, %v; %d wait", len(b.events), err, q.length())
		}
	})

	t.Run("makes who reads wait while it is full, and loses nothing", func(t *testing.T) {
		q, all := newQueue(), 3*batchSize
		put := make(chan error, 1)
		go func() {
			for range all {
				if err := q.put(t.Context(), event); err != nil {
					put <- err
					return
				}
			}
			put <- nil
		}()
		for taken := 0; taken < all; {
			b, err := q.next(t.Context(), nil)
			if err != nil || len(b.events) > batchSize {
				t.Fatalf("batch of %d, %v", len(b.events), err)
			}
			taken += len(b.events)
		}
		if err := <-put; err != nil {
			t.Error(err)
		}
	})

	t.Run("stops waiting when the context ends", func(t *testing.T) {
		q := newQueue()
		ctx, cancel := context.WithCancel(t.Context())
		for range batchSize {
			if err := q.put(ctx, event); err != nil {
				t.Fatal(err)
			}
		}
		cancel()
		if err := q.put(ctx, event); err == nil {
			t.Error("put into a full queue")
		}
		if _, err := newQueue().next(ctx, nil); err == nil {
			t.Error("took from an empty queue")
		}
	})
}
