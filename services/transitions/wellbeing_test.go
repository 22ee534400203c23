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
	theirRating = youth.Derive("a rating")
	rates       = RateWellbeing{Rating: theirRating, Of: "worker", Points: 6, Words: someText, Day: monday, Task: access.ChildProtection, On: tuesday, By: aino}
	feels       = RateMyself{Rating: theirRating, Person: youth, Points: 7, Words: someText, Task: access.ChildProtection, On: tuesday}
)

func TestRateWellbeing(t *testing.T) {
	begun := CaseOpened(opening)
	with := func(change func(*RateWellbeing)) RateWellbeing {
		cmd := rates
		change(&cmd)
		return cmd
	}
	given(t, begun).When(rates).Then(WellbeingRated{Rating: theirRating, Of: "worker", Points: 6, Words: someText, Day: monday, Task: access.ChildProtection, On: tuesday})
	given(t, begun).When(with(func(c *RateWellbeing) { c.By = elin })).ThenRefused(ErrNotResponsible)
	thenWrong(t, []Event{begun}, with(func(c *RateWellbeing) { c.Of = "neighbour" }), "of", "required")
	thenWrong(t, []Event{begun}, with(func(c *RateWellbeing) { c.Points = 0 }), "points", "required")
	thenWrong(t, []Event{begun}, with(func(c *RateWellbeing) { c.Points = 11 }), "points", "rating-out-of-range")
	thenWrong(t, []Event{begun}, with(func(c *RateWellbeing) { c.Day = tuesday.AddDays(1) }), "day", "in-the-future")
}

func TestRateMyself(t *testing.T) {
	begun := CaseOpened(opening)
	rated := WellbeingRated{Rating: theirRating, Of: "own", Points: 7, Words: someText, Day: tuesday, Self: true, Task: access.ChildProtection, On: tuesday}
	with := func(change func(*RateMyself)) RateMyself {
		cmd := feels
		change(&cmd)
		return cmd
	}
	given(t, begun).When(feels).Then(rated)
	given(t, begun).When(with(func(c *RateMyself) { c.Person = matter })).ThenRefused(ErrNotFound)
	given(t, begun, CaseClosed{Person: youth, Reason: "own-wish", On: monday}).When(feels).ThenRefused(ErrClosed)
	thenWrong(t, []Event{begun}, with(func(c *RateMyself) { c.Points = -1 }), "points", "rating-out-of-range")
	t.Run("a few times a day, and again the next day", func(t *testing.T) {
		often := []Event{begun, rated, rated, rated, rated, rated}
		given(t, often...).When(feels).ThenRefused(ErrRatedOften)
		next := with(func(c *RateMyself) { c.On = tuesday.AddDays(1) })
		given(t, often...).When(next).Then(WellbeingRated{Rating: theirRating, Of: "own", Points: 7, Words: someText, Day: next.On, Self: true, Task: access.ChildProtection, On: next.On})
	})
}

func TestMomentOf(t *testing.T) {
	opened := date("2025-01-31")
	for day, want := range map[string]string{
		"2025-01-30": "", "2025-01-31": "start", "2025-03-31": "start", "2025-04-01": "",
		"2025-06-29": "", "2025-06-30": "6-months", "2025-07-31": "6-months", "2025-08-31": "6-months", "2025-09-01": "",
		"2025-12-30": "", "2025-12-31": "12-months", "2026-02-28": "12-months", "2026-03-01": "",
	} {
		if got := momentOf(opened, date(day)); got != want {
			t.Errorf("%s is of %q, wanted %q", day, got, want)
		}
	}
}

func TestRatingAt(t *testing.T) {
	opened := date("2025-01-10")
	all := []Rated{
		{Of: "own", Points: 3, Day: date("2025-06-20")}, {Of: "own", Points: 5, Day: date("2025-07-09")}, {Of: "own", Points: 6, Day: date("2025-07-11")},
		{Of: "own", Points: 9, Day: date("2025-09-01")}, {Of: "worker", Points: 4, Day: date("2025-07-01")},
	}
	if at, found := ratingAt(opened, all, "own", "6-months"); !found || at.Points != 6 { // as near as the one before, and later
		t.Errorf("%+v", at)
	}
	if _, found := ratingAt(opened, all, "own", "12-months"); found {
		t.Error("a rating of another time counts")
	}
}

func TestWellbeingReport(t *testing.T) {
	key := ratingKey{"start", "own"}
	report := wellbeingReport(2026, []string{"north", "south"}, map[string]map[ratingKey]pointSum{
		"north": {key: {8, 45}, {"6-months", "own"}: {5, 31}},
		"south": {key: {4, 12}, {"6-months", "own"}: {6, 42}},
	})
	says := func(moments []contracts.MomentOfWellbeing) string {
		var out []string
		for _, m := range moments {
			out = append(out, fmt.Sprintf("%s %s/%s", m.Moment, number(m.Own.Count), number(m.Own.Tenths)))
		}
		return strings.Join(out, ", ")
	}
	for i, want := range []string{"start 8/56, 6-months 5/62, 12-months 0/–", "start –/–, 6-months 6/70, 12-months 0/–"} {
		if got := says(report.Units[i].Moments); got != want {
			t.Errorf("%s: %s, wanted %s", report.Units[i].Unit, got, want)
		}
	}
	if got := says(report.All); got != "start –/–, 6-months 11/66, 12-months 0/–" {
		t.Errorf("all: %s", got)
	}
}

// TestWellbeingReport_WhatIsHiddenCannotBeFound changes the hidden cells: the
// report stays the same.
func TestWellbeingReport_WhatIsHiddenCannotBeFound(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	units := []string{"north", "south"}
	for range 300 {
		one, other := map[string]map[ratingKey]pointSum{}, map[string]map[ratingKey]pointSum{}
		for _, unit := range units {
			one[unit], other[unit] = map[ratingKey]pointSum{}, map[ratingKey]pointSum{}
			for _, moment := range contracts.WellbeingMoments() {
				n := random.IntN(9)
				k := ratingKey{moment, "own"}
				one[unit][k] = pointSum{n, n * (1 + random.IntN(10))}
				other[unit][k] = one[unit][k]
				if n > 0 && n < smallest {
					m := 1 + random.IntN(smallest-1)
					other[unit][k] = pointSum{m, m * (1 + random.IntN(10))}
				}
			}
		}
		if a, b := asText(t, wellbeingReport(2026, units, one)), asText(t, wellbeingReport(2026, units, other)); a != b {
			t.Fatalf("%s\nand\n%s", a, b)
		}
	}
}
