package web

import "nivel/libs/calendar"

// due is the next step of a row, and by when it is to be done, in words.
type due struct {
	step    string // or, where nothing is to be done, how things stand
	by      string // empty: by no day
	left    string // how much time there is; empty: too much to count, or none
	today   bool
	overdue bool
}

// dueBy says by when something is due; left is how many working days there are
// until then, below 1 for none to speak of.
func (v *visit) dueBy(day, today calendar.Date, left int) due {
	d := due{by: v.texts.T("due.by", "Day", v.texts.Day(day, today)), today: day == today}
	switch {
	case d.today:
		d.left = v.texts.T("due.today")
	case left > 0:
		d.left = v.texts.N("due.left", left)
	}
	return d
}
