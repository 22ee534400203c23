package contracts

import (
	"fmt"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/es"
)

// The checklist of the risk of placement at the ages of 12 to 17, as services/intake
// takes it. It is a house rule, a help to people who work together: it gives no
// number, decides nothing, and every one is judged by a worker in their own words.
//
//	GET  /matters/{matter}/checklist            –                  → RiskChecklist
//	POST /matters/{matter}/checklist            ChecklistAnswers   → Receipt
//	POST /matters/{matter}/checklist/judgement  ChecklistJudgement → Receipt
//	POST /matters/{matter}/checklist/support    RiskSupport        → Receipt
//	GET  /signals?year=                         –                  → SignalReport

// RiskChecklist is all that was answered and judged on one matter.
type RiskChecklist struct {
	Matter    es.ID             `json:"matter"`
	Revision  es.Revision       `json:"revision"` // of the matter
	ChildName string            `json:"child_name"`
	Age       *int              `json:"age,omitempty"` // in full years, today; absent: the birth date is not known
	Form      AssessmentForm    `json:"form"`          // the newest version
	Filled    []FilledChecklist `json:"filled"`        // oldest first
	Supports  []BegunSupport    `json:"supports,omitempty"`
	May       []string          `json:"may"`           // what the reader may do now: fill, judge, begin-support
	Why       string            `json:"why,omitempty"` // code of the refusal where no checklist can be filled in now
}

// Version returns what the edge puts into ETag and Nivel-Position.
func (c RiskChecklist) Version() (es.Revision, es.Position) { return c.Revision, es.Position{} }

// FilledChecklist is one that was filled in, with the words of its own version.
type FilledChecklist struct {
	Form    AssessmentForm    `json:"form"`
	Answers []ChecklistAnswer `json:"answers"` // in the order of the form
	More    string            `json:"more,omitempty"`
	Signal  []string          `json:"signal"` // the answers behind the signal: fields answered as seen; empty: no signal
	Age     int               `json:"age"`    // of the child on that day
	By      string            `json:"by"`     // id of who filled it in
	At      time.Time         `json:"at"`
	Judged  *JudgedChecklist  `json:"judged,omitempty"` // absent: nobody has said yet what it means
}

// ChecklistAnswer is the answer to one question.
type ChecklistAnswer struct {
	Field string `json:"field"` // code of the question
	Code  string `json:"code"`  // of the choice: seen, not-seen, unknown
}

// ChecklistAnswers asks to record a checklist. Every question is answered.
type ChecklistAnswers struct {
	Form    string            `json:"form"`    // code of the form
	Version int               `json:"version"` // of the form
	Answers []ChecklistAnswer `json:"answers"`
	More    string            `json:"more,omitempty"` // what else there is to say, sealed
}

// ChecklistJudgement asks to record what a worker makes of the newest checklist.
type ChecklistJudgement struct {
	Conclusion string `json:"conclusion"`       // one of Conclusions
	Judgement  string `json:"judgement"`        // in the worker's own words, required, sealed
	Reason     string `json:"reason,omitempty"` // required where a signal is dismissed, sealed
}

// JudgedChecklist is a judgement as a matter shows it.
type JudgedChecklist struct {
	Conclusion string    `json:"conclusion"`
	Judgement  string    `json:"judgement"`
	Reason     string    `json:"reason,omitempty"`
	By         string    `json:"by"` // id of whose judgement it is
	At         time.Time `json:"at"`
}

// RiskSupport asks to record that support began.
type RiskSupport struct {
	Support string        `json:"support"` // one of RiskSupports
	Begun   calendar.Date `json:"begun"`
}

// BegunSupport is support that began.
type BegunSupport struct {
	Support string        `json:"support"`
	Begun   calendar.Date `json:"begun"`
	By      string        `json:"by"` // id of who recorded it
	At      time.Time     `json:"at"`
}

// Conclusions lists what a worker may make of a checklist.
func Conclusions() []string { return []string{"support", "follow", "dismissed"} }

// RiskSupports lists what is done to prevent a placement.
func RiskSupports() []string {
	return []string{"family-work", "intensified-family-work", "support-person", "school", "mental-health", "substance-services", "peer-group", "other"}
}

// SignalReport counts what followed on the signals of a year: children, each once.
// A number that is absent is under Smallest; nothing that is shown tells it.
type SignalReport struct {
	Year     int           `json:"year"`
	Smallest int           `json:"smallest"`
	Groups   []SignalGroup `json:"groups"`          // one of each of SignalGroups
	Total    *int          `json:"total,omitempty"` // absent where any number is
}

// SignalGroup is one line of the report.
type SignalGroup struct {
	Group     string `json:"group"` // one of SignalGroups
	Placed    *int   `json:"placed,omitempty"`
	NotPlaced *int   `json:"not_placed,omitempty"`
}

// The groups of the report.
const (
	SignalSupported    = "supported"     // support began after the first signal of the year
	SignalNotSupported = "not-supported" // none began
	SignalDismissed    = "dismissed"     // none began, and every signal of the year was dismissed
)

// SignalGroups lists the groups.
func SignalGroups() []string {
	return []string{SignalSupported, SignalNotSupported, SignalDismissed}
}

// SignalsToldFrom is the first day on which the report of a year is told: what
// followed was then recorded for a month more. From that day on it is always the same.
func SignalsToldFrom(year int) calendar.Date {
	return calendar.MustParse(fmt.Sprintf("%04d-02-01", year+1))
}

// LastSignalYear is the newest year that is told on a day.
func LastSignalYear(day calendar.Date) int {
	year := day.Year()
	for day.Before(SignalsToldFrom(year)) {
		year--
	}
	return year
}
