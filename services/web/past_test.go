package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"nivel/libs/refusal"
)

func TestPast(t *testing.T) {
	at := caseOnePath + "/past"
	t.Run("the case leads to it, and it asks for a day", func(t *testing.T) {
		b := newDesk(t).signedIn(t, "w-aino")
		if !strings.Contains(b.get(caseOnePath).body, `href="`+at+`"`) {
			t.Error("the case does not lead there")
		}
		b.get(at).says(t, "The case on an earlier day", "As recorded then", "As known now")
	})
	t.Run("a day is typed as people write it, and nothing can be done in the past", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		for _, form := range []string{"/plan", "/offer", "/right"} {
			if _, offered := b.get(caseOnePath).form(caseOnePath + form); !offered {
				t.Fatalf("today does not offer %s, so that the past proves nothing", form)
			}
		}
		p := b.get(at + "?day=1.10.2026&known=now")
		p.says(t, "1 Oct 2026", "What was corrected later is shown as it was corrected.", "Responsible")
		for _, form := range []string{"/plan", "/offer", "/right"} {
			if _, offered := p.form(caseOnePath + form); offered {
				t.Errorf("the past offers %s", form)
			}
		}
		got := d.transitions.read()
		if !slices.ContainsFunc(got, func(a asked) bool { return a.path == at && a.query == "day=2026-10-01&known=now" }) {
			t.Errorf("asked %+v", got)
		}
	})
	t.Run("what cannot be read comes back as it was typed", func(t *testing.T) {
		p := newDesk(t).signedIn(t, "w-aino").get(at + "?day=long+ago&known=then")
		if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.body, "long ago") {
			t.Errorf("answered %d", p.status)
		}
	})
	t.Run("a day before there was a case says so", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		d.transitions.set(func() { d.transitions.oneRefuse = &refusal.Refusal{Kind: refusal.Untimely, Code: "not-open-yet"} })
		b.get(at+"?day=1.10.2020&known=then").says(t, "There was no case on that day")
	})
}
