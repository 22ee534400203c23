package transitions

import (
	"testing"

	"nivel/libs/contracts"
)

// TestLived_AsKnownNowByWholeMonths: what was recorded this month about a day that is
// over is told next month, so that no two readings differ by one young person.
func TestLived_AsKnownNowByWholeMonths(t *testing.T) {
	l := Lived{
		Turns:      []Turn{{Day: date("2026-11-02"), Recorded: date("2026-11-02"), Open: true, Holder: aino.ID}},
		Situations: []Found{{Record: friend, From: date("2026-11-10"), Recorded: date("2027-01-05")}},
	}
	for _, x := range []struct {
		known, day, today string
		found             bool
	}{
		{contracts.KnownNow, "2026-12-01", "2027-01-05", false},
		{contracts.KnownNow, "2026-12-01", "2027-01-31", false},
		{contracts.KnownNow, "2026-12-01", "2027-02-01", true},
		{contracts.KnownThen, "2026-12-01", "2027-02-01", false},
		{contracts.KnownNow, "2027-02-01", "2027-02-01", true},
	} {
		seen := l.asKnown(x.known, date(x.day), date(x.today))
		if _, open := holderOn(seen.Turns, date(x.day), x.known); !open {
			t.Errorf("%+v: the case is not open", x)
		}
		if _, found := situationOn(seen.Situations, date(x.day), x.known); found != x.found {
			t.Errorf("%+v: it is found: %v", x, found)
		}
	}
}
