package calendar

import (
	"testing"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/fi"
)

func TestLaw_652_2023_1_6_Holidays(t *testing.T) {
	for year, want := range map[int]map[string]string{
		2025: {
			"2025-01-01": "new-years-day", "2025-01-06": "epiphany", "2025-04-18": "good-friday",
			"2025-04-20": "easter-sunday", "2025-04-21": "easter-monday", "2025-05-01": "may-day",
			"2025-05-29": "ascension-day", "2025-06-08": "whit-sunday", "2025-06-21": "midsummer-day",
			"2025-11-01": "all-saints-day", "2025-12-06": "independence-day", "2025-12-25": "christmas-day",
			"2025-12-26": "st-stephens-day",
		},
		2026: {
			"2026-01-01": "new-years-day", "2026-01-06": "epiphany", "2026-04-03": "good-friday",
			"2026-04-05": "easter-sunday", "2026-04-06": "easter-monday", "2026-05-01": "may-day",
			"2026-05-14": "ascension-day", "2026-05-24": "whit-sunday", "2026-06-20": "midsummer-day",
			"2026-10-31": "all-saints-day", "2026-12-06": "independence-day", "2026-12-25": "christmas-day",
			"2026-12-26": "st-stephens-day",
		},
		2027: {
			"2027-01-01": "new-years-day", "2027-01-06": "epiphany", "2027-03-26": "good-friday",
			"2027-03-28": "easter-sunday", "2027-03-29": "easter-monday", "2027-05-01": "may-day",
			"2027-05-06": "ascension-day", "2027-05-16": "whit-sunday", "2027-06-26": "midsummer-day",
			"2027-11-06": "all-saints-day", "2027-12-06": "independence-day", "2027-12-25": "christmas-day",
			"2027-12-26": "st-stephens-day",
		},
		2028: {
			"2028-01-01": "new-years-day", "2028-01-06": "epiphany", "2028-04-14": "good-friday",
			"2028-04-16": "easter-sunday", "2028-04-17": "easter-monday", "2028-05-01": "may-day",
			"2028-05-25": "ascension-day", "2028-06-04": "whit-sunday", "2028-06-24": "midsummer-day",
			"2028-11-04": "all-saints-day", "2028-12-06": "independence-day", "2028-12-25": "christmas-day",
			"2028-12-26": "st-stephens-day",
		},
	} {
		for d := (Date{year, time.January, 1}); d.Year() == year; d = d.AddDays(1) {
			if code, ok := Holiday(d); code != want[d.String()] || ok != (code != "") {
				t.Errorf("%v is %q, want %q", d, code, want[d.String()])
			}
		}
	}
}

func TestHoliday(t *testing.T) {
	t.Run("agrees with an independent library on every day from 2020 to 2060", func(t *testing.T) {
		other := cal.NewBusinessCalendar()
		other.AddHoliday(fi.Holidays...)
		for d := MustParse("2020-01-01"); d.Year() <= 2060; d = d.AddDays(1) {
			holiday, _, which := other.IsHoliday(time.Date(d.year, d.month, d.day, 0, 0, 0, 0, cal.DefaultLoc))
			_, isHoliday := Holiday(d)
			_, isEve := Eve(d)
			eveThere := holiday && (which.Name == fi.Juhannusaatto.Name || which.Name == fi.Jouluaatto.Name)
			if isEve != eveThere {
				t.Errorf("%v: eve %v, elsewhere %v", d, isEve, eveThere)
			}
			if isHoliday != (holiday && !eveThere) {
				t.Errorf("%v: holiday %v, elsewhere %v", d, isHoliday, holiday)
			}
		}
	})
	t.Run("every year has its thirteen days and two eves", func(t *testing.T) {
		days, eves := map[int]int{}, map[int]int{}
		for d := MustParse("2009-01-01"); d.Year() <= 2120; d = d.AddDays(1) {
			if _, ok := Holiday(d); ok {
				days[d.Year()]++
			}
			if _, ok := Eve(d); ok {
				eves[d.Year()]++
			}
		}
		for year := 2009; year <= 2120; year++ {
			if days[year] != 13 || eves[year] != 2 {
				t.Errorf("%d has %d holidays and %d eves", year, days[year], eves[year])
			}
		}
	})
	t.Run("where Ascension Day falls on 1 May, the day is told as 1 May", func(t *testing.T) {
		if code, _ := Holiday(MustParse("2008-05-01")); code != "may-day" {
			t.Errorf("got %q", code)
		}
	})
	t.Run("days that only feel like holidays are not", func(t *testing.T) {
		for _, day := range []string{"2026-12-31", "2026-04-02", "2026-04-30", "2026-12-24", "2026-06-19", "2026-05-10"} {
			if code, ok := Holiday(MustParse(day)); ok || code != "" {
				t.Errorf("%s is %q", day, code)
			}
		}
	})
}

func TestEve(t *testing.T) {
	t.Run("Midsummer Eve is a Friday between 19 and 25 June", func(t *testing.T) {
		for year, want := range map[int]string{2025: "2025-06-20", 2026: "2026-06-19", 2027: "2027-06-25", 2028: "2028-06-23"} {
			for d := (Date{year, time.June, 1}); d.Month() == time.June; d = d.AddDays(1) {
				if code, ok := Eve(d); ok != (d.String() == want) || ok && code != "midsummer-eve" {
					t.Errorf("%v: %q, %v", d, code, ok)
				}
			}
		}
	})
	t.Run("Christmas Eve is one, other eves are not", func(t *testing.T) {
		if code, ok := Eve(MustParse("2026-12-24")); !ok || code != "christmas-eve" {
			t.Errorf("got %q, %v", code, ok)
		}
		for _, day := range []string{"2026-12-31", "2026-04-30", "2026-04-02", "2026-12-05"} {
			if code, ok := Eve(MustParse(day)); ok {
				t.Errorf("%s is %q", day, code)
			}
		}
	})
}

func TestEaster(t *testing.T) {
	for year, want := range map[int]string{
		1818: "1818-03-22", // the earliest possible
		1943: "1943-04-25", // the latest possible
		1954: "1954-04-18", // both corrections of the moon apply
		1981: "1981-04-19",
		2000: "2000-04-23",
		2019: "2019-04-21",
		2024: "2024-03-31",
		2038: "2038-04-25",
		2049: "2049-04-18",
	} {
		if got := Easter(year); got != MustParse(want) {
			t.Errorf("Easter of %d is %v, want %s", year, got, want)
		}
	}
	t.Run("agrees with Meeus's arithmetic for every year of the calendar", func(t *testing.T) {
		for year := 1583; year <= 9999; year++ {
			if got, want := Easter(year), meeus(year); got != want {
				t.Errorf("Easter of %d is %v, want %v", year, got, want)
			}
		}
	})
}

// meeus is the anonymous algorithm as printed in Astronomical Algorithms.
func meeus(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e, f := b/4, b%4, (b+8)/25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return Date{year, time.Month(n / 31), n%31 + 1}
}
