package transitions

import (
	"context"
	"net/http"
	"slices"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// ErrNotOpenYet: on that day there was no case, or nobody had recorded it.
var ErrNotOpenYet = refusal.Refusal{Kind: refusal.Untimely, Code: "not-open-yet"}

// pastAsked is what was asked of the past, as it was typed: who may not see the
// case is not told what is wrong with it.
type pastAsked struct {
	id         es.ID
	day, known string
}

func decodePast(r *http.Request) (pastAsked, error) {
	id, err := edge.ID(r, "case")
	return pastAsked{id, r.URL.Query().Get("day"), r.URL.Query().Get("known")}, err
}

// pastOf is a past day and what is taken as known of it.
type pastOf struct {
	day   calendar.Date
	known string // of contracts.PastKnown
}

func (ask pastAsked) read(today calendar.Date) (pastOf, error) {
	var c refusal.Check
	day, err := calendar.Parse(ask.day)
	c.Require(err == nil, "day", "malformed-date")
	c.Require(!day.After(today), "day", "in-the-future")
	c.Require(slices.Contains(contracts.PastKnown(), ask.known), "known", "unknown-code")
	return pastOf{day, ask.known}, c.Refusal()
}

// seePast shows a case as it was on a past day: to those who may see it now, and
// of it what they may see now.
// Errors: those of seeCase; ErrNotOpenYet.
func (s *Service) seePast(ctx context.Context, asked pastAsked) (contracts.Past, error) {
	k, err := s.know(ctx, asked.id)
	if err != nil {
		return contracts.Past{}, err
	}
	now, err := s.look(ctx, k)
	if err != nil {
		return contracts.Past{}, err
	}
	ask, err := asked.read(today(ctx))
	if err != nil {
		return contracts.Past{}, err
	}
	l := now.past(ask)
	if l.until == 0 {
		return contracts.Past{}, ErrNotOpenYet
	}
	o, err := s.open(ctx, l.known, l.papers, l.shown, l.sees)
	if err != nil {
		return contracts.Past{}, err
	}
	c, err := l.show(o, ask.day)
	if err == nil {
		c.Groups, err = s.groupTimes(now, ask.day)
	}
	c.HousingLate = false
	c.Next, c.Due, c.Overdue, c.May = "", calendar.Date{}, false, []string{} // of that day, nothing is to be done any more
	return contracts.Past{Day: ask.day, Known: ask.known, Case: c}, err
}

// past is what the same reader sees of what belongs to a past day, without an
// offer to answer. What may be seen is decided on the case as it is now.
func (l *look) past(ask pastOf) *look {
	then := *l
	then.known.happened, then.papers, then.until, then.offer = nil, nil, 0, -1
	inView := l.known.happened[:l.until] // what came later corrects nothing for who does not see it
	keep := ask.keep(inView)
	for i, h := range inView {
		if keep(i) {
			then.known.happened, then.papers = append(then.known.happened, h), append(then.papers, l.papers[i])
		}
	}
	if !opens(then.known.happened) {
		then.known.happened, then.papers = nil, nil // what was so before, such as a friend of many years, makes no case
	}
	then.until = len(then.known.happened)
	return &then
}

// opens reports whether the opening of the case is among what happened.
func opens(happened []es.Happening[Event]) bool {
	return slices.ContainsFunc(happened, func(h es.Happening[Event]) bool {
		_, is := h.Event.(CaseOpened)
		return is
	})
}

// keep reports of each event whether it belongs to the day: as recorded then,
// what had been recorded by its end; as known now, what was so by then, whenever
// it was recorded. A later judgement of the right, or of the areas, corrects the
// earlier one: as known now, it was so from the first. A contact that was withdrawn
// never was.
func (ask pastOf) keep(happened []es.Happening[Event]) func(i int) bool {
	if ask.known == contracts.KnownThen {
		return func(i int) bool { return !calendar.On(happened[i].RecordedAt).After(ask.day) }
	}
	right, areas, gone := corrected[RightAssessed](happened), corrected[AreasFound](happened), withdrawnIn(happened)
	return func(i int) bool {
		switch e := happened[i].Event.(type) {
		case ContactHad:
			if gone[e.Contact] {
				return false
			}
		case RightAssessed:
			return right.keeps(i, ask.day)
		case AreasFound:
			return areas.keeps(i, ask.day)
		}
		return !soFrom(happened[i]).After(ask.day)
	}
}

// judgement is one that later ones correct: the last one counts, from the day of
// the first.
type judgement struct {
	last int
	from calendar.Date
}

func corrected[E Event](happened []es.Happening[Event]) (j judgement) {
	for i, h := range happened {
		if _, is := h.Event.(E); !is {
			continue
		}
		if j.last = i; j.from.IsZero() {
			j.from = soFrom(h)
		}
	}
	return j
}

func (j judgement) keeps(i int, day calendar.Date) bool { return i == j.last && !j.from.After(day) }

// soFrom is the day from which what an event says was so: its own where it names
// one, else that on which it was recorded.
func soFrom(h es.Happening[Event]) calendar.Date {
	if e, names := h.Event.(dated); names && !e.soFrom().IsZero() {
		return e.soFrom()
	}
	return calendar.On(h.RecordedAt)
}

// dated is an event that names a day: all that hold one do.
type dated interface {
	// soFrom is the day from which what it says was so, which may be before the one
	// on which it was said.
	soFrom() calendar.Date
}

func (e JointMeetingHeld) soFrom() calendar.Date { return e.Met }
func (e MeetingHeld) soFrom() calendar.Date      { return e.Met }
func (e FollowedUp) soFrom() calendar.Date       { return e.Met }
func (e StepTaken) soFrom() calendar.Date        { return e.Done }
func (e ConsentRecorded) soFrom() calendar.Date  { return e.Asked }
func (e DecisionServed) soFrom() calendar.Date   { return e.Sent }
func (e WorkerAway) soFrom() calendar.Date       { return e.From }

// Of these it is the day on which they were said.

func (e CaseOpened) soFrom() calendar.Date         { return e.On }
func (e RightAssessed) soFrom() calendar.Date      { return e.On }
func (e PlanMade) soFrom() calendar.Date           { return e.On }
func (e HandoverOffered) soFrom() calendar.Date    { return e.On }
func (e HandoverDeclined) soFrom() calendar.Date   { return e.On }
func (e HandoverWithdrawn) soFrom() calendar.Date  { return e.On }
func (e HandoverOverdue) soFrom() calendar.Date    { return e.On }
func (e HandoverAccepted) soFrom() calendar.Date   { return e.On }
func (e HandoverFileIssued) soFrom() calendar.Date { return e.On }
func (e SummaryWritten) soFrom() calendar.Date     { return e.On }
func (e SummaryReviewed) soFrom() calendar.Date    { return e.On }
func (e TransferPlanned) soFrom() calendar.Date    { return e.On }
func (e YouthWrote) soFrom() calendar.Date         { return e.On }
func (e YouthAnswered) soFrom() calendar.Date      { return e.On }
func (e MeetingPlanned) soFrom() calendar.Date     { return e.On }
func (e MeetingCancelled) soFrom() calendar.Date   { return e.On }
func (e AftercareExtended) soFrom() calendar.Date  { return e.On }
func (e AreasFound) soFrom() calendar.Date         { return e.On }
func (e ClosingPlanMade) soFrom() calendar.Date    { return e.On }
func (e CaseClosed) soFrom() calendar.Date         { return e.On }
func (e CaseReopened) soFrom() calendar.Date       { return e.On }
func (e DecisionMade) soFrom() calendar.Date       { return e.On }
func (e FundsReserved) soFrom() calendar.Date      { return e.On }
