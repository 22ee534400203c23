package peers

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/es"
)

// Peers is where a person is and was. The zero value: in no group yet.
type Peers struct {
	Times []Time // in the order of joining
}

// Time is a time in which the person had a seat in a group.
type Time struct {
	Group  es.ID
	Joined time.Time
	Left   time.Time // zero: they have it still
}

// Event is something that was heard.
type Event interface{ evolve(Peers) Peers }

// Hear says that a person has a seat in a group from a time on, or has none any
// more.
type Hear struct {
	Group  es.ID
	Seated bool
	At     time.Time
}

// GroupJoined says that the person has a seat in a group.
type GroupJoined struct {
	Group es.ID     `json:"group"`
	At    time.Time `json:"at"` // UTC
}

// GroupLeft says that they gave it up.
type GroupLeft struct {
	Group es.ID     `json:"group"`
	At    time.Time `json:"at"` // UTC
}

// Decider is everything that can happen to the times of a person.
var Decider = es.Decider[Peers, Hear, Event]{
	Decide: func(p Peers, cmd Hear) ([]Event, error) { return cmd.decide(p) },
	Evolve: func(p Peers, e Event) Peers { return e.evolve(p) },
}

// Category is the category of the streams, by person.
const Category = "transitionspeers"

// History lists every name that an event was ever stored under here. Lines are
// added and turned from Current to Retired; none is changed or removed.
var History = es.NewCatalog(
	es.Current[GroupJoined, Event]("transitions.group-joined.v1"),
	es.Current[GroupLeft, Event]("transitions.group-left.v1"),
)

// Streams is the only way to write.
type Streams = es.Streams[Peers, Hear, Event]

// In returns the streams that are kept in a history. Nothing of them is held in
// memory: they are read where a case is shown.
func In(store es.Store) Streams {
	return Streams{Category: Category, Decider: Decider, Catalog: History, Store: store}
}

// Of returns in which groups a person is and was, as history has it now. Errors:
// the store's.
func Of(ctx context.Context, all Streams, person es.ID) ([]Time, error) {
	out, err := all.Load(ctx, person.String())
	return out.State.Times, err
}

func (cmd Hear) decide(p Peers) ([]Event, error) {
	switch {
	case cmd.Seated == (p.in(cmd.Group) >= 0):
		return nil, nil // told twice, noted once
	case cmd.Seated:
		return []Event{GroupJoined{Group: cmd.Group, At: cmd.At.UTC()}}, nil
	}
	return []Event{GroupLeft{Group: cmd.Group, At: cmd.At.UTC()}}, nil
}

// in is which time in a group has not ended; negative: none.
func (p Peers) in(group es.ID) int {
	return slices.IndexFunc(p.Times, func(t Time) bool { return t.Group == group && t.Left.IsZero() })
}

func (e GroupJoined) evolve(p Peers) Peers {
	p.Times = append(slices.Clip(p.Times), Time{Group: e.Group, Joined: e.At})
	return p
}

func (e GroupLeft) evolve(p Peers) Peers {
	if i := p.in(e.Group); i >= 0 {
		p.Times = slices.Clone(p.Times)
		p.Times[i].Left = e.At
	}
	return p
}

// Heard lists the types of the facts that tell of seats.
func Heard() []string {
	return []string{contracts.FactSeatReserved, contracts.FactPromoted, contracts.FactSeatReleased}
}

// Take keeps what a fact says. Its command derives from the fact: heard again, it
// changes nothing.
// Errors: data that cannot be read; a fact that names nobody; the store's.
func Take(ctx context.Context, all Streams, fact contracts.Fact) error {
	var told contracts.SeatTold
	if err := json.Unmarshal(fact.Data, &told); err != nil {
		return fmt.Errorf("read fact %s: %w", fact.ID, err)
	}
	group, err := es.ParseID(fact.Subject)
	if err != nil {
		return fmt.Errorf("read the subject of fact %s: %w", fact.ID, err)
	}
	if told.Person.IsZero() {
		return fmt.Errorf("fact %s names no person", fact.ID)
	}
	issue := es.Issue{Command: fact.ID.Derive("peers"), Correlation: fact.Correlation, Causation: fact.ID, Actor: string(access.System)}
	_, err = all.Handle(es.WithIssue(ctx, issue), told.Person.String(), Hear{
		Group: group, Seated: fact.Type != contracts.FactSeatReleased, At: fact.Time,
	})
	return err
}
