package uselog

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"nivel/libs/access"
	"nivel/libs/es"
)

// Writer takes entries; Log is the one that does.
type Writer interface {
	// Write returns when all entries are durable. Any error means that what they
	// are about must not be shown.
	Write(ctx context.Context, entries ...Entry) error
}

var _ Writer = (*Log)(nil)

// Showing is what a handler is about to show, or refused to: the parts of an
// Entry that the edge does not know.
type Showing struct {
	Object    Object
	Persons   []es.ID // whose data; more than MaxPersons become several entries
	Provider  string  // whose data it is; empty: the recorder's
	Purpose   string
	Policy    string
	Relation  access.Relation
	Outcome   Outcome
	Protected bool
	Disclosed *Disclosure
	Near      []access.Nearness
	Reason    json.RawMessage
}

// Recorder collects what one request shows. It may be used by many goroutines of
// the request.
type Recorder struct {
	base Entry

	mu    sync.Mutex
	order []string // of first showings
	shown map[string]*shown
}

type shown struct {
	Showing
	known map[es.ID]bool
}

// NewRecorder returns a recorder for one request. base holds what all of its
// entries share: At, Action, Actor, Role, Unit, Area, Provider, Request, Trace.
func NewRecorder(base Entry) *Recorder { return &Recorder{base: base, shown: map[string]*shown{}} }

// Saw notes s. Persons of the same view, seen on the same ground, share an entry.
func (r *Recorder) Saw(s Showing) {
	persons := s.Persons
	s.Persons = nil
	key := fmt.Sprintf("%+v", s)
	if s.Disclosed != nil {
		key = fmt.Sprintf("%s %+v %p", key, *s.Disclosed, s.Disclosed)
	}
	if len(s.Near) > 0 { // said of one person only
		key = fmt.Sprint(key, " ", persons)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	seen := r.shown[key]
	if seen == nil {
		seen = &shown{Showing: s, known: map[es.ID]bool{}}
		r.shown[key] = seen
		r.order = append(r.order, key)
	}
	for _, p := range persons {
		if !seen.known[p] {
			seen.known[p] = true
			seen.Persons = append(seen.Persons, p)
		}
	}
}

// Entries returns what was noted so far. Empty: the request shows nobody's data,
// or its handler forgot to say so, which the edge can refuse for routes that do.
func (r *Recorder) Entries() []Entry {
	r.mu.Lock()
	defer r.mu.Unlock()
	var entries []Entry
	for _, key := range r.order {
		s := r.shown[key]
		e := r.base
		e.Object, e.Purpose, e.Policy, e.Relation = s.Object, s.Purpose, s.Policy, s.Relation
		e.Outcome, e.Protected, e.Disclosed, e.Reason, e.Near = s.Outcome, s.Protected, s.Disclosed, s.Reason, s.Near
		if s.Provider != "" {
			e.Provider = s.Provider
		}
		for from := 0; from == 0 || from < len(s.Persons); from += MaxPersons {
			e.Persons = s.Persons[from:min(from+MaxPersons, len(s.Persons))]
			entries = append(entries, e)
		}
	}
	return entries
}

// Flush writes what was noted, in one append, and forgets it. After an error
// nothing may be shown, and what was noted is kept. Errors: the Writer's.
func (r *Recorder) Flush(ctx context.Context, to Writer) error {
	entries := r.Entries()
	if len(entries) == 0 {
		return nil
	}
	if err := to.Write(ctx, entries...); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.order, r.shown = nil, map[string]*shown{}
	return nil
}
