package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"nivel/libs/refusal"
)

func TestSearch(t *testing.T) {
	t.Run("finds people by a name that is in no address", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		p := b.submit("/people", "/people", url.Values{"name": {" virtasalo ven "}})
		p.says(t, "2 clients", "Virtasalo, Venla Testi", "Non-disclosure", "There may be more clients", "The use log notes")
		asked := d.intake.commands()
		if p.status != http.StatusOK || len(asked) != 1 || asked[0].path != "/people/search" || asked[0].query != "" || string(asked[0].body) != `{"name":"virtasalo ven"}` {
			t.Errorf("answered %d, asked %+v", p.status, asked)
		}
		links := ""
		for _, a := range all(p.root, tag("a")) {
			links += attr(a, "href") + "\n"
		}
		if !strings.Contains(links, caseOnePath) {
			t.Errorf("no way to the case among\n%s", links)
		}
	})
	t.Run("says what is wrong, and keeps what was typed", func(t *testing.T) {
		d := newDesk(t)
		d.intake.set(func() {
			d.intake.refuse = &refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "name", Code: "required"}}}
		})
		p := d.signedIn(t, "w-aino").submit("/people", "/people", url.Values{"name": {" - "}})
		if p.status != http.StatusUnprocessableEntity {
			t.Errorf("answered %d", p.status)
		}
		p.says(t, "Type a name or its beginning.")
	})
	t.Run("is in the menu of who works with clients", func(t *testing.T) {
		d := newDesk(t)
		for who, leads := range map[string]bool{"w-aino": true, "w-maria": true, "w-tuula": false} {
			b := d.signedIn(t, who)
			if got := strings.Contains(text(b.get("/retention").root), "Find a client"); got != leads {
				t.Errorf("for %s: %v", who, got)
			}
		}
	})
}
