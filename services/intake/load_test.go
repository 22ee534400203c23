package intake

import (
	"testing"

	"nivel/libs/vault"
)

// TestLaw_LSL417_13b_2_TheThirtyFirstChildTakesGrounds on both sides of the cap, and
// of the day on which it changed.
func TestLaw_LSL417_13b_2_TheThirtyFirstChildTakesGrounds(t *testing.T) {
	burden := func(others int, on string, grounds vault.Sealed) Burden {
		b := Burden{Children: others, On: day(on), Grounds: grounds}
		b.Cap, b.InForce = childrenPerWorker(b.On)
		return b
	}
	fresh, held := []Event{registered("2026-11-10")}, []Event{registered("2026-11-10"), MatterTaken{Holder: elin.ID}}
	for _, c := range []struct {
		others int
		on     string
		over   bool
	}{{29, "2026-11-23", false}, {30, "2026-11-23", true}, {29, "2024-01-01", false}, {30, "2024-01-01", true}, {30, "2023-12-31", false}, {34, "2023-12-31", false}, {35, "2023-12-31", true}, {99, "2021-12-31", false}} {
		bare, why := burden(c.others, c.on, vault.Sealed{}), burden(c.others, c.on, someText)
		if !c.over {
			given(t, fresh...).When(TakeMatter{By: aino, Burden: bare}).Then(MatterTaken{Holder: aino.ID})
			given(t, held...).When(HandToColleague{To: aino, By: elin, Burden: bare}).Then(MatterHanded{From: elin.ID, To: aino.ID})
			continue
		}
		given(t, fresh...).When(TakeMatter{By: aino, Burden: bare}).ThenRefused(ErrCapReached)
		given(t, held...).When(HandToColleague{To: aino, By: maria, Burden: bare}).ThenRefused(ErrCapReached)
		given(t, held...).When(HandToColleague{To: aino, By: elin, Burden: why}).ThenRefused(ErrCapByManager)
		for by, cmd := range map[string]Command{aino.ID: TakeMatter{By: aino, Burden: why}, maria.ID: HandToColleague{To: aino, By: maria, Burden: why}} {
			before := fresh
			if by == maria.ID {
				before = held
			}
			var m Matter
			for _, e := range before {
				m = e.evolve(m)
			}
			happened, err := cmd.decide(m)
			if err != nil || len(happened) != 2 {
				t.Fatalf("%s with %d others: %v, %v", by, c.others, happened, err)
			}
			over, _ := happened[1].(CapExceeded)
			if over.Worker != aino.ID || over.Decided != by || over.Children != c.others+1 || over.Grounds.IsZero() ||
				over.Finding.Section != "13 b § 2 mom" || over.Finding.InForce != map[int]string{35: "2022-01-01", 30: "2024-01-01"}[why.Cap] || over.Finding.Outcome["within-cap"] != "no" {
				t.Errorf("recorded %+v", over)
			}
		}
	}
	t.Run("adults and counsellors are not in the count of the act", func(t *testing.T) {
		adult := arrived(arriving(WayApplication, WithoutDelay, "2026-11-10"))
		given(t, adult).When(TakeMatter{By: aino, Burden: burden(30, "2026-11-23", vault.Sealed{})}).Then(MatterTaken{Holder: aino.ID})
		given(t, fresh...).When(TakeMatter{By: oskari, Burden: burden(30, "2026-11-23", vault.Sealed{})}).Then(MatterTaken{Holder: oskari.ID})
	})
}
