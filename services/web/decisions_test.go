package web_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestDecisionPage is printed in Finnish and in Swedish, whatever the worker's
// language, with the instructions for a claim in the same.
func TestDecisionPage(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	at := caseOnePath + "/decisions/" + decisionOne.String()
	b.get(caseOnePath).says(t, "Not served yet", "€76.00")
	p := b.get(at)
	p.says(t, "Jälkihuollon palvelu tai tukitoimi", "Vaadi oikaisua.", "Tuki kotiin.", "Tarvitsee apua.", "Virtasalo", "Aino")
	if strings.Contains(p.body, "Begär omprövning.") {
		t.Error("the Finnish page has the Swedish instructions")
	}
	b.get(at+"?lang=sv").says(t, "Tjänst eller stödåtgärd inom eftervården", "Begär omprövning.", "Stöd i boendet")
	if p := b.get(caseOnePath + "/decisions/" + caseOne.String()); p.status != http.StatusNotFound {
		t.Errorf("a decision that is not there answered %d", p.status)
	}
}
