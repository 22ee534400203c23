package history_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
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
