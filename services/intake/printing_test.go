package intake_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// document asks for a document of a matter.
func (c *county) document(who string, matter es.ID, what string) contracts.IntakeDocument {
	c.Helper()
	d, _, err := edge.Call[contracts.IntakeDocument](c.Context(), c.as(who), edge.Request{Method: "GET", Path: path(matter, "documents/"+what)})
	must(c.T, err)
	return d
}

// completed is a matter that Aino has assessed, to an outcome.
func (c *county) completed(n contracts.Notification) es.ID {
	c.Helper()
	matter := c.held(n)
	_, err := ask(c, "w-aino", "POST", path(matter, "urgency"), contracts.UrgencyAssessment{Urgent: true, Grounds: "Canaryurgent"})
	must(c.T, err)
	_, err = ask(c, "w-aino", "POST", path(matter, "start"), contracts.StartDecision{Start: true, Grounds: "Canarystart"})
	must(c.T, err)
	c.assess("w-aino", matter)
	_, err = ask(c, "w-aino", "POST", path(matter, "outcome"), contracts.Outcome{Outcome: "child-protection", Grounds: "Canaryoutcome"})
	must(c.T, err)
	return matter
}

// lacking names the items that a section of a document should have and has not,
// and those that say neither what is on record nor why nothing is shown.
func lacking(d contracts.IntakeDocument, law string, items ...string) (lacking []string) {
	for _, item := range items {
		found := false
		for _, section := range d.Sections {
			i := slices.IndexFunc(section.Items, func(one contracts.DocumentItem) bool { return one.Item == item })
			found = found || i >= 0 && slices.Contains(section.Laws, law) && says(section.Items[i])
		}
		if !found {
			lacking = append(lacking, item)
		}
	}
	return lacking
}

// says reports whether an item says anything, and one thing.
func says(i contracts.DocumentItem) bool {
	said := i.Text+i.Code+i.Worker != "" || len(i.Words) > 0 || !i.Day.IsZero() || !i.At.IsZero()
	return said != (i.Left != "")
}

// without is the document with one item less.
func without(d contracts.IntakeDocument, item string) contracts.IntakeDocument {
	d.Sections = slices.Clone(d.Sections)
	for i := range d.Sections {
		d.Sections[i].Items = slices.DeleteFunc(slices.Clone(d.Sections[i].Items), func(one contracts.DocumentItem) bool { return one.Item == item })
	}
	return d
}

// holdsAll fails the test unless a document has all that a law asks for; and shows
// of each item that it would be missed.
func holdsAll(t *testing.T, d contracts.IntakeDocument, law string, items ...string) {
	t.Helper()
	if missed := lacking(d, law, items...); len(missed) > 0 {
		t.Errorf("%s lacks %v, which %s asks for", d.Document, missed, law)
	}
	for _, item := range items {
		if missed := lacking(without(d, item), law, items...); !slices.Equal(missed, []string{item}) {
			t.Errorf("%s without %s lacks %v by %s", d.Document, item, missed, law)
		}
	}
}

func TestLaw_703_2023_37And38_EveryDocumentSaysWhoseItIs(t *testing.T) {
	c := newCounty(t)
	matter := c.completed(open())
	for _, what := range contracts.IntakeDocuments() {
		for _, variant := range []string{what, what + "/party-copy?recipient=client"} {
			d := c.document("w-aino", matter, variant)
			holdsAll(t, d, "703/2023 37 §", "service-task")
			holdsAll(t, d, "703/2023 38 § 1 mom", "client-name", "client-id", "organiser", "producer", "author", "drawn-up")
			holdsAll(t, d, "703/2023 38 § 2 mom", "home-area", "relationship-start", "responsible", "non-disclosure",
				"representative-non-disclosure", "relationship-end", "relationship-end-ground")
		}
	}
	d := c.document("w-aino", matter, "notification")
	if i := itemOf(d, "client-id"); i.Text != "150508A9990" {
		t.Errorf("the client is identified by %+v", i)
	}
	if i := itemOf(d, "author"); i.Worker != "w-oskari" {
		t.Errorf("the author is %+v", i)
	}
	if i := itemOf(d, "home-area"); i.Words["fi"] == "" {
		t.Errorf("the home area is %+v", i)
	}
	if i := itemOf(d, "relationship-start"); i.Day.String() != "2026-11-23" {
		t.Errorf("the client relationship began %+v", i)
	}
	nameless := open()
	nameless.Child.IdentityCode, nameless.Child.BirthDate, nameless.Child.AgeText = "", "", "noin kuusi"
	if i := itemOf(c.document("w-aino", c.held(nameless), "notification"), "client-id"); i.Text != "noin kuusi" {
		t.Errorf("a client without a code is identified by %+v", i)
	}
}

func TestLaw_703_2023_38_3_WhatAffectsTheService(t *testing.T) {
	c := newCounty(t)
	matter := c.completed(open())
	for _, what := range []string{"notification", "assessment"} {
		holdsAll(t, c.document("w-aino", matter, what), "703/2023 38 § 3 mom", "language", "mother-tongue", "contact", "home-municipality",
			"guardian", "guardian-contact", "guardian-powers", "information-right", "lives-with")
	}
}

func TestLaw_703_2023_39_DataFromOthersSayTheirSource(t *testing.T) {
	c := newCounty(t)
	matter := c.held(open())
	d := c.document("w-aino", matter, "notification")
	holdsAll(t, d, "703/2023 39 §", "source-what", "source-who", "source-when", "source-asked", "source-ground", "source-purpose")
	if i := itemOf(d, "source-ground"); i.Code != "417/2007 25 § 1 mom" {
		t.Errorf("a school reports by %+v", i)
	}
	private := open()
	private.Anonymous, private.Reporter = true, contracts.Reporter{Body: "private-person"}
	d = c.document("w-aino", c.held(private), "notification")
	if ground, name := itemOf(d, "source-ground"), itemOf(d, "source-name"); ground.Code != "417/2007 25 § 2 mom" || name.Left != "anonymous" {
		t.Errorf("a private person reports by %+v, named %+v", ground, name)
	}
}

func TestLaw_703_2023_41_NeedReasonsWhoAndWhen(t *testing.T) {
	c := newCounty(t)
	matter := c.completed(open())
	for _, what := range []string{"notification", "evaluation"} {
		d := c.document("w-aino", matter, what)
		holdsAll(t, d, "703/2023 41 §", "need", "raised-by", "raised-when", "pending")
		if i := itemOf(d, "need"); !strings.Contains(i.Text, "Canarycontent") {
			t.Errorf("the need is %+v", i)
		}
	}
	holdsAll(t, c.document("w-aino", matter, "evaluation"), "417/2007 26 § 2 mom", "urgency", "urgency-grounds", "urgency-by", "urgency-when")
	holdsAll(t, c.document("w-aino", matter, "evaluation"), "417/2007 26 § 5 mom", "start", "start-grounds", "start-by", "start-on", "start-limit", "in-time")
}

func TestLaw_703_2023_42_TheAssessmentHoldsWhatTheLawAsks(t *testing.T) {
	c := newCounty(t)
	matter := c.begun()
	draft := c.document("w-aino", matter, "assessment")
	if !draft.Draft || itemOf(draft, "summary").Left != "not-recorded" {
		t.Errorf("an empty draft is %+v", draft)
	}
	c.assess("w-aino", matter)
	_, err := ask(c, "w-aino", "POST", path(matter, "outcome"), contracts.Outcome{Outcome: "no-need", Grounds: "Canaryoutcome"})
	must(t, err)
	d := c.document("w-aino", matter, "assessment")
	holdsAll(t, d, "703/2023 42 §", "pending", "started-on", "completion-limit", "completed-on", "twelve",
		"summary", "client_view", "conclusions", "relationship", "own_worker", "special_support", "strengths", "needs")
	holdsAll(t, d, "SHL 1301/2014 37 §", "summary", "client_view", "conclusions", "relationship", "own_worker")
	holdsAll(t, d, "LSL 417/2007 20 §", "hearing", "hearing_how")
	if i := itemOf(d, "relationship-end"); d.Draft || i.Day.String() != "2026-11-23" || itemOf(d, "relationship-end-ground").Text != "Canaryoutcome" {
		t.Errorf("the relationship ended %+v", i)
	}
}

func TestLaw_434_2003_44And45_TheOutcomeSaysWhatWhyAndWho(t *testing.T) {
	c := newCounty(t)
	d := c.document("w-aino", c.completed(open()), "outcome")
	holdsAll(t, d, "434/2003 44 §", "outcome", "outcome-by", "outcome-on", "more-information")
	holdsAll(t, d, "434/2003 45 §", "outcome-grounds", "provision")
	holdsAll(t, d, "LSL 417/2007 20 §", "hearing", "hearing_how")
	if i := itemOf(d, "outcome"); i.Code != "child-protection" {
		t.Errorf("it ended in %+v", i)
	}
}

func itemOf(d contracts.IntakeDocument, item string) contracts.DocumentItem {
	for _, section := range d.Sections {
		for _, one := range section.Items {
			if one.Item == item {
				return one
			}
		}
	}
	return contracts.DocumentItem{}
}

// TestLaw_621_1999_11_APartysCopyDoesNotTellWhoReported: nothing of the reporter is
// in any copy for a party, and all of it is in the file's.
func TestLaw_621_1999_11_APartysCopyDoesNotTellWhoReported(t *testing.T) {
	c := newCounty(t)
	matter := c.completed(open())
	reporter := []string{"Canaryreporter", "Canaryschool", "0409999999", "Canarytitle", "Canarysource", "Canarygrounds", "Canarytold", `"education"`}
	for _, what := range contracts.IntakeDocuments() {
		body := c.raw("w-aino", "GET", path(matter, "documents/"+what+"/party-copy?recipient=client"), "").body
		for _, secret := range reporter {
			if strings.Contains(body, secret) {
				t.Errorf("a party's %s says %s", what, secret)
			}
		}
	}
	file := c.raw("w-aino", "GET", path(matter, "documents/notification"), "").body
	for _, known := range []string{"Canaryreporter", "Canaryschool", "0409999999", "Canarytitle", "Canarytold", `"education"`} {
		if !strings.Contains(file, known) {
			t.Errorf("the file does not say %s", known)
		}
	}
	if i := itemOf(c.document("w-aino", matter, "notification/party-copy?recipient=client"), "raised-by"); i.Left != "reporter-withheld" {
		t.Errorf("the copy says of the reporter %+v", i)
	}
}

// TestLaw_661_2009_37_NoPaperSaysWhereTheChildIs: not even the holder's.
func TestLaw_661_2009_37_NoPaperSaysWhereTheChildIs(t *testing.T) {
	c := newCounty(t)
	hidden := open()
	hidden.Child.NonDisclosure = true
	hidden.Child.IdentityCode = "010112A900K"
	for _, x := range []struct {
		n      contracts.Notification
		hidden bool
	}{{open(), false}, {hidden, true}} {
		matter := c.completed(x.n)
		for _, what := range contracts.IntakeDocuments() {
			for _, variant := range []string{what, what + "/party-copy?recipient=client"} {
				d := c.raw("w-aino", "GET", path(matter, "documents/"+variant), "").body
				for _, where := range []string{"Canarystreet", "Canaryhome", "0401234567", "Canaryguardianstreet", "Canaryguardianphone", "Canaryschool", "Sodankyl", "Canarysource", "Lapi"} {
					if x.hidden && strings.Contains(d, where) {
						t.Errorf("%s of a protected child says %s", variant, where)
					}
				}
				if x.hidden != strings.Contains(d, `"protected":true`) {
					t.Errorf("%s is marked: %v", variant, !x.hidden)
				}
			}
		}
		if file := c.raw("w-aino", "GET", path(matter, "documents/notification"), "").body; strings.Contains(file, "Canarystreet") == x.hidden {
			t.Errorf("hidden %v: the file says %s", x.hidden, file)
		}
	}
}

// TestDocuments_EachLookIsNotedAsThatDocument, and a denied one too; what a matter
// has not come to is not there.
func TestDocuments_EachLookIsNotedAsThatDocument(t *testing.T) {
	c := newCounty(t)
	fresh, matter := c.held(open()), c.completed(open())
	noted := func() edge.Use { all := c.uses.All(); return all[len(all)-1] }
	kinds := map[string]string{"notification": access.KindMatter, "evaluation": access.KindMatter, "assessment": access.KindAssessment, "outcome": access.KindDecision}
	for _, what := range contracts.IntakeDocuments() {
		for variant, action := range map[string]string{what: "intake.print-" + what, what + "/party-copy?recipient=client": "intake.copy-" + what + "-for-party"} {
			for who, allowed := range map[string]bool{"w-aino": true, "w-elin": true, "w-maria": true, "w-sanna": false, "w-henri": false} {
				got := c.raw(who, "GET", path(matter, "documents/"+variant), "")
				use := noted()
				if use.Actor.ID != who || string(use.Action) != action || use.ID != matter.String() || use.Resource.Kind != kinds[what] ||
					use.Decision.Allowed != allowed || (got.status == http.StatusOK) != allowed {
					t.Errorf("%s asks for %s: %d, noted %+v", who, variant, got.status, use)
				}
				if !allowed && strings.Contains(got.body, "Canary") {
					t.Errorf("%s is shown %s", who, got.body)
				}
			}
		}
		there := c.raw("w-aino", "GET", path(fresh, "documents/"+what), "").status
		if want := map[bool]int{true: http.StatusOK, false: http.StatusConflict}[what == "notification"]; there != want {
			t.Errorf("%s of a fresh matter answers %d", what, there)
		}
	}
	if got := c.raw("w-aino", "GET", path(es.NewID(), "documents/notification"), ""); got.status != http.StatusNotFound {
		t.Error(fmt.Sprint("a document of no matter: ", got))
	}
}

// TestLaw_661_2009_37_AGuardiansOwnNonDisclosure: where a guardian is who is under
// one stands on no paper, and in no copy that the other guardian may get; of the
// other one it does.
func TestLaw_661_2009_37_AGuardiansOwnNonDisclosure(t *testing.T) {
	c := newCounty(t)
	n := open()
	n.Guardians = []contracts.Guardian{
		{FamilyName: "Testinen", GivenNames: "Kaisla", Address: "Hidden street 1", Phone: "0400000001", NonDisclosure: true},
		{FamilyName: "Testinen", GivenNames: "Tuisku", Address: "Open street 2", Phone: "0400000002"},
	}
	matter := c.completed(n)
	for _, what := range []string{"notification", "notification/party-copy?recipient=client", "assessment", "assessment/party-copy?recipient=client", "notification/national"} {
		out, _, err := edge.Call[json.RawMessage](t.Context(), c.as("w-aino"), edge.Request{Method: "GET", Path: path(matter, "documents/"+what)})
		must(t, err)
		for _, hidden := range []string{"Hidden street 1", "0400000001"} {
			if strings.Contains(string(out), hidden) {
				t.Errorf("%s tells of %q", what, hidden)
			}
		}
		if !strings.Contains(string(out), "0400000002") {
			t.Errorf("%s does not tell how the other guardian is reached", what)
		}
	}
	d := c.document("w-aino", matter, "notification/party-copy?recipient=client")
	if i := itemOf(d, "representative-non-disclosure"); i.Code != "yes" {
		t.Errorf("the copy says of the guardians' non-disclosure %+v", i)
	}
	if m := c.see("w-aino", matter); !m.Notification.Guardians[0].NonDisclosure || m.Notification.Guardians[0].Phone != "0400000001" {
		t.Errorf("who holds the matter sees %+v", m.Notification.Guardians)
	}
}
