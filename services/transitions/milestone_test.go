package transitions

import (
	"slices"
	"strings"
	"testing"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
)

// wayOf folds what happened.
func wayOf(events ...Event) (w Way) {
	for _, e := range events {
		w = w.after(e)
	}
	return w
}

func dues(all []Milestone) (days []string) {
	for _, m := range all {
		days = append(days, m.Due.String())
	}
	return days
}

// marks are the steps that are done, with their days, and those that are late.
func marks(all []Milestone) (done, late string) {
	var dones, lates []string
	for _, m := range all {
		if !m.Done.IsZero() {
			dones = append(dones, m.Step+" "+m.Done.String())
		}
		if m.Late {
			lates = append(lates, m.Step)
		}
	}
	return strings.Join(dones, ", "), strings.Join(lates, " ")
}

func TestMilestones_AreCountedFromTheMove(t *testing.T) {
	for move, want := range map[string]string{
		"2027-05-10": "2026-05-10 2026-08-10 2026-11-10 2027-02-10 2027-04-10 2027-05-10 2027-06-10 2027-08-10",
		"2028-02-29": "2027-02-28 2027-05-29 2027-08-29 2027-11-29 2028-01-29 2028-02-29 2028-03-29 2028-05-29",
		"2027-03-31": "2026-03-31 2026-06-30 2026-09-30 2026-12-31 2027-02-28 2027-03-31 2027-04-30 2027-06-30",
		"2026-12-31": "2025-12-31 2026-03-31 2026-06-30 2026-09-30 2026-11-30 2026-12-31 2027-01-31 2027-03-31",
	} {
		for name, all := range map[string][]Milestone{
			"the end of the duty": milestones(Way{}, date(move), monday),
			"the planned day":     milestones(Way{Planned: date(move)}, date("2031-01-01"), monday),
		} {
			if got := strings.Join(dues(all), " "); got != want {
				t.Errorf("counted from %s %s:\n%s\nwant\n%s", name, move, got, want)
			}
			var steps []string
			for _, m := range all {
				steps = append(steps, m.Step)
			}
			if !slices.Equal(steps, contracts.HandoverSteps()) {
				t.Errorf("the steps are %v", steps)
			}
		}
	}
	if all := milestones(Way{Started: monday}, calendar.Date{}, monday); all != nil {
		t.Errorf("counted from nothing: %v", all)
	}
}

func TestMilestones_AreLateFromTheDayAfter(t *testing.T) {
	w := Way{Planned: date("2027-05-10")}
	for on, want := range map[string]string{
		"2026-05-10": "", "2026-05-11": "start",
		"2026-08-10": "start", "2026-08-11": "start needs-assessment",
		"2026-11-10": "start needs-assessment", "2026-11-11": "start needs-assessment joint-meeting",
		"2027-02-11": "start needs-assessment joint-meeting closing-plan-draft",
		"2027-04-11": "start needs-assessment joint-meeting closing-plan-draft closing-plan",
		"2027-05-10": "start needs-assessment joint-meeting closing-plan-draft closing-plan",
		"2027-05-11": "start needs-assessment joint-meeting closing-plan-draft closing-plan transfer",
		"2027-08-11": "start needs-assessment joint-meeting closing-plan-draft closing-plan transfer", // nobody can follow up what has not moved
	} {
		if _, late := marks(milestones(w, calendar.Date{}, date(on))); late != want {
			t.Errorf("on %s late: %s; want %s", on, late, want)
		}
	}
}

func TestMilestones_AreDoneByWhatHappens(t *testing.T) {
	planned := TransferPlanned{Transfer: date("2027-05-10"), On: date("2026-05-10")}
	assessed := StepTaken{Step: "needs-assessment", Done: date("2026-08-03"), On: date("2026-08-04")}
	drafted := StepTaken{Step: "closing-plan-draft", Done: date("2027-02-01"), On: date("2027-02-02")}
	signed := ClosingPlanMade{On: date("2027-04-01")}
	offers := HandoverOffered{To: henri.ID, On: date("2026-11-01")}
	met := JointMeetingHeld{Met: date("2026-11-09")}
	accepted := HandoverAccepted{From: aino.ID, To: henri.ID, Task: access.WorkingAge, On: date("2027-05-03")}
	const begun, ready = "start 2026-05-10", "start 2026-05-10, needs-assessment 2026-08-03, joint-meeting 2026-11-09, closing-plan-draft 2027-02-01, closing-plan 2027-04-01"
	for _, x := range []struct {
		why        string
		events     []Event
		on         string
		done, late string
	}{
		{"planned is begun", []Event{planned}, "2026-05-11", begun, ""},
		{"so is asking for consent", []Event{ConsentRecorded{On: date("2026-05-10")}}, "2026-05-11", begun, ""},
		{"and a summary, though another comes", []Event{SummaryWritten{On: date("2026-05-10")}, SummaryWritten{On: monday}}, "2026-05-11", begun, ""},
		{"a meeting, about the offer that stands", []Event{planned, assessed, offers, met}, "2026-11-11", begun + ", needs-assessment 2026-08-03, joint-meeting 2026-11-09", ""},
		{"an offer that was declined is none", []Event{planned, assessed, offers, met, HandoverDeclined{}}, "2026-11-11", begun + ", needs-assessment 2026-08-03", "joint-meeting"},
		{"one that was taken back neither", []Event{planned, assessed, offers, met, HandoverWithdrawn{}}, "2026-11-11", begun + ", needs-assessment 2026-08-03", "joint-meeting"},
		{"a draft that was signed at once was drafted", []Event{planned, signed}, "2026-05-11", begun + ", closing-plan-draft 2027-04-01", ""},
		{"signed and somebody named", []Event{planned, assessed, offers, met, drafted, signed}, "2027-04-11", ready, ""},
		{"signed and nobody named", []Event{planned, assessed, offers, met, drafted, signed, HandoverDeclined{}}, "2027-04-11", begun + ", needs-assessment 2026-08-03, closing-plan-draft 2027-02-01", "joint-meeting closing-plan"},
		{"moved", []Event{planned, assessed, offers, met, drafted, signed, accepted}, "2027-06-03", ready + ", transfer 2027-05-03", ""},
		{"moved, and nobody followed up: counted from the acceptance", []Event{planned, assessed, offers, met, drafted, signed, accepted}, "2027-06-04", ready + ", transfer 2027-05-03", "follow-up-1"},
		{"followed up once", []Event{planned, assessed, offers, met, drafted, signed, accepted, FollowedUp{Months: 1, Met: date("2027-06-01")}}, "2027-08-04", ready + ", transfer 2027-05-03, follow-up-1 2027-06-01", "follow-up-3"},
		{"moved before its time: what was left out is late no more", []Event{planned, offers, met, accepted}, "2027-06-03", begun + ", joint-meeting 2026-11-09, transfer 2027-05-03", ""},
		{"accepted by a colleague: the way is ahead", []Event{planned, assessed, offers, met, drafted, HandoverAccepted{Task: access.ChildProtection, On: date("2026-11-10")}}, "2026-11-11", "needs-assessment 2026-08-03, closing-plan-draft 2027-02-01", "start joint-meeting"},
		{"back in child protection by a handover: the way begins anew", []Event{planned, assessed, offers, met, drafted, signed, accepted, HandoverAccepted{Task: access.ChildProtection, On: date("2027-05-20")}}, "2026-05-10", "", ""},
		{"and its steps are done again", []Event{planned, accepted, HandoverAccepted{Task: access.ChildProtection, On: date("2027-05-20")}, SummaryWritten{On: date("2027-05-21")}, HandoverAccepted{Task: access.WorkingAge, On: date("2027-06-01")}}, "2027-06-02", "start 2027-05-21, transfer 2027-06-01", ""},
		{"came back", []Event{planned, assessed, offers, met, accepted, CaseReopened{}}, "2026-05-10", "", ""},
	} {
		t.Run(x.why, func(t *testing.T) {
			done, late := marks(milestones(wayOf(x.events...), date("2027-05-10"), date(x.on)))
			if done != x.done || late != x.late {
				t.Errorf("done: %s\nwant: %s\nlate: %s\nwant: %s", done, x.done, late, x.late)
			}
		})
	}
}

func TestFollowUps(t *testing.T) {
	accepted := HandoverAccepted{From: aino.ID, To: elin.ID, Task: access.ChildProtection, On: date("2026-11-30")}
	w := wayOf(accepted)
	if got := followUps(w, date("2026-12-30")); len(got) != 2 || got[0] != (FollowUp{Months: 1, Due: date("2026-12-30")}) || got[1] != (FollowUp{Months: 3, Due: date("2027-02-28")}) {
		t.Errorf("within child protection too: %+v", got)
	}
	if got := followUps(w, date("2026-12-31")); !got[0].Late || got[1].Late {
		t.Errorf("a day later: %+v", got)
	}
	if got := followUps(w.after(FollowedUp{Months: 3, Met: date("2027-03-01")}), date("2027-03-02")); !got[0].Late || got[1].Late || got[1].Done != date("2027-03-01") {
		t.Errorf("the second alone: %+v", got)
	}
	if got := followUps(w.after(FollowedUp{Months: 1, Met: date("2026-12-20")}).after(accepted), date("2026-12-31")); !got[0].Late {
		t.Errorf("another handover has its own: %+v", got)
	}
	if got := followUps(Way{}, monday); got != nil {
		t.Errorf("after no handover: %+v", got)
	}
}

func TestGaps_OfAHandover(t *testing.T) {
	opened := CaseOpened(opening)
	none := RightAssessed{Right: NoRight, On: monday}
	planned := TransferPlanned{Transfer: date("2027-05-10"), On: monday}
	moved := HandoverAccepted{To: henri.ID, Task: access.WorkingAge, On: date("2027-05-03")}
	for _, x := range []struct {
		why    string
		events []Event
		want   []Gap
	}{
		{"the first step of a planned transfer that is not done", []Event{opened, none, planned}, []Gap{{MilestoneLate, date("2026-08-11")}}},
		{"then the next", []Event{opened, none, planned, StepTaken{Step: "needs-assessment", Done: monday, On: monday}}, []Gap{{MilestoneLate, date("2026-11-11")}}},
		{"none that nobody planned", []Event{opened, none, SummaryWritten{On: monday}}, nil},
		{"the first follow-up", []Event{opened, none, planned, moved}, []Gap{{FollowUpMissing, date("2027-06-04")}}},
		{"then the second", []Event{opened, none, planned, moved, FollowedUp{Months: 1, Met: date("2027-06-01")}}, []Gap{{FollowUpMissing, date("2027-08-04")}}},
		{"then none", []Event{opened, none, planned, moved, FollowedUp{Months: 1, Met: date("2027-06-01")}, FollowedUp{Months: 3, Met: date("2027-08-01")}}, nil},
	} {
		if got := gapsOf(rowOf(x.events...), monday); !slices.Equal(got, x.want) {
			t.Errorf("%s: %v, want %v", x.why, got, x.want)
		}
	}
}
