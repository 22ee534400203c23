package peergroups

import (
	"testing"

	"nivel/libs/es/estest"
)

// TestHistory_EveryStoredNameHasItsGoldenFile fails when an event is stored in
// another form than the one that is in counties' histories.
func TestHistory_EveryStoredNameHasItsGoldenFile(t *testing.T) {
	estest.Golden[Event](t, History, "testdata/events",
		founded(8),
		SeatReserved{aamu, first},
		PlacedInQueue{aamu, first},
		SeatReleased{aamu, first},
		PromotedFromQueue{aamu, first},
		LeftQueue{aamu},
	)
}
