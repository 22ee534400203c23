package transitions_test

import (
	"strings"
	"testing"

	"nivel/libs/contracts"
)

func TestTransitions_AnOfferIsWithdrawnAndAnotherMade(t *testing.T) {
	c := newCounty(t)
	id := c.open(someone)
	do(c, "w-aino", id, "handover", offer)
	_, err := try(c, "w-elin", id, "handover/withdrawal", contracts.HandoverWithdrawal{})
	c.refused(err, "not-responsible")
	_, err = try(c, "w-oskari", id, "handover/withdrawal", contracts.HandoverWithdrawal{})
	c.refused(err, "not-allowed") // of the unit, but no party
	_, err = try(c, "w-henri", id, "handover/withdrawal", contracts.HandoverWithdrawal{})
	c.refused(err, "not-found")
	last := do(c, "w-aino", id, "handover/withdrawal", contracts.HandoverWithdrawal{Reason: "Canarywithdrawn"})

	if page := c.list("w-elin", "offered-to-me", last.Position); len(page.Rows) != 0 {
		t.Errorf("it still awaits an answer: %+v", page.Rows)
	}
	_, err = c.seeing("w-elin", id)
	c.refused(err, "no-relation")
	_, err = try(c, "w-elin", id, "handover/refusal", contracts.HandoverRefusal{Reason: "too late"})
	c.refused(err, "not-found")
	seen := c.see("w-aino", id)
	if at := seen.Timeline[len(seen.Timeline)-1]; seen.Offer != nil || at.Text != "Canarywithdrawn" || at.Facts["to"] != "w-elin" || !strings.Contains(strings.Join(seen.May, " "), "offer") {
		t.Errorf("the sender sees %+v and may %v", at, seen.May)
	}
	again := offer
	again.To = "w-henri"
	last = do(c, "w-aino", id, "handover", again)
	if page := c.list("w-henri", "offered-to-me", last.Position); len(page.Rows) != 1 {
		t.Errorf("the second offer is not there: %+v", page.Rows)
	}
	c.hears([]string{contracts.FactCaseOpened, contracts.FactHandoverOffered, contracts.FactHandoverWithdrawn, contracts.FactHandoverOffered})
}
