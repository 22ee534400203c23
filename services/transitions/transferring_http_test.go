package transitions_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"nivel/libs/contracts"
)

func steps(seen contracts.Case) string {
	var words []string
	if seen.Handover != nil {
		for _, s := range seen.Handover.Steps {
			words = append(words, fmt.Sprintf("%s %s %s %v", s.Step, s.Due, s.Done, s.Late))
		}
	}
	return strings.Join(words, "\n")
}

// TestHandover_ItsStepsAreOnTheCaseAndOnTheBoard goes the way of the clock: what
// is late, what is done, and the follow-ups of both sides.
func TestHandover_ItsStepsAreOnTheCaseAndOnTheBoard(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	if got := steps(c.see("w-aino", id)); !strings.HasPrefix(got, "start 2030-05-15  false\n") || !strings.Contains(got, "transfer 2031-05-15  false\n") {
		t.Errorf("counted from the end of the duty:\n%s", got)
	}
	at := do(c, "w-aino", id, "handover/transfer", contracts.PlannedTransfer{Transfer: day.AddMonths(6)})
	if got := steps(c.see("w-aino", id)); !strings.HasPrefix(got, "start 2026-05-23 2026-11-23 false\nneeds-assessment 2026-08-23  true\njoint-meeting 2026-11-23  false\n") {
		t.Errorf("counted from the planned day:\n%s", got)
	}
	if got := gapWords(c.gaps("w-aino", "mine", at.Position)); !slices.Contains(got, "milestone-late 2026-08-24 true") {
		t.Errorf("the board shows %v", got)
	}
	at = do(c, "w-aino", id, "handover/steps", contracts.StepTaken{Step: "needs-assessment", Done: day})
	if got := gapWords(c.gaps("w-aino", "mine", at.Position)); !slices.Contains(got, "milestone-late 2026-11-24 false") {
		t.Errorf("the board shows %v", got)
	}
	_, err := try(c, "w-elin", id, "handover/steps", contracts.StepTaken{Step: "needs-assessment", Done: day})
	c.refused(err, "not-found")

	c.handOver(id, "w-henri")
	if got := steps(c.see("w-henri", id)); !strings.Contains(got, "transfer 2027-05-23 2026-11-23 false\nfollow-up-1 2026-12-23  false") {
		t.Errorf("once it has moved:\n%s", got)
	}
	c.clock.forward(31 * 24 * time.Hour) // the day after the first follow-up was due
	late := c.see("w-henri", id).Handover.FollowUps
	if len(late) != 2 || !late[0].Late || late[1].Late {
		t.Errorf("the follow-ups are %+v", late)
	}
	c.until("the board has it", func() bool {
		return slices.Contains(gapWords(c.gaps("w-henri", "mine", "")), "follow-up-missing 2026-12-24 true")
	})

	t.Run("the sender follows up what they handed over, and changes nothing else", func(t *testing.T) {
		met := day.AddDays(30)
		for who, code := range map[string]string{"w-oskari": "not-found", "w-maria": "not-allowed", "w-pekka": "not-found", "w-sari": "not-allowed"} {
			_, err := try(c, who, id, "handover/follow-ups", contracts.NewFollowUp{Months: 1, Met: met})
			c.refused(err, code)
		}
		do(c, "w-aino", id, "handover/follow-ups", contracts.NewFollowUp{Months: 1, Met: met, Note: "Canarysender"})
		_, err := try(c, "w-aino", id, "plan", plan)
		c.refused(err, "not-allowed")
		seen := c.see("w-aino", id)
		if last := seen.Timeline[len(seen.Timeline)-1]; seen.Handover.FollowUps[0].Done != met || last.Text != "Canarysender" || last.Facts["months"] != "1" {
			t.Errorf("the sender sees %+v, %+v", seen.Handover.FollowUps, last)
		}
	})
	t.Run("the receiver reads it, and makes the other", func(t *testing.T) {
		seen := c.see("w-henri", id)
		if last := seen.Timeline[len(seen.Timeline)-1]; last.Text != "Canarysender" || seen.Handover.FollowUps[0].Late {
			t.Errorf("the receiver sees %+v", last)
		}
		do(c, "w-henri", id, "handover/follow-ups", contracts.NewFollowUp{Months: 3, Met: day.AddDays(31), Note: "Canaryreceiver"})
		seen = c.see("w-aino", id)
		if last := seen.Timeline[len(seen.Timeline)-1]; last.Text == "Canaryreceiver" || seen.Handover.FollowUps[1].Done != day.AddDays(31) {
			t.Errorf("the sender sees when, and no word of it: %+v, %+v", last, seen.Handover.FollowUps)
		}
		_, err := try(c, "w-aino", id, "handover/follow-ups", contracts.NewFollowUp{Months: 3, Met: day.AddDays(31)})
		c.refused(err, "not-allowed") // it is over
	})
}

// TestHandover_BetweenUnitsAndServiceTasks: an offer names a worker of another
// unit, of another service task, or of both; on acceptance the case is theirs, in
// a task of theirs, and the manager of their unit sees it.
func TestHandover_BetweenUnitsAndServiceTasks(t *testing.T) {
	for _, x := range []struct {
		why, to, task string
		sees          string // who sees it through the receiver's unit
	}{
		{"another unit of the same task", "w-elin", "child-protection", ""},
		{"another unit and another task", "w-henri", "working-age", "w-mikko"},
		{"a unit with workers of several tasks", "w-pekka", "working-age", ""},
		{"services for who uses substances", "w-sini", "substance-services", ""},
		{"a provider's own unit", "w-leila", "working-age", ""},
		{"a colleague of the same unit", "w-oskari", "child-protection", "w-maria"},
	} {
		t.Run(x.why, func(t *testing.T) {
			c := newCounty(t)
			id := c.planned()
			if _, err := c.seeing(x.to, id); err == nil && x.to != "w-oskari" {
				t.Fatal("the receiver sees it before it is offered")
			}
			c.handOver(id, x.to)
			seen := c.see(x.to, id)
			if seen.Responsible != x.to || seen.Task != x.task || seen.Shows != contracts.ShowsCase {
				t.Errorf("%s has it in %s, shows %s", seen.Responsible, seen.Task, seen.Shows)
			}
			if x.sees != "" {
				if seen := c.see(x.sees, id); seen.Responsible != x.to {
					t.Errorf("who leads sees %+v", seen.CaseRow)
				}
			}
		})
	}
}

// TestLaw_457_2024_15_WhoOnlyCarriesOutServicesIsOfferedNoCase: they would be
// responsible for what they may not see.
func TestLaw_457_2024_15_WhoOnlyCarriesOutServicesIsOfferedNoCase(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	o := offer
	o.To = "w-leo"
	_, err := try(c, "w-aino", id, "handover", o)
	c.refused(err, "class-too-narrow")
	o.To = "w-leila" // of the same unit, who arranges services
	do(c, "w-aino", id, "handover", o)
}
