package oversight_test

import (
	"encoding/json"
	"slices"
	"testing"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
)

// TestReport_WhoHasANewMatterOfAFormerClient is not reported each day until its
// assessment is complete; who goes back to the old one is.
func TestReport_WhoHasANewMatterOfAFormerClient(t *testing.T) {
	c := newCounty(t)
	back, former := youth.Derive("has a new matter"), youth.Derive("former")
	for _, person := range []es.ID{back, former} {
		opened, err := json.Marshal(contracts.CaseOpened{Person: person, Matter: person.Derive("old matter"), Responsible: "w-aino"})
		must(t, err)
		_, err = c.history.Append(t.Context(), "transitions-"+person.Derive("case").String(), es.NoStream, es.NewEvent{ID: es.NewID(), Name: contracts.FactCaseOpened, Data: opened})
		must(t, err)
		c.tell(person, contracts.FactCaseClosed, contracts.CaseClosed{Person: person, On: calendar.MustParse("2026-06-30")}, 2)
	}
	newly, page, before := look("w-elin", back), look("w-elin", back), look("w-aino", former)
	newly.Object.ID = back.Derive("new matter").String()
	page.Action, page.Object.Kind, page.Object.ID = "intake.see-identity", access.KindBasics, back.String()
	before.Object.ID = former.Derive("old matter").String()
	c.noted(newly, page, before)
	report := c.report()
	if got := alerts(report, "w-elin"); len(got) != 0 {
		t.Errorf("who has the new matter is reported for %v", got)
	}
	if got := alerts(report, "w-aino"); !slices.Equal(got, []string{"former-client"}) {
		t.Errorf("who opens the old one is reported for %v", got)
	}
}
