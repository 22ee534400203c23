package history_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"nivel/libs/es"
	"nivel/libs/history"
)

// slack is how late a call may return after its context has ended, on a machine
// with more to do. The aim is 50 ms: BenchmarkContextEnds measures it.
const slack = 5 * time.Second

func event(n int) es.NewEvent {
	return es.NewEvent{ID: es.NewID(), Name: "tests.counted.v1", Data: json.RawMessage(fmt.Sprintf(`{"n":%d}`, n))}
}

// heard gathers what a Follow hands over.
type heard struct {
	mu     sync.Mutex
	events []es.Recorded
	said   chan struct{}
	done   chan error
}

// follow follows in the background until the test ends.
func follow(t *testing.T, h *history.History, after es.Position, prefix string) *heard {
	ctx, cancel := context.WithCancel(t.Context())
	r := &heard{said: make(chan struct{}, 1), done: make(chan error, 1)}
	go func() {
		r.done <- h.Follow(ctx, es.Following{After: after, Prefixes: []string{prefix}, Event: r.take})
	}()
	t.Cleanup(func() {
		cancel()
		<-r.done
	})
	return r
}

func (r *heard) take(_ context.Context, e es.Recorded) error {
	r.mu.Lock()
	r.events = append(r.events, e)
	r.mu.Unlock()
	select {
	case r.said <- struct{}{}:
	default:
	}
	return nil
}

// wait waits until n events were handed over and returns them all.
func (r *heard) wait(t *testing.T, n int) []es.Recorded {
	t.Helper()
	deadline := time.After(patience)
	for {
		r.mu.Lock()
		events := r.events[:len(r.events):len(r.events)]
		r.mu.Unlock()
		if len(events) >= n {
			return events
		}
		select {
		case <-r.said:
		case <-deadline:
			t.Fatalf("heard %d events in %v, wanted %d", len(events), patience, n)
		}
	}
}

// eachOnce checks that events are what streams hold, each once and in order.
func eachOnce(t *testing.T, events []es.Recorded, streams, each int) {
	t.Helper()
	next, last := map[string]es.Revision{}, es.Position{}
	for _, e := range events {
		if e.Revision != next[e.Stream] || !e.Position.After(last) {
			t.Fatalf("revision %d of %s at %v, after %v; wanted revision %d", e.Revision, e.Stream, e.Position, last, next[e.Stream])
		}
		next[e.Stream], last = e.Revision+1, e.Position
	}
	if len(next) != streams || len(events) != streams*each {
		t.Errorf("%d events of %d streams, wanted %d of %d", len(events), len(next), streams*each, streams)
	}
}

func TestServerRestarts(t *testing.T) {
	t.Run("in the middle of appends and of a follow: nothing is lost, nothing twice", func(t *testing.T) {
		for name, listen := range map[string]string{"over a unix socket": "", "over TCP": "127.0.0.1:0"} {
			t.Run(name, func(t *testing.T) {
				s := serve(t, listen)
				restartUnderLoad(t, s)
			})
		}
	})

	t.Run("between two calls: neither notices", func(t *testing.T) {
		s := serve(t, "")
		h := open(t, s.node.Address())
		stream := "between-" + es.NewID().String()
		for i := range 3 {
			if _, err := h.Append(t.Context(), stream, es.Revision(i-1), event(i)); err != nil {
				t.Fatal(err)
			}
			s.stop()
			s.start()
			if events, err := h.Read(t.Context(), stream, 0); err != nil || len(events) != i+1 {
				t.Fatalf("read %d events, %v", len(events), err)
			}
		}
	})
}

// restartUnderLoad appends to several streams and follows them while the server
// goes away and comes back.
func restartUnderLoad(t *testing.T, s *server) {
	const writers, each, restarts = 16, 40, 4
	var log safeBuffer
	h := openLogged(t, s.node.Address(), slog.New(slog.NewTextHandler(&log, nil)))
	category := "restart" + strings.ReplaceAll(es.NewID().String(), "-", "")
	r := follow(t, h, es.Position{}, category)
	appending := make(chan struct{})
	go func() {
		defer close(appending)
		appendAll(t, h, category, writers, each)
	}()
	for i := range restarts {
		r.wait(t, (i+1)*writers*each/(restarts+2)) // in the midst of it
		s.stop()
		s.start()
	}
	<-appending
	eachOnce(t, r.wait(t, writers*each), writers, each)
	again := follow(t, h, es.Position{}, category)
	eachOnce(t, again.wait(t, writers*each), writers, each)
	if n := strings.Count(log.String(), "follow was interrupted"); n < restarts {
		t.Errorf("%d restarts interrupted the follow %d times: they hit nothing", restarts, n)
	}
}

// appendAll has writers append to a stream of category each, one event at a time.
func appendAll(t *testing.T, h *history.History, category string, writers, each int) {
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			stream := fmt.Sprintf("%s-%d", category, w)
			for i := range each {
				done, err := h.Append(t.Context(), stream, es.Revision(i-1), event(i))
				if err != nil || done.Revision != es.Revision(i) {
					t.Errorf("append %d to %s: %+v, %v", i, stream, done, err)
					return
				}
			}
		})
	}
	all.Wait()
}

func TestServerAway(t *testing.T) {
	s := serve(t, "")
	h := open(t, s.node.Address())
	stream := "away-" + es.NewID().String()
	if _, err := h.Append(t.Context(), stream, es.NoStream, event(0)); err != nil {
		t.Fatal(err)
	}
	s.stop()

	t.Run("each of many calls ends with its context", func(t *testing.T) {
		const patient = 100 * time.Millisecond
		calls := map[string]func(context.Context) error{
			"read": func(ctx context.Context) error {
				_, err := h.Read(ctx, stream, 0)
				return err
			},
			"append": func(ctx context.Context) error {
				_, err := h.Append(ctx, stream, 0, event(1))
				return err
			},
			"follow": func(ctx context.Context) error {
				return h.Follow(ctx, es.Following{Event: func(context.Context, es.Recorded) error { return nil }})
			},
		}
		var all sync.WaitGroup
		for name, call := range calls {
			for range 16 {
				all.Go(func() {
					ctx, cancel := context.WithTimeout(t.Context(), patient)
					defer cancel()
					deadline, _ := ctx.Deadline()
					err := call(ctx)
					if late := time.Since(deadline); late > slack {
						t.Errorf("%s ended %v after its context", name, late)
					}
					if !errors.Is(err, context.DeadlineExceeded) {
						t.Errorf("%s: error is %v", name, err)
					}
				})
			}
		}
		all.Wait()
	})

	t.Run("an append that was never sent is told from one that may have been", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		_, err := h.Append(ctx, stream, 0, event(1))
		if !errors.Is(err, es.ErrUnavailable) || errors.Is(err, es.ErrUnknownOutcome) {
			t.Errorf("error is %v", err)
		}
	})

	t.Run("a call that waits is answered when the server is back", func(t *testing.T) {
		appended := make(chan error, 1)
		go func() {
			_, err := h.Append(t.Context(), stream, 0, event(1))
			appended <- err
		}()
		s.start()
		if err := <-appended; err != nil {
			t.Error(err)
		}
		if events, err := h.Read(t.Context(), stream, 0); err != nil || len(events) != 2 {
			t.Errorf("read %d events, %v", len(events), err)
		}
	})
}

func TestServerSilent(t *testing.T) {
	s := serve(t, "127.0.0.1:0")
	w := newWire(t, listenTCP(t), s.listen)
	quick := open(t, s.node.Address())
	h := open(t, "esdb://"+w.address()+"?tls=false")
	category := "silent" + strings.ReplaceAll(es.NewID().String(), "-", "")
	stream := category + "-1"
	r := follow(t, h, es.Position{}, category)
	if _, err := h.Append(t.Context(), stream, es.NoStream, event(0)); err != nil {
		t.Fatal(err)
	}
	r.wait(t, 1)

	w.cut() // connections stay open; nothing passes
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	lost := event(1)
	if _, err := h.Append(ctx, stream, 0, lost); !errors.Is(err, es.ErrUnknownOutcome) || !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, es.ErrUnavailable) {
		t.Errorf("the outcome of an append without answer is %v", err)
	}
	if _, err := quick.Append(t.Context(), stream, 0, lost); err != nil {
		t.Fatal(err)
	}
	w.mend() // for new connections; the old ones stay silent
	eachOnce(t, r.wait(t, 2), 1, 2)
	if _, err := h.Append(t.Context(), stream, 0, lost); err != nil {
		t.Errorf("the same append again: %v", err)
	}
}

func TestClose(t *testing.T) {
	t.Run("lets appends in flight end", func(t *testing.T) {
		s := serve(t, "")
		h := open(t, s.node.Address())
		var all sync.WaitGroup
		started := make(chan struct{}, 16)
		for range cap(started) {
			all.Go(func() {
				stream := "closing-" + es.NewID().String()
				for i := es.NoStream; ; i++ {
					if _, err := h.Append(t.Context(), stream, i, event(0)); err != nil {
						if !errors.Is(err, es.ErrUnavailable) {
							t.Errorf("error is %v", err)
						}
						return
					}
					if i == es.NoStream {
						started <- struct{}{}
					}
				}
			})
		}
		for range cap(started) {
			<-started
		}
		shut(t, h)
		all.Wait()
	})

	t.Run("ends every follow and refuses what comes later", func(t *testing.T) {
		s := serve(t, "")
		h := open(t, s.node.Address())
		caught, done := make(chan struct{}, 1), make(chan error, 1)
		go func() {
			done <- h.Follow(t.Context(), es.Following{
				Event:    func(context.Context, es.Recorded) error { return nil },
				CaughtUp: func(context.Context) error { caught <- struct{}{}; return nil },
			})
		}()
		<-caught
		shut(t, h)
		if err := <-done; !errors.Is(err, es.ErrUnavailable) {
			t.Errorf("follow ended with %v", err)
		}
		if _, err := h.Read(t.Context(), "closed-1", 0); !errors.Is(err, es.ErrUnavailable) {
			t.Errorf("read after close: %v", err)
		}
	})

	t.Run("does not wait for a server that is away", func(t *testing.T) {
		s := serve(t, "")
		h := open(t, s.node.Address())
		s.stop()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		_, _ = h.Read(ctx, "away-1", 0) // has the client notice
		shut(t, h)
	})
}

func TestLogger_HearsOfTheServer(t *testing.T) {
	s := serve(t, "")
	var log safeBuffer
	h := openLogged(t, s.node.Address(), slog.New(slog.NewTextHandler(&log, nil)))
	s.stop()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, _ = h.Read(ctx, "heard-1", 0) // has the client notice
	s.start()
	if _, err := h.Read(t.Context(), "heard-1", 0); err != nil {
		t.Fatal(err)
	}
	if text := log.String(); !strings.Contains(text, "history went away") || strings.Count(text, "history answers") != 2 {
		t.Errorf("the log says:\n%s", text)
	}
}

// soon waits until condition holds.
func soon(t *testing.T, what string, condition func() bool) {
	t.Helper()
	within(t, patience, what, condition)
}

// within waits until condition holds, but not for longer than most.
func within(t *testing.T, most time.Duration, what string, condition func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(most)
	for !condition() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

type safeBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
