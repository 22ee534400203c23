package transitions

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
)

// backgrounds are people of 0 to 30 years on a day, with any past that is possible.
func backgrounds(on calendar.Date) *rapid.Generator[Background] {
	return rapid.Custom(func(t *rapid.T) Background {
		b := Background{
			Born:  rapid.OneOf(rapid.Custom(func(t *rapid.T) calendar.Date { return on.AddDays(-rapid.IntRange(0, 30*365).Draw(t, "age in days")) }), rapid.Just(date("2000-02-29"))).Draw(t, "born"),
			Basis: Basis(rapid.SampledFrom(contracts.RightBases()).Draw(t, "basis")),
		}
		b.PlacedFrom = b.Born.AddDays(rapid.IntRange(0, b.Born.DaysUntil(on)).Draw(t, "placed at"))
		if rapid.Bool().Draw(t, "over") {
			b.PlacedTo = b.PlacedFrom.AddDays(rapid.IntRange(0, b.PlacedFrom.DaysUntil(on)).Draw(t, "placed for"))
			if rapid.Bool().Draw(t, "left") {
				b.LastClientDay = b.PlacedTo.AddDays(rapid.IntRange(0, b.PlacedTo.DaysUntil(on)).Draw(t, "client for"))
			}
		}
		if b.unsettled() {
			b.Unsettled = rapid.SampledFrom([]Right{"", Statutory, Discretionary, NoRight}).Draw(t, "read as")
		}
		if b.bornOnLeapDay() {
			b.LeapDay = rapid.SampledFrom([]LeapDay{"", FebruaryLast, MarchFirst}).Draw(t, "leap day")
		}
		if b.Basis == OpenCareAlone {
			b.Placements = rapid.SliceOfN(placements(b.PlacedFrom, on), 0, 3).Draw(t, "placements")
		}
		return b
	})
}

func placements(from, on calendar.Date) *rapid.Generator[Placement] {
	return rapid.Custom(func(t *rapid.T) Placement {
		p := Placement{Kind: rapid.SampledFrom([]Basis{OpenCareAlone, OpenCareWithParent, EmergencyOnly}).Draw(t, "kind")}
		p.From = from.AddDays(rapid.IntRange(0, from.DaysUntil(on)).Draw(t, "from"))
		if rapid.Bool().Draw(t, "ended") {
			p.To = p.From.AddDays(rapid.IntRange(0, p.From.DaysUntil(on)).Draw(t, "days"))
		}
		return p
	})
}

func subjects(t *rapid.T, on calendar.Date) []Subject {
	people := rapid.SliceOfN(backgrounds(on), 0, 30).Draw(t, "people")
	subjects := make([]Subject, len(people))
	for i, b := range people {
		subjects[i] = Subject{
			Background: b, Case: es.ID{}.Derive(fmt.Sprint("case ", i)), Unit: rapid.SampledFrom([]string{"", "north", "south"}).Draw(t, "unit"),
			Planned: rapid.Bool().Draw(t, "planned"), HasReceiver: rapid.Bool().Draw(t, "receiver"),
		}
	}
	return subjects
}

func drafts(on calendar.Date) *rapid.Generator[contracts.LawRules] {
	return rapid.Custom(func(t *rapid.T) contracts.LawRules {
		rules := contracts.LawRules{
			InForce: on.AddDays(rapid.IntRange(-900, 900).Draw(t, "in force")), AgeLimit: rapid.IntRange(18, 30).Draw(t, "age"),
			YearsAfterClient: rapid.IntRange(0, 10).Draw(t, "years"), HalfYearMonths: rapid.IntRange(0, 24).Draw(t, "months"),
		}
		if rapid.Bool().Draw(t, "transition") {
			rules.ReachedBefore = rules.InForce.AddDays(rapid.IntRange(0, 400).Draw(t, "reached"))
			rules.EndsOn = rules.ReachedBefore.AddDays(-1)
		}
		return rules
	})
}

// TestSimulate_ThePresentLawChangesNothing holds the draft's rules against those
// that decide about people: written twice, they must agree on everybody.
func TestSimulate_ThePresentLawChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		on := date("2024-01-01").AddDays(rapid.IntRange(0, 3000).Draw(t, "day"))
		b := backgrounds(on).Draw(t, "background")
		right, end, _ := lsl75(b, on)
		if short, shortEnd := lsl75Ends(b, on); short != right || shortEnd != end {
			t.Fatalf("the law says %s until %s, and without findings %s until %s", right, end, short, shortEnd)
		}
		draft, draftEnd, by := draftLaw(PresentLaw()).lsl75(b, on, right, end)
		if draftEnd != end || draft != right {
			t.Fatalf("the law says %s until %s, the same law as a draft %s until %s (%s)", right, end, draft, draftEnd, by)
		}
	})
}

// fixtures are the people by whom the right is tested (A1, A2, A3, A6, A7, A8, T2,
// T3), and whom five years end first.
func fixtures() []Subject {
	care := func(born, last string) Background {
		b := Background{Born: date(born), Basis: TakenIntoCare}
		if last != "" {
			b.LastClientDay = date(last)
		}
		return b
	}
	people := []Subject{}
	for i, b := range []Background{
		0: care("2004-05-10", ""),                                                                                                                            // A1
		1: {Born: date("2005-08-01"), Basis: OpenCareAlone, PlacedFrom: date("2022-01-15"), PlacedTo: date("2022-07-15"), LastClientDay: date("2022-07-15")}, // A2
		2: {Born: date("2005-08-01"), Basis: OpenCareAlone, PlacedFrom: date("2022-01-15"), PlacedTo: date("2022-07-14")},                                    // A3
		3: care("2003-11-22", ""), 4: care("2003-11-23", ""),                                                                                                 // A6, A7
		5: care("2012-03-01", "2019-06-30"),                  // A8
		6: care("2001-05-15", ""), 7: care("2001-07-01", ""), // T2, T3
		8: {Born: date("2008-01-01"), Basis: EmergencyOnly},
	} {
		people = append(people, Subject{Background: b, Case: es.ID{}.Derive(fmt.Sprint(i)), Unit: "north"})
	}
	return people
}

func TestLaw_417_2007_75_Draft(t *testing.T) {
	on := date("2026-11-22")
	rules := func(change func(*contracts.LawRules)) contracts.LawRules {
		r := PresentLaw()
		r.InForce, r.ReachedBefore, r.EndsOn = date("2027-01-01"), calendar.Date{}, calendar.Date{}
		change(&r)
		return r
	}
	for _, x := range []struct {
		name  string
		rules contracts.LawRules
		want  []string // of each fixture: the change, the day, what ends it
	}{
		{"25 years: later for who is still entitled on the day in force, no revival", rules(func(r *contracts.LawRules) { r.AgeLimit = 25 }), []string{
			"later 2029-05-10 age-limit", "same 2027-07-15 years-after", "none  no-duty", "none 2026-11-22 ended-before", "same 2026-11-23 ended-before",
			"none 2024-06-30 ended-before", "none 2024-06-30 ended-before", "none 2024-07-01 ended-before", "none  no-duty",
		}},
		{"21 years: who is older leaves on the day in force", rules(func(r *contracts.LawRules) { r.AgeLimit = 21 }), []string{
			"earlier 2027-01-01 in-force", "earlier 2027-01-01 in-force", "none  no-duty", "none 2026-11-22 ended-before", "same 2026-11-23 ended-before",
			"none 2024-06-30 ended-before", "none 2024-06-30 ended-before", "none 2024-07-01 ended-before", "none  no-duty",
		}},
		{"21 years with half a year of transition", rules(func(r *contracts.LawRules) {
			r.AgeLimit, r.ReachedBefore, r.EndsOn = 21, date("2027-07-01"), date("2027-06-30")
		}), []string{
			"same 2027-05-10 as-before", "earlier 2027-06-30 transition", "none  no-duty", "none 2026-11-22 ended-before", "same 2026-11-23 ended-before",
			"none 2024-06-30 ended-before", "none 2024-06-30 ended-before", "none 2024-07-01 ended-before", "none  no-duty",
		}},
		{"three years after the last day as a client", rules(func(r *contracts.LawRules) { r.YearsAfterClient = 3 }), []string{
			"same 2027-05-10 age-limit", "earlier 2027-01-01 in-force", "none  no-duty", "none 2026-11-22 ended-before", "same 2026-11-23 ended-before",
			"none 2024-06-30 ended-before", "none 2024-06-30 ended-before", "none 2024-07-01 ended-before", "none  no-duty",
		}},
		{"five months of open care give a right", rules(func(r *contracts.LawRules) { r.HalfYearMonths = 5 }), []string{
			"same 2027-05-10 age-limit", "same 2027-07-15 years-after", "gains 2028-08-01 age-limit", "none 2026-11-22 ended-before", "same 2026-11-23 ended-before",
			"none 2024-06-30 ended-before", "none 2024-06-30 ended-before", "none 2024-07-01 ended-before", "none  no-duty",
		}},
		{"seven months are not there: the right ends on the day in force", rules(func(r *contracts.LawRules) { r.HalfYearMonths = 7 }), []string{
			"same 2027-05-10 age-limit", "earlier 2027-01-01 no-right", "none  no-duty", "none 2026-11-22 ended-before", "same 2026-11-23 ended-before",
			"none 2024-06-30 ended-before", "none 2024-06-30 ended-before", "none 2024-07-01 ended-before", "none  no-duty",
		}},
	} {
		t.Run(x.name, func(t *testing.T) {
			for i, s := range fixtures() {
				o := compare(&s, draftLaw(x.rules), on)
				if got := fmt.Sprint(o.change, " ", o.end, " ", o.by); got != x.want[i] {
					t.Errorf("fixture %d: %s, want %s", i, got, x.want[i])
				}
			}
		})
	}
	t.Run("says why, for each person, and the birth date to nobody", func(t *testing.T) {
		draft := rules(func(r *contracts.LawRules) { r.AgeLimit = 25 })
		_, affected := Simulate(fixtures(), draft, on)
		shown := affected[0].show()
		f := shown.Finding
		if len(affected) != 1 || f.Act != "417/2007" || f.InForce != "2027-01-01" || f.Inputs["age-limit"] != "25" || f.Inputs["birth-date"] != "sealed" ||
			f.Outcome["duty-end"] != "2029-05-10" || f.Outcome["by"] != "age-limit" || f.Inputs["present-end"] != "2027-05-10" {
			t.Errorf("%+v", f)
		}
	})
}

// TestSimulate_Figures counts again, in the plainest way.
func TestSimulate_Figures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		on := monday.AddDays(rapid.IntRange(0, 400).Draw(t, "day"))
		people, rules := subjects(t, on), drafts(on).Draw(t, "rules")
		figures, affected := Simulate(people, rules, on)
		sum := 0
		for _, n := range figures.Changes {
			sum += n
		}
		if sum != len(people) || len(affected) != sum-figures.Changes["none"]-figures.Changes["same"] {
			t.Fatalf("%d people, %v, %d affected", len(people), figures.Changes, len(affected))
		}
		load := func(unit string, first calendar.Date, draft bool) (n int) {
			for i := range people {
				o := compare(&people[i], draftLaw(rules), on)
				end := o.nowEnd
				if draft {
					end = o.end
				}
				if people[i].Unit == unit && on.Before(end) && (first.Before(on) || first.Before(end)) {
					n++
				}
			}
			return n
		}
		for _, unit := range figures.Units {
			for _, m := range unit.Months {
				if now, draft := load(unit.Unit, m.Month, false), load(unit.Unit, m.Month, true); m.Now != now || m.Draft != draft {
					t.Fatalf("%s in %s: %d and %d, counted %d and %d", unit.Unit, m.Month, m.Now, m.Draft, now, draft)
				}
			}
		}
		for _, m := range figures.Months {
			last := m.Month.AddMonths(1).AddDays(-1)
			adults, byAge, byYears := 0, 0, 0
			for i := range people {
				adult, o := people[i].reaches(18), compare(&people[i], draftLaw(rules), on)
				adults += one(adult.After(on) && !adult.Before(m.Month) && !adult.After(last))
				ends := o.end.After(on) && !o.end.Before(m.Month) && !o.end.After(last)
				byAge, byYears = byAge+one(ends && o.by == "age-limit"), byYears+one(ends && o.by == "years-after")
			}
			if m.ComeOfAge != adults || m.ByAge != byAge || m.ByYears != byYears {
				t.Fatalf("%s: %+v, counted %d, %d and %d", m.Month, m, adults, byAge, byYears)
			}
		}
		leave, noPlan := 0, 0
		for i := range people {
			if o := compare(&people[i], draftLaw(rules), on); on.Before(o.end) && o.end.Before(monthAfter(on, simulatedMonths)) {
				leave, noPlan = leave+1, noPlan+one(!people[i].Planned)
			}
		}
		for _, m := range figures.Months {
			leave, noPlan = leave-m.LeaveDraft, noPlan-m.WithoutPlan
		}
		if leave != 0 || noPlan != 0 {
			t.Fatalf("%d leave and %d without a plan in no month", leave, noPlan)
		}
	})
}

// TestSimulate_SameInputSameBytes: whatever the order in which people come.
func TestSimulate_SameInputSameBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people, rules := subjects(t, monday), drafts(monday).Draw(t, "rules")
		shuffled := slices.Clone(people)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if a, b := said(t, people, rules), said(t, shuffled, rules); a != b {
			t.Fatalf("%s\nand then\n%s", a, b)
		}
	})
}

func said(t *rapid.T, people []Subject, rules contracts.LawRules) string {
	figures, affected := Simulate(people, rules, monday)
	var persons []contracts.LawPerson
	for _, a := range affected {
		persons = append(persons, a.show())
	}
	bytes, err := json.Marshal(contracts.LawSimulation{Figures: figures, Persons: persons})
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes)
}

// BenchmarkSimulate is the whole nation under another law.
func BenchmarkSimulate(b *testing.B) {
	people := MadeUpCaseload(120_000, monday)
	rules := PresentLaw()
	rules.InForce, rules.AgeLimit = date("2027-01-01"), 25
	for b.Loop() {
		Simulate(people, rules, monday)
	}
}
