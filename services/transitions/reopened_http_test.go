package transitions_test

import (
	"slices"
	"testing"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/es"
)

// TestReopened_NothingIsLeftOfWhoHadIt: whoever stood in before the closing has no
// relation any more, nobody is missed, and consent is asked for anew.
func TestReopened_NothingIsLeftOfWhoHadIt(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	do(c, "w-aino", id, "absence", contracts.Absence{From: day, Until: day.AddDays(30), Substitute: "w-elin"})
	if _, err := c.seeing("w-elin", id); err != nil {
		t.Fatal(err)
	}
	do(c, "w-aino", id, "handover/consent", contracts.HandoverConsent{Asked: day, May: []string{"plan"}})
	do(c, "w-aino", id, "closing", contracts.Closing{Reason: "own-wish", Grounds: "Canarygrounds"})
	c.clock.forward(24 * time.Hour)
	at := do(c, "w-oskari", id, "return", struct{}{})

	_, err := c.seeing("w-elin", id)
	c.refused(err, "no-relation")
	seen := c.see("w-oskari", id)
	if seen.Away != nil || seen.Handover != nil && seen.Handover.Consent != nil {
		t.Errorf("away %+v, handover %+v", seen.Away, seen.Handover)
	}
	if c := seen.Continuity; c.Changes != 1 || c.Since != day.AddDays(1) {
		t.Errorf("continuity %+v", c)
	}
	do(c, "w-oskari", id, "absence", contracts.Absence{From: day.AddDays(1), Until: day.AddDays(2)})
	do(c, "w-oskari", id, "closing", contracts.Closing{Reason: "own-wish", Grounds: "Canarygrounds"})
	at = do(c, "w-aino", id, "return", struct{}{})
	if got := gapWords(c.gaps("w-aino", "mine", at.Position)); slices.ContainsFunc(got, func(w string) bool { return w[:9] == "no-worker" }) {
		t.Errorf("who is away has it no more: %v", got)
	}
}

// TestOffer_AFollowUpOfTheHandoverBeforeIsNotOfIt: what is said of the young person
// after one handover is not shown to who is offered the next.
func TestOffer_AFollowUpOfTheHandoverBeforeIsNotOfIt(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	c.handOver(id, "w-elin")
	o := offer
	o.To = "w-henri"
	do(c, "w-elin", id, "handover", o)
	do(c, "w-aino", id, "handover/follow-ups", contracts.NewFollowUp{Months: 1, Met: day, Note: "Canarysender"})
	do(c, "w-elin", id, "handover/steps", contracts.StepTaken{Step: "needs-assessment", Done: day})
	tells := func(who, what string, text bool) bool {
		return slices.ContainsFunc(c.see(who, id).Timeline, func(h contracts.Happened) bool {
			return h.What == "transitions."+what+".v1" && (h.Text != "" || h.Facts != nil || !text)
		})
	}
	if !tells("w-elin", "followed-up", true) || !tells("w-aino", "followed-up", true) {
		t.Error("it is not there for who has the case, or for who wrote it")
	}
	for _, what := range []string{"followed-up", "step-taken"} {
		if tells("w-henri", what, false) {
			t.Errorf("who is offered the case is told of %s", what)
		}
	}
	c.clock.forward(8 * 24 * time.Hour)
	c.until("it is overdue", func() bool { return c.alarmsOf(id) == 1 })
	if tells("w-mikko", "followed-up", false) {
		t.Error("so is who leads their unit")
	}
	do(c, "w-henri", id, "handover/meeting", contracts.JointMeeting{On: day.AddDays(8)})
	do(c, "w-henri", id, "handover/acceptance", struct{}{})
	if !tells("w-henri", "handover-offered", true) || !tells("w-elin", "handover-accepted", true) {
		t.Error("a side does not see the offer or its answer")
	}
	for _, what := range []string{"followed-up", "step-taken"} {
		if !tells("w-henri", what, false) || tells("w-henri", what, true) {
			t.Errorf("of %s who accepted is told that it was, and nothing of it", what)
		}
	}
}

// TestConsent_IsOfOneHandover: once an offer has come to nothing, what was allowed
// for it is over, and the summary is told only to whom the young person allows it
// anew.
func TestConsent_IsOfOneHandover(t *testing.T) {
	for what, end := range map[string]func(*county, es.ID){
		"declined": func(c *county, id es.ID) {
			do(c, "w-henri", id, "handover/refusal", contracts.HandoverRefusal{Reason: "Canaryreason"})
		},
		"withdrawn": func(c *county, id es.ID) {
			do(c, "w-aino", id, "handover/withdrawal", contracts.HandoverWithdrawal{})
		},
	} {
		t.Run(what, func(t *testing.T) {
			c := newCounty(t)
			id := c.planned()
			do(c, "w-aino", id, "handover/summary", summary)
			do(c, "w-aino", id, "handover/consent", contracts.HandoverConsent{Asked: day, May: []string{"summary", "plan"}})
			o := offer
			o.To, o.Documents = "w-henri", []string{"plan"}
			do(c, "w-aino", id, "handover", o)
			end(c, id)
			if seen := c.see("w-aino", id); seen.Handover.Consent != nil || seen.Handover.Summary == nil {
				t.Errorf("the worker sees %+v", seen.Handover)
			}
			o.To = "w-leila"
			_, err := try(c, "w-aino", id, "handover", o)
			c.refused(err, "consent-missing")
			o.Documents = nil
			do(c, "w-aino", id, "handover", o)
			if seen := c.see("w-leila", id); seen.Handover != nil {
				t.Errorf("who is asked next is told %+v", seen.Handover)
			}
			do(c, "w-aino", id, "handover/consent", contracts.HandoverConsent{Asked: day, May: []string{"summary"}})
			if seen := c.see("w-leila", id); seen.Handover == nil || seen.Handover.Summary.HandoverSummary != summary {
				t.Errorf("and once it is allowed anew %+v", seen.Handover)
			}
		})
	}
}

// TestFormer_IsNotToldWhatASuccessorDid: neither what they answered, nor how they
// judged the right.
func TestFormer_IsNotToldWhatASuccessorDid(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	_, err := c.writes("proposal", "Canaryproposal")
	must(t, err)
	before := c.see("w-aino", id).Writings
	c.handOver(id, "w-elin")
	c.clock.forward(24 * time.Hour)
	again := facts
	again.Basis, again.PlacedFrom, again.PlacedTo = "never-client", facts.PlacedFrom, facts.PlacedTo
	do(c, "w-elin", id, "right", again)
	do(c, "w-elin", id, "answers", contracts.WritingAnswer{Writing: before[0].Writing, Answer: "Canaryanswer"})

	seen := c.see("w-aino", id)
	if len(seen.Writings) != 1 || seen.Writings[0] != before[0] || before[0].State != "open" {
		t.Errorf("sees %+v, saw %+v", seen.Writings, before)
	}
	for _, known := range contracts.PastKnown() {
		past, err := c.past("w-aino", id, day, known)
		must(t, err)
		if past.Right != "statutory" || len(past.Writings) != 1 || past.Writings[0].State != "open" {
			t.Errorf("as known %s: right %q, writings %+v", known, past.Right, past.Writings)
		}
	}
	if past, err := c.past("w-elin", id, day, contracts.KnownNow); err != nil || past.Right == "statutory" {
		t.Errorf("the correction is hidden from who made it: %q, %v", past.Right, err)
	}
}

// TestPast_ShowsAllThatTheCaseShows: the past is the same page, of another day.
func TestPast_ShowsAllThatTheCaseShows(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	_, err := c.writes("proposal", "Canaryproposal")
	must(t, err)
	do(c, "w-aino", id, "meetings/held", contracts.HeldMeeting{Met: day, Offered: "online", Chosen: "online"})
	do(c, "w-aino", id, "handover/summary", summary)
	do(c, "w-aino", id, "handover/transfer", contracts.PlannedTransfer{Transfer: day.AddMonths(6)})
	do(c, "w-aino", id, "closing-plan", contracts.ClosingPlan{Ends: "Canaryends", Services: "Canaryservices", WithYouth: true})
	c.clock.forward(24 * time.Hour)
	do(c, "w-aino", id, "meetings/held", contracts.HeldMeeting{Met: day.AddDays(1), Offered: "online", Chosen: "online"})
	do(c, "w-aino", id, "answers", contracts.WritingAnswer{Writing: c.see("w-aino", id).Writings[0].Writing, Answer: "Canaryanswer"})

	past, err := c.past("w-aino", id, day, contracts.KnownThen)
	must(t, err)
	if len(past.Meetings) != 1 || len(past.Writings) != 1 || past.Writings[0].State != "open" || past.PlanNumber != 1 || past.Step != "follow-up" {
		t.Errorf("meetings %+v, writings %+v, plan %d, %s", past.Meetings, past.Writings, past.PlanNumber, past.Step)
	}
	if past.After == nil || past.After.Ends != "Canaryends" || past.Handover == nil || past.Handover.Summary == nil || past.Handover.Transfer != day.AddMonths(6) {
		t.Errorf("after %+v, handover %+v", past.After, past.Handover)
	}
	if len(past.May) != 0 || past.Next != "" || past.Offer != nil {
		t.Errorf("in the past one may %v", past.May)
	}
}

// TestPast_AsKnownNowWhatWasRecordedLater stands on the day on which it was so.
func TestPast_AsKnownNowWhatWasRecordedLater(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	c.clock.forward(5 * 24 * time.Hour)
	do(c, "w-aino", id, "meetings/held", contracts.HeldMeeting{Met: day, Offered: "online", Chosen: "online"})
	do(c, "w-aino", id, "handover/steps", contracts.StepTaken{Step: "needs-assessment", Done: day})
	do(c, "w-aino", id, "handover/consent", contracts.HandoverConsent{Asked: day, May: []string{"plan"}})
	for known, meetings := range map[string]int{contracts.KnownThen: 0, contracts.KnownNow: 1} {
		past, err := c.past("w-aino", id, day, known)
		must(t, err)
		told := past.Handover != nil && past.Handover.Consent != nil
		if len(past.Meetings) != meetings || told != (meetings == 1) || len(past.Timeline) != 3+3*meetings {
			t.Errorf("as known %s: %d meetings, consent %v, %d lines", known, len(past.Meetings), told, len(past.Timeline))
		}
	}
}
