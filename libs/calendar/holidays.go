package calendar

import "time"

// The days that are kept on the same date every year.
//
// Law: 652/2023 (Church Act), chapter 1, section 6, with 657/2023 (Church
// Order), chapter 1, section 4: New Year's Day, Epiphany, Christmas Day and the
// day after. 272/1944: 1 May. 388/1937: 6 December.
var fixedHolidays = map[monthDay]string{
	{time.January, 1}:   "new-years-day",
	{time.January, 6}:   "epiphany",
	{time.May, 1}:       "may-day",
	{time.December, 6}:  "independence-day",
	{time.December, 25}: "christmas-day",
	{time.December, 26}: "st-stephens-day",
}

// The days that follow Easter, by the number of days from Easter Sunday.
//
// Law: 652/2023, chapter 1, section 6, with 657/2023, chapter 1, section 4.
var easterHolidays = map[int]string{
	-2: "good-friday",
	0:  "easter-sunday",
	1:  "easter-monday",
	39: "ascension-day",
	49: "whit-sunday",
}

type monthDay struct {
	month time.Month
	day   int
}

// Holiday returns the code of the public holiday (pyhäpäivä, itsenäisyyspäivä or
// vapunpäivä) that d is, and whether it is one. Plain Sundays are not named. A
// day that is two holidays at once (1 May 2008) has the code of the fixed one.
//
// The rules are those of today, for every year; the days of years before 1992
// were in part kept otherwise.
func Holiday(d Date) (code string, ok bool) {
	if code, ok = fixedHolidays[monthDay{d.month, d.day}]; ok {
		return code, true
	}
	if d.month >= time.March && d.month <= time.June { // the earliest is 20 March, the latest 13 June
		if code, ok = easterHolidays[Easter(d.year).DaysUntil(d)]; ok {
			return code, true
		}
	}
	switch d {
	case saturdayAfter(Date{d.year, time.June, 19}):
		return "midsummer-day", true
	case saturdayAfter(Date{d.year, time.October, 30}):
		return "all-saints-day", true
	}
	return "", false
}

// Eve returns the code of the eve that closes offices though it is no holiday,
// and whether d is one: Christmas Eve and Midsummer Eve. New Year's Eve, Maundy
// Thursday and the eve of 1 May are days like others.
//
// Law: 150/1930, section 5.
func Eve(d Date) (code string, ok bool) {
	switch {
	case d.month == time.December && d.day == 24:
		return "christmas-eve", true
	case d.AddDays(1) == saturdayAfter(Date{d.year, time.June, 19}):
		return "midsummer-eve", true
	}
	return "", false
}

// saturdayAfter returns the first Saturday later than d. Midsummer Day is the one
// after 19 June, All Saints' Day the one after 30 October.
//
// Law: 652/2023, chapter 1, section 6, with 657/2023, chapter 1, section 4.
func saturdayAfter(d Date) Date {
	days := int(time.Saturday - d.Weekday())
	if days == 0 {
		days = 7
	}
	return d.AddDays(days)
}

// Easter returns Easter Sunday of a year of the Gregorian calendar.
//
// Source: the tables of the Gregorian reform as arithmetic: the Sunday after the
// ecclesiastical full moon, which is found from the golden number and the two
// corrections of the century.
func Easter(year int) Date {
	golden := year % 19
	century := year / 100
	leapsDropped := century - century/4
	moonShift := (8*century + 13) / 25
	epact := (19*golden + leapsDropped - moonShift + 15) % 30
	if epact == 29 || epact == 28 && golden > 10 {
		epact-- // no full moon later than 18 April, and none twice in a cycle
	}
	moon := Date{year, time.March, 21}.AddDays(epact)
	return moon.AddDays(7 - int(moon.Weekday()))
}
