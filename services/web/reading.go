package web

import (
	"strconv"

	"nivel/libs/calendar"
	"nivel/libs/refusal"
)

// reading turns what was typed into values, and gathers what cannot be read. It
// judges form only: whether a day is a day, a number a number.
type reading struct {
	form
	wrong []refusal.Field
}

func (r *reading) fault(name, code string) {
	r.wrong = append(r.wrong, refusal.Field{Name: name, Code: code})
}

// must notes which fields were left empty that may not be: so that everything
// wrong is said at once, together with what cannot be read.
func (r *reading) must(names ...string) {
	for _, name := range names {
		if r.text(name) == "" {
			r.fault(name, "required")
		}
	}
}

// number reads a whole number.
func (r *reading) number(name string) int {
	n, err := strconv.Atoi(r.text(name))
	if err != nil {
		r.fault(name, "number-form")
	}
	return n
}

// day reads a day; one that was left empty is no day, and the rule's to judge.
func (r *reading) day(name string) calendar.Date {
	if r.text(name) == "" {
		return calendar.Date{}
	}
	day, err := readDate(r.text(name))
	if err != nil {
		r.fault(name, "date-form")
	}
	return day
}

// clock reads a time of day, 17.30 or 17:30, and returns it as HH:MM.
func (r *reading) clock(name string) string {
	if r.text(name) == "" {
		r.fault(name, "required")
		return ""
	}
	at, err := readClock(r.text(name))
	if err != nil {
		r.fault(name, "time-form")
	}
	return at
}
