package transitions_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"nivel/libs/bus"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
)

// inGroup is a county with a peergroups whose events are its facts.
type inGroup struct {
	*county
	revision map[es.ID]es.Revision
}

func newInGroup(t *testing.T) inGroup {
	t.Helper()
	c := newCounty(t)
	relay := bus.Relay{Bus: c.bus, Log: c.history, Service: "peergroups", Prefixes: []string{"peergroups-"}, Translate: func(r es.Recorded) (contracts.Fact, bool, error) {
		return contracts.Fact{Type: r.Name, Subject: strings.TrimPrefix(r.Stream, "peergroups-"), Data: r.Data}, true, nil
	}}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- relay.Run(ctx) }()
	t.Cleanup(func() { stop(); <-ended })
	return inGroup{c, map[es.ID]es.Revision{}}
}

// tell lets peergroups say what became of somebody's seat.
func (c inGroup) tell(what string, group, person es.ID) {
	c.Helper()
	data, err := json.Marshal(contracts.SeatTold{Person: person, First: monday})
	must(c.T, err)
	at, told := c.revision[group]
	if !told {
		at = es.NoStream
	}
	done, err := c.history.Append(c.Context(), "peergroups-"+group.String(), at, es.NewEvent{ID: es.NewID(), Name: what, Data: data, Meta: es.Meta{Correlation: es.NewID()}})
	must(c.T, err)
	c.revision[group] = done.Revision
}

// handOverOn plays a handover of a case from Aino on a later day.
func (c *county) handOverOn(on calendar.Date, id es.ID, to string) {
	c.Helper()
	do(c, "w-aino", id, "handover", contracts.HandoverOffer{To: to, RespondBy: on.AddDays(7)})
	do(c, to, id, "handover/meeting", contracts.JointMeeting{On: on})
	do(c, to, id, "handover/acceptance", struct{}{})
}

// timesIn says in which groups a case shows the young person.
func timesIn(c contracts.Case) string {
	var all []string
	for _, g := range c.Groups {
		all = append(all, fmt.Sprintf("%s from %s until %s", names[g.Group], g.Joined, g.Left))
	}
	return strings.Join(all, ", ")
}

var (
	firstGroup, secondGroup = es.ID{}.Derive("first group"), es.ID{}.Derive("second group")

	names = map[es.ID]string{firstGroup: "first", secondGroup: "second"}
)

// TestGroupTimes_AreSeenByWhoeverReadsTheTask: a time in a group is shown with the
// case to whoever has a relation and reads the service task in which it began, and
// each look is in the use log.
func TestGroupTimes_AreSeenByWhoeverReadsTheTask(t *testing.T) {
	c := newInGroup(t)
	id := c.planned()
	c.tell(contracts.FactSeatReserved, firstGroup, someone)
	c.tell(contracts.FactQueued, secondGroup, someone) // no time in a group
	c.tell(contracts.FactSeatReserved, secondGroup, es.NewID())
	c.until("the first is shown", func() bool { return timesIn(c.see("w-aino", id)) != "" })
	if got, want := timesIn(c.see("w-aino", id)), "first from 2026-11-23 until "; got != want {
		t.Errorf("she sees %q, wanted %q", got, want)
	}
	before := len(c.uses.All())
	c.see("w-aino", id)
	noted := false
	for _, use := range c.uses.All()[before:] {
		noted = noted || use.Resource.Person == someone.String() && use.Decision.Allowed && use.Action == "transitions.see-case"
	}
	if !noted {
		t.Error("the look is not in the use log")
	}
	if _, err := c.seeing("w-henri", id); codeOf(err) != "not-found" {
		t.Errorf("who has nothing to do with the case is told %v", err)
	}
	c.clock.forward(2 * 24 * time.Hour)
	c.handOverOn(day.AddDays(2), id, "w-henri")
	c.clock.forward(24 * time.Hour)
	c.tell(contracts.FactPromoted, secondGroup, someone)
	c.tell(contracts.FactSeatReleased, firstGroup, someone)
	second := "second from 2026-11-26 until "
	both := "first from 2026-11-23 until 2026-11-26, " + second
	c.until("what was told last is shown", func() bool { return timesIn(c.see("w-sari", id)) == both })
	for who, want := range map[string]string{
		"w-henri": second, // adult social work does not see what began in child protection
		"w-sari":  both,
		"w-aino":  "first from 2026-11-23 until ", // as it stood when the case left her
	} {
		if got := timesIn(c.see(who, id)); got != want {
			t.Errorf("%s sees %q, wanted %q", who, got, want)
		}
	}
	t.Run("and as of a past day, what was by then", func(t *testing.T) {
		for on, want := range map[int]string{0: "first from 2026-11-23 until ", 2: "first from 2026-11-23 until ", 3: both} {
			seen, err := c.past("w-sari", id, day.AddDays(on), contracts.KnownNow)
			must(t, err)
			if got := timesIn(seen.Case); got != want {
				t.Errorf("after %d days she sees %q, wanted %q", on, got, want)
			}
		}
	})
}
