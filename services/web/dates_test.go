package web

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"nivel/libs/calendar"
)

func TestDatesAsPeopleWriteThem(t *testing.T) {
	day := calendar.MustParse("2026-11-19")
	for lang, want := range map[string][4]string{
		"fi": {"19.11.2026", "to 19.11.", "torstai 19. marraskuuta 2026", "to 19.11. klo 9.05"},
		"sv": {"19.11.2026", "tors 19.11.", "torsdag 19 november 2026", "tors 19.11. kl. 9.05"},
		"en": {"19 Nov 2026", "Thu 19 Nov", "Thursday 19 November 2026", "Thu 19 Nov at 9:05"},
	} {
		texts := testTexts(t, lang)
		at := time.Date(2026, time.November, 19, 7, 5, 0, 0, time.UTC)
		got := [4]string{texts.Date(day), texts.Day(day, day), texts.LongDay(day), texts.DayAndClock(at, day)}
		if got != want {
			t.Errorf("%s writes %q, not %q", lang, got, want)
		}
	}
	if got := testTexts(t, "fi").Day(day, day.AddDays(60)); got != "to 19.11.2026" {
		t.Errorf("a day of another year is written %q", got)
	}
}

func TestReadDate(t *testing.T) {
	for typed, want := range map[string]string{
		"19.11.2026": "2026-11-19", " 1.5.2014 ": "2014-05-01", "01.05.2014": "2014-05-01", "1. 5. 2014": "2014-05-01", "2014-05-01": "2014-05-01", "29.2.2024": "2024-02-29",
		"29.2.2023": "", "32.1.2026": "", "1.13.2026": "", "1.5.14": "", "": "", "tomorrow": "", "1.5.2014x": "",
	} {
		got, err := readDate(typed)
		if got.String() != want || (err == nil) != (want != "") {
			t.Errorf("%q reads as %q, %v", typed, got, err)
		}
	}
}

func TestReadTime(t *testing.T) {
	day := calendar.MustParse("2026-11-19")
	for typed, want := range map[string]string{"9.15": "07:15", "09:15": "07:15", "23.59": "21:59", "0.00": "22:00", "24.00": "", "9.60": "", "9": "", "": "", "9.5": ""} {
		got, err := readTime(typed, day)
		if (err == nil) != (want != "") || err == nil && got.UTC().Format("15:04") != want {
			t.Errorf("%q reads as %v, %v", typed, got, err)
		}
	}
	if _, err := readTime("3.30", calendar.MustParse("2026-03-29")); err == nil {
		t.Error("a time that the clocks jumped over was read")
	}
}

func TestReadDate_ReadsWhatIsWritten(t *testing.T) {
	texts := testTexts(t, "fi")
	rapid.Check(t, func(t *rapid.T) {
		day := calendar.MustParse("2000-01-01").AddDays(rapid.IntRange(-30_000, 30_000).Draw(t, "days"))
		got, err := readDate(texts.Date(day))
		if err != nil || got != day {
			t.Fatalf("%s reads as %s, %v", texts.Date(day), got, err)
		}
	})
}

func FuzzReadDate(f *testing.F) {
	for _, seed := range []string{"19.11.2026", "2026-11-19", "1. 5. 2014", "", "0.0.0000", "99.99.9999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		day, err := readDate(typed)
		if err == nil && day.IsZero() {
			t.Errorf("%q reads as no day", typed)
		}
	})
}

func FuzzReadTime(f *testing.F) {
	for _, seed := range []string{"9.15", "23:59", "3.30", "", "99.99"} {
		f.Add(seed, 0)
	}
	f.Fuzz(func(t *testing.T, typed string, days int) {
		day := calendar.MustParse("2026-03-29").AddDays(days % 10_000)
		at, err := readTime(typed, day)
		if err == nil && calendar.On(at) != day {
			t.Errorf("%q on %s reads as %s", typed, day, at)
		}
	})
}

func FuzzOwnPath(f *testing.F) {
	for _, seed := range []string{"/inbox?view=mine", "//elsewhere.example", `/\elsewhere.example`, "https://elsewhere.example", "/%2f/elsewhere", "/\t/elsewhere.example", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		own := ownPath(path)
		if own[0] != '/' || len(own) > 1 && (own[1] == '/' || own[1] == '\\') {
			t.Errorf("%q leads to %q", path, own)
		}
	})
}

func FuzzUnmask(f *testing.F) {
	secret := []byte("0123456789abcdef0123456789abcdef")
	f.Add(mask(secret))
	f.Add("")
	f.Fuzz(func(t *testing.T, token string) {
		if unmask(token, nil) {
			t.Errorf("%q is a token of no secret", token)
		}
		unmask(token, secret)
	})
}

func TestMask(t *testing.T) {
	a, b := secret(), secret()
	if !unmask(mask(a), a) || unmask(mask(a), b) || mask(a) == mask(a) {
		t.Error("a token does not hide its secret, or does not show it")
	}
}
