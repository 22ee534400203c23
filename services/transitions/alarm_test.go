package transitions

import (
	"slices"
	"testing"

	"nivel/libs/area"
)

func TestRaiseAlarm(t *testing.T) {
	pending := []Event{CaseOpened(opening), offered} // to be answered by Wednesday
	thursday := wednesday.AddDays(1)
	raise := RaiseAlarm{Tell: []string{maria.ID}, On: thursday}
	overdue := HandoverOverdue{Person: youth, From: aino.ID, To: elin.ID, RespondBy: wednesday, Told: []string{maria.ID}, On: thursday}
	t.Run("not on the last day for an answer", func(t *testing.T) {
		given(t, pending...).When(RaiseAlarm{Tell: raise.Tell, On: wednesday}).ThenNothing()
	})
	t.Run("from the day after", func(t *testing.T) {
		given(t, pending...).When(raise).Then(overdue)
	})
	t.Run("once for each offer", func(t *testing.T) {
		given(t, append(pending, overdue)...).When(RaiseAlarm{Tell: raise.Tell, On: thursday.AddDays(30)}).ThenNothing()
	})
	t.Run("also when they have met: an answer is still awaited", func(t *testing.T) {
		given(t, append(pending, JointMeetingHeld{Met: tuesday})...).When(raise).Then(overdue)
	})
	t.Run("not of what was answered or taken back", func(t *testing.T) {
		for _, answer := range []Event{HandoverDeclined{}, HandoverWithdrawn{}, HandoverAccepted{From: aino.ID, To: elin.ID}} {
			given(t, append(pending, answer)...).When(raise).ThenNothing()
		}
	})
	t.Run("again for the next offer", func(t *testing.T) {
		next := offered
		next.RespondBy = thursday
		past := append(pending, overdue, HandoverWithdrawn{}, next)
		given(t, past...).When(raise).ThenNothing()
		later := overdue
		later.RespondBy, later.On = thursday, thursday.AddDays(1)
		given(t, past...).When(RaiseAlarm{Tell: raise.Tell, On: later.On}).Then(later)
	})
	t.Run("leaves the answer to the receiver", func(t *testing.T) {
		past := append(pending, JointMeetingHeld{Met: tuesday}, overdue)
		accepted := HandoverAccepted{Person: youth, From: aino.ID, To: elin.ID, Task: "child-protection", On: thursday}
		given(t, past...).When(AcceptHandover{On: thursday, By: elin}).Then(accepted)
	})
	t.Run("has nothing to do with a case that is not there", func(t *testing.T) {
		given(t).When(raise).ThenRefused(ErrNotFound)
	})
}

func TestAlarm_TellsWhoLeadsEitherUnit(t *testing.T) {
	s := &Service{area: area.Area{Workers: []area.Worker{
		{ID: "a1", Role: "social-worker", Unit: "a"}, {ID: "a2", Role: "manager", Unit: "a"}, {ID: "a3", Role: "manager", Unit: "a"},
		{ID: "b1", Role: "social-worker", Unit: "b"}, {ID: "b2", Role: "manager", Unit: "b"},
		{ID: "c1", Role: "social-worker", Unit: "c"}, {ID: "n1", Role: "social-worker"}, {ID: "n2", Role: "manager"},
	}}}
	for _, x := range []struct {
		why, from, to string
		want          []string
	}{
		{"all who lead, of both", "a1", "b1", []string{"a2", "a3", "b2"}},
		{"within a unit, once", "a1", "a1", []string{"a2", "a3"}},
		{"nobody leads it: the worker", "a1", "c1", []string{"a2", "a3", "c1"}},
		{"no unit is led by nobody", "n1", "b1", []string{"b2", "n1"}},
		{"a worker who has left: their id", "gone", "b1", []string{"b2", "gone"}},
	} {
		if got := s.aboveBoth(x.from, x.to); !slices.Equal(got, x.want) {
			t.Errorf("%s: %v", x.why, got)
		}
	}
}
