package vault

import (
	"testing"

	"nivel/libs/calendar"
)

// TestLaw_703_2023_Annex_Retention is the annex, line by line, with the days on
// both sides of each end.
func TestLaw_703_2023_Annex_Retention(t *testing.T) {
	day := calendar.MustParse
	for name, c := range map[string]struct {
		class Class
		known Dates
		due   string // empty: no end
		asks  Start
	}{
		"child protection: two years from death":               {ChildProtection, Dates{FromDeath: day("2026-11-10")}, "2028-11-11", ""},
		"a closing does not end child protection":              {ChildProtection, Dates{FromClosing: day("2000-01-01")}, "", FromDeath},
		"client basics: two years from death":                  {ClientBasics, Dates{FromDeath: day("2026-12-31")}, "2029-01-01", ""},
		"families: thirty years from closing":                  {FamilyServices, Dates{FromClosing: day("2026-11-10")}, "2056-11-11", ""},
		"working age: ten years from closing":                  {WorkingAge, Dates{FromClosing: day("2026-11-10")}, "2036-11-11", ""},
		"working age: a death ends nothing":                    {WorkingAge, Dates{FromDeath: day("2026-11-10")}, "", FromClosing},
		"older people: ten years from closing":                 {OlderPeople, Dates{FromClosing: day("2026-11-10")}, "2036-11-11", ""},
		"substance services: ten years from closing":           {SubstanceServices, Dates{FromClosing: day("2026-11-10")}, "2036-11-11", ""},
		"disability services: ten years from closing":          {DisabilityServices, Dates{FromClosing: day("2026-11-10")}, "2036-11-11", ""},
		"family law on a child: 120 years from birth":          {FamilyLawChild, Dates{FromBirth: day("2008-05-15")}, "2128-05-16", ""},
		"other family law: ten years from closing":             {FamilyLawOther, Dates{FromClosing: day("2026-11-10")}, "2036-11-11", ""},
		"fees: twelve years from the end of validity":          {ClientFees, Dates{FromValidity: day("2026-11-10")}, "2038-11-11", ""},
		"correspondence: three years from the message":         {Correspondence, Dates{FromMessage: day("2026-11-10")}, "2029-11-11", ""},
		"use log: twelve years from the event":                 {UseLog, Dates{FromLogged: day("2026-11-10")}, "2038-11-11", ""},
		"a leap day ends on the last day of February":          {ChildProtection, Dates{FromDeath: day("2024-02-29")}, "2026-03-01", ""},
		"an unknown death is asked for, and ends nothing":      {ChildProtection, nil, "", FromDeath},
		"a class that is none has no end and asks for nothing": {"forever", Dates{FromDeath: day("2000-01-01")}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			end := c.class.End(c.known)
			if c.due == "" {
				if !end.Due.IsZero() || end.Missing != c.asks || end.Reached(day("2999-01-01")) || end.Finding.Act != "" {
					t.Errorf("%+v", end)
				}
				return
			}
			due := day(c.due)
			if end.Due != due || end.Missing != "" || end.Reached(due.AddDays(-1)) || !end.Reached(due) || !end.Reached(due.AddDays(1)) {
				t.Errorf("%+v", end)
			}
			f := end.Finding
			if f.Act != "703/2023" || f.Outcome["destroy-from"] != c.due || f.Outcome["kept-to"] != due.AddDays(-1).String() || len(f.Inputs) != 3 {
				t.Errorf("finding %+v", f)
			}
		})
	}
	t.Run("of all classes, those from death end together", func(t *testing.T) {
		ends := 0
		for _, end := range Ends(Dates{FromDeath: day("2026-11-10")}) {
			if end.Reached(day("2028-11-11")) {
				ends++
			}
		}
		if ends != 2 {
			t.Errorf("%d end", ends)
		}
	})
}
