package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestWorkingDay(t *testing.T) {
	for _, c := range []struct {
		name, day string
		want      bool
	}{
		{"a plain Monday is one", "2026-11-23", true},
		{"a Saturday is not", "2026-11-21", false},
		{"a Sunday is not", "2026-11-22", false},
		{"a holiday in the week is not", "2027-01-06", false},
		{"Independence Day is not", "2027-12-06", false},
		{"Christmas Eve in the week is one", "2026-12-24", true},
		{"Midsummer Eve is one", "2026-06-19", true},
		{"New Year's Eve is one", "2026-12-31", true},
		{"Maundy Thursday is one", "2026-04-02", true},
		{"the eve of 1 May is one", "2026-04-30", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := WorkingDay(MustParse(c.day)); got != c.want {
				t.Errorf("%s: %v", c.day, got)
			}
		})
	}
}

func TestLaw_150_1930_5_NextOpenDay(t *testing.T) {
	for _, c := range []struct{ name, day, want string }{
		{"an open day is itself", "2026-11-23", "2026-11-23"},
		{"a Saturday goes to Monday", "2026-11-21", "2026-11-23"},
		{"Christmas Eve goes over the holidays and the weekend", "2026-12-24", "2026-12-28"},
		{"Midsummer Eve goes to Monday", "2026-06-19", "2026-06-22"},
		{"Good Friday goes to the Tuesday after Easter", "2027-03-26", "2027-03-30"},
		{"Epiphany goes to the next day", "2027-01-06", "2027-01-07"},
		{"a Sunday before a Christmas Eve on Monday", "2029-12-23", "2029-12-27"},
		{"New Year's Eve is open", "2026-12-31", "2026-12-31"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := NextOpenDay(MustParse(c.day)); got != MustParse(c.want) {
				t.Errorf("%s goes to %v, want %s", c.day, got, c.want)
			}
		})
	}
}

func TestWorkingDaysBetween(t *testing.T) {
	for _, c := range []struct {
		name, today, due string
		want             int
	}{
		{"from Monday to Thursday three are left", "2026-11-23", "2026-11-26", 3},
		{"on the last day none is left", "2026-11-26", "2026-11-26", 0},
		{"after it none is left", "2026-11-27", "2026-11-26", 0},
		{"a weekend does not count", "2026-11-20", "2026-11-24", 2},
		{"holidays do not count", "2026-12-31", "2027-01-07", 3},
		{"a weekend day today is no difference", "2026-11-21", "2026-11-24", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := WorkingDaysBetween(MustParse(c.today), MustParse(c.due)); got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
	t.Run("goes down by one on each working day and stays on others", rapid.MakeCheck(func(t *rapid.T) {
		today := anyDay.Draw(t, "today")
		due := today.AddDays(rapid.IntRange(1, 400).Draw(t, "ahead"))
		fewer := 0
		if WorkingDay(today.AddDays(1)) {
			fewer = 1
		}
		if got := WorkingDaysBetween(today, due) - WorkingDaysBetween(today.AddDays(1), due); got != fewer {
			t.Fatalf("%v to %v: %d fewer the next day", today, due, got)
		}
	}))
	t.Run("with no date due, none is left", func(t *testing.T) {
		if got := WorkingDaysBetween(Date{2026, time.November, 23}, Date{}); got != 0 {
			t.Errorf("got %d", got)
		}
	})
}
