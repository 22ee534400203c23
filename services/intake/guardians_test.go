package intake_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// guarded is a notification of a child under no safety non-disclosure, one of whose two
// guardians is under one of their own until a day; zero: until further notice.
func guarded(until calendar.Date) contracts.Notification {
	n := open()
	n.Guardians = []contracts.Guardian{
		{FamilyName: "Canaryguarded", GivenNames: "Kaisla", Address: "Hiddenstreet 1", Phone: "0400000001", NonDisclosure: true, NonDisclosureUntil: until},
		{FamilyName: "Canaryother", GivenNames: "Tuisku", Address: "Openstreet 2", Phone: "0400000002"},
	}
	return n
}

// of says which of texts are in an answer.
func of(got answer, texts ...string) string {
	var in []string
	for _, text := range texts {
		if strings.Contains(got.body, text) {
			in = append(in, text)
		}
	}
	return strings.Join(in, " ")
}

// TestLaw_661_2009_36_37_AGuardiansOwnNonDisclosureHidesFromWhoNeedsItNot: on its last
// day and on the day after; from colleagues, not from who holds the matter; the other
// guardian and the child are shown all the time. Each try is noted as one.
func TestLaw_661_2009_36_37_AGuardiansOwnNonDisclosureHidesFromWhoNeedsItNot(t *testing.T) {
	c := newCounty(t)
	last := calendar.On(monday).AddDays(7)
	matter, forever := c.held(guarded(last)), c.held(guarded(calendar.Date{}))
	see := func(who string, id es.ID) answer { return c.raw(who, "GET", "/matters/"+id.String(), "") }
	for _, x := range []struct {
		day    calendar.Date
		matter es.ID
		hidden bool
	}{
		{calendar.On(monday), matter, true}, {last, matter, true}, {last.AddDays(1), matter, false},
		{last.AddDays(1), forever, true}, {last.AddDays(4000), forever, true},
	} {
		c.on(x.day)
		before := len(c.uses.All())
		colleague, holder := see("w-elin", x.matter), see("w-aino", x.matter)
		if got := of(colleague, "Hiddenstreet", "0400000001"); (got == "") != x.hidden || !x.hidden && got != "Hiddenstreet 0400000001" {
			t.Errorf("on %s a colleague is shown %q", x.day, got)
		}
		if got := of(colleague, "Canaryguarded", "Openstreet", "0400000002", "Canarystreet", "Canaryhome"); got != "Canaryguarded Openstreet 0400000002 Canarystreet Canaryhome" {
			t.Errorf("on %s a colleague is shown of the others only %q", x.day, got)
		}
		if got := of(holder, "Hiddenstreet", "0400000001"); got != "Hiddenstreet 0400000001" || strings.Contains(holder.body, `"guardians_withheld":true`) {
			t.Errorf("on %s the holder is shown %q", x.day, got)
		}
		if strings.Contains(colleague.body, `"guardians_withheld":true`) != x.hidden || strings.Contains(colleague.body, `"non_disclosure":true`) != x.hidden {
			t.Errorf("on %s it is marked: %v", x.day, !x.hidden)
		}
		tried := slices.ContainsFunc(c.uses.All()[before:], func(u edge.Use) bool { return u.Actor.ID == "w-elin" && u.Resource.Protected && !u.Decision.Allowed })
		if tried != x.hidden {
			t.Errorf("on %s the try is noted: %v", x.day, tried)
		}
	}
}

// TestLaw_661_2009_37_WhereTheChildLivesWithTheGuardian: the child's address would say
// where the guardian is.
func TestLaw_661_2009_37_WhereTheChildLivesWithTheGuardian(t *testing.T) {
	c := newCounty(t)
	n := guarded(calendar.Date{})
	n.Guardians[0].Address = "Canarystreet 1, 99600 Sodankylä"
	matter := c.completed(n)
	colleague := c.raw("w-elin", "GET", "/matters/"+matter.String(), "")
	if got := of(colleague, "Canarystreet", `"240"`, "Canaryhome"); got != "" {
		t.Errorf("a colleague is shown %q", got)
	}
	if got := of(c.raw("w-aino", "GET", "/matters/"+matter.String(), ""), "Canarystreet", `"240"`, "Canaryhome"); got != `Canarystreet "240" Canaryhome` {
		t.Errorf("the holder is shown %q", got)
	}
	for _, paper := range []string{"notification", "assessment", "notification/party-copy?recipient=client", "notification/national"} {
		got := c.raw("w-aino", "GET", path(matter, "documents/"+paper), "")
		if said := of(got, "Canarystreet", "Canaryhome", "Sodankyl"); got.status != http.StatusOK || said != "" {
			t.Errorf("%s says %q: %d", paper, said, got.status)
		}
	}
}

// TestLaw_661_2009_37_NoListSearchOrExportSaysWhereTheGuardianIs, whoever asks; and
// papers say it again from the day after the last.
func TestLaw_661_2009_37_NoListSearchOrExportSaysWhereTheGuardianIs(t *testing.T) {
	c := newCounty(t)
	last := calendar.On(monday).AddDays(30)
	matter := c.completed(guarded(last))
	person := c.see("w-aino", matter).Person
	c.indexed("w-aino", "canaryf")
	hidden := []string{"Hiddenstreet", "0400000001"}
	for _, who := range []string{"w-aino", "w-elin", "w-maria"} {
		for _, ask := range []string{
			"/matters?view=mine", "/matters?view=inbox", "/matters?view=assessing", "/people?person=" + person.String(), "/people/" + person.String() + "/identity",
			"/people/" + person.String() + "/protection", "/matters/" + matter.String() + "/assessment", "/matters/" + matter.String() + "/checklist",
			"/matters/" + matter.String() + "/consultation", "/matters/" + matter.String() + "/documents/notification", "/matters/" + matter.String() + "/documents/notification/national",
		} {
			if got := of(c.raw(who, "GET", ask, ""), hidden...); got != "" {
				t.Errorf("%s says %q to %s", ask, got, who)
			}
		}
		for _, typed := range []string{"canaryfamily", "hiddenstreet", "canaryguarded"} {
			body, err := json.Marshal(contracts.PeopleSearch{Name: typed})
			must(t, err)
			got := c.raw(who, "POST", "/people/search", string(body))
			if said := of(got, hidden...); said != "" || typed != "canaryfamily" && strings.Contains(got.body, "Canary") {
				t.Errorf("a search for %s says %v to %s", typed, got, who)
			}
		}
	}
	for day, shown := range map[calendar.Date]bool{last: false, last.AddDays(1): true} {
		c.on(day)
		for _, paper := range []string{"notification", "notification/national"} {
			if got := of(c.raw("w-aino", "GET", path(matter, "documents/"+paper), ""), hidden...); (got != "") != shown {
				t.Errorf("on %s %s says %q", day, paper, got)
			}
		}
	}
}

// TestNotification_ALastDayWithoutANonDisclosure is refused at its guardian.
func TestNotification_ALastDayWithoutANonDisclosure(t *testing.T) {
	c := newCounty(t)
	n := guarded(calendar.On(monday))
	n.Guardians[0].NonDisclosure = false
	body, err := json.Marshal(n)
	must(t, err)
	if got := c.raw("w-oskari", "POST", "/notifications", string(body)); !strings.Contains(got.body, "guardians.0.non_disclosure") {
		t.Errorf("answered %v", got)
	}
}
