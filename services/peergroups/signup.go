package peergroups

import (
	"time"

	"nivel/libs/es"
)

// SignUp asks for a seat. When none is free, the person is queued: the answer
// is never "full".
type SignUp struct {
	Person es.ID
	At     time.Time // when it was asked
}

// SeatReserved says that a person has a seat.
type SeatReserved struct {
	Person es.ID     `json:"person"`
	First  time.Time `json:"first"` // start of the first session, for who is told
}

// PlacedInQueue says that a person waits for a seat, last in line.
type PlacedInQueue struct {
	Person es.ID     `json:"person"`
	First  time.Time `json:"first"`
}

func (cmd SignUp) decide(g Group) ([]Event, error) {
	place, _ := g.PlaceOf(cmd.Person)
	switch {
	case !g.Founded:
		return nil, ErrNotFound
	case place != "":
		return nil, nil // signed up twice, one place
	case g.closed(cmd.At):
		return nil, ErrClosed
	case len(g.Members) < g.Seats:
		return []Event{SeatReserved{Person: cmd.Person, First: g.First}}, nil
	}
	return []Event{PlacedInQueue{Person: cmd.Person, First: g.First}}, nil
}

func (e SeatReserved) evolve(g Group) Group {
	g.Members = with(g.Members, e.Person)
	return g
}

func (e PlacedInQueue) evolve(g Group) Group {
	g.Queue = with(g.Queue, e.Person)
	return g
}
