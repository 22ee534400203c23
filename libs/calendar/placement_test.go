package calendar

import "testing"

// TestLaw_LSL417_38_ThirtyDaysAndThirtyMore: the vectors of an emergency placement.
func TestLaw_LSL417_38_ThirtyDaysAndThirtyMore(t *testing.T) {
	for _, c := range []struct{ decided, placed, thirty, sixty string }{
		{"2026-11-01", "2026-11-01", "2026-11-30", "2026-12-30"},
		{"2026-12-15", "2026-12-15", "2027-01-13", "2027-02-12"},
		{"2027-02-01", "2027-02-01", "2027-03-02", "2027-04-01"},
		{"2028-02-01", "2028-02-01", "2028-03-01", "2028-03-31"},
		{"2026-11-01", "2026-11-03", "2026-11-30", "2026-12-30"}, // decided before the actual placement
		{"2026-11-05", "2026-11-03", "2026-12-02", "2027-01-01"}, // placed first, decided after
	} {
		first := EmergencyPlacementEnd(MustParse(c.decided), MustParse(c.placed), false)
		both := EmergencyPlacementEnd(MustParse(c.decided), MustParse(c.placed), true)
		if first.Due.String() != c.thirty || both.Due.String() != c.sixty || first.Due != first.Nominal {
			t.Errorf("decided %s, placed %s: %s and %s", c.decided, c.placed, first.Due, both.Due)
		}
		if first.Finding.Section != "38 § 2 mom" || both.Finding.Section != "38 a §" {
			t.Errorf("findings %+v %+v", first.Finding.Provision, both.Finding.Provision)
		}
	}
}
