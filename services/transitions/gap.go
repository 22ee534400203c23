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

	DecisionEnds GapKind = "decision-ends" // a granted service has ended, and the next decision on it does not start yet

	MilestoneLate   GapKind = "milestone-late"    // a step of a planned transfer was to be done by the day before
	FollowUpMissing GapKind = "follow-up-missing" // somebody was to be in contact after the handover by the day before
)

// gapsOf returns the gaps of a case that are open on a day or will open, the
// first to open first. A gap that has closed by itself, such as an absence that is
// over, is none.
//
// Law: 417/2007, section 75, subsection 3 (the end of the duty), section 30 (the
// plan and its yearly review) and section 29 (meetings as the plan says). That the receiver has accepted before the
// right ends, that somebody stands in, that an offer is answered, that one decision follows another, and the steps of a
// handover are house rules.
func gapsOf(r Row, day calendar.Date) []Gap {
	var gaps []Gap
	r.gaps(func(gap Gap, until calendar.Date) {
		if until.IsZero() || !until.Before(day) {
			gaps = append(gaps, gap)
		}
	})
	slices.SortStableFunc(gaps, func(a, b Gap) int { return a.On.Compare(b.On) })
	return gaps
}

// gaps tells of each gap of a case, in the order of the kinds, and of those that
// close by themselves the last day. Zero: it stays until something happens.
func (r Row) gaps(tell func(gap Gap, until calendar.Date)) {
	add := func(is bool, kind GapKind, on calendar.Date) {
		if is {
			tell(Gap{kind, on}, calendar.Date{})
		}
	}
	cared := r.Right == Statutory || r.Right == Discretionary
	if r.Away.unmanned() {
		tell(Gap{NoWorker, r.Away.From}, r.Away.Until)
	}
	add(r.OfferedTo != "", Unanswered, r.RespondBy.AddDays(1))
	add(!r.DutyEnd.IsZero() && r.Right == Statutory && r.Task == access.ChildProtection, RightEnds, r.DutyEnd)
	add(r.Right == "", RightUnknown, r.OpenedOn)
	add(cared && r.ReviewBy.IsZero(), NoPlan, r.RightOn)
	add(cared && !r.ReviewBy.IsZero(), ReviewMissing, r.ReviewBy.AddDays(1))
	add(cared && r.Meet.Every > 0, NoMeeting, r.Meet.due().AddDays(1))
	r.supportGaps(func(on, until calendar.Date) { tell(Gap{DecisionEnds, on}, until) })
	r.Way.gaps(add)
}

// lastingGap returns the first gap that stays until something happens.
func lastingGap(r Row) (first Gap, is bool) {
	r.gaps(func(gap Gap, until calendar.Date) {
		if until.IsZero() && (!is || gap.On.Before(first.On)) {
			first, is = gap, true
		}
	})
	return first, is
}

// passingUntil is the last day on which a gap closes by itself; zero: none does.
func passingUntil(r Row) (last calendar.Date) {
	r.gaps(func(_ Gap, until calendar.Date) { last = later(last, until) })
	return last
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
