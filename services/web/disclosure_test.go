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

func TestCasePage_ShowsWhatMayBeSeen(t *testing.T) {
	t.Run("the offer alone, to who is asked", func(t *testing.T) {
		d := newDesk(t)
		d.transitions.set(func() {
			c := &d.transitions.one
			c.Shows, c.Plan, c.Findings, c.Right, c.DutyEnd, c.Task, c.Matter = contracts.ShowsOffer, nil, nil, "", calendar.Date{}, "", es.ID{}
			c.Timeline, c.May = c.Timeline[2:3], []string{"refuse", "meet"}
		})
		p := d.signedIn(t, "w-elin").get(caseOnePath)
		p.says(t, "You see the offer, not the record", "Disclosed on acceptance Client plan", "From Aino Virtaharju", "Answer by Wed 25 Nov")
		for _, never := range []string{"There is no plan yet", "Right to aftercare", "Urgency assessed"} {
			if strings.Contains(text(p.root), never) {
				t.Errorf("says %q", never)
			}
		}
	})
	t.Run("that a document was not disclosed, and no form that would disclose it", func(t *testing.T) {
		d := newDesk(t)
		d.transitions.set(func() {
			c := &d.transitions.one
			c.Plan, c.Findings, c.Right, c.DutyEnd, c.Withheld, c.Task = nil, nil, "", calendar.Date{}, []string{"plan", "right"}, "working-age"
		})
		p := d.signedIn(t, "w-henri").get(caseOnePath)
		p.says(t, "The plan has not been disclosed to you", "Right to aftercare Not disclosed to you")
		if len(all(p.root, func(n *html.Node) bool { return attr(n, "name") == "documents" })) > 0 {
			t.Error("there are boxes to tick")
		}
	})
	t.Run("to the sender, that it is the case as it was", func(t *testing.T) {
		d := newDesk(t)
		d.transitions.set(func() { d.transitions.one.Shows = contracts.ShowsUntilHandover })
		d.signedIn(t, "w-aino").get(caseOnePath).says(t, "as it was when responsibility moved")
	})
	t.Run("in the list, no right of another service", func(t *testing.T) {
		d := newDesk(t)
		d.transitions.set(func() {
			row := &d.transitions.list.Rows[2]
			row.Right, row.Task = "", "working-age"
		})
		d.signedIn(t, "w-henri").get("/cases").says(t, "Right to aftercare Not shown in the list")
	})
	t.Run("what came before without a word, where intake does not show it", func(t *testing.T) {
		d := newDesk(t)
		d.intake.set(func() { d.intake.matterRefuse = &refusal.Refusal{Kind: refusal.Missing, Code: "not-found"} })
		p := d.signedIn(t, "w-aino").get(caseOnePath)
		if said := text(p.root); strings.Contains(said, "cannot be fetched") || strings.Contains(said, "Urgency assessed") || !strings.Contains(said, "Aftercare case opened") {
			t.Errorf("says %q", said)
		}
	})
}

func TestOffer_DisclosesWhatIsTicked(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	p := b.get(caseOnePath)
	boxes := all(p.root, func(n *html.Node) bool { return attr(n, "name") == "documents" })
	if len(boxes) != 2 || has(boxes[0], "checked") || has(boxes[1], "checked") {
		t.Errorf("%d boxes, or ticked beforehand", len(boxes))
	}
	p.says(t, "To another service only what you tick is disclosed", "Client plan", "Assessment of the right to aftercare")
	b.submit(caseOnePath, caseOnePath+"/offer", url.Values{"to": {"w-henri"}, "documents": {"plan", "right"}})
	if got := string(d.transitions.commands()[0].body); got != `{"to":"w-henri","respond_by":"2026-11-26","documents":["plan","right"]}` {
		t.Errorf("asked %s", got)
	}
	t.Run("and a refusal points to the boxes, still ticked", func(t *testing.T) {
		d.transitions.set(func() {
			d.transitions.refuse = &refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "documents", Code: "no-such-document"}}}
		})
		p := b.submit(caseOnePath, caseOnePath+"/offer", url.Values{"to": {"w-henri"}, "documents": {"right"}})
		if text(p.element(t, "f-offer-documents-error")) == "" {
			t.Error("nothing stands at the boxes")
		}
		p.says(t, "is not yours to disclose")
		for _, box := range all(p.root, func(n *html.Node) bool { return attr(n, "name") == "documents" }) {
			if has(box, "checked") != (attr(box, "value") == "right") {
				t.Errorf("%s is ticked: %v", attr(box, "value"), has(box, "checked"))
			}
		}
	})
}

func TestNoRelation_SaysThatTheGlassMayBeBroken(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-elin")
	d.transitions.set(func() { d.transitions.oneRefuse = &refusal.Refusal{Kind: refusal.Forbidden, Code: "no-relation"} })
	p := b.get(caseOnePath)
	if p.status != http.StatusForbidden {
		t.Errorf("answered %d", p.status)
	}
	p.says(t, "You have no relation to this client", "the glass can be broken")
}
