package intake

import (
	"fmt"
	"hash/crc32"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/readmodel"
)

// Window is a half-year of the supervision figures.
type Window struct{ From, To, Due calendar.Date }

// WindowOf returns the half-year that begins in a month of a year: April or October.
//
// Law: 417/2007, section 27 a: THL collects the figures that the supervision of
// the limits of section 26, subsection 5 needs twice a year. By its instructions:
// 1 April to 30 September by 17 October, 1 October to 31 March by 17 April.
func WindowOf(year int, month time.Month) (Window, bool) {
	day := func(text string, y int) calendar.Date { return calendar.MustParse(fmt.Sprintf("%04d-%s", y, text)) }
	switch {
	case year < firstDay.Year() || year > 9000:
		return Window{}, false
	case month == time.April:
		return Window{day("04-01", year), day("09-30", year), day("10-17", year)}, true
	case month == time.October:
		return Window{day("10-01", year), day("03-31", year+1), day("04-17", year+1)}, true
	}
	return Window{}, false
}

func (w Window) holds(d calendar.Date) bool { return !d.Before(w.From) && !d.After(w.To) }

// Step is something done to a matter: on which day, and when it was recorded.
type Step struct {
	On       calendar.Date `json:"on"`
	Recorded time.Time     `json:"recorded"`
}

// Timed is a matter as the figures see it: no person, days only.
type Timed struct {
	Basis         Basis         `json:"basis"`
	Pending       calendar.Date `json:"pending"`
	StartDue      calendar.Date `json:"start_due"`
	CompletionDue calendar.Date `json:"completion_due"`
	Recorded      time.Time     `json:"recorded"` // when it became known that it is pending
	Started       Step          `json:"started,omitzero"`
	Unnecessary   Step          `json:"unnecessary,omitzero"`
	Completed     Step          `json:"completed,omitzero"`
}

// timed answers "which limits of law were kept?" for the figures of a half-year.
var timed = readmodel.Model[Timed, Event]{
	Name:     "intake-timed",
	Version:  1<<32 | int(crc32.ChecksumIEEE([]byte("417/2007 27 a §"))),
	Prefixes: []string{Category + "-"},
	Decode:   func(r es.Recorded) (Event, error) { return History.Decode(r.Name, r.Data) },
	Key:      func(r es.Recorded, _ Event) string { return matterOf(r.Stream) },
	Apply:    applyTimed,
	Index: func(_ string, t Timed) []readmodel.Entry {
		if t.Pending.IsZero() || !t.Basis.ofChild() {
			return nil
		}
		return []readmodel.Entry{{Set: setTimed, Score: float64(firstDay.DaysUntil(t.Pending))}}
	},
}

const setTimed = "pending"

func applyTimed(t Timed, r es.Recorded, event Event) Timed {
	pendingFrom := func(basis Basis, day calendar.Date, start, end calendar.Deadline) {
		t.Basis, t.Pending, t.StartDue, t.CompletionDue, t.Recorded = basis, day, start.Due, end.Due, r.RecordedAt
	}
	switch e := event.(type) {
	case NotificationRegistered:
		pendingFrom(ChildWelfare, e.Pending, e.Start, e.Completion)
	case ArrivalRegistered:
		pendingFrom(e.Basis, e.Pending, e.Start, e.Completion)
	case BirthRecorded:
		pendingFrom(t.Basis, e.Pending, e.Start, e.Completion)
	case AssessmentStarted:
		t.Started = Step{e.On, r.RecordedAt}
	case AssessmentFoundUnnecessary:
		t.Unnecessary = Step{e.On, r.RecordedAt}
	case AssessmentCompleted:
		t.Completed = Step{e.On, r.RecordedAt}
	}
	return t
}

// known returns the step as of a day: done by then and, where the cut is not zero,
// recorded before it.
func (s Step) known(asOf calendar.Date, cut time.Time) bool {
	return !s.On.IsZero() && !s.On.After(asOf) && (cut.IsZero() || s.Recorded.Before(cut))
}

// tally counts one matter into the figures of a window, as of a day. With a cut,
// what was recorded later is not known yet.
//
// The first clock counts the matters that became pending in the window, the
// second the assessments of those that were started. Only where the law has a
// number of days is anything in time or late: LSL 26 § 5 mom, SHL 36 § 3 mom.
func (t Timed) tally(w Window, asOf calendar.Date, cut time.Time, f *contracts.ThlFigures) {
	if !t.Basis.ofChild() || !w.holds(t.Pending) || t.Pending.After(asOf) || !cut.IsZero() && !t.Recorded.Before(cut) {
		return
	}
	f.Pending++
	if t.Unnecessary.known(asOf, cut) {
		f.Unnecessary++
		return
	}
	started := t.Started.known(asOf, cut)
	f.Start = added(f.Start, started, t.Started.On, t.StartDue, asOf)
	if started {
		f.Completion = added(f.Completion, t.Completed.known(asOf, cut), t.Completed.On, t.CompletionDue, asOf)
	}
}

// added counts one matter into the figures of one clock.
func added(c contracts.ThlClock, done bool, on, due, asOf calendar.Date) contracts.ThlClock {
	switch {
	case done && !on.After(due):
		c.InTime++
	case done:
		c.Late++
	case asOf.After(due):
		c.OpenLate++
	default:
		c.Open++
	}
	return c
}
