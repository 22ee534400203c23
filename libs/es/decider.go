package es

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"nivel/libs/refusal"
)

// Decider is everything one kind of stream can do, as two pure functions.
// The zero value of S means that nothing has happened yet.
type Decider[S, C, E any] struct {
	Decide func(S, C) ([]E, error) // no clock, no I/O, no randomness
	Evolve func(S, E) S            // total: never fails, never refuses
}

// ErrChanged refuses a command that was decided on an older revision than the
// stream is at: somebody else changed it in between.
var ErrChanged = refusal.Refusal{Kind: refusal.Conflict, Code: "changed-since"}

// Issue is what the edge knows of a command beside its content: who asks, under
// which id, in the course of what.
type Issue struct {
	Command     ID        // the same id again is the same answer; zero: a fresh id is made
	Correlation ID        // zero: the command's own id
	Causation   ID        // zero: the command's own id
	Actor       string    // opaque id of who asks
	If          *Revision // refuse with ErrChanged unless the stream is at this revision
}

type issueKey struct{}

// WithIssue returns a context under which Handle acts on issue.
func WithIssue(ctx context.Context, issue Issue) context.Context {
	return context.WithValue(ctx, issueKey{}, issue)
}

// IssueOf returns the issue that ctx carries; the zero value if none.
func IssueOf(ctx context.Context) Issue {
	issue, _ := ctx.Value(issueKey{}).(Issue)
	return issue
}

// Streams runs a decider over the streams of one category.
type Streams[S, C, E any] struct {
	Category string // no dash in it; a stream is named Category-id
	Decider  Decider[S, C, E]
	Catalog  *Catalog[E]
	Store    Store
}

// Outcome is what a command led to.
type Outcome[S any] struct {
	State    S
	Revision Revision // of the stream now; NoStream if nothing ever happened
	Position Position // log position of the stream's last event
	Repeated bool     // the command had been carried out before; nothing was added now
}

// attempts bounds how often a command is decided again because others appended
// to its stream in between.
const attempts = 8

// Handle reads the stream of id, decides cmd and appends what happens, at the
// revision decided on. If others got there first, it reads and decides again.
// A command id that the stream already holds is answered from history.
//
// Errors: the rule's refusal; ErrChanged; ErrConflict when it never got through;
// a Store's errors.
func (s Streams[S, C, E]) Handle(ctx context.Context, id string, cmd C) (Outcome[S], error) {
	issue := IssueOf(ctx)
	if issue.Command.IsZero() {
		issue.Command = NewID()
	}
	for try := 1; ; try++ {
		out, err := s.once(ctx, id, cmd, issue)
		if errors.Is(err, ErrConflict) && try < attempts {
			continue
		}
		return out, err
	}
}

func (s Streams[S, C, E]) once(ctx context.Context, id string, cmd C, issue Issue) (Outcome[S], error) {
	out, err := s.load(ctx, id, issue.Command)
	if err != nil || out.Repeated {
		return out, err
	}
	if issue.If != nil && *issue.If != out.Revision {
		return out, ErrChanged.With("revision", strconv.FormatInt(int64(out.Revision), 10))
	}
	happened, err := s.Decider.Decide(out.State, cmd)
	if err != nil || len(happened) == 0 {
		return out, err
	}
	events, err := s.seal(happened, issue)
	if err != nil {
		return out, err
	}
	done, err := s.Store.Append(ctx, s.Stream(id), out.Revision, events...)
	if err != nil {
		return out, err
	}
	for _, e := range happened {
		out.State = s.Decider.Evolve(out.State, e)
	}
	out.Revision, out.Position = done.Revision, done.Position
	return out, nil
}

// Load folds the stream of id. A stream that does not exist is the zero state
// at NoStream.
func (s Streams[S, C, E]) Load(ctx context.Context, id string) (Outcome[S], error) {
	return s.load(ctx, id, ID{})
}

func (s Streams[S, C, E]) load(ctx context.Context, id string, command ID) (Outcome[S], error) {
	out := Outcome[S]{Revision: NoStream}
	stream := s.Stream(id)
	recorded, err := s.Store.Read(ctx, stream, 0)
	if err != nil {
		return out, fmt.Errorf("read %s: %w", stream, err)
	}
	for _, r := range recorded {
		e, err := s.Catalog.Decode(r.Name, r.Data)
		if err != nil {
			return out, fmt.Errorf("read %s revision %d: %w", stream, r.Revision, err)
		}
		out.State = s.Decider.Evolve(out.State, e)
		out.Revision, out.Position = r.Revision, r.Position
		out.Repeated = out.Repeated || !command.IsZero() && r.Meta.Command == command
	}
	return out, nil
}

// Happening is one event of a stream with the circumstances of its recording.
type Happening[E any] struct {
	Event E
	Recorded
}

// History returns everything that happened to id, oldest first.
func (s Streams[S, C, E]) History(ctx context.Context, id string) ([]Happening[E], error) {
	recorded, err := s.Store.Read(ctx, s.Stream(id), 0)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", s.Stream(id), err)
	}
	happened := make([]Happening[E], len(recorded))
	for i, r := range recorded {
		e, err := s.Catalog.Decode(r.Name, r.Data)
		if err != nil {
			return nil, fmt.Errorf("read %s revision %d: %w", r.Stream, r.Revision, err)
		}
		happened[i] = Happening[E]{e, r}
	}
	return happened, nil
}

// Stream returns the name of id's stream.
func (s Streams[S, C, E]) Stream(id string) string { return s.Category + "-" + id }

func (s Streams[S, C, E]) seal(happened []E, issue Issue) ([]NewEvent, error) {
	meta := Meta{Command: issue.Command, Correlation: issue.Correlation, Causation: issue.Causation, Actor: issue.Actor}
	if meta.Correlation.IsZero() {
		meta.Correlation = issue.Command
	}
	if meta.Causation.IsZero() {
		meta.Causation = issue.Command
	}
	events := make([]NewEvent, len(happened))
	for i, e := range happened {
		name, data, err := s.Catalog.Encode(e)
		if err != nil {
			return nil, err
		}
		events[i] = NewEvent{ID: EventID(issue.Command, i), Name: name, Data: data, Meta: meta}
	}
	return events, nil
}

// EventID returns the id of a command's event number index, counted from 0.
func EventID(command ID, index int) ID { return command.Derive("event", strconv.Itoa(index)) }
