package uselog_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/es"
	"nivel/libs/history"
	"nivel/libs/node"
	"nivel/libs/uselog"
)

// realHistory is a node on a disk and the client to it.
func realHistory(t testing.TB, dir string) (*history.History, func()) {
	t.Helper()
	socket, err := os.MkdirTemp("", "nivel") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	n, err := node.Start(t.Context(), node.Options{Dir: dir, Listen: []string{"unix:" + filepath.Join(socket, "s")}, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	h, err := history.Open(t.Context(), history.Options{Address: n.Address(), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	stop := sync.OnceFunc(func() {
		if err := errors.Join(h.Close(context.Background()), n.Close(), os.RemoveAll(socket)); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return h, stop
}

func entry(persons ...es.ID) uselog.Entry {
	return uselog.Entry{
		At: time.Now(), Action: "intake.read-matter", Persons: persons, Object: uselog.Object{Kind: "matter", ID: "m-1"},
		Actor: "w-aino", Role: access.SocialWorker, Unit: "north", Area: "demo", Provider: "demo", Purpose: "child-protection",
		Policy: "holder-reads", Relation: access.Holder, Outcome: uselog.Allowed, Request: es.NewID(),
	}
}

// opened is the log of one process on a history.
func opened(t testing.TB, store es.Store, dir string, key uselog.Key) (*uselog.Log, *uselog.Folder, func()) {
	t.Helper()
	second, err := uselog.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	l, err := uselog.Open(t.Context(), uselog.Options{
		Service: "intake", Instance: "a", Store: store, Second: second, Key: key, Clock: time.Now, Patience: time.Minute,
	})
	if err != nil {
		t.Fatal(err)
	}
	stop := sync.OnceFunc(func() {
		if err := errors.Join(l.Close(context.Background()), second.Close()); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return l, second, stop
}

func TestLog_OnARealHistory(t *testing.T) {
	dir, checkpoints := t.TempDir(), t.TempDir()
	key, err := uselog.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	verify := func(h *history.History, second *uselog.Folder, entries int) {
		t.Helper()
		v, err := uselog.Verify(t.Context(), uselog.Verification{Log: h, Second: second, Keys: uselog.Keys{key.Public()}})
		got := 0
		for _, s := range v.Streams {
			got += s.Entries
		}
		if err != nil || len(v.Findings) > 0 || got != entries {
			t.Errorf("%d entries, want %d; found %v, %v", got, entries, v.Findings, err)
		}
	}
	for process := range 2 {
		h, stopHistory := realHistory(t, dir)
		l, second, stop := opened(t, h, checkpoints, key)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range 10 {
					if err := l.Write(t.Context(), entry(es.NewID(), es.NewID()), entry(es.NewID())); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		verify(h, second, 160*(process+1))
		stop()
		verify(h, second, 160*(process+1))
		stopHistory()
	}
	t.Run("an older copy of the history's files is found", func(t *testing.T) {
		old := t.TempDir()
		key, err := uselog.NewKey()
		if err != nil {
			t.Fatal(err)
		}
		data, marks := t.TempDir(), t.TempDir()
		for round := range 2 {
			h, stopHistory := realHistory(t, data)
			l, _, stop := opened(t, h, marks, key)
			if err := l.Write(t.Context(), entry(es.NewID())); err != nil {
				t.Fatal(err)
			}
			stop()
			stopHistory()
			if round == 0 {
				if err := os.CopyFS(old, os.DirFS(data)); err != nil {
					t.Fatal(err)
				}
			}
		}
		h, _ := realHistory(t, old)
		second, err := uselog.OpenFolder(marks)
		if err != nil {
			t.Fatal(err)
		}
		defer second.Close()
		v, err := uselog.Verify(t.Context(), uselog.Verification{Log: h, Second: second, Keys: uselog.Keys{key.Public()}})
		if err != nil || len(v.Findings) == 0 {
			t.Errorf("found %v, %v", v.Findings, err)
		}
	})
}

// BenchmarkWrite writes one entry a request, next to bare appends of one event
// of the same size to the same history, and prints what one costs in the other.
func BenchmarkWrite(b *testing.B) {
	for _, requests := range []int{1, 64} {
		b.Run(fmt.Sprintf("%d at once", requests), func(b *testing.B) {
			h, _ := realHistory(b, b.TempDir())
			key, err := uselog.NewKey()
			if err != nil {
				b.Fatal(err)
			}
			l, _, _ := opened(b, h, b.TempDir(), key)
			b.ResetTimer()
			logged := spread(b, requests, func(int, int) error { return l.Write(b.Context(), entry(es.NewID())) })
			raw := bareAppends(b, h, 1)
			b.ReportMetric(logged.Seconds()*1e6/float64(b.N), "us/request")
			b.ReportMetric(raw.Seconds()*1e6/float64(b.N), "us/bare-append")
			b.ReportMetric(logged.Seconds()/raw.Seconds(), "appends/request")
		})
	}
}

// bareAppends takes as many appends, one after another in each stream.
func bareAppends(b *testing.B, h *history.History, writers int) time.Duration {
	payload := []byte(fmt.Sprintf(`{"x":%q}`, make([]byte, 120))) // about what an entry takes
	streams := make([]string, writers)
	for i := range streams {
		streams[i] = "bench-" + es.NewID().String()
	}
	return spread(b, writers, func(writer, n int) error {
		_, err := h.Append(b.Context(), streams[writer], es.Revision(n-1), es.NewEvent{ID: es.NewID(), Name: "bench.it-happened.v1", Data: payload})
		return err
	})
}

// spread does b.N things by several at once and returns how long it took.
func spread(b *testing.B, workers int, do func(worker, n int) error) time.Duration {
	var left atomic.Int64
	left.Store(int64(b.N))
	var all sync.WaitGroup
	began := time.Now()
	for w := range workers {
		all.Go(func() {
			for n := 0; left.Add(-1) >= 0; n++ {
				if err := do(w, n); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	return time.Since(began)
}
