package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// TestWithdrawContact: a contact that was recorded wrongly is taken back with a
// reason, and stays to be read.
func TestWithdrawContact(t *testing.T) {
	path, wrong := caseOnePath+caseOneDaily, es.ID{}.Derive("c1").String()
	open := func(t *testing.T) (*desk, *browser) {
		d := newDesk(t)
		d.transitions.set(func() { d.transitions.living.life.May = []string{"contact", "contact-withdraw"} })
		return d, d.signedIn(t, "w-aino")
	}
	t.Run("is asked for with the contact and the reason", func(t *testing.T) {
		d, b := open(t)
		p := b.get(path)
		choices := all(p.root, func(n *html.Node) bool {
			return n.Data == "option" && n.Parent != nil && attr(n.Parent, "name") == "contact_wrong" && attr(n, "value") != ""
		})
		if len(choices) != 1 || attr(choices[0], "value") != wrong {
			t.Errorf("%d contacts to choose: a held meeting is none", len(choices))
		}
		p = b.submit(path, path+"/contact-withdraw", url.Values{"contact_wrong": {wrong}, "contact_reason": {"Väärä päivä"}})
		if got := d.transitions.last(); got.path != path+"/contacts/withdrawn" || string(got.body) != `{"contact":"`+wrong+`","reason":"Väärä päivä"}` {
			t.Errorf("asked %s %s", got.path, got.body)
		}
		b.get(p.header.Get("Location")).says(t, "The contact is withdrawn.")
	})
	t.Run("says what is missing, and keeps what was typed", func(t *testing.T) {
		d, b := open(t)
		b.submit(path, path+"/contact-withdraw", nil).says(t, "Choose the contact", "Write why the record is wrong")
		p := b.submit(path, path+"/contact-withdraw", url.Values{"contact_reason": {"Pitkä syy"}})
		if form, _ := p.form(path + "/contact-withdraw"); form.Get("contact_reason") != "Pitkä syy" || p.status != http.StatusUnprocessableEntity {
			t.Errorf("%d, %v", p.status, form)
		}
		d.transitions.set(func() { d.transitions.refuse = &refusal.Refusal{Kind: refusal.Untimely, Code: "no-such-contact"} })
		b.submit(path, path+"/contact-withdraw", url.Values{"contact_wrong": {wrong}, "contact_reason": {"Pitkä syy"}}).
			says(t, "There is no such contact, or it was withdrawn already", "Pitkä syy")
	})
	t.Run("is shown with the original, and not offered again", func(t *testing.T) {
		d, b := open(t)
		d.transitions.set(func() {
			d.transitions.living.life.Contacts[0].Withdrawn = &contracts.ContactWithdrawal{By: "w-aino", On: calendar.On(now), Reason: "Väärä <päivä>"}
		})
		p := b.get(path)
		p.says(t, "Kävely <rannassa>", "Withdrawn as recorded wrongly on 17 Nov 2026, Aino Virtaharju", "Väärä <päivä>")
		if strings.Contains(p.body, `value="`+wrong) {
			t.Error("it is offered again")
		}
	})
}
