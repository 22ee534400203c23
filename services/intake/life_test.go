package intake

import (
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/es/estest"
	"nivel/libs/refusal"
)

func TestDestroyData(t *testing.T) {
	day := calendar.MustParse
	died := DeathRecorded{On: day("2024-11-09"), Source: "population-register"}
	first, after := day("2026-11-10"), day("2026-12-01")
	classes := Classes{"client-basics", "child-protection"}
	proposed := func() LifeEvent {
		happened, err := DestroyData{Today: first, By: "w-maria"}.decide(Life{Died: died.On})
		if err != nil || len(happened) != 1 {
			t.Fatalf("%v, %v", happened, err)
		}
		return happened[0]
	}()
	for _, c := range []struct {
		name  string
		given []LifeEvent
		when  LifeCommand
		then  []LifeEvent
		no    refusal.Refusal
	}{
		{"is proposed by the first who asks, on the day after two years", []LifeEvent{died}, DestroyData{Today: first, By: "w-maria"}, []LifeEvent{proposed}, refusal.Refusal{}},
		{"is approved by a second person", []LifeEvent{died, proposed}, DestroyData{Today: after, By: "w-elin"},
			[]LifeEvent{DestructionApproved{Proposed: "w-maria", Approved: "w-elin", On: after, Classes: classes}}, refusal.Refusal{}},
		{"is not approved by the first", []LifeEvent{died, proposed}, DestroyData{Today: after, By: "w-maria"}, nil, ErrSecondPerson},
		{"waits until the term is over", []LifeEvent{died}, DestroyData{Today: first.AddDays(-1), By: "w-maria"}, nil, ErrTermRunning.With("due", "2026-11-10")},
		{"does not happen while nobody knows of a death", nil, DestroyData{Today: first, By: "w-maria"}, nil, ErrTermUnknown},
		{"does not happen twice", []LifeEvent{died, DestructionApproved{Classes: classes}}, DestroyData{Today: after, By: "w-elin"}, nil, ErrDestroyed},
		{"begins anew when the date of death is corrected", []LifeEvent{died, proposed, DeathRecorded{On: day("2024-11-08")}}, DestroyData{Today: first, By: "w-elin"},
			func() []LifeEvent {
				happened, _ := DestroyData{Today: first, By: "w-elin"}.decide(Life{Died: day("2024-11-08")})
				return happened
			}(), refusal.Refusal{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			answer := estest.Of(t, LifeDecider).Given(c.given...).When(c.when)
			if c.no.Code != "" {
				answer.ThenRefused(c.no)
				return
			}
			answer.Then(c.then...)
		})
	}
}

// TestWithdrawDeath: what was recorded for another id goes, what was recorded for this
// one stays.
func TestWithdrawDeath(t *testing.T) {
	day := calendar.MustParse
	other, today := es.ID{15: 9}, day("2026-11-23")
	own := DeathRecorded{On: day("2024-01-01"), Source: "authority"}
	shared := DeathRecorded{On: day("2024-02-02"), Source: "population-register", Of: other}
	withdrawn := DeathWithdrawn{Of: other, On: today}
	life := func(past ...LifeEvent) estest.Past[Life, LifeCommand, LifeEvent] {
		return estest.Of(t, LifeDecider).Given(past...)
	}
	life(shared).When(WithdrawDeath{On: today}).Then(withdrawn)
	life(own, shared).When(WithdrawDeath{On: today}).Then(withdrawn)
	life(own).When(WithdrawDeath{On: today}).ThenNothing()
	life(shared, withdrawn).When(WithdrawDeath{On: today}).ThenNothing()
	life(shared, withdrawn).When(DestroyData{Today: day("2026-12-01"), By: "w-maria"}).ThenRefused(ErrTermUnknown)
	life(own, shared, withdrawn).When(DestroyData{Today: day("2026-01-01"), By: "w-maria"}).ThenRefused(ErrTermRunning.With("due", "2026-01-02"))
	life(shared).When(RecordDeath{On: shared.On, Source: "authority", Today: today}).Then(DeathRecorded{On: shared.On, Source: "authority"}) // said of this one too
	life(shared).When(RecordDeath{On: shared.On, Source: shared.Source, Of: other, Today: today}).ThenNothing()
}
