package peergroups

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

// What a group may be. The numbers are the contract's; the last one keeps a slip
// of the year out of everybody's calendar.
const (
	maxSeats    = 50
	minMinutes  = 15
	maxMinutes  = 480
	maxSessions = 52
	maxAhead    = 2 // years until the first session
)

// Longest texts taken, in characters.
const (
	maxName  = 100
	maxPlace = 200
)

// languages are those that a name may be given in, the required one first.
var languages = []string{"fi", "sv", "en", "se"}

// CheckNewGroup returns the series that is asked for, or refuses with all fields
// that are wrong, each with a code. It reads texts and returns none of them.
//
//	required, too-long, unreadable-characters, unknown-language, out-of-range,
//	malformed-time, in-the-past, too-far-ahead,
//	no-such-time (a change of clocks skips that hour on the day of a session)
func CheckNewGroup(n contracts.NewGroup, now time.Time) (Series, error) {
	var c refusal.Check
	checkNames(&c, n.Name)
	text(&c, "place", n.Place, maxPlace, true)
	within(&c, "seats", n.Seats, 1, maxSeats)
	c.Require(!n.FirstDay.IsZero(), "first_day", "required")
	at, err := ParseClock(n.At)
	c.Require(err == nil, "at", "malformed-time")
	within(&c, "minutes", n.Minutes, minMinutes, maxMinutes)
	within(&c, "sessions", n.Sessions, 1, maxSessions)
	if err := c.Refusal(); err != nil {
		return Series{}, err // when the sessions would be is not known
	}
	series := Series{FirstDay: n.FirstDay, At: at, Minutes: n.Minutes, Count: n.Sessions}
	c.Require(at.on(n.FirstDay).After(now), "first_day", "in-the-past")
	c.Require(!n.FirstDay.After(calendar.On(now).AddYears(maxAhead)), "first_day", "too-far-ahead")
	c.Require(!series.skipped(), "at", "no-such-time")
	return series, c.Refusal()
}

func checkNames(c *refusal.Check, names map[string]string) {
	for i, language := range languages {
		text(c, "name."+language, names[language], maxName, i == 0)
	}
	for language := range names {
		if !slices.Contains(languages, language) {
			c.Require(false, "name", "unknown-language")
			return // said once, and never which: somebody typed it
		}
	}
}

func text(c *refusal.Check, name, value string, most int, required bool) {
	c.Require(!required || strings.TrimSpace(value) != "", name, "required")
	c.Require(utf8.RuneCountInString(value) <= most, name, "too-long")
	c.Require(utf8.ValidString(value) && !strings.ContainsRune(value, 0), name, "unreadable-characters")
}

func within(c *refusal.Check, name string, n, least, most int) {
	c.Require(least <= n && n <= most, name, "out-of-range")
}
