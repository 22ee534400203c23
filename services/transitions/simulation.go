package transitions

import (
	"bytes"
	"cmp"
	"slices"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
)

// Subject is a person of the caseload, as a simulation needs them.
type Subject struct {
	Background
	Case        es.ID
	Unit        string // of who is responsible; empty: the area does not know them
	Planned     bool   // there is a plan
	HasReceiver bool   // another service has accepted the case, or is asked to

	row Row // for who looks at one person
}

// simulatedMonths is how many months a simulation looks ahead, the month of its
// day included; what comes later is counted together.
const simulatedMonths = 36

// adulthood is the age at which child protection's other services end (417/2007,
// section 6).
const adulthood = 18

// outlook is what two laws say of one person.
type outlook struct {
	subject     *Subject
	now, draft  Right
	nowEnd, end calendar.Date // the first day without the duty; zero: there is no duty
	by          string
	change      string // one of contracts.LawChanges
}

// Simulate applies a draft to a caseload on a day. It reads nothing and changes
// nothing: the same people, rules and day give the same figures, and the same
// people in the same order: the first to leave first, then by case.
func Simulate(people []Subject, rules contracts.LawRules, on calendar.Date) (contracts.LawFigures, []Affected) {
	t := tally{on: on, figures: contracts.LawFigures{Rules: rules, AsOf: on, People: len(people), Changes: map[string]int{}}}
	t.begin()
	var affected []Affected
	for i := range people {
		o := compare(&people[i], draftLaw(rules), on)
		t.count(o)
		if o.change != "same" && o.change != "none" {
			affected = append(affected, Affected{o, rules})
		}
	}
	slices.SortFunc(affected, func(a, b Affected) int {
		return cmp.Or(a.end.Compare(b.end), bytes.Compare(a.subject.Case[:], b.subject.Case[:]))
	})
	t.finish()
	return t.figures, affected
}

// compare judges one person by both laws.
func compare(s *Subject, d draftLaw, on calendar.Date) outlook {
	o := outlook{subject: s}
	o.now, o.nowEnd = lsl75Ends(s.Background, on)
	o.draft, o.end, o.by = d.lsl75(s.Background, on, o.now, o.nowEnd)
	had, has := on.Before(o.nowEnd), on.Before(o.end)
	switch {
	case !had && !has:
		o.change = "none"
	case !had:
		o.change = "gains"
	case o.end.Before(o.nowEnd):
		o.change = "earlier"
	case o.end.After(o.nowEnd):
		o.change = "later"
	default:
		o.change = "same"
	}
	return o
}

// Affected is a person for whom a draft changes something.
type Affected struct {
	outlook
	rules contracts.LawRules
}

// show is the person as an answer shows them, with the proof.
func (a Affected) show() contracts.LawPerson {
	s := a.subject
	return contracts.LawPerson{
		Case: s.Case, Person: s.row.Person, Responsible: s.row.Responsible, Change: a.change,
		Right: string(a.now), DutyEnd: a.nowEnd, DraftRight: string(a.draft), DraftEnd: a.end,
		Planned: s.Planned, HasReceiver: s.HasReceiver,
		Finding: draftLaw(a.rules).finding(s.Background, a.nowEnd, a.end, a.draft, a.by),
	}
}

// tally counts outlooks.
type tally struct {
	on      calendar.Date
	figures contracts.LawFigures
	units   map[string][]contracts.UnitMonth
}

func (t *tally) begin() {
	t.units = map[string][]contracts.UnitMonth{}
	for i := range simulatedMonths {
		t.figures.Months = append(t.figures.Months, contracts.LawMonth{Month: monthAfter(t.on, i)})
	}
}

// monthAfter is the first day of the i-th month after that of a day.
func monthAfter(on calendar.Date, i int) calendar.Date { return on.AddDays(1 - on.Day()).AddMonths(i) }

// monthOf is how many months a day lies behind that of another.
func monthOf(on, day calendar.Date) int {
	return (day.Year()-on.Year())*12 + int(day.Month()) - int(on.Month())
}

func (t *tally) count(o outlook) {
	t.figures.Changes[o.change]++
	if o.now == Manual {
		t.figures.Undecided++
	}
	if t.on.Before(o.nowEnd) {
		if m := monthOf(t.on, o.nowEnd); m < simulatedMonths {
			t.figures.Months[m].LeaveNow++
		}
	}
	if t.on.Before(o.end) {
		if m := monthOf(t.on, o.end); m < simulatedMonths {
			month := &t.figures.Months[m]
			month.LeaveDraft++
			month.WithoutPlan += one(!o.subject.Planned)
			month.WithoutReceiver += one(!o.subject.HasReceiver)
			month.ByAge += one(o.by == byAgeLimit)
			month.ByYears += one(o.by == byYearsAfter)
		}
	}
	if adult := o.subject.reaches(adulthood); t.on.Before(adult) {
		if m := monthOf(t.on, adult); m < simulatedMonths {
			t.figures.Months[m].ComeOfAge++
		}
	}
	t.load(o)
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// load adds the person to the months in which the unit has the duty: those on
// whose first day it is there, for the first month on the day itself.
func (t *tally) load(o outlook) {
	unit := t.units[o.subject.Unit]
	if unit == nil {
		for i := range simulatedMonths {
			unit = append(unit, contracts.UnitMonth{Month: monthAfter(t.on, i)})
		}
		t.units[o.subject.Unit] = unit
	}
	for i := range t.monthsUntil(o.nowEnd) {
		unit[i].Now++
	}
	for i := range t.monthsUntil(o.end) {
		unit[i].Draft++
	}
}

// monthsUntil is how many months from now on begin with the duty still there.
func (t *tally) monthsUntil(end calendar.Date) int {
	if !t.on.Before(end) {
		return 0
	}
	months := monthOf(t.on, end)
	if end.Day() > 1 || months == 0 {
		months++
	}
	return min(months, simulatedMonths)
}

func (t *tally) finish() {
	for unit, months := range t.units {
		t.figures.Units = append(t.figures.Units, contracts.UnitLoad{Unit: unit, Months: months})
	}
	slices.SortFunc(t.figures.Units, func(a, b contracts.UnitLoad) int { return cmp.Compare(a.Unit, b.Unit) })
}

// subjectOf is a case of the read model as a simulation needs it.
func subjectOf(id es.ID, row Row, born calendar.Date, unit string) Subject {
	b := row.Judged
	return Subject{
		Background: Background{
			Born: born, Basis: b.Basis, PlacedFrom: b.PlacedFrom, PlacedTo: b.PlacedTo, LastClientDay: b.LastClientDay,
			Placements: b.Placements, Reading: Reading{LeapDay: b.LeapDay, Unsettled: b.Unsettled},
		},
		Case: id, Unit: unit, row: row, Planned: !row.ReviewBy.IsZero(),
		HasReceiver: row.Task != access.ChildProtection || row.OfferedTo != "",
	}
}
