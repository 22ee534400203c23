package transitions

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"nivel/libs/calendar"
)

func p(kind Basis, from, to string) Placement { return Placement{kind, date(from), maybe(to)} }

// TestLaw_KHO2016_92_PlacementsAreCountedTogether has the dates of the
// precedent, and the days on both sides of each of its conditions.
func TestLaw_KHO2016_92_PlacementsAreCountedTogether(t *testing.T) {
	for _, v := range []struct {
		name       string
		placements []Placement
		right      Right
		together   string // how many the precedent counted; empty: it was not needed
	}{
		{"emergency, open care, emergency, without a break: half a year in all",
			[]Placement{p(EmergencyOnly, "2012-02-03", "2012-03-05"), p(OpenCareAlone, "2012-03-06", "2012-07-19"), p(EmergencyOnly, "2012-07-20", "2012-08-09")}, Statutory, "3"},
		{"in whatever order they were written down",
			[]Placement{p(EmergencyOnly, "2012-07-20", "2012-08-09"), p(OpenCareAlone, "2012-03-06", "2012-07-19"), p(EmergencyOnly, "2012-02-03", "2012-03-05")}, Statutory, "3"},
		{"on the day on which it is half a year",
			[]Placement{p(EmergencyOnly, "2012-02-03", "2012-03-05"), p(OpenCareAlone, "2012-03-06", "2012-08-03")}, Statutory, "2"},
		{"a day less",
			[]Placement{p(EmergencyOnly, "2012-02-03", "2012-03-05"), p(OpenCareAlone, "2012-03-06", "2012-08-02")}, Discretionary, "2"},
		{"a day at home between them",
			[]Placement{p(EmergencyOnly, "2012-02-03", "2012-03-05"), p(OpenCareAlone, "2012-03-07", "2012-08-09")}, Discretionary, ""},
		{"with a parent in the middle",
			[]Placement{p(OpenCareAlone, "2012-02-03", "2012-04-30"), p(OpenCareWithParent, "2012-05-01", "2012-05-31"), p(OpenCareAlone, "2012-06-01", "2012-08-30")}, Discretionary, ""},
		{"A5 four months, ten days at home, three months",
			[]Placement{p(OpenCareAlone, "2022-01-15", "2022-05-15"), p(OpenCareAlone, "2022-05-26", "2022-08-26")}, Discretionary, ""},
		{"an earlier one was long enough",
			[]Placement{p(OpenCareAlone, "2012-02-03", "2012-08-03"), p(OpenCareAlone, "2013-01-01", "2013-01-31")}, Statutory, ""},
		{"one that goes on",
			[]Placement{p(EmergencyOnly, "2026-05-23", "2026-06-21"), p(OpenCareAlone, "2026-06-22", "")}, Statutory, "2"},
	} {
		t.Run(v.name, func(t *testing.T) {
			b := Background{Born: date("2008-08-01"), Basis: OpenCareAlone, Placements: v.placements}
			right, _, findings := lsl75(b, date("2026-11-23"))
			counted := ""
			for _, f := range findings {
				if f.Act == "KHO:2016:92" {
					counted = f.Outcome["counted-together"]
				}
			}
			if right != v.right || counted != v.together {
				t.Errorf("%s, counted %q together: %+v", right, counted, findings)
			}
		})
	}
	t.Run("emergency placements alone are not settled by it", func(t *testing.T) {
		b := Background{Born: date("2009-05-15"), Basis: EmergencyOnly, Placements: []Placement{p(EmergencyOnly, "2012-02-03", "2012-09-05")}}
		if right, _, _ := lsl75(b, monday); right != Manual {
			t.Errorf("%s", right)
		}
	})
}

// TestLaw_KHO2016_92_TheLongestIsFound: whatever the placements, what is found is
// as long as the longest run of days outside the home, alone, with open care in it,
// counted day by day.
func TestLaw_KHO2016_92_TheLongestIsFound(t *testing.T) {
	kinds := []Basis{OpenCareAlone, EmergencyOnly, OpenCareWithParent}
	start, on := date("2020-01-01"), date("2021-01-01")
	rapid.Check(t, func(t *rapid.T) {
		var placements []Placement
		days := map[calendar.Date][]Basis{}
		for range rapid.IntRange(0, 6).Draw(t, "placements") {
			kind := rapid.SampledFrom(kinds).Draw(t, "kind")
			from := start.AddDays(rapid.IntRange(0, 60).Draw(t, "from"))
			to := from.AddDays(rapid.IntRange(0, 20).Draw(t, "days"))
			placements = append(placements, Placement{kind, from, to})
			for d := from; !d.After(to); d = d.AddDays(1) {
				days[d] = append(days[d], kind)
			}
		}
		longest, run, open := -1, -1, false
		for d := start; d.Before(start.AddDays(100)); d = d.AddDays(1) {
			if !slices.Contains(days[d], OpenCareAlone) && !slices.Contains(days[d], EmergencyOnly) {
				run, open = -1, false
				continue
			}
			run, open = run+1, open || slices.Contains(days[d], OpenCareAlone)
			if open {
				longest = max(longest, run)
			}
		}
		got := kho2016(placements, on)
		if found := got.from.DaysUntil(got.to); got.count > 0 && found != longest || got.count == 0 && longest >= 0 {
			t.Fatalf("found %+v, the longest run is %d days of %+v", got, longest, placements)
		}
	})
}

func TestLaw_LSL417_75_WhatTheActLeavesOpen(t *testing.T) {
	leap := Background{Born: date("2004-02-29"), Basis: TakenIntoCare}
	t.Run("A9 the leap day is asked about, and read as 28 February until somebody has", func(t *testing.T) {
		_, end, findings := lsl75(leap, date("2026-11-23"))
		if end != date("2027-02-28") || !slices.Equal(leap.unread(), []string{"leap-day-birthday"}) || findings[1].Inputs["leap-day-birthday"] != "feb28" {
			t.Errorf("until %s, asks %v: %+v", end, leap.unread(), findings)
		}
	})
	t.Run("A9 read as 1 March it ends a day later", func(t *testing.T) {
		read := leap
		read.LeapDay = MarchFirst
		right, end, findings := lsl75(read, date("2027-02-28"))
		if right != Statutory || end != date("2027-03-01") || len(read.unread()) != 0 || findings[1].Inputs["leap-day-birthday"] != "mar1" {
			t.Errorf("%s until %s, asks %v", right, end, read.unread())
		}
		if right, _, _ := lsl75(read, date("2027-03-01")); right != Ended {
			t.Errorf("%s on the day", right)
		}
	})
	for _, basis := range []Basis{EmergencyOnly, OtherBasis} {
		b := Background{Born: date("2009-05-15"), Basis: basis}
		t.Run("a person decides on "+string(basis), func(t *testing.T) {
			right, end, _ := lsl75(b, monday)
			if right != Manual || !end.IsZero() || !slices.Equal(b.unread(), []string{"unsettled-basis"}) {
				t.Errorf("%s until %s, asks %v", right, end, b.unread())
			}
		})
		for as, want := range map[Right]string{Statutory: "2032-05-15", Discretionary: "", NoRight: ""} {
			t.Run(string(basis)+" as "+string(as), func(t *testing.T) {
				b := b
				b.Unsettled = as
				right, end, findings := lsl75(b, monday)
				if right != as || end != maybe(want) || len(b.unread()) != 0 || findings[1].Inputs["read-by"] != "person" || findings[1].Outcome["right"] != string(as) {
					t.Errorf("%s until %s: %+v", right, end, findings)
				}
			})
		}
	}
	open := []Event{CaseOpened(opening)}
	asked := AssessRight{Background: leap, BirthDate: someText, On: monday, By: aino}
	t.Run("grounds are recorded with it", func(t *testing.T) {
		cmd := asked
		cmd.LeapDay, cmd.Grounds = MarchFirst, someText
		events, err := cmd.decide(CaseOpened(opening).evolve(Case{}))
		if err != nil || events[0].(RightAssessed).Grounds.IsZero() || events[0].(RightAssessed).LeapDay != MarchFirst || events[0].(RightAssessed).Open != nil {
			t.Errorf("%+v, %v", events, err)
		}
	})
	t.Run("and asked for", func(t *testing.T) {
		cmd := asked
		cmd.LeapDay = MarchFirst
		thenWrong(t, open, cmd, "grounds", "required")
	})
	t.Run("what the act settles is nobody's to read", func(t *testing.T) {
		cmd := asked
		cmd.Grounds, cmd.Unsettled = someText, Discretionary
		thenWrong(t, open, cmd, "unsettled", "not-open")
		cmd.Unsettled, cmd.Born, cmd.LeapDay = "", date("2004-02-28"), MarchFirst
		thenWrong(t, open, cmd, "leap_day", "not-open")
	})
	t.Run("a list of placements is looked through", func(t *testing.T) {
		cmd := asked
		cmd.Basis, cmd.Placements = OpenCareAlone, []Placement{p(OpenCareAlone, "2020-01-02", "2020-01-01")}
		thenWrong(t, open, cmd, "placements.0.to", "ends-before-start")
		cmd.Placements = []Placement{p(NeverClient, "2020-01-02", "")}
		_, err := cmd.decide(CaseOpened(opening).evolve(Case{}))
		if err == nil {
			t.Error("a placement of no kind is taken")
		}
		cmd.Placements = []Placement{p(EmergencyOnly, "2020-01-02", "")}
		thenWrong(t, open, cmd, "placements", "required")
	})
}

// TestLaw_1283_2023_WhatWasDecidedForLonger is T4: the right ends, the measure
// that was decided before the act goes on.
func TestLaw_1283_2023_WhatWasDecidedForLonger(t *testing.T) {
	for until, want := range map[string]string{"2024-12-31": "2024-12-31", "2024-07-01": "2024-07-01", "2024-06-30": "", "": ""} {
		b := Background{Born: date("2000-03-02"), Basis: TakenIntoCare, MeasureUntil: maybe(until)}
		right, end, findings := lsl75(b, date("2024-08-01"))
		goesOn := ""
		for _, f := range findings {
			if f.Section == "voimaantulosäännös 2–3 mom" {
				goesOn = f.Outcome["measure-until"]
			}
		}
		if right != Ended || end != date("2024-06-30") || goesOn != want {
			t.Errorf("T4 with a measure until %q: %s until %s, the measure until %q", until, right, end, goesOn)
		}
	}
	c := Decider.Evolve(CaseOpened(opening).evolve(Case{}), RightAssessed{Right: Ended, DutyEnd: date("2024-06-30"), MeasureUntil: date("2024-12-31")})
	if c.over(date("2024-12-31")) || !c.over(date("2025-01-01")) {
		t.Error("aftercare is not over with the last day of the measure")
	}
}
