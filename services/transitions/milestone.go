package transitions

import (
	"nivel/libs/access"
	"nivel/libs/calendar"
)

// Way is how far the handover of a case into another service has come: the day of
// each thing that was done. A zero day: it was not.
type Way struct {
	Planned  calendar.Date `json:"planned,omitzero"`  // on which responsibility is to move
	Started  calendar.Date `json:"started,omitzero"`  // the first thing that was done
	Assessed calendar.Date `json:"assessed,omitzero"` // the need of the services to come
	Met      calendar.Date `json:"met,omitzero"`      // the three, about the offer that stands
	Drafted  calendar.Date `json:"drafted,omitzero"`  // the closing plan
	Signed   calendar.Date `json:"signed,omitzero"`   // the closing plan
	Named    calendar.Date `json:"named,omitzero"`    // the worker who receives: the offer that stands
	Moved    calendar.Date `json:"moved,omitzero"`    // another service has it
	Accepted calendar.Date `json:"accepted,omitzero"` // by who has it now, whatever their service
	First    calendar.Date `json:"first,omitzero"`    // the first follow-up since then
	Second   calendar.Date `json:"second,omitzero"`   // the second
}

// after is the way once something more has happened.
func (w Way) after(event Event) Way {
	switch e := event.(type) {
	case TransferPlanned:
		w.Planned = e.Transfer
		return w.begun(e.On)
	case ConsentRecorded:
		return w.begun(e.On)
	case SummaryWritten:
		return w.begun(e.On)
	case HandoverOffered:
		w.Named, w.Met = e.On, calendar.Date{}
		return w.begun(e.On)
	case HandoverDeclined, HandoverWithdrawn:
		w.Named, w.Met = calendar.Date{}, calendar.Date{}
	case JointMeetingHeld:
		w.Met = e.Met
	case StepTaken:
		return w.taken(e)
	case ClosingPlanMade:
		w.Signed = e.On
		if w.Drafted.IsZero() {
			w.Drafted = e.On
		}
	case HandoverAccepted:
		return w.accepted(e)
	case FollowedUp:
		if e.Months == firstFollowUp {
			w.First = e.Met
		} else {
			w.Second = e.Met
		}
	case CaseReopened:
		return Way{}
	}
	return w
}

// begun notes that something was done for the handover.
func (w Way) begun(on calendar.Date) Way {
	if w.Started.IsZero() {
		w.Started = on
	}
	return w
}

func (w Way) taken(e StepTaken) Way {
	if e.Step == needsAssessment {
		w.Assessed = e.Done
	} else {
		w.Drafted = e.Done
	}
	return w.begun(e.On)
}

// accepted notes who has the case. Where that is a colleague of child protection,
// the way into another service is still ahead, and so is who receives it; where it
// had moved and comes back, all of the way is.
func (w Way) accepted(e HandoverAccepted) Way {
	w.Accepted, w.First, w.Second = e.On, calendar.Date{}, calendar.Date{}
	switch {
	case !w.Moved.IsZero() && e.Task == access.ChildProtection:
		return Way{Accepted: e.On}
	case !w.Moved.IsZero():
	case e.Task != "" && e.Task != access.ChildProtection:
		w.Moved = e.On
	default:
		w.Planned, w.Started, w.Named, w.Met = calendar.Date{}, calendar.Date{}, calendar.Date{}, calendar.Date{}
	}
	return w
}

// Milestone is one step of a handover, by which day it should be done, and when it
// was.
type Milestone struct {
	Step string // of contracts.HandoverSteps
	Due  calendar.Date
	Done calendar.Date // zero: it is not
	Late bool          // it is not done, and its day has passed
}

// The steps that somebody records as such; the others are done by what happens.
const (
	needsAssessment  = "needs-assessment"
	closingPlanDraft = "closing-plan-draft"
)

// The follow-ups, in months after the acceptance.
const (
	firstFollowUp  = 1
	secondFollowUp = 3
)

// milestones returns the steps of the handover of a case into another service, in
// the order of their days: counted from the day that was planned for it, or from
// the end of the duty; after the move, from the acceptance. None: there is no day
// to count from. No provision sets these days: good practice of accompanied
// handover, as a house rule.
func milestones(w Way, dutyEnd, today calendar.Date) []Milestone {
	move := w.Planned
	if move.IsZero() {
		move = dutyEnd
	}
	after := move
	if !w.Moved.IsZero() {
		after = w.Accepted
	}
	var all []Milestone
	add := func(step string, from calendar.Date, months int, done calendar.Date, counts bool) {
		if !from.IsZero() {
			due := from.AddMonths(months)
			all = append(all, Milestone{Step: step, Due: due, Done: done, Late: counts && done.IsZero() && due.Before(today)})
		}
	}
	ahead := w.Moved.IsZero() // once it has moved, what was left out before is late no more
	var named calendar.Date
	if !w.Signed.IsZero() && !w.Named.IsZero() {
		named = later(w.Signed, w.Named)
	}
	add("start", move, -12, w.Started, ahead)
	add(needsAssessment, move, -9, w.Assessed, ahead)
	add("joint-meeting", move, -6, w.Met, ahead)
	add(closingPlanDraft, move, -3, w.Drafted, ahead)
	add("closing-plan", move, -1, named, ahead)
	if move.IsZero() {
		move = w.Moved
	}
	add("transfer", move, 0, w.Moved, ahead)
	add("follow-up-1", after, firstFollowUp, w.followedUp(w.First), !ahead)
	add("follow-up-3", after, secondFollowUp, w.followedUp(w.Second), !ahead)
	return all
}

// followedUp is a follow-up as one after the move: one after a handover within
// child protection is none.
func (w Way) followedUp(day calendar.Date) calendar.Date {
	if w.Moved.IsZero() {
		return calendar.Date{}
	}
	return day
}

// FollowUp is a contact after a handover, by which day it should be made, and when
// it was.
type FollowUp struct {
	Months int
	Due    calendar.Date
	Done   calendar.Date // zero: not yet
	Late   bool
}

// followUps returns those after the last acceptance, the first first; none, before
// there was one.
func followUps(w Way, today calendar.Date) (all []FollowUp) {
	if w.Accepted.IsZero() {
		return nil
	}
	for _, f := range []FollowUp{{Months: firstFollowUp, Done: w.First}, {Months: secondFollowUp, Done: w.Second}} {
		f.Due = w.Accepted.AddMonths(f.Months)
		f.Late = f.Done.IsZero() && f.Due.Before(today)
		all = append(all, f)
	}
	return all
}

// gaps are the days from which a step of a planned transfer, or a follow-up, is
// missing: of each the first that is not done. A transfer that nobody planned has
// no steps to miss; that the right ends is a gap of its own.
func (w Way) gaps(add func(is bool, kind GapKind, on calendar.Date)) {
	for _, m := range milestones(w, calendar.Date{}, calendar.Date{}) {
		if m.Done.IsZero() && !w.Planned.IsZero() && w.Moved.IsZero() {
			add(true, MilestoneLate, m.Due.AddDays(1))
			break
		}
	}
	for _, f := range followUps(w, calendar.Date{}) {
		if f.Done.IsZero() {
			add(true, FollowUpMissing, f.Due.AddDays(1))
			break
		}
	}
}
