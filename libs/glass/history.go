package glass

import "nivel/libs/es"

// Category is the category of the streams.
const Category = "glass"

// History lists every name that an event was ever stored under here. Lines are
// added and turned from Current to Retired; none is changed or removed.
var History = es.NewCatalog(
	es.Current[GlassBroken, Event]("glass.broken.v1"),
	es.Current[GlassMended, Event]("glass.mended.v1"),
)

// Streams is the only way to write to a glass.
type Streams = es.Streams[Glass, Command, Event]

// Of returns the streams in store. It holds none in memory: whether a glass is
// broken is read each time.
func Of(store es.Store) Streams {
	return Streams{Category: Category, Decider: Decider, Catalog: History, Store: store}
}

// IDOf returns the id of the glass between a worker and a person. It says
// neither who they are.
func IDOf(actor string, person es.ID) es.ID { return person.Derive("glass", actor) }
