package estest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"nivel/libs/es"
)

// maxAppend is the size in bytes that one append may have, counted as the real
// server does: data, metadata and twice the name of each event.
const maxAppend = 1 << 20

// Memory is an es.Store and es.Log in memory. It is what the contracts in
// package es mean, in the fewest lines; nothing in it outlives the test.
type Memory struct {
	clock func() time.Time

	mu      sync.Mutex
	log     []es.Recorded
	streams map[string][]int // places in log
	grown   chan struct{}    // closed at the next append
}

// NewMemory returns an empty history whose events are recorded at clock's time.
func NewMemory(clock func() time.Time) *Memory {
	return &Memory{clock: clock, streams: map[string][]int{}, grown: make(chan struct{})}
}

// Read implements es.Store.
func (m *Memory) Read(ctx context.Context, stream string, from es.Revision) ([]es.Recorded, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	places := m.streams[stream]
	var events []es.Recorded
	for _, at := range places[min(int(max(from, 0)), len(places)):] {
		events = append(events, copied(m.log[at]))
	}
	return events, nil
}

// Append implements es.Store.
func (m *Memory) Append(ctx context.Context, stream string, expected es.Revision, events ...es.NewEvent) (es.Appended, error) {
	if err := ctx.Err(); err != nil {
		return es.Appended{}, err
	}
	if len(events) == 0 || slices.ContainsFunc(events, func(e es.NewEvent) bool { return e.ID.IsZero() }) {
		return es.Appended{}, fmt.Errorf("append to %s: no events, or one without an id", stream)
	}
	if tooLarge(events) {
		return es.Appended{}, fmt.Errorf("append to %s: %w", stream, es.ErrTooLarge)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	places := m.streams[stream]
	if last := m.before(places, expected, events); last != nil {
		return es.Appended{Revision: last.Revision, Position: last.Position}, nil
	}
	if current := es.Revision(len(places) - 1); expected != current {
		return es.Appended{}, fmt.Errorf("append to %s at %d, which is at %d: %w", stream, expected, current, es.ErrConflict)
	}
	return m.add(stream, events), nil
}

// before returns the last event of an append that was made before with the same
// ids at the same revision; nil if there was none.
func (m *Memory) before(places []int, expected es.Revision, events []es.NewEvent) *es.Recorded {
	first := int(expected) + 1
	if first < 0 || first+len(events) > len(places) {
		return nil
	}
	for i, e := range events {
		if m.log[places[first+i]].ID != e.ID {
			return nil
		}
	}
	return &m.log[places[first+len(events)-1]]
}

func (m *Memory) add(stream string, events []es.NewEvent) es.Appended {
	now := m.clock().UTC()
	for _, e := range events {
		at := es.Position{Commit: 1, Prepare: 1}
		if n := len(m.log); n > 0 {
			// Positions have gaps, as in a log that counts bytes.
			end := m.log[n-1].Position.Commit + uint64(len(m.log[n-1].Data)) + 1
			at = es.Position{Commit: end, Prepare: end}
		}
		m.streams[stream] = append(m.streams[stream], len(m.log))
		m.log = append(m.log, es.Recorded{
			ID: e.ID, Stream: stream, Revision: es.Revision(len(m.streams[stream]) - 1), Position: at,
			Name: e.Name, Data: bytes.Clone(e.Data), Meta: e.Meta, RecordedAt: now,
		})
	}
	close(m.grown)
	m.grown = make(chan struct{})
	last := m.log[len(m.log)-1]
	return es.Appended{Revision: last.Revision, Position: last.Position}
}

// Follow implements es.Log. It reaches the end of the log once: CaughtUp is
// heard once, and each round of reading ends with a Checkpoint.
func (m *Memory) Follow(ctx context.Context, f es.Following) error {
	caughtUp := f.CaughtUp
	for after := f.After; ; {
		events, grown := m.behind(after)
		for _, e := range events {
			if err := m.hand(ctx, f, e); err != nil {
				return err
			}
			after = e.Position
		}
		if f.Checkpoint != nil && len(events) > 0 {
			if err := f.Checkpoint(ctx, after); err != nil {
				return err
			}
		}
		if caughtUp != nil {
			if err := caughtUp(ctx); err != nil {
				return err
			}
			caughtUp = nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-grown:
		}
	}
}

func (m *Memory) hand(ctx context.Context, f es.Following, e es.Recorded) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !wanted(f.Prefixes, e.Stream) {
		return nil
	}
	return f.Event(ctx, e)
}

func (m *Memory) behind(after es.Position) (events []es.Recorded, grown <-chan struct{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range slices.Backward(m.log) {
		if !e.Position.After(after) {
			break
		}
		events = append(events, copied(e))
	}
	slices.Reverse(events)
	return events, m.grown
}

func wanted(prefixes []string, stream string) bool {
	if len(prefixes) == 0 {
		return !strings.HasPrefix(stream, "$")
	}
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(stream, p) })
}

func tooLarge(events []es.NewEvent) bool {
	size := 0
	for _, e := range events {
		meta, _ := json.Marshal(e.Meta) // a Meta has nothing that could fail
		size += len(e.Data) + len(meta) + 2*len(e.Name)
	}
	return size > maxAppend
}

// copied keeps a reader from writing into history.
func copied(e es.Recorded) es.Recorded {
	e.Data = bytes.Clone(e.Data)
	return e
}
