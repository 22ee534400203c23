package intake_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// in is a client of a worker of whom it is known who they are in private.
func (c *county) in(worker string, own access.Own) *edge.Client {
	c.Helper()
	w, ok := testArea.Worker(worker)
	if !ok {
		c.Fatalf("no worker %s", worker)
	}
	return &edge.Client{Base: c.base, Bearer: func(context.Context) (string, error) { return c.tokens.IssueFor(testArea.Actor(w), own, time.Minute) }}
}

// nearIn asks for something and returns in what the log says that a person seemed
// near, of each entry about them.
func (c *county) nearIn(as *edge.Client, r edge.Request) (all []string) {
	c.Helper()
	before := len(c.uses.All())
	_, _, err := edge.Call[json.RawMessage](c.Context(), as, r)
	must(c.T, err)
	for _, use := range c.uses.All()[before:] {
		if use.Resource.Person != "" {
			all = append(all, fmt.Sprint(use.Near))
		}
	}
	return all
}

// TestNear_OfAPersonWhoWasOpened: by family name, a part of a double one, address and
// identity code; of another name nothing; and nothing of what was compared is noted.
func TestNear_OfAPersonWhoWasOpened(t *testing.T) {
	c := newCounty(t)
	n := open()
	n.Child.FamilyName = "Canaryfamily-Öman"
	matter := c.held(n)
	for _, x := range []struct {
		why  string
		own  access.Own
		want string
	}{
		{"nothing is known of the worker", access.Own{}, "[]"},
		{"another name and another street", access.Own{FamilyName: "Canaryfam", Address: "Canarystreet 11", IdentityCode: "010190-900P"}, "[]"},
		{"the same name", access.Own{FamilyName: "CANARYFAMILY-ÖMAN"}, "[own-family-name]"},
		{"a part of a double name", access.Own{FamilyName: "öman"}, "[own-family-name]"},
		{"o is not ö", access.Own{FamilyName: "Oman"}, "[]"},
		{"the same address", access.Own{FamilyName: "Other", Address: "canarystreet 1, 99600 Sodankylä"}, "[own-address]"},
		{"both", access.Own{FamilyName: "Öman", Address: "Canarystreet 1 A 3"}, "[own-family-name own-address]"},
		{"the worker themself", access.Own{IdentityCode: "150508A9990"}, "[own-person]"},
	} {
		got := c.nearIn(c.in("w-aino", x.own), edge.Request{Method: "GET", Path: "/matters/" + matter.String()})
		if len(got) == 0 || got[0] != x.want {
			t.Errorf("%s: noted %v, want %s", x.why, got, x.want)
		}
	}
	for _, use := range c.uses.All() {
		noted, err := json.Marshal(use)
		must(t, err)
		for _, name := range []string{"canaryfam", "canarystreet", "öman", "150508", "010190"} {
			if strings.Contains(strings.ToLower(string(noted)), name) {
				t.Fatalf("the use log says %q: %s", name, noted)
			}
		}
	}
}

// TestNear_WhereverOnePersonIsOpened: papers, the assessment, a person's name; and not
// in lists, which show whoever stands in them.
func TestNear_WhereverOnePersonIsOpened(t *testing.T) {
	c := newCounty(t)
	n := open()
	n.Child.FamilyName = "Canaryfamily"
	matter := c.completed(n)
	other := c.held(called("Another", "Name"))
	person, second := c.see("w-aino", matter).Person, c.see("w-aino", other).Person
	namesake := c.in("w-aino", access.Own{FamilyName: "Canaryfamily", IdentityCode: "010190-900P"})
	at := "/matters/" + matter.String()
	for _, where := range []string{at, at + "/documents/notification", at + "/documents/assessment", at + "/assessment", at + "/checklist", at + "/documents/evaluation"} {
		got := c.nearIn(namesake, edge.Request{Method: "GET", Path: where})
		if len(got) == 0 || got[0] != "[own-family-name]" {
			t.Errorf("%s is noted as %v", strings.TrimPrefix(where, at), got)
		}
	}
	people := func(ids ...es.ID) edge.Request {
		r := edge.Request{Method: "GET", Path: "/people", Query: map[string][]string{}}
		for _, id := range ids {
			r.Query.Add("person", id.String())
		}
		return r
	}
	c.indexed("w-aino", "canaryf")
	c.untilNamed(person, second)
	if got := c.nearIn(namesake, people(person)); fmt.Sprint(got) != "[[own-family-name]]" {
		t.Errorf("a page about one person is noted as %v", got)
	}
	if got := fmt.Sprint(c.nearIn(namesake, people(person, second))); strings.Contains(got, "own") {
		t.Errorf("a list of people is noted as %v", got)
	}
	if got := fmt.Sprint(c.nearIn(namesake, edge.Request{Method: "GET", Path: "/matters", Query: map[string][]string{"view": {"assessing"}}})); strings.Contains(got, "own") {
		t.Errorf("a list of matters is noted as %v", got)
	}
	search := edge.Request{Method: "POST", Path: "/people/search", Body: contracts.PeopleSearch{Name: "canaryfamily"}, Command: es.NewID()}
	if got := c.nearIn(namesake, search); len(got) == 0 || got[0] != "[own-family-name]" {
		t.Errorf("a search that found who was meant is noted as %v", got)
	}
}

// untilNamed waits until who people are is known to pages.
func (c *county) untilNamed(ids ...es.ID) {
	c.Helper()
	ask := map[string][]string{}
	for _, id := range ids {
		ask["person"] = append(ask["person"], id.String())
	}
	for deadline := time.Now().Add(30 * time.Second); ; {
		known, _, err := edge.Call[contracts.People](c.Context(), c.as("w-aino"), edge.Request{Method: "GET", Path: "/people", Query: ask})
		must(c.T, err)
		if len(known.People) == len(ids) {
			return
		}
		if time.Now().After(deadline) {
			c.Fatal("the list of people stands still")
		}
	}
}

// TestNear_OfADeniedLookNothingIsNoted: nothing was opened that could be compared.
func TestNear_OfADeniedLookNothingIsNoted(t *testing.T) {
	c := newCounty(t)
	matter := c.held(open())
	before := len(c.uses.All())
	_, _, err := edge.Call[contracts.Matter](t.Context(), c.in("w-sanna", access.Own{FamilyName: "Canaryfamily"}), edge.Request{Method: "GET", Path: "/matters/" + matter.String()})
	if err == nil {
		t.Fatal("it was shown")
	}
	for _, use := range c.uses.All()[before:] {
		if len(use.Near) > 0 {
			t.Errorf("noted %+v", use)
		}
	}
}
