package notifications

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/es/estest"
)

// TestHistory_EveryStoredNameHasItsGoldenFile fails when an event is stored in
// another form than the one that is in counties' histories.
func TestHistory_EveryStoredNameHasItsGoldenFile(t *testing.T) {
	estest.Golden[Event](t, History, "testdata/events",
		NoticePosted{Notice: notice, What: "case-opened", Link: "/cases/" + case1.String(), At: monday, MailDue: true},
		NoticesRead{},
		ContactChosen{Address: someAddress, Language: "sv"},
		begun,
		MailSent{Notice: notice},
		MailFailed{Notice: notice, Reason: NotSent, Status: 451, Final: true, Next: monday},
	)
}

// TestTranslate holds the fact against its golden file: pages were built on it.
func TestTranslate(t *testing.T) {
	recorded := func(event Event) es.Recorded {
		name, data, err := History.Encode(event)
		must(t, err)
		return es.Recorded{ID: es.ID{1}, Stream: "notifications-w-aino", Revision: 3, Position: es.Position{Commit: 9, Prepare: 9}, Name: name, Data: data}
	}
	t.Run("tells of a new notice", func(t *testing.T) {
		fact, tell, err := Translate(recorded(owed))
		if err != nil || !tell || fact.Type != contracts.FactNoticePosted || fact.Subject != "w-aino" || fact.ID != (es.ID{1}) {
			t.Fatalf("told %v, error %v, fact %+v", tell, err, fact)
		}
		golden(t, fact.Type, fact.Data)
	})
	t.Run("tells of nothing else", func(t *testing.T) {
		for _, event := range []Event{NoticesRead{}, ContactChosen{Address: someAddress}, begun, MailSent{notice}, MailFailed{Notice: notice}} {
			if _, tell, err := Translate(recorded(event)); tell || err != nil {
				t.Errorf("%T: told %v, error %v", event, tell, err)
			}
		}
	})
	t.Run("an event of a later release stops the relay", func(t *testing.T) {
		if _, _, err := Translate(es.Recorded{Name: "notifications.pigeon-sent.v1"}); !errors.Is(err, es.ErrUnknownName) {
			t.Errorf("said %v", err)
		}
	})
}

func golden(t *testing.T, name string, data json.RawMessage) {
	t.Helper()
	file := filepath.Join("testdata", "facts", name+".json")
	want, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) && os.Getenv(estest.WriteGolden) == "1" {
		want = append(data, '\n')
		err = errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, want, 0o644))
	}
	must(t, err)
	if string(bytes.TrimSpace(want)) != string(data) {
		t.Errorf("%s is now %s, was %s", name, data, want)
	}
}
