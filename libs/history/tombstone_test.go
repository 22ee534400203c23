package history_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"nivel/libs/es"
)

func TestTombstone(t *testing.T) {
	s := serve(t, "")
	h := open(t, s.node.Address())
	named := func(stream, mark string) {
		t.Helper()
		e := es.NewEvent{ID: es.NewID(), Name: "test.noted.v1", Data: []byte(`{"mark":"` + mark + `"}`)}
		if _, err := h.Append(t.Context(), stream, es.NoStream, e); err != nil {
			t.Fatal(err)
		}
	}
	named("ending-1", "haapakerttu")
	named("ending-2", "mustarastas")

	t.Run("ends a stream for reads and appends, and only that one", func(t *testing.T) {
		if err := h.Tombstone(t.Context(), "ending-1"); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Read(t.Context(), "ending-1", 0); !errors.Is(err, es.ErrDeleted) {
			t.Errorf("a read gives %v", err)
		}
		e := es.NewEvent{ID: es.NewID(), Name: "test.noted.v1", Data: []byte(`{}`)}
		for _, at := range []es.Revision{es.NoStream, 0} {
			if _, err := h.Append(t.Context(), "ending-1", at, e); !errors.Is(err, es.ErrDeleted) {
				t.Errorf("an append at %d gives %v", at, err)
			}
		}
		if events, err := h.Read(t.Context(), "ending-2", 0); err != nil || len(events) != 1 {
			t.Errorf("the other stream has %d events, %v", len(events), err)
		}
	})
	t.Run("may be asked for again, and of a stream that never was", func(t *testing.T) {
		for _, stream := range []string{"ending-1", "never-1"} {
			if err := h.Tombstone(t.Context(), stream); err != nil {
				t.Errorf("%s: %v", stream, err)
			}
		}
	})
	t.Run("and a scavenge takes the events out of the files", func(t *testing.T) {
		if !filesHold(t, s.dir, "haapakerttu") {
			t.Error("before the scavenge it is not found: the look cannot be trusted")
		}
		if _, err := s.node.Engine().Scavenge(t.Context()); err != nil {
			t.Fatal(err)
		}
		if filesHold(t, s.dir, "haapakerttu") {
			t.Error("after the scavenge it is in the files")
		}
		if !filesHold(t, s.dir, "mustarastas") {
			t.Error("the scavenge took what was not ended")
		}
	})
}

func filesHold(t *testing.T, dir, text string) bool {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if raw, err := os.ReadFile(path); err == nil && bytes.Contains(raw, []byte(text)) {
			return true
		}
	}
	return false
}
