package uselog

import (
	"fmt"
	"time"

	"nivel/libs/calendar"
)

// Month is what one stream holds the entries of. The zero value is no month.
type Month struct {
	Year  int
	Month time.Month
}

// MonthOf returns the month that a day lies in.
func MonthOf(day calendar.Date) Month { return Month{day.Year(), day.Month()} }

// ParseMonth reads YYYY-MM.
func ParseMonth(s string) (Month, error) {
	day, err := calendar.Parse(s + "-01")
	if err != nil {
		return Month{}, fmt.Errorf("parse month: not of the form YYYY-MM")
	}
	return MonthOf(day), nil
}

// String returns the form that ParseMonth reads, such as "2026-11".
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", m.Year, m.Month) }

// After reports whether m is later than n.
func (m Month) After(n Month) bool {
	return m.Year > n.Year || m.Year == n.Year && m.Month > n.Month
}

// keepYears is how long a log is kept, counted from the log event.
const keepYears = 12

// Expired reports whether every entry of a month's streams has been kept long
// enough by today, so that they are to be destroyed. Entries of one month go
// together: the first ones stay up to a month longer than they must.
//
// Law: 703/2023, section 24 and annex, as in force from 2024-01-01: disclosure
// and use logs, 12 years from the log event; then destroyed without delay.
func Expired(month Month, today calendar.Date) bool {
	first, ok := calendar.Of(month.Year, month.Month, 1)
	if !ok || today.IsZero() {
		return false
	}
	return today.After(first.AddMonths(1).AddDays(-1).AddYears(keepYears))
}

// prefix begins the name of every stream of the log.
const prefix = "uselog-"

// streamOf names the stream of a writer's month.
func streamOf(writer string, m Month) string { return prefix + writer + "-" + m.String() }

// monthOf reads the month that a stream's name ends in.
func monthOf(stream string) (Month, bool) {
	const tail = len("-2026-11")
	if len(stream) < len(prefix)+tail {
		return Month{}, false
	}
	m, err := ParseMonth(stream[len(stream)-tail+1:])
	return m, err == nil
}
