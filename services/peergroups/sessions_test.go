package peergroups

import (
	"strings"
	"testing"
	"time"

	"github.com/teambition/rrule-go"
	"pgregory.net/rapid"

	"nivel/libs/calendar"
)

func starts(s Series) []string {
	var out []string
	for _, session := range s.Sessions() {
		out = append(out, session.Starts.Format(time.RFC3339))
	}
	return out
}

func TestSessions(t *testing.T) {
	for name, c := range map[string]struct {
		series Series
		want   string
	}{
		"stay at 14:00 when summer time ends": {
			Series{calendar.MustParse("2026-10-19"), Clock{14, 0}, 90, 3},
			"2026-10-19T14:00:00+03:00 2026-10-26T14:00:00+02:00 2026-11-02T14:00:00+02:00",
		},
		"stay at 14:00 when summer time begins": {
			Series{calendar.MustParse("2027-03-22"), Clock{14, 0}, 90, 3},
			"2027-03-22T14:00:00+02:00 2027-03-29T14:00:00+03:00 2027-04-05T14:00:00+03:00",
		},
		"on the Sunday itself, when summer time ends": {
			Series{calendar.MustParse("2026-10-18"), Clock{14, 0}, 60, 2},
			"2026-10-18T14:00:00+03:00 2026-10-25T14:00:00+02:00",
		},
		"on the Sunday itself, when summer time begins": {
			Series{calendar.MustParse("2027-03-21"), Clock{14, 0}, 60, 2},
			"2027-03-21T14:00:00+02:00 2027-03-28T14:00:00+03:00",
		},
		"in the hour that comes twice, the first of the two": {
			Series{calendar.MustParse("2026-10-25"), Clock{3, 30}, 60, 1},
			"2026-10-25T03:30:00+03:00",
		},
		"on either side of the hour that comes twice": {
			Series{calendar.MustParse("2026-10-25"), Clock{4, 0}, 60, 1},
			"2026-10-25T04:00:00+02:00",
		},
		"over a leap day and the end of a year": {
			Series{calendar.MustParse("2027-12-30"), Clock{9, 5}, 60, 10},
			"2027-12-30T09:05:00+02:00 2028-01-06T09:05:00+02:00 2028-01-13T09:05:00+02:00 2028-01-20T09:05:00+02:00 2028-01-27T09:05:00+02:00 " +
				"2028-02-03T09:05:00+02:00 2028-02-10T09:05:00+02:00 2028-02-17T09:05:00+02:00 2028-02-24T09:05:00+02:00 2028-03-02T09:05:00+02:00",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strings.Join(starts(c.series), " "); got != c.want {
				t.Errorf("sessions start\n%s, want\n%s", got, c.want)
			}
		})
	}
	t.Run("last their minutes also across a change of clocks", func(t *testing.T) {
		night := Series{calendar.MustParse("2026-10-24"), Clock{23, 30}, 480, 1}.Sessions()[0]
		if got := night.Ends.Format(time.RFC3339); got != "2026-10-25T06:30:00+02:00" || night.Ends.Sub(night.Starts) != 8*time.Hour {
			t.Errorf("ends %s", got)
		}
	})
	t.Run("an hour that a change of clocks skips is noticed", func(t *testing.T) {
		night := Series{calendar.MustParse("2027-03-21"), Clock{3, 30}, 60, 1}
		if night.skipped() {
			t.Error("the week before has that hour")
		}
		if night.Count = 2; !night.skipped() {
			t.Error("28 March 2027 has no 03:30")
		}
	})
}

// TestSessions_AgreeWithTheLibrary compares with an independent implementation
// of recurrence, at all hours but those in which clocks change.
func TestSessions_AgreeWithTheLibrary(t *testing.T) {
	day := calendar.MustParse("2024-01-01")
	rapid.Check(t, func(t *rapid.T) {
		s := Series{
			FirstDay: day.AddDays(rapid.IntRange(0, 3650).Draw(t, "days")),
			At:       Clock{rapid.IntRange(4, 26).Draw(t, "hour") % 24, rapid.IntRange(0, 59).Draw(t, "minute")},
			Minutes:  60, Count: rapid.IntRange(1, maxSessions).Draw(t, "count"),
		}
		rule, err := rrule.NewRRule(rrule.ROption{
			Freq: rrule.WEEKLY, Count: s.Count,
			Dtstart: time.Date(s.FirstDay.Year(), s.FirstDay.Month(), s.FirstDay.Day(), s.At.Hour, s.At.Minute, 0, 0, calendar.Helsinki()),
		})
		if err != nil {
			t.Fatal(err)
		}
		theirs, ours := rule.All(), s.Sessions()
		if len(theirs) != len(ours) {
			t.Fatalf("%d sessions, the library has %d", len(ours), len(theirs))
		}
		for i := range ours {
			if !ours[i].Starts.Equal(theirs[i]) {
				t.Fatalf("session %d starts %s, the library says %s", i, ours[i].Starts, theirs[i])
			}
			if calendar.On(ours[i].Starts) != s.FirstDay.AddDays(7*i) || shownAt(ours[i].Starts) != s.At {
				t.Fatalf("session %d starts %s", i, ours[i].Starts)
			}
		}
	})
}

// FuzzParseClock holds that only HH:MM is read, and read as it is written.
func FuzzParseClock(f *testing.F) {
	for _, seed := range []string{"14:00", "00:00", "23:59", "24:00", "9:05", "14:60", "14:00:00", "", "１４:00", "-1:00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseClock(s)
		if err != nil {
			return
		}
		again := time.Date(2026, 1, 1, c.Hour, c.Minute, 0, 0, time.UTC).Format("15:04")
		if again != s {
			t.Fatalf("%q was read as %s", s, again)
		}
	})
}
