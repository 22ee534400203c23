package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"nivel/libs/contracts"
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
		const address = "Salakuja 1"
		d.intake.set(func() { d.intake.matter.Notification.Child.Address = address })
		b.get(at).says(t, address)
		d.intake.set(func() { d.intake.matter.Withheld, d.intake.matter.Notification.Child.Address = true, "" })
		p := b.get(at)
		p.says(t, "Because of the non-disclosure for safety")
		notSaying(t, text(p.root), address, "No contact data is recorded")
	})
	t.Run("marks the guardian who is under a safety non-disclosure, and no other", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		const warning = "Neither tell nor show another party where they are"
		notSaying(t, text(b.get(at).root), warning)
		d.intake.set(func() {
			d.intake.matter.Notification.Guardians = []contracts.Guardian{{FamilyName: "Virtasalo", GivenNames: "Aada", NonDisclosure: true}, {FamilyName: "Virtasalo", GivenNames: "Eero"}}
		})
		p := b.get(at)
		p.says(t, warning)
		var said []string
		for _, n := range all(p.root, tag("dd")) {
			if strings.Contains(text(n), "Aada") || strings.Contains(text(n), "Eero") {
				said = append(said, text(n))
			}
		}
		if strings.Join(said, "|") != "Virtasalo, Aada Non-disclosure for safety|Virtasalo, Eero" {
			t.Errorf("it says %q", said)
		}
	})
	t.Run("says so where nothing is recorded", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		d.intake.set(func() {
			d.intake.matter.Notification.Child, d.intake.matter.Notification.Guardians = contracts.Child{}, nil
		})
		b.get(at).says(t, "How to reach them No contact data is recorded.")
	})
	t.Run("intake is asked once for the matter that the case came from", func(t *testing.T) {
		d := newDesk(t)
		d.signedIn(t, "w-aino").get(at)
		if n := len(slices.DeleteFunc(d.intake.read(), func(a asked) bool { return a.path != matterOnePath })); n != 1 {
			t.Errorf("asked %d times", n)
		}
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
