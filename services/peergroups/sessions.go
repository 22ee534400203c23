package peergroups

import (
	"errors"
	"time"

	"nivel/libs/calendar"
)

// Series is a weekly series of sessions as people say it: "three Mondays from
// 19 October at 14:00, an hour and a half each".
type Series struct {
	FirstDay calendar.Date
	At       Clock
	Minutes  int // of one session
	Count    int // of sessions, a week apart
}

// Clock is what a clock on a wall in Finland shows.
type Clock struct{ Hour, Minute int }

// Session is one meeting of a group. Both times carry the offset that
// Europe/Helsinki had for them when the group was founded, so that what was
// agreed stays readable should the law on summer time change.
type Session struct {
	Starts time.Time `json:"starts"`
	Ends   time.Time `json:"ends"`
}

// ParseClock reads HH:MM, from 00:00 to 23:59. The error does not repeat the text.
func ParseClock(s string) (Clock, error) {
	t, err := time.Parse("15:04", s)
	if err != nil || len(s) != len("15:04") {
		return Clock{}, errors.New("parse clock: not a time written as HH:MM")
	}
	return Clock{t.Hour(), t.Minute()}, nil
}

// Sessions returns the sessions by time. Each begins when the wall shows At,
// whether or not clocks were changed in between, and lasts Minutes as time
// passes. Where a change of clocks shows At twice, it is the first of the two.
func (s Series) Sessions() []Session {
	sessions := make([]Session, s.Count)
	for i := range sessions {
		starts := s.At.on(s.FirstDay.AddDays(7 * i))
		sessions[i] = Session{Starts: starts, Ends: starts.Add(time.Duration(s.Minutes) * time.Minute)}
	}
	return sessions
}

// skipped reports whether a change of clocks skips the start of some session:
// no wall ever shows it.
func (s Series) skipped() bool {
	for _, session := range s.Sessions() {
		if shownAt(session.Starts) != s.At {
			return true
		}
	}
	return false
}

// on returns the instant at which the wall shows c on a day. time.Date promises
// for an hour that comes twice only that it gives one of the two.
func (c Clock) on(day calendar.Date) time.Time {
	t := time.Date(day.Year(), day.Month(), day.Day(), c.Hour, c.Minute, 0, 0, calendar.Helsinki())
	if earlier := t.Add(-time.Hour); shownAt(earlier) == c {
		return earlier
	}
	return t
}

func shownAt(t time.Time) Clock { return Clock{t.Hour(), t.Minute()} }
