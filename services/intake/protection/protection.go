package protection

import (
	"context"
	"slices"

	"nivel/libs/calendar"
	"nivel/libs/es"
)

// Protection is when a person is under a safety non-disclosure. The zero value:
// nothing was ever recorded.
type Protection struct {
	Spans   []Span        `json:"spans,omitempty"`  // by their first day; none touches another's days
	Settled calendar.Date `json:"settled,omitzero"` // the day on which the dates were last known for certain; zero: never
}

// Span is one unbroken time under a safety non-disclosure.
type Span struct {
	From     calendar.Date `json:"from"`
	Until    calendar.Date `json:"until,omitzero"`     // its last day; zero: until further notice
	Reported bool          `json:"reported,omitempty"` // somebody said so; the register's dates are not known
}

// InForce reports whether it holds on a day: from the first day to the last, both
// included.
func (s Span) InForce(day calendar.Date) bool { return !day.Before(s.From) && !s.over(day) }

// over reports whether the last day is past.
func (s Span) over(day calendar.Date) bool { return !s.Until.IsZero() && day.After(s.Until) }

// Recorded reports whether anything is known of the person at all.
func (p Protection) Recorded() bool { return len(p.Spans) > 0 || !p.Settled.IsZero() }

// InForce reports whether the person is under a safety non-disclosure on a day.
func (p Protection) InForce(day calendar.Date) bool {
	for _, s := range p.Spans {
		if s.InForce(day) {
			return true
		}
	}
	return false
}

// GoesOn reports whether one is in force on a day or yet to come.
func (p Protection) GoesOn(on calendar.Date) bool { return p.mayEnd(on) }

// Joined is what is known of one person whose ids are several, each with what is known
// under it. Unlike in each, times of different ids may have days in common.
func Joined(all ...Protection) Protection {
	var whole Protection
	for _, p := range all {
		for _, s := range p.Spans {
			if !slices.Contains(whole.Spans, s) {
				whole.Spans = append(whole.Spans, s)
			}
		}
		whole.Settled = later(whole.Settled, p.Settled)
	}
	whole.Spans = sorted(whole.Spans)
	return whole
}

// Event is something that happened to a person's safety non-disclosure.
type Event interface{ evolve(Protection) Protection }

// Command is something asked of it.
type Command interface {
	decide(Protection) ([]Event, error)
}

// Decider is everything that can happen to it.
var Decider = es.Decider[Protection, Command, Event]{
	Decide: func(p Protection, cmd Command) ([]Event, error) { return cmd.decide(p) },
	Evolve: func(p Protection, e Event) Protection { return e.evolve(p) },
}

// Category is the category of the streams, by person.
const Category = "intakeprotection"

// History lists every name that an event was ever stored under here. Lines are
// added and turned from Current to Retired; none is changed or removed.
var History = es.NewCatalog(
	es.Current[ProtectionReported, Event]("intake.protection-reported.v1"),
	es.Current[ProtectionOrdered, Event]("intake.protection-ordered.v1"),
	es.Current[ProtectionExtended, Event]("intake.protection-extended.v1"),
	es.Current[ProtectionEnded, Event]("intake.protection-ended.v1"),
)

// Streams is the only way to write.
type Streams = es.Streams[Protection, Command, Event]

// In returns the streams that are kept in a history. Nothing of them is held in
// memory: what is in force is read each time.
func In(store es.Store) Streams {
	return Streams{Category: Category, Decider: Decider, Catalog: History, Store: store}
}

// Of returns what is known of a person, as history has it now. Errors: the store's.
func Of(ctx context.Context, all Streams, person es.ID) (Protection, error) {
	out, err := all.Load(ctx, person.String())
	return out.State, err
}
