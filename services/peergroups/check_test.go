package peergroups

import (
	"strings"
	"testing"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

var noon = helsinki("2026-11-23 12:00")

func goodGroup() contracts.NewGroup {
	return contracts.NewGroup{
		Name: map[string]string{"fi": "Arki haltuun", "sv": "Vardagen i egna händer"}, Place: "Nuorisotalo, sali 2",
		Seats: 8, FirstDay: calendar.MustParse("2026-11-30"), At: "14:00", Minutes: 90, Sessions: 3,
	}
}

func TestCheckNewGroup(t *testing.T) {
	t.Run("gives the series that was asked for", func(t *testing.T) {
		if series, err := CheckNewGroup(goodGroup(), noon); err != nil || series != mondays {
			t.Fatalf("gave %+v, error %v", series, err)
		}
	})
	for name, c := range map[string]struct {
		change      func(*contracts.NewGroup)
		field, code string
	}{
		"no name at all":                 {func(n *contracts.NewGroup) { n.Name = nil }, "name.fi", "required"},
		"no Finnish name":                {func(n *contracts.NewGroup) { n.Name = map[string]string{"sv": "Grupp", "fi": " "} }, "name.fi", "required"},
		"a language nobody knows":        {func(n *contracts.NewGroup) { n.Name["Aino Testinen"] = "x" }, "name", "unknown-language"},
		"a name without end":             {func(n *contracts.NewGroup) { n.Name["sv"] = strings.Repeat("ä", maxName+1) }, "name.sv", "too-long"},
		"a NUL byte":                     {func(n *contracts.NewGroup) { n.Place = "a\x00b" }, "place", "unreadable-characters"},
		"no place":                       {func(n *contracts.NewGroup) { n.Place = "" }, "place", "required"},
		"no seats":                       {func(n *contracts.NewGroup) { n.Seats = 0 }, "seats", "out-of-range"},
		"more seats than a group has":    {func(n *contracts.NewGroup) { n.Seats = 51 }, "seats", "out-of-range"},
		"no first day":                   {func(n *contracts.NewGroup) { n.FirstDay = calendar.Date{} }, "first_day", "required"},
		"a first day that is gone":       {func(n *contracts.NewGroup) { n.FirstDay = calendar.MustParse("2026-11-22") }, "first_day", "in-the-past"},
		"today, at an hour that is gone": {func(n *contracts.NewGroup) { n.FirstDay = calendar.On(noon); n.At = "12:00" }, "first_day", "in-the-past"},
		"a slip of the year":             {func(n *contracts.NewGroup) { n.FirstDay = calendar.MustParse("9999-12-31") }, "first_day", "too-far-ahead"},
		"no time":                        {func(n *contracts.NewGroup) { n.At = "" }, "at", "malformed-time"},
		"a time that is none":            {func(n *contracts.NewGroup) { n.At = "25:00" }, "at", "malformed-time"},
		"an hour that clocks skip": {func(n *contracts.NewGroup) {
			n.FirstDay, n.At = calendar.MustParse("2027-03-28"), "03:00"
		}, "at", "no-such-time"},
		"too short a session":   {func(n *contracts.NewGroup) { n.Minutes = 14 }, "minutes", "out-of-range"},
		"too long a session":    {func(n *contracts.NewGroup) { n.Minutes = 481 }, "minutes", "out-of-range"},
		"no session":            {func(n *contracts.NewGroup) { n.Sessions = 0 }, "sessions", "out-of-range"},
		"more than a year full": {func(n *contracts.NewGroup) { n.Sessions = 53 }, "sessions", "out-of-range"},
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			n := goodGroup()
			c.change(&n)
			_, err := CheckNewGroup(n, noon)
			r, ok := refusal.As(err)
			if !ok || r.Kind != refusal.Invalid || len(r.Fields) != 1 || r.Fields[0] != (refusal.Field{Name: c.field, Code: c.code}) {
				t.Errorf("said %+v, want %s: %s alone", r, c.field, c.code)
			}
		})
	}
	for name, change := range map[string]func(*contracts.NewGroup){
		"the largest group":          func(n *contracts.NewGroup) { n.Seats, n.Minutes, n.Sessions = 50, 480, 52 },
		"the smallest group":         func(n *contracts.NewGroup) { n.Seats, n.Minutes, n.Sessions = 1, 15, 1 },
		"today, a minute from now":   func(n *contracts.NewGroup) { n.FirstDay = calendar.On(noon); n.At = "12:01" },
		"a group two years from now": func(n *contracts.NewGroup) { n.FirstDay = calendar.On(noon).AddYears(2) },
		"a group in Finnish alone":   func(n *contracts.NewGroup) { delete(n.Name, "sv") },
	} {
		t.Run("takes "+name, func(t *testing.T) {
			n := goodGroup()
			change(&n)
			if _, err := CheckNewGroup(n, noon.Add(time.Second-time.Nanosecond)); err != nil {
				r, _ := refusal.As(err)
				t.Errorf("said %+v", r)
			}
		})
	}
}
