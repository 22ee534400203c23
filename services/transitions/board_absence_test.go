package transitions_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// TestBoard_AnAbsenceIsOverByItself: nothing happens to a case on the day after an
// absence, and its board and figures are those of what is left.
func TestBoard_AnAbsenceIsOverByItself(t *testing.T) {
	c := newCounty(t)
	id := c.open(someone)
	soon := facts
	soon.BirthDate = day.AddDays(100).AddYears(-23) // the right ends in 100 days
	do(c, "w-aino", id, "right", soon)
	half := plan
	half.ReviewBy = day.AddMonths(6)
	do(c, "w-aino", id, "plan", half)
	ends := []string{"right-ends " + day.AddDays(100).String() + " false", "review-missing " + day.AddMonths(6).AddDays(1).String() + " false"}
	quiet := c.open(es.ID{}.Derive("somebody without a gap"))
	do(c, "w-aino", quiet, "right", contracts.RightFacts{BirthDate: day.AddYears(-20), Basis: "never-client"})
	figures := func(open, coming int) {
		t.Helper()
		want := []contracts.WorkerGaps{{Worker: "w-aino", Open: open, Coming: coming}}
		if got := c.gaps("w-maria", "unit", "").Workers; !slices.Equal(got, want) {
			t.Errorf("counted %+v, want %+v", got, want)
		}
	}
	do(c, "w-aino", quiet, "absence", contracts.Absence{From: day, Until: day.AddDays(1)})
	at := do(c, "w-aino", id, "absence", contracts.Absence{From: day, Until: day.AddDays(1)})
	away := "no-worker " + day.String() + " true"
	if got := gapWords(c.gaps("w-aino", "mine", at.Position)); !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(append([]string{away, away}, ends...)))) {
		t.Errorf("away, gaps %v", got)
	}
	figures(2, 0)
	c.clock.forward(24 * time.Hour)
	figures(2, 0)
	c.clock.forward(24 * time.Hour)
	if got := gapWords(c.gaps("w-aino", "mine", "")); !slices.Equal(got, ends) {
		t.Errorf("the day after, gaps %v", got)
	}
	figures(0, 1)
	t.Run("and one to come is counted as that", func(t *testing.T) {
		at := do(c, "w-aino", quiet, "absence", contracts.Absence{From: day.AddDays(5), Until: day.AddDays(9)})
		if got := gapWords(c.gaps("w-aino", "mine", at.Position)); !slices.Equal(got, append([]string{"no-worker " + day.AddDays(5).String() + " false"}, ends...)) {
			t.Errorf("gaps %v", got)
		}
		figures(0, 2)
	})
}

// TestBoard_ADecisionEndsBeforeTheNextStarts: it stands there while nothing is
// granted, is told to who sees decisions, and is over when the next one starts.
func TestBoard_ADecisionEndsBeforeTheNextStarts(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	grant := func(from, until int) contracts.Receipt {
		return do(c, "w-aino", id, "decisions", contracts.NewDecision{
			About: "support", Granted: true, Service: "46", What: "Canarywhat", Grounds: "Canarygrounds", From: day.AddDays(from), Until: day.AddDays(until),
		})
	}
	ends := func(on int, open bool) string {
		return fmt.Sprintf("decision-ends %s %v", day.AddDays(on), open)
	}
	shows := func(who, after string, want ...string) {
		t.Helper()
		got := slices.DeleteFunc(gapWords(c.gaps(who, "unit", after)), func(w string) bool { return w[:8] != "decision" })
		if !slices.Equal(got, want) {
			t.Errorf("%s sees %v, want %v", who, got, want)
		}
	}
	at := grant(0, 9)
	shows("w-maria", at.Position, ends(10, false))
	at = grant(13, 400)
	shows("w-maria", at.Position, ends(10, false))
	c.clock.forward(12 * 24 * time.Hour)
	shows("w-maria", "", ends(10, true))
	if got := c.gaps("w-maria", "unit", "").Workers; !slices.Equal(got, []contracts.WorkerGaps{{Worker: "w-aino", Open: 1}}) {
		t.Errorf("counted %+v", got)
	}
	c.clock.forward(24 * time.Hour)
	shows("w-maria", "")
	if got := c.gaps("w-maria", "unit", "").Workers; !slices.Equal(got, []contracts.WorkerGaps{{Worker: "w-aino", Coming: 1}}) {
		t.Errorf("counted %+v", got)
	}
}

// TestBoard_PagesThroughAbsencesAndWhatStays: cases of both lists are one list, in
// the order of their first gaps, each on one page.
func TestBoard_PagesThroughAbsencesAndWhatStays(t *testing.T) {
	c := newCounty(t)
	const cases = 120
	want := map[es.ID]bool{}
	for range cases {
		_, fact := c.complete(es.NewID(), "aftercare")
		want[fact.Derive("case")] = true
	}
	c.until("all are there", func() bool {
		workers := c.gaps("w-maria", "unit", "").Workers
		return len(workers) == 1 && workers[0].Open == cases
	})
	var at contracts.Receipt
	n := 0
	for id := range want { // of most somebody is away: before the opening, or later
		if n++; n%4 > 0 {
			at = do(c, "w-aino", id, "absence", contracts.Absence{From: day.AddDays(n%4 - 2), Until: day.AddDays(3)})
		}
	}
	c.gaps("w-maria", "unit", at.Position)
	var from, before string
	pages := 0
	for more := true; more; pages++ {
		page, _, err := edge.Call[contracts.GapPage](t.Context(), c.as("w-maria"), edge.Request{Method: "GET", Path: "/gaps", Query: map[string][]string{"view": {"unit"}, "from": {from}}})
		must(t, err)
		if pages == 0 && !slices.Equal(page.Workers, []contracts.WorkerGaps{{Worker: "w-aino", Open: cases}}) {
			t.Errorf("counted %+v", page.Workers)
		}
		for _, row := range page.Rows {
			if !want[row.Case] {
				t.Fatalf("%s is on two pages, or not ours", row.Case)
			}
			delete(want, row.Case)
			if first := fmt.Sprint(row.Gaps[0].On); first < before {
				t.Fatalf("%s stands behind %s", first, before)
			} else {
				before = first
			}
		}
		from, more = page.Next, page.Next != ""
	}
	if len(want) != 0 || pages != 3 {
		t.Errorf("%d missing after %d pages", len(want), pages)
	}
}
