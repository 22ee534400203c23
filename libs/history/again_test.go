package history_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"nivel/libs/es"
)

// An append may be taken while its answer gets lost.
func TestAnswerGetsLost(t *testing.T) {
	s := serve(t, "")
	p := newRelay(t, s.listen, nil)
	var losing, calls atomic.Int32 // so many answers get lost yet; so many calls were made
	var often atomic.Bool          // every fifth gets lost
	p.lose = func(method string) bool {
		return method == appendMethod && (losing.Add(-1) >= 0 || often.Load() && calls.Add(1)%5 == 0)
	}
	h := open(t, "esdb://"+p.address+"?tls=false")
	direct := open(t, s.node.Address())
	brief := func(t *testing.T) context.Context {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		t.Cleanup(cancel)
		return ctx
	}

	t.Run("it is sent again, and is there once", func(t *testing.T) {
		stream, first := "lost-"+es.NewID().String(), []es.NewEvent{event(0), event(1)}
		losing.Store(3)
		done, err := h.Append(t.Context(), stream, es.NoStream, first...)
		if err != nil || done.Revision != 1 || done.Position == (es.Position{}) {
			t.Fatalf("%+v, %v", done, err)
		}
		if left := losing.Load(); left >= 0 {
			t.Fatalf("%d answers did not get lost", left)
		}
		again, err := h.Append(t.Context(), stream, es.NoStream, first...)
		if err != nil || again != done {
			t.Errorf("the same append again: %+v, %v; at first: %+v", again, err, done)
		}
		holds(t, direct, stream, first...)
	})

	t.Run("when the time is over its outcome is unknown, and to send it again tells", func(t *testing.T) {
		stream, first := "lost-"+es.NewID().String(), event(0)
		losing.Store(1000)
		_, err := h.Append(brief(t), stream, es.NoStream, first)
		if !errors.Is(err, es.ErrUnknownOutcome) || !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, es.ErrUnavailable) {
			t.Fatalf("error is %v", err)
		}
		losing.Store(0)
		holds(t, direct, stream, first)
		if done, err := h.Append(t.Context(), stream, es.NoStream, first); err != nil || done.Revision != 0 {
			t.Errorf("the same append again: %+v, %v", done, err)
		}
		holds(t, direct, stream, first)
	})

	t.Run("also behind what others have appended since", func(t *testing.T) {
		stream, first, second := "lost-"+es.NewID().String(), event(0), event(1)
		losing.Store(1000)
		if _, err := h.Append(brief(t), stream, es.NoStream, first); !errors.Is(err, es.ErrUnknownOutcome) {
			t.Fatalf("error is %v", err)
		}
		losing.Store(0)
		if _, err := direct.Append(t.Context(), stream, 0, second); err != nil {
			t.Fatal(err)
		}
		if done, err := h.Append(t.Context(), stream, es.NoStream, first); err != nil || done.Revision != 0 {
			t.Errorf("the same append again: %+v, %v", done, err)
		}
		holds(t, direct, stream, first, second)
	})

	t.Run("one that was not taken conflicts when others were faster", func(t *testing.T) {
		stream, first, second := "lost-"+es.NewID().String(), event(0), event(1)
		if _, err := direct.Append(t.Context(), stream, es.NoStream, second); err != nil {
			t.Fatal(err)
		}
		losing.Store(2)
		if _, err := h.Append(t.Context(), stream, es.NoStream, first); !errors.Is(err, es.ErrConflict) || errors.Is(err, es.ErrUnknownOutcome) {
			t.Errorf("error is %v", err)
		}
		holds(t, direct, stream, second)
	})

	t.Run("of many writers under losses each event is there once", func(t *testing.T) {
		often.Store(true)
		w := begin(t, h, 8)
		w.flows(20)
		w.settle(h)
	})
}

// holds wants a stream to hold these events and no others.
func holds(t *testing.T, store es.Store, stream string, want ...es.NewEvent) {
	t.Helper()
	events, err := store.Read(t.Context(), stream, 0)
	if err != nil || len(events) != len(want) {
		t.Fatalf("%d events, %v; wanted %d", len(events), err, len(want))
	}
	for i, e := range events {
		if e.ID != want[i].ID || e.Revision != es.Revision(i) {
			t.Errorf("event %d is %s at revision %d", i, e.ID, e.Revision)
		}
	}
}
