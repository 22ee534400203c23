package intake_test

import (
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
)

// TestProtection_OfAMergedPersonWaitsForNoList: from the answer to the merge on, what
// a safety non-disclosure of one id hides is hidden under the other, whatever the list
// of identities has seen of it; and undone it is shown again.
func TestProtection_OfAMergedPersonWaitsForNoList(t *testing.T) {
	c := newCounty(t)
	shown := c.held(someone("Canaryfamily", "Tuisku", oneCode, ""))
	hidden := c.see("w-aino", c.held(someone("Canaryfamily", "Tuisku", "", ""))).Person
	known := c.see("w-aino", shown).Person
	_, err := protect(c, "w-aino", hidden, "order", contracts.ProtectionOrder{From: calendar.On(monday), FurtherNotice: true})
	must(t, err)
	c.settle()
	if !c.shows(t, "w-elin", shown) {
		t.Fatal("it is hidden before the merge")
	}
	c.halt() // the lists stand still from now on
	merge := func(what, body string, of es.ID) {
		t.Helper()
		if got := c.raw("w-aino", "POST", "/people/"+of.String()+"/identity/"+what, body); got.status >= 300 {
			t.Fatalf("%s: %v", what, got)
		}
	}
	merge("merge", `{"other":"`+hidden.String()+`","reason":"x"}`, known)
	if c.shows(t, "w-elin", shown) {
		t.Error("after the merge a colleague is shown it until a list has heard of it")
	}
	if !c.shows(t, "w-aino", shown) {
		t.Error("who holds the matter is not shown it")
	}
	merge("unmerge", `{"reason":"x"}`, hidden)
	if !c.shows(t, "w-elin", shown) {
		t.Error("after the merge is undone it is hidden")
	}
}
