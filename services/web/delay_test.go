package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"nivel/libs/contracts"
)

// TestDelay asks why where something is late, and shows what was said in the list and
// on the page of the matter.
func TestDelay(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	page := "/matters/" + matterOne.String()
	d.intake.set(func() {
		d.intake.matter.May = append(d.intake.matter.May, "explain-delay")
		d.intake.matter.Delay, d.intake.list.Rows[0].Delay = "Ei tavoitettu.", "Ei tavoitettu."
	})
	b.get(page).says(t, "Record why it is late", "Reason: Ei tavoitettu.")
	b.get("/inbox").says(t, "Reason: Ei tavoitettu.")
	if p := b.submit(page, page+"/delay", url.Values{"grounds": {"Sairausloma."}}); p.status != http.StatusSeeOther {
		t.Fatalf("answered %d", p.status)
	}
	sent := d.intake.commands()[0]
	var delay contracts.Delay
	if err := json.Unmarshal(sent.body, &delay); err != nil || sent.path != page+"/delay" || delay.Grounds != "Sairausloma." {
		t.Errorf("sent %s %+v, %v", sent.path, delay, err)
	}
}
