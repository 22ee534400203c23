package peergroups_test

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/es"
	"nivel/libs/policy"
	"nivel/services/peergroups"
)

// answer is all that an asker gets.
type answer struct {
	status int
	body   string
}

// raw asks as a page's server would, and returns the bytes that come back.
func (c *county) raw(who access.Actor, method, path string) answer {
	c.Helper()
	r, err := http.NewRequestWithContext(c.Context(), method, c.base+path, strings.NewReader("{}"))
	must(c.T, err)
	bearer, err := c.as(who).Bearer(c.Context())
	must(c.T, err)
	r.Header.Set("Authorization", "Bearer "+bearer)
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	must(c.T, err)
	defer response.Body.Close()
	all, err := io.ReadAll(response.Body)
	must(c.T, err)
	return answer{response.StatusCode, string(all)}
}

func (a answer) said() string {
	for _, code := range []string{"not-found", "not-allowed", "use-log-unavailable"} {
		if strings.Contains(a.body, `"code":"`+code+`"`) {
			return code
		}
	}
	return ""
}

var (
	rasmus = access.Actor{ID: "w-rasmus", Role: access.GroupLeader, Area: "test"}
	kaisla = access.Actor{ID: "w-kaisla", Role: access.ExpertByExperience, Area: "test"}
)

func TestAccess_OnlyWhoLeadsAGroupLearnsWhoIsInIt(t *testing.T) {
	c := newCounty(t)
	group := c.found(newGroup(1)).Matter
	c.signUp(aamu, group)
	c.signUp(ilta, group)
	of := "/groups/" + group.String()
	for _, who := range []access.Actor{elin, rasmus, kaisla, kuu} {
		there, nowhere := c.raw(who, "GET", of+"/people"), c.raw(who, "GET", "/groups/"+es.NewID().String()+"/people")
		if there != nowhere || there.status < 400 {
			t.Errorf("a %s is told\n%v, and where there is no group\n%v", who.Role, there, nowhere)
		}
		for _, path := range []string{of, "/groups"} {
			if got := c.raw(who, "GET", path); strings.Contains(got.body, aamu.ID) || strings.Contains(got.body, ilta.ID) {
				t.Errorf("a %s is shown who is there by %s", who.Role, path)
			}
		}
	}
	before := len(c.uses.All())
	if p := c.people(oskari, group); len(p.Members) != 1 || len(p.Queue) != 1 {
		t.Fatalf("who leads it is told %+v", p)
	}
	var whose []string
	for _, use := range c.uses.All()[before:] {
		if !use.Decision.Allowed || use.Actor.ID != oskari.ID || use.Resource.Relations[0] != access.Leads {
			t.Errorf("noted %+v", use)
		}
		whose = append(whose, use.Resource.Person)
	}
	if want := []string{"", aamu.ID, ilta.ID}; !slices.Equal(whose, want) {
		t.Errorf("noted the use of %q, want %q", whose, want)
	}
}

func TestAccess_AnExpertSeesTheOwnGroupsOnly(t *testing.T) {
	c := newCounty(t)
	done := c.found(newGroup(1))
	if rows := c.list(kaisla, "", done.Position).Rows; len(rows) != 0 {
		t.Errorf("shown %+v", rows)
	}
	of := c.raw(kaisla, "GET", "/groups/"+done.Matter.String())
	if nowhere := c.raw(kaisla, "GET", "/groups/"+es.NewID().String()); of != nowhere || of.said() != "not-found" {
		t.Errorf("told %v, and where there is none %v", of, nowhere)
	}
	if rows := c.list(rasmus, "", done.Position).Rows; len(rows) != 1 {
		t.Errorf("a group leader is shown %+v", rows)
	}
}

func TestAccess_AYoungPersonsOwnPlaceIsNoted(t *testing.T) {
	c := newCounty(t)
	group := c.found(newGroup(1)).Matter
	for what, do := range map[string]func(){
		"signs up":    func() { c.signUp(aamu, group) },
		"reads":       func() { c.see(aamu, group) },
		"gives it up": func() { c.giveUp(aamu, group) },
	} {
		if what != "signs up" {
			c.signUp(aamu, group)
		}
		before := len(c.uses.All())
		do()
		noted := c.uses.All()[before:]
		if len(noted) != 1 || noted[0].Resource.Person != aamu.ID || !noted[0].Decision.Allowed || noted[0].Resource.Relations[0] != access.Self {
			t.Errorf("who %s: noted %+v", what, noted)
		}
	}
}

func TestAccess_NothingIsShownWhileTheUseLogIsAway(t *testing.T) {
	c := newCounty(t)
	group := c.found(newGroup(1)).Matter
	c.signUp(aamu, group)
	c.uses.GoAway(true)
	for path, who := range map[string]access.Actor{"": aamu, "/people": oskari} {
		if got := c.raw(who, "GET", "/groups/"+group.String()+path); got.status != http.StatusServiceUnavailable || got.said() != "use-log-unavailable" {
			t.Errorf("%s answers %v", path, got)
		}
	}
}

// TestAccess_TheMatrix asks every route as every role, about a group that Oskari
// leads, and compares with the policies.
func TestAccess_TheMatrix(t *testing.T) {
	c := newCounty(t)
	group := c.found(newGroup(1)).Matter
	engine, err := policy.Of(area.Area{Code: "test"}, peergroups.Access)
	must(t, err)
	decided := map[string]bool{"GET /groups/{group}/people": true} // in the handler; the others before it
	for _, route := range c.service.Routes() {
		if !engine.Knows(route.Action) {
			t.Errorf("%s has no right", route.Pattern)
		}
		for _, role := range access.Roles() {
			who := young("a " + string(role))
			who.Role = role
			if role == oskari.Role {
				who = oskari
			}
			var r access.Resource
			if decided[route.Pattern] {
				r.Kind = access.KindGroup
				if who.ID == oskari.ID {
					r.Relations = []access.Relation{access.Leads}
				}
			}
			method, path, _ := strings.Cut(strings.ReplaceAll(route.Pattern, "{group}", group.String()), " ")
			got, want := c.raw(who, method, path).said(), ""
			switch {
			case !slices.Contains(peergroups.Access[route.Action].Roles, role):
				want = "not-allowed"
			case engine.Decide(who, route.Action, r).Allowed:
				if route.Pattern == "GET /groups/{group}" && role == access.ExpertByExperience {
					want = "not-found" // not one of theirs
				}
			case decided[route.Pattern]:
				want = "not-found"
			default:
				want = "not-allowed"
			}
			if got != want {
				t.Errorf("%s by a %s says %q, want %q", route.Pattern, role, got, want)
			}
		}
	}
}
