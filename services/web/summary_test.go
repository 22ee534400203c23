package web_test

import (
	"net/http"
	"testing"

	"nivel/libs/refusal"
)

func TestSummary(t *testing.T) {
	at := caseOnePath + "/summary"
	t.Run("says on one page who, whose, until when and how to reach them", func(t *testing.T) {
		d := newDesk(t)
		p := d.signedIn(t, "w-aino").get(at)
		p.says(t, "Virtasalo", "Who is responsible", "Right to aftercare", "How to reach them", "040", "noted in the use log")
		if _, offered := p.form(caseOnePath + "/plan"); offered {
			t.Error("the summary has forms")
		}
	})
	t.Run("without intake it shows the rest", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		d.intake.set(func() { d.intake.matterRefuse = &refusal.Refusal{Kind: refusal.Missing, Code: "not-found"} })
		b.get(at).says(t, "Who is responsible", "Contact data is not shown here now.")
	})
	t.Run("a safety non-disclosure hides where the client is here too", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		d.intake.set(func() { d.intake.matter.Withheld, d.intake.matter.Notification.Child.Address = true, "" })
		b.get(at).says(t, "Because of the non-disclosure for safety")
	})
	t.Run("who may not see the case may not see the summary", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		d.transitions.set(func() { d.transitions.oneRefuse = &refusal.Refusal{Kind: refusal.Missing, Code: "not-found"} })
		if p := b.get(at); p.status != http.StatusNotFound {
			t.Errorf("answered %d", p.status)
		}
	})
}
