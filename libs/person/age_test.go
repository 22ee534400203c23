package person

import (
	"testing"

	"nivel/libs/calendar"
)

func TestAge(t *testing.T) {
	for _, c := range []struct {
		name, birth, today string
		want               int
	}{
		{"the day before a birthday", "2010-11-24", "2026-11-23", 15},
		{"the birthday", "2010-11-23", "2026-11-23", 16},
		{"the day of birth", "2026-11-23", "2026-11-23", 0},
		{"a birth to come", "2026-11-24", "2026-11-23", 0},
		{"a leap-day child on 27 February", "2004-02-29", "2027-02-27", 22},
		{"a leap-day child on 28 February", "2004-02-29", "2027-02-28", 23},
		{"a leap-day child in a leap year, the day before", "2004-02-29", "2028-02-28", 23},
		{"a leap-day child on the leap day", "2004-02-29", "2028-02-29", 24},
		{"New Year's Eve", "2009-12-31", "2026-12-30", 16},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Age(calendar.MustParse(c.birth), calendar.MustParse(c.today)); got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
	t.Run("of somebody without a date of birth is 0", func(t *testing.T) {
		if got := Age(calendar.Date{}, calendar.MustParse("2026-11-23")); got != 0 {
			t.Errorf("got %d", got)
		}
	})
}
