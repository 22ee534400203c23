package uselog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/es/estest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is a history, a second place and a clock that stands until it is moved.
type world struct {
	t      testing.TB
	memory *estest.Memory
	store  es.Store // memory, or what a test puts before it
	second SecondPlace
	folder *Folder
	dir    string
	key    Key

	mu  sync.Mutex
	now time.Time
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	w.memory = estest.NewMemory(w.clock)
	w.store = w.memory
	var err error
	if w.key, err = NewKey(); err != nil {
		t.Fatal(err)
	}
	w.reopenFolder()
	t.Cleanup(func() { w.folder.Close() })
	return w
}

// reopenFolder is what a new process does.
func (w *world) reopenFolder() {
	w.t.Helper()
	if w.folder != nil {
		w.folder.Close()
	}
	folder, err := OpenFolder(w.dir)
	if err != nil {
		w.t.Fatal(err)
	}
	w.folder, w.second = folder, folder
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *world) options(instance string) Options {
	return Options{
		Service: "intake", Instance: instance, Store: w.store, Second: w.second, Key: w.key, Clock: w.clock,
		Every: 11, Interval: time.Hour, Patience: 30 * time.Second,
	}
}

func (w *world) open(o Options) *Log {
	w.t.Helper()
	l, err := Open(w.t.Context(), o)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { l.Close(context.Background()) })
	return l
}

func (w *world) write(l *Log, entries ...Entry) {
	w.t.Helper()
	if err := l.Write(w.t.Context(), entries...); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) close(l *Log) {
	w.t.Helper()
	if err := l.Close(context.Background()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) verify() Verdict {
	w.t.Helper()
	v, err := Verify(w.t.Context(), Verification{Log: w.memory, Second: w.second, Keys: Keys{w.key.Public()}})
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// sound fails unless the log verifies with so many entries.
func (w *world) sound(entries int) Verdict {
	w.t.Helper()
	v := w.verify()
	for _, f := range v.Findings {
		w.t.Errorf("found in an untouched log: %s", f)
	}
	got := 0
	for _, s := range v.Streams {
		got += s.Entries
	}
	if got != entries {
		w.t.Errorf("the log holds %d entries, want %d", got, entries)
	}
	return v
}

// person is the same for the same number.
func person(n int) es.ID { return es.ID{15: 1}.Derive(fmt.Sprint("person", n)) }

// look is an entry about some persons.
func look(at time.Time, persons ...es.ID) Entry {
	return Entry{
		At: at, Action: "intake.read-matter", Persons: persons, Object: Object{Kind: "matter", ID: es.NewID().String()},
		Actor: "w-aino", Role: access.SocialWorker, Unit: "intake-north", Area: "demo", Provider: "demo",
		Purpose: "child-protection", Policy: "holder-reads", Relation: access.Holder, Outcome: Allowed, Request: es.NewID(),
	}
}

func (w *world) look(n int) Entry { return look(w.clock(), person(n)) }

// captured is a log and its checkpoints as an attacker with both disks finds
// them.
type captured struct {
	events []es.Recorded
	lines  map[string][][]byte
}

func (w *world) capture() captured {
	w.t.Helper()
	var c captured
	end := errors.New("end")
	err := w.memory.Follow(w.t.Context(), es.Following{
		Event:    func(_ context.Context, r es.Recorded) error { c.events = append(c.events, r); return nil },
		CaughtUp: func(context.Context) error { return end },
	})
	if !errors.Is(err, end) {
		w.t.Fatal(err)
	}
	if c.lines, err = w.second.Lines(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (c captured) clone() captured {
	out := captured{events: slices.Clone(c.events), lines: maps.Clone(c.lines)}
	for i := range out.events {
		out.events[i].Data = bytes.Clone(out.events[i].Data)
	}
	for writer, lines := range out.lines {
		out.lines[writer] = slices.Clone(lines)
		for i := range lines {
			out.lines[writer][i] = bytes.Clone(lines[i])
		}
	}
	return out
}

// equal reports whether two captures hold the same, position by position.
func (c captured) equal(d captured) bool {
	return slices.EqualFunc(c.events, d.events, func(a, b es.Recorded) bool {
		return chained(a) == chained(b)
	}) && maps.EqualFunc(c.lines, d.lines, func(a, b [][]byte) bool { return slices.EqualFunc(a, b, bytes.Equal) })
}

// Follow implements es.Log for what was captured.
func (c captured) Follow(ctx context.Context, f es.Following) error {
	for _, r := range c.events {
		if err := f.Event(ctx, r); err != nil {
			return err
		}
	}
	return f.CaughtUp(ctx)
}

// Lines implements the part of SecondPlace that Verify uses.
func (c captured) Lines(context.Context) (map[string][][]byte, error) { return c.lines, nil }

// Claim and Add are not for an attacker's copy.
func (c captured) Claim(context.Context, string) ([]byte, error) { return nil, errors.New("a copy") }

// Add implements SecondPlace.
func (c captured) Add(context.Context, string, []byte) error { return errors.New("a copy") }

func (c captured) verify(t testing.TB, keys Keys, today calendar.Date) Verdict {
	t.Helper()
	v, err := Verify(t.Context(), Verification{Log: c, Second: c, Keys: keys, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// until waits for a condition.
func until(t testing.TB, what string, met func() bool) {
	t.Helper()
	deadline := time.After(30 * time.Second)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !met() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("it never came to pass that %s", what)
		}
	}
}
