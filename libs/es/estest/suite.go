package estest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"nivel/libs/es"
)

// patience bounds how long the suite waits for anything.
const patience = 30 * time.Second

// Suite is what every es.Store and es.Log must pass. open returns the two for
// one subtest and cleans up after it; they may stand on a database that holds
// other streams too, because the suite names its own by fresh ids.
func Suite(t *testing.T, open func(*testing.T) (es.Store, es.Log)) {
	tests := []struct {
		name string
		run  func(*bench)
	}{
		{"a stream that does not exist is empty", testEmpty},
		{"reads back what was appended", testReadBack},
		{"numbers the events of a stream from 0 without a gap", testContiguous},
		{"reads from a revision on", testReadFrom},
		{"keeps streams apart", testApart},
		{"refuses an append at another revision", testConflict},
		{"answers a repeated append as it answered the first", testRepeat},
		{"refuses an append that repeats only in part", testPartialRepeat},
		{"answers one append sent many times at once", testConcurrentRepeat},
		{"lets one of many writers have each revision", testConcurrentWriters},
		{"refuses an append that is too large, whole", testTooLarge},
		{"refuses an append of nothing and of events without id", testNothing},
		{"reads all or fails when cut half-way", testCutRead},
		{"does nothing when the context has ended", testEnded},
		{"follows from the start, then live", testFollowFromStart},
		{"follows from the middle of one append", testFollowFromMiddle},
		{"follows several prefixes and nothing else", testFollowPrefixes},
		{"follows all but system streams without prefixes", testFollowAll},
		{"hands over what a read shows", testFollowEqualsRead},
		{"hands over each event once while many write", testFollowUnderLoad},
		{"hears checkpoints that rise and pass no event by", testCheckpoints},
		{"hears a checkpoint where nothing matches", testCheckpointOfNothing},
		{"hears that it caught up, after all that was there", testCaughtUp},
		{"ends with the error of a callback", testCallbackError},
		{"ends soon after its context", testFollowEnds},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			store, log := open(t)
			test.run(&bench{T: t, ctx: ctx, store: store, log: log, category: category()})
		})
	}
}

// bench is what one subtest works with.
type bench struct {
	*testing.T
	ctx      context.Context
	store    es.Store
	log      es.Log
	category string // of this subtest alone
}

func category() string { return "suite" + strings.ReplaceAll(es.NewID().String(), "-", "") }

func (b *bench) stream() string { return b.category + "-" + es.NewID().String() }

// fresh returns n events with new ids.
func fresh(n int) []es.NewEvent {
	events := make([]es.NewEvent, n)
	for i := range events {
		command := es.NewID()
		events[i] = es.NewEvent{
			ID: es.NewID(), Name: "suite.counted.v1", Data: json.RawMessage(fmt.Sprintf(`{"n":%d}`, i)),
			Meta: es.Meta{Command: command, Correlation: command, Causation: command, Actor: "suite"},
		}
	}
	return events
}

// must appends events that must be taken.
func (b *bench) must(stream string, expected es.Revision, events ...es.NewEvent) es.Appended {
	b.Helper()
	done, err := b.store.Append(b.ctx, stream, expected, events...)
	if err != nil {
		b.Fatalf("append to %s at %d: %v", stream, expected, err)
	}
	return done
}

// read reads a stream that must be readable.
func (b *bench) read(stream string, from es.Revision) []es.Recorded {
	b.Helper()
	events, err := b.store.Read(b.ctx, stream, from)
	if err != nil {
		b.Fatalf("read %s from %d: %v", stream, from, err)
	}
	return events
}

// expect checks that events are those of ids, in order.
func (b *bench) expect(got []es.Recorded, want ...es.NewEvent) {
	b.Helper()
	if len(got) != len(want) {
		b.Fatalf("%d events, wanted %d", len(got), len(want))
	}
	for i := range want {
		if got[i].ID != want[i].ID {
			b.Fatalf("event %d is %s, wanted %s", i, got[i].ID, want[i].ID)
		}
	}
}

func (b *bench) refused(err, want error) {
	b.Helper()
	if !errors.Is(err, want) {
		b.Fatalf("error is %v, wanted %v", err, want)
	}
}

// together runs n functions at once and waits for all.
func together(n int, run func(i int)) {
	var all sync.WaitGroup
	gate := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-gate
			run(i)
		})
	}
	close(gate)
	all.Wait()
}
