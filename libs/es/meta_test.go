package es_test

import (
	"encoding/json"
	"testing"

	"nivel/libs/es"
)

var someMeta = es.Meta{
	Command: es.ID{1}, Correlation: es.ID{2}, Causation: es.ID{3}, Actor: "w-17",
	Traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
}

// FuzzReadMeta looks for metadata that is read otherwise than json reads it.
func FuzzReadMeta(f *testing.F) {
	for _, m := range []es.Meta{{}, someMeta, {Actor: "w-1", Tracestate: `a="b"`}} {
		data, err := json.Marshal(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, text := range []string{
		``, `{`, `{}`, `{},`, `{"actor":"w"`, `{"actor":"w",}`, `{"actor":"w"}}`, `{"actor":"w","actor":"v"}`, `{"ACTOR":"w"}`,
		`{"actor":"\u0077"}`, `{"actor":"ä"}`, `{"command":""}`, `{"command":"x"}`, `{"other":"w","actor":"v"}`, `{"actor":1}`, `null`, `[]`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var want es.Meta
		wanted := json.Unmarshal(data, &want)
		got, err := es.ReadMeta(data)
		if (err == nil) != (wanted == nil) || err == nil && got != want {
			t.Errorf("%q is read as %+v, %v; by json as %+v, %v", data, got, err, want, wanted)
		}
	})
}

func BenchmarkReadMeta(b *testing.B) {
	data, err := json.Marshal(someMeta)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			if m, err := es.ReadMeta(data); err != nil || m != someMeta {
				b.Fatal(m, err)
			}
		}
	})
	b.Run("by json", func(b *testing.B) {
		for b.Loop() {
			var m es.Meta
			if err := json.Unmarshal(data, &m); err != nil {
				b.Fatal(err)
			}
		}
	})
}
