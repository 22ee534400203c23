package intake

import (
	"testing"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/es/estest"
	"nivel/libs/law"
)

// TestHistory_EveryStoredNameHasItsGoldenFile fails when an event is stored in
// another form than the one that is in counties' histories.
func TestHistory_EveryStoredNameHasItsGoldenFile(t *testing.T) {
	day := calendar.MustParse("2026-11-10")
	full := registered("2026-11-10")
	full.Received = time.Date(2026, 11, 10, 7, 30, 0, 0, time.UTC)
	full.Anonymous, full.ReporterSecret, full.NonDisclosure, full.ChildTold, full.GuardianTold = true, true, true, ToldYes, ToldNo
	full.Texts = Texts{someText, someText, someText, someText, someText, someText, someText}
	assess := AssessUrgency{Urgency: Urgent, Grounds: someText, On: day, By: aino}
	start := DecideStart{Decision: Started, On: day, By: aino}
	was := full.evolve(Matter{})
	_, finding := startedInTime(was, start)
	_, outcome := completedInTime(was, CompleteAssessment{Outcome: "aftercare", On: day, By: aino})
	estest.Golden[Event](t, History, "testdata/events", append([]Event{
		full,
		UrgencyAssessed{Urgency: Urgent, Grounds: someText, On: day, Finding: assessedImmediately(day, assess)},
		AssessmentStarted{On: day, Late: true, Grounds: someText, Finding: finding},
		AssessmentFoundUnnecessary{On: day, Late: true, Grounds: someText, Finding: finding},
		AssessmentCompleted{Outcome: "aftercare", Person: child, Holder: aino.ID, On: day, Late: true, Grounds: someText, Finding: outcome},
		MatterTaken{Holder: aino.ID},
		MatterHanded{From: aino.ID, To: elin.ID, Note: someText},
		AnswersWritten{Form: FormID{childNeeds, 1}, Answers: []Answer{{Field: "needs", Text: someText}, {Field: "hearing", Code: "heard"}, {Field: "took_part"}}},
		wholeArrival(),
		BirthRecorded{Born: day, Identity: someText, Pending: day, Start: full.Start, Completion: full.Completion, Finding: finding},
		ChildPlaced{Decided: day, Placed: day, Decider: aino.ID, Grounds: someText, Ends: calendar.EmergencyPlacementEnd(day, day, false)},
		PlacementContinued{On: day, Decider: elin.ID, Grounds: someText, Ends: calendar.EmergencyPlacementEnd(day, day, true), Finding: finding},
		PlacementEnded{On: day, Grounds: someText, Finding: finding},
		MatterQueued{Unit: "north", From: aino.ID, Note: someText},
		CapExceeded{Worker: aino.ID, Decided: maria.ID, Children: 31, On: day, Grounds: someText, Finding: finding},
		DelayExplained{Step: "decide-start", Due: day, On: day, Grounds: someText},
		wholeSource(t),
	}, append(goldenChecklist(t), goldenConsultation()...)...)...)
	died := Life{Died: calendar.MustParse("2024-11-09")}
	proposed := DestroyData{Today: day, By: aino.ID}
	happened, err := proposed.decide(died)
	if err != nil {
		t.Fatal(err)
	}
	estest.Golden[LifeEvent](t, LifeHistory, "testdata/events",
		DeathRecorded{On: died.Died, Source: "population-register"},
		happened[0],
		DestructionApproved{Proposed: aino.ID, Approved: elin.ID, On: day, Classes: Classes{"client-basics", "child-protection"}},
		ErasureRefused{By: aino.ID, Asked: day, On: day, Classes: Classes{"client-basics"}, Findings: []law.Finding{gdpr12(day)}},
		CaseBegan{Case: es.ID{15: 7}, Heard: 0},
		DeathWithdrawn{Of: es.ID{15: 8}, On: day},
		CaseEnded{Case: es.ID{15: 7}, Heard: 9, Closed: day, Classes: Classes{"child-protection", "working-age"}},
	)
}
