package transitions_test

import (
	"slices"
	"strings"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// TestTransitions_TheEndAndTheWayBack plays the end of aftercare on real servers:
// extension, areas, closing plan, closing, and a return with all that was before.
func TestTransitions_TheEndAndTheWayBack(t *testing.T) {
	c := newCounty(t)
	id := c.planned()

	do(c, "w-aino", id, "extension", contracts.Extension{Until: calendar.MustParse("2032-01-31"), Grounds: "Canarygrounds"})
	do(c, "w-aino", id, "areas", contracts.Residence{Home: "564", PaidCare: "21"})
	seen := c.see("w-aino", id)
	if seen.DutyEnd.String() != "2031-05-15" || seen.ExtendedUntil.String() != "2032-01-31" || seen.ResponsibleArea != "19" || seen.CostArea != "21" {
		t.Errorf("the duty ends %s, extended until %s; areas %s and %s", seen.DutyEnd, seen.ExtendedUntil, seen.ResponsibleArea, seen.CostArea)
	}
	_, err := try(c, "w-aino", id, "areas", contracts.Residence{Home: "000", PaidCare: "21"})
	c.refused(err, "unknown-municipality")
	_, err = try(c, "w-aino", id, "closing", contracts.Closing{Reason: "own-wish"})
	c.refused(err, "closing-plan-or-grounds")
	_, err = try(c, "w-elin", id, "closing", contracts.Closing{Reason: "own-wish", Grounds: "no"})
	c.refused(err, "not-found")

	do(c, "w-aino", id, "closing-plan", contracts.ClosingPlan{Ends: "Canaryends", Services: "Canaryservices", WithYouth: true})
	last := do(c, "w-aino", id, "closing", contracts.Closing{Reason: "own-wish"})
	if page := c.list("w-aino", "mine", last.Position); len(page.Rows) != 0 {
		t.Errorf("a closed case is still mine: %+v", page.Rows)
	}
	if page := c.list("w-aino", "closed", last.Position); len(page.Rows) != 1 || page.Rows[0].ReturnUntil.String() != "2031-05-15" || page.Rows[0].ClosedOn != day || page.Rows[0].Next != "" {
		t.Errorf("closed cases are %+v", page.Rows)
	}
	if seen = c.see("w-aino", id); seen.ClosingPlan != "Canaryservices" || strings.Join(seen.May, " ") != "return" {
		t.Errorf("closed it shows %q and lets me %v", seen.ClosingPlan, seen.May)
	}
	_, err = try(c, "w-aino", id, "plan", plan)
	c.refused(err, "not-allowed")
	if mine := c.mine(someone); mine.ReturnUntil.String() != "2031-05-15" || mine.ClosedOn != day || mine.ClosingPlan != "Canaryservices" || mine.After == nil || mine.After.Ends != "Canaryends" || mine.Step != "" {
		t.Errorf("the young person sees %+v", mine)
	}

	_, err = try(c, "w-elin", id, "return", struct{}{})
	c.refused(err, "not-found") // another unit's
	do(c, "w-oskari", id, "return", struct{}{})
	seen = c.see("w-oskari", id)
	if seen.Responsible != "w-oskari" || !seen.ClosedOn.IsZero() || seen.Right != "statutory" || seen.Plan == nil || seen.Plan.Situation != "Canarysituation" || !slices.Contains(seen.May, "plan") {
		t.Errorf("back again: %+v", seen)
	}
	if seen.DutyEnd.String() != "2031-05-15" || seen.ClosingPlan != "" {
		t.Errorf("the duty ends %s, closing plan %q", seen.DutyEnd, seen.ClosingPlan)
	}
	c.hears([]string{
		contracts.FactCaseOpened, contracts.FactPlanMade, contracts.FactCaseClosed, contracts.FactCaseReopened,
	})
}

// TestTransitions_WhatTheActLeavesOpen is asked of a person, whose grounds stay
// with the case, sealed.
func TestTransitions_WhatTheActLeavesOpen(t *testing.T) {
	c := newCounty(t)
	id := c.open(someone)
	alone := contracts.RightFacts{BirthDate: calendar.MustParse("2008-02-29"), Basis: "emergency-only"}
	do(c, "w-aino", id, "right", alone)
	if seen := c.see("w-aino", id); seen.Right != "manual" || strings.Join(seen.Open, " ") != "unsettled-basis leap-day-birthday" {
		t.Errorf("%s, asks %v", seen.Right, seen.Open)
	}
	alone.Unsettled, alone.LeapDay = "statutory", "mar1"
	_, err := try(c, "w-aino", id, "right", alone)
	c.refused(err, "required")
	alone.Grounds = "Canarygrounds"
	do(c, "w-aino", id, "right", alone)
	seen := c.see("w-aino", id)
	if seen.Right != "statutory" || seen.DutyEnd.String() != "2031-03-01" || len(seen.Open) != 0 || seen.Timeline[len(seen.Timeline)-1].Text != "Canarygrounds" {
		t.Errorf("%s until %s, asks %v: %+v", seen.Right, seen.DutyEnd, seen.Open, seen.Timeline)
	}
	sum := contracts.RightFacts{BirthDate: calendar.MustParse("2008-02-28"), Basis: "open-care-alone", Placements: []contracts.Placement{
		{Kind: "emergency-only", From: calendar.MustParse("2012-02-03"), To: calendar.MustParse("2012-03-05")},
		{Kind: "open-care-alone", From: calendar.MustParse("2012-03-06"), To: calendar.MustParse("2012-08-09")},
	}}
	do(c, "w-aino", id, "right", sum)
	if seen = c.see("w-aino", id); seen.Right != "statutory" || seen.Findings[0].Act != "KHO:2016:92" {
		t.Errorf("%s by %+v", seen.Right, seen.Findings)
	}
}

func (c *county) mine(person es.ID) contracts.MyCase {
	c.Helper()
	mine, _, err := edge.Call[contracts.MyCase](c.Context(), c.as(person.String()), edge.Request{Method: "GET", Path: "/my/case"})
	must(c.T, err)
	return mine
}
