package intake_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// minors is a notification of a child of 14, with a guardian.
func minors() contracts.Notification {
	n := open()
	n.Child.IdentityCode = "010112A900K" // born on 1 January 2012
	return n
}

// consentOf writes what services/transitions would record of a person.
func (c *county) consentOf(person es.ID, name, data string) {
	c.Helper()
	stream := "transitionsconsent-" + person.String()
	before, err := c.history.Read(c.Context(), stream, 0)
	must(c.T, err)
	_, err = c.history.Append(c.Context(), stream, es.Revision(len(before)-1), es.NewEvent{ID: es.NewID(), Name: name, Data: json.RawMessage(data)})
	must(c.T, err)
}

// forbids records a ban and returns its id.
func (c *county) forbids(person es.ID, toward, scope, of string) es.ID {
	c.Helper()
	id := es.NewID()
	c.consentOf(person, "transitions.disclosure-forbidden.v1", fmt.Sprintf(`{"id":%q,"toward":%q,"scope":%q,"of":%q,"on":"2026-11-23","finding":{}}`, id, toward, scope, of))
	return id
}

func (c *county) lifts(person, ban es.ID) {
	c.Helper()
	c.consentOf(person, "transitions.ban-lifted.v1", fmt.Sprintf(`{"id":%q,"on":"2026-11-23"}`, ban))
}

// copied asks for a copy of a document for somebody.
func (c *county) copied(matter es.ID, document, to string) answer {
	c.Helper()
	return c.raw("w-aino", "GET", path(matter, "documents/"+document+"/party-copy?recipient="+to), "")
}

// given are the documents of which somebody gets a copy; the others are refused because
// of a ban.
func (c *county) given(matter es.ID, to string) string {
	c.Helper()
	var all []string
	for _, document := range contracts.IntakeDocuments() {
		switch got := c.copied(matter, document, to); {
		case got.status == http.StatusOK:
			all = append(all, document)
		case got.status != http.StatusForbidden || !strings.Contains(got.body, `"copy-forbidden-by-client"`) || strings.Contains(got.body, "Canary"):
			c.Errorf("%s for %s: %v", document, to, got)
		}
	}
	return strings.Join(all, " ")
}

const allDocuments = "notification evaluation assessment outcome"

// TestLaw_703_2023_51_ACopyToAGuardianHonoursTheMinorsBan: by controller, service task
// or single document, from the moment it is recorded until it is lifted; towards
// guardians only, and not against who is a party themself.
func TestLaw_703_2023_51_ACopyToAGuardianHonoursTheMinorsBan(t *testing.T) {
	c := newCounty(t)
	matter := c.completed(minors())
	person := c.see("w-aino", matter).Person
	if got := c.given(matter, "guardian.0"); got != allDocuments {
		t.Errorf("before any ban the guardian gets %q", got)
	}
	for _, x := range []struct{ toward, scope, of, want string }{
		{"guardians", "controller", "", ""},
		{"guardians", "task", "child-protection", ""},
		{"guardians", "task", "working-age", allDocuments},
		{"guardians", "document", "assessment", "notification evaluation outcome"},
		{"guardians", "document", "notification", "evaluation assessment outcome"},
		{"guardians", "document", "plan", allDocuments},
		{"others", "controller", "", allDocuments},
	} {
		ban := c.forbids(person, x.toward, x.scope, x.of)
		if got := c.given(matter, "guardian.0"); got != x.want {
			t.Errorf("a ban towards %s of %s %s: the guardian gets %q, want %q", x.toward, x.scope, x.of, got, x.want)
		}
		for _, to := range []string{"client", "guardian-party.0"} {
			if got := c.given(matter, to); got != allDocuments {
				t.Errorf("a ban towards %s of %s %s: %s gets %q", x.toward, x.scope, x.of, to, got)
			}
		}
		c.lifts(person, ban)
		if got := c.given(matter, "guardian.0"); got != allDocuments {
			t.Errorf("once it is lifted the guardian gets %q", got)
		}
	}
	c.consentOf(person, "transitions.from-another-release.v1", `{}`)
	if got := c.copied(matter, "notification", "guardian.0"); got.status != http.StatusInternalServerError || strings.Contains(got.body, "Canary") {
		t.Errorf("bans that cannot be read: %v", got)
	}
}

// TestLaw_703_2023_51_WhatComesFromAForbiddenDocumentIsLeftOut of others, says so, and
// does not say why.
func TestLaw_703_2023_51_WhatComesFromAForbiddenDocumentIsLeftOut(t *testing.T) {
	c := newCounty(t)
	matter := c.completed(minors())
	person := c.see("w-aino", matter).Person
	for _, x := range []struct {
		forbidden, document string
		out, in             []string
	}{
		{"notification", "evaluation", []string{"need"}, []string{"urgency-grounds", "client-name", "start"}},
		{"assessment", "outcome", []string{"client_view", "conclusions", "hearing"}, []string{"outcome", "outcome-grounds", "client-name"}},
	} {
		ban := c.forbids(person, "guardians", "document", x.forbidden)
		for to, leaves := range map[string]bool{"guardian.0": true, "client": false, "guardian-party.0": false} {
			d := c.document("w-aino", matter, x.document+"/party-copy?recipient="+to)
			for _, item := range x.out {
				if i := itemOf(d, item); i.Item == "" || (i.Left == "left-out-of-copy") != leaves || !says(i) {
					t.Errorf("%s is forbidden: the %s for %s says %+v", x.forbidden, x.document, to, i)
				}
			}
			for _, item := range x.in {
				if i := itemOf(d, item); i.Item == "" || i.Left != "" {
					t.Errorf("%s is forbidden: the %s for %s lacks %+v", x.forbidden, x.document, to, i)
				}
			}
			if raw, err := json.Marshal(d); err != nil || leaves && strings.Contains(string(raw), "forbid") {
				t.Errorf("the copy says why: %s, %v", raw, err)
			}
		}
		c.lifts(person, ban)
	}
}

// TestLaw_703_2023_51_OnlyAMinorHasGuardiansToCopyFor: the last day before the 18th
// birthday, and the birthday.
func TestLaw_703_2023_51_OnlyAMinorHasGuardiansToCopyFor(t *testing.T) {
	c := newCounty(t)
	matter := c.held(minors())
	birthday := calendar.MustParse("2030-01-01")
	for day, minor := range map[calendar.Date]bool{birthday.AddDays(-1): true, birthday: false} {
		c.on(day)
		for _, to := range []string{"guardian.0", "guardian-party.0"} {
			got := c.copied(matter, "notification", to)
			if (got.status == http.StatusOK) != minor || !minor && !strings.Contains(got.body, "adult-has-no-guardian") {
				t.Errorf("on %s, for %s: %v", day, to, got)
			}
		}
		if got := c.copied(matter, "notification", "client"); got.status != http.StatusOK {
			t.Errorf("on %s, for the client: %v", day, got)
		}
	}
}

// TestLaw_703_2023_51_WhoIsIdentifiedAsAnAdultHasNoGuardians: the notification said no
// age, and the code that was recorded later says it.
func TestLaw_703_2023_51_WhoIsIdentifiedAsAnAdultHasNoGuardians(t *testing.T) {
	c := newCounty(t)
	n := minors()
	n.Child.IdentityCode, n.Child.BirthDate, n.Child.AgeText = "", "", "teini-ikäinen"
	matter := c.held(n)
	if got := c.copied(matter, "notification", "guardian.0"); got.status != http.StatusOK {
		t.Fatalf("while nobody knows the age: %d", got.status)
	}
	_, err := sayWho(c, "w-aino", c.see("w-aino", matter).Person, "code", contracts.IdentityCode{IdentityCode: "210806A908U"}) // born in 2006
	must(t, err)
	for to, given := range map[string]bool{"client": true, "guardian.0": false, "guardian-party.0": false} {
		got := c.copied(matter, "notification", to)
		if (got.status == http.StatusOK) != given || !given && !strings.Contains(got.body, "adult-has-no-guardian") {
			t.Errorf("for %s: %d", to, got.status)
		}
	}
}

// TestCopy_IsForSomebodyWhomTheRecordNames, and the log of disclosures says for what kind
// of recipient and on what ground, never for whom by name. A refused copy is no disclosure.
func TestCopy_IsForSomebodyWhomTheRecordNames(t *testing.T) {
	c := newCounty(t)
	matter := c.completed(minors())
	for to, code := range map[string]string{
		"": "required", "nobody": "unknown-code", "guardian": "unknown-code", "guardian.1": "unknown-code", "guardian.-1": "unknown-code",
		"guardian.00": "unknown-code", "client.0": "unknown-code", "guardian-party.9": "unknown-code",
	} {
		got := c.copied(matter, "assessment", to)
		if got.status != http.StatusUnprocessableEntity && got.status != http.StatusBadRequest || !strings.Contains(got.body, code) || strings.Contains(got.body, "Canary") {
			t.Errorf("for %q: %v", to, got)
		}
	}
	for to, name := range map[string]string{"client": "", "guardian.0": "Canaryguardian, Kaisla", "guardian-party.0": "Canaryguardian, Kaisla"} {
		d := c.document("w-aino", matter, "assessment/party-copy?recipient="+to)
		kind, _, _ := strings.Cut(to, ".")
		all := c.uses.All()
		given := all[len(all)-1]
		if d.Recipient != kind || d.RecipientName != name || given.Disclosed == nil {
			t.Fatalf("for %s: %s %s, noted %+v", to, d.Recipient, d.RecipientName, given)
		}
		if g := given.Disclosed; g.Recipient != kind || g.Description != "assessment" || g.Provision.Act != "621/1999" || !g.Permit.IsZero() ||
			given.Resource.Person != c.see("w-aino", matter).Person.String() || !given.Decision.Allowed {
			t.Errorf("for %s: noted %+v", to, given)
		}
	}
	person := c.see("w-aino", matter).Person
	c.forbids(person, "guardians", "controller", "")
	before := len(c.uses.All())
	c.copied(matter, "assessment", "guardian.0")
	for i, use := range c.uses.All() {
		if noted, err := json.Marshal(use); err != nil || strings.Contains(string(noted), "Canary") || i >= before && use.Disclosed != nil {
			t.Errorf("noted %s: %v", noted, err)
		}
	}
	if paper := c.document("w-aino", matter, "assessment"); paper.Recipient != "" {
		t.Errorf("the file's document is for %s", paper.Recipient)
	}
	_, _, err := edge.Call[contracts.IntakeDocument](t.Context(), c.as("w-sanna"), edge.Request{Method: "GET", Path: path(matter, "documents/assessment/party-copy?recipient=guardian.9")})
	if err == nil || strings.Contains(err.Error(), "unknown") {
		t.Errorf("who may not see it is told %v", err)
	}
}
