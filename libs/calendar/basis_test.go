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
