package vault

import (
	"strconv"

	"nivel/libs/calendar"
	"nivel/libs/law"
)

// Dates are the days that history knows from which retention terms run. What is
// not in it has not happened, or nobody knows when.
type Dates map[Start]calendar.Date

// End is when data of a class is to be destroyed.
type End struct {
	Class   Class
	Due     calendar.Date // the first day after the term; zero: there is no end by itself
	Missing Start         // what a human is asked for where there is no end; empty: nothing
	Finding law.Finding   // zero where there is no end
}

// End applies the class's term of the annex to what is known.
//
// Law: 703/2023, section 24 and annex, as in force from 2024-01-01: data is kept
// for the years of its class from the day that the class names, and destroyed
// without delay after them. The annex says nothing for where that day is not
// known, so there is no end then: who may know the day is asked.
func (c Class) End(known Dates) End {
	r, ok := c.Retention()
	if !ok {
		return End{Class: c}
	}
	from := known[r.From]
	if from.IsZero() {
		return End{Class: c, Missing: r.From}
	}
	last := from.AddYears(r.Years)
	due := last.AddDays(1)
	return End{Class: c, Due: due, Finding: law.Finding{
		Provision: r.Law,
		Inputs:    map[string]string{string(r.From): from.String(), "class": string(c), "years": strconv.Itoa(r.Years)},
		Outcome:   map[string]string{"kept-to": last.String(), "destroy-from": due.String()},
	}}
}

// Reached reports whether the data is to be destroyed on a day.
func (e End) Reached(today calendar.Date) bool { return !e.Due.IsZero() && !today.Before(e.Due) }

// Ends applies every class's term, in the order of the annex.
func Ends(known Dates) []End {
	ends := make([]End, len(retentions))
	for i, r := range retentions {
		ends[i] = r.Class.End(known)
	}
	return ends
}
