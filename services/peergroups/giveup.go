package peergroups

import (
	"time"

	"nivel/libs/es"
)

// GiveUpSeat gives up a seat, or the place in the queue. The seat goes to who is
// first in line, in the same append: it is never free while somebody waits.
type GiveUpSeat struct {
	Person es.ID
	At     time.Time // when it was asked
}

// SeatReleased says that a person gave up the seat.
type SeatReleased struct {
	Person es.ID     `json:"person"`
	First  time.Time `json:"first"` // start of the first session, for who is told
}

// PromotedFromQueue says that who was first in line has a seat.
type PromotedFromQueue struct {
	Person es.ID     `json:"person"`
	First  time.Time `json:"first"`
}

// LeftQueue says that a person waits no longer. Nobody but that person is
// concerned.
type LeftQueue struct {
	Person es.ID `json:"person"`
}

func (cmd GiveUpSeat) decide(g Group) ([]Event, error) {
	place, _ := g.PlaceOf(cmd.Person)
	switch {
	case !g.Founded:
		return nil, ErrNotFound
	case place == "":
		return nil, nil // given up twice, or never had
	case g.closed(cmd.At):
		return nil, ErrClosed
	case place == Waiting:
		return []Event{LeftQueue{Person: cmd.Person}}, nil
	}
	happened := []Event{SeatReleased{Person: cmd.Person, First: g.First}}
	if len(g.Queue) > 0 {
		happened = append(happened, PromotedFromQueue{Person: g.Queue[0], First: g.First})
	}
	return happened, nil
}

func (e SeatReleased) evolve(g Group) Group {
	g.Members = without(g.Members, e.Person)
	return g
}

func (e PromotedFromQueue) evolve(g Group) Group {
	g.Members, g.Queue = with(g.Members, e.Person), without(g.Queue, e.Person)
	return g
}

func (e LeftQueue) evolve(g Group) Group {
	g.Queue = without(g.Queue, e.Person)
	return g
}
