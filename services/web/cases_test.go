package web_test

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/services/web"
)

// element returns the one element of that id.
func (p page) element(t *testing.T, id string) *html.Node {
	t.Helper()
	found := all(p.root, func(n *html.Node) bool { return attr(n, "id") == id })
	if len(found) != 1 {
		t.Fatalf("%d elements are called %s", len(found), id)
	}
	return found[0]
}

func TestCases(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	t.Run("shows each list with how much work it holds", func(t *testing.T) {
		b.get("/cases").says(t, "My people 3", "1 overdue", "Handovers offered to me 2", "1 due today", "Handovers offered by me 1")
	})
	t.Run("shows who, which right, until when, and what is next", func(t *testing.T) {
		row := text(b.get("/cases").element(t, "c-"+caseOne.String()))
		for _, want := range []string{"Virtasalo, Venla Testi", "18 years", "Non-disclosure for safety", "Right to aftercare Statutory", "10 May 2031", "Hold a joint meeting", "by Mon 16 Nov", "Overdue", "Elin Björkskog"} {
			if !strings.Contains(row, want) {
				t.Errorf("the row %q does not say %q", row, want)
			}
		}
	})
	t.Run("leads from each row to the form of what is next", func(t *testing.T) {
		p, ids := b.get("/cases"), b.get(caseOnePath)
		for row, form := range map[string]string{caseOne.String(): "handover", caseTwo.String(): "right-form", es.ID{}.Derive("case three").String(): "plan-form"} {
			links := all(p.element(t, "c-"+row), func(n *html.Node) bool { return strings.HasSuffix(attr(n, "href"), "#"+form) })
			if len(links) != 1 {
				t.Errorf("%d links to #%s", len(links), form)
			}
			ids.element(t, form)
		}
	})
	t.Run("has no day for what has none, and says who is not known", func(t *testing.T) {
		p := b.get("/cases")
		if row := text(p.element(t, "c-"+caseTwo.String())); strings.Contains(row, "by ") || !strings.Contains(row, "Not assessed yet") {
			t.Errorf("the row says %q", row)
		}
		p.says(t, "Name not known", "Age not known", "4 working days left")
	})
	t.Run("asks intake for the names of the people of the page, once", func(t *testing.T) {
		b.get("/cases")
		asked := d.intake.last()
		if asked.path != "/people" || strings.Count(asked.query, "person=") != 3 {
			t.Errorf("asked %s?%s", asked.path, asked.query)
		}
	})
	t.Run("asks transitions for the list, the page and the position that the address names", func(t *testing.T) {
		b.get("/cases?view=offered-by-me&from=abc&after=7%2F7")
		if got, want := d.transitions.last().query, "after=7%2F7&from=abc&view=offered-by-me"; got != want {
			t.Errorf("asked for %s, not %s", got, want)
		}
		b.get("/cases?view=nonsense")
		if got := d.transitions.last().query; got != "view=mine" {
			t.Errorf("asked for %s", got)
		}
	})
	t.Run("is two places of the menu: my people, and handovers", func(t *testing.T) {
		for path, want := range map[string]string{"/cases?view=mine": "My people", "/cases?view=offered-to-me": "Handovers", "/cases?view=offered-by-me": "Handovers", caseOnePath: "My people"} {
			here := all(b.get(path).root, func(n *html.Node) bool { return n.Data == "nav" && attr(n, "class") == "menu" })[0]
			current := all(here, func(n *html.Node) bool { return has(n, "aria-current") })
			if len(current) != 1 || text(current[0]) != want {
				t.Errorf("%s is not at %s", path, want)
			}
		}
	})
}

func TestCases_States(t *testing.T) {
	t.Run("without intake: everything but the names", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		d.intake.server.Close()
		p := b.get("/cases")
		if p.status != http.StatusOK {
			t.Errorf("answered %d", p.status)
		}
		p.says(t, "Name not available now", "10 May 2031", "Hold a joint meeting", "Names cannot be fetched right now")
	})
	t.Run("without transitions: a way to try again", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		d.transitions.server.Close()
		p := b.get("/cases?view=offered-to-me")
		if p.status != http.StatusServiceUnavailable {
			t.Errorf("answered %d", p.status)
		}
		p.says(t, "The list cannot be fetched right now", "Try again")
	})
	t.Run("with nothing in it", func(t *testing.T) {
		d := newDesk(t)
		d.transitions.set(func() { d.transitions.list.Rows, d.transitions.list.Stale = nil, true })
		b := d.signedIn(t, "w-aino")
		for view, words := range map[string]string{"mine": "You have no aftercare cases", "offered-to-me": "No handovers are offered to you", "offered-by-me": "No handover awaits an answer"} {
			b.get("/cases?view="+view).says(t, words, "The latest change is not yet in the list")
		}
	})
	t.Run("at a cursor that transitions does not know: the first page", func(t *testing.T) {
		d := newDesk(t)
		d.transitions.set(func() { d.transitions.listRefuse = &refusal.Refusal{Kind: refusal.Invalid, Code: "malformed-cursor"} })
		if p := d.signedIn(t, "w-aino").get("/cases?view=mine&from=nonsense"); p.header.Get("Location") != "/cases?view=mine" {
			t.Errorf("answered %d to %q", p.status, p.header.Get("Location"))
		}
	})
}

func TestADeskWithoutAServiceDoesNotOfferIt(t *testing.T) {
	d := newDesk(t)
	o := options(t, d)
	o.Transitions, o.PeerGroups, o.Notifications = nil, nil, nil
	service, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	d.Config.Handler = service.Handler()
	b := d.signedIn(t, "w-aino")
	p := b.get("/inbox")
	for _, word := range []string{"My people", "Handovers", "Peer groups", "Notices"} {
		if strings.Contains(text(p.root), word) {
			t.Errorf("%s is offered", word)
		}
	}
	for _, path := range []string{"/cases", caseOnePath, "/groups", "/groups/new", deskGroupPath, "/notices", "/notices/bell"} {
		if p := b.get(path); p.status != http.StatusNotFound {
			t.Errorf("%s answered %d", path, p.status)
		}
	}
}
