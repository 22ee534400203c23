// Command peer measures what another library of event sourcing in Go does with
// the command that `make bench` gives to ours: load an aggregate of some events,
// decide, append one. The library is github.com/hallgren/eventsourcing on its own
// SQLite store, in WAL mode and fully synchronous, as ours is.
//
// It is a module of its own, outside the workspace, so that nothing of the
// product depends on it. It prints commands per second, and nothing else.
package main

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hallgren/eventsourcing"
	"github.com/hallgren/eventsourcing/aggregate"
	store "github.com/hallgren/eventsourcing/eventstore/sql"
	_ "modernc.org/sqlite"
)

// tally is the aggregate: it counts.
type tally struct {
	aggregate.Root
	n int
}

// counted is its event, as large as ours.
type counted struct {
	N    int    `json:"n"`
	Text string `json:"text"`
}

func (t *tally) Register(register aggregate.RegisterFunc) { register(&counted{}) }

func (t *tally) Transition(event eventsourcing.Event) {
	if _, ok := event.Data().(*counted); ok {
		t.n++
	}
}

func main() {
	writers := flag.Int("writers", 16, "how many act at a time")
	aggregates := flag.Int("aggregates", 50, "of each writer, in turn")
	events := flag.Int("events", 20, "that each aggregate has at the start")
	text := flag.Int("bytes", 200, "of text in an event")
	length := flag.Duration("for", time.Second, "how long is measured")
	dir := flag.String("dir", "", "folder on the disk to measure")
	flag.Parse()
	rate, err := measure(*dir, *writers, *aggregates, *events, *text, *length)
	if err != nil {
		fmt.Fprintln(os.Stderr, "peer:", err)
		os.Exit(1)
	}
	fmt.Printf("%.1f\n", rate)
}

func measure(dir string, writers, aggregates, events, size int, length time.Duration) (float64, error) {
	dsn := "file:" + filepath.Join(dir, "peer.db") + "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(10000)"
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	events0, err := store.NewSQLiteSingelWriter(db)
	if err != nil {
		return 0, err
	}
	aggregate.Register(&tally{})
	text := string(make([]byte, size))
	ids := make([][]string, writers)
	for w := range ids {
		for range aggregates {
			t := &tally{}
			for n := range events {
				aggregate.TrackChange(t, &counted{n, text})
			}
			if err := aggregate.Save(events0, t); err != nil {
				return 0, err
			}
			ids[w] = append(ids[w], t.ID())
		}
	}
	var done atomic.Int64
	var wg sync.WaitGroup
	errs := make([]error, writers)
	began := time.Now()
	for w := range writers {
		wg.Go(func() {
			for i := 0; time.Since(began) < length && errs[w] == nil; i++ {
				t := &tally{}
				if errs[w] = aggregate.Load(context.Background(), events0, ids[w][i%aggregates], t); errs[w] != nil {
					return
				}
				aggregate.TrackChange(t, &counted{t.n, text})
				if errs[w] = aggregate.Save(events0, t); errs[w] == nil {
					done.Add(1)
				}
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return 0, err
		}
	}
	return float64(done.Load()) / time.Since(began).Seconds(), nil
}
