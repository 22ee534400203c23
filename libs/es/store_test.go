package es_test

import (
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"nivel/libs/es"
)

var anyPosition = rapid.Custom(func(t *rapid.T) es.Position {
	// Small numbers, so that halves are often equal.
	commit, prepare := rapid.Uint64Range(0, 3), rapid.OneOf(rapid.Uint64Range(0, 3), rapid.Uint64())
	return es.Position{Commit: commit.Draw(t, "commit"), Prepare: prepare.Draw(t, "prepare")}
})

func TestPosition(t *testing.T) {
	t.Run("is read back from its text", rapid.MakeCheck(func(t *rapid.T) {
		p := anyPosition.Draw(t, "position")
		if got, err := es.ParsePosition(p.String()); err != nil || got != p {
			t.Fatalf("%s read as %s, %v", p, got, err)
		}
	}))

	t.Run("is before, after or equal to any other", rapid.MakeCheck(func(t *rapid.T) {
		p, q, r := anyPosition.Draw(t, "p"), anyPosition.Draw(t, "q"), anyPosition.Draw(t, "r")
		if n := count(p.After(q), q.After(p), p == q); n != 1 {
			t.Fatalf("%d of: %s after %s, before, equal", n, p, q)
		}
		if p.After(q) && q.After(r) && !p.After(r) {
			t.Fatalf("%s after %s after %s, but not the first after the last", p, q, r)
		}
	}))

	t.Run("has the commit as its larger half", func(t *testing.T) {
		rising := []es.Position{{}, {Prepare: 9}, {Commit: 1}, {Commit: 1, Prepare: 1}, {Commit: 2}}
		if !slices.IsSortedFunc(rising, func(p, q es.Position) int {
			if p.After(q) {
				return 1
			}
			return -1
		}) {
			t.Errorf("%v do not rise", rising)
		}
	})
}

func count(facts ...bool) int {
	n := 0
	for _, fact := range facts {
		if fact {
			n++
		}
	}
	return n
}

func FuzzParsePosition(f *testing.F) {
	for _, text := range []string{"", "0/0", "1042/1042", "1/2 ", "+1/2", "01/2", "1/", "/", "18446744073709551616/0", "-1/0", "1/2/3", "1/2 ."} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := es.ParsePosition(text)
		if err == nil && p.String() != text {
			t.Errorf("%q read as %s", text, p)
		}
		if err != nil && p != (es.Position{}) {
			t.Errorf("%q was refused with the position %s", text, p)
		}
	})
}

func TestMeta(t *testing.T) {
	t.Run("names what every tool of this database knows", func(t *testing.T) {
		id := es.ID{0xaa}
		data, err := json.Marshal(es.Meta{Command: id, Correlation: id, Causation: id, Actor: "w-1", Traceparent: "00-1-2-01", Tracestate: "a=b"})
		want := `{"command":"` + id.String() + `","$correlationId":"` + id.String() + `","$causationId":"` + id.String() +
			`","actor":"w-1","traceparent":"00-1-2-01","tracestate":"a=b"}`
		if err != nil || string(data) != want {
			t.Errorf("stored as %s, %v", data, err)
		}
	})
	t.Run("stores nothing for what there is not", func(t *testing.T) {
		if data, err := json.Marshal(es.Meta{}); err != nil || string(data) != "{}" {
			t.Errorf("stored as %s, %v", data, err)
		}
	})
}
