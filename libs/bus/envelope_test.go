package bus

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"pgregory.net/rapid"

	"nivel/libs/contracts"
	"nivel/libs/es"
)

var update = flag.Bool("update", false, "write the golden file of the envelope")

func exampleFact() contracts.Fact {
	id, _ := es.ParseID("6f1c7c0e-4b0a-4c4e-9a0d-1f2e3d4c5b6a")
	conversation, _ := es.ParseID("0b7e1d52-8a54-4a8e-8f5e-2c1d3e4f5a6b")
	return contracts.Fact{
		ID: id, Type: opened, Source: "intake", Subject: "7d9f", Stream: "matters-7d9f", Revision: 4,
		Position: es.Position{Commit: 1042, Prepare: 1040}, Time: time.Date(2026, 3, 1, 9, 30, 0, 250_000_000, time.UTC),
		Correlation: conversation, Traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
		Tracestate: "nivel=1", Data: json.RawMessage(`{"unit":"child-welfare-north"}`),
	}
}

func TestEnvelope(t *testing.T) {
	t.Run("is what the golden file says", func(t *testing.T) {
		header, data, err := encode(exampleFact())
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		for _, key := range slices.Sorted(maps.Keys(header)) {
			fmt.Fprintf(&text, "%s: %s\n", key, header.Get(key))
		}
		fmt.Fprintf(&text, "\n%s\n", data)
		const golden = "testdata/fact.golden"
		if *update {
			if err := os.WriteFile(golden, []byte(text.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		check(t, "envelope", text.String(), string(want))
	})
	t.Run("is read back as it was written", rapid.MakeCheck(func(t *rapid.T) {
		fact := anyFact(t)
		header, data, err := encode(fact)
		if err != nil {
			t.Fatal(err)
		}
		back, err := decode(header, data)
		if err != nil || !reflect.DeepEqual(back, fact) {
			t.Fatalf("wrote %+v, read %+v, %v", fact, back, err)
		}
	}))
	t.Run("refuses what could not be read back", func(t *testing.T) {
		for name, spoil := range map[string]func(*contracts.Fact){
			"no id": func(f *contracts.Fact) { f.ID = es.ID{} }, "no stream": func(f *contracts.Fact) { f.Stream = "" },
			"a type of another service": func(f *contracts.Fact) { f.Source = "transitions" },
			"a wild type":               func(f *contracts.Fact) { f.Type = "intake.>" },
			"no JSON":                   func(f *contracts.Fact) { f.Data = json.RawMessage("{") },
			"a header within a value":   func(f *contracts.Fact) { f.Subject = "x\r\nce-id: y" },
			"a negative revision":       func(f *contracts.Fact) { f.Revision = es.NoStream },
		} {
			fact := exampleFact()
			spoil(&fact)
			if _, _, err := encode(fact); err == nil {
				t.Errorf("wrote a fact with %s", name)
			}
		}
	})
}

func anyFact(t *rapid.T) contracts.Fact {
	fact := exampleFact()
	copy(fact.ID[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Filter(func(b []byte) bool { return !es.ID(b).IsZero() }).Draw(t, "id"))
	copy(fact.Correlation[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "correlation"))
	fact.Subject = rapid.StringMatching(`([!-~]([ -~]{0,9}[!-~])?)?`).Draw(t, "subject")
	fact.Stream = rapid.StringMatching(`[a-z]{1,8}-[!-~]{1,20}`).Draw(t, "stream")
	fact.Revision = es.Revision(rapid.Int64Min(0).Draw(t, "revision"))
	fact.Position = es.Position{Commit: rapid.Uint64().Draw(t, "commit"), Prepare: rapid.Uint64().Draw(t, "prepare")}
	fact.Time = time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "second"), rapid.Int64Range(0, 999_999_999).Draw(t, "nano")).UTC()
	return fact
}

func FuzzDecode(f *testing.F) {
	header, data, err := encode(exampleFact())
	if err != nil {
		f.Fatal(err)
	}
	text := "NATS/1.0\r\n"
	for key := range header {
		text += key + ": " + header.Get(key) + "\r\n"
	}
	f.Add([]byte(text+"\r\n"), []byte(data))
	f.Add([]byte("NATS/1.0\r\nce-id: x\r\n\r\n"), []byte("{}"))
	f.Fuzz(func(t *testing.T, headers, data []byte) {
		header, err := nats.DecodeHeadersMsg(headers)
		if err != nil {
			return
		}
		fact, err := decode(header, data)
		if err != nil {
			return
		}
		again, body, err := encode(fact)
		if err != nil {
			t.Fatalf("read %+v but cannot write it: %v", fact, err)
		}
		if back, err := decode(again, body); err != nil || !reflect.DeepEqual(back, fact) {
			t.Fatalf("read %+v, then %+v, %v", fact, back, err)
		}
	})
}
