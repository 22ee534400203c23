package transitions

import "testing"

// TestPlanSteps: prepare, meet, follow up, and prepare again a month before the
// review; both sides of each day.
func TestPlanSteps(t *testing.T) {
	opened, judged := CaseOpened(opening), RightAssessed{Right: Statutory, On: monday}
	planned := PlanMade{On: monday, ReviewBy: date("2027-11-23")}
	appointed := func(on string) MeetingPlanned { return MeetingPlanned{Meeting: visit, For: date(on)} }
	held := func(on string) MeetingHeld { return MeetingHeld{Meeting: visit, Met: date(on)} }
	for _, x := range []struct {
		name   string
		events []Event
		on     string
		want   Step
	}{
		{"nothing before the right is assessed", []Event{opened}, "2026-11-23", ""},
		{"nothing where there is no aftercare", []Event{opened, RightAssessed{Right: NoRight, On: monday}}, "2026-11-23", ""},
		{"the first plan is prepared", []Event{opened, judged}, "2026-11-23", Prepare},
		{"until a meeting is planned", []Event{opened, judged, appointed("2026-12-01")}, "2026-11-24", Meet},
		{"held but not written down yet", []Event{opened, judged, appointed("2026-12-01"), held("2026-12-01")}, "2026-12-02", Meet},
		{"cancelled: back to preparing", []Event{opened, judged, appointed("2026-12-01"), MeetingCancelled{Meeting: visit}}, "2026-11-24", Prepare},
		{"the plan is made and followed up", []Event{opened, judged, held("2026-11-23"), planned}, "2026-11-23", StepFollowUp},
		{"meetings on the way are part of that", []Event{opened, judged, planned, held("2027-10-01"), appointed("2027-10-20")}, "2027-10-22", StepFollowUp},
		{"until the day a month before the review", []Event{opened, judged, planned, held("2027-10-01")}, "2027-10-22", StepFollowUp},
		{"on which preparing begins", []Event{opened, judged, planned, held("2027-10-01")}, "2027-10-23", Prepare},
		{"a meeting after that is for the review", []Event{opened, judged, planned, appointed("2027-11-01")}, "2027-10-23", Meet},
		{"and a new plan is followed up again", []Event{opened, judged, planned, held("2027-11-01"), PlanMade{On: date("2027-11-01"), ReviewBy: date("2028-11-01")}}, "2027-11-01", StepFollowUp},
		{"a review in two weeks is not prepared on the day of the plan", []Event{opened, judged, PlanMade{On: monday, ReviewBy: date("2026-12-07")}}, "2026-11-23", StepFollowUp},
		{"but on the day after", []Event{opened, judged, PlanMade{On: monday, ReviewBy: date("2026-12-07")}}, "2026-11-24", Prepare},
		{"none in a case that has ended", []Event{opened, judged, planned, CaseClosed{On: tuesday}}, "2026-11-25", ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			if got := rowOf(x.events...).step(date(x.on)); got != x.want {
				t.Errorf("%q, want %q", got, x.want)
			}
		})
	}
}
