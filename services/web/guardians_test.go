package web_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
)

// TestRegisterNotification_AGuardiansOwnNonDisclosure: its last day is sent as typed; a
// day that is none keeps what was typed.
func TestRegisterNotification_AGuardiansOwnNonDisclosure(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-oskari")
	form := filled()
	form["guardians.1.non_disclosure"], form["guardians.1.non_disclosure_until"] = []string{"yes"}, []string{"31.12.2027"}
	b.submit("/notifications/new", "/notifications", form)
	var n contracts.Notification
	if err := json.Unmarshal(d.intake.commands()[0].body, &n); err != nil {
		t.Fatal(err)
	}
	if g := n.Guardians[0]; !g.NonDisclosure || g.NonDisclosureUntil != calendar.MustParse("2027-12-31") {
		t.Errorf("sent %+v", g)
	}
	form["guardians.1.non_disclosure_until"] = []string{"soon"}
	p := b.submit("/notifications/new", "/notifications", form)
	typed, ok := p.form("/notifications")
	if p.status != http.StatusUnprocessableEntity || !ok || typed.Get("guardians.1.non_disclosure_until") != "soon" || typed.Get("guardians.1.family_name") != "Virtasalo" {
		t.Errorf("answered %d with %v", p.status, typed)
	}
}

// TestMatterPage_SaysWhatAGuardiansNonDisclosureHides, and until when.
func TestMatterPage_SaysWhatAGuardiansNonDisclosureHides(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	d.intake.set(func() {
		d.intake.matter.Notification.Guardians = []contracts.Guardian{{FamilyName: "Virtasalo", GivenNames: "Aada", NonDisclosure: true, NonDisclosureUntil: calendar.MustParse("2027-12-31")}}
	})
	b.get(matterOnePath).says(t, "The guardian is under a safety non-disclosure", "Last day of the guardian’s non-disclosure", "31 Dec 2027")
	d.intake.set(func() { d.intake.matter.GuardiansWithheld = true })
	b.get(matterOnePath).says(t, "The guardian’s address and phone are not shown to you")
}
