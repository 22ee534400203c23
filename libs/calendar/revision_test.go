package calendar

import (
	"testing"

	"pgregory.net/rapid"
)

func TestLaw_434_2003_49c_ThirtyDays(t *testing.T) {
	for _, v := range []struct{ known, nominal, due string }{
		{"2026-11-20", "2026-12-20", "2026-12-21"},
		{"2026-11-24", "2026-12-24", "2026-12-28"},
		{"2027-02-24", "2027-03-26", "2027-03-30"},
		{"2026-11-23", "2026-12-23", "2026-12-23"},
		{"2026-11-19", "2026-12-19", "2026-12-21"},
	} {
		got := RevisionClaim(MustParse(v.known))
		if got.Nominal.String() != v.nominal || got.Due.String() != v.due || got.Finding.Outcome["due"] != v.due {
			t.Errorf("known on %s: %s, then %s", v.known, got.Nominal, got.Due)
		}
	}
	if (RevisionClaim(Date{})).Finding.Act != "" {
		t.Error("no day gives a deadline")
	}
}

func TestLaw_434_2003_59_ALetterIsKnownOnTheSeventhDay(t *testing.T) {
	if day, f := KnownByLetter(MustParse("2026-11-16")); day.String() != "2026-11-23" || f.Section != "59 §" {
		t.Errorf("known on %s by %+v", day, f)
	}
}

func TestLaw_13_2003_19_AMessageIsKnownOnTheThirdDay(t *testing.T) {
	if day, f := KnownByMessage(MustParse("2026-11-16")); day.String() != "2026-11-19" || f.Section != "19 §" {
		t.Errorf("known on %s by %+v", day, f)
	}
}

// TestLaw_434_2003_49c_HoldsForEveryDay: never less than thirty days, never on a
// closed day, and a later day never gives an earlier end.
func TestLaw_434_2003_49c_HoldsForEveryDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		known := MustParse("2025-01-01").AddDays(rapid.IntRange(0, 4000).Draw(t, "known"))
		d := RevisionClaim(known)
		if known.DaysUntil(d.Due) < 30 || NextOpenDay(d.Due) != d.Due || RevisionClaim(known.AddDays(1)).Due.Before(d.Due) {
			t.Fatalf("known on %s: %s", known, d.Due)
		}
	})
}
