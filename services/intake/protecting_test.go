package intake_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/services/intake"
)

// whereabouts are what a safety non-disclosure hides of the notification that
// open returns.
func whereabouts() []string {
	return []string{
		"Canarystreet", "Canaryhome", `"240"`, "0401234567", "Canaryguardianstreet", "Canaryguardianphone", "Canaryschool", "0409999999",
		"Canarytitle", "Canarysource",
	}
}

// open is a notification of a child who is under no safety non-disclosure, with
// something in every field that one would hide.
func open() contracts.Notification {
	n := notification()
	n.Child.NonDisclosure = false
	n.Guardians[0].Address, n.Guardians[0].Phone = "Canaryguardianstreet 2", "Canaryguardianphone"
	n.Reporter.Organisation, n.Reporter.Phone, n.Reporter.Title, n.SourceRef = "Canaryschool", "0409999999", "Canarytitle", "Canarysource"
	return n
}

// shows reports whether a matter's page says where the child is; it fails where
// it says part of it, or does not say that it withholds the rest.
func (c *county) shows(t rapid.TB, who string, matter es.ID) bool {
	t.Helper()
	got := c.raw(who, "GET", "/matters/"+matter.String(), "")
	seen := 0
	for _, where := range whereabouts() {
		if strings.Contains(got.body, where) {
			seen++
		}
	}
	if seen != 0 && seen != len(whereabouts()) || !strings.Contains(got.body, "Canaryfamily") || strings.Contains(got.body, `"withheld":true`) != (seen == 0) {
		t.Errorf("%s is shown %d of %d: %v", who, seen, len(whereabouts()), got)
	}
	return seen > 0
}

type protectionBody interface {
	contracts.ProtectionOrder | contracts.ProtectionExtension | contracts.ProtectionEnd
}

func protect[B protectionBody](c *county, who string, person es.ID, what string, b B) (contracts.Receipt, error) {
	c.Helper()
	out, _, err := edge.Call[contracts.Receipt](c.Context(), c.as(who), edge.Request{
		Method: "POST", Path: "/people/" + person.String() + "/protection/" + what, Body: b, Command: es.NewID(),
	})
	return out, err
}

func (c *county) protection(who string, person es.ID) contracts.Protection {
	c.Helper()
	p, _, err := edge.Call[contracts.Protection](c.Context(), c.as(who), edge.Request{Method: "GET", Path: "/people/" + person.String() + "/protection"})
	must(c.T, err)
	return p
}

// on sets the clock to noon of a day.
func (c *county) on(day calendar.Date) { c.clock.set(day.Midnight().Add(12 * time.Hour)) }

// TestLaw_661_2009_37_TheDatesDecideWhoSees asks before, on, and after each day on
// which something changes. The answer changes with the next request.
func TestLaw_661_2009_37_TheDatesDecideWhoSees(t *testing.T) {
	c := newCounty(t)
	held := c.held(open())
	person := c.see("w-aino", held).Person
	first := calendar.On(monday).AddDays(2)
	last := first.AddDays(7)
	recorded, err := protect(c, "w-elin", person, "order", contracts.ProtectionOrder{From: first, Until: last})
	must(t, err)
	is := func(day calendar.Date, hidden bool) {
		t.Helper()
		c.on(day)
		if got := c.shows(t, "w-elin", held); got == hidden {
			t.Errorf("on %s a colleague is shown it: %v", day, got)
		}
		if !c.shows(t, "w-aino", held) {
			t.Errorf("on %s the holder is not shown it", day)
		}
		if c.see("w-elin", held).NonDisclosure != hidden || c.protection("w-elin", person).InForce != hidden {
			t.Errorf("on %s it is marked: %v", day, !hidden)
		}
		page := c.list("w-aino", "mine", recorded.Position)
		if len(page.Rows) != 1 || page.Rows[0].NonDisclosure != hidden {
			t.Errorf("on %s the list marks %+v", day, page.Rows)
		}
		if named := c.person("w-aino", person); named.NonDisclosure != hidden {
			t.Errorf("on %s the name is marked: %v", day, !hidden)
		}
	}
	c.untilMarked(person, first)
	is(first.AddDays(-1), false)
	is(first, true)
	is(last, true)
	later := last.AddDays(3)
	c.on(last)
	_, err = protect(c, "w-aino", person, "extension", contracts.ProtectionExtension{Until: later})
	must(t, err)
	is(last, true)
	c.untilMarked(person, later)
	is(last.AddDays(1), true)
	is(later, true)
	is(later.AddDays(1), false)
}

// untilMarked waits until the list of marks knows what is in force on a day.
func (c *county) untilMarked(person es.ID, day calendar.Date) {
	c.Helper()
	now := c.clock.read()
	defer c.clock.set(now)
	c.on(day)
	for deadline := time.Now().Add(30 * time.Second); !c.person("w-aino", person).NonDisclosure; {
		if time.Now().After(deadline) {
			c.Fatal("the list of marks stands still")
		}
	}
}

func (c *county) person(who string, person es.ID) contracts.PersonName {
	c.Helper()
	known, _, err := edge.Call[contracts.People](c.Context(), c.as(who), edge.Request{
		Method: "GET", Path: "/people", Query: map[string][]string{"person": {person.String()}},
	})
	must(c.T, err)
	if len(known.People) != 1 {
		c.Fatalf("people: %+v", known.People)
	}
	return known.People[0]
}

// TestProtection_AtTheDoor: what a notification says hides from the first answer
// on, and every matter of the child.
func TestProtection_AtTheDoor(t *testing.T) {
	c := newCounty(t)
	before := c.held(open())
	if !c.shows(t, "w-elin", before) {
		t.Fatal("it is hidden before anybody says so")
	}
	said := open()
	said.Child.NonDisclosure = true
	register := edge.Request{Method: "POST", Path: "/notifications", Body: said, Command: es.NewID()}
	done, _, err := edge.Call[contracts.Registered](t.Context(), c.as("w-oskari"), register)
	must(t, err)
	if c.shows(t, "w-elin", before) {
		t.Error("an earlier matter of the child shows it")
	}
	person := c.see("w-aino", before).Person
	p := c.protection("w-aino", person)
	if !p.InForce || len(p.Times) != 1 || !p.Times[0].Reported || len(p.Timeline) != 1 || p.Timeline[0].By != "w-oskari" || !slices.Equal(p.May, []string{"order", "end"}) {
		t.Errorf("%+v", p)
	}
	_, err = protect(c, "w-maria", person, "end", contracts.ProtectionEnd{Last: calendar.On(monday).AddDays(-1)})
	if err == nil || c.shows(t, "w-elin", before) {
		t.Errorf("who does not need it ends it: %v", err)
	}
	_, err = protect(c, "w-aino", person, "end", contracts.ProtectionEnd{Last: calendar.On(monday).AddDays(-1)})
	must(t, err)
	if !c.shows(t, "w-elin", before) {
		t.Error("it is hidden after it has ended")
	}
	again, _, err := edge.Call[contracts.Registered](t.Context(), c.as("w-oskari"), register)
	must(t, err)
	if !again.Repeated || again.Matter != done.Matter || c.protection("w-aino", person).InForce {
		t.Error("the same notification sent again protects again")
	}
}

// TestLaw_661_2009_36_RefusalsAreShown: the section stands with the refusal.
func TestLaw_661_2009_36_RefusalsAreShown(t *testing.T) {
	c := newCounty(t)
	person := c.see("w-aino", c.held(open())).Person
	today := calendar.On(monday)
	_, err := protect(c, "w-aino", person, "order", contracts.ProtectionOrder{From: today, Until: today.AddYears(5).AddDays(1)})
	if err == nil || !strings.Contains(err.Error(), "invalid-fields") {
		t.Errorf("five years and a day: %v", err)
	}
	_, err = protect(c, "w-aino", person, "order", contracts.ProtectionOrder{From: today, Until: today.AddYears(5)})
	must(t, err)
	p := c.protection("w-aino", person)
	if len(p.Timeline) != 1 || len(p.Timeline[0].Findings) != 1 || p.Timeline[0].Findings[0].Section != "36 §" {
		t.Errorf("%+v", p.Timeline)
	}
}

// TestProtection_WhoRecordsAndWhoReads: a relation to the child; who has none is
// answered as if there were nobody.
func TestProtection_WhoRecordsAndWhoReads(t *testing.T) {
	c := newCounty(t)
	person := c.see("w-aino", c.held(open())).Person
	path := "/people/" + person.String() + "/protection"
	nobody := "/people/" + es.NewID().String() + "/protection"
	body := `{"from":"2026-11-23","further_notice":true}`
	for who, want := range map[string]string{
		"w-aino": "", "w-elin": "", "w-maria": "", "w-sanna": "no-relation", "w-martti": "no-relation", "w-henri": "no-relation", "w-tuula": "not-allowed",
		"w-hilma": "not-allowed", "w-rasmus": "not-allowed", "w-kaisla": "not-allowed", "w-ops": "not-allowed", "import": "not-allowed",
	} {
		if got := c.raw(who, "GET", path, "").said(); got != want {
			t.Errorf("%s reads: %q", who, got)
		}
	}
	for _, who := range []string{"w-sanna", "w-henri"} {
		there, nowhere := c.raw(who, "POST", path+"/order", body), c.raw(who, "POST", nobody+"/order", body)
		if there.said() != "not-found" || there != nowhere {
			t.Errorf("%s records: %v, and of nobody %v", who, there, nowhere)
		}
	}
	if c.protection("w-aino", person).InForce {
		t.Error("it was recorded all the same")
	}
}

// TestProtection_TriesAreNoted: whoever opens the page without the task, with a
// relation, through the glass or without any, is noted as one who tried.
func TestProtection_TriesAreNoted(t *testing.T) {
	c := newCounty(t)
	said := open()
	said.Child.NonDisclosure = true
	held := c.held(said)
	tried := func(who string) bool {
		before := len(c.uses.All())
		c.raw(who, "GET", "/matters/"+held.String(), "")
		return slices.ContainsFunc(c.since(before), func(u edge.Use) bool {
			return u.Actor.ID == who && u.Resource.Protected && !u.Decision.Allowed && u.Resource.Person != ""
		})
	}
	for _, who := range []string{"w-elin", "w-maria", "w-sanna", "w-henri"} {
		if !tried(who) {
			t.Errorf("that %s tried is not noted", who)
		}
	}
	c.glass.breakBy("w-sanna")
	if !tried("w-sanna") || c.shows(t, "w-sanna", held) {
		t.Error("through a broken glass it is shown, or the try is not noted")
	}
	if tried("w-aino") {
		t.Error("the holder is noted as one who tried")
	}
}

// TestProtection_NeverVisibleWithoutTheTask lets days pass, matters arrive and be
// taken, and orders be recorded, extended and ended at random, and compares who
// is shown the whereabouts with what the test knows by itself.
func TestProtection_NeverVisibleWithoutTheTask(t *testing.T) {
	c := newCounty(t)
	on := calendar.On(monday)
	rapid.Check(t, func(r *rapid.T) {
		n := open()
		n.Child.IdentityCode, n.Child.BirthDate = "", "2012-05-01" // a child of its own
		n.Child.NonDisclosure = rapid.Bool().Draw(r, "said at the door")
		n.ReceivedAt = c.clock.read().Add(-time.Minute)
		matter := c.register(n).Matter
		taken := rapid.Bool().Draw(r, "taken")
		if taken {
			_, err := ask(c, "w-aino", "POST", path(matter, "holder"), contracts.TakeOver{CapGrounds: "x"}) // she takes many
			must(t, err)
		}
		who := c.see("w-aino", matter).Person
		inForce := func(calendar.Date) bool { return n.Child.NonDisclosure }
		if rapid.Bool().Draw(r, "recorded") {
			from := on.AddDays(rapid.IntRange(0, 3).Draw(r, "from"))
			until := from.AddDays(rapid.IntRange(0, 4).Draw(r, "days"))
			c.untilKnown(who)
			_, err := protect(c, "w-aino", who, "order", contracts.ProtectionOrder{From: from, Until: until})
			must(t, err)
			said := n.Child.NonDisclosure
			inForce = func(day calendar.Date) bool { return !day.After(until) && (said || !day.Before(from)) }
		}
		for range 3 {
			for _, w := range []string{"w-aino", "w-elin", "w-maria"} {
				needs := taken && w == "w-aino" || !taken && w != "w-maria"
				if got, want := c.shows(r, w, matter), needs || !inForce(on); got != want {
					r.Fatalf("on %s %s is shown it: %v, want %v", on, w, got, want)
				}
			}
			on = on.AddDays(rapid.IntRange(0, 3).Draw(r, "pass"))
			c.on(on)
		}
	})
}

// untilKnown waits until the lists know the matters of a person: by them it is
// found who has to do with them.
func (c *county) untilKnown(person es.ID) {
	c.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; {
		known, _, err := edge.Call[contracts.People](c.Context(), c.as("w-aino"), edge.Request{
			Method: "GET", Path: "/people", Query: map[string][]string{"person": {person.String()}},
		})
		must(c.T, err)
		if len(known.People) == 1 {
			return
		}
		if time.Now().After(deadline) {
			c.Fatal("the lists stand still")
		}
	}
}

// TestReporter_NoPartyHasAnAction: what a notification says of its reporter is
// never for the young person or a guardian (LSL 417/2007 25 §; 621/1999 11 §).
func TestReporter_NoPartyHasAnAction(t *testing.T) {
	c := newCounty(t)
	matter := c.register(open()).Matter
	person := c.see("w-aino", matter).Person
	for _, role := range []access.Role{access.Youth, access.GuardianRole} {
		for action := range intake.Access {
			if intake.Access.May(role, action) && action != "intake.ask-for-myself" { // which reads nothing
				t.Errorf("%s may %s", role, action)
			}
		}
		for _, route := range c.service.Routes() {
			method, pattern, _ := strings.Cut(route.Pattern, " ")
			path := strings.NewReplacer("{matter}", matter.String(), "{person}", person.String()).Replace(pattern)
			got := c.rawAs(access.Actor{ID: person.String(), Role: role, Area: testArea.Code}, method, path+"?person="+person.String(), "{}")
			if got.status < 400 || strings.Contains(got.body, "Canary") {
				t.Errorf("%s %s: %v", role, route.Pattern, got)
			}
		}
	}
}
