package transitions_test

import (
	"strings"
	"testing"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

var summary = contracts.HandoverSummary{
	Strengths: "Canarystrength", Situation: "Canaryliving", Worked: "Canaryworked", Risks: "Canaryrisk", OpenMatters: "Canaryopen", People: "Canarypeople",
}

// review is the young person's word on the summary, on the one that stands unless
// another is named.
func (c *county) review(person es.ID, review contracts.SummaryReview) error {
	mine, _, err := edge.Call[contracts.MyCase](c.Context(), c.as(person.String()), edge.Request{Method: "GET", Path: "/my/case"})
	if review.Summary.IsZero() && err == nil && mine.Handover != nil && mine.Handover.Summary != nil {
		review.Summary = mine.Handover.Summary.Summary
	}
	_, _, err = edge.Call[contracts.Receipt](c.Context(), c.as(person.String()), edge.Request{Method: "POST", Path: "/my/summary", Body: review, Command: es.NewID()})
	return err
}

func TestSummary_IsReadAndCorrectedByTheYoungPerson(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	c.refused(c.review(someone, contracts.SummaryReview{Agrees: true}), "no-summary")
	do(c, "w-aino", id, "handover/summary", summary)
	_, err := try(c, "w-aino", id, "handover/summary", contracts.HandoverSummary{Strengths: strings.Repeat("x", 2_001), Situation: "x"})
	c.refused(err, "too-long")

	mine := c.mine(someone)
	if mine.Handover == nil || mine.Handover.Summary.HandoverSummary != summary || mine.Handover.Summary.By != "w-aino" || !mine.Review || !mine.Handover.Summary.ReviewedOn.IsZero() {
		t.Fatalf("sees %+v", mine.Handover)
	}
	c.refused(c.review(someone, contracts.SummaryReview{}), "required")
	c.refused(c.review(es.NewID(), contracts.SummaryReview{Agrees: true}), "not-found")
	must(t, c.review(someone, contracts.SummaryReview{Comment: "Canarycorrection"}))
	for who, work := range map[string]*contracts.HandoverWork{"the worker": c.see("w-aino", id).Handover, "the young person": c.mine(someone).Handover} {
		if s := work.Summary; s.Agrees || s.Comment != "Canarycorrection" || s.ReviewedOn != day {
			t.Errorf("%s sees %+v", who, s)
		}
	}
	do(c, "w-aino", id, "handover/summary", contracts.HandoverSummary{Strengths: "Canarybetter", Situation: "Canaryliving"})
	if s := c.mine(someone).Handover.Summary; s.Strengths != "Canarybetter" || s.Comment != "" || !s.ReviewedOn.IsZero() {
		t.Errorf("a new one was answered already: %+v", s)
	}
	c.refused(c.review(someone, contracts.SummaryReview{Summary: mine.Handover.Summary.Summary, Agrees: true}), "summary-replaced")
	must(t, c.review(someone, contracts.SummaryReview{Agrees: true}))
	if s := c.see("w-aino", id).Handover.Summary; !s.Agrees {
		t.Errorf("%+v", s)
	}
	recorded, err := c.history.Read(t.Context(), "transitions-"+id.String(), 0)
	must(t, err)
	for _, r := range recorded {
		if strings.Contains(string(r.Data), "Canary") {
			t.Errorf("%s is readable", r.Name)
		}
	}
}

// TestSummary_WhoTakesOverSeesWhatTheYoungPersonAllows: the summary with the
// offer, documents on acceptance, and what was forbidden never.
func TestSummary_WhoTakesOverSeesWhatTheYoungPersonAllows(t *testing.T) {
	for _, x := range []struct {
		why                  string
		asked                bool
		may                  []string
		named                []string
		ban                  *contracts.NewBan
		after                []string // what they say once it is offered; nil: nothing new
		summary, plan, right bool
	}{
		{"all of it", true, []string{"summary", "plan", "right"}, []string{"plan", "right"}, nil, nil, true, true, true},
		{"the summary only", true, []string{"summary"}, nil, nil, nil, true, false, false},
		{"documents, and no summary", true, []string{"plan"}, []string{"plan"}, nil, nil, false, true, false},
		{"nothing", true, nil, nil, nil, nil, false, false, false},
		{"nobody asked", false, nil, nil, nil, nil, false, false, false},
		{"allowed, but only one was named", true, []string{"summary", "plan", "right"}, []string{"right"}, nil, nil, true, false, true},
		{"and then less, before it was accepted", true, []string{"summary", "plan", "right"}, []string{"plan", "right"}, nil, []string{"right"}, false, false, true},
		{"a ban on the controller keeps the summary too", true, []string{"summary"}, nil, &contracts.NewBan{Toward: "others", Scope: "controller"}, nil, false, false, false},
	} {
		t.Run(x.why, func(t *testing.T) {
			c := newCounty(t)
			id := c.planned()
			do(c, "w-aino", id, "handover/summary", summary)
			must(t, c.review(someone, contracts.SummaryReview{Comment: "Canarycorrection"}))
			if x.asked {
				do(c, "w-aino", id, "handover/consent", contracts.HandoverConsent{Asked: day, May: x.may})
			}
			if x.ban != nil {
				do(c, "w-aino", id, "consent/ban", *x.ban)
			}
			o := offer
			o.To, o.Documents = "w-henri", x.named
			do(c, "w-aino", id, "handover", o)
			if x.after != nil {
				do(c, "w-aino", id, "handover/consent", contracts.HandoverConsent{Asked: day, May: x.after})
			}
			seen := c.see("w-henri", id)
			if got := seen.Handover != nil && seen.Handover.Summary != nil; got != x.summary || seen.Plan != nil || seen.Right != "" {
				t.Errorf("offered, he sees the summary %v, plan %v, right %q", got, seen.Plan, seen.Right)
			}
			if x.summary && (seen.Handover.Summary.HandoverSummary != summary || seen.Handover.Summary.Comment != "Canarycorrection") {
				t.Errorf("he reads %+v", seen.Handover.Summary)
			}
			if _, err := c.seeing("w-sini", id); err == nil {
				t.Error("somebody else sees it")
			}
			do(c, "w-henri", id, "handover/meeting", contracts.JointMeeting{On: day})
			do(c, "w-henri", id, "handover/acceptance", struct{}{})
			seen = c.see("w-henri", id)
			if got := seen.Handover != nil && seen.Handover.Summary != nil; got != x.summary || (seen.Plan != nil) != x.plan || (seen.Right != "") != x.right {
				t.Errorf("accepted, he sees the summary %v, plan %v, right %q", got, seen.Plan, seen.Right)
			}
			if mine := c.mine(someone); mine.Handover.Summary == nil || mine.Review {
				t.Errorf("the young person sees %+v, and may review: %v", mine.Handover, mine.Review)
			}
			if left := c.see("w-aino", id); left.Handover.Summary == nil || left.Shows != contracts.ShowsUntilHandover {
				t.Errorf("the sender sees %+v", left.Handover)
			}
		})
	}
}
