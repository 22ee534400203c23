package peergroups

import (
	"fmt"
	"testing"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/es/estest"
	"nivel/libs/vault"
)

var (
	aamu = es.ID{}.Derive("aamu")
	ilta = es.ID{}.Derive("ilta")
	kuu  = es.ID{}.Derive("kuu")
	meri = es.ID{}.Derive("meri")

	someWords = vault.Sealed{Key: "k1", Cipher: []byte("sealed")}

	mondays = Series{FirstDay: calendar.MustParse("2026-11-30"), At: Clock{14, 0}, Minutes: 90, Count: 3}
	first   = helsinki("2026-11-30 14:00")
	last    = helsinki("2026-12-14 14:00")
	before  = first.Add(-72 * time.Hour)
)

func helsinki(wall string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", wall, calendar.Helsinki())
	if err != nil {
		panic(err)
	}
	return t
}

// founded is a group of three Mondays with so many seats.
func founded(seats int) GroupFounded {
	return GroupFounded{Words: someWords, Seats: seats, Leader: "w-oskari", Sessions: mondays.Sessions()}
}

func given(t *testing.T, events ...Event) estest.Past[Group, Command, Event] {
	t.Helper()
	return estest.Of(t, Decider).Given(events...)
}

func TestFoundGroup(t *testing.T) {
	cmd := FoundGroup{Words: someWords, Seats: 2, Leader: "w-oskari", Series: mondays}
	t.Run("founds it with every session", func(t *testing.T) {
		given(t).When(cmd).Then(GroupFounded{Words: someWords, Seats: 2, Leader: "w-oskari", Sessions: []Session{
			{helsinki("2026-11-30 14:00"), helsinki("2026-11-30 15:30")},
			{helsinki("2026-12-07 14:00"), helsinki("2026-12-07 15:30")},
			{helsinki("2026-12-14 14:00"), helsinki("2026-12-14 15:30")},
		}})
	})
	t.Run("is refused for a group that exists", func(t *testing.T) {
		given(t, founded(2)).When(cmd).ThenRefused(ErrAlreadyFounded)
	})
}

func TestSignUp(t *testing.T) {
	t.Run("reserves a seat while one is free", func(t *testing.T) {
		given(t, founded(2), SeatReserved{Person: aamu}).When(SignUp{ilta, before}).Then(SeatReserved{ilta, first})
	})
	t.Run("queues when all seats are taken", func(t *testing.T) {
		given(t, founded(1), SeatReserved{Person: aamu}).When(SignUp{ilta, before}).Then(PlacedInQueue{ilta, first})
	})
	t.Run("twice is one seat", func(t *testing.T) {
		given(t, founded(2), SeatReserved{Person: aamu}).When(SignUp{aamu, before}).ThenNothing()
	})
	t.Run("twice is one place in the queue, also after a seat became free", func(t *testing.T) {
		given(t, founded(1), SeatReserved{Person: aamu}, PlacedInQueue{Person: ilta}).When(SignUp{ilta, before}).ThenNothing()
	})
	t.Run("is open again to who gave up the seat", func(t *testing.T) {
		given(t, founded(1), SeatReserved{Person: aamu}, SeatReleased{Person: aamu}).When(SignUp{aamu, before}).Then(SeatReserved{aamu, first})
	})
	t.Run("is open between the sessions", func(t *testing.T) {
		given(t, founded(1)).When(SignUp{aamu, last.Add(-time.Second)}).Then(SeatReserved{aamu, first})
	})
	t.Run("closes when the last session starts", func(t *testing.T) {
		given(t, founded(1)).When(SignUp{aamu, last}).ThenRefused(ErrClosed)
	})
	t.Run("is refused for a group that does not exist", func(t *testing.T) {
		given(t).When(SignUp{aamu, before}).ThenRefused(ErrNotFound)
	})
}

func TestGiveUpSeat(t *testing.T) {
	full := []Event{founded(1), SeatReserved{Person: aamu}, PlacedInQueue{Person: ilta}, PlacedInQueue{Person: kuu}}
	t.Run("releases the seat", func(t *testing.T) {
		given(t, founded(1), SeatReserved{Person: aamu}).When(GiveUpSeat{aamu, before}).Then(SeatReleased{aamu, first})
	})
	t.Run("gives it to who is first in line", func(t *testing.T) {
		given(t, full...).When(GiveUpSeat{aamu, before}).Then(SeatReleased{aamu, first}, PromotedFromQueue{ilta, first})
	})
	t.Run("leaves the queue, and nobody moves but who stood behind", func(t *testing.T) {
		given(t, full...).When(GiveUpSeat{ilta, before}).Then(LeftQueue{ilta})
		given(t, append(full, LeftQueue{ilta})...).When(GiveUpSeat{aamu, before}).Then(SeatReleased{aamu, first}, PromotedFromQueue{kuu, first})
	})
	t.Run("of a seat that came from the queue promotes the next", func(t *testing.T) {
		given(t, append(full, SeatReleased{Person: aamu}, PromotedFromQueue{Person: ilta})...).When(GiveUpSeat{ilta, before}).
			Then(SeatReleased{ilta, first}, PromotedFromQueue{kuu, first})
	})
	t.Run("of nothing is nothing", func(t *testing.T) {
		given(t, full...).When(GiveUpSeat{meri, before}).ThenNothing()
	})
	t.Run("is over when the last session starts: nobody is promoted into a group that has met", func(t *testing.T) {
		given(t, full...).When(GiveUpSeat{aamu, last.Add(-time.Second)}).Then(SeatReleased{aamu, first}, PromotedFromQueue{ilta, first})
		given(t, full...).When(GiveUpSeat{aamu, last}).ThenRefused(ErrClosed)
		given(t, full...).When(GiveUpSeat{ilta, last}).ThenRefused(ErrClosed)
	})
	t.Run("is refused for a group that does not exist", func(t *testing.T) {
		given(t).When(GiveUpSeat{aamu, before}).ThenRefused(ErrNotFound)
	})
}

func TestPlaceOf(t *testing.T) {
	g := Group{Members: []es.ID{aamu}, Queue: []es.ID{ilta, kuu}}
	for person, want := range map[es.ID]string{aamu: "seat 0", ilta: "queue 1", kuu: "queue 2", meri: " 0", {}: " 0"} {
		place, inLine := g.PlaceOf(person)
		if got := fmt.Sprint(string(place), " ", inLine); got != want {
			t.Errorf("said %q, want %q", got, want)
		}
	}
}

// TestGroup_TwoFuturesOfOneStateAreApart holds that evolving a state leaves what
// was evolved from it before as it was.
func TestGroup_TwoFuturesOfOneStateAreApart(t *testing.T) {
	one := Group{Seats: 9, Members: make([]es.ID, 0, 4), Queue: make([]es.ID, 0, 4)}
	for name, happened := range map[string]func(es.ID) Event{
		"a seat reserved":   func(p es.ID) Event { return SeatReserved{Person: p} },
		"a place in line":   func(p es.ID) Event { return PlacedInQueue{Person: p} },
		"a person promoted": func(p es.ID) Event { return PromotedFromQueue{Person: p} },
	} {
		here := Decider.Evolve(one, happened(aamu))
		there := Decider.Evolve(one, happened(ilta))
		if place, _ := here.PlaceOf(aamu); place == "" {
			t.Errorf("%s changed another future", name)
		}
		if place, _ := there.PlaceOf(ilta); place == "" {
			t.Errorf("%s did not happen", name)
		}
	}
}
