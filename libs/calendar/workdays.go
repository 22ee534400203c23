package calendar

import "time"

// WorkingDay reports whether d is a working day (arkipäivä) as the limit of seven
// working days counts them: neither a Saturday nor a Sunday nor a holiday.
//
// Christmas Eve and Midsummer Eve count: the guidance of THL on the time limits
// of child welfare excludes holidays and Saturdays only, and act 150/1930
// mentions eves only where a limit ends. This is the strict one of two possible
// readings; it never gives a later day than the other.
func WorkingDay(d Date) bool { return offReason(d) == "" }

// NextOpenDay returns d itself, or the first working day after it when nothing
// can be due on d.
//
// Law: 150/1930, section 5: what falls due on a holiday, Independence Day, 1 May,
// Christmas Eve, Midsummer Eve or a Saturday may be done on the first working day
// after.
func NextOpenDay(d Date) Date {
	for closedReason(d) != "" {
		d = d.AddDays(1)
	}
	return d
}

// WorkingDaysBetween returns how many working days are left when today is over
// and due has not passed: the working days after today up to and including due.
// 0 when due is today or earlier.
func WorkingDaysBetween(today, due Date) int {
	left := 0
	for d := today.AddDays(1); !d.After(due); d = d.AddDays(1) {
		if WorkingDay(d) {
			left++
		}
	}
	return left
}

// offReason returns why d is not a working day, empty if it is one. A holiday is
// named before its weekday.
func offReason(d Date) string {
	if code, ok := Holiday(d); ok {
		return code
	}
	switch d.Weekday() {
	case time.Saturday:
		return "saturday"
	case time.Sunday:
		return "sunday"
	}
	return ""
}

// closedReason returns why nothing can be due on d, empty if it can.
func closedReason(d Date) string {
	if why := offReason(d); why != "" {
		return why
	}
	if _, ok := Eve(d); ok {
		return "end-moved-eve"
	}
	return ""
}
