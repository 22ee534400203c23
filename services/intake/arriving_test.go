package intake_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

func arrival(way, basis string) contracts.Arrival {
	n := notification()
	n.Child.IdentityCode, n.Child.BirthDate, n.Child.NonDisclosure = "", "2012-02-01", false
	return contracts.Arrival{Notification: n, Way: way, Basis: basis}
}

func (c *county) arrive(a contracts.Arrival) (contracts.Registered, error) {
	c.Helper()
	out, _, err := edge.Call[contracts.Registered](c.Context(), c.as("w-oskari"), edge.Request{Method: "POST", Path: "/arrivals", Body: a, Command: es.NewID()})
	return out, err
}

func TestArrivals_AnApplicationIsOnTheAreasOwnTargetInOneUnitsQueue(t *testing.T) {
	c := newCounty(t)
	a := arrival("application", "without-delay")
	a.Unit, a.Reporter = "south", contracts.Reporter{Body: "guardian"}
	done, err := c.arrive(a)
	must(t, err)
	if done.Start.Due.String() != "2026-11-30" || !done.Start.Target {
		t.Errorf("start by %+v", done.Start)
	}
	page := c.list("w-sanna", "inbox", done.Position)
	if len(page.Rows) != 1 || page.Rows[0].Queue != "south" || page.Rows[0].Way != "application" || page.Rows[0].Basis != "without-delay" {
		t.Fatalf("the south has %+v", page.Rows)
	}
	if page := c.list("w-aino", "inbox", done.Position); len(page.Rows) != 0 {
		t.Errorf("the north has it too: %+v", page.Rows)
	}
	if said := c.raw("w-aino", "GET", "/matters/"+done.Matter.String(), "").said(); said != "no-relation" {
		t.Errorf("the north opens it: %q", said)
	}
	seen := c.see("w-sanna", done.Matter)
	if seen.Timeline[0].Findings[0].Section != "34 §" || seen.Notification.Reporter.Body != "guardian" {
		t.Errorf("the matter shows %+v", seen.Timeline[0])
	}
	moved, err := ask(c, "w-sanna", "PUT", path(done.Matter, "queue"), contracts.NewQueue{Note: "Canarynote"})
	must(t, err)
	if page := c.list("w-aino", "inbox", moved.Position); len(page.Rows) != 1 || page.Rows[0].Queue != "shared" {
		t.Errorf("the shared queue holds %+v", page.Rows)
	}
}

func TestArrivals_WhatCannotBeRegistered(t *testing.T) {
	c := newCounty(t)
	for code, change := range map[string]func(*contracts.Arrival){
		"unknown-code":                func(a *contracts.Arrival) { a.Way = "notification" },
		"required":                    func(a *contracts.Arrival) { a.Basis = "" },
		"not-a-child":                 func(a *contracts.Arrival) { a.Child.BirthDate = "2008-11-23" },
		"unknown-unit":                func(a *contracts.Arrival) { a.Unit = "adult" },
		"return-facts-missing":        func(a *contracts.Arrival) { a.Way = "return" },
		"not-born-yet":                func(a *contracts.Arrival) { a.Way = "anticipatory" },
		"anonymous-only-notification": func(a *contracts.Arrival) { a.Anonymous, a.Reporter = true, contracts.Reporter{Body: "private-person"} },
	} {
		a := arrival("application", "child-welfare")
		change(&a)
		_, err := c.arrive(a)
		if no := refusalOf(t, err); !hasField(no.Fields, code) {
			t.Errorf("%s: said %+v", code, no)
		}
	}
}

func TestArrivals_AChildWhoIsNotBornYet(t *testing.T) {
	c := newCounty(t)
	a := arrival("anticipatory", "")
	a.Child = contracts.Child{FamilyName: "Canaryfamily"}
	a.ExpectedBirth = calendar.MustParse("2026-12-20")
	done, err := c.arrive(a)
	must(t, err)
	page := c.list("w-aino", "inbox", done.Position)
	if len(page.Rows) != 1 || page.Rows[0].Next != "await-birth" || page.Rows[0].State != "anticipated" || page.Rows[0].Due.String() != "2026-12-20" {
		t.Fatalf("the inbox holds %+v", page.Rows)
	}
	if seen := c.see("w-aino", done.Matter); seen.ExpectedBirth != a.ExpectedBirth || !seen.Start.Due.IsZero() {
		t.Errorf("before the birth: %+v", seen)
	}
	c.clock.set(time.Date(2026, 12, 28, 10, 0, 0, 0, time.UTC))
	birth := contracts.Birth{Born: calendar.MustParse("2026-12-23"), Child: contracts.Child{FamilyName: "Canaryfamily", GivenNames: "Aamu"}}
	born, err := ask(c, "w-aino", "POST", path(done.Matter, "birth"), birth)
	must(t, err)
	page = c.list("w-aino", "inbox", born.Position)
	if len(page.Rows) != 1 || page.Rows[0].ChildName != "Canaryfamily, Aamu" || page.Rows[0].Next != "assess-urgency" {
		t.Errorf("the inbox holds %+v", page.Rows)
	}
	if seen := c.see("w-aino", done.Matter); seen.Start.Due.String() != "2027-01-05" || seen.Pending.String() != "2026-12-23" {
		t.Errorf("after the birth: pending %s, start by %s", seen.Pending, seen.Start.Due)
	}
}

func TestArrivals_AYoungPersonAsksThemselves(t *testing.T) {
	c := newCounty(t)
	done := c.register(notification()) // 18 years old, and known with a non-disclosure
	recorded, err := c.history.Read(t.Context(), "intake-"+done.Matter.String(), 0)
	must(t, err)
	person := personIn(t, recorded[0].Data)
	c.settle()
	young := c.as("w-aino")
	actor := access.Actor{ID: person, Role: access.Youth, Area: testArea.Code}
	young.Bearer = bearer(c, actor)
	asked, _, err := edge.Call[contracts.Registered](t.Context(), young, edge.Request{
		Method: "POST", Path: "/my/requests", Body: contracts.OwnRequest{Content: "Canaryown: apua asuntoon."}, Command: es.NewID()})
	must(t, err)
	seen := c.see("w-aino", asked.Matter)
	if seen.Way != "own-request" || seen.Basis != "without-delay" || !seen.Start.Target || seen.ChildName != "Canaryfamily, Tuisku Canarygiven" || !seen.NonDisclosure {
		t.Errorf("registered as %+v", seen.MatterRow)
	}
	if seen.Notification.Content != "Canaryown: apua asuntoon." {
		t.Errorf("content %q", seen.Notification.Content)
	}
	actor.ID = es.NewID().String()
	young.Bearer = bearer(c, actor)
	_, _, err = edge.Call[contracts.Registered](t.Context(), young, edge.Request{
		Method: "POST", Path: "/my/requests", Body: contracts.OwnRequest{Content: "x"}, Command: es.NewID()})
	if no := refusalOf(t, err); no.Code != "not-found" {
		t.Errorf("somebody unknown: %+v", no)
	}
}

func TestNotification_OfSeveralChildrenIsAMatterEach(t *testing.T) {
	c := newCounty(t)
	n := notification()
	n.Siblings = []contracts.Child{{FamilyName: "Canaryfamily", GivenNames: "Aamu"}, {FamilyName: "Canaryfamily", GivenNames: "Usva"}}
	command := es.NewID()
	send := func() contracts.Registered {
		out, _, err := edge.Call[contracts.Registered](c.Context(), c.as("w-oskari"), edge.Request{Method: "POST", Path: "/notifications", Body: n, Command: command})
		must(t, err)
		return out
	}
	done := send()
	if again := send(); len(done.Siblings) != 2 || again.Siblings[1].Matter != done.Siblings[1].Matter || !again.Siblings[1].Repeated {
		t.Fatalf("registered %+v", done)
	}
	if page := c.list("w-aino", "inbox", done.Position); len(page.Rows) != 3 {
		t.Fatalf("the inbox holds %d", len(page.Rows))
	}
	seen := c.see("w-aino", done.Siblings[0].Matter)
	if seen.Notification.Child.GivenNames != "Aamu" || len(seen.Siblings) != 2 || strings.Contains(asJSON(t, seen.Notification), "Usva") {
		t.Errorf("the second child's matter: %+v, others %v", seen.Notification.Child, seen.Siblings)
	}
	taken, err := ask(c, "w-sanna", "POST", path(done.Matter, "holder"), struct{}{})
	must(t, err)
	c.list("w-aino", "inbox", taken.Position)
	if seen := c.see("w-aino", done.Siblings[0].Matter); len(seen.Siblings) != 1 {
		t.Errorf("shows a sibling's matter that another unit has: %v", seen.Siblings)
	}
	n.Siblings[0].IdentityCode, command = n.Child.IdentityCode, es.NewID()
	_, _, err = edge.Call[contracts.Registered](c.Context(), c.as("w-oskari"), edge.Request{Method: "POST", Path: "/notifications", Body: n, Command: command})
	if no := refusalOf(t, err); !hasField(no.Fields, "same-child-twice") {
		t.Errorf("one child twice: %+v", no)
	}
}

func refusalOf(t *testing.T, err error) refusal.Refusal {
	t.Helper()
	no, ok := refusal.As(err)
	if !ok {
		t.Fatalf("not refused: %v", err)
	}
	return no
}

func hasField(fields []refusal.Field, code string) bool {
	return slices.ContainsFunc(fields, func(f refusal.Field) bool { return f.Code == code })
}

// personIn returns the person's id in a stored event.
func personIn(t *testing.T, data json.RawMessage) string {
	t.Helper()
	var stored struct {
		Person string `json:"person"`
	}
	must(t, json.Unmarshal(data, &stored))
	return stored.Person
}

func bearer(c *county, actor access.Actor) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return c.tokens.Issue(actor, time.Minute) }
}

func TestArrivals_ANonDisclosureHidesWhereTheChildIs(t *testing.T) {
	c := newCounty(t)
	a := arrival("application", "child-welfare")
	a.Child.NonDisclosure = true
	done, err := c.arrive(a)
	must(t, err)
	_, err = ask(c, "w-aino", "POST", path(done.Matter, "holder"), struct{}{})
	must(t, err)
	if seen := c.see("w-elin", done.Matter); !seen.Withheld || seen.Notification.Child.Address != "" {
		t.Errorf("a colleague sees %+v", seen.Notification.Child)
	}
	if seen := c.see("w-aino", done.Matter); seen.Withheld || seen.Notification.Child.Address == "" {
		t.Error("who has the matter does not see it")
	}
}

// TestArrivals_WhoWasBornIsShownEverywhere: once the birth is recorded, the matter,
// its documents, the name of the person and the search all have the child, not what
// was known before.
func TestArrivals_WhoWasBornIsShownEverywhere(t *testing.T) {
	c := newCounty(t)
	a := arrival("anticipatory", "")
	a.Child = contracts.Child{FamilyName: "Canarymother", AgeText: "syntymässä", Municipality: "240"}
	a.ExpectedBirth = calendar.MustParse("2026-12-20")
	done, err := c.arrive(a)
	must(t, err)
	c.on(calendar.MustParse("2026-12-28"))
	birth := contracts.Birth{Born: calendar.MustParse("2026-12-24"), Child: contracts.Child{FamilyName: "Canaryborn", GivenNames: "Aamu", IdentityCode: "231226A999E"}}
	_, err = ask(c, "w-aino", "POST", path(done.Matter, "birth"), birth)
	if no := refusalOf(t, err); !slices.Contains(no.Fields, refusal.Field{Name: "born", Code: "birth-date-mismatch"}) {
		t.Errorf("another day than the code says: %+v", no)
	}
	birth.Born = calendar.MustParse("2026-12-23")
	born, err := ask(c, "w-aino", "POST", path(done.Matter, "birth"), birth)
	must(t, err)
	seen := c.see("w-aino", done.Matter)
	if got := seen.Notification.Child; got.FamilyName != "Canaryborn" || got.IdentityCode != "231226A999E" || got.BirthDate != "2026-12-23" || got.AgeText != "" || got.Municipality != "240" {
		t.Errorf("the matter is about %+v", got)
	}
	paper := c.document("w-aino", done.Matter, "notification")
	if name, id := itemOf(paper, "client-name"), itemOf(paper, "client-id"); name.Text != "Canaryborn, Aamu" || id.Text != "231226A999E" {
		t.Errorf("the document is about %+v, %+v", name, id)
	}
	c.list("w-aino", "inbox", born.Position)
	eventually(t, func() bool { return len(c.search("w-aino", "canaryborn").People) == 1 })
	if got := c.person("w-aino", seen.Person); got.Name != "Canaryborn, Aamu" || got.BirthDate != "2026-12-23" {
		t.Errorf("the person is %+v", got)
	}
}

// TestLaw_417_2007_26_5_AChildWhoWasIdentifiedLaterAsks: whose age only the identity
// code says that was recorded later is a child all the same, with the law's clock.
func TestLaw_417_2007_26_5_AChildWhoWasIdentifiedLaterAsks(t *testing.T) {
	c := newCounty(t)
	for name, x := range map[string]struct {
		code, basis string
		target      bool
	}{"of 15 years": {"150511A990F", "child-welfare", false}, "of 18 years": {oneCode, "without-delay", true}} {
		person := c.see("w-aino", c.held(someone("Canaryfamily", "Tuisku", "", ""))).Person
		_, err := sayWho(c, "w-aino", person, "code", contracts.IdentityCode{IdentityCode: x.code})
		must(t, err)
		young := c.as("w-aino")
		young.Bearer = bearer(c, access.Actor{ID: person.String(), Role: access.Youth, Area: testArea.Code})
		asked, _, err := edge.Call[contracts.Registered](t.Context(), young, edge.Request{
			Method: "POST", Path: "/my/requests", Body: contracts.OwnRequest{Content: "x"}, Command: es.NewID()})
		must(t, err)
		if got := c.see("w-aino", asked.Matter); got.Basis != x.basis || got.Start.Target != x.target || asked.Start.Due != got.Start.Due {
			t.Errorf("%s: basis %s, start %+v", name, got.Basis, got.Start)
		}
	}
}
