package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nivel/libs/refusal"
)

// row returns the row of a matter in a list.
func (p page) row(t *testing.T, id string) *html.Node {
	t.Helper()
	rows := all(p.root, func(n *html.Node) bool { return attr(n, "id") == "m-"+id })
	if len(rows) != 1 {
		t.Fatalf("%d rows for %s", len(rows), id)
	}
	return rows[0]
}

func TestInbox(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	t.Run("shows each list with how much work it holds", func(t *testing.T) {
		b.get("/inbox").says(t, "Inbox 64", "1 overdue", "1 due today", "Being assessed 17", "2 overdue", "As of 10:42.")
	})
	t.Run("shows who, since when, by when and whose", func(t *testing.T) {
		row := text(b.get("/inbox").row(t, matterTwo.String()))
		for _, want := range []string{"Testilä, Eino", "Age not known", "Non-disclosure for safety", "Urgent", "Health and social care or day care", "Mon 16 Nov at 9:15", "by Wed 25 Nov", "6 working days left", "Nobody yet"} {
			if !strings.Contains(row, want) {
				t.Errorf("the row %q does not say %q", row, want)
			}
		}
	})
	t.Run("marks what is overdue in words", func(t *testing.T) {
		if row := text(b.get("/inbox").row(t, matterOne.String())); !strings.Contains(row, "Overdue") {
			t.Errorf("the row says %q", row)
		}
	})
	t.Run("offers the one next act on each row", func(t *testing.T) {
		p := b.get("/inbox")
		var offered []string
		for _, n := range all(p.root, func(n *html.Node) bool { return attr(n, "class") == "matter-act" }) {
			offered = append(offered, text(n))
		}
		if got := strings.Join(offered, "|"); got != "Assess urgency|Take|Decide|Open" {
			t.Errorf("the rows offer %s", got)
		}
	})
	t.Run("asks intake for the list, the page and the position that the address names", func(t *testing.T) {
		b.get("/inbox?view=mine&from=abc&after=7%2F7")
		if got, want := d.intake.last().query, "after=7%2F7&from=abc&view=mine"; got != want {
			t.Errorf("asked for %s, not %s", got, want)
		}
	})
	t.Run("leads to the next page and back to the first", func(t *testing.T) {
		p := b.get("/inbox?view=assessing&from=abc")
		var links []string
		for _, n := range all(p.root, func(n *html.Node) bool { return strings.HasPrefix(attr(n, "href"), "/inbox?") }) {
			links = append(links, attr(n, "href"))
		}
		got := strings.Join(links, " ")
		if !strings.Contains(got, "/inbox?from=cursor-2&view=assessing") || !strings.Contains(got, "/inbox?view=assessing") {
			t.Errorf("the links are %s", got)
		}
	})
	t.Run("goes to the first page for a cursor that intake does not know", func(t *testing.T) {
		d.intake.set(func() { d.intake.listRefuse = &refusal.Refusal{Kind: refusal.Invalid, Code: "malformed-cursor"} })
		if p := b.get("/inbox?view=mine&from=nonsense"); p.header.Get("Location") != "/inbox?view=mine" {
			t.Errorf("answered %d to %q", p.status, p.header.Get("Location"))
		}
		d.intake.set(func() { d.intake.listRefuse = nil })
	})
}

func TestInbox_States(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	t.Run("says when the latest change is not in the list yet", func(t *testing.T) {
		d.intake.set(func() { d.intake.list.Stale = true })
		b.get("/inbox?after=9%2F9").says(t, "The latest change is not yet in the list", "Refresh")
	})
	t.Run("says so when there is nothing to do", func(t *testing.T) {
		d.intake.set(func() { d.intake.list.Rows = nil })
		b.get("/inbox?view=mine").says(t, "You have no open matters")
	})
	t.Run("says that the reader has no right to it", func(t *testing.T) {
		d.intake.set(func() { d.intake.listRefuse = &refusal.Refusal{Kind: refusal.Forbidden, Code: "not-allowed"} })
		p := d.signedIn(t, "w-ops").get("/inbox")
		if p.status != http.StatusForbidden {
			t.Errorf("answered %d", p.status)
		}
		p.says(t, "You have no right to see this page")
		d.intake.set(func() { d.intake.listRefuse = nil })
	})
	t.Run("shows the fault page when intake is at fault", func(t *testing.T) {
		d.intake.set(func() { d.intake.broken = true })
		p := b.get("/inbox")
		if p.status != http.StatusInternalServerError {
			t.Errorf("answered %d", p.status)
		}
		p.says(t, "Something went wrong")
		d.intake.set(func() { d.intake.broken = false })
	})
	t.Run("stays a page, with a way to try again, while intake is away", func(t *testing.T) {
		d.intake.server.Close()
		p := b.get("/inbox?view=mine")
		if p.status != http.StatusServiceUnavailable {
			t.Errorf("answered %d", p.status)
		}
		p.says(t, "The list cannot be fetched right now", "Try again", "New notification", "Sign out")
		r := b.request(http.MethodGet, "/inbox", nil)
		r.Header.Set("HX-Request", "true")
		if p := b.do(r); p.header.Get("HX-Retarget") != "#news" || strings.Contains(p.body, `id="matters"`) {
			t.Errorf("a refresh that failed would replace the list: %s", p.body)
		}
	})
}

func TestARefreshIsTheListOnly(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	r := b.request(http.MethodGet, "/inbox?view=inbox&after=9%2F9", nil)
	r.Header.Set("HX-Request", "true")
	p := b.do(r)
	if !strings.HasPrefix(strings.TrimSpace(p.body), `<div id="matters">`) || strings.Contains(p.body, "<html") {
		t.Errorf("the refresh is %.80s…", p.body)
	}
}

func TestTakingFromTheList(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	p := b.submit("/inbox?view=inbox", "/matters/"+matterTwo.String()+"/take", nil)
	if want := "/inbox?" + (url.Values{"view": {"inbox"}, "done": {"take"}, "after": {"1042/1042"}}).Encode(); p.header.Get("Location") != want {
		t.Errorf("leads to %q, not %q", p.header.Get("Location"), want)
	}
	asked := d.intake.commands()
	if len(asked) != 1 || asked[0].method != http.MethodPost || asked[0].path != "/matters/"+matterTwo.String()+"/holder" || asked[0].command == "" {
		t.Errorf("intake was asked %+v", asked)
	}
	b.get(p.header.Get("Location")).says(t, "The matter is now yours.")
}
