package peers

import (
	"encoding/json"
	"testing"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/es/estest"
)

var (
	group, other = es.ID{}.Derive("group"), es.ID{}.Derive("other group")
	someone      = es.ID{}.Derive("someone")
	monday       = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	tuesday      = monday.AddDate(0, 0, 1)
	friday       = monday.AddDate(0, 0, 4)
)

// TestHistory_EveryStoredNameHasItsGoldenFile fails when an event is stored in
// another form than the one that is in counties' histories.
func TestHistory_EveryStoredNameHasItsGoldenFile(t *testing.T) {
	estest.Golden[Event](t, History, "testdata/events", GroupJoined{group, monday}, GroupLeft{group, tuesday})
}

func TestHear(t *testing.T) {
	joined, left := GroupJoined{group, monday}, GroupLeft{group, tuesday}
	given := func(events ...Event) estest.Past[Peers, Hear, Event] { return estest.Of(t, Decider).Given(events...) }
	t.Run("notes from when until when somebody had a seat", func(t *testing.T) {
		given().When(Hear{group, true, monday}).Then(joined)
		given(joined).When(Hear{group, false, tuesday}).Then(left)
	})
	t.Run("notes once what is told twice, and no end of what never began", func(t *testing.T) {
		given(joined).When(Hear{group, true, tuesday}).ThenNothing()
		given(joined, left).When(Hear{group, false, friday}).ThenNothing()
		given(joined).When(Hear{other, false, friday}).ThenNothing()
	})
	t.Run("notes another time in the same group, and another group meanwhile", func(t *testing.T) {
		given(joined, left).When(Hear{group, true, friday}).Then(GroupJoined{group, friday})
		given(joined).When(Hear{other, true, tuesday}).Then(GroupJoined{other, tuesday})
	})
}

func TestPeers_ATimeEndsWithItsGroupOnly(t *testing.T) {
	var p Peers
	for _, e := range []Event{GroupJoined{group, monday}, GroupJoined{other, monday}, GroupLeft{group, tuesday}, GroupJoined{group, friday}} {
		p = e.evolve(p)
	}
	want := []Time{{group, monday, tuesday}, {other, monday, time.Time{}}, {group, friday, time.Time{}}}
	if len(p.Times) != len(want) {
		t.Fatalf("%+v", p.Times)
	}
	for i := range want {
		if p.Times[i] != want[i] {
			t.Errorf("time %d is %+v", i, p.Times[i])
		}
	}
}

// TestTake: facts as they come, some of them twice, end as the times of a person.
func TestTake(t *testing.T) {
	all := In(estest.NewMemory(func() time.Time { return friday }))
	tell := func(name, what string, at time.Time) contracts.Fact {
		data, err := json.Marshal(contracts.SeatTold{Person: someone, First: friday})
		if err != nil {
			t.Fatal(err)
		}
		return contracts.Fact{ID: es.ID{}.Derive(name), Type: what, Subject: group.String(), Time: at, Data: data}
	}
	promoted, released := tell("one", contracts.FactPromoted, monday), tell("two", contracts.FactSeatReleased, tuesday)
	for _, fact := range []contracts.Fact{promoted, promoted, released, promoted, released} {
		if err := Take(t.Context(), all, fact); err != nil {
			t.Fatal(err)
		}
	}
	times, err := Of(t.Context(), all, someone)
	if err != nil || len(times) != 1 || times[0] != (Time{group, monday, tuesday}) {
		t.Errorf("%+v, %v", times, err)
	}
	nobody := promoted
	nobody.ID, nobody.Data = es.ID{}.Derive("three"), []byte(`{}`)
	if err := Take(t.Context(), all, nobody); err == nil {
		t.Error("a fact about nobody was taken")
	}
}
