package edge

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"nivel/libs/es"
	"nivel/libs/refusal"
)

func jsonRequest(body string) *http.Request {
	r := httptest.NewRequest("POST", "/notes", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Body = http.MaxBytesReader(httptest.NewRecorder(), r.Body, 256)
	return r
}

// picky is a value that refuses by itself.
type picky struct{}

func (*picky) UnmarshalText([]byte) error {
	return refusal.Refusal{Kind: refusal.Invalid, Code: "picky"}
}

// parsed is a value whose parser quotes what it read, as parsers do.
type parsed struct{}

func (*parsed) UnmarshalText(b []byte) error { return errors.New("cannot parse " + string(b)) }

func TestJSON(t *testing.T) {
	type body struct {
		Text  string `json:"text"`
		Count int    `json:"count"`
		Child struct {
			Code string `json:"identity_code"`
		} `json:"child"`
		ID     es.ID  `json:"id"`
		Picky  picky  `json:"picky"`
		Parsed parsed `json:"parsed"`
	}
	for _, x := range []struct {
		says, body, code, field string
	}{
		{"takes what it knows", `{"text":"hei","count":3,"child":{"identity_code":"x"}}`, "", ""},
		{"takes space around it", " \n{} \n", "", ""},
		{"refuses nothing", ``, "malformed-json", ""},
		{"refuses what is not JSON", `{text}`, "malformed-json", ""},
		{"refuses half", `{"text":"hei`, "malformed-json", ""},
		{"refuses more than one value", `{} {}`, "malformed-json", ""},
		{"refuses a bracket behind it", `{}]`, "malformed-json", ""},
		{"refuses text that is not UTF-8", "{\"text\":\"\xff\"}", "malformed-json", ""},
		{"refuses a field that it does not know", `{"text":"hei","131052-908T":1}`, "unknown-field", ""},
		{"refuses one further in", `{"child":{"name":"Aino"}}`, "unknown-field", ""},
		{"names a field of the wrong type", `{"count":"three"}`, "invalid-fields", "count"},
		{"names one further in", `{"child":{"identity_code":7}}`, "invalid-fields", "child.identity_code"},
		{"refuses a value of the wrong form", `{"id":"131052-908T"}`, "malformed-value", ""},
		{"keeps what a parser quoted", `{"parsed":"131052-908T"}`, "malformed-value", ""},
		{"passes on what a value refuses", `{"picky":"x"}`, "picky", ""},
		{"refuses what is too long", `{"text":"` + strings.Repeat("x", 300) + `"}`, "too-large", ""},
	} {
		t.Run(x.says, func(t *testing.T) {
			_, err := JSON[body](jsonRequest(x.body))
			if x.code == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			no, ok := refusal.As(err)
			if !ok || no.Code != x.code || no.Kind != refusal.Invalid {
				t.Fatalf("refused with %v, want %s", err, x.code)
			}
			if x.field != "" && (len(no.Fields) != 1 || no.Fields[0] != refusal.Field{Name: x.field, Code: "wrong-type"}) {
				t.Fatal(no.Fields)
			}
		})
	}

	for contentType, ok := range map[string]bool{
		"application/json": true, "application/json; charset=utf-8": true, "application/json;charset=UTF-8": true,
		"": false, "text/plain": false, "application/json; charset=latin1": false, "application/problem+json": false, ";": false,
	} {
		t.Run("goes by the content type "+contentType, func(t *testing.T) {
			r := jsonRequest(`{}`)
			r.Header.Set("Content-Type", contentType)
			if _, err := JSON[body](r); (err == nil) != ok || err != nil && !errors.Is(err, ErrContentType) {
				t.Fatal(err)
			}
		})
	}
}

func TestID(t *testing.T) {
	r := httptest.NewRequest("GET", "/", nil)
	id := es.NewID()
	r.SetPathValue("matter", id.String())
	if got, err := ID(r, "matter"); err != nil || got != id {
		t.Fatal(got, err)
	}
	r.SetPathValue("matter", "131052-908T")
	if _, err := ID(r, "matter"); !errors.Is(err, ErrNotFound) {
		t.Fatal(err)
	}
}

func TestDecode_KeepsWhatAParserQuoted(t *testing.T) {
	c := newCounty(t)
	c.api.Handle("GET /notes", "intake.see", Serve(
		func(r *http.Request) (int, error) { return strconv.Atoi(r.URL.Query().Get("page")) },
		func(context.Context, int) (struct{}, error) { return struct{}{}, nil }))
	w := c.ask("GET", "/notes?page=Aino", "")
	c.wants(w, 422, "malformed-request")
	if strings.Contains(w.Body.String()+c.lines.String(), "Aino") {
		t.Fatal("what the parser quoted came out")
	}
}

func FuzzJSON(f *testing.F) {
	for _, seed := range []string{`{}`, `{"text":"hei","count":3}`, `{"child":{"identity_code":"x"}}`, `[`, `null`, `{"x":1}`, `{"count":1e400}`, "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		_, err := JSON[note](jsonRequest(body))
		if err == nil {
			return
		}
		no, ok := refusal.As(err)
		if !ok || no.Kind != refusal.Invalid {
			t.Fatalf("not a refusal: %v", err)
		}
		for _, field := range no.Fields {
			if field.Name != "" && field.Name != "text" && field.Name != "count" && field.Name != "child" && field.Name != "child.identity_code" {
				t.Fatalf("a field that the request has not: %q", field.Name)
			}
		}
	})
}

func FuzzIfMatch(f *testing.F) {
	for _, seed := range []string{`"7"`, `"-1"`, `W/"7"`, `*`, `""`, `"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, tag string) {
		if revision, ok := unquote(tag); ok && quote(revision) != tag {
			t.Fatalf("%q was read as %d", tag, revision)
		}
	})
}
