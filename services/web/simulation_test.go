package web_test

import (
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/law"
)

func TestLawSimulation(t *testing.T) {
	d := newDesk(t)
	today := calendar.On(now)
	d.transitions.law = contracts.LawSimulation{
		Figures: contracts.LawFigures{
			AsOf: today, People: 7, Changes: map[string]int{"later": 4},
			Months: []contracts.LawMonth{{Month: calendar.MustParse("2027-05-01"), LeaveNow: 3, LeaveDraft: 1, WithoutPlan: 1}},
			Units:  []contracts.UnitLoad{{Unit: "intake-north", Months: []contracts.UnitMonth{{Month: calendar.MustParse("2026-11-01"), Now: 7, Draft: 7}}}},
		},
		Affected: 1, Next: 50,
		Persons: []contracts.LawPerson{{
			Case: caseOne, Person: personOne, Responsible: "w-aino", Change: "later", DutyEnd: calendar.MustParse("2027-05-10"), DraftEnd: calendar.MustParse("2029-05-10"),
			Finding: law.Finding{Provision: law.Provision{Act: "417/2007", Section: "75 § (draft)", InForce: "2027-01-01"}, Inputs: map[string]string{"age-limit": "25"}, Outcome: map[string]string{"by": "age-limit"}},
		}},
	}
	m := d.signedIn(t, "w-maria")
	t.Run("begins with the form, the present law in it, and asks nobody", func(t *testing.T) {
		m.get("/simulation").says(t, "What another law would do", "Age limit, years")
	})
	t.Run("shows figures, people and why", func(t *testing.T) {
		p := m.get("/simulation?in_force=1.1.2027&age_limit=25")
		p.says(t, "7 young people", "2027-05 3 1 1 0", "Ends later", "10 May 2029", "No plan, No receiver", "How was the day decided?", "Virtasalo, Venla Testi")
		if got := d.transitions.last().query; got != "age_limit=25&in_force=2027-01-01" {
			t.Errorf("asked for %s", got)
		}
	})
	t.Run("says what is missing", func(t *testing.T) {
		m.get("/simulation?age_limit=25").says(t, "Give the day in force.")
	})
	t.Run("the forecast is the present law, for who leads", func(t *testing.T) {
		d.transitions.set(func() {
			d.transitions.law.Figures.Months[0] = contracts.LawMonth{Month: calendar.MustParse("2027-05-01"), LeaveDraft: 3, ByAge: 2, ByYears: 1, ComeOfAge: 4, WithoutPlan: 1}
		})
		m.get("/forecast").says(t, "Forecast", "2027-05 4 3 2 1 1 0", "2 workers may be responsible.", "2026-11 7 4")
		if got := d.transitions.last().query; got != "" {
			t.Errorf("asked for %s", got)
		}
	})
}
