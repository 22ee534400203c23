package transitions

import (
	"slices"

	"nivel/libs/calendar"
)

// Step is where the work on a plan is: it is prepared, made together in a
// meeting, and followed up until it is time to prepare its review.
type Step string

// The steps; see contracts.PlanSteps. Empty: there is no plan to work on.
const (
	Prepare      Step = "prepare"
	Meet         Step = "meet"
	StepFollowUp Step = "follow-up"
)

// prepareMonths is how long before its review a plan is prepared. House rule.
const prepareMonths = 1

// prepareFrom is the day from which the next plan is prepared: the first one from
// the assessment of the right, another from a month before the review, and never
// on the day on which the last was made.
func (r Row) prepareFrom() calendar.Date {
	if r.PlannedOn.IsZero() {
		return r.RightOn
	}
	return later(r.ReviewBy.AddMonths(-prepareMonths), r.PlannedOn.AddDays(1))
}

// step is where the work on the plan is on a day. It is no state of its own, but
// what the dates say: who makes a plan is in follow-up again.
func (r Row) step(day calendar.Date) Step {
	from := r.prepareFrom()
	cared := r.Right == Statutory || r.Right == Discretionary
	meets := slices.ContainsFunc(r.Meet.Planned, func(a Appointment) bool { return !a.For.Before(from) })
	switch {
	case !cared || !r.Closed.IsZero():
		return ""
	case !r.PlannedOn.IsZero() && day.Before(from):
		return StepFollowUp
	case meets || !r.Meet.LastMet.Before(from):
		return Meet
	}
	return Prepare
}

// step is where the work on the plan is, for who sees the plan, or the right
// where there is no plan yet.
func (l *look) step(o opened, day calendar.Date) Step {
	row := l.row()
	if !row.PlannedOn.IsZero() && o.plan == nil || row.PlannedOn.IsZero() && o.right == "" {
		return ""
	}
	return row.step(day)
}
