package calendar

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// anyDay draws days of the years that the product may meet.
var anyDay = rapid.Custom(func(t *rapid.T) Date {
	return MustParse("1900-01-01").AddDays(rapid.IntRange(0, 73000).Draw(t, "day"))
})

func TestParse(t *testing.T) {
	t.Run("reads a day and writes it the same", func(t *testing.T) {
		d, err := Parse("2028-02-29")
		if err != nil || d.String() != "2028-02-29" || d.Year() != 2028 || d.Month() != time.February || d.Day() != 29 {
			t.Fatalf("got %v, %v", d, err)
		}
	})
	t.Run("refuses what is not a day", func(t *testing.T) {
		for _, s := range []string{"", "2027-02-29", "2026-13-01", "2026-00-10", "2026-11-00", "0000-01-01",
			"26-11-01", "2026-1-1", "2026-11-01T00:00:00Z", " 2026-11-01", "2026/11/01", "1.11.2026", "12026-11-01"} {
			if d, err := Parse(s); err == nil {
				t.Errorf("%q gave %v", s, d)
			}
		}
	})
}

func TestOf(t *testing.T) {
	t.Run("knows which days exist", func(t *testing.T) {
		if d, ok := Of(2000, time.February, 29); !ok || d != MustParse("2000-02-29") {
			t.Errorf("got %v, %v", d, ok)
		}
		for _, n := range [][3]int{{1900, 2, 29}, {2026, 2, 30}, {2026, 13, 1}, {2026, 0, 1}, {2026, 4, 0}, {0, 1, 1}, {10000, 1, 1}} {
			if d, ok := Of(n[0], time.Month(n[1]), n[2]); ok || !d.IsZero() {
				t.Errorf("%v gave %v, %v", n, d, ok)
			}
		}
	})
}

func TestOn(t *testing.T) {
	instant := func(s string) time.Time {
		at, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, c := range []struct{ name, instant, day string }{
		{"half past eleven at night on the 31st is still the 31st", "2026-12-31T23:30:00+02:00", "2026-12-31"},
		{"the same instant told in UTC is the same day", "2026-12-31T21:30:00Z", "2026-12-31"},
		{"half an hour into the new year there, it is still the old one in UTC", "2026-12-31T22:30:00Z", "2027-01-01"},
		{"half past eleven at night in summer time", "2026-08-31T23:30:00+03:00", "2026-08-31"},
		{"that summer instant told in UTC", "2026-08-31T20:30:00Z", "2026-08-31"},
		{"nine in the evening UTC in summer is midnight in Helsinki", "2026-08-31T21:00:00Z", "2026-09-01"},
		{"the last moment before the clocks go forward", "2027-03-28T00:59:59Z", "2027-03-28"},
		{"the end of the day of 23 hours", "2027-03-28T20:59:59Z", "2027-03-28"},
		{"the day after it", "2027-03-28T21:00:00Z", "2027-03-29"},
		{"the first half past three of the day of 25 hours", "2026-10-25T00:30:00Z", "2026-10-25"},
		{"the second half past three", "2026-10-25T01:30:00Z", "2026-10-25"},
		{"the end of the day of 25 hours", "2026-10-25T21:59:59Z", "2026-10-25"},
		{"the day after it", "2026-10-25T22:00:00Z", "2026-10-26"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := On(instant(c.instant)); got != MustParse(c.day) {
				t.Errorf("got %v, want %s", got, c.day)
			}
		})
	}
	t.Run("no time is no date", func(t *testing.T) {
		if got := On(time.Time{}); !got.IsZero() {
			t.Errorf("got %v", got)
		}
	})
}

func TestMidnight(t *testing.T) {
	t.Run("days that the clocks change have 23 and 25 hours", func(t *testing.T) {
		for day, hours := range map[string]float64{"2027-03-28": 23, "2026-10-25": 25, "2026-11-23": 24} {
			d := MustParse(day)
			if got := d.AddDays(1).Midnight().Sub(d.Midnight()).Hours(); got != hours {
				t.Errorf("%s has %v hours, want %v", day, got, hours)
			}
		}
	})
	t.Run("begins its own day, and the nanosecond before is the day before", func(t *testing.T) {
		for d := MustParse("1950-01-01"); d.Year() < 2100; d = d.AddDays(1) {
			if On(d.Midnight()) != d || On(d.Midnight().Add(-1)) != d.AddDays(-1) {
				t.Fatalf("%v begins at %v", d, d.Midnight())
			}
		}
	})
}

func TestLaw_150_1930_3_Months(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2026-08-31", 1, "2026-09-30"},
		{"2026-11-30", 3, "2027-02-28"},
		{"2027-11-30", 3, "2028-02-29"},
		{"2026-11-15", 1, "2026-12-15"},
		{"2026-12-31", 2, "2027-02-28"},
		{"2026-10-10", 15, "2028-01-10"},
		{"2027-05-31", -3, "2027-02-28"},
		{"2027-01-31", -2, "2026-11-30"},
		{"2027-01-15", -1, "2026-12-15"},
		{"2026-05-31", 0, "2026-05-31"},
	} {
		if got := MustParse(c.from).AddMonths(c.months); got != MustParse(c.want) {
			t.Errorf("%s %+d months is %v, want %s", c.from, c.months, got, c.want)
		}
	}
	t.Run("a leap day has its year end on 28 February", func(t *testing.T) {
		if got := MustParse("2028-02-29").AddYears(1); got != MustParse("2029-02-28") {
			t.Errorf("got %v", got)
		}
		if got := MustParse("2028-02-29").AddYears(4); got != MustParse("2032-02-29") {
			t.Errorf("got %v", got)
		}
	})
	t.Run("ends in the right month, on the same number or the last day", rapid.MakeCheck(func(t *rapid.T) {
		d, n := anyDay.Draw(t, "from"), rapid.IntRange(-500, 500).Draw(t, "months")
		got := d.AddMonths(n)
		if (got.Year()*12+int(got.Month()))-(d.Year()*12+int(d.Month())) != n {
			t.Fatalf("%v %+d months is %v", d, n, got)
		}
		if got.Day() != d.Day() && (got.Day() > d.Day() || got.AddDays(1).Day() != 1) {
			t.Fatalf("%v %+d months is %v", d, n, got)
		}
	}))
	t.Run("a later start never ends earlier", rapid.MakeCheck(func(t *rapid.T) {
		d, n := anyDay.Draw(t, "from"), rapid.IntRange(-100, 100).Draw(t, "months")
		if d.AddDays(1).AddMonths(n).Before(d.AddMonths(n)) {
			t.Fatalf("%v %+d months", d, n)
		}
	}))
}

func TestDays(t *testing.T) {
	t.Run("adding days and counting them are inverse, and order agrees", rapid.MakeCheck(func(t *rapid.T) {
		d, n := anyDay.Draw(t, "from"), rapid.IntRange(-50000, 50000).Draw(t, "days")
		e := d.AddDays(n)
		if d.DaysUntil(e) != n || e.DaysUntil(d) != -n {
			t.Fatalf("%v to %v", d, e)
		}
		if d.Before(e) != (n > 0) || d.After(e) != (n < 0) || (d == e) != (n == 0) {
			t.Fatalf("%v against %v", d, e)
		}
		if int(e.Weekday()-d.Weekday()+14)%7 != ((n%7)+7)%7 {
			t.Fatalf("%v is a %v, %v a %v", d, d.Weekday(), e, e.Weekday())
		}
	}))
	t.Run("no date is before every date", func(t *testing.T) {
		if !(Date{}).Before(MustParse("0001-01-01")) {
			t.Error("it is not")
		}
	})
}

func TestText(t *testing.T) {
	type form struct {
		Born Date `json:"born"`
	}
	t.Run("a date travels as its text, and no date as empty text", func(t *testing.T) {
		for _, want := range []form{{MustParse("2026-11-23")}, {}} {
			text, err := json.Marshal(want)
			if err != nil {
				t.Fatal(err)
			}
			got := form{MustParse("1999-01-01")}
			if err := json.Unmarshal(text, &got); err != nil || got != want {
				t.Errorf("%s came back as %v, %v", text, got, err)
			}
		}
	})
	t.Run("what is not a day is refused", func(t *testing.T) {
		var got form
		if err := json.Unmarshal([]byte(`{"born":"2026-02-30"}`), &got); err == nil {
			t.Errorf("got %v", got)
		}
	})
}

func TestMustParse(t *testing.T) {
	t.Run("panics on a mistake in the program", func(t *testing.T) {
		defer func() {
			if recover() == nil {
				t.Error("it did not")
			}
		}()
		MustParse("31.8.2026")
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2026-11-23", "2028-02-29", "2027-02-29", "0001-01-01", "9999-12-31", "", "2026-1-01", "２０２６-11-01"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := Parse(s)
		if err != nil {
			if !d.IsZero() {
				t.Fatalf("%q is refused and gives %v", s, d)
			}
			return
		}
		if d.String() != s {
			t.Fatalf("%q reads as %v", s, d)
		}
		if same, ok := Of(d.Year(), d.Month(), d.Day()); !ok || same != d {
			t.Fatalf("%q is no day", s)
		}
	})
}
