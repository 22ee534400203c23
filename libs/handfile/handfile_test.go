package handfile_test

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/handfile"
)

var (
	north = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	south = ed25519.NewKeyFromSeed(append(make([]byte, ed25519.SeedSize-1), 1))
)

func some() contracts.HandedCase {
	return contracts.HandedCase{
		FromArea: "21", ToArea: "19", On: calendar.MustParse("2026-11-23"), Documents: []string{"summary", "plan"},
		Client:  contracts.HandedClient{FamilyName: "Virtasalo", GivenNames: "Venla Testi", IdentityCode: "010190-900P"},
		Summary: &contracts.WrittenSummary{HandoverSummary: contracts.HandoverSummary{Strengths: "Osaa kokata.", Situation: "Asuu yksin."}, By: "w-aino"},
	}
}

func sealed(t testing.TB, key ed25519.PrivateKey) []byte {
	t.Helper()
	file, err := handfile.Seal(key, some())
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func public(key ed25519.PrivateKey) ed25519.PublicKey { return key.Public().(ed25519.PublicKey) }

func TestFile(t *testing.T) {
	raw := sealed(t, north)
	t.Run("is read by who has the key of the area that signed it", func(t *testing.T) {
		got, err := handfile.Open(raw, public(south), public(north))
		if err != nil || got.ToArea != "19" || got.Client != some().Client || got.Summary.Strengths != "Osaa kokata." || got.Plan != nil {
			t.Errorf("read %+v, %v", got, err)
		}
	})
	t.Run("is not read by another key, nor by none", func(t *testing.T) {
		for _, keys := range [][]ed25519.PublicKey{{public(south)}, nil} {
			if got, err := handfile.Open(raw, keys...); !errors.Is(err, handfile.ErrUnknownKey) || got.Client.FamilyName != "" {
				t.Errorf("read %+v, %v", got, err)
			}
		}
	})
	t.Run("is not taken for one that another area signed", func(t *testing.T) {
		var file contracts.HandoverFile
		if err := json.Unmarshal(raw, &file); err != nil {
			t.Fatal(err)
		}
		file.Key = handfile.KeyID(public(south))
		forged, _ := json.Marshal(file)
		if _, err := handfile.Open(forged, public(north), public(south)); !errors.Is(err, handfile.ErrSignature) {
			t.Errorf("answered %v", err)
		}
	})
	t.Run("may end with a line feed", func(t *testing.T) {
		if _, err := handfile.Open(append(raw[:len(raw):len(raw)], '\n'), public(north)); err != nil {
			t.Errorf("answered %v", err)
		}
	})
	t.Run("of another format is not read", func(t *testing.T) {
		for _, other := range []string{`{}`, `[]`, ``, `{"format":"nivel-handover/2","content":"{}"}`, string(raw) + "{}", string(raw) + "}", string(raw) + "}anything", string(raw) + "]x", string(raw) + " \n]", string(raw) + "\x00", `{"format":"nivel-handover/1","more":1}`} {
			if _, err := handfile.Open([]byte(other), public(north)); !errors.Is(err, handfile.ErrFormat) {
				t.Errorf("%q answered %v", other, err)
			}
		}
	})
}

// TestFile_AnyChangeIsFound flips a bit, drops a byte or doubles one at a thousand
// places: no changed file is read as if it were whole, unless what was changed is
// only how JSON is written.
func TestFile_AnyChangeIsFound(t *testing.T) {
	raw := sealed(t, north)
	want, err := handfile.Open(raw, public(north))
	if err != nil {
		t.Fatal(err)
	}
	whole, _ := json.Marshal(want)
	random := rand.New(rand.NewPCG(1, 2))
	found := 0
	for range 1_000 {
		at := random.IntN(len(raw))
		changed := append([]byte{}, raw...)
		switch random.IntN(3) {
		case 0:
			changed[at] ^= 1 << random.IntN(8)
		case 1:
			changed = append(changed[:at], changed[at+1:]...)
		case 2:
			changed = append(changed[:at+1], raw[at:]...)
		}
		got, err := handfile.Open(changed, public(north))
		if err != nil {
			found++
			continue
		}
		if read, _ := json.Marshal(got); string(read) != string(whole) {
			t.Fatalf("a change at byte %d was not found", at)
		}
	}
	if found < 900 {
		t.Errorf("%d of 1,000 changes were found", found)
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(sealed(f, north))
	f.Add([]byte(`{"format":"nivel-handover/1","key":"","signature":"","content":"{}"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if got, err := handfile.Open(raw, public(north)); err == nil && got.Client != some().Client {
			t.Errorf("read what nobody signed: %+v", got)
		}
	})
}
