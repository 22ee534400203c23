package transitions

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"nivel/libs/calendar"
	"nivel/libs/law"
)

// maybe reads a date, or no date.
func maybe(s string) calendar.Date {
	if s == "" {
		return calendar.Date{}
	}
	return date(s)
}

// vector is one line of the decision table: what was before, and what follows.
type vector struct {
	name               string
	born               string
	basis              Basis
	from, to, last, on string
	right              Right
	end, by            string // of the duty; empty: there is none
	section, inForce   string // of the finding that decided
}

func (v vector) check(t *testing.T) {
	t.Helper()
	b := Background{Born: date(v.born), Basis: v.basis, PlacedFrom: maybe(v.from), PlacedTo: maybe(v.to), LastClientDay: maybe(v.last)}
	right, end, findings := lsl75(b, date(v.on))
	if right != v.right || end != maybe(v.end) {
		t.Errorf("%s until %q, want %s until %q", right, end, v.right, v.end)
	}
	last := findings[len(findings)-1]
	if last.Section != v.section || last.InForce != v.inForce || last.Outcome["by"] != v.by || last.Outcome["duty-end"] != v.end {
		t.Errorf("the finding says %+v", last)
	}
}

const (
	mom1 = "75 § 1 mom"
	mom2 = "75 § 2 mom"
	mom3 = "75 § 3 mom"
	trns = "voimaantulosäännös 2 mom"
	w610 = "2023-01-01"
	w283 = "2024-01-01"
)

func TestLaw_LSL417_75_WhoHasARightUntilWhen(t *testing.T) {
	for _, v := range []vector{
		{name: "A1 in care until 18, in aftercare since", born: "2004-05-10", basis: TakenIntoCare, from: "2015-01-01", to: "2022-05-10", on: "2026-11-23",
			right: Statutory, end: "2027-05-10", by: "age-limit", section: mom3, inForce: w283},
		{name: "A2 exactly half a year alone in open care", born: "2005-08-01", basis: OpenCareAlone, from: "2022-01-15", to: "2022-07-15", last: "2022-07-15", on: "2026-11-23",
			right: Statutory, end: "2027-07-15", by: "five-years", section: mom3, inForce: w283},
		{name: "A3 a day less", born: "2005-08-01", basis: OpenCareAlone, from: "2022-01-15", to: "2022-07-14", on: "2026-11-23",
			right: Discretionary, section: mom2, inForce: w610},
		{name: "A4 eight months with a parent", born: "2005-08-01", basis: OpenCareWithParent, from: "2022-01-15", to: "2022-09-15", on: "2026-11-23",
			right: Discretionary, section: mom2, inForce: w610},
		{name: "A5 four months, ten days at home, three months: the last unbroken one counts", born: "2005-08-01", basis: OpenCareAlone, from: "2022-05-25", to: "2022-08-25", on: "2026-11-23",
			right: Discretionary, section: mom2, inForce: w610},
		{name: "A6 on the 23rd birthday it is over", born: "2003-11-22", basis: TakenIntoCare, on: "2026-11-22",
			right: Ended, end: "2026-11-22", by: "age-limit", section: mom3, inForce: w283},
		{name: "A7 on the day before it is not", born: "2003-11-23", basis: TakenIntoCare, on: "2026-11-22",
			right: Statutory, end: "2026-11-23", by: "age-limit", section: mom3, inForce: w283},
		{name: "A8 home at six, aftercare for a year: five years, whatever the age", born: "2012-03-01", basis: TakenIntoCare, from: "2017-01-01", to: "2018-06-30", last: "2019-06-30", on: "2024-06-29",
			right: Statutory, end: "2024-06-30", by: "five-years", section: mom3, inForce: w283},
		{name: "A8 and on the day it is over", born: "2012-03-01", basis: TakenIntoCare, from: "2017-01-01", to: "2018-06-30", last: "2019-06-30", on: "2024-06-30",
			right: Ended, end: "2024-06-30", by: "five-years", section: mom3, inForce: w283},
		{name: "A9 born on a leap day", born: "2004-02-29", basis: TakenIntoCare, on: "2027-02-27",
			right: Statutory, end: "2027-02-28", by: "age-limit", section: mom3, inForce: w283},
		{name: "A9 and on 28 February it is over", born: "2004-02-29", basis: TakenIntoCare, on: "2027-02-28",
			right: Ended, end: "2027-02-28", by: "age-limit", section: mom3, inForce: w283},
		{name: "half a year from 31 August ends on the last of February", born: "2008-08-01", basis: OpenCareAlone, from: "2025-08-31", to: "2026-02-28", on: "2026-11-23",
			right: Statutory, end: "2031-08-01", by: "age-limit", section: mom3, inForce: w283},
	} {
		t.Run(v.name, v.check)
	}
}

func TestLaw_LSL417_75_TheDecisionTable(t *testing.T) {
	const on = "2026-11-23"
	for _, v := range []vector{
		{name: "E1 taken into care, for however short", born: "2008-05-15", basis: TakenIntoCare, from: "2026-01-01", to: "2026-01-08",
			right: Statutory, end: "2031-05-15", by: "age-limit", section: mom3, inForce: w283},
		{name: "E2 half a year alone in open care, and it goes on", born: "2009-05-15", basis: OpenCareAlone, from: "2026-05-23",
			right: Statutory, end: "2032-05-15", by: "age-limit", section: mom3, inForce: w283},
		{name: "E3 less, and it goes on", born: "2009-05-15", basis: OpenCareAlone, from: "2026-05-24",
			right: Discretionary, section: mom2, inForce: w610},
		{name: "E4 with a parent, for years", born: "2009-05-15", basis: OpenCareWithParent, from: "2020-01-01",
			right: Discretionary, section: mom2, inForce: w610},
		{name: "E5 an emergency placement alone is for a person to decide", born: "2009-05-15", basis: EmergencyOnly, from: "2026-08-01", to: "2026-09-01",
			right: Manual, section: mom1, inForce: w610},
		{name: "E6 a client who was never placed", born: "2009-05-15", basis: NeverPlaced,
			right: Discretionary, section: mom2, inForce: w610},
		{name: "E7 never a client", born: "2009-05-15", basis: NeverClient,
			right: NoRight, section: mom2, inForce: w610},
		{name: "E8 after care, and 23 today", born: "2003-11-23", basis: TakenIntoCare,
			right: Ended, end: "2026-11-23", by: "age-limit", section: mom3, inForce: w283},
		{name: "E8 after open care, and 23 long ago", born: "2002-01-01", basis: OpenCareAlone, from: "2017-01-01", to: "2018-01-01",
			right: Ended, end: "2025-01-01", by: "age-limit", section: mom3, inForce: w283},
		{name: "E9 a client five years ago today", born: "2005-01-01", basis: TakenIntoCare, last: "2021-11-23",
			right: Ended, end: "2026-11-23", by: "five-years", section: mom3, inForce: w283},
		{name: "E9 and a day less", born: "2005-01-01", basis: TakenIntoCare, last: "2021-11-24",
			right: Statutory, end: "2026-11-24", by: "five-years", section: mom3, inForce: w283},
	} {
		v.on = on
		t.Run(v.name, v.check)
	}
}

// TestLaw_1283_2023_Transition is the transition to the age limit of 23. What
// T4 says of a support measure that was decided for longer is in
// TestLaw_1283_2023_WhatWasDecidedForLonger.
func TestLaw_1283_2023_Transition(t *testing.T) {
	for _, v := range []vector{
		{name: "T1 23 before the act", born: "2000-09-01", end: "2024-06-30", by: "transition", section: trns, inForce: w283},
		{name: "T2 23 within the half-year", born: "2001-05-15", end: "2024-06-30", by: "transition", section: trns, inForce: w283},
		{name: "T2 on its last day", born: "2001-06-30", end: "2024-06-30", by: "transition", section: trns, inForce: w283},
		{name: "T3 23 on the day after", born: "2001-07-01", end: "2024-07-01", by: "age-limit", section: mom3, inForce: w283},
		{name: "T4 support other than what was decided for longer", born: "2000-03-02", end: "2024-06-30", by: "transition", section: trns, inForce: w283},
		{name: "T5 21 before 2020: no later wording revives it", born: "1998-12-31", end: "2019-12-31", by: "age-limit", section: mom3, inForce: "2008-01-01"},
		{name: "T5 21 on the day of the next wording", born: "1999-01-01", end: "2024-06-30", by: "transition", section: trns, inForce: w283},
		{name: "five years had passed before the transition", born: "2000-09-01", last: "2018-12-31", end: "2023-12-31", by: "five-years", section: mom3, inForce: "2020-01-01"},
		{name: "five years pass within it", born: "2000-09-01", last: "2019-03-01", end: "2024-03-01", by: "five-years", section: mom3, inForce: w283},
	} {
		v.basis, v.on, v.right = TakenIntoCare, "2026-11-23", Ended
		t.Run(v.name, v.check)
	}
}

func TestLaw_LSL417_6_ADiscretionaryOneIsForTheYoung(t *testing.T) {
	for on, want := range map[string]Right{"2026-11-22": Discretionary, "2026-11-23": Ended} {
		right, end, findings := lsl75(Background{Born: date("2003-11-23"), Basis: NeverPlaced}, date(on))
		if right != want || !end.IsZero() {
			t.Errorf("on %s: %s until %s", on, right, end)
		}
		if last := findings[len(findings)-1]; want == Ended && (last.Section != "6 §" || last.Outcome["young"] != "no") {
			t.Errorf("the finding says %+v", last)
		}
	}
}

// TestLaw_LSL417_75_TheEndNeverRunsAway: whatever the dates, a duty ends at 23
// at the latest, but for the transition; a later last day as a client never
// makes it end earlier; and the right agrees with the day.
func TestLaw_LSL417_75_TheEndNeverRunsAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		born := date("1985-01-01").AddDays(rapid.IntRange(0, 15_000).Draw(t, "born"))
		last := born.AddDays(rapid.IntRange(0, 9_000).Draw(t, "last client day"))
		on := born.AddDays(rapid.IntRange(0, 12_000).Draw(t, "on"))
		b := Background{Born: born, Basis: TakenIntoCare, LastClientDay: last}
		right, end, _ := lsl75(b, on)
		if latest := born.AddYears(23); end.After(latest) && end.After(date("2024-06-30")) {
			t.Fatalf("born %s: duty until %s", born, end)
		}
		if end.After(last.AddYears(5)) {
			t.Fatalf("a client until %s: duty until %s", last, end)
		}
		if (right == Ended) != !on.Before(end) {
			t.Fatalf("%s on %s, duty until %s", right, on, end)
		}
		b.LastClientDay = last.AddDays(rapid.IntRange(0, 400).Draw(t, "later"))
		if _, later, _ := lsl75(b, on); later.Before(end) {
			t.Fatalf("a client for longer: %s instead of %s", later, end)
		}
	})
}

func TestAssessRight(t *testing.T) {
	open := []Event{CaseOpened(opening)}
	assess := AssessRight{
		Background: Background{Born: date("2008-05-15"), Basis: TakenIntoCare, PlacedFrom: date("2015-01-01"), PlacedTo: date("2026-05-15")},
		BirthDate:  someText, On: monday, By: aino,
	}
	t.Run("gives the right, its end and the findings", func(t *testing.T) {
		right, end, findings := lsl75(assess.Background, monday)
		given(t, open...).When(assess).Then(RightAssessed{
			Basis: TakenIntoCare, PlacedFrom: assess.PlacedFrom, PlacedTo: assess.PlacedTo, BirthDate: someText,
			Right: right, DutyEnd: end, On: monday, Findings: findings,
		})
	})
	t.Run("says nothing of the birth date in clear, whatever the basis", func(t *testing.T) {
		for _, basis := range []Basis{TakenIntoCare, OpenCareAlone, NeverPlaced, EmergencyOnly, NeverClient} {
			cmd := assess
			cmd.Basis, cmd.LastClientDay = basis, date("2026-06-01") // five years end first
			cmd.Born = date("2009-09-09")
			events, err := cmd.decide(CaseOpened(opening).evolve(Case{}))
			if err != nil {
				t.Fatal(err)
			}
			raw, err := json.Marshal(events[0])
			if err != nil || strings.Contains(string(raw), "09-09") {
				t.Errorf("the event of %s holds it: %s, %v", basis, raw, err)
			}
		}
	})
	t.Run("may be done again", func(t *testing.T) {
		again := assess
		again.Basis = NeverClient
		right, end, findings := lsl75(again.Background, monday)
		given(t, CaseOpened(opening), RightAssessed{Right: Statutory}).When(again).Then(RightAssessed{
			Basis: NeverClient, PlacedFrom: assess.PlacedFrom, PlacedTo: assess.PlacedTo, BirthDate: someText,
			Right: right, DutyEnd: end, On: monday, Findings: findings,
		})
	})
	t.Run("is the responsible worker's", func(t *testing.T) {
		cmd := assess
		cmd.By = elin
		given(t, open...).When(cmd).ThenRefused(ErrNotResponsible)
	})
	t.Run("is a social worker's", func(t *testing.T) {
		cmd, hers := assess, opening
		cmd.By, hers.Responsible = oskari, oskari.ID
		given(t, CaseOpened(hers)).When(cmd).ThenRefused(ErrNotSocialWorker)
	})
	for code, wrong := range map[string]struct {
		field string
		b     Background
	}{
		"required":             {"birth_date", Background{Basis: NeverPlaced}},
		"unknown-code":         {"basis", Background{Born: date("2008-05-15"), Basis: "adopted"}},
		"in-the-future":        {"last_client_day", Background{Born: date("2008-05-15"), Basis: NeverPlaced, LastClientDay: monday.AddDays(1)}},
		"before-birth":         {"placed_from", Background{Born: date("2008-05-15"), Basis: TakenIntoCare, PlacedFrom: date("2008-05-14")}},
		"ends-before-start":    {"placed_to", Background{Born: date("2008-05-15"), Basis: TakenIntoCare, PlacedFrom: date("2020-01-02"), PlacedTo: date("2020-01-01")}},
		"before-placement-end": {"last_client_day", Background{Born: date("2008-05-15"), Basis: TakenIntoCare, PlacedFrom: date("2019-01-01"), PlacedTo: date("2020-01-02"), LastClientDay: date("2020-01-01")}},
	} {
		t.Run("says what is wrong: "+code, func(t *testing.T) {
			thenWrong(t, open, AssessRight{Background: wrong.b, On: monday, By: aino}, wrong.field, code)
		})
	}
	t.Run("does not count half a year from no day", func(t *testing.T) {
		thenWrong(t, open, AssessRight{Background: Background{Born: date("2008-05-15"), Basis: OpenCareAlone}, On: monday, By: aino}, "placed_from", "required")
	})
}

func TestFindings_ShowTheBirthDateToWhoMaySeeIt(t *testing.T) {
	stored := []law.Finding{{Inputs: map[string]string{"birth-date": sealedInput}}, {Inputs: map[string]string{"basis": "never-placed"}}}
	shown := withBirthDate(stored, "2008-05-15")
	if shown[0].Inputs["birth-date"] != "2008-05-15" || len(shown[1].Inputs) != 1 || stored[0].Inputs["birth-date"] != sealedInput {
		t.Errorf("shown %+v, stored %+v", shown, stored)
	}
}
