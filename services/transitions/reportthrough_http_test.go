package transitions_test

import (
	"encoding/json"
	"testing"
	"time"

	"nivel/libs/contracts"
)

// TestReports_CountWholeMonths: what is recorded today leaves today's reports as
// they are. Else whoever reads them every day would see, by the difference, how
// one young person rated, or that there was one contact more.
func TestReports_CountWholeMonths(t *testing.T) {
	c := newCounty(t)
	id := c.planned() // its plan has both ratings
	do(c, "w-aino", id, "daily/contacts", contracts.NewContact{Day: day, Offered: "online", Chosen: "online"})
	reports := func() string {
		t.Helper()
		must(t, c.service.Rebuild(t.Context())) // the list has taken all that was recorded
		contacts, err := report[contracts.ContactReport](c, "w-maria", "/daily/contacts", "year", "2026")
		must(t, err)
		wellbeing, err := report[contracts.WellbeingReport](c, "w-maria", "/daily/wellbeing", "year", "2026")
		must(t, err)
		raw, err := json.Marshal([]any{contacts.Units, wellbeing.Units})
		must(t, err)
		return string(raw)
	}
	none := "[[],[]]"
	if got := reports(); got != none {
		t.Errorf("in the month in which it was recorded: %s", got)
	}
	c.clock.forward(8 * 24 * time.Hour) // 1 December
	before := reports()
	if before == none {
		t.Error("in the month after, it is not counted")
	}
	must(t, tryMine(c, someone, "/my/ratings", contracts.OwnRating{Points: 10}))
	for range 5 {
		do(c, "w-aino", id, "daily/contacts", contracts.NewContact{Day: day, Offered: "online", Chosen: "online"})
	}
	if got := reports(); got != before {
		t.Errorf("today changed it from\n%s to\n%s", before, got)
	}
	c.clock.forward(31 * 24 * time.Hour) // 1 January
	if got := reports(); got == before {
		t.Error("in the month after, today is not counted")
	}
}
