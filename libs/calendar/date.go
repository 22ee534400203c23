package calendar

import (
	"cmp"
	"fmt"
	"time"
	_ "time/tzdata" // the zone must be there in an image that holds nothing but the program
)

// Date is a day of the Gregorian calendar as it is lived in Europe/Helsinki.
// Dates are comparable with ==. The zero value is no date.
type Date struct {
	year  int
	month time.Month
	day   int
}

// helsinki is the one time zone of the product.
var helsinki = mustLoad("Europe/Helsinki")

func mustLoad(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(fmt.Sprintf("calendar: load zone %s: %v", name, err))
	}
	return zone
}

// Helsinki returns the time zone in which all days are counted.
func Helsinki() *time.Location { return helsinki }

// Of returns the day with these numbers and true, or no date and false where
// there is no such day in the years 1 to 9999.
func Of(year int, month time.Month, day int) (Date, bool) {
	d := fromUTC(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
	if d != (Date{year, month, day}) || year < 1 || year > 9999 {
		return Date{}, false
	}
	return d, true
}

// On returns the day that it is in Helsinki at instant t, whatever zone t is
// told in. The zero time gives no date.
func On(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	return fromUTC(t.In(helsinki))
}

// Parse reads YYYY-MM-DD. Anything else, and a day that does not exist, is an
// error; the error does not repeat the text.
func Parse(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return Date{}, fmt.Errorf("parse date: not a day written as YYYY-MM-DD")
	}
	return fromUTC(t), nil
}

// MustParse is Parse for dates written in the program; it panics on a mistake.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic("calendar: " + err.Error())
	}
	return d
}

// fromUTC takes the numbers of t's day in t's own zone.
func fromUTC(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
}

// utc is the midday of d in a zone without summer time, so that whole days can
// be added to it.
func (d Date) utc() time.Time { return time.Date(d.year, d.month, d.day, 12, 0, 0, 0, time.UTC) }

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Year returns the year, 0 for no date.
func (d Date) Year() int { return d.year }

// Month returns the month, 0 for no date.
func (d Date) Month() time.Month { return d.month }

// Day returns the day of the month, 0 for no date.
func (d Date) Day() int { return d.day }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Midnight returns the instant at which d begins in Helsinki.
func (d Date) Midnight() time.Time { return time.Date(d.year, d.month, d.day, 0, 0, 0, 0, helsinki) }

// AddDays returns the day n days after d, or before it when n is negative.
func (d Date) AddDays(n int) Date { return fromUTC(d.utc().AddDate(0, 0, n)) }

// AddMonths returns the day n months after d, or before it when n is negative.
//
// Law: 150/1930, sections 3 and 4: a limit of months ends on the day that has
// the same number as the day it is counted from; a month without such a day ends
// the limit on its last day.
func (d Date) AddMonths(n int) Date {
	first := time.Date(d.year, d.month+time.Month(n), 1, 12, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Date{first.Year(), first.Month(), min(d.day, last)}
}

// AddYears returns the day n years after d, or before it when n is negative.
//
// Law: 150/1930, section 3, as AddMonths: 29 February gives 28 February in a
// year that has no other.
func (d Date) AddYears(n int) Date { return d.AddMonths(12 * n) }

// Compare returns -1 when d is before e, 0 when they are the same day and 1 when
// d is after e. No date is before every date.
func (d Date) Compare(e Date) int {
	return cmp.Or(cmp.Compare(d.year, e.year), cmp.Compare(d.month, e.month), cmp.Compare(d.day, e.day))
}

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After reports whether d is a later day than e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// DaysUntil returns how many days there are from d to e; negative when e is the
// earlier one.
func (d Date) DaysUntil(e Date) int {
	const day = 24 * 60 * 60
	return int((e.utc().Unix() - d.utc().Unix()) / day)
}

// String returns d as YYYY-MM-DD, and nothing for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, int(d.month), d.day)
}

// MarshalText writes d as String does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes; empty text is no date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
