package persons

import (
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// All is what is known of who is the same person as whom. The zero value: everybody
// is themselves.
type All struct {
	links byID[Link]  // by the id that is linked
	codes byID[es.ID] // the token of the newest code that was recorded, by person
}

// Link says whom an id stands for.
type Link struct {
	To   es.ID
	Code bool // it is the token of an identity code, of whom nothing was known before
}

// Of returns the id that goes on for an id: itself, if it is linked to none.
func (a All) Of(id es.ID) es.ID {
	for {
		link, linked := a.links.get(id)
		if !linked {
			return id
		}
		id = link.To
	}
}

// linked is a with one link more, and unlinked with one less; a is unchanged.
func (a All) linked(id es.ID, to Link) All {
	a.links = a.links.with(id, to)
	return a
}

func (a All) unlinked(id es.ID) All {
	a.links = a.links.without(id)
	return a
}

// Event is something that became known of who is who. Every event says how it
// changes that, or it does not compile.
type Event interface{ evolve(All) All }

// Command is something asked of it.
type Command interface{ decide(All) ([]Event, error) }

// Decider is everything that can happen to it.
var Decider = es.Decider[All, Command, Event]{
	Decide: func(a All, cmd Command) ([]Event, error) { return cmd.decide(a) },
	Evolve: func(a All, e Event) All { return e.evolve(a) },
}

// Category is the category of the stream.
const Category = "intakeperson"

// Everybody is the id of the stream.
const Everybody = "everybody"

// History lists every name that an event was ever stored under here. Lines are
// added and turned from Current to Retired; none is changed or removed.
var History = es.NewCatalog(
	es.Current[PersonMerged, Event]("intake.person-merged.v1"),
	es.Current[PersonUnmerged, Event]("intake.person-unmerged.v1"),
	es.Current[CodeRecorded, Event]("intake.identity-code-recorded.v1"),
	es.Current[CodeLinked, Event]("intake.identity-code-linked.v1"),
)

// Streams is the only way to write.
type Streams = es.Streams[All, Command, Event]

// In returns the stream as it is kept in a history. It is held folded: what is
// asked of it is decided at the revision that it is appended at.
func In(store es.Store) Streams {
	return Streams{Category: Category, Decider: Decider, Catalog: History, Store: store, Hot: es.NewHot[All](es.HotLimit)}
}

// invalid is a refusal of one field.
func invalid(field, code string) refusal.Refusal {
	return refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: field, Code: code}}}
}
