package history_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"nivel/libs/es"
	"nivel/libs/history"
)

// longer reports whether tests may take minutes: they do where the environment
// variable NIVEL_SOAK is set.
func longer() bool { return os.Getenv("NIVEL_SOAK") != "" }

// traffic is writers who append to a stream each, and a follower of them all.
type traffic struct {
	*testing.T
	category string
	writers  int
	follower *heard
	stop     context.CancelFunc
	all      sync.WaitGroup

	mu   sync.Mutex
	told map[string]int // events of a stream whose append was answered
}

// begin lets writers append through h, each next event as soon as the last one
// was answered.
func begin(t *testing.T, h *history.History, writers int) *traffic {
	ctx, stop := context.WithCancel(t.Context())
	w := &traffic{
		T: t, category: "traffic" + strings.ReplaceAll(es.NewID().String(), "-", ""), writers: writers, stop: stop, told: map[string]int{},
	}
	w.follower = follow(t, h, es.Position{}, w.category)
	for i := range writers {
		w.all.Go(func() { w.write(ctx, h, fmt.Sprintf("%s-%d", w.category, i)) })
	}
	t.Cleanup(func() {
		stop()
		w.all.Wait()
	})
	return w
}

// write appends events numbered from 0 until ctx ends, and finishes the last one.
func (w *traffic) write(ctx context.Context, h *history.History, stream string) {
	for n := 0; ctx.Err() == nil; n++ {
		e := event(n)
		done, err := h.Append(w.Context(), stream, es.Revision(n-1), e)
		if err != nil || done.Revision != es.Revision(n) {
			w.Errorf("append %d to %s: %+v, %v", n, stream, done, err)
			return
		}
		w.mu.Lock()
		w.told[stream]++
		w.mu.Unlock()
	}
}

// flows waits until each writer's event was answered and heard of n times more.
func (w *traffic) flows(n int) {
	w.Helper()
	count := func() map[string]int {
		w.mu.Lock()
		defer w.mu.Unlock()
		now := map[string]int{}
		for stream, n := range w.told {
			now[stream] = n
		}
		return now
	}
	before := count()
	soon(w.T, "every writer got on", func() bool {
		now := count()
		for i := range w.writers {
			if stream := fmt.Sprintf("%s-%d", w.category, i); now[stream] < before[stream]+n {
				return false
			}
		}
		return true
	})
}

// settle ends the writing, and wants the follower, and one who reads it all anew,
// to have heard of each answered event once and in order, and of nothing else.
func (w *traffic) settle(h *history.History) {
	w.Helper()
	w.stop()
	w.all.Wait()
	total := 0
	for _, n := range w.told {
		total += n
	}
	for _, r := range []*heard{w.follower, follow(w.T, h, es.Position{}, w.category)} {
		next, last := map[string]es.Revision{}, es.Position{}
		for _, e := range r.wait(w.T, total) {
			if e.Revision != next[e.Stream] || !e.Position.After(last) || string(e.Data) != fmt.Sprintf(`{"n":%d}`, e.Revision) {
				w.Fatalf("%s at revision %d and %v, after %v; wanted revision %d", e.Data, e.Revision, e.Position, last, next[e.Stream])
			}
			next[e.Stream], last = e.Revision+1, e.Position
		}
		for stream, n := range w.told {
			if next[stream] != es.Revision(n) {
				w.Errorf("%d events of %s were answered, %d were heard of", n, stream, next[stream])
			}
		}
	}
	w.Logf("%d appends of %d writers, each heard of once", total, w.writers)
}

// A server that is away for a minute is like one that is away for five seconds:
// after one second the client has closed itself for good and the session looks
// for the server alone; after another its looks are half a second apart, each
// with a client of its own, which knows nothing of those before. From then on
// every half second is like the last. NIVEL_SOAK=1 has it proved (65 s more).
func TestServerAwayFor(t *testing.T) {
	times := []time.Duration{500 * time.Millisecond, 5 * time.Second}
	if longer() {
		times = append(times, time.Minute)
	}
	for _, away := range times {
		t.Run(away.String(), func(t *testing.T) {
			s := serve(t, "")
			h := open(t, s.node.Address())
			w := begin(t, h, 8)
			w.flows(5)
			s.stop()
			back := time.After(away)
			for over := false; !over; {
				select {
				case <-back:
					over = true
				default:
					endsInTime(t, h)
				}
			}
			s.start()
			started := time.Now()
			w.flows(1)
			t.Logf("all writers got on %v after the server came back", time.Since(started))
			w.flows(5)
			w.settle(h)
		})
	}
}

// endsInTime makes a call of each kind with little time, and wants it to return
// when that is over.
func endsInTime(t *testing.T, h *history.History) {
	t.Helper()
	stream := "hurried-" + es.NewID().String()
	for name, call := range map[string]func(context.Context) error{
		"read": func(ctx context.Context) error {
			_, err := h.Read(ctx, stream, 0)
			return err
		},
		"append": func(ctx context.Context) error {
			_, err := h.Append(ctx, stream, es.NoStream, event(0))
			return err
		},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		err := call(ctx)
		deadline, _ := ctx.Deadline()
		if late := time.Since(deadline); late > slack {
			t.Errorf("%s ended %v after its context", name, late)
		}
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: error is %v", name, err)
		}
	}
}

// Fifty restarts under load leave nothing behind: a leak of one goroutine or
// descriptor for each would show.
func TestServerRestartsOften(t *testing.T) {
	const restarts, few = 50, 10
	s := serve(t, "")
	h := open(t, s.node.Address())
	w := begin(t, h, 4)
	restart := func() {
		s.stop()
		s.start()
		w.flows(1)
	}
	restart()
	restart()
	goroutines, files := runtime.NumGoroutine(), descriptors(t)
	for range restarts {
		restart()
	}
	soon(t, "goroutines and descriptors of dead connections were given back", func() bool {
		return runtime.NumGoroutine() <= goroutines+few && descriptors(t) <= files+few
	})
	t.Logf("goroutines %d, then %d; descriptors %d, then %d", goroutines, runtime.NumGoroutine(), files, descriptors(t))
	w.settle(h)
}

// descriptors counts the open files and sockets of this process.
func descriptors(t *testing.T) int {
	t.Helper()
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(open)
}

// A server may take connections and never answer.
func TestServerHangs(t *testing.T) {
	t.Run("from the start: opening ends with its context, and works once there is one that answers", func(t *testing.T) {
		s := serve(t, "127.0.0.1:0")
		b := put(t, s.listen)
		b.poison("timeout", "downstream", hole)
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		options := history.Options{Address: b.address(), Logger: slog.New(slog.DiscardHandler)}
		_, err := history.Open(ctx, options)
		deadline, _ := ctx.Deadline()
		if late := time.Since(deadline); !errors.Is(err, es.ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) || late > slack {
			t.Errorf("%v after the context: %v", late, err)
		}
		opened := make(chan *history.History, 1)
		go func() { opened <- open(t, b.address()) }()
		b.heal()
		endsWell(t, <-opened)
	})

	t.Run("with calls in flight: they end with their contexts, and so does closing", func(t *testing.T) {
		s := serve(t, "127.0.0.1:0")
		b := put(t, s.listen)
		h := open(t, b.address())
		r := follow(t, h, es.Position{}, "hanging-")
		stream := "hanging-" + es.NewID().String()
		if _, err := h.Append(t.Context(), stream, es.NoStream, event(0)); err != nil {
			t.Fatal(err)
		}
		r.wait(t, 1)
		b.poison("timeout", "downstream", hole)
		flying, land := context.WithCancel(t.Context())
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() {
				if _, err := h.Append(flying, stream, 0, event(1)); !errors.Is(err, es.ErrUnknownOutcome) && !errors.Is(err, es.ErrUnavailable) {
					t.Errorf("append: %v", err)
				}
			})
		}
		endsInTime(t, h)
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if err := h.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("close with calls in flight: %v", err)
		}
		land()
		all.Wait()
		shut(t, h) // what was left behind has ended too: goleak looks after it
	})
}

// endsWell appends and reads.
func endsWell(t *testing.T, h *history.History) {
	t.Helper()
	stream := "well-" + es.NewID().String()
	if _, err := h.Append(t.Context(), stream, es.NoStream, event(0)); err != nil {
		t.Error(err)
	}
	if events, err := h.Read(t.Context(), stream, 0); err != nil || len(events) != 1 {
		t.Errorf("%d events, %v", len(events), err)
	}
}

// A server may answer, but later than its callers wait.
func TestServerSlow(t *testing.T) {
	s := serve(t, "127.0.0.1:0")
	b := put(t, s.listen)
	h := open(t, b.address())
	w := begin(t, h, 8)
	w.flows(2)
	b.poison("latency", "downstream", `{"latency":300,"jitter":100}`)
	stream := "slow-" + es.NewID().String()
	ids := []es.NewEvent{event(0), event(1)}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := h.Append(ctx, stream, es.NoStream, ids...); !errors.Is(err, es.ErrUnknownOutcome) || errors.Is(err, es.ErrUnavailable) {
		t.Errorf("an append that waits for less than the server needs: %v", err)
	}
	for range 3 {
		done, err := h.Append(t.Context(), stream, es.NoStream, ids...)
		if err != nil || done.Revision != 1 {
			t.Fatalf("the same append again: %+v, %v", done, err)
		}
	}
	w.flows(2)
	b.heal()
	if events, err := h.Read(t.Context(), stream, 0); err != nil || len(events) != 2 {
		t.Errorf("%d events, %v", len(events), err)
	}
	w.settle(h)
}

// A connection may stay open while nothing comes out of it: behind a firewall
// that forgot it, or with a server that was frozen.
func TestConnectionFallsSilent(t *testing.T) {
	for _, direction := range []string{"downstream", "upstream"} {
		t.Run(direction, func(t *testing.T) {
			const probeAfter = 500 * time.Millisecond
			s := serve(t, "127.0.0.1:0")
			b := put(t, s.listen)
			var log safeBuffer
			h := openLogged(t, b.address(), slog.New(slog.NewTextHandler(&log, nil)))
			w := begin(t, h, 4)
			w.flows(3)
			interrupted := func() int { return strings.Count(log.String(), "follow was interrupted") }
			before := interrupted()
			b.poison("timeout", direction, hole)
			fell := time.Now()
			soon(t, "the silence was noticed", func() bool { return interrupted() > before })
			t.Logf("noticed after %v, with probes after %v of silence", time.Since(fell), probeAfter)
			endsInTime(t, h)
			b.heal()
			healed := time.Now()
			w.flows(1)
			t.Logf("resumed %v after it was healed", time.Since(healed))
			w.flows(3)
			w.settle(h)
		})
	}
}
