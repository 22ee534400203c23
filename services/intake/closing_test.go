package intake

import (
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/es/estest"
	"nivel/libs/law"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

var (
	caseOne = es.ID{15: 1}
	caseTwo = es.ID{15: 2}
)

func endedCase(id es.ID, heard es.Revision, on string, classes ...vault.Class) CaseEnded {
	return CaseEnded{Case: id, Heard: heard, Closed: calendar.MustParse(on), Classes: classes}
}

// TestLaw_703_2023_Annex_TenYearsFromTheClosing: the last day on which data of
// services for working age is kept, and the first on which it is destroyed.
func TestLaw_703_2023_Annex_TenYearsFromTheClosing(t *testing.T) {
	day := calendar.MustParse
	closed := endedCase(caseOne, 9, "2026-11-23", vault.ChildProtection, vault.WorkingAge)
	for _, c := range []struct {
		name  string
		given []LifeEvent
		own   []CaseTerm
		today string
		no    refusal.Refusal // none: working age is proposed
	}{
		{"on the last day of ten years it is kept", []LifeEvent{closed}, nil, "2036-11-23", ErrTermRunning.With("due", "2036-11-24")},
		{"on the day after it is destroyed", []LifeEvent{closed}, nil, "2036-11-24", refusal.Refusal{}},
		{"a closing on 29 February ends with February", []LifeEvent{endedCase(caseOne, 9, "2028-02-29", vault.WorkingAge)}, nil, "2038-02-28", ErrTermRunning.With("due", "2038-03-01")},
		{"and is over on 1 March", []LifeEvent{endedCase(caseOne, 9, "2028-02-29", vault.WorkingAge)}, nil, "2038-03-01", refusal.Refusal{}},
		{"of two cases the last one counts", []LifeEvent{closed, endedCase(caseTwo, 4, "2027-01-15", vault.WorkingAge)}, nil, "2037-01-15", ErrTermRunning.With("due", "2037-01-16")},
		{"a case of other services does not", []LifeEvent{closed, endedCase(caseTwo, 4, "2027-01-15", vault.ChildProtection)}, nil, "2036-11-24", refusal.Refusal{}},
		{"a matter that was over later counts", []LifeEvent{closed}, []CaseTerm{{Closed: day("2030-05-02"), Classes: Classes{vault.WorkingAge}}}, "2040-05-02", ErrTermRunning.With("due", "2040-05-03")},
		{"a matter that is open stops it", []LifeEvent{closed}, []CaseTerm{{Classes: Classes{vault.WorkingAge}}}, "2036-11-24", ErrTermUnknown},
		{"one of other services does not", []LifeEvent{closed}, []CaseTerm{{Classes: Classes{vault.ChildProtection}}}, "2036-11-24", refusal.Refusal{}},
		{"an open case stops it, whatever it will hold", []LifeEvent{closed, CaseBegan{Case: caseTwo}}, nil, "2036-11-24", ErrTermUnknown},
		{"who comes back stops it", []LifeEvent{closed, CaseBegan{Case: caseOne, Heard: 10}}, nil, "2036-11-24", ErrTermUnknown},
		{"and it runs from the next closing", []LifeEvent{closed, CaseBegan{Case: caseOne, Heard: 10}, endedCase(caseOne, 12, "2028-03-01", vault.WorkingAge)}, nil, "2038-03-01", ErrTermRunning.With("due", "2038-03-02")},
		{"child protection does not end with the case", []LifeEvent{endedCase(caseOne, 9, "2026-11-23", vault.ChildProtection)}, nil, "2099-01-01", ErrTermUnknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			answer := estest.Of(t, LifeDecider).Given(c.given...).When(DestroyData{Today: day(c.today), By: "w-maria", Others: c.own})
			if c.no.Code != "" {
				answer.ThenRefused(c.no)
				return
			}
			l := Life{}
			for _, e := range c.given {
				l = e.evolve(l)
			}
			ends := l.ends()
			if len(ends) != 1 || ends[0].Class != vault.WorkingAge || ends[0].Finding.Provision.Section != "24 §, annex" {
				t.Fatalf("what ends: %+v", ends)
			}
			answer.Then(DestructionProposed{By: "w-maria", On: day(c.today), Classes: Classes{vault.WorkingAge}, Findings: []law.Finding{ends[0].Finding}})
		})
	}
}

// TestHearCase_TheNewestCounts: facts may come again, and in another order.
func TestHearCase_TheNewestCounts(t *testing.T) {
	closing := CaseTerm(endedCase(caseOne, 9, "2026-11-23", vault.WorkingAge))
	reopening := CaseTerm{Case: caseOne, Heard: 10}
	life := func(past ...LifeEvent) estest.Past[Life, LifeCommand, LifeEvent] {
		return estest.Of(t, LifeDecider).Given(past...)
	}
	life().When(HearCase{closing}).Then(CaseEnded(closing))
	life(CaseEnded(closing)).When(HearCase{closing}).ThenNothing()
	life(CaseEnded(closing)).When(HearCase{reopening}).Then(CaseBegan{Case: caseOne, Heard: 10})
	life(CaseBegan{Case: caseOne, Heard: 10}).When(HearCase{closing}).ThenNothing() // it is late
}

// TestCaseBegan_TakesBackWhatAwaitsASecondPerson and lets what is written from then
// on end once more; a death ends what it did before.
func TestCaseBegan_TakesBackWhatAwaitsASecondPerson(t *testing.T) {
	day := calendar.MustParse
	closed := endedCase(caseOne, 9, "2026-11-23", vault.WorkingAge)
	proposed := DestructionProposed{By: "w-maria", On: day("2036-11-24"), Classes: Classes{vault.WorkingAge}}
	destroyed := DestructionApproved{Proposed: "w-maria", Approved: "w-elin", On: day("2036-11-25"), Classes: Classes{vault.WorkingAge}}
	again := CaseBegan{Case: caseTwo}

	estest.Of(t, LifeDecider).Given(closed, proposed, again).When(DestroyData{Today: day("2036-11-26"), By: "w-elin"}).ThenRefused(ErrTermUnknown)
	estest.Of(t, LifeDecider).Given(closed, proposed, destroyed).When(DestroyData{Today: day("2040-01-01"), By: "w-elin"}).ThenRefused(ErrDestroyed)
	second := endedCase(caseTwo, 3, "2040-01-01", vault.WorkingAge)
	estest.Of(t, LifeDecider).Given(closed, proposed, destroyed, again, second).
		When(DestroyData{Today: day("2050-01-01"), By: "w-elin"}).ThenRefused(ErrTermRunning.With("due", "2050-01-02"))
	estest.Of(t, LifeDecider).Given(closed, proposed, destroyed).
		When(RecordDeath{On: day("2041-02-03"), Source: "population-register", Today: day("2041-02-04")}).
		Then(DeathRecorded{On: day("2041-02-03"), Source: "population-register"})
}
