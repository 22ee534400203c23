package necessity

import (
	"context"
	"slices"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/law"
	"nivel/libs/person"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// Longest is how long a ground holds: one look at the papers. A later one takes a
// reason of its own. The law names no time; this is the house's own.
const Longest = time.Hour

// Ground is why data is necessary that a ban covers; see contracts.BanGrounds.
type Ground string

// The grounds.
const (
	// OfTheAuthority: what the authority needs for what the law makes its task.
	OfTheAuthority Ground = "authority"
	// Endangered: an evident need, because health, development or safety is in danger.
	Endangered Ground = "endangered"
	// ChildsInterest: the interest of a child demands it.
	ChildsInterest Ground = "childs-interest"
	// CannotJudge: the client's essential interests demand it, and the client cannot
	// judge what it is about.
	CannotJudge Ground = "cannot-judge"
)

// since is the day from which the sections are in force.
const since = "2024-01-01"

// provisions say where each ground stands.
//
// Law: 703/2023, section 55, subsection 2, and section 56, as in force from
// 2024-01-01: without a permit, and in spite of a refusal, data that is necessary.
var provisions = map[Ground]law.Provision{
	OfTheAuthority: {Act: "703/2023", Section: "55 § 2 mom", InForce: since},
	Endangered:     {Act: "703/2023", Section: "56 § 1 kohta", InForce: since},
	ChildsInterest: {Act: "703/2023", Section: "56 § 2 kohta", InForce: since},
	CannotJudge:    {Act: "703/2023", Section: "56 § 3 kohta", InForce: since},
}

// ofAge is when the interest of a child is no ground any more.
const ofAge = 18

// Necessity is what one worker last stated of one case. The zero value: nothing.
type Necessity struct {
	Actor  string // id of the worker
	Case   es.ID
	Ground Ground
	At     time.Time
	Until  time.Time // it holds before this instant, never later than Longest after At
}

// Holds reports whether the ground holds at an instant.
func (n Necessity) Holds(now time.Time) bool { return !now.Before(n.At) && now.Before(n.Until) }

// Event is something that was stated.
type Event interface{ evolve(Necessity) Necessity }

// Command is something asked to be recorded.
type Command interface {
	decide(Necessity) ([]Event, error)
}

// Decider is everything that can happen to a necessity.
var Decider = es.Decider[Necessity, Command, Event]{
	Decide: func(n Necessity, cmd Command) ([]Event, error) { return cmd.decide(n) },
	Evolve: func(n Necessity, e Event) Necessity { return e.evolve(n) },
}

// Category is the category of the streams, by worker and case.
const Category = "transitionsnecessity"

// History lists every name that an event was ever stored under here. Lines are
// added and turned from Current to Retired; none is changed or removed.
var History = es.NewCatalog(es.Current[GroundStated, Event]("transitions.ban-ground-stated.v1"))

// Streams is the only way to write.
type Streams = es.Streams[Necessity, Command, Event]

// In returns the streams that are kept in a history. Nothing of them is held in
// memory: whether a ground holds is read each time.
func In(store es.Store) Streams {
	return Streams{Category: Category, Decider: Decider, Catalog: History, Store: store}
}

// IDOf is the id of what stands between a worker and a case.
func IDOf(worker string, id es.ID) es.ID { return id.Derive("necessity", worker) }

// Of returns what a worker last stated of a case. Errors: the store's; then no
// ground is to be taken to hold.
func Of(ctx context.Context, all Streams, worker string, id es.ID) (Necessity, error) {
	out, err := all.Load(ctx, IDOf(worker, id).String())
	if err != nil || out.State.Actor != worker || out.State.Case != id {
		return Necessity{}, err
	}
	return out.State, nil
}

// StateGround states why data of a case is necessary in spite of a ban.
type StateGround struct {
	Actor  string
	Person es.ID
	Case   es.ID
	Ground Ground
	Born   calendar.Date // of the young person; zero: nobody knows
	Reason vault.Sealed  // required
	Tell   []string      // ids of the privacy officers; at least one
	At     time.Time     // set at the edge
}

// GroundStated says that the worker sees the papers until a time, and why.
type GroundStated struct {
	Actor   string       `json:"actor"` // id: of the worker
	Person  es.ID        `json:"person"`
	Case    es.ID        `json:"case"`
	Ground  Ground       `json:"ground"`
	Reason  vault.Sealed `json:"reason"`
	Told    []string     `json:"told"` // id: of each privacy officer
	At      time.Time    `json:"at"`   // UTC
	Until   time.Time    `json:"until"`
	Finding law.Finding  `json:"finding"`
}

// What it refuses, besides fields.
var (
	// ErrHolds: a ground holds already; another hour takes another reason, after it.
	ErrHolds = refusal.Refusal{Kind: refusal.Untimely, Code: "ban-ground-holds"}
	// ErrNobodyTold: there is no privacy officer to hear of it.
	ErrNobodyTold = refusal.Refusal{Kind: refusal.Untimely, Code: "ban-ground-nobody-told"}
)

func (cmd StateGround) decide(n Necessity) ([]Event, error) {
	on := calendar.On(cmd.At)
	var fields refusal.Check
	fields.Require(slices.Contains(contracts.BanGrounds(), string(cmd.Ground)), "ground", "required")
	fields.Require(!cmd.Reason.IsZero(), "reason", "required")
	adult := !cmd.Born.IsZero() && person.Age(cmd.Born, on) >= ofAge
	fields.Require(cmd.Ground != ChildsInterest || !adult, "ground", "of-age")
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	switch {
	case len(cmd.Tell) == 0:
		return nil, ErrNobodyTold
	case n.Holds(cmd.At):
		return nil, ErrHolds.With("until", n.Until.Format(time.RFC3339))
	}
	at := cmd.At.UTC()
	return []Event{GroundStated{
		Actor: cmd.Actor, Person: cmd.Person, Case: cmd.Case, Ground: cmd.Ground, Reason: cmd.Reason, Told: cmd.Tell, At: at, Until: at.Add(Longest),
		Finding: law.Finding{
			Provision: provisions[cmd.Ground], Inputs: map[string]string{"on": on.String(), "ground": string(cmd.Ground)},
			Outcome: map[string]string{"despite-ban": "yes"},
		},
	}}, nil
}

// evolve believes no event that an hour is longer.
func (e GroundStated) evolve(Necessity) Necessity {
	until := e.Until
	if last := e.At.Add(Longest); until.After(last) {
		until = last
	}
	return Necessity{Actor: e.Actor, Case: e.Case, Ground: e.Ground, At: e.At, Until: until}
}
