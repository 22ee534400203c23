package calendar

import "testing"

// TestLaw_SHL1301_36_3_SpecialSupportHasTheSameCount: a child in need of special
// support has the days of section 3.4 of the vectors, by another act.
func TestLaw_SHL1301_36_3_SpecialSupportHasTheSameCount(t *testing.T) {
	for pending, due := range map[string][2]string{
		"2026-11-10": {"2026-11-19", "2027-02-10"}, "2026-09-24": {"2026-10-05", "2026-12-28"}, "2026-12-23": {"2027-01-05", "2027-03-23"},
	} {
		day := MustParse(pending)
		start, completion := SpecialSupportStart(day), SpecialSupportCompletion(day)
		if start.Due.String() != due[0] || completion.Due.String() != due[1] || start.Target || completion.Target {
			t.Errorf("pending %s: start by %s, complete by %s", pending, start.Due, completion.Due)
		}
		if start.Finding.Act != "1301/2014" || start.Finding.Section != "36 § 3 mom" || completion.Finding.Section != "36 § 3 mom" {
			t.Errorf("pending %s: findings %+v %+v", pending, start.Finding.Provision, completion.Finding.Provision)
		}
		if AssessmentStart(day).Finding.Act != "417/2007" {
			t.Error("the count of one act was given to the other")
		}
	}
}

// TestLaw_SHL1301_36_2_OnlyNamedGroupsHaveAClock: for the others the day is the
// area's own, and says so.
func TestLaw_SHL1301_36_2_OnlyNamedGroupsHaveAClock(t *testing.T) {
	day := MustParse("2026-11-10")
	if named := NamedGroupStart(day); named.Target || named.Due.String() != "2026-11-19" || named.Finding.InForce != "2025-01-01" {
		t.Errorf("a named group: %+v", named)
	}
	for days, due := range map[int]string{1: "2026-11-11", 5: "2026-11-17", 10: "2026-11-24"} {
		own := TargetStart(day, days)
		if !own.Target || own.Due.String() != due || own.Finding.Outcome["limit"] != "service-target" {
			t.Errorf("%d working days of the area's own: %+v", days, own)
		}
	}
	if own := TargetCompletion(day, 60); !own.Target || own.Nominal.String() != "2027-01-09" || own.Due.String() != "2027-01-11" {
		t.Errorf("60 days of the area's own: %+v", own)
	}
	if !TargetStart(Date{}, 5).Due.IsZero() || !TargetCompletion(Date{}, 5).Due.IsZero() || !NamedGroupStart(Date{}).Due.IsZero() {
		t.Error("no day gave a deadline")
	}
}

// TestLaw_150_1930_5_AnAreasOwnDayMovesFromAnEve: and the way there shows it, as
// that of a day of the law does.
func TestLaw_150_1930_5_AnAreasOwnDayMovesFromAnEve(t *testing.T) {
	for from, want := range map[string][2]string{
		"2026-12-16": {"2026-12-23", "2026-12-23"}, // the day before it
		"2026-12-17": {"2026-12-24", "2026-12-28"}, // Christmas Eve, a Thursday
		"2026-12-18": {"2026-12-28", "2026-12-28"}, // the eve counts
	} {
		own := TargetStart(MustParse(from), 5)
		if own.Nominal.String() != want[0] || own.Due.String() != want[1] {
			t.Errorf("five working days from %s: aims at %s, due %s, want %v", from, own.Nominal, own.Due, want)
		}
		last := own.Finding.Steps[len(own.Finding.Steps)-1]
		if last.Date != want[1] {
			t.Errorf("five working days from %s: the steps end at %s, want %s", from, last.Date, want[1])
		}
		for _, step := range own.Finding.Steps {
			if step.Date == want[0] && (step.Count != 5 || (step.Why == "end-moved-eve") != (want[0] != want[1])) {
				t.Errorf("five working days from %s: the step of %s is %+v", from, want[0], step)
			}
		}
	}
}
