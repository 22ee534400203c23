package peergroups

import "nivel/libs/es"

// Category is the category of the streams of groups.
const Category = "peergroups"

// History lists every name that this service has ever stored an event under.
// Lines are added and turned from Current to Retired; none is changed or
// removed.
var History = es.NewCatalog(
	es.Current[GroupFounded, Event]("peergroups.group-founded.v1"),
	es.Current[SeatReserved, Event]("peergroups.seat-reserved.v1"),
	es.Current[PlacedInQueue, Event]("peergroups.placed-in-queue.v1"),
	es.Current[SeatReleased, Event]("peergroups.seat-released.v1"),
	es.Current[PromotedFromQueue, Event]("peergroups.promoted-from-queue.v1"),
	es.Current[LeftQueue, Event]("peergroups.left-queue.v1"),
)
