package person

import "nivel/libs/calendar"

// Age returns how old in full years somebody born on birth is today; 0 when the
// day of birth is today, is still to come, or is no date.
//
// Somebody born on a leap day becomes a year older on 28 February of other years:
// the rule of act 150/1930, section 3, by analogy; no provision says so.
func Age(birth, today calendar.Date) int {
	if birth.IsZero() || birth.After(today) {
		return 0
	}
	years := today.Year() - birth.Year()
	if birth.AddYears(years).After(today) {
		years--
	}
	return years
}
