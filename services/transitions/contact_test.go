package transitions

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"nivel/libs/access"
	"nivel/libs/contracts"
)

var (
	talk   = youth.Derive("a contact")
	called = RecordContact{Contact: talk, Day: monday, Mode: chosen, Who: oskari.ID, Note: someText, Task: access.ChildProtection, On: tuesday, By: aino}
)

func TestRecordContact(t *testing.T) {
	opened := CaseOpened(opening)
	with := func(change func(*RecordContact)) RecordContact {
		cmd := called
		change(&cmd)
		return cmd
	}
	t.Run("says when, what was offered and chosen, and which worker had it", func(t *testing.T) {
		given(t, opened).When(called).Then(ContactHad{Contact: talk, Day: monday, Mode: chosen, Who: oskari.ID, Note: someText, Task: access.ChildProtection, On: tuesday})
	})
	t.Run("is refused to who is not responsible, and of a closed case", func(t *testing.T) {
		given(t, opened).When(with(func(c *RecordContact) { c.By = elin })).ThenRefused(ErrNotResponsible)
		given(t, opened, CaseClosed{Person: youth, Reason: "own-wish", On: monday}).When(called).ThenRefused(ErrClosed)
	})
	for field, wrong := range map[string]RecordContact{
		"day":     with(func(c *RecordContact) { c.Day = tuesday.AddDays(1) }),
		"offered": with(func(c *RecordContact) { c.Mode.Offered = "by-pigeon" }),
		"chosen":  with(func(c *RecordContact) { c.Mode.Chosen = "" }),
	} {
		t.Run("is refused for a wrong "+field, func(t *testing.T) {
			code := "required"
			if field == "day" {
				code = "in-the-future"
			}
			thenWrong(t, []Event{opened}, wrong, field, code)
		})
	}
}

// number is a number of a report in words: a dash where it is hidden.
func number(n *int) string {
	if n == nil {
		return "–"
	}
	return fmt.Sprint(*n)
}

// TestModes_SixContactsAreSplit: to who sees each of them, nothing is hidden.
func TestModes_SixContactsAreSplit(t *testing.T) {
	f := modeFigures(map[Mode]int{{"in-person", "in-person"}: 2, {"in-person", "online"}: 1, {"assisted", "assisted"}: 1, {"online", "in-person"}: 2}, whole)
	var chosen []string
	for _, mode := range f.Chosen {
		chosen = append(chosen, mode.Mode+" "+number(mode.Count))
	}
	if strings.Join(chosen, ", ") != "in-person 4, assisted 1, online 1" || number(f.Other) != "3" || number(f.Total) != "6" || len(f.Cells) != 9 {
		t.Errorf("%v, another than offered %s, in all %s", chosen, number(f.Other), number(f.Total))
	}
}

func TestContactReport(t *testing.T) {
	report := contactReport(2026, []string{"north", "south", "adults", ""}, map[string]map[Mode]int{
		"north": {{"in-person", "in-person"}: 30, {"online", "in-person"}: 4, {"online", "online"}: 5},
		"south": {{"in-person", "in-person"}: 7, {"in-person", "online"}: 6},
	})
	says := func(f contracts.ModeFigures) string {
		out := []string{}
		for _, c := range f.Cells {
			out = append(out, number(c.Count))
		}
		for _, c := range f.Chosen {
			out = append(out, number(c.Count))
		}
		return strings.Join(append(out, number(f.Other), number(f.Total)), " ")
	}
	if len(report.Units) != 2 || report.Units[0].Unit != "north" {
		t.Fatalf("%+v", report.Units)
	}
	for _, x := range []struct{ of, got, want string }{
		//                              in-person  assisted  online     chosen    other total
		{"a cell of one to four is hidden, and each sum over it", says(report.Units[0].ModeFigures), "30 0 0 0 0 0 – 0 5 – 0 5 – –"},
		{"where nothing is hidden, the sums are there", says(report.Units[1].ModeFigures), "7 0 6 0 0 0 0 0 0 7 0 6 6 13"},
		{"the area hides what a unit hides", says(report.All), "37 0 6 0 0 0 – 0 5 – 0 11 – –"},
	} {
		if x.got != x.want {
			t.Errorf("%s: %s, wanted %s", x.of, x.got, x.want)
		}
	}
}

// TestContactReport_WhatIsHiddenCannotBeFound changes hidden cells within what is
// hidden: the report stays the same, so nothing in it tells them apart.
func TestContactReport_WhatIsHiddenCannotBeFound(t *testing.T) {
	units := []string{"north", "south", "adults"}
	random := rand.New(rand.NewPCG(1, 2))
	hidden := 0
	for range 500 {
		one, other := map[string]map[Mode]int{}, map[string]map[Mode]int{}
		for _, unit := range units {
			one[unit], other[unit] = map[Mode]int{}, map[Mode]int{}
			for _, offered := range contracts.MeetingModes() {
				for _, chosen := range contracts.MeetingModes() {
					n := random.IntN(9)
					one[unit][Mode{offered, chosen}], other[unit][Mode{offered, chosen}] = n, n
					if n > 0 && n < smallest {
						hidden++
						other[unit][Mode{offered, chosen}] = 1 + random.IntN(smallest-1)
					}
				}
			}
		}
		if a, b := asText(t, contactReport(2026, units, one)), asText(t, contactReport(2026, units, other)); a != b {
			t.Fatalf("%s\nand\n%s", a, b)
		}
	}
	if hidden == 0 {
		t.Error("nothing was hidden")
	}
}
