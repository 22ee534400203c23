package ties

import (
	"testing"

	"nivel/libs/es"
	"nivel/libs/es/estest"
)

// TestHistory_EveryStoredNameHasItsGoldenFile fails when an event is stored in
// another form than the one that is in counties' histories.
func TestHistory_EveryStoredNameHasItsGoldenFile(t *testing.T) {
	estest.Golden[event](t, History, "testdata/events", Tied{What: Responsible, Of: es.ID{}.Derive("case"), Worker: "w-aino"})
}

func TestTies_AnOfferEndsWithItsAnswer(t *testing.T) {
	one, other := es.ID{}.Derive("one"), es.ID{}.Derive("other")
	var now Ties
	for _, e := range []Tied{
		{Responsible, one, "w-aino"}, {Responsible, other, "w-aino"}, {Offered, one, "w-henri"}, {Offered, other, "w-elin"},
		{Responsible, one, "w-henri"}, {Offered, other, ""},
	} {
		now = e.evolve(now)
	}
	if len(now.Cases) != 2 || now.Cases[0] != (CaseTie{one, "w-henri", "", false}) || now.Cases[1] != (CaseTie{other, "w-aino", "", false}) {
		t.Errorf("%+v", now.Cases)
	}
}

func TestTies_AClosedCaseIsOfferedToNobody(t *testing.T) {
	one := es.ID{}.Derive("one")
	var now Ties
	for _, e := range []Tied{{Responsible, one, "w-aino"}, {Offered, one, "w-henri"}, {Closed, one, ""}} {
		now = e.evolve(now)
	}
	if len(now.Cases) != 1 || now.Cases[0] != (CaseTie{one, "w-aino", "", true}) {
		t.Errorf("closed: %+v", now.Cases)
	}
	now = Tied{Responsible, one, "w-henri"}.evolve(now)
	if len(now.Cases) != 1 || now.Cases[0] != (CaseTie{one, "w-henri", "", false}) {
		t.Errorf("opened again: %+v", now.Cases)
	}
}
