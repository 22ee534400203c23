package web_test

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

var (
	identityOnePath = "/people/" + personOne.String() + "/identity"
	personTwin      = personOne.Derive("the same again")
	personGone      = personOne.Derive("merged before")
)

func someIdentity() contracts.PersonIdentity {
	return contracts.PersonIdentity{
		Person: personOne, Name: "Virtasalo, Venla Testi", BirthDate: "2009-04-12", Temporary: true,
		Matters: []contracts.MatterRow{{Matter: matterOne, Way: "notification", State: "received", ReceivedAt: now}},
		Merged:  []contracts.MergedPerson{{Person: personGone, Name: "Tuntematon, Tyttö", By: "w-aino", On: calendar.MustParse("2026-11-20"), Reason: "Same school", OpenCases: true}},
		Duplicates: []contracts.Duplicate{
			{Person: personTwin, Name: "Virtasalo, Venla", BirthDate: "2009-04-12", Why: []string{"same-name-and-birth"}, Survives: true},
			{Person: personTwin.Derive("another"), Name: "Virtasalo, Venla", Temporary: true, NonDisclosure: true, Why: []string{"same-name-temporary"}},
		},
		May: []string{"record-code", "merge", "unmerge"},
	}
}

func someCodes() contracts.IdentityCodes {
	return contracts.IdentityCodes{Codes: []contracts.IdentityCodeOnce{
		{Code: "120409A905P", From: calendar.MustParse("2026-11-20"), By: "w-aino", Current: true}, {Code: "120409A9993"},
	}}
}

func TestIdentityPage(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	t.Run("says who, what is under them, who was merged and who may be the same, with why", func(t *testing.T) {
		b.get(identityOnePath).says(t, "Who the person is: Virtasalo, Venla Testi", "Temporary id", "120409A905P", "recorded 20 Nov 2026", "120409A9993", "known from the start",
			"Tuntematon, Tyttö", "Same school", "It stays under the old id", "The same name and the same date of birth", "under Virtasalo, Venla, whose identity code is known",
			"the identity code of one of them is not known", "From then on the matters are shown under this person: Virtasalo, Venla Testi")
	})
	t.Run("says no code to whom none is shown", func(t *testing.T) {
		d := newDesk(t)
		d.intake.set(func() { d.intake.codesRefuse = &refusal.Refusal{Kind: refusal.Missing, Code: "not-found"} })
		p := d.signedIn(t, "w-elin").get(identityOnePath)
		p.says(t, "Virtasalo, Venla Testi")
		if strings.Contains(text(p.root), "120409A") {
			t.Error("it does")
		}
	})
	t.Run("is reached from the matter, which says that the id is temporary", func(t *testing.T) {
		d.intake.set(func() { d.intake.matter.Person, d.intake.matter.Temporary = personOne, true })
		p := b.get(matterOnePath)
		p.says(t, "Temporary id: the identity code is not known.")
		if len(all(p.root, func(n *html.Node) bool { return attr(n, "href") == identityOnePath })) != 1 {
			t.Error("it does not lead there")
		}
	})
	for name, c := range map[string]struct {
		path   string
		fields url.Values
		body   string
		done   string
		of     es.ID
	}{
		"a code":  {"code", url.Values{"identity_code": {" 120409A905P "}}, `{"identity_code":"120409A905P"}`, "identified", personOne},
		"a merge": {"merge", url.Values{"other": {personTwin.String()}, "reason": {"Same school"}}, `{"other":"` + personTwin.String() + `","reason":"Same school"}`, "merged", personOne},
		"an undo": {"unmerge", url.Values{"merged": {personGone.String()}, "reason": {"A mistake"}}, `{"reason":"A mistake"}`, "unmerged", personGone},
	} {
		t.Run("records "+name, func(t *testing.T) {
			d := newDesk(t)
			b := d.signedIn(t, "w-aino")
			at := "/people/" + c.of.String() + "/identity"
			p := b.send(b.get(identityOnePath), at+"/"+c.path, c.fields)
			if want := at + "?after=1050%2F1050&done=" + c.done; p.header.Get("Location") != want {
				t.Errorf("answered %d, to %q", p.status, p.header.Get("Location"))
			}
			if got := d.intake.commands()[0]; got.path != at+"/"+c.path || string(got.body) != c.body {
				t.Errorf("asked %s %s", got.path, got.body)
			}
		})
	}
	t.Run("says what is wrong at the form it is about, and keeps what was typed", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		open := b.get(identityOnePath)
		d.intake.set(func() {
			d.intake.refuse = &refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "reason", Code: "too-long"}}}
		})
		p := b.send(open, identityOnePath+"/merge", url.Values{"other": {personTwin.String()}, "reason": {"typed <at length>"}})
		p.says(t, "typed <at length>")
		p.pointsTo(t, "merge-"+personTwin.String()+"-reason", "too long")
	})
	t.Run("shows what was typed where the very form is gone, and others of its kind are there", func(t *testing.T) {
		for name, x := range map[string]struct {
			path, code string
			fields     url.Values
			gone       func(*contracts.PersonIdentity)
		}{
			"merged with a third": {"merge", "already-merged", url.Values{"other": {personTwin.String()}}, func(p *contracts.PersonIdentity) { p.Duplicates = p.Duplicates[1:] }},
			"undone already":      {"unmerge", "not-merged", url.Values{"merged": {personGone.String()}}, func(p *contracts.PersonIdentity) { p.Merged[0].Person = personTwin }},
		} {
			d := newDesk(t)
			b := d.signedIn(t, "w-aino")
			at := identityOnePath
			if x.path == "unmerge" {
				at = "/people/" + personGone.String() + "/identity"
			}
			open := b.get(identityOnePath)
			d.intake.set(func() {
				x.gone(&d.intake.identity)
				d.intake.refuse = &refusal.Refusal{Kind: refusal.Untimely, Code: x.code}
			})
			x.fields.Set("reason", "typed <at length>")
			p := b.send(open, at+"/"+x.path, x.fields)
			if shown := strings.Count(text(p.root), "typed <at length>"); shown != 1 {
				t.Errorf("%s: what was typed is shown %d times", name, shown)
			}
			if !strings.Contains(p.body, "/"+x.path+`"`) {
				t.Errorf("%s: there is no other form of its kind", name)
			}
		}
	})
	t.Run("has ids that are each used once", func(t *testing.T) {
		ids := map[string]bool{}
		for _, n := range all(b.get(identityOnePath).root, func(n *html.Node) bool { return has(n, "id") }) {
			if ids[attr(n, "id")] {
				t.Errorf("%s is used twice", attr(n, "id"))
			}
			ids[attr(n, "id")] = true
		}
	})
}
