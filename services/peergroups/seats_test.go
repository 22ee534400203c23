package peergroups

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"nivel/libs/es"
)

// seatMachine plays random sign-ups and cancellations against a group and
// against the plainest account of the same thing: one line of people in the
// order in which they came, of whom the first have the seats.
type seatMachine struct {
	group    Group
	happened []Event
	line     []es.ID
	now      time.Time
}

func (m *seatMachine) play(t *rapid.T, cmd Command) []Event {
	earlier := Group{Members: slices.Clone(m.group.Members), Queue: slices.Clone(m.group.Queue)}
	old := m.group
	events, err := Decider.Decide(m.group, cmd)
	if m.now.Before(last) == (err != nil) && m.changes(cmd) {
		t.Fatalf("%T at %s said %v", cmd, m.now, err)
	}
	for _, e := range events {
		m.group = Decider.Evolve(m.group, e)
	}
	m.happened = append(m.happened, events...)
	if !slices.Equal(old.Members, earlier.Members) || !slices.Equal(old.Queue, earlier.Queue) {
		t.Fatalf("%T changed a state that others may hold", cmd)
	}
	return events
}

// changes reports whether cmd asks for something that is not so already.
func (m *seatMachine) changes(cmd Command) bool {
	switch c := cmd.(type) {
	case SignUp:
		return !slices.Contains(m.line, c.Person)
	case GiveUpSeat:
		return slices.Contains(m.line, c.Person)
	}
	return false
}

func (m *seatMachine) signUp(t *rapid.T) {
	who := somebody(t)
	changes := m.changes(SignUp{Person: who}) && m.now.Before(last)
	if events := m.play(t, SignUp{who, m.now}); (len(events) == 1) != changes {
		t.Fatalf("signing up led to %v", events)
	}
	if changes {
		m.line = append(m.line, who)
	}
}

func (m *seatMachine) giveUp(t *rapid.T) {
	who := somebody(t)
	changes := m.changes(GiveUpSeat{Person: who}) && m.now.Before(last)
	seated, waiting := slices.Contains(m.group.Members, who), len(m.group.Queue)
	next := es.ID{}
	if waiting > 0 {
		next = m.group.Queue[0]
	}
	events := m.play(t, GiveUpSeat{who, m.now})
	promoted := 0
	for _, e := range events {
		if p, ok := e.(PromotedFromQueue); ok {
			promoted++
			if p.Person != next {
				t.Fatal("who was promoted was not first in line")
			}
		}
	}
	if (promoted == 1) != (changes && seated && waiting > 0) || promoted > 1 {
		t.Fatalf("%d were promoted, %d had waited: %v", promoted, waiting, events)
	}
	if changes {
		m.line = slices.DeleteFunc(m.line, func(p es.ID) bool { return p == who })
	}
}

// holds is what must be so after every command.
func (m *seatMachine) holds(t *rapid.T) {
	if len(m.group.Members) > m.group.Seats {
		t.Fatalf("%d people have %d seats", len(m.group.Members), m.group.Seats)
	}
	if len(m.group.Queue) > 0 && len(m.group.Members) < m.group.Seats {
		t.Fatal("somebody waits while a seat is free")
	}
	everybody := slices.Concat(m.group.Members, m.group.Queue)
	places := map[es.ID]int{}
	for _, p := range everybody {
		if places[p]++; places[p] > 1 {
			t.Fatal("somebody has two places")
		}
	}
	if !slices.Equal(everybody, m.line) {
		t.Fatalf("the order in which they came was not kept: %v, want %v", everybody, m.line)
	}
}

// somebody is one of eight people.
func somebody(t *rapid.T) es.ID {
	return es.ID{}.Derive(fmt.Sprint(rapid.IntRange(1, 8).Draw(t, "person")))
}

func TestGroup_SeatsAreNeverOversoldAndTheQueueKeepsItsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seats := rapid.IntRange(1, 5).Draw(t, "seats")
		m := &seatMachine{group: founded(seats).evolve(Group{}), now: before}
		t.Repeat(map[string]func(*rapid.T){
			"sign up": m.signUp,
			"give up": m.giveUp,
			"time passes": func(t *rapid.T) {
				m.now = m.now.Add(time.Duration(rapid.IntRange(0, 12).Draw(t, "hours")) * time.Hour)
			},
			"": m.holds,
		})
		m.replays(t, seats)
	})
}

// replays holds that history, as it is stored, tells the same group.
func (m *seatMachine) replays(t *rapid.T, seats int) {
	again := founded(seats).evolve(Group{})
	for _, e := range m.happened {
		name, data, err := History.Encode(e)
		if err != nil {
			t.Fatal(err)
		}
		read, err := History.Decode(name, data)
		if err != nil {
			t.Fatal(err)
		}
		again = Decider.Evolve(again, read)
	}
	if !slices.Equal(again.Members, m.group.Members) || !slices.Equal(again.Queue, m.group.Queue) {
		t.Fatal("history tells another group")
	}
}
