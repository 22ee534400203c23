package uselog

import (
	"errors"
	"slices"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/es"
)

// TestReport_NearDataSaysInWhat: one alert for a worker and a day, with all in which
// somebody seemed near; who looked at themself is another kind.
func TestReport_NearDataSaysInWhat(t *testing.T) {
	o := newOffice(1)
	day := calendar.MustParse("2026-11-20")
	look := func(w int, n int, how ...access.Nearness) Entry {
		e := o.entry(day, w, n, access.Holder, numbered(800_000+n))
		e.Near = how
		return e
	}
	list := o.entry(day, 3, 1, access.Team, numbered(800_001), numbered(800_002))
	denied := look(4, 5, access.OwnFamilyName)
	denied.Outcome = Denied
	alerts := Report([]Entry{
		look(1, 1, access.OwnAddress), look(1, 2, access.OwnFamilyName, access.OwnAddress), look(1, 3), look(1, 2, access.OwnFamilyName),
		look(2, 1, access.OwnFamilyName, access.OwnPerson), list, denied,
	}, o.facts, DefaultLimits())
	if len(alerts) != 2 {
		t.Fatalf("%d alerts: %+v", len(alerts), alerts)
	}
	near, own := alerts[0], alerts[1]
	if near.Kind != NearData || near.Actor != worker(1) || near.Looks != 3 || len(near.Persons) != 2 || !slices.Equal(near.Near, []access.Nearness{access.OwnFamilyName, access.OwnAddress}) {
		t.Errorf("of the namesake: %+v", near)
	}
	if own.Kind != OwnData || own.Actor != worker(2) || own.Looks != 1 || !slices.Contains(own.Near, access.OwnPerson) {
		t.Errorf("of the worker themself: %+v", own)
	}
}

// TestEntry_NearIsACodeOfOnePerson: nothing else is taken, a name least of all.
func TestEntry_NearIsACodeOfOnePerson(t *testing.T) {
	good := look(time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC))
	good.Persons, good.Near = []es.ID{person(1)}, []access.Nearness{access.OwnFamilyName, access.OwnAddress}
	if err := good.validate(); err != nil {
		t.Errorf("a code of one person: %v", err)
	}
	name, several, nobody := good, good, good
	name.Near = []access.Nearness{"canaryfamily"}
	several.Persons = []es.ID{person(1), person(2)}
	nobody.Persons = nil
	for why, e := range map[string]Entry{"a name": name, "somebody of several": several, "nobody": nobody} {
		if err := e.validate(); !errors.Is(err, ErrEntry) {
			t.Errorf("%s is taken: %v", why, err)
		}
	}
}

// TestRecorder_WhoIsNearHasAnEntryOfTheirOwn: two whom one view shows are not joined.
func TestRecorder_WhoIsNearHasAnEntryOfTheirOwn(t *testing.T) {
	r := NewRecorder(look(time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)))
	for _, n := range []int{1, 2, 1} {
		r.Saw(Showing{
			Object: Object{Kind: "basics", ID: "people"}, Persons: []es.ID{person(n)}, Purpose: "child-protection", Relation: access.Holder,
			Outcome: Allowed, Near: []access.Nearness{access.OwnFamilyName},
		})
	}
	entries := r.Entries()
	if len(entries) != 2 {
		t.Fatalf("%d entries", len(entries))
	}
	for _, e := range entries {
		if err := e.validate(); err != nil || len(e.Near) != 1 || len(e.Persons) != 1 {
			t.Errorf("%+v: %v", e, err)
		}
	}
}
