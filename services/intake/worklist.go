package intake

import (
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
	"time"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/readmodel"
	"nivel/libs/vault"
)

// Row is a matter in the worklist: what is shown of it in a list, names sealed.
type Row struct {
	Person        es.ID         `json:"person"`     // the child
	Registered    es.ID         `json:"registered"` // the command that registered it, to open Identity
	Identity      vault.Sealed  `json:"identity,omitzero"`
	NonDisclosure bool          `json:"non_disclosure,omitempty"`
	ReporterBody  ReporterBody  `json:"reporter_body"`
	Channel       Channel       `json:"channel"`
	Received      time.Time     `json:"received"`
	Pending       calendar.Date `json:"pending"`
	StartDue      calendar.Date `json:"start_due"`
	CompletionDue calendar.Date `json:"completion_due"`
	Urgency       Urgency       `json:"urgency,omitempty"`
	Decision      Decision      `json:"decision,omitempty"`
	Outcome       Outcome       `json:"outcome,omitempty"` // empty: the assessment is not completed
	Holder        string        `json:"holder,omitempty"`  // id: of the worker
	Revision      es.Revision   `json:"revision"`

	Way           Way           `json:"way"`
	Basis         Basis         `json:"basis"`
	Queue         string        `json:"queue,omitempty"` // see Matter
	Origin        es.ID         `json:"origin,omitzero"` // of a notification of several children
	OutsideHours  bool          `json:"outside_hours,omitempty"`
	ExpectedBirth calendar.Date `json:"expected_birth,omitzero"`
	StartTarget   bool          `json:"start_target,omitempty"` // StartDue is the area's own
	EndTarget     bool          `json:"end_target,omitempty"`   // CompletionDue is

	Cap   rowCap   `json:"cap,omitzero"`   // why the holder has it although they have enough
	Delay rowDelay `json:"delay,omitzero"` // why what is next is late
}

// The lists that are asked for by view. Mine is a list for each worker, the
// others are a list for each unit.
const (
	viewInbox     = "inbox"     // the start is to be decided
	viewMine      = "mine"      // I have it, and it needs something
	viewAssessing = "assessing" // the assessment has started
)

// ofWho is the list that a worker, or a unit, has of a view.
func ofWho(view, who string) string { return view + ":" + who }

// ofPerson is the list of all matters of a person.
func ofPerson(person es.ID) string { return "person:" + person.String() }

// ofOrigin is the list of the matters that one notification of several children made.
func ofOrigin(origin es.ID) string { return "origin:" + origin.String() }

// worklistOf answers "what must be done next, and by when?" in an area. Which
// unit's a matter is depends on where its holder works, so that an area with
// other workers is another version, built anew.
func worklistOf(a area.Area) readmodel.Model[Row, Event] {
	return readmodel.Model[Row, Event]{
		Name:     "intake-worklist",
		Version:  5<<32 | int(crc32.ChecksumIEEE([]byte(placesIn(a)))),
		Prefixes: []string{Category + "-"},
		Decode:   func(r es.Recorded) (Event, error) { return History.Decode(r.Name, r.Data) },
		Key:      func(r es.Recorded, _ Event) string { return matterOf(r.Stream) },
		Apply:    applyRow,
		Index:    func(_ string, row Row) []readmodel.Entry { return indexRow(a, row) },
	}
}

// placesIn says who works where, as far as that decides in which lists a matter
// stands.
func placesIn(a area.Area) string {
	var places strings.Builder
	for _, w := range a.Workers {
		fmt.Fprintln(&places, w.ID, w.Unit, slices.Contains(w.Tasks, access.ChildProtection))
	}
	return places.String()
}

// unitsOf returns the units whose lists a matter stands in: its holder's; where
// nobody has it, the one in whose queue it lies; and of the shared queue all that
// work in child protection.
func unitsOf(a area.Area, holder, queue string) []string {
	if w, ok := a.Worker(holder); ok {
		return []string{w.Unit}
	}
	if holder == "" && slices.Contains(a.UnitCodes(), queue) {
		return []string{queue}
	}
	var units []string
	for _, w := range a.Workers {
		if slices.Contains(w.Tasks, access.ChildProtection) && !slices.Contains(units, w.Unit) {
			units = append(units, w.Unit)
		}
	}
	return units
}

func matterOf(stream string) string { return strings.TrimPrefix(stream, Category+"-") }

func applyRow(row Row, r es.Recorded, event Event) Row {
	row.Revision, row.Cap, row.Delay = r.Revision, row.Cap.after(r, event), row.Delay.after(r, event)
	switch e := event.(type) {
	case NotificationRegistered:
		row = row.arrived(r, e)
		row.Way, row.Basis, row.Queue = WayNotification, ChildWelfare, sharedQueue
	case ArrivalRegistered:
		common, _ := arrivedBy(e)
		row = row.arrived(r, common)
		row.Way, row.Basis, row.Queue, row.OutsideHours, row.ExpectedBirth = e.Way, e.Basis, queueOf(e.Unit), e.OutsideHours, e.ExpectedBirth
	case BirthRecorded:
		row.Pending, row.StartDue, row.CompletionDue = e.Pending, e.Start.Due, e.Completion.Due
		if !e.Identity.IsZero() {
			row.Registered, row.Identity = r.Meta.Command, e.Identity
		}
	case MatterQueued:
		row.Holder, row.Queue = "", queueOf(e.Unit)
	case UrgencyAssessed:
		row.Urgency = e.Urgency
	case AssessmentStarted:
		row.Decision = Started
	case AssessmentFoundUnnecessary:
		row.Decision = Unnecessary
	case AssessmentCompleted:
		row.Outcome = e.Outcome
	case MatterTaken:
		row.Holder, row.Queue = e.Holder, ""
	case MatterHanded:
		row.Holder, row.Queue = e.To, ""
	}
	return row
}

// arrived is the row of what has just arrived.
func (r Row) arrived(at es.Recorded, e NotificationRegistered) Row {
	r.Person, r.Registered, r.Identity, r.Origin = e.Person, at.Meta.Command, e.Texts.Identity, e.Origin
	r.NonDisclosure, r.ReporterBody, r.Channel = e.NonDisclosure, e.ReporterBody, e.Channel
	r.Received, r.Pending = e.Received, e.Pending
	r.StartDue, r.CompletionDue = e.Start.Due, e.Completion.Due
	r.StartTarget, r.EndTarget = e.Start.Target, e.Completion.Target
	return r
}

// matter is what access asks of the matter that a row shows.
func (r Row) matter() Matter {
	return Matter{Registered: true, Person: r.Person, Holder: r.Holder, Queue: r.Queue, Pending: r.Pending, Decision: r.Decision, Outcome: r.Outcome}
}

// Next returns what must be done next and its last day; empty when nothing.
func (r Row) Next() (step string, due calendar.Date) {
	switch {
	case r.Decision == Unnecessary, r.Outcome != "":
		return "", calendar.Date{}
	case r.Pending.IsZero():
		return "await-birth", r.ExpectedBirth
	case r.Decision == Started:
		return "complete-assessment", r.CompletionDue
	case r.Urgency == "":
		return "assess-urgency", r.Pending // immediately: on the day it became pending
	default:
		return "decide-start", r.StartDue
	}
}

// ownTarget reports whether the day of what is next is the area's own target.
func (r Row) ownTarget() bool {
	return r.Decision == Started && r.EndTarget || r.Decision == "" && r.Urgency != "" && r.StartTarget
}

// State returns one of contracts.MatterStates.
func (r Row) State() string {
	switch {
	case r.Pending.IsZero():
		return "anticipated"
	case r.Outcome != "":
		return "completed"
	case r.Decision == Unnecessary:
		return "not-started"
	case r.Decision == Started:
		return "assessing"
	case r.Urgency != "":
		return "assessed"
	default:
		return "received"
	}
}

func indexRow(a area.Area, row Row) []readmodel.Entry {
	all := []readmodel.Entry{{Set: ofPerson(row.Person), Score: float64(row.Received.Unix())}}
	if !row.Origin.IsZero() {
		all = append(all, readmodel.Entry{Set: ofOrigin(row.Origin), Score: float64(row.Received.Unix())})
	}
	step, due := row.Next()
	if step == "" {
		return all
	}
	view, score := viewInbox, scoreOf(due, row.Received)
	if row.Decision == Started {
		view = viewAssessing
	}
	for _, unit := range unitsOf(a, row.Holder, row.Queue) {
		all = append(all, readmodel.Entry{Set: ofWho(view, unit), Score: score})
	}
	if row.Holder != "" {
		all = append(all, readmodel.Entry{Set: ofWho(viewMine, row.Holder), Score: score})
	}
	return all
}

// minutesPerDue leaves room behind each due day for the order of arrival: 19
// years of minutes.
const minutesPerDue = 1e7

// scoreOf orders by due day, and within a day by arrival.
func scoreOf(due calendar.Date, received time.Time) float64 {
	minutes := received.Unix() / 60 % minutesPerDue
	return dayScore(due) + float64(minutes)
}

// dayScore is the lowest score of what is due on a day.
func dayScore(day calendar.Date) float64 {
	return float64(firstDay.DaysUntil(day)) * minutesPerDue
}
