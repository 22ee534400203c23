package transitions

import (
	"slices"

	"nivel/libs/access"
	"nivel/libs/calendar"
)

// Gap is a day from which somebody may fall between two services, or from whose
// eyes: what was to be there by then is not.
type Gap struct {
	Kind GapKind
	On   calendar.Date // the first day of the gap
}

// GapKind is what is missing; see contracts.GapKinds.
type GapKind string

// The kinds, in the order in which those of one day are told.
const (
	NoWorker      GapKind = "no-worker"      // the worker is away and nobody stands in
	Unanswered    GapKind = "unanswered"     // a handover was to be answered by the day before
	RightEnds     GapKind = "right-ends"     // the duty ends, and no other service has accepted
	RightUnknown  GapKind = "right-unknown"  // nobody has assessed the right, so nobody knows when it ends
	NoPlan        GapKind = "no-plan"        // there is aftercare and no plan for it
	ReviewMissing GapKind = "review-missing" // the plan was to be reviewed by the day before
	NoMeeting     GapKind = "no-meeting"     // by the plan, the worker and the young person were to meet by the day before

	MilestoneLate   GapKind = "milestone-late"    // a step of a planned transfer was to be done by the day before
	FollowUpMissing GapKind = "follow-up-missing" // somebody was to be in contact after the handover by the day before
)

// gapsOf returns the gaps of a case that are open on a day or will open, the
// first to open first. A gap that has closed by itself, such as an absence that is
// over, is none.
//
// Law: 417/2007, section 75, subsection 3 (the end of the duty), section 30 (the
// plan and its yearly review) and section 29 (meetings as the plan says). That the receiver has accepted before the
// right ends, that somebody stands in, that an offer is answered, and the steps of a
// handover are house rules.
func gapsOf(r Row, day calendar.Date) []Gap {
	var gaps []Gap
	add := func(is bool, kind GapKind, on calendar.Date) {
		if is {
			gaps = append(gaps, Gap{kind, on})
		}
	}
	cared := r.Right == Statutory || r.Right == Discretionary
	add(r.Away.unmanned() && !r.Away.Until.Before(day), NoWorker, r.Away.From)
	add(r.OfferedTo != "", Unanswered, r.RespondBy.AddDays(1))
	add(!r.DutyEnd.IsZero() && r.Right == Statutory && r.Task == access.ChildProtection, RightEnds, r.DutyEnd)
	add(r.Right == "", RightUnknown, r.OpenedOn)
	add(cared && r.ReviewBy.IsZero(), NoPlan, r.RightOn)
	add(cared && !r.ReviewBy.IsZero(), ReviewMissing, r.ReviewBy.AddDays(1))
	add(cared && r.Meet.Every > 0, NoMeeting, r.Meet.due().AddDays(1))
	r.Way.gaps(add)
	slices.SortStableFunc(gaps, func(a, b Gap) int { return a.On.Compare(b.On) })
	return gaps
}

// lastingGap returns the first gap that stays until something happens: all do but
// an absence.
func lastingGap(r Row) (Gap, bool) {
	r.Away = WorkerAway{}
	return NextGap(r, calendar.Date{})
}

// NextGap returns the gap that opens first, or that has been open for longest.
// False: there is none.
func NextGap(r Row, day calendar.Date) (Gap, bool) {
	gaps := gapsOf(r, day)
	if len(gaps) == 0 {
		return Gap{}, false
	}
	return gaps[0], true
}
