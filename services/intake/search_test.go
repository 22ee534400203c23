package intake_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

func (c *county) search(who, name string) contracts.PeopleFound {
	c.Helper()
	out, _, err := edge.Call[contracts.PeopleFound](c.Context(), c.as(who), edge.Request{Method: "POST", Path: "/people/search", Body: contracts.PeopleSearch{Name: name}})
	must(c.T, err)
	return out
}

// called is a notification about somebody of that name, without an identity code.
func called(family, given string) contracts.Notification {
	n := notification()
	n.Child.FamilyName, n.Child.GivenNames, n.Child.IdentityCode, n.Child.BirthDate = family, given, "", "2009-09-11"
	return n
}

// indexed waits until the name is found.
func (c *county) indexed(who, name string) {
	c.Helper()
	for deadline := time.Now().Add(30 * time.Second); len(c.search(who, name).People) == 0; {
		if time.Now().After(deadline) {
			c.Fatalf("%s is not found", name)
		}
	}
}

func TestSearch_HowPeopleTypeNames(t *testing.T) {
	c := newCounty(t)
	for _, name := range [][2]string{
		{"Mäkelä", "Anna-Liisa"}, {"Åkerblom", "Bo"}, {"Šimek", "Žofia"}, {"Öhman", "Kaarina"}, {"af Ursin", "Aada"},
		{"Makela", "Ville"}, {"Sørensen", "Æsa"}, {"O\u2019Brien", "Siobhán"}, {"Virtanen-Korhonen", "Eetu"}, {"Konstantinopoulos", "Nikos"},
	} {
		c.held(called(name[0], name[1]))
	}
	c.indexed("w-aino", "Konstantinopoulos")
	for typed, want := range map[string]string{
		"mäkelä": "Mäkelä, Anna-Liisa", "MÄKELÄ ANNA": "Mäkelä, Anna-Liisa", "Ma\u0308kela\u0308": "Mäkelä, Anna-Liisa",
		"liisa": "Mäkelä, Anna-Liisa", "anna-liisa": "Mäkelä, Anna-Liisa", "annaliisa": "Mäkelä, Anna-Liisa", "Liisa Mäk": "Mäkelä, Anna-Liisa",
		"makela": "Makela, Ville", "åke": "Åkerblom, Bo", "aker": "", "bo": "Åkerblom, Bo", "b": "", "simek": "Šimek, Žofia", "šimek zof": "Šimek, Žofia",
		"öhm": "Öhman, Kaarina", "ohm": "", "ursin": "af Ursin, Aada", "af": "af Ursin, Aada", "sörensen": "Sørensen, Æsa", "Sørensen äsa": "Sørensen, Æsa",
		"obrien": "O\u2019Brien, Siobhán", "o'brien siobhan": "O\u2019Brien, Siobhán", "korhonen": "Virtanen-Korhonen, Eetu", "virtanen korhonen": "Virtanen-Korhonen, Eetu",
		"konstantinopou": "Konstantinopoulos, Nikos", "konstantinople": "", "mäkelä ville": "",
	} {
		var names []string
		for _, p := range c.search("w-aino", typed).People {
			names = append(names, p.Name)
		}
		if got := strings.Join(names, "; "); got != want {
			t.Errorf("%q finds %q, want %q", typed, got, want)
		}
	}
	for _, nothing := range []string{"", " - ", strings.Repeat("a", 101)} {
		if got := c.raw("w-aino", "POST", "/people/search", fmt.Sprintf(`{"name":%q}`, nothing)); !strings.Contains(got.body, "invalid-fields") {
			t.Errorf("%q is answered with %v", nothing, got)
		}
	}
}

// TestSearch_FindsOnesOwnClientsOnly: others are as if nobody was called so, in the
// use log stands whom the answer named, and Redis holds no name.
func TestSearch_FindsOnesOwnClientsOnly(t *testing.T) {
	c := newCounty(t)
	c.held(notification())
	c.indexed("w-aino", "canaryf")
	nobody := c.raw("w-sanna", "POST", "/people/search", `{"name":"Nobodycalledso"}`)
	for who, found := range map[string]bool{"w-aino": true, "w-elin": true, "w-maria": true, "w-sanna": false, "w-martti": false, "w-henri": false} {
		before := len(c.uses.All())
		got := c.raw(who, "POST", "/people/search", `{"name":"tuisku canaryfamily"}`)
		if strings.Contains(got.body, "Canaryfamily") != found || !found && got != nobody {
			t.Errorf("%s is answered with %v", who, got)
		}
		if noted := len(c.uses.All()) > before; noted != found {
			t.Errorf("what %s was shown is noted: %v", who, noted)
		}
	}
	for _, who := range []string{"w-tuula", "w-hilma", "w-rasmus", "w-kaisla", "w-ops", "import"} {
		if got := c.raw(who, "POST", "/people/search", `{"name":"canaryfamily"}`); got.said() != "not-allowed" {
			t.Errorf("%s is told %v", who, got)
		}
	}
	c.uses.GoAway(true)
	if got := c.raw("w-aino", "POST", "/people/search", `{"name":"canaryfamily"}`); got.said() != "use-log-unavailable" || strings.Contains(got.body, "Tuisku") {
		t.Errorf("while the use log is away: %v", got)
	}
}

func TestSearch_WhoseDataWasDestroyedIsNotFound(t *testing.T) {
	c := newCounty(t)
	c.held(notification())
	c.indexed("w-aino", "canaryf")
	person := c.personOf()
	_, err := c.die("w-aino", person, calendar.MustParse("2020-01-01"))
	must(t, err)
	for _, who := range []string{"w-maria", "w-tuula"} {
		_, err := c.destroy(who, person, es.NewID())
		must(t, err)
	}
	for deadline := time.Now().Add(30 * time.Second); len(c.search("w-aino", "canaryf").People) > 0; {
		if time.Now().After(deadline) {
			t.Fatal("they are still found")
		}
	}
	c.carryOut(person)
	must(t, c.service.Rebuild(t.Context()))
	if got := c.search("w-aino", "canaryf"); len(got.People) != 0 || got.More {
		t.Errorf("after a rebuild: %+v", got)
	}
}

// TestSearch_AfterAPartOfTheDataEnded: services for working age end years before the
// rest, and who is still a client is found.
func TestSearch_AfterAPartOfTheDataEnded(t *testing.T) {
	c := newCounty(t)
	person, aCase := c.see("w-aino", c.held(called("Canaryfamily", "Usva"))).Person, es.NewID()
	c.indexed("w-aino", "canaryfamily")
	tell(c, contracts.FactCaseOpened, aCase, contracts.CaseOpened{Person: person, Responsible: "w-aino", On: calendar.On(monday)})
	tell(c, contracts.FactCaseClosed, aCase, contracts.CaseClosed{Person: person, Reason: "own-wish", On: calendar.On(monday), Tasks: []string{"working-age"}})
	c.on(calendar.MustParse("2036-11-24"))
	if done, err := c.destroy("w-maria", person, es.NewID()); err != nil || done.State != "proposed" {
		t.Fatalf("%+v, %v", done, err)
	}
	if done, err := c.destroy("w-tuula", person, es.NewID()); err != nil || done.State != "approved" {
		t.Fatalf("%+v, %v", done, err)
	}
	for _, again := range []bool{false, true} {
		if again {
			must(t, c.service.Rebuild(t.Context()))
		}
		c.settle()
		if found := c.search("w-aino", "canaryfamily usva").People; len(found) != 1 || found[0].Person != person {
			t.Errorf("built anew: %v; found %+v", again, found)
		}
	}
}
