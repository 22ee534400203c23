package es

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Revision is the number of a stream's last event, counted from 0.
type Revision int64

// NoStream is the revision of a stream to which nothing has been appended.
const NoStream Revision = -1

// Position is a place in the log of all streams. Positions rise and have gaps.
// The zero value is before the first event.
type Position struct{ Commit, Prepare uint64 }

// After reports whether p lies behind q in the log.
func (p Position) After(q Position) bool {
	return p.Commit > q.Commit || p.Commit == q.Commit && p.Prepare > q.Prepare
}

// String returns the form that ParsePosition reads, such as "1042/1042".
func (p Position) String() string { return fmt.Sprintf("%d/%d", p.Commit, p.Prepare) }

// ParsePosition reads what String wrote.
func ParsePosition(s string) (Position, error) {
	var p Position
	var rest string
	if n, _ := fmt.Sscanf(s+" .", "%d/%d %s", &p.Commit, &p.Prepare, &rest); n != 3 || rest != "." || p.String() != s {
		return Position{}, errors.New("not a log position of the form commit/prepare")
	}
	return p, nil
}

// Meta is what is stored beside an event's data: who caused it and how it came
// about. It holds ids only.
type Meta struct {
	Command     ID     `json:"command,omitzero"`        // the command that this event is an effect of
	Correlation ID     `json:"$correlationId,omitzero"` // the whole conversation that it belongs to
	Causation   ID     `json:"$causationId,omitzero"`   // the command or event right before it
	Actor       string `json:"actor,omitempty"`         // opaque id of who asked; "system" for a timer
	Traceparent string `json:"traceparent,omitempty"`   // W3C trace context of the append
	Tracestate  string `json:"tracestate,omitempty"`
}

// NewEvent is an event on its way into history.
type NewEvent struct {
	ID   ID
	Name string          // its stored name, from a Catalog
	Data json.RawMessage // JSON, without readable personal data
	Meta Meta
}

// Recorded is an event as history holds it.
type Recorded struct {
	ID         ID
	Stream     string
	Revision   Revision
	Position   Position
	Name       string
	Data       json.RawMessage
	Meta       Meta
	RecordedAt time.Time // when history took it in, UTC
}

// Appended says where an append ended.
type Appended struct {
	Revision Revision // of the last event appended
	Position Position // of the last event appended
}

// What callers of a Store branch on. Everything else is a plain fault.
var (
	// ErrConflict: the stream is not at the expected revision. Nothing was appended.
	ErrConflict = errors.New("stream is not at the expected revision")
	// ErrDeleted: the stream was deleted for good.
	ErrDeleted = errors.New("stream is deleted")
	// ErrTooLarge: the append exceeds what history takes in one call. Nothing was appended.
	ErrTooLarge = errors.New("append is too large")
	// ErrUnavailable: history could not be reached. Nothing was appended.
	ErrUnavailable = errors.New("history is unavailable")
	// ErrUnknownOutcome: the append may or may not have happened. The same ids at
	// the same revision may be sent again without harm.
	ErrUnknownOutcome = errors.New("outcome of the append is unknown")
)

// Store is a history of streams.
type Store interface {
	// Read returns the events of a stream from revision from on, oldest first.
	// A stream that does not exist is empty, not an error. A read that breaks off
	// half-way returns an error, never a shorter history.
	Read(ctx context.Context, stream string, from Revision) ([]Recorded, error)

	// Append adds events, all or none, durably, if the stream is at expected
	// (NoStream: it has none). Appending the same event ids at the same expected
	// revision again is the same append, with the same answer.
	// Errors: the Err… values of this package.
	Append(ctx context.Context, stream string, expected Revision, events ...NewEvent) (Appended, error)
}

// Log is a history read across streams, in the order in which it grew.
type Log interface {
	// Follow hands over every event after f.After, then waits for more; no gap,
	// no event twice, whatever happens to the connection. It returns when ctx
	// ends (with ctx's error) or when a callback returns an error (with that).
	Follow(ctx context.Context, f Following) error
}

// Following says what Follow reads and whom it tells. Callbacks are called one
// at a time.
type Following struct {
	After    Position // read what lies behind this; the zero value: from the start
	Prefixes []string // stream names to read begin with one of these; empty: all but system streams ("$…")

	// Event takes one event. Required.
	Event func(context.Context, Recorded) error
	// Checkpoint hears that everything up to a position was read or filtered
	// out. Optional.
	Checkpoint func(context.Context, Position) error
	// CaughtUp hears each time that the end of the log was reached. Optional.
	CaughtUp func(context.Context) error
}
