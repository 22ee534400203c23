package peergroups

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"nivel/libs/contracts"
	"nivel/libs/es"
)

func recorded(t *testing.T, event Event) es.Recorded {
	t.Helper()
	name, data, err := History.Encode(event)
	if err != nil {
		t.Fatal(err)
	}
	return es.Recorded{ID: es.ID{1}, Stream: "peergroups-g1", Revision: 3, Name: name, Data: data}
}

// TestTranslate holds each fact against its golden file: other services were
// built on them.
func TestTranslate(t *testing.T) {
	for name, event := range map[string]Event{
		contracts.FactSeatReserved: SeatReserved{aamu, first},
		contracts.FactQueued:       PlacedInQueue{aamu, first},
		contracts.FactSeatReleased: SeatReleased{aamu, first},
		contracts.FactPromoted:     PromotedFromQueue{aamu, first},
		contracts.FactGroupFounded: founded(8),
		contracts.FactQueueLeft:    LeftQueue{aamu},
	} {
		t.Run(name, func(t *testing.T) {
			fact, told, err := Translate(recorded(t, event))
			if err != nil || !told || fact.Type != name || fact.Subject != "g1" {
				t.Fatalf("told %v, error %v, fact %+v", told, err, fact)
			}
			golden(t, name, fact.Data)
		})
	}
	t.Run("an event of a later release stops the relay", func(t *testing.T) {
		if _, _, err := Translate(es.Recorded{Name: "peergroups.group-dreamt.v1"}); !errors.Is(err, es.ErrUnknownName) {
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
