package intake_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/bus"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// speak relays what a service of that name has told in c.others.
func (c *county) speak(service string) {
	relay := bus.Relay{Bus: c.bus, Log: c.others, Service: service, Prefixes: []string{service + "-"}, Translate: func(r es.Recorded) (contracts.Fact, bool, error) {
		return contracts.Fact{Type: r.Name, Subject: strings.TrimPrefix(r.Stream, service+"-"), Data: r.Data}, true, nil
	}}
	c.during(relay.Run)
}

// during runs something until the test ends, or what it returns is called.
func (c *county) during(run func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	stop = sync.OnceFunc(func() { cancel(); <-ended })
	c.Cleanup(stop)
	return stop
}

type toldOf interface {
	contracts.CaseOpened | contracts.CaseClosed | contracts.CaseReopened | contracts.HandoverTold | contracts.SeatTold | contracts.GroupFounded | contracts.QueueLeft
}

// tell lets another service tell a fact about a case or a group, and waits until
// intake has heard so many about whom it ties.
func tell[T toldOf](c *county, fact string, about es.ID, data T) {
	c.Helper()
	service, _, _ := strings.Cut(fact, ".")
	stream := service + "-" + about.String()
	raw, err := json.Marshal(data)
	must(c.T, err)
	var names struct {
		Person es.ID `json:"person"`
	}
	must(c.T, json.Unmarshal(raw, &names))
	if names.Person.IsZero() {
		names.Person = about
	}
	heard := c.ties(names.Person)
	before, err := c.others.Read(c.Context(), stream, 0)
	must(c.T, err)
	_, err = c.others.Append(c.Context(), stream, es.Revision(len(before)-1), es.NewEvent{ID: es.NewID(), Name: fact, Data: raw, Meta: es.Meta{Correlation: es.NewID()}})
	must(c.T, err)
	for deadline := time.Now().Add(30 * time.Second); c.ties(names.Person) == heard; {
		if time.Now().After(deadline) {
			c.Fatalf("intake does not hear of %s", fact)
		}
	}
}

// ties counts what intake has heard of a person or a group.
func (c *county) ties(of es.ID) int {
	c.Helper()
	recorded, err := c.history.Read(c.Context(), "ties-"+of.String(), 0)
	must(c.T, err)
	return len(recorded)
}

func (c *county) named(who, at string, person es.ID) bool {
	c.Helper()
	known, _, err := edge.Call[contracts.People](c.Context(), c.as(who), edge.Request{
		Method: "GET", Path: at, Query: map[string][]string{"person": {person.String(), es.NewID().String()}},
	})
	must(c.T, err)
	return len(known.People) == 1 && known.People[0].Name == "Canaryfamily, Tuisku Canarygiven"
}

// naming lists the workers who are told who a person is.
func (c *county) naming(person es.ID) (who []string) {
	c.Helper()
	for _, id := range []string{"w-aino", "w-elin", "w-maria", "w-sanna", "w-martti", "w-henri"} {
		if c.named(id, "/people", person) {
			who = append(who, strings.TrimPrefix(id, "w-"))
		}
	}
	return who
}

// TestTies_WhoIsToldWhoSomebodyIs follows a young person from child protection to
// adult social work.
func TestTies_WhoIsToldWhoSomebodyIs(t *testing.T) {
	c := newCounty(t)
	matter := c.register(notification()).Matter
	_, err := ask(c, "w-sanna", "POST", path(matter, "holder"), struct{}{})
	must(t, err)
	c.list("w-sanna", "mine", c.assessed(matter))
	all := c.uses.All()
	person, err := es.ParseID(all[len(all)-1].Resource.Person)
	must(t, err)
	aCase := es.NewID()
	for _, x := range []struct {
		what string
		do   func()
		want string
	}{
		{"while Sanna has the matter", func() {}, "sanna martti"},
		{"when Aino is responsible for a case", func() {
			tell(c, contracts.FactCaseOpened, aCase, contracts.CaseOpened{Person: person, Responsible: "w-aino"})
		}, "aino elin maria sanna martti"},
		{"when it is offered to Henri", func() {
			tell(c, contracts.FactHandoverOffered, aCase, contracts.HandoverTold{Person: person, From: "w-aino", To: "w-henri"})
		}, "aino elin maria sanna martti henri"},
		{"when he declines", func() {
			tell(c, contracts.FactHandoverDeclined, aCase, contracts.HandoverTold{Person: person, From: "w-aino", To: "w-henri"})
		}, "aino elin maria sanna martti"},
		{"when it is offered to him again and taken back", func() {
			tell(c, contracts.FactHandoverOffered, aCase, contracts.HandoverTold{Person: person, From: "w-aino", To: "w-henri"})
			tell(c, contracts.FactHandoverWithdrawn, aCase, contracts.HandoverTold{Person: person, From: "w-aino", To: "w-henri"})
		}, "aino elin maria sanna martti"},
		{"when he accepts another offer", func() {
			tell(c, contracts.FactHandoverOffered, aCase, contracts.HandoverTold{Person: person, From: "w-aino", To: "w-henri"})
			tell(c, contracts.FactHandoverAccepted, aCase, contracts.HandoverTold{Person: person, From: "w-aino", To: "w-henri"})
		}, "sanna martti henri"},
		{"when Elin breaks the glass", func() { c.glass.breakBy("w-elin") }, "elin sanna martti henri"},
	} {
		x.do()
		if got := strings.Join(c.naming(person), " "); got != x.want {
			t.Errorf("%s they are told: %s; want %s", x.what, got, x.want)
		}
	}
	if c.named("w-henri", "/group-people", person) {
		t.Error("a case makes nobody the leader of a group")
	}
}

// assessed assesses a matter's urgency and returns where the log stands then.
func (c *county) assessed(matter es.ID) string {
	c.Helper()
	out, err := ask(c, "w-sanna", "POST", path(matter, "urgency"), contracts.UrgencyAssessment{Grounds: "x"})
	must(c.T, err)
	return out.Position
}

// TestTies_WhoLeadsAGroupIsToldWhoIsInIt, and nobody else by that way.
func TestTies_WhoLeadsAGroupIsToldWhoIsInIt(t *testing.T) {
	c := newCounty(t)
	c.held(notification())
	all := c.uses.All()
	person, err := es.ParseID(all[0].Resource.Person)
	must(t, err)
	group := es.NewID()
	tell(c, contracts.FactGroupFounded, group, contracts.GroupFounded{Leader: "w-rasmus"})
	told := func(fact string, want bool) {
		t.Helper()
		if fact == contracts.FactQueueLeft {
			tell(c, fact, group, contracts.QueueLeft{Person: person})
		} else {
			tell(c, fact, group, contracts.SeatTold{Person: person})
		}
		if got := c.named("w-rasmus", "/group-people", person); got != want {
			t.Errorf("after %s who leads the group is told: %v", fact, got)
		}
		if c.named("w-sanna", "/group-people", person) {
			t.Errorf("after %s somebody else is told", fact)
		}
	}
	told(contracts.FactQueued, true)
	told(contracts.FactQueueLeft, false)
	told(contracts.FactQueued, true)
	told(contracts.FactPromoted, true)
	told(contracts.FactSeatReleased, false)
	told(contracts.FactSeatReserved, true)
	if got := c.raw("w-rasmus", "GET", "/people?person="+person.String(), "").said(); got != "not-allowed" {
		t.Errorf("the client's basics to a group leader: %q", got)
	}
	noted := c.uses.All()
	if !slices.ContainsFunc(noted, func(u edge.Use) bool {
		return u.Actor.ID == "w-rasmus" && u.Resource.Person == person.String() && u.Resource.Relations[0] == access.Leads && u.Decision.Allowed
	}) {
		t.Error("that he was told is not noted")
	}
}

// TestTies_AClosedCaseNeedsNobodysWork: who was responsible for it has had to do with
// the person, as of a matter that has ended; what a safety non-disclosure hides is not
// theirs any more. Who takes it when they come back is the one who has to do with them.
func TestTies_AClosedCaseNeedsNobodysWork(t *testing.T) {
	c := newCounty(t)
	matter := c.register(notification()).Matter
	_, err := ask(c, "w-sanna", "POST", path(matter, "holder"), struct{}{})
	must(t, err)
	c.list("w-sanna", "mine", c.assessed(matter))
	person, aCase := c.see("w-sanna", matter).Person, es.NewID()
	told := func(want string) {
		t.Helper()
		if got := strings.Join(c.naming(person), " "); got != want {
			t.Errorf("told are %s; want %s", got, want)
		}
	}
	tell(c, contracts.FactCaseOpened, aCase, contracts.CaseOpened{Person: person, Responsible: "w-aino"})
	told("aino elin maria sanna martti")
	if _, err := c.codes("w-aino", person); err != nil {
		t.Errorf("who is responsible sees no codes: %v", err)
	}
	tell(c, contracts.FactCaseClosed, aCase, contracts.CaseClosed{Person: person, Reason: "own-wish", On: calendar.On(monday)})
	told("aino maria sanna martti")
	if _, err := c.codes("w-aino", person); err == nil {
		t.Error("after the closing who was responsible sees earlier codes")
	}
	if _, err := protect(c, "w-aino", person, "end", contracts.ProtectionEnd{Last: calendar.On(monday).AddDays(-1)}); err == nil {
		t.Error("after the closing who was responsible ends the safety non-disclosure")
	}
	tell(c, contracts.FactCaseReopened, aCase, contracts.CaseReopened{Person: person, Responsible: "w-henri", On: calendar.On(monday)})
	told("sanna martti henri")
	if _, err := c.codes("w-henri", person); err != nil {
		t.Errorf("who is responsible now sees no codes: %v", err)
	}
}
