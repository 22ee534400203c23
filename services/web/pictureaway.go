package web

import "nivel/libs/calendar"

// awayAnew notes an absence among those noted before it: it says anew how its days
// were. One from the same first day is the earlier one, corrected.
func awayAnew(before []span, s span) []span {
	var all []span
	for _, b := range before {
		if b.From != s.From {
			all = append(all, b.without(s)...)
		}
	}
	return append(all, s)
}

// awayUntil ends absences with the day before on: from then on nobody waits for who
// was away.
func awayUntil(before []span, on calendar.Date) []span {
	var all []span
	for _, b := range before {
		if b.From.Before(on) {
			b.Until = earlier(b.Until, on.AddDays(-1))
			all = append(all, b)
		}
	}
	return all
}

// without is what is left of a span beside the days of another: the part before it
// and the part behind it.
func (s span) without(other span) (left []span) {
	if other.Until.Before(s.From) || other.From.After(s.Until) {
		return []span{s}
	}
	if s.From.Before(other.From) {
		before := s
		before.Until = other.From.AddDays(-1)
		left = append(left, before)
	}
	if s.Until.After(other.Until) {
		behind := s
		behind.From = other.Until.AddDays(1)
		left = append(left, behind)
	}
	return left
}
