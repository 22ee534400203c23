package web_test

import (
	"net/url"
	"testing"
	"time"

	"golang.org/x/net/html"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

var (
	consentOnePath = caseOnePath + "/consent"
	banOne         = es.ID{}.Derive("ban one")
)

func someConsent() contracts.Consent {
	return contracts.Consent{
		Person: personOne, Permitted: true, PermittedOn: calendar.MustParse("2026-11-02"),
		Bans: []contracts.Ban{
			{Ban: banOne, Toward: "others", Scope: "document", Of: "plan", On: calendar.MustParse("2026-11-03")},
			{Ban: es.ID{}.Derive("ban two"), Toward: "guardians", Scope: "task", Of: "child-protection", On: calendar.MustParse("2026-11-04"), Reason: "Pelkää riitaa."},
		},
		Timeline: []contracts.Happened{{
			What: "transitions.disclosure-forbidden.v1", At: now, By: "w-aino", Facts: map[string]string{"toward": "others", "scope": "document", "of": "plan"},
		}},
	}
}

func TestConsentPage(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	t.Run("says what is permitted, what is forbidden, to whom, why, and who recorded it", func(t *testing.T) {
		b.get(consentOnePath).says(t, "Permits and bans: Virtasalo, Venla Testi", "Given on", "2 Nov 2026", "A single document", "To other services and controllers",
			"Data of a service task", "To the guardians", "Pelkää riitaa.", "Disclosure was forbidden", "Aino")
	})
	t.Run("is reached from the case", func(t *testing.T) {
		if len(all(b.get(caseOnePath).root, func(n *html.Node) bool { return attr(n, "href") == consentOnePath })) != 1 {
			t.Error("the case does not lead there")
		}
	})
	for name, c := range map[string]struct {
		path   string
		fields url.Values
		body   string
	}{
		"a ban on a document":     {"ban", url.Values{"toward": {"others"}, "covers": {"document:plan"}}, `{"toward":"others","scope":"document","of":"plan"}`},
		"a ban on a task":         {"ban", url.Values{"toward": {"others"}, "covers": {"task:child-protection"}}, `{"toward":"others","scope":"task","of":"child-protection"}`},
		"a ban towards guardians": {"ban", url.Values{"toward": {"guardians"}, "covers": {"controller"}, "reason": {"Pelko."}}, `{"toward":"guardians","scope":"controller","reason":"Pelko."}`},
		"a ground despite a ban":  {"ground", url.Values{"ban_ground": {"endangered"}, "grounds": {"Uhka."}}, `{"ground":"endangered","reason":"Uhka."}`},
		"that a permit is given":  {"permit", url.Values{"permitted": {"yes"}}, `{"permitted":true}`},
	} {
		t.Run("records "+name, func(t *testing.T) {
			d := newDesk(t)
			p := d.signedIn(t, "w-aino").submit(consentOnePath, consentOnePath+"/"+c.path, c.fields)
			if want := consentOnePath + "?after=1500%2F1500&done=" + c.path; p.header.Get("Location") != want {
				t.Errorf("answered %d, to %q", p.status, p.header.Get("Location"))
			}
			if got := d.transitions.commands()[0]; got.path != consentOnePath+"/"+c.path || string(got.body) != c.body {
				t.Errorf("asked %s %s", got.path, got.body)
			}
		})
	}
	t.Run("keeps a reason without a ground, and says what is wrong where it was typed", func(t *testing.T) {
		d := newDesk(t)
		p := d.signedIn(t, "w-aino").submit(consentOnePath, consentOnePath+"/ground", url.Values{"grounds": {"Uhka."}})
		p.says(t, "Choose a ground")
		if typed, ok := p.form(consentOnePath + "/ground"); !ok || typed.Get("grounds") != "Uhka." || len(d.transitions.commands()) > 0 {
			t.Errorf("the form has %v", typed)
		}
	})
	t.Run("says until when a ground holds, instead of asking for another", func(t *testing.T) {
		d := newDesk(t)
		d.transitions.set(func() {
			d.transitions.consent.Ground, d.transitions.consent.GroundUntil = "endangered", now.Add(time.Hour)
		})
		p := d.signedIn(t, "w-aino").get(consentOnePath)
		p.says(t, "You see the forbidden data until", "Health, development or safety")
		if _, asks := p.form(consentOnePath + "/ground"); asks {
			t.Error("it asks for another")
		}
	})
	t.Run("shows the reason that was typed where the form is gone: another ground holds", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		open := b.get(consentOnePath)
		d.transitions.set(func() {
			d.transitions.consent.Ground, d.transitions.consent.GroundUntil = "endangered", now.Add(time.Hour)
			d.transitions.refuse = &refusal.Refusal{Kind: refusal.Untimely, Code: "ban-ground-holds"}
		})
		b.send(open, consentOnePath+"/ground", url.Values{"ban_ground": {"endangered"}, "grounds": {"Uhka <nyt>."}}).says(t, "A ground of yours holds already", "Uhka <nyt>.")
	})
	t.Run("takes a ban back", func(t *testing.T) {
		d := newDesk(t)
		d.signedIn(t, "w-aino").submit(consentOnePath, consentOnePath+"/lift", nil)
		if got := d.transitions.commands()[0]; string(got.body) != `{"ban":"`+banOne.String()+`"}` {
			t.Errorf("asked %s %s", got.path, got.body)
		}
	})
	t.Run("says at the choice what the service found wrong", func(t *testing.T) {
		d := newDesk(t)
		d.transitions.set(func() {
			d.transitions.refuse = &refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "of", Code: "required"}}}
		})
		p := d.signedIn(t, "w-aino").submit(consentOnePath, consentOnePath+"/ban", url.Values{"toward": {"others"}, "covers": {"controller"}})
		p.says(t, "Choose what the ban covers")
	})
}

func TestOma_WhatMayBePassedOn(t *testing.T) {
	o := newOma(t)
	b := o.come(t)
	if len(all(b.get("/").root, func(n *html.Node) bool { return attr(n, "href") == "/consent" })) != 1 {
		t.Error("the first page does not lead there")
	}
	p := b.get("/consent")
	p.says(t, "What may be passed on about you", "You have allowed", "Your plan", "May not be given to other services", "May not be given to your guardians", "Pelkää riitaa.")
	notSaying(t, text(p.root), "others", "document", "Virtasalo")
}
