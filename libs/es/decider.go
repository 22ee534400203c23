package es

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

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
	Hot      *Hot[S] // optional: a command on a stream held here is one append
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

// pause lets a command that came too late wait a while, longer each time: who
// must read first would lose each race to one that holds the stream in Hot.
func pause(ctx context.Context, try int) error {
	least := time.Millisecond << (try - 1)
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(least + rand.N(least)):
		return nil
	}
}

// Handle reads the stream of id, decides cmd and appends what happens, at the
// revision decided on. If others got there first, it waits a moment, reads and
// decides again.
// A command id that the stream already holds is answered from history.
//
// A stream held in Hot is not read: cmd is decided on what is held, and the
// append at its revision proves that nothing had happened since. Whatever is not
// proved so (a refusal, nothing to do, a repeated command, a conflict) is read
// and decided anew, for other processes act on the same streams.
//
// Errors: the rule's refusal; ErrChanged; ErrConflict when it never got through;
// a Store's errors.
func (s Streams[S, C, E]) Handle(ctx context.Context, id string, cmd C) (Outcome[S], error) {
	issue := IssueOf(ctx)
	if issue.Command.IsZero() {
		issue.Command = NewID()
	}
	if guess, ok := s.Hot.get(s.Stream(id)); ok {
		out, appended, err := s.decide(ctx, id, cmd, issue, guess)
		if appended && !errors.Is(err, ErrConflict) {
			return out, err
		}
	}
	for try := 1; ; try++ {
		now, err := s.load(ctx, id)
		if err != nil {
			return now.Outcome, err
		}
		out, _, err := s.decide(ctx, id, cmd, issue, now)
		if !errors.Is(err, ErrConflict) || try == attempts {
			return out, err
		}
		if err := pause(ctx, try); err != nil {
			return out, err
		}
	}
}

// decide carries out cmd on a stream that stands as now says; appended tells
// whether history was asked to take what happened, whatever it answered.
func (s Streams[S, C, E]) decide(ctx context.Context, id string, cmd C, issue Issue, now held[S]) (out Outcome[S], appended bool, err error) {
	out = now.Outcome
	if out.Repeated = slices.Contains(now.commands, issue.Command); out.Repeated {
		return out, false, nil
	}
	if issue.If != nil && *issue.If != out.Revision {
		return out, false, ErrChanged.With("revision", strconv.FormatInt(int64(out.Revision), 10))
	}
	happened, err := s.Decider.Decide(out.State, cmd)
	if err != nil || len(happened) == 0 {
		return out, false, err
	}
	events, err := s.seal(happened, issue)
	if err != nil {
		return out, false, err
	}
	stream := s.Stream(id)
	done, err := s.Store.Append(ctx, stream, out.Revision, events...)
	if err != nil {
		s.Hot.drop(stream)
		return out, true, err
	}
	for _, e := range happened {
		out.State = s.Decider.Evolve(out.State, e)
	}
	out.Revision, out.Position = done.Revision, done.Position
	s.Hot.advance(stream, now, out, issue.Command)
	return out, true, nil
}

// Load folds the stream of id, from history. A stream that does not exist is
// the zero state at NoStream.
func (s Streams[S, C, E]) Load(ctx context.Context, id string) (Outcome[S], error) {
	now, err := s.load(ctx, id)
	return now.Outcome, err
}

func (s Streams[S, C, E]) load(ctx context.Context, id string) (held[S], error) {
	now := held[S]{Outcome: Outcome[S]{Revision: NoStream}}
	stream := s.Stream(id)
	recorded, err := s.Store.Read(ctx, stream, 0)
	if err != nil {
		return now, fmt.Errorf("read %s: %w", stream, err)
	}
	for _, r := range recorded {
		e, err := s.Catalog.Decode(r.Name, r.Data)
		if err != nil {
			return now, fmt.Errorf("read %s revision %d: %w", stream, r.Revision, err)
		}
		now.State = s.Decider.Evolve(now.State, e)
		now.Revision, now.Position = r.Revision, r.Position
		if n := len(now.commands); n == 0 || now.commands[n-1] != r.Meta.Command {
			now.commands = append(now.commands, r.Meta.Command)
		}
	}
	return now, nil
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

// seal makes events of what happened. Their ids are fresh for each decision: if
// they derived from the command, history would take a second process's decision
// on the same command for a repetition of the first, and its answer as proof.
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
		events[i] = NewEvent{ID: NewID(), Name: name, Data: data, Meta: meta}
	}
	return events, nil
}
