package transitions

import (
	"cmp"
	"slices"
	"strings"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/readmodel"
	"nivel/libs/vault"
)

// Row is a case in the worklist: what is shown of it in a list.
type Row struct {
	Person      es.ID         `json:"person"`
	OpenedOn    calendar.Date `json:"opened_on"`
	Responsible string        `json:"responsible"` // id: of the worker
	Right       Right         `json:"right,omitempty"`
	DutyEnd     calendar.Date `json:"duty_end,omitzero"`
	PlannedOn   calendar.Date `json:"planned_on,omitzero"`
	ReviewBy    calendar.Date `json:"review_by,omitzero"`
	OfferedTo   string        `json:"offered_to,omitempty"` // id: of the worker; empty: no offer awaits an answer
	OfferedOn   calendar.Date `json:"offered_on,omitzero"`
	RespondBy   calendar.Date `json:"respond_by,omitzero"`
	Overdue     bool          `json:"overdue,omitempty"` // no answer came, and the managers were told
	Met         calendar.Date `json:"met,omitzero"`
	Token       vault.Token   `json:"token,omitempty"` // of the last code, used or not

	Task    access.Task `json:"task"`               // in which the worker has it
	RightIn access.Task `json:"right_in,omitempty"` // in which the right was assessed

	RightOn       calendar.Date `json:"right_on,omitzero"`       // when it was assessed
	Judged        Judged        `json:"judged,omitzero"`         // what it was assessed on
	Away          WorkerAway    `json:"away,omitzero"`           // the last absence of who is responsible
	ExtendedUntil calendar.Date `json:"extended_until,omitzero"` // last day of the area's own extension
	Closed        calendar.Date `json:"closed,omitzero"`
	ReturnUntil   calendar.Date `json:"return_until,omitzero"` // of a closed case: the first day on which nobody may come back

	Way      Way       `json:"way,omitzero"`       // how far the handover has come
	Proposed []Written `json:"proposed,omitempty"` // by the young person, unanswered
	Meet     Rhythm    `json:"meet,omitzero"`
	Support  []Support `json:"support,omitempty"` // that was granted, in the order of the decisions

	Housing []OpenNeed `json:"housing,omitempty"` // oldest first

	Revision es.Revision `json:"revision"`
}

// The lists of the worklist that are asked for by view. Each worker has an own
// one of each.
const (
	viewMine        = "mine"          // I am responsible
	viewOfferedToMe = "offered-to-me" // I am asked to take it
	viewOfferedByMe = "offered-by-me" // I asked a colleague
	viewClosed      = "closed"        // I was responsible when it ended
)

var views = []string{viewMine, viewOfferedToMe, viewOfferedByMe, viewClosed}

func ofWorker(view, worker string) string { return view + ":" + worker }

// The lists that answer which case: of a person, newest first; of a code.
func ofPerson(person es.ID) string    { return "person:" + person.String() }
func ofCode(token vault.Token) string { return "code:" + string(token) }

// worklist answers "what must be done next for my cases, and by when?", and
// which case belongs to a code or a person.
var worklist = readmodel.Model[Row, Event]{
	Name:     "transitions-worklist",
	Version:  9,
	Prefixes: []string{Category + "-"},
	Decode:   func(r es.Recorded) (Event, error) { return History.Decode(r.Name, r.Data) },
	Key:      func(r es.Recorded, _ Event) string { return caseIn(r.Stream) },
	Apply:    applyRow,
	Index:    indexRow,
}

func caseIn(stream string) string { return strings.TrimPrefix(stream, Category+"-") }

func applyRow(row Row, r es.Recorded, event Event) Row {
	row.Revision, row.Way = r.Revision, row.Way.after(event)
	switch e := event.(type) {
	case CaseOpened:
		row.Person, row.OpenedOn, row.Responsible, row.Task = e.Person, e.On, e.Responsible, access.ChildProtection
	case RightAssessed:
		row.Right, row.DutyEnd = e.Right, e.DutyEnd
		row.RightIn, row.RightOn, row.Judged = row.Task, e.On, judgedOf(e, r.Meta.Command)
	case PlanMade:
		row.PlannedOn, row.ReviewBy = e.On, e.ReviewBy
		row.Proposed = without(row.Proposed, e.Takes...)
		row.Meet = row.Meet.agree(e.MeetEvery, e.On)
	case MeetingPlanned:
		row.Meet = row.Meet.plan(e)
	case MeetingHeld:
		row.Meet = row.Meet.hold(e)
	case HousingNeedOpened, HousingNeedEnded:
		row = row.housed(e)
	case MeetingCancelled:
		row.Meet = row.Meet.drop(e.Meeting)
	case YouthWrote:
		if e.Kind == proposal {
			row.Proposed = append(slices.Clip(row.Proposed), Written{ID: e.Writing, Kind: e.Kind, Task: row.Task})
		}
	case YouthAnswered:
		row.Proposed = without(row.Proposed, e.Writing)
	case HandoverOffered:
		row.OfferedTo, row.OfferedOn, row.RespondBy, row.Met, row.Overdue = e.To, e.On, e.RespondBy, calendar.Date{}, false
	case HandoverOverdue:
		row.Overdue = true
	case JointMeetingHeld:
		row.Met = e.Met
	case HandoverDeclined, HandoverWithdrawn:
		row = row.answered()
	case HandoverAccepted:
		row = row.moved(Part{Holder: e.To, Task: cmp.Or(e.Task, row.Task)})
	case YouthInvited:
		row.Token = e.Token
	case WorkerAway:
		row.Away = e
	case DecisionMade:
		row.Support = supportAfter(row.Support, e)
	case AftercareExtended:
		row.ExtendedUntil = e.Until
	case CaseClosed:
		row.Closed, row.ReturnUntil, row.Token = e.On, e.ReturnUntil, ""
	case CaseReopened:
		row.Closed, row.ReturnUntil = calendar.Date{}, calendar.Date{}
		row = row.moved(Part{Holder: e.Responsible, Task: access.ChildProtection})
	}
	return row
}

// moved is the row in the hands of somebody: the offer is answered, and who was
// away has it no more.
func (r Row) moved(to Part) Row {
	r = r.answered()
	r.Responsible, r.Task, r.Away = to.Holder, to.Task, WorkerAway{}
	return r
}

// answered is the row without the offer.
func (r Row) answered() Row {
	r.OfferedTo, r.OfferedOn, r.RespondBy, r.Met, r.Overdue = "", calendar.Date{}, calendar.Date{}, calendar.Date{}, false
	return r
}

// offer is what the row says of the offer, and of whom.
func (r Row) offer() Row {
	return Row{
		Person: r.Person, Responsible: r.Responsible, OfferedTo: r.OfferedTo, OfferedOn: r.OfferedOn,
		RespondBy: r.RespondBy, Met: r.Met, Revision: r.Revision,
	}
}

// Next returns what must be done next, as viewer sees it, and its last day.
// Empty: nothing. No day: the law sets none; without delay.
func (r Row) Next(viewer string) (step string, due calendar.Date) {
	switch {
	case !r.Closed.IsZero():
		return "", calendar.Date{}
	case r.OfferedTo != "" && !r.Met.IsZero():
		return "accept", r.RespondBy
	case r.OfferedTo != "" && r.OfferedTo == viewer:
		return "answer-handover", r.RespondBy
	case r.OfferedTo != "":
		return "meet", r.RespondBy
	case r.Right == "":
		return "assess-right", calendar.Date{}
	case (r.Right == NoRight || r.Right == Ended) && r.ExtendedUntil.IsZero():
		return "", calendar.Date{}
	case r.ReviewBy.IsZero():
		return "make-plan", calendar.Date{}
	case len(openIn(r.Proposed, r.Task)) > 0:
		return "answer-proposal", calendar.Date{}
	default:
		return "review-plan", r.ReviewBy
	}
}

// indexRow lists an open case wherever something is to be done with it. A closed
// one has no gap and is no part of the caseload.
func indexRow(_ string, row Row) []readmodel.Entry {
	ofPerson := readmodel.Entry{Set: ofPerson(row.Person), Score: -dayNumber(row.OpenedOn)}
	if !row.Closed.IsZero() {
		return []readmodel.Entry{{Set: ofWorker(viewClosed, row.Responsible), Score: row.score()}, ofPerson}
	}
	entries := []readmodel.Entry{
		{Set: ofWorker(viewMine, row.Responsible), Score: row.score()},
		{Set: allCases, Score: dayNumber(row.OpenedOn)},
		ofPerson,
	}
	if row.OfferedTo != "" {
		entries = append(entries,
			readmodel.Entry{Set: ofWorker(viewOfferedToMe, row.OfferedTo), Score: row.score()},
			readmodel.Entry{Set: ofWorker(viewOfferedByMe, row.Responsible), Score: row.score()})
	}
	if row.Token != "" {
		entries = append(entries, readmodel.Entry{Set: ofCode(row.Token)})
	}
	return append(append(entries, indexGaps(row)...), indexUnanswered(row)...)
}

// Scores order by due day, and within a day by the day of opening.
const (
	daysPerDue   = 1e5   // room for the day of opening: 273 years
	withoutDelay = -1e10 // before everything that has a day
	nothingToDo  = 1e12  // behind everything
)

func (r Row) score() float64 {
	step, due := r.Next(r.Responsible)
	switch {
	case step == "":
		return nothingToDo + dayNumber(r.OpenedOn)
	case due.IsZero():
		return withoutDelay + dayNumber(r.OpenedOn)
	default:
		return dayScore(due) + dayNumber(r.OpenedOn)
	}
}

// dayScore is the lowest score of what is due on a day.
func dayScore(day calendar.Date) float64 { return dayNumber(day) * daysPerDue }

// firstDay is the day from which the Child Welfare Act 417/2007 is in force.
var firstDay = calendar.MustParse("2008-01-01")

func dayNumber(day calendar.Date) float64 { return float64(firstDay.DaysUntil(day)) }
