package history_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"nivel/libs/es"
	"nivel/libs/history"
	"nivel/libs/node"
)

// benched opens a history over a socket, on a node of its own.
func benched(b *testing.B) *history.History {
	dir, err := os.MkdirTemp("", "nivel")
	if err != nil {
		b.Fatal(err)
	}
	n, err := node.Start(b.Context(), node.Options{Dir: dir, Clock: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	h, err := history.Open(b.Context(), history.Options{Address: n.Address(), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := errors.Join(h.Close(context.Background()), n.Close(), os.RemoveAll(dir)); err != nil {
			b.Error(err)
		}
	})
	return h
}

// BenchmarkAppend appends single events, each writer to a stream of its own.
func BenchmarkAppend(b *testing.B) {
	for _, writers := range []int{1, 16, 128} {
		b.Run(fmt.Sprintf("%d writers", writers), func(b *testing.B) {
			h := benched(b)
			var left atomic.Int64
			left.Store(int64(b.N))
			var all sync.WaitGroup
			b.ResetTimer()
			for range writers {
				all.Go(func() {
					stream := "bench-" + es.NewID().String()
					for at := es.NoStream; left.Add(-1) >= 0; at++ {
						if _, err := h.Append(b.Context(), stream, at, event(0)); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			all.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "appends/s")
		})
	}
}

// BenchmarkFollow follows a log from its start to its end.
func BenchmarkFollow(b *testing.B) {
	h := benched(b)
	stream, at := "bench-"+es.NewID().String(), es.NoStream
	for at < es.Revision(b.N-1) {
		batch := make([]es.NewEvent, min(500, b.N-1-int(at)))
		for i := range batch {
			batch[i] = event(i)
		}
		done, err := h.Append(b.Context(), stream, at, batch...)
		if err != nil {
			b.Fatal(err)
		}
		at = done.Revision
	}
	enough, heard := errors.New("enough"), 0
	b.ResetTimer()
	err := h.Follow(b.Context(), es.Following{Prefixes: []string{"bench-"}, Event: func(context.Context, es.Recorded) error {
		if heard++; heard == b.N {
			return enough
		}
		return nil
	}})
	if !errors.Is(err, enough) {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkContextEnds measures how late calls return after their contexts have
// ended, 64 at a time, while the server is away and while nothing comes from it.
// The aim is 50 ms.
func BenchmarkContextEnds(b *testing.B) {
	for name, fail := range map[string]func(*server, *between){
		"server away":   func(s *server, _ *between) { s.stop() },
		"server silent": func(_ *server, n *between) { n.poison("timeout", "downstream", hole) },
	} {
		b.Run(name, func(b *testing.B) {
			s := serve(b, "127.0.0.1:0")
			n := put(b, s.listen)
			h := open(b, n.address())
			stream := "late-" + es.NewID().String()
			fail(s, n)
			var left atomic.Int64
			left.Store(int64(b.N))
			var all sync.WaitGroup
			late := make(chan time.Duration, b.N)
			b.ResetTimer()
			for i := range 64 {
				all.Go(func() {
					for left.Add(-1) >= 0 {
						ctx, cancel := context.WithTimeout(b.Context(), 20*time.Millisecond)
						if i%2 == 0 {
							_, _ = h.Append(ctx, stream, es.NoStream, event(0))
						} else {
							_, _ = h.Read(ctx, stream, 0)
						}
						deadline, _ := ctx.Deadline()
						late <- time.Since(deadline)
						cancel()
					}
				})
			}
			all.Wait()
			close(late)
			var sorted []time.Duration
			for d := range late {
				sorted = append(sorted, d)
			}
			slices.Sort(sorted)
			b.ReportMetric(float64(sorted[len(sorted)*99/100].Microseconds())/1000, "ms-late-p99")
			b.ReportMetric(float64(sorted[len(sorted)-1].Microseconds())/1000, "ms-late-max")
		})
	}
}
