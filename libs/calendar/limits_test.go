package calendar

import (
	"reflect"
	"slices"
	"testing"

	"nivel/libs/law"

	"pgregory.net/rapid"
)

func TestLaw_LSL417_26_5_SevenWorkingDays(t *testing.T) {
	for _, c := range []struct{ why, pending, nominal, due string }{
		{"a Tuesday gives Thursday of the next week", "2026-11-10", "2026-11-19", "2026-11-19"},
		{"a Friday", "2026-11-13", "2026-11-24", "2026-11-24"},
		{"a Saturday counts as the Friday before", "2026-11-14", "2026-11-24", "2026-11-24"},
		{"Independence Day on a Sunday takes no day", "2026-11-27", "2026-12-08", "2026-12-08"},
		{"Christmas Eve is counted", "2026-12-16", "2026-12-28", "2026-12-28"},
		{"Christmas Eve is counted, the holidays are not", "2026-12-17", "2026-12-29", "2026-12-29"},
		{"over Christmas and New Year", "2026-12-23", "2027-01-05", "2027-01-05"},
		{"over New Year and Epiphany", "2026-12-28", "2027-01-08", "2027-01-08"},
		{"over Easter", "2027-03-19", "2027-04-01", "2027-04-01"},
		{"over Easter from a Monday", "2027-03-22", "2027-04-02", "2027-04-02"},
		{"1 May on a Saturday, and Ascension Day", "2027-04-28", "2027-05-10", "2027-05-10"},
		{"over Ascension Day", "2027-05-03", "2027-05-13", "2027-05-13"},
		{"an end on Midsummer Eve moves", "2027-06-16", "2027-06-25", "2027-06-28"},
		{"Midsummer Eve within the days is counted", "2027-06-24", "2027-07-05", "2027-07-05"},
		{"1 May on a Friday", "2026-04-23", "2026-05-05", "2026-05-05"},
		{"an end on another year's Midsummer Eve moves", "2026-06-10", "2026-06-19", "2026-06-22"},
		{"another year's Midsummer Eve within the days", "2026-06-15", "2026-06-24", "2026-06-24"},
		{"Christmas on a weekend", "2027-12-23", "2028-01-03", "2028-01-03"},
		{"the last moment of a month belongs to that month", "2026-08-31", "2026-09-09", "2026-09-09"},
		{"an end on Christmas Eve moves over the holidays", "2026-12-15", "2026-12-24", "2026-12-28"},
	} {
		t.Run(c.why, func(t *testing.T) {
			checkDeadline(t, AssessmentStart(MustParse(c.pending)), c.pending, c.nominal, c.due)
		})
	}
}

func TestLaw_LSL417_26_5_ThreeMonths(t *testing.T) {
	for _, c := range []struct{ why, pending, nominal, due string }{
		{"31 August gives 30 November", "2026-08-31", "2026-11-30", "2026-11-30"},
		{"there is no 30 February, and the last day is a Sunday", "2026-11-30", "2027-02-28", "2027-03-01"},
		{"a plain day", "2026-11-10", "2027-02-10", "2027-02-10"},
		{"an end on Christmas Eve moves", "2026-09-24", "2026-12-24", "2026-12-28"},
		{"an end on Christmas Day moves", "2026-09-25", "2026-12-25", "2026-12-28"},
		{"an end on Epiphany moves", "2026-10-06", "2027-01-06", "2027-01-07"},
		{"an end on a Saturday moves", "2027-03-19", "2027-06-19", "2027-06-21"},
		{"a leap day ends the limit", "2027-11-30", "2028-02-29", "2028-02-29"},
	} {
		t.Run(c.why, func(t *testing.T) {
			checkDeadline(t, AssessmentCompletion(MustParse(c.pending)), c.pending, c.nominal, c.due)
		})
	}
}

func checkDeadline(t *testing.T, got Deadline, pending, nominal, due string) {
	t.Helper()
	if got.Nominal != MustParse(nominal) || got.Due != MustParse(due) {
		t.Errorf("%s gives %v, at latest %v; want %s, at latest %s", pending, got.Nominal, got.Due, nominal, due)
	}
	want := law.Finding{
		Provision: law.Provision{Act: "417/2007", Section: "26 § 5 mom", InForce: "2015-04-01"},
		Inputs:    map[string]string{"pending": pending},
		Outcome:   map[string]string{"nominal": nominal, "due": due},
		Steps:     got.Finding.Steps,
	}
	if !reflect.DeepEqual(got.Finding, want) {
		t.Errorf("finding is %+v, want %+v", got.Finding, want)
	}
}

func TestLaw_LSL417_26_5_StepsOfTheDays(t *testing.T) {
	t.Run("show which day got which number and why others got none", func(t *testing.T) {
		checkSteps(t, AssessmentStart(MustParse("2026-12-28")), []law.Step{
			{Date: "2026-12-28", Why: "receipt-day"},
			{Date: "2026-12-29", Count: 1},
			{Date: "2026-12-30", Count: 2},
			{Date: "2026-12-31", Count: 3},
			{Date: "2027-01-01", Why: "new-years-day"},
			{Date: "2027-01-02", Why: "saturday"},
			{Date: "2027-01-03", Why: "sunday"},
			{Date: "2027-01-04", Count: 4},
			{Date: "2027-01-05", Count: 5},
			{Date: "2027-01-06", Why: "epiphany"},
			{Date: "2027-01-07", Count: 6},
			{Date: "2027-01-08", Count: 7},
		})
	})
	t.Run("show an end that moves from an eve", func(t *testing.T) {
		checkSteps(t, AssessmentStart(MustParse("2027-06-16")), []law.Step{
			{Date: "2027-06-16", Why: "receipt-day"},
			{Date: "2027-06-17", Count: 1},
			{Date: "2027-06-18", Count: 2},
			{Date: "2027-06-19", Why: "saturday"},
			{Date: "2027-06-20", Why: "sunday"},
			{Date: "2027-06-21", Count: 3},
			{Date: "2027-06-22", Count: 4},
			{Date: "2027-06-23", Count: 5},
			{Date: "2027-06-24", Count: 6},
			{Date: "2027-06-25", Count: 7, Why: "end-moved-eve"},
			{Date: "2027-06-26", Why: "midsummer-day"},
			{Date: "2027-06-27", Why: "sunday"},
			{Date: "2027-06-28"},
		})
	})
}

func TestLaw_LSL417_26_5_StepsOfTheMonths(t *testing.T) {
	t.Run("are the nominal day alone when it stands", func(t *testing.T) {
		checkSteps(t, AssessmentCompletion(MustParse("2026-11-10")), []law.Step{{Date: "2027-02-10"}})
	})
	t.Run("show each day over which it moves", func(t *testing.T) {
		checkSteps(t, AssessmentCompletion(MustParse("2026-09-24")), []law.Step{
			{Date: "2026-12-24", Why: "end-moved-eve"},
			{Date: "2026-12-25", Why: "christmas-day"},
			{Date: "2026-12-26", Why: "st-stephens-day"},
			{Date: "2026-12-27", Why: "sunday"},
			{Date: "2026-12-28"},
		})
	})
	t.Run("show a month that was too short, and then the move", func(t *testing.T) {
		checkSteps(t, AssessmentCompletion(MustParse("2026-11-30")), []law.Step{
			{Date: "2027-02-28", Why: "month-too-short"},
			{Date: "2027-02-28", Why: "sunday"},
			{Date: "2027-03-01"},
		})
	})
}

func checkSteps(t *testing.T, got Deadline, want []law.Step) {
	t.Helper()
	if !slices.Equal(got.Finding.Steps, want) {
		t.Errorf("got  %+v\nwant %+v", got.Finding.Steps, want)
	}
}

func TestLaw_LSL417_26_5_HoldsForEveryDay(t *testing.T) {
	limits := map[string]func(Date) Deadline{"start": AssessmentStart, "completion": AssessmentCompletion}
	for name, limit := range limits {
		t.Run(name+" is never due on a closed day, nor before its nominal day", rapid.MakeCheck(func(t *rapid.T) {
			pending := anyDay.Draw(t, "pending")
			got := limit(pending)
			if _, eve := Eve(got.Due); eve || !WorkingDay(got.Due) || got.Due.Before(got.Nominal) || !got.Nominal.After(pending) {
				t.Fatalf("%v gives %v, at latest %v", pending, got.Nominal, got.Due)
			}
		}))
		t.Run(name+" never comes earlier for a later matter", rapid.MakeCheck(func(t *rapid.T) {
			pending := anyDay.Draw(t, "pending")
			if limit(pending.AddDays(1)).Due.Before(limit(pending).Due) {
				t.Fatalf("%v against the next day", pending)
			}
		}))
		t.Run(name+" names only known reasons", rapid.MakeCheck(func(t *rapid.T) {
			for _, step := range limit(anyDay.Draw(t, "pending")).Finding.Steps {
				if _, known := slices.BinarySearch(Reasons(), step.Why); step.Why != "" && !known {
					t.Fatalf("unknown reason %q", step.Why)
				}
			}
		}))
		t.Run(name+" of no date is no deadline", func(t *testing.T) {
			if got := limit(Date{}); !reflect.DeepEqual(got, Deadline{}) {
				t.Errorf("got %+v", got)
			}
		})
	}
	t.Run("start counts exactly seven working days, every day in between shown once", rapid.MakeCheck(func(t *rapid.T) {
		pending := anyDay.Draw(t, "pending")
		got, counted := AssessmentStart(pending), 0
		for i, step := range got.Finding.Steps {
			if step.Date != pending.AddDays(i).String() {
				t.Fatalf("step %d is %s", i, step.Date)
			}
			if step.Count > 0 {
				counted++
				if step.Count != counted || !WorkingDay(MustParse(step.Date)) {
					t.Fatalf("%s got number %d", step.Date, step.Count)
				}
			}
		}
		if counted != 7 || got.Finding.Steps[len(got.Finding.Steps)-1].Date != got.Due.String() {
			t.Fatalf("%v counts %d days up to %v", pending, counted, got.Due)
		}
	}))
	t.Run("start is never later than if eves were not counted", rapid.MakeCheck(func(t *rapid.T) {
		pending := anyDay.Draw(t, "pending")
		lenient := pending
		for range 7 {
			lenient = NextOpenDay(lenient.AddDays(1))
		}
		if AssessmentStart(pending).Due.After(lenient) {
			t.Fatalf("%v gives %v, lenient %v", pending, AssessmentStart(pending).Due, lenient)
		}
	}))
}

func BenchmarkAssessmentStart(b *testing.B) {
	pending := MustParse("2026-12-16")
	for b.Loop() {
		AssessmentStart(pending)
	}
}
