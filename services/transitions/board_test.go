package transitions_test

import (
	"fmt"
	"slices"
	"testing"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// gaps reads a board.
func (c *county) gaps(who, view, after string) contracts.GapPage {
	c.Helper()
	page, _, err := edge.Call[contracts.GapPage](c.Context(), c.as(who), edge.Request{Method: "GET", Path: "/gaps", Query: map[string][]string{"view": {view}, "after": {after}}})
	must(c.T, err)
	if page.Stale {
		c.Fatalf("the board did not reach %s in time", after)
	}
	return page
}

func gapWords(page contracts.GapPage) (words []string) {
	for _, row := range page.Rows {
		for _, g := range row.Gaps {
			words = append(words, fmt.Sprintf("%s %s %v", g.Kind, g.On, g.Open))
		}
	}
	return words
}

func TestBoard_ShowsEachReaderTheirGaps(t *testing.T) {
	c := newCounty(t)
	id := c.open(someone)
	soon := facts
	soon.BirthDate = day.AddDays(100).AddYears(-23) // the right ends in 100 days
	at := do(c, "w-aino", id, "right", soon)
	ends := "right-ends " + day.AddDays(100).String() + " false"
	noPlan := "no-plan " + day.String() + " true"

	t.Run("the worker, their own", func(t *testing.T) {
		page := c.gaps("w-aino", "mine", at.Position)
		if got := gapWords(page); !slices.Equal(got, []string{noPlan, ends}) {
			t.Errorf("gaps %v", got)
		}
	})
	t.Run("a colleague of the unit, in the unit's only", func(t *testing.T) {
		if page := c.gaps("w-oskari", "mine", at.Position); len(page.Rows) != 0 {
			t.Errorf("sees %v", gapWords(page))
		}
		page := c.gaps("w-oskari", "unit", at.Position)
		if got := gapWords(page); !slices.Equal(got, []string{noPlan, ends}) || page.Workers != nil {
			t.Errorf("gaps %v, workers %v", got, page.Workers)
		}
	})
	t.Run("who leads the unit, with a figure for each worker", func(t *testing.T) {
		page := c.gaps("w-maria", "unit", at.Position)
		if got := gapWords(page); len(got) != 2 || !slices.Equal(page.Workers, []contracts.WorkerGaps{{Worker: "w-aino", Open: 1}}) {
			t.Errorf("gaps %v, workers %v", got, page.Workers)
		}
	})
	t.Run("another unit, nothing, and no figure", func(t *testing.T) {
		for _, who := range []string{"w-elin", "w-henri"} {
			if page := c.gaps(who, "unit", at.Position); len(page.Rows) != 0 || len(page.Workers) != 0 {
				t.Errorf("%s sees %v %v", who, gapWords(page), page.Workers)
			}
		}
	})
	t.Run("a plan closes its gap", func(t *testing.T) {
		at = do(c, "w-aino", id, "plan", plan)
		page := c.gaps("w-aino", "mine", at.Position)
		if got := gapWords(page); !slices.Equal(got, []string{ends}) || !slices.Equal(page.Workers, []contracts.WorkerGaps{{Worker: "w-aino", Coming: 1}}) {
			t.Errorf("gaps %v, %v", got, page.Workers)
		}
	})
	t.Run("an absence without a substitute opens one, with a substitute closes it, who then reads the case", func(t *testing.T) {
		at = do(c, "w-maria", id, "absence", contracts.Absence{From: day, Until: day.AddDays(3)})
		if got := gapWords(c.gaps("w-maria", "unit", at.Position)); !slices.Equal(got, []string{"no-worker " + day.String() + " true", ends}) {
			t.Errorf("gaps %v", got)
		}
		if seen := c.see("w-aino", id); seen.Continuity.Uncovered != 1 || seen.Away == nil || seen.Away.Substitute != "" {
			t.Errorf("continuity %+v, away %+v", seen.Continuity, seen.Away)
		}
		_, err := c.seeing("w-elin", id)
		c.refused(err, "no-relation")
		at = do(c, "w-aino", id, "absence", contracts.Absence{From: day, Until: day.AddDays(3), Substitute: "w-elin"})
		if got := gapWords(c.gaps("w-maria", "unit", at.Position)); !slices.Equal(got, []string{ends}) {
			t.Errorf("gaps %v", got)
		}
		if seen, err := c.seeing("w-elin", id); err != nil || seen.Continuity.Uncovered != 0 {
			t.Errorf("the substitute sees %+v, %v", seen.Continuity, err)
		}
	})
	t.Run("once adult services have accepted, no right ends without a receiver", func(t *testing.T) {
		at := c.handOver(id, "w-henri")
		seen := c.see("w-henri", id)
		page := c.gaps("w-henri", "mine", at.Position)
		follow := "follow-up-missing " + day.AddMonths(1).AddDays(1).String() + " false"
		if got := gapWords(page); !slices.Equal(got, []string{follow}) || seen.Continuity.Changes != 1 {
			t.Errorf("gaps %v, continuity %+v", got, seen.Continuity)
		}
		_, err := c.seeing("w-elin", id)
		c.refused(err, "no-relation") // the absence of a worker who has the case no more
	})
}

func TestBoard_DoesNotTellWhenARightEndsToWhoMayNotSeeTheRight(t *testing.T) {
	c := newCounty(t)
	id := c.open(someone)
	soon := facts
	soon.BirthDate = day.AddDays(100).AddYears(-23)
	do(c, "w-aino", id, "right", soon)
	c.handOver(id, "w-pekka") // adult services, class of arranging: not the documents of child protection
	c.until("the board has it", func() bool { return len(c.gaps("w-pekka", "mine", "").Rows) == 1 })
	row := c.gaps("w-pekka", "mine", "").Rows[0]
	if !row.DutyEnd.IsZero() || row.Right != "" {
		t.Errorf("shows %+v", row)
	}
}

func TestBoard_PagesThroughSeveralWorkersAsOneList(t *testing.T) {
	c := newCounty(t)
	const cases = 53
	want := map[es.ID]bool{}
	for range cases {
		_, fact := c.complete(es.NewID(), "aftercare")
		want[fact.Derive("case")] = true
	}
	c.until("all are there", func() bool {
		workers := c.gaps("w-maria", "unit", "").Workers
		return len(workers) == 1 && workers[0].Open == cases
	})
	var from string
	pages := 0
	for more := true; more; pages++ {
		page, _, err := edge.Call[contracts.GapPage](t.Context(), c.as("w-maria"), edge.Request{Method: "GET", Path: "/gaps", Query: map[string][]string{"view": {"unit"}, "from": {from}}})
		must(t, err)
		for _, row := range page.Rows {
			if !want[row.Case] {
				t.Fatalf("%s is on two pages, or not ours", row.Case)
			}
			delete(want, row.Case)
		}
		from, more = page.Next, page.Next != ""
	}
	if len(want) != 0 || pages != 2 {
		t.Errorf("%d missing after %d pages", len(want), pages)
	}
}
