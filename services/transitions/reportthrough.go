package transitions

import (
	"slices"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
)

// reportThrough is the last day of which a report counts what was recorded: the
// end of the month before. Read on two days in a row, a report that counted what
// was recorded in between would tell of somebody by the difference.
func reportThrough(today calendar.Date) calendar.Date { return firstOfMonth(today).AddDays(-1) }

// firstOfMonth is the first day of a day's month.
func firstOfMonth(day calendar.Date) calendar.Date {
	first, _ := calendar.Of(day.Year(), day.Month(), 1)
	return first
}

// asKnown is what a report about a day counts of a life, as known then or now: what is
// known now of a day that is over is told by whole months too.
func (l Lived) asKnown(known string, day, today calendar.Date) Lived {
	through := reportThrough(today)
	switch {
	case known != contracts.KnownNow:
		return l // by what was recorded on that day, as each reader of it asks
	case through.Before(day):
		through = day
	}
	return l.knownBy(through)
}

// knownBy is what had been recorded by the end of a day.
func (l Lived) knownBy(day calendar.Date) Lived {
	l.Contacts = slices.DeleteFunc(slices.Clone(l.Contacts), func(c ContactCount) bool { return c.Recorded.After(day) })
	l.Turns = slices.DeleteFunc(slices.Clone(l.Turns), func(t Turn) bool { return t.Recorded.After(day) })
	l.Situations = slices.DeleteFunc(slices.Clone(l.Situations), func(f Found) bool { return f.Recorded.After(day) })
	l.Ratings = slices.DeleteFunc(slices.Clone(l.Ratings), func(r Rated) bool { return r.Recorded.After(day) })
	return l
}
