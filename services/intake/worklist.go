package intake

import (
	"strings"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/readmodel"
	"nivel/libs/vault"
)

// Row is a matter in the worklist: what is shown of it in a list, names sealed.
type Row struct {
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
	Completed     bool          `json:"completed,omitempty"`
	Holder        string        `json:"holder,omitempty"` // id: of the worker
	Revision      es.Revision   `json:"revision"`
}

// The lists of the worklist. Mine is a list for each worker: mineOf(id).
const (
	viewInbox     = "inbox"     // the start is to be decided
	viewMine      = "mine"      // I have it, and it needs something
	viewAssessing = "assessing" // the assessment has started
)

func mineOf(worker string) string { return viewMine + ":" + worker }

// worklist answers "what must be done next, and by when?"
var worklist = readmodel.Model[Row, Event]{
	Name:     "intake-worklist",
	Version:  2,
	Prefixes: []string{Category + "-"},
	Decode:   func(r es.Recorded) (Event, error) { return History.Decode(r.Name, r.Data) },
	Key:      func(r es.Recorded, _ Event) string { return matterOf(r.Stream) },
	Apply:    applyRow,
	Index:    indexRow,
}

func matterOf(stream string) string { return strings.TrimPrefix(stream, Category+"-") }

func applyRow(row Row, r es.Recorded, event Event) Row {
	row.Revision = r.Revision
	switch e := event.(type) {
	case NotificationRegistered:
		row.Registered, row.Identity = r.Meta.Command, e.Texts.Identity
		row.NonDisclosure, row.ReporterBody, row.Channel = e.NonDisclosure, e.ReporterBody, e.Channel
		row.Received, row.Pending = e.Received, e.Pending
		row.StartDue, row.CompletionDue = e.Start.Due, e.Completion.Due
	case UrgencyAssessed:
		row.Urgency = e.Urgency
	case AssessmentStarted:
		row.Decision = Started
	case AssessmentFoundUnnecessary:
		row.Decision = Unnecessary
	case AssessmentCompleted:
		row.Completed = true
	case MatterTaken:
		row.Holder = e.Holder
	case MatterHanded:
		row.Holder = e.To
	}
	return row
}

// Next returns what must be done next and its last day; empty when nothing.
func (r Row) Next() (step string, due calendar.Date) {
	switch {
	case r.Decision == Unnecessary, r.Completed:
		return "", calendar.Date{}
	case r.Decision == Started:
		return "complete-assessment", r.CompletionDue
	case r.Urgency == "":
		return "assess-urgency", r.Pending // immediately: on the day it became pending
	default:
		return "decide-start", r.StartDue
	}
}

// State returns one of contracts.MatterStates.
func (r Row) State() string {
	switch {
	case r.Completed:
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

func indexRow(_ string, row Row) []readmodel.Entry {
	step, due := row.Next()
	if step == "" {
		return nil
	}
	view := viewInbox
	if row.Decision == Started {
		view = viewAssessing
	}
	entries := []readmodel.Entry{{Set: view, Score: scoreOf(due, row.Received)}}
	if row.Holder != "" {
		entries = append(entries, readmodel.Entry{Set: mineOf(row.Holder), Score: scoreOf(due, row.Received)})
	}
	return entries
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
