package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestStay_WhoWritesStaysSignedIn: each form in which somebody writes at length keeps
// the session alive while they do, once and not twice.
func TestStay_WhoWritesStaysSignedIn(t *testing.T) {
	d := newDesk(t)
	d.transitions.set(func() {
		one, life := &d.transitions.one, &d.transitions.living.life
		one.Writings, one.May = slices.Clone(someWritings), append(one.May, "answer", "meeting", "held", "absence")
		one.Writings[1].State = "open"
		life.Housing, life.May = someHousing(), []string{"contact", "situation", "housing", "housing-end", "rating"}
	})
	b := d.signedIn(t, "w-aino")
	write := func(n *html.Node) bool {
		return n.Data == "form" && attr(n, "method") == "post" && len(all(n, tag("textarea"))) > 0
	}
	found := 0
	for _, path := range []string{
		caseOnePath, caseOnePath + "/daily", caseOnePath + "/network", caseOnePath + "/consent", matterOnePath, matterOnePath + "/assessment",
		matterOnePath + "/checklist", matterOnePath + "/consultation", identityOnePath, "/notifications/new", "/arrivals/new", "/board", "/glass?person=" + personOne.String(),
	} {
		p := b.get(path)
		if p.status != http.StatusOK {
			t.Errorf("%s answered %d", path, p.status)
		}
		kept := map[string]int{}
		for _, stay := range all(p.root, func(n *html.Node) bool { return n.Data == "form" && attr(n, "action") == "/stay" }) {
			from, _, _ := strings.Cut(strings.TrimPrefix(attr(stay, "hx-trigger"), "input from:#"), " ")
			kept[from]++
		}
		for _, n := range all(p.root, write) {
			found++
			if id := attr(n, "id"); id == "" || kept[id] != 1 {
				t.Errorf("%s: the form %q to %s keeps the session alive %d times", path, id, attr(n, "action"), kept[id])
			}
		}
		for from, times := range kept {
			if forms := all(p.root, func(n *html.Node) bool { return n.Data == "form" && attr(n, "id") == from }); len(forms) != 1 || times != 1 {
				t.Errorf("%s: %d forms have the id %q, which keeps the session alive %d times", path, len(forms), from, times)
			}
		}
	}
	if found < 25 {
		t.Errorf("found %d forms to write into", found)
	}
}
