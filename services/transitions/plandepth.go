package transitions

import (
	"slices"
	"strconv"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// What a plan says beyond its core, as the national structure of the plan for
// aftercare (15010) has it: needs, strengths, the way to each goal, services, who
// takes part, and how often the worker and the young person meet.

// GoalWay is how and by when a goal is to be reached.
type GoalWay struct {
	Means vault.Sealed  `json:"means,omitzero"`
	By    calendar.Date `json:"by,omitzero"`   // the day by which; zero: none is set
	When  vault.Sealed  `json:"when,omitzero"` // the time in words
}

// PlannedService is a service or support that the plan counts on.
type PlannedService struct {
	Service string       `json:"service,omitempty"` // code: of contracts.SupportServices; empty: another
	What    vault.Sealed `json:"what"`
}

// maxWeeks is the longest time between two meetings that a plan may agree on: as
// long as until its review.
const maxWeeks = 52

// checkDepth notes what is wrong beside the texts:
//
//	out-of-range, in-the-past, unknown-code
func (cmd MakePlan) checkDepth(c *refusal.Check) {
	c.Require(cmd.MeetEvery >= 0 && cmd.MeetEvery <= maxWeeks, "meet_every", "out-of-range")
	for i, way := range cmd.Texts.Ways {
		c.Require(way.By.IsZero() || !way.By.Before(cmd.On), wayField(i, "by"), "in-the-past")
	}
	for i, planned := range cmd.Texts.Planned {
		known := planned.Service == "" || slices.Contains(contracts.SupportServices(), planned.Service)
		c.Require(known, plannedField(i, "service"), "unknown-code")
	}
}

// checkDepthTexts notes what is wrong with the texts:
//
//	required, too-long, too-many, unreadable-characters
func checkDepthTexts(c *refusal.Check, plan contracts.Plan) {
	text(c, "needs", plan.Needs, false)
	text(c, "strengths", plan.Strengths, false)
	text(c, "takes_part", plan.TakesPart, false)
	c.Require(len(plan.Ways) <= len(plan.Goals), "ways", "too-many")
	for i, way := range plan.Ways {
		text(c, wayField(i, "means"), way.Means, false)
		text(c, wayField(i, "when"), way.When, false)
	}
	c.Require(len(plan.Planned) <= maxGoals, "planned", "too-many")
	for i, planned := range plan.Planned {
		text(c, plannedField(i, "what"), planned.What, true)
	}
}

func wayField(i int, part string) string { return "ways." + strconv.Itoa(i) + "." + part }

func plannedField(i int, part string) string { return "planned." + strconv.Itoa(i) + "." + part }

// waysOf is what the depth of a plan holds beside its texts, which are yet to be
// sealed: days and codes.
func waysOf(plan contracts.Plan) (texts PlanTexts) {
	for _, way := range plan.Ways {
		texts.Ways = append(texts.Ways, GoalWay{By: way.By})
	}
	for _, planned := range plan.Planned {
		texts.Planned = append(texts.Planned, PlannedService{Service: planned.Service})
	}
	return texts
}

// sealDepth seals the depth of a plan into texts.
func sealDepth(b *vault.Batch, who vault.Subject, plan contracts.PlanDepth, texts *PlanTexts) {
	texts.Needs = b.Seal(who, "needs", vault.Plain(plan.Needs))
	texts.Strengths = b.Seal(who, "strengths", vault.Plain(plan.Strengths))
	texts.TakesPart = b.Seal(who, "takes_part", vault.Plain(plan.TakesPart))
	for i, way := range plan.Ways {
		texts.Ways = append(texts.Ways, GoalWay{
			Means: b.Seal(who, wayField(i, "means"), vault.Plain(way.Means)), By: way.By,
			When: b.Seal(who, wayField(i, "when"), vault.Plain(way.When)),
		})
	}
	for i, planned := range plan.Planned {
		texts.Planned = append(texts.Planned, PlannedService{
			Service: planned.Service, What: b.Seal(who, plannedField(i, "what"), vault.Plain(planned.What)),
		})
	}
}

// openDepth opens the depth of a plan; errors stay in b.
func openDepth(b *vault.Batch, e PlanMade) contracts.PlanDepth {
	depth := contracts.PlanDepth{
		Needs: b.Open("needs", e.Texts.Needs).Reveal(), Strengths: b.Open("strengths", e.Texts.Strengths).Reveal(),
		TakesPart: b.Open("takes_part", e.Texts.TakesPart).Reveal(), MeetEvery: e.MeetEvery,
	}
	for i, way := range e.Texts.Ways {
		depth.Ways = append(depth.Ways, contracts.GoalWay{
			Means: b.Open(wayField(i, "means"), way.Means).Reveal(), By: way.By, When: b.Open(wayField(i, "when"), way.When).Reveal(),
		})
	}
	for i, planned := range e.Texts.Planned {
		depth.Planned = append(depth.Planned, contracts.PlannedService{
			Service: planned.Service, What: b.Open(plannedField(i, "what"), planned.What).Reveal(),
		})
	}
	return depth
}
