package oversight

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/glass"
	"nivel/libs/vault"
)

func recorded(t *testing.T, event glass.Event) es.Recorded {
	t.Helper()
	name, data, err := glass.History.Encode(event)
	if err != nil {
		t.Fatal(err)
	}
	return es.Recorded{ID: es.ID{1}, Stream: "glass-g1", Revision: 3, Name: name, Data: data}
}

// TestTranslate holds the fact against its golden file: other services were built
// on it. The reason is not in it, not even sealed.
func TestTranslate(t *testing.T) {
	at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	event := glass.GlassBroken{
		Actor: "w-elin", Person: case1, Task: access.ChildProtection, Reason: vault.Sealed{Key: "k", Cipher: []byte("c")},
		Told: []string{"w-aino", "w-tuula"}, At: at, Until: at.Add(time.Hour),
	}
	t.Run("tells that a glass was broken, without why", func(t *testing.T) {
		fact, told, err := Translate(recorded(t, event))
		if err != nil || !told || fact.Type != contracts.FactGlassBroken || fact.Subject != "g1" {
			t.Fatalf("told %v, error %v, fact %+v", told, err, fact)
		}
		if bytes.Contains(fact.Data, []byte("reason")) {
			t.Errorf("the reason is told: %s", fact.Data)
		}
		golden(t, fact.Type, fact.Data)
	})
	t.Run("tells nobody that it was mended", func(t *testing.T) {
		if fact, told, err := Translate(recorded(t, glass.GlassMended{At: at})); told || err != nil {
			t.Errorf("told %+v, error %v", fact, err)
		}
	})
	t.Run("an event of a later release stops the relay", func(t *testing.T) {
		if _, _, err := Translate(es.Recorded{Name: "glass.polished.v1"}); !errors.Is(err, es.ErrUnknownName) {
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
		err = errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, want, 0o644))
	}
	if err != nil {
		t.Fatal(err)
	}
	if string(bytes.TrimSpace(want)) != string(bytes.TrimSpace(data)) {
		t.Errorf("%s is now %s, was %s", name, data, want)
	}
}

func TestSaid(t *testing.T) {
	person, day := case1.Derive("person"), calendar.MustParse("2026-09-30")
	fact := func(name string, told any) contracts.Fact {
		data, err := json.Marshal(told)
		if err != nil {
			t.Fatal(err)
		}
		return contracts.Fact{ID: es.ID{1}, Type: name, Subject: case1.String(), Data: data}
	}
	for name, c := range map[string]struct {
		fact contracts.Fact
		want []Command
	}{
		"an assessment is completed": {fact(contracts.FactCompleted, contracts.AssessmentCompleted{Person: person, Holder: "w-aino"}), []Command{NoteResponsible{Subject: case1, Worker: "w-aino"}}},
		"an assessment after which nothing goes on": {fact(contracts.FactCompleted, contracts.AssessmentCompleted{Person: person, Holder: "w-aino", Outcome: "no-need", On: day}),
			[]Command{NoteResponsible{Subject: case1, Worker: "w-aino"}, NoteEnd{Subject: case1, On: day}}},
		"a case closes":       {fact(contracts.FactCaseClosed, contracts.CaseClosed{Person: person, On: day}), []Command{NoteEnd{Subject: case1, On: day}}},
		"somebody comes back": {fact(contracts.FactCaseReopened, contracts.CaseReopened{Person: person, Responsible: "w-henri"}), []Command{NoteResponsible{Subject: case1, Worker: "w-henri"}}},
		"a case opens": {fact(contracts.FactCaseOpened, contracts.CaseOpened{Person: person, Matter: matter, Responsible: "w-aino"}),
			[]Command{NoteResponsible{Subject: case1, Worker: "w-aino", Instead: matter}}},
		"a handover is accepted": {fact(contracts.FactHandoverAccepted, contracts.HandoverTold{Person: person, From: "w-aino", To: "w-henri"}), []Command{NoteResponsible{Subject: case1, Worker: "w-henri"}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, note, err := said(c.fact)
			if err != nil || got != person || !slices.Equal(note, c.want) {
				t.Errorf("%s %+v, %v", got, note, err)
			}
		})
	}
	t.Run("a fact that names nobody is a fault", func(t *testing.T) {
		if _, _, err := said(fact(contracts.FactCaseOpened, contracts.CaseOpened{})); err == nil {
			t.Error("it was taken")
		}
	})
}
