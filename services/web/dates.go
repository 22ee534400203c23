package web

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"nivel/libs/calendar"
)

// How days and months are called. Weekdays begin with Sunday.
var (
	shortDays = map[string][7]string{
		"fi": {"su", "ma", "ti", "ke", "to", "pe", "la"},
		"sv": {"sön", "mån", "tis", "ons", "tors", "fre", "lör"},
		"en": {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
	}
	longDays = map[string][7]string{
		"fi": {"sunnuntai", "maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai"},
		"sv": {"söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"},
		"en": {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	}
	months = map[string][12]string{
		"fi": {"tammikuuta", "helmikuuta", "maaliskuuta", "huhtikuuta", "toukokuuta", "kesäkuuta", "heinäkuuta", "elokuuta", "syyskuuta", "lokakuuta", "marraskuuta", "joulukuuta"},
		"sv": {"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"},
		"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	}
)

// Date returns a day in numbers, 19.11.2026; in English 19 Nov 2026.
func (t Texts) Date(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	if t.Lang == "en" {
		return fmt.Sprintf("%d %s %d", d.Day(), months["en"][d.Month()-1][:3], d.Year())
	}
	return fmt.Sprintf("%d.%d.%d", d.Day(), int(d.Month()), d.Year())
}

// Day returns a day with its weekday, to 19.11.2026; without the year when that
// is today's.
func (t Texts) Day(d, today calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	weekday, year := shortDays[t.Lang][d.Weekday()], " "+strconv.Itoa(d.Year())
	if d.Year() == today.Year() {
		year = ""
	}
	if t.Lang == "en" {
		return fmt.Sprintf("%s %d %s%s", weekday, d.Day(), months["en"][d.Month()-1][:3], year)
	}
	return fmt.Sprintf("%s %d.%d.%s", weekday, d.Day(), int(d.Month()), strings.TrimSpace(year))
}

// LongDay returns a day in words, torstai 19. marraskuuta 2026.
func (t Texts) LongDay(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	weekday, month := longDays[t.Lang][d.Weekday()], months[t.Lang][d.Month()-1]
	dot := ""
	if t.Lang == "fi" {
		dot = "."
	}
	return fmt.Sprintf("%s %d%s %s %d", weekday, d.Day(), dot, month, d.Year())
}

// Clock returns the time of day in Helsinki, 9.15; in English 9:15.
func (t Texts) Clock(at time.Time) string {
	at = at.In(calendar.Helsinki())
	if t.Lang == "en" {
		return fmt.Sprintf("%d:%02d", at.Hour(), at.Minute())
	}
	return fmt.Sprintf("%d.%02d", at.Hour(), at.Minute())
}

// DayAndClock returns when something happened: to 19.11. klo 9.15.
func (t Texts) DayAndClock(at time.Time, today calendar.Date) string {
	return t.T("date.day-clock", "Day", t.Day(calendar.On(at), today), "Clock", t.Clock(at))
}

// ISODate returns how a day that came as YYYY-MM-DD is written; what is no such
// day stays as it is.
func (t Texts) ISODate(s string) string {
	d, err := calendar.Parse(s)
	if err != nil {
		return s
	}
	return t.Date(d)
}

var (
	typedDate = regexp.MustCompile(`^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$`)
	typedTime = regexp.MustCompile(`^(\d{1,2})[.:](\d{2})$`)

	errNoDate = errors.New("not a day written as d.m.yyyy")
	errNoTime = errors.New("not a time written as h.mm")
)

// readDate reads a day as people type it: 19.11.2026, or 2026-11-19.
func readDate(s string) (calendar.Date, error) {
	s = strings.TrimSpace(s)
	if d, err := calendar.Parse(s); err == nil {
		return d, nil
	}
	parts := typedDate.FindStringSubmatch(s)
	if parts == nil {
		return calendar.Date{}, errNoDate
	}
	day, _ := strconv.Atoi(parts[1])
	month, _ := strconv.Atoi(parts[2])
	year, _ := strconv.Atoi(parts[3])
	d, ok := calendar.Of(year, time.Month(month), day)
	if !ok {
		return calendar.Date{}, errNoDate
	}
	return d, nil
}

// readTime reads a time of day as people type it, 9.15 or 9:15, on a day in
// Helsinki. A time that the clocks jumped over that day is an error.
func readTime(s string, on calendar.Date) (time.Time, error) {
	parts := typedTime.FindStringSubmatch(strings.TrimSpace(s))
	if parts == nil {
		return time.Time{}, errNoTime
	}
	hour, _ := strconv.Atoi(parts[1])
	minute, _ := strconv.Atoi(parts[2])
	at := time.Date(on.Year(), on.Month(), on.Day(), hour, minute, 0, 0, calendar.Helsinki())
	if calendar.On(at) != on || at.Hour() != hour || at.Minute() != minute {
		return time.Time{}, errNoTime
	}
	return at, nil
}

// typedDay returns a day as people type it into a form.
func typedDay(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d.%d.%d", d.Day(), int(d.Month()), d.Year())
}

// readClock reads a time of day as people type it, 9.15 or 9:15, and returns it
// as HH:MM.
func readClock(s string) (string, error) {
	parts := typedTime.FindStringSubmatch(strings.TrimSpace(s))
	if parts == nil {
		return "", errNoTime
	}
	hour, _ := strconv.Atoi(parts[1])
	minute, _ := strconv.Atoi(parts[2])
	if hour > 23 || minute > 59 {
		return "", errNoTime
	}
	return fmt.Sprintf("%02d:%02d", hour, minute), nil
}
