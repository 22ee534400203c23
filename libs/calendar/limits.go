package calendar

import (
	"maps"
	"slices"

	"nivel/libs/law"
)

// Deadline is the last day for something that the law sets a limit to.
type Deadline struct {
	Nominal Date        `json:"nominal"` // where the count ends: the day to aim at
	Due     Date        `json:"due"`     // the last day in time: Nominal, moved when it is closed
	Finding law.Finding `json:"finding"` // how it was counted

	// Target says that the law sets no number of days here, only "without delay":
	// the day is the area's own service target, and nobody is late by law after it.
	Target bool `json:"target,omitempty"`
}

// assessment is the provision behind both limits of the assessment of service
// needs.
//
// The wording came with act 1302/2014. Its text was read in the consolidation of
// March 2018, and no later change of this subsection was seen in the amending
// acts up to February 2025. Not verified: the day itself (the machine-readable
// consolidation labels the wording 2016-01-01, which is known to be right only
// for section 38 and those that hang on it), and changes after February 2025.
var assessment = law.Provision{Act: "417/2007", Section: "26 § 5 mom", InForce: "2015-04-01"}

// AssessmentStart returns the last day to start the assessment of service needs
// of a matter that became pending on that day. No date gives no deadline.
//
// The finding's steps are every day from pending to due: a counted day has its
// number, another has the reason, and a due day that moved has neither.
//
// Law: 417/2007 (Child Welfare Act), section 26, subsection 5: the assessment is
// started at latest on the seventh working day from the matter becoming pending.
// 150/1930, section 2: the day counted from is not counted; section 5: an end on
// an eve moves. That section 5 speaks of the authority's own limit is an analogy.
// Which days are working days: see WorkingDay.
func AssessmentStart(pending Date) Deadline {
	if pending.IsZero() {
		return Deadline{}
	}
	nominal, due, steps := countWorkingDays(pending, 7)
	return deadline(pending, nominal, due, steps)
}

// AssessmentCompletion returns the last day to complete the assessment of service
// needs of a matter that became pending on that day. No date gives no deadline.
//
// The finding's steps are the nominal day, a second time if its month was too
// short for the number, and each day over which it moved, with the reason; the
// last step is the due day.
//
// Law: 417/2007 (Child Welfare Act), section 26, subsection 5: the assessment is
// complete at latest three months from the matter becoming pending. 150/1930,
// section 3: how months are counted; section 5: an end on a closed day moves, by
// analogy as for AssessmentStart.
func AssessmentCompletion(pending Date) Deadline {
	if pending.IsZero() {
		return Deadline{}
	}
	nominal := pending.AddMonths(3)
	due := NextOpenDay(nominal)
	var steps []law.Step
	if nominal.Day() != pending.Day() {
		steps = append(steps, law.Step{Date: nominal.String(), Why: "month-too-short"})
	}
	steps = append(steps, moves(nominal, due)...)
	return deadline(pending, nominal, due, steps)
}

// countWorkingDays returns the n-th working day after from, the open day to which
// an end on it moves, and every day on the way there.
func countWorkingDays(from Date, n int) (nominal, due Date, steps []law.Step) {
	day := from
	steps = []law.Step{{Date: from.String(), Why: "receipt-day"}}
	for counted := 0; counted < n; {
		day = day.AddDays(1)
		step := law.Step{Date: day.String(), Why: offReason(day)}
		if step.Why == "" {
			counted++
			step.Count = counted
		}
		steps = append(steps, step)
	}
	if due = NextOpenDay(day); due != day {
		steps[len(steps)-1].Why = closedReason(day)
		steps = append(steps, moves(day.AddDays(1), due)...)
	}
	return day, due, steps
}

// moves shows how an end moved over closed days to the open day due, which is
// the last step.
func moves(from, due Date) []law.Step {
	var steps []law.Step
	for d := from; !d.After(due); d = d.AddDays(1) {
		steps = append(steps, law.Step{Date: d.String(), Why: closedReason(d)})
	}
	return steps
}

func deadline(pending, nominal, due Date, steps []law.Step) Deadline {
	return Deadline{Nominal: nominal, Due: due, Finding: law.Finding{
		Provision: assessment,
		Inputs:    map[string]string{"pending": pending.String()},
		Outcome:   map[string]string{"nominal": nominal.String(), "due": due.String()},
		Steps:     steps,
	}}
}

// Reasons returns every code that may stand as the Why of a step, sorted, so that
// whoever shows steps can prove that each has a text.
func Reasons() []string {
	codes := []string{"receipt-day", "saturday", "sunday", "midsummer-day", "all-saints-day",
		"end-moved-eve", "month-too-short"}
	codes = slices.AppendSeq(codes, maps.Values(fixedHolidays))
	codes = slices.AppendSeq(codes, maps.Values(easterHolidays))
	slices.Sort(codes)
	return codes
}
