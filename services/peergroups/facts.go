package peergroups

import (
	"encoding/json"
	"fmt"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/es"
)

// Translate turns an event of history into the fact that other services hear.
// They hear what became of a person's sign-up; that a group was founded, or a
// queue left, is nobody else's business.
// Errors: an event that this release does not know.
func Translate(r es.Recorded) (contracts.Fact, bool, error) {
	event, err := History.Decode(r.Name, r.Data)
	if err != nil {
		return contracts.Fact{}, false, err
	}
	name, told := factOf(event)
	if name == "" {
		return contracts.Fact{}, false, nil
	}
	data, err := json.Marshal(told)
	if err != nil {
		return contracts.Fact{}, false, fmt.Errorf("encode fact of %s: %w", r.Name, err)
	}
	return contracts.Fact{Type: name, Subject: groupOf(r.Stream), Data: data}, true, nil
}

func factOf(event Event) (name string, told contracts.SeatTold) {
	tell := func(person es.ID, first time.Time) contracts.SeatTold {
		return contracts.SeatTold{Person: person, First: first}
	}
	switch e := event.(type) {
	case SeatReserved:
		return contracts.FactSeatReserved, tell(e.Person, e.First)
	case PlacedInQueue:
		return contracts.FactQueued, tell(e.Person, e.First)
	case SeatReleased:
		return contracts.FactSeatReleased, tell(e.Person, e.First)
	case PromotedFromQueue:
		return contracts.FactPromoted, tell(e.Person, e.First)
	}
	return "", contracts.SeatTold{}
}
