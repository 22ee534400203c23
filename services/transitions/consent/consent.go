package consent

import (
	"context"

	"nivel/libs/es"
)

// Consent is what a person permits and forbids now. The zero value: nothing was
// said.
type Consent struct {
	Permitted bool  // there is a permit for disclosure to other controllers
	Bans      []Ban // in force, oldest first
}

// Event is something that a person permitted or forbade.
type Event interface{ evolve(Consent) Consent }

// Command is something asked to be recorded.
type Command interface {
	decide(Consent) ([]Event, error)
}

// Decider is everything that can happen to a consent.
var Decider = es.Decider[Consent, Command, Event]{
	Decide: func(c Consent, cmd Command) ([]Event, error) { return cmd.decide(c) },
	Evolve: func(c Consent, e Event) Consent { return e.evolve(c) },
}

// Category is the category of the streams, by person.
const Category = "transitionsconsent"

// History lists every name that an event was ever stored under here. Lines are
// added and turned from Current to Retired; none is changed or removed.
var History = es.NewCatalog(
	es.Current[PermitGiven, Event]("transitions.permit-given.v1"),
	es.Current[PermitWithdrawn, Event]("transitions.permit-withdrawn.v1"),
	es.Current[Forbidden, Event]("transitions.disclosure-forbidden.v1"),
	es.Current[BanLifted, Event]("transitions.ban-lifted.v1"),
)

// Streams is the only way to write.
type Streams = es.Streams[Consent, Command, Event]

// In returns the streams that are kept in a history. Nothing of them is held in
// memory: what is forbidden is read each time.
func In(store es.Store) Streams {
	return Streams{Category: Category, Decider: Decider, Catalog: History, Store: store}
}

// Of returns what a person permits and forbids, as history has it now. Errors:
// the store's; then everything is to be taken as forbidden.
func Of(ctx context.Context, all Streams, person es.ID) (Consent, error) {
	out, err := all.Load(ctx, person.String())
	return out.State, err
}
