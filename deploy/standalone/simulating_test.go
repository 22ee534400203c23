package standalone

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"nivel/libs/calendar"
	"nivel/services/transitions"
)

func TestReadLaw(t *testing.T) {
	t.Run("reads a whole draft", func(t *testing.T) {
		query, err := ReadLaw([]byte("in_force: 2027-01-01\nage_limit: 25\nyears_after_client: 3\nhalf_year_months: 0\ntransition:\n  reached_before: 2027-07-01\n  ends_on: 2027-06-30\n"))
		want := "age_limit=25&ends_on=2027-06-30&half_year_months=0&in_force=2027-01-01&reached_before=2027-07-01&years_after_client=3"
		if err != nil || query.Encode() != want {
			t.Errorf("%s, %v", query.Encode(), err)
		}
	})
	t.Run("leaves out what the file leaves out", func(t *testing.T) {
		if query, err := ReadLaw([]byte("in_force: 2027-01-01\n")); err != nil || query.Encode() != "in_force=2027-01-01" {
			t.Errorf("%v, %v", query, err)
		}
	})
	t.Run("refuses what it does not know", func(t *testing.T) {
		for _, draft := range []string{"in_force: 2027-01-01\nage: 25\n", "in_force: soon\n", "in_force: 2027-02-30\n", "- a\n", "age_limit: [\n"} {
			if query, err := ReadLaw([]byte(draft)); err == nil {
				t.Errorf("%q is read as %v", draft, query)
			}
		}
		for _, draft := range []string{"", "age_limit: 25\n"} {
			if _, err := ReadLaw([]byte(draft)); !errors.Is(err, ErrNoDraft) {
				t.Errorf("%q: %v", draft, err)
			}
		}
	})
}

func FuzzReadLaw(f *testing.F) {
	f.Add([]byte("in_force: 2027-01-01\nage_limit: 25\n"))
	f.Fuzz(func(t *testing.T, draft []byte) {
		if query, err := ReadLaw(draft); err == nil {
			if _, bad := calendar.Parse(query.Get("in_force")); bad != nil {
				t.Errorf("%q gave %v", draft, query)
			}
		}
	})
}

func TestPrintLaw_SameFiguresSameBytes(t *testing.T) {
	on := calendar.MustParse("2026-11-23")
	rules := transitions.PresentLaw()
	rules.InForce, rules.AgeLimit = calendar.MustParse("2027-01-01"), 25
	printed := func() string {
		figures, _ := transitions.Simulate(transitions.MadeUpCaseload(500, on), rules, on)
		var out bytes.Buffer
		PrintLaw(&out, figures)
		return out.String()
	}
	first := printed()
	if again := printed(); again != first || !strings.Contains(first, "age limit 25") || !strings.Contains(first, "load of unit-3") {
		t.Errorf("printed\n%s\nand then\n%s", first, again)
	}
}
