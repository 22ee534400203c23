package es_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"nivel/libs/es"
)

var anyID = rapid.Custom(func(t *rapid.T) es.ID {
	return es.ID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "bytes"))
})

func TestID(t *testing.T) {
	t.Run("is read back from its text, in any case", rapid.MakeCheck(func(t *rapid.T) {
		id := anyID.Draw(t, "id")
		for _, text := range []string{id.String(), strings.ToUpper(id.String())} {
			if got, err := es.ParseID(text); err != nil || got != id {
				t.Fatalf("%s read as %s, %v", text, got, err)
			}
		}
	}))

	t.Run("is read back from JSON, none included", rapid.MakeCheck(func(t *rapid.T) {
		id := anyID.Draw(t, "id")
		for _, want := range []es.ID{id, {}} {
			data, err := json.Marshal(want)
			if err != nil {
				t.Fatal(err)
			}
			got := id
			if err := json.Unmarshal(data, &got); err != nil || got != want {
				t.Fatalf("%s read as %s, %v", data, got, err)
			}
		}
	}))

	t.Run("made fresh is a random UUID and never the same", func(t *testing.T) {
		one, other := es.NewID(), es.NewID()
		if one == other || one.IsZero() {
			t.Errorf("%s and %s", one, other)
		}
		if text := one.String(); text[14] != '4' || !strings.ContainsRune("89ab", rune(text[19])) {
			t.Errorf("%s is not a version 4 UUID", text)
		}
	})

	t.Run("derived is the same for ever", func(t *testing.T) {
		base, err := es.ParseID("00112233-4455-6677-8899-aabbccddeeff")
		if err != nil {
			t.Fatal(err)
		}
		// Such ids are in history: if this changes, a fact heard again leads to a second command.
		if got := base.Derive("event", "0").String(); got != "ec042f92-965e-551f-add3-7ccacaf90163" {
			t.Errorf("the id derived from %s is %s", base, got)
		}
	})

	t.Run("derived differs with its base and with every part", rapid.MakeCheck(func(t *rapid.T) {
		base, parts := anyID.Draw(t, "base"), rapid.SliceOfN(rapid.StringN(0, 4, 8), 1, 4).Draw(t, "parts")
		same := base.Derive(parts...)
		if again := base.Derive(parts...); again != same {
			t.Fatalf("%s, then %s", same, again)
		}
		if text := same.String(); text[14] != '5' || !strings.ContainsRune("89ab", rune(text[19])) {
			t.Fatalf("%s is not a version 5 UUID", text)
		}
		others := []es.ID{
			anyID.Filter(func(id es.ID) bool { return id != base }).Draw(t, "other base").Derive(parts...),
			base.Derive(append(parts, "")...),
			base.Derive(strings.Join(parts, "") + "."),
		}
		if len(parts) > 1 {
			others = append(others, base.Derive(append([]string{parts[0] + parts[1]}, parts[2:]...)...))
		}
		for i, other := range others {
			if other == same {
				t.Fatalf("derivation %d gives %s too", i, same)
			}
		}
	}))
}

func FuzzParseID(f *testing.F) {
	for _, text := range []string{"", "00112233-4455-6677-8899-aabbccddeeff", "00112233445566778899aabbccddeeff", "0011223g-4455-6677-8899-aabbccddeeff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, err := es.ParseID(text)
		if err != nil {
			if !id.IsZero() && id.String() == text {
				t.Errorf("%q is an id, yet refused: %v", text, err)
			}
			return
		}
		if id.String() != strings.ToLower(text) {
			t.Errorf("%q read as %s", text, id)
		}
	})
}
