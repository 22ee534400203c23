package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

var copyOne = strings.Replace(paperOne, "%", matterOne.String(), 1) + "/party-copy"

// radios are the recipients that a page offers.
func radios(p page) (values []string) {
	for _, input := range all(p.root, func(n *html.Node) bool { return attr(n, "name") == "copy_to" }) {
		values = append(values, attr(input, "value"))
	}
	return values
}

// TestCopyToPage_AsksForWhomBeforeThereIsACopy: the client, and each guardian of a minor
// by name, in words; nothing is given out before it is chosen.
func TestCopyToPage_AsksForWhomBeforeThereIsACopy(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	age := 14
	d.intake.set(func() {
		d.intake.matter.Age = &age
		d.intake.matter.Notification.Guardians = append(d.intake.matter.Notification.Guardians, contracts.Guardian{FamilyName: "Toinen", GivenNames: "Huoltaja"})
	})
	p := b.get(copyOne)
	p.says(t, "Copy for a party", "Who is the copy for?", "Recipient: the client", "Recipient: the guardian Virtasalo, Aada", "Recipient: the guardian Toinen, Huoltaja, who is a party in their own right")
	if got := strings.Join(radios(p), " "); got != "client guardian.0 guardian.1 guardian-party.0 guardian-party.1" {
		t.Errorf("it offers %s", got)
	}
	for _, asked := range d.intake.read() {
		if strings.HasSuffix(asked.path, "/party-copy") {
			t.Error("a copy was made before it was chosen for whom")
		}
	}
	if p := b.get(copyOne + "?chosen=yes"); p.status != http.StatusUnprocessableEntity {
		t.Errorf("nobody was chosen, and it answered %d", p.status)
	} else {
		p.says(t, "Choose who the copy is for")
	}
	d.intake.set(func() { age = 18 })
	if got := strings.Join(radios(b.get(copyOne)), " "); got != "client" {
		t.Errorf("of an adult it offers %s", got)
	}
}

// TestCopy_SaysForWhomItIs, in both languages, and keeps it when the language is changed.
func TestCopy_SaysForWhomItIs(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	d.intake.set(func() { d.intake.copyFor, d.intake.copyForName = "guardian", "Virtasalo, Aada" })
	p := b.get(copyOne + "?chosen=yes&copy_to=guardian.0")
	p.says(t, "Jäljennös asianosaiselle", "Saaja: huoltaja Virtasalo, Aada", "Jäljennös toiselle saajalle")
	if asked := d.intake.last(); asked.query != (url.Values{"recipient": {"guardian.0"}}).Encode() {
		t.Errorf("asked for %s", asked.query)
	}
	links := ""
	for _, a := range all(p.root, tag("a")) {
		links += attr(a, "href") + "\n"
	}
	if !strings.Contains(links, "/party-copy?copy_to=guardian.0&lang=sv\n") {
		t.Errorf("in the other language it is for somebody else: %s", links)
	}
	b.get(copyOne+"?copy_to=guardian.0&lang=sv").says(t, "Mottagare: vårdnadshavaren Virtasalo, Aada")
}

// TestCopy_RefusedBecauseOfABan is said on the page that asks for whom, with what was
// chosen; so is a recipient of whom there is none.
func TestCopy_RefusedBecauseOfABan(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	age := 14
	d.intake.set(func() {
		d.intake.matter.Age = &age
		d.intake.copyRefuse = &refusal.Refusal{Kind: refusal.Forbidden, Code: "copy-forbidden-by-client", Law: "703/2023 51 §"}
	})
	p := b.get(copyOne + "?copy_to=guardian.0")
	if p.status != http.StatusForbidden {
		t.Errorf("answered %d", p.status)
	}
	p.says(t, "The child has forbidden to give this document", "Who is the copy for?")
	checked := all(p.root, func(n *html.Node) bool { return attr(n, "value") == "guardian.0" })
	if len(checked) != 1 || !has(checked[0], "checked") {
		t.Error("what was chosen is lost")
	}
	d.intake.set(func() {
		d.intake.copyRefuse = &refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "recipient", Code: "adult-has-no-guardian"}}}
	})
	if p := b.get(copyOne + "?copy_to=guardian.0"); p.status != http.StatusUnprocessableEntity {
		t.Errorf("answered %d", p.status)
	} else {
		p.says(t, "An adult has no guardian.")
	}
}

// TestConsentPage_ABanOnADocumentOfIntakeIsTowardsGuardians.
func TestConsentPage_ABanOnADocumentOfIntakeIsTowardsGuardians(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	b.get(consentOnePath).says(t, "A single document: Assessment of the need for services (only to guardians)")
	b.submit(consentOnePath, consentOnePath+"/ban", url.Values{"toward": {"guardians"}, "covers": {"document:assessment"}, "reason": {"Pelko."}})
	if got := d.transitions.commands()[0]; string(got.body) != `{"toward":"guardians","scope":"document","of":"assessment","reason":"Pelko."}` {
		t.Errorf("asked %s", got.body)
	}
}

// TestPrintedPapersOfACase_SayWhatIsKeptFromGuardians, on the screen, and of no other.
func TestPrintedPapersOfACase_SayWhatIsKeptFromGuardians(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	const kept = "Nuori on kieltänyt antamasta tätä huoltajalle"
	pages := []string{caseOnePath + "/plans/2?lang=fi", caseOnePath + "/decisions/" + decisionOne.String() + "?lang=fi"}
	for _, at := range pages {
		if strings.Contains(b.get(at).body, kept) {
			t.Errorf("%s is kept from guardians", at)
		}
	}
	d.transitions.set(func() {
		for i := range d.transitions.plans.Versions {
			d.transitions.plans.Versions[i].NotToGuardians = true
		}
		for i := range d.transitions.one.Decisions {
			d.transitions.one.Decisions[i].NotToGuardians = true
		}
	})
	for _, at := range pages {
		p := b.get(at)
		p.says(t, kept)
		if notices := all(p.root, func(n *html.Node) bool { return attr(n, "class") == "paper-tools" && strings.Contains(text(n), kept) }); len(notices) != 1 {
			t.Errorf("%s says it on the paper too", at)
		}
	}
}
