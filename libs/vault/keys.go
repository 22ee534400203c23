package vault

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"nivel/libs/es"
)

// History is where keys lie: in streams of their own, one a key, that can be
// ended for good.
type History interface {
	es.Store
	es.Log
	// Tombstone ends a stream for good; one that has ended is no error.
	Tombstone(ctx context.Context, stream string) error
}

// Record is one key as history keeps it. Nothing in it is readable: the key is
// wrapped by the key-encryption key and the person is an opaque id.
type Record struct {
	Key     es.ID  `json:"-"`               // the stream's name says it
	Person  es.ID  `json:"person,omitzero"` // zero: the key of the blind index
	Class   Class  `json:"class"`           //
	Wrapped []byte `json:"wrapped"`         // the key under the key-encryption key
}

// identity is authenticated with the wrapped key, so that no key can be passed
// off as another's by somebody who can write to history.
func (r Record) identity() []byte {
	return fmt.Appendf(nil, "nivel/key/2 %s %s %s", r.Key, r.Person, r.Class)
}

// blindIndex marks the one record that holds the key of the blind index.
const blindIndex Class = "blind-index"

// The names of the events. A key's stream holds wrappings of one key, of which
// the last counts; destroyedkeys-SERVICE holds the two steps of destructions.
const (
	keyWrapped    = "keys.key-wrapped.v1"
	keysDoomed    = "keys.keys-doomed.v1"    // their streams are to be ended
	keysDestroyed = "keys.keys-destroyed.v1" // their streams were ended
)

// doom is the content of both steps of a destruction.
type doom struct {
	Cause es.ID   `json:"cause,omitzero"` // of whoever asked, such as a fact
	Keys  []es.ID `json:"keys"`           // empty: there were none
}

// store keeps the keys of one service in history.
type store struct {
	History
	service string
}

func (s store) prefix() string { return "keys-" + s.service + "-" }

func (s store) stream(key es.ID) string { return s.prefix() + key.String() }

func (s store) register() string { return "destroyedkeys-" + s.service }

// keyOf is the id of the key that seals for a subject: generation 0, and the
// next one each time a key was destroyed. All processes agree on it without
// asking, so that whoever is first makes it.
func (s store) keyOf(subject Subject, generation int) es.ID {
	return es.ID{}.Derive("key", s.service, subject.Person.String(), string(subject.Class), strconv.Itoa(generation))
}

// find reads a key and the revision of its last wrapping.
// Errors: ErrKeyMissing; ErrKeyDestroyed; the store's.
func (s store) find(ctx context.Context, key es.ID) (Record, es.Revision, error) {
	events, err := s.Read(ctx, s.stream(key), 0)
	switch {
	case errors.Is(err, es.ErrDeleted):
		return Record{}, es.NoStream, ErrKeyDestroyed
	case err != nil:
		return Record{}, es.NoStream, err
	case len(events) == 0:
		return Record{}, es.NoStream, ErrKeyMissing
	}
	last := events[len(events)-1]
	r, err := s.decode(last)
	return r, last.Revision, err
}

// decode reads an event of a key's stream.
func (s store) decode(e es.Recorded) (Record, error) {
	var r Record
	if e.Name != keyWrapped {
		return r, fmt.Errorf("%s holds an event that this release does not know", e.Stream)
	}
	if err := json.Unmarshal(e.Data, &r); err != nil {
		return r, fmt.Errorf("decode %s: %w", e.Stream, err)
	}
	var err error
	r.Key, err = s.keyIn(e.Stream)
	return r, err
}

func (s store) keyIn(stream string) (es.ID, error) {
	key, err := es.ParseID(stream[min(len(stream), len(s.prefix())):])
	if err != nil {
		return key, fmt.Errorf("%s names no key: %w", stream, err)
	}
	return key, nil
}

// add appends a wrapping of a key to its stream.
// Errors: es.ErrConflict when another process was first; es.ErrDeleted.
func (s store) add(ctx context.Context, r Record, expected es.Revision) error {
	data, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("encode key %s: %w", r.Key, err)
	}
	// A fresh id: with a derived one, the loser of a race would be told that it won.
	_, err = s.Append(ctx, s.stream(r.Key), expected, es.NewEvent{ID: es.NewID(), Name: keyWrapped, Data: data})
	return err
}

// errEnd stops a walk at the end of the log.
var errEnd = errors.New("end of the log")

// walk hands over every event of keys, and of the streams with the other
// prefixes, up to the end of the log. The whole log is filtered for it.
func (s store) walk(ctx context.Context, also []string, event func(es.Recorded) error) error {
	err := s.Follow(ctx, es.Following{
		Prefixes: append([]string{s.prefix()}, also...),
		Event:    func(_ context.Context, e es.Recorded) error { return event(e) },
		CaughtUp: func(context.Context) error { return errEnd },
	})
	if errors.Is(err, errEnd) {
		return nil
	}
	return err
}

// isKey reports whether a walk's event is a wrapping of a key.
func (s store) isKey(e es.Recorded) bool {
	return e.Name == keyWrapped && len(e.Stream) > len(s.prefix()) && e.Stream[:len(s.prefix())] == s.prefix()
}

// mark stands before the id of the key in a sealed value's JSON.
var mark = []byte(`"k":"`)

// referenced hands over the keys of all sealed values in an event's data.
func referenced(data []byte, found func(es.ID)) {
	for {
		at := bytes.Index(data, mark)
		if at < 0 {
			return
		}
		data = data[at+len(mark):]
		if end := bytes.IndexByte(data, '"'); end == 36 {
			if key, err := es.ParseID(string(data[:end])); err == nil {
				found(key)
			}
		}
	}
}
