package peergroups

import (
	"encoding/json"
	"fmt"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/es"
)

// Translate turns an event of history into the fact that other services hear.
// They hear what became of a person's sign-up, and who leads a group: that
// decides to whom its people are named.
// Errors: an event that this release does not know.
func Translate(r es.Recorded) (contracts.Fact, bool, error) {
	event, err := History.Decode(r.Name, r.Data)
	if err != nil {
		return contracts.Fact{}, false, err
	}
	name, data, err := factOf(event)
	if err != nil {
		return contracts.Fact{}, false, fmt.Errorf("encode fact of %s: %w", r.Name, err)
	}
	return contracts.Fact{Type: name, Subject: groupOf(r.Stream), Data: data}, name != "", nil
}

func factOf(event Event) (name string, data json.RawMessage, err error) {
	tell := func(person es.ID, first time.Time) (json.RawMessage, error) {
		return json.Marshal(contracts.SeatTold{Person: person, First: first})
	}
	switch e := event.(type) {
	case GroupFounded:
		name = contracts.FactGroupFounded
		data, err = json.Marshal(contracts.GroupFounded{Leader: e.Leader})
	case SeatReserved:
		name = contracts.FactSeatReserved
		data, err = tell(e.Person, e.First)
	case PlacedInQueue:
		name = contracts.FactQueued
		data, err = tell(e.Person, e.First)
	case SeatReleased:
		name = contracts.FactSeatReleased
		data, err = tell(e.Person, e.First)
	case PromotedFromQueue:
		name = contracts.FactPromoted
		data, err = tell(e.Person, e.First)
	case LeftQueue:
		name = contracts.FactQueueLeft
		data, err = json.Marshal(contracts.QueueLeft{Person: e.Person})
	}
	return name, data, err
}
