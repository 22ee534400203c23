package peergroups

import (
	"slices"
	"time"

	"nivel/libs/es"
	"nivel/libs/refusal"
)

// Group is what the rules need to know of one peer group (vertaisryhmä). The
// zero value: it has not been founded.
type Group struct {
	Founded bool      `json:"founded"`
	Leader  string    `json:"leader"` // id: of the worker
	Seats   int       `json:"seats"`
	First   time.Time `json:"first"`   // start of the first session
	Last    time.Time `json:"last"`    // start of the last session
	Members []es.ID   `json:"members"` // persons with a seat, in the order in which they got it
	Queue   []es.ID   `json:"queue"`   // persons waiting, first in line first; empty while a seat is free
}

// Place is where a person stands in a group; empty: nowhere.
type Place string

// The places.
const (
	Seated  Place = "seat"
	Waiting Place = "queue"
)

// PlaceOf returns where a person stands, and the place in the queue: 1 is next,
// 0 for who is not in it.
func (g Group) PlaceOf(person es.ID) (place Place, inLine int) {
	if slices.Contains(g.Members, person) {
		return Seated, 0
	}
	if i := slices.Index(g.Queue, person); i >= 0 {
		return Waiting, i + 1
	}
	return "", 0
}

// closed reports whether the last session has started by an instant: from then
// on nobody comes, goes or is promoted.
func (g Group) closed(at time.Time) bool { return !at.Before(g.Last) }

// with returns list with one more person at its end; list itself is unchanged.
func with(list []es.ID, person es.ID) []es.ID { return append(slices.Clip(list), person) }

// without returns list without a person; list itself is unchanged.
func without(list []es.ID, person es.ID) []es.ID {
	return slices.DeleteFunc(slices.Clone(list), func(p es.ID) bool { return p == person })
}

// Event is something that happened to a group. Every event says how it changes
// the group, or it does not compile.
type Event interface{ evolve(Group) Group }

// Command is something asked of a group.
type Command interface{ decide(Group) ([]Event, error) }

// Decider is everything a group can do.
var Decider = es.Decider[Group, Command, Event]{
	Decide: func(g Group, cmd Command) ([]Event, error) { return cmd.decide(g) },
	Evolve: func(g Group, e Event) Group { return e.evolve(g) },
}

// Streams is the only way to write to groups.
type Streams = es.Streams[Group, Command, Event]

// What more than one topic refuses.
var (
	// ErrNotFound: there is no such group.
	ErrNotFound = refusal.Refusal{Kind: refusal.Missing, Code: "not-found"}
	// ErrClosed: the last session has started; seats stay as they are.
	ErrClosed = refusal.Refusal{Kind: refusal.Untimely, Code: "last-session-started"}
)
