package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nivel/libs/refusal"
)

func TestNotices(t *testing.T) {
	t.Run("says what the worker was told, when, and what is new", func(t *testing.T) {
		d := newDesk(t)
		p := d.signedIn(t, "w-elin").get("/notices")
		p.says(t, "2 unread notices", "You are offered responsibility for a young person", "Tue 17 Nov at 9:42", "A new aftercare case opened for you", "Responsibility for a young person was accepted")
		if marks := all(p.root, func(n *html.Node) bool { return attr(n, "class") == "mark mark-new" }); len(marks) != 2 {
			t.Errorf("%d are marked as new", len(marks))
		}
	})
	t.Run("leads to the case, and never off the desk", func(t *testing.T) {
		d := newDesk(t)
		p := d.signedIn(t, "w-elin").get("/notices")
		links := map[string]string{}
		for _, n := range all(p.root, func(n *html.Node) bool { return n.Data == "a" && n.Parent.Data == "p" }) {
			links[text(n)] = attr(n, "href")
		}
		if links["You are offered responsibility for a young person"] != caseOnePath || links["A new aftercare case opened for you"] != "/" {
			t.Errorf("the links are %v", links)
		}
	})
	t.Run("are marked as read, all at once", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-elin")
		p := b.submit("/notices", "/notices/read", nil)
		if p.status != http.StatusSeeOther || p.header.Get("Location") != "/notices?after=3001%2F3001" {
			t.Errorf("answered %d, to %q", p.status, p.header.Get("Location"))
		}
		if asked := d.notices.commands(); len(asked) != 1 || asked[0].path != "/notices/read" || asked[0].command == "" {
			t.Errorf("asked %+v", asked)
		}
		d.notices.set(func() { d.notices.page.Unread = 0 })
		if _, ok := b.get("/notices").form("/notices/read"); ok {
			t.Error("what is read can be marked as read")
		}
	})
	t.Run("stay a page while notifications is away, and the rest of the desk works", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-elin")
		d.notices.server.Close()
		p := b.get("/notices")
		if p.status != http.StatusServiceUnavailable {
			t.Errorf("answered %d", p.status)
		}
		p.says(t, "Notices cannot be fetched right now", "Try again")
		if p := b.get("/inbox"); p.status != http.StatusOK {
			t.Errorf("the inbox answers %d", p.status)
		}
	})
}

func TestBell(t *testing.T) {
	bell := func(b *browser, path string) page {
		r := b.request(http.MethodGet, path, url.Values{})
		r.Header.Set("HX-Request", "true")
		return b.do(r)
	}
	t.Run("has the number of notices that are unread, for eyes and for ears", func(t *testing.T) {
		d := newDesk(t)
		p := bell(d.signedIn(t, "w-elin"), "/notices/bell?after=9%2F9")
		if p.status != http.StatusOK || text(p.root) != "2 2 unread notices" || strings.Contains(p.body, "<html") {
			t.Errorf("answered %d %s", p.status, p.body)
		}
		if got := d.notices.last().query; got != "after=9%2F9" {
			t.Errorf("asked for %s", got)
		}
	})
	t.Run("has none when nothing is, and none when it cannot be told", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-ops")
		d.notices.set(func() { d.notices.page.Unread = 0 })
		if p := bell(b, "/notices/bell"); strings.TrimSpace(p.body) != "" {
			t.Errorf("it says %s", p.body)
		}
		d.notices.set(func() { d.notices.pageRefuse = &refusal.Refusal{Kind: refusal.Forbidden, Code: "not-allowed"} })
		if p := bell(b, "/notices/bell"); p.status != http.StatusNoContent {
			t.Errorf("answered %d", p.status)
		}
	})
}
