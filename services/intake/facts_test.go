package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/services/intake/persons"
)

// TestTranslate holds each fact against its golden file: other services were
// built on them.
func TestTranslate(t *testing.T) {
	day := calendar.MustParse("2026-11-10")
	for name, event := range map[string]Event{
		"intake.matter-opened.v1":             registered("2026-11-10"),
		"intake.urgency-assessed.v1":          UrgencyAssessed{Urgency: Urgent, Grounds: someText},
		"intake.start-decided.v1":             AssessmentStarted{On: day, Late: true},
		"intake.start-decided.v1 unnecessary": AssessmentFoundUnnecessary{On: day, Grounds: someText},
		"intake.assessment-completed.v1":      AssessmentCompleted{Outcome: "aftercare", Person: child, Holder: "w-aino", On: day, Grounds: someText},
		"intake.holder-chosen.v1":             MatterTaken{Holder: "w-aino"},
		"intake.matter-opened.v1 arrival":     wholeArrival(),
		"intake.matter-opened.v1 birth":       BirthRecorded{Born: day, Pending: day, Identity: someText},
		"intake.consultation-asked.v1":        TeamAsked{Purpose: "consult-risk", Question: someText, Members: []Member{{"social-worker", "w-sirkka"}, {"family-therapist", "w-pertti"}}, Until: day, On: day},
		"intake.holder-chosen.v1 queued":      MatterQueued{Unit: "north", From: "w-aino", Note: someText},
		"intake.holder-chosen.v1 handed":      MatterHanded{From: "w-aino", To: "w-elin", Note: someText},
	} {
		t.Run(name, func(t *testing.T) {
			stored, data, err := History.Encode(event)
			if err != nil {
				t.Fatal(err)
			}
			recorded := es.Recorded{ID: es.ID{1}, Stream: "intake-m1", Revision: 3, Position: es.Position{Commit: 9, Prepare: 9}, Name: stored, Data: data}
			fact, tell, err := Translate(recorded)
			if err != nil || !tell {
				t.Fatalf("told %v, error %v", tell, err)
			}
			if fact.Type != strings.Fields(name)[0] || fact.Subject != "m1" || fact.ID != recorded.ID || fact.Position != recorded.Position {
				t.Errorf("fact %+v", fact)
			}
			if bytes.Contains(fact.Data, []byte("sealed")) || bytes.Contains(fact.Data, []byte(`"c"`)) {
				t.Errorf("the fact holds a sealed text: %s", fact.Data)
			}
			golden(t, strings.ReplaceAll(name, " ", "-"), fact.Data)
		})
	}
	for name, event := range map[string]persons.Event{
		contracts.FactPersonMerged:   persons.PersonMerged{Person: child, Into: child.Derive("same"), Reason: someText, On: day},
		contracts.FactPersonUnmerged: persons.PersonUnmerged{Person: child, From: child.Derive("same"), Reason: someText, On: day},
		"":                           persons.CodeRecorded{Person: child, Token: child, Code: someText, On: day},
	} {
		t.Run("who is who: "+name, func(t *testing.T) {
			stored, data, err := persons.History.Encode(event)
			if err != nil {
				t.Fatal(err)
			}
			fact, tell, err := Translate(es.Recorded{ID: es.ID{1}, Stream: persons.Category + "-" + persons.Everybody, Name: stored, Data: data})
			switch {
			case err != nil || tell != (name != "") || fact.Type != name:
				t.Errorf("told %v %s, error %v", tell, fact.Type, err)
			case tell:
				golden(t, name, fact.Data)
			}
		})
	}
	t.Run("nobody hears of a child who is not born yet", func(t *testing.T) {
		name, data, err := History.Encode(arrived(unborn("2026-11-10")))
		if err != nil {
			t.Fatal(err)
		}
		if _, tell, err := Translate(es.Recorded{Name: name, Data: data}); tell || err != nil {
			t.Errorf("told %v, error %v", tell, err)
		}
	})
	t.Run("intake.destruction-approved.v1", func(t *testing.T) {
		stored, data, err := LifeHistory.Encode(DestructionApproved{Proposed: "w-maria", Approved: "w-tuula", On: day, Classes: Classes{"client-basics", "child-protection"}})
		if err != nil {
			t.Fatal(err)
		}
		fact, tell, err := Translate(es.Recorded{ID: es.ID{1}, Stream: LifeCategory + "-" + child.String(), Name: stored, Data: data})
		if err != nil || !tell || fact.Subject != child.String() {
			t.Fatalf("told %v of %s, error %v", tell, fact.Subject, err)
		}
		golden(t, fact.Type, fact.Data)
	})
	t.Run("a death and a proposal are told to nobody", func(t *testing.T) {
		for _, event := range []LifeEvent{DeathRecorded{On: day}, DestructionProposed{By: "w-maria", On: day}} {
			stored, data, err := LifeHistory.Encode(event)
			if err != nil {
				t.Fatal(err)
			}
			if _, tell, err := Translate(es.Recorded{Stream: LifeCategory + "-" + child.String(), Name: stored, Data: data}); tell || err != nil {
				t.Errorf("%s is told, or %v", stored, err)
			}
		}
	})
	t.Run("an event of a later release stops the relay", func(t *testing.T) {
		if _, _, err := Translate(es.Recorded{Name: "intake.child-teleported.v1"}); !errors.Is(err, es.ErrUnknownName) {
			t.Errorf("said %v", err)
		}
	})
}

func golden(t *testing.T, name string, data json.RawMessage) {
	t.Helper()
	file := filepath.Join("testdata", "facts", name+".json")
	want, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) && os.Getenv("NIVEL_WRITE_GOLDEN") == "1" {
		want = append(data, '\n')
		err = os.WriteFile(file, want, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	if string(bytes.TrimSpace(want)) != string(data) {
		t.Errorf("%s is now %s, was %s", name, data, want)
	}
}
