package necessity

import (
	"testing"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/es/estest"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

var (
	ten    = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	young  = es.ID{15: 1}
	matter = es.ID{15: 2}
	reason = vault.Sealed{Key: "01000000-0000-4000-8000-000000000000", Cipher: []byte("sealed")}
)

func asked(ground Ground, at time.Time) StateGround {
	return StateGround{Actor: "w-henri", Person: young, Case: matter, Ground: ground, Reason: reason, Tell: []string{"w-tuula"}, At: at}
}

func stated(t *testing.T, ground Ground, at time.Time) GroundStated {
	t.Helper()
	happened, err := asked(ground, at).decide(Necessity{})
	if err != nil {
		t.Fatal(err)
	}
	return happened[0].(GroundStated)
}

func invalid(field, code string) refusal.Refusal {
	return refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: field, Code: code}}}
}

func TestHistory_EveryStoredNameHasItsGoldenFile(t *testing.T) {
	estest.Golden[Event](t, History, "testdata/events", stated(t, Endangered, ten))
}

// TestLaw_703_2023_55_2_And_56_EveryGroundHasItsSection, and what is no ground of
// the law opens nothing.
func TestLaw_703_2023_55_2_And_56_EveryGroundHasItsSection(t *testing.T) {
	sections := map[Ground]string{
		OfTheAuthority: "55 § 2 mom", Endangered: "56 § 1 kohta", ChildsInterest: "56 § 2 kohta", CannotJudge: "56 § 3 kohta",
	}
	for _, code := range contracts.BanGrounds() {
		e := stated(t, Ground(code), ten)
		if e.Finding.Act != "703/2023" || e.Finding.Section != sections[e.Ground] || e.Finding.InForce != "2024-01-01" || e.Finding.Inputs["ground"] != code {
			t.Errorf("%s rests on %+v", code, e.Finding)
		}
	}
	for _, none := range []Ground{"", "curiosity"} {
		estest.Of(t, Decider).When(asked(none, ten)).ThenRefused(invalid("ground", "required"))
	}
}

// TestLaw_703_2023_56_2_TheInterestOfAChild is a ground until the 18th birthday.
func TestLaw_703_2023_56_2_TheInterestOfAChild(t *testing.T) {
	for born, minor := range map[string]bool{"2008-11-24": true, "2008-11-23": false, "2008-11-22": false, "": true} {
		cmd := asked(ChildsInterest, ten)
		if born != "" {
			cmd.Born = calendar.MustParse(born)
		}
		answer := estest.Of(t, Decider).When(cmd)
		if minor {
			answer.Then(stated(t, ChildsInterest, ten))
		} else {
			answer.ThenRefused(invalid("ground", "of-age"))
		}
		cmd.Ground = Endangered // at any age
		estest.Of(t, Decider).When(cmd).Then(stated(t, Endangered, ten))
	}
}

func TestStateGround(t *testing.T) {
	t.Run("is refused without a reason", func(t *testing.T) {
		cmd := asked(Endangered, ten)
		cmd.Reason = vault.Sealed{}
		estest.Of(t, Decider).When(cmd).ThenRefused(invalid("reason", "required"))
	})
	t.Run("is refused while nobody would hear of it", func(t *testing.T) {
		cmd := asked(Endangered, ten)
		cmd.Tell = nil
		estest.Of(t, Decider).When(cmd).ThenRefused(ErrNobodyTold)
	})
	t.Run("is refused while one holds, and possible when the hour is over", func(t *testing.T) {
		past := estest.Of(t, Decider).Given(stated(t, Endangered, ten))
		past.When(asked(CannotJudge, ten.Add(time.Hour-1))).ThenRefused(ErrHolds)
		past.When(asked(CannotJudge, ten.Add(time.Hour))).Then(stated(t, CannotJudge, ten.Add(time.Hour)))
	})
	t.Run("holds for an hour, whatever an event says", func(t *testing.T) {
		e := stated(t, Endangered, ten)
		e.Until = ten.Add(24 * time.Hour)
		n := e.evolve(Necessity{})
		if n.Holds(ten.Add(-1)) || !n.Holds(ten) || !n.Holds(ten.Add(time.Hour-1)) || n.Holds(ten.Add(time.Hour)) {
			t.Errorf("it holds from %s until %s", n.At, n.Until)
		}
	})
}

// TestOf_OnlyForThatWorkerAndThatCase: nothing carries over.
func TestOf_OnlyForThatWorkerAndThatCase(t *testing.T) {
	all := In(estest.NewMemory(func() time.Time { return ten }))
	ctx := es.WithIssue(t.Context(), es.Issue{Command: es.NewID()})
	if _, err := all.Handle(ctx, IDOf("w-henri", matter).String(), asked(Endangered, ten)); err != nil {
		t.Fatal(err)
	}
	for who, want := range map[string]bool{"w-henri": true, "w-sari": false} {
		for of, same := range map[es.ID]bool{matter: true, {15: 3}: false} {
			n, err := Of(t.Context(), all, who, of)
			if err != nil || n.Holds(ten) != (want && same) {
				t.Errorf("%s of %s: %+v, %v", who, of, n, err)
			}
		}
	}
}
