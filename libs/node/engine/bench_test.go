package engine_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"nivel/libs/node/engine"
)

// BenchmarkAppend prints appends per second for so many writers at once, over
// some thousands of streams; BenchmarkFsync prints what the disk alone does.
func BenchmarkAppend(b *testing.B) {
	for _, writers := range []int{1, 16, 128} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			e, err := engine.Open(b.Context(), engine.Options{Dir: b.TempDir(), Clock: func() time.Time { return noon }})
			if err != nil {
				b.Fatal(err)
			}
			defer e.Close()
			var number atomic.Int64
			var wg sync.WaitGroup
			for range writers {
				wg.Go(func() {
					for n := number.Add(1); n <= int64(b.N); n = number.Add(1) {
						events := named(int(n))
						events[0].Data = make([]byte, 300)
						if _, err := e.Append(b.Context(), fmt.Sprintf("s-%d", n%5000), engine.ExpectAny, events); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "appends/s")
		})
	}
}

func BenchmarkFsync(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "raw"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	block := make([]byte, 400)
	for b.Loop() {
		if _, err := f.Write(block); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "fsyncs/s")
}

func BenchmarkReadAll(b *testing.B) {
	e := open(b, b.TempDir())
	for n := 0; n < 100_000; n += 1000 {
		events := make([]engine.NewEvent, 1000)
		for i := range events {
			events[i] = named(n + i)[0]
			events[i].Data = make([]byte, 300)
		}
		if _, err := e.Append(b.Context(), fmt.Sprintf("s-%d", n), engine.ExpectAny, events); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		for q, last := (engine.AllQuery{}), false; !last; {
			page, err := e.ReadAll(b.Context(), q)
			if err != nil {
				b.Fatal(err)
			}
			q.From, last = page.Next, page.Last
		}
	}
	b.ReportMetric(float64(b.N)*100_000/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkReadStream prints how many short streams are read per second, one after
// the other: what a command costs that finds its stream in nobody's memory.
func BenchmarkReadStream(b *testing.B) {
	e := open(b, b.TempDir())
	const streams = 1000
	for n := range streams {
		for i := range int64(5) {
			if _, err := e.Append(b.Context(), fmt.Sprintf("s-%d", n), engine.ExpectAny, named(n*10+int(i))); err != nil {
				b.Fatal(err)
			}
		}
	}
	for n := 0; b.Loop(); n++ {
		page, err := e.ReadStream(b.Context(), engine.StreamQuery{Stream: fmt.Sprintf("s-%d", n%streams)})
		if err != nil || len(page.Events) != 5 {
			b.Fatal(len(page.Events), err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "streams/s")
}

// BenchmarkOpen prints how long the start of a million events takes, with its
// check of every page, after a close and after a kill.
func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	e := open(b, dir)
	for n := 0; n < 1_000_000; n += 1000 {
		events := make([]engine.NewEvent, 1000)
		for i := range events {
			events[i] = named(n + i)[0]
			events[i].Data = make([]byte, 300)
		}
		if _, err := e.Append(b.Context(), fmt.Sprintf("s-%d", n/20%5000), engine.ExpectAny, events); err != nil {
			b.Fatal(err)
		}
	}
	start := func(b *testing.B, dir string, files map[string][]byte) {
		for b.Loop() {
			b.StopTimer()
			write(b, dir, files)
			b.StartTimer()
			e, err := engine.Open(b.Context(), engine.Options{Dir: dir, Clock: func() time.Time { return noon }})
			if err != nil {
				b.Fatal(err)
			}
			if found := e.Found(); found.Head != 1_000_000 {
				b.Fatal(found)
			}
			if err := e.Close(); err != nil {
				b.Fatal(err)
			}
		}
	}
	killed := filesIn(b, dir)
	b.Run("killed", func(b *testing.B) { start(b, b.TempDir(), killed) })
	if err := e.Close(); err != nil {
		b.Fatal(err)
	}
	b.Run("closed", func(b *testing.B) { start(b, dir, nil) })
}
