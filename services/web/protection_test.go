package web_test

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

var protectionOnePath = "/people/" + personOne.String() + "/protection"

func someProtection() contracts.Protection {
	return contracts.Protection{
		Person: personOne, InForce: true,
		Times: []contracts.ProtectedTime{
			{From: calendar.MustParse("2026-11-01"), Until: calendar.MustParse("2026-11-22")},
			{From: calendar.MustParse("2026-11-23"), Reported: true},
		},
		Timeline: []contracts.Happened{
			{What: "intake.protection-ordered.v1", At: now, By: "w-aino", Facts: map[string]string{"from-day": "2026-11-01", "until": "2026-11-22"}},
			{What: "intake.protection-extended.v1", At: now, By: "w-aino", Facts: map[string]string{"until": "further-notice"}},
		},
		May: []string{"order", "extend", "end"},
	}
}

func TestProtectionPage(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	t.Run("says who, what is hidden, from when until when, and who recorded it", func(t *testing.T) {
		b.get(protectionOnePath).says(t, "Non-disclosure for safety: Virtasalo, Venla Testi", "Address, municipality, school",
			"1 Nov 2026", "according to a notification", "Aino", "until further notice")
	})
	t.Run("is reached from the matter and from the case", func(t *testing.T) {
		d.intake.set(func() { d.intake.matter.Person = personOne })
		for _, from := range []string{matterOnePath, caseOnePath} {
			if len(all(b.get(from).root, func(n *html.Node) bool { return attr(n, "href") == protectionOnePath })) != 1 {
				t.Errorf("%s does not lead there", from)
			}
		}
	})
	for name, c := range map[string]struct {
		path   string
		fields url.Values
		body   string
		done   string
	}{
		"an order":      {"order", url.Values{"from": {"23.11.2026"}, "until": {"23.11.2031"}}, `{"from":"2026-11-23","until":"2031-11-23"}`, "protected"},
		"an open order": {"order", url.Values{"from": {"23.11.2026"}, "further_notice": {"yes"}}, `{"from":"2026-11-23","further_notice":true}`, "protected"},
		"an extension":  {"extension", url.Values{"until": {"1.12.2027"}}, `{"until":"2027-12-01"}`, "protected"},
		"the end":       {"end", url.Values{"last": {"22.11.2026"}}, `{"last":"2026-11-22"}`, "protection-ended"},
	} {
		t.Run("records "+name, func(t *testing.T) {
			d := newDesk(t)
			p := d.signedIn(t, "w-aino").submit(protectionOnePath, protectionOnePath+"/"+c.path, c.fields)
			if want := protectionOnePath + "?after=1050%2F1050&done=" + c.done; p.header.Get("Location") != want {
				t.Errorf("answered %d, to %q", p.status, p.header.Get("Location"))
			}
			if got := d.intake.commands()[0]; got.path != protectionOnePath+"/"+c.path || string(got.body) != c.body {
				t.Errorf("asked %s %s", got.path, got.body)
			}
		})
	}
	t.Run("says what is wrong, with the section, and keeps what was typed", func(t *testing.T) {
		d := newDesk(t)
		d.intake.set(func() {
			d.intake.refuse = &refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Law: "661/2009 36 §", Fields: []refusal.Field{{Name: "until", Code: "protection-too-long"}}}
		})
		p := d.signedIn(t, "w-aino").submit(protectionOnePath, protectionOnePath+"/order", url.Values{"from": {"23.11.2026"}, "until": {"24.11.2031"}})
		p.says(t, "Non-disclosure is not granted for so long")
		if f, _ := p.form(protectionOnePath + "/order"); f == nil || !strings.Contains(text(p.root), "Record non-disclosure") || len(all(p.root, func(n *html.Node) bool { return attr(n, "value") == "24.11.2031" })) == 0 {
			t.Error("what was typed is lost")
		}
	})
	t.Run("has ids that are each used once", func(t *testing.T) {
		ids := map[string]bool{}
		for _, n := range all(b.get(protectionOnePath).root, func(n *html.Node) bool { return has(n, "id") }) {
			if ids[attr(n, "id")] {
				t.Errorf("%s is used twice", attr(n, "id"))
			}
			ids[attr(n, "id")] = true
		}
	})
}
