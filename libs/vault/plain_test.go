package vault

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

const canary Plain = "Canarinen"

type request struct {
	Name Plain `json:"name"`
	Told []Plain
}

func TestPlain(t *testing.T) {
	asked := request{Name: canary, Told: []Plain{canary}}

	t.Run("says only that it is sealed, whatever the verb", func(t *testing.T) {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10s", "%-30v", "%T%v", "%!"} {
			for _, value := range []any{canary, &asked, asked, []any{canary}, map[string]Plain{"a": canary}} {
				wantNoCanary(t, verb, fmt.Sprintf(verb, value, value))
			}
		}
		if got := fmt.Sprint(canary); got != "[sealed]" {
			t.Errorf("printed as %s", got)
		}
		if fmt.Sprint(Plain("")) != "[sealed]" || canary.String() != "[sealed]" || canary.GoString() != "[sealed]" {
			t.Error("not masked")
		}
	})
	t.Run("does not show in an error", func(t *testing.T) {
		wantNoCanary(t, "error", fmt.Errorf("field %s: %w", canary, ErrForged).Error())
	})
	t.Run("does not reach a log, by itself or inside a struct", func(t *testing.T) {
		var out bytes.Buffer
		for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
			slog.New(h).Info("x", "name", canary, "request", asked, "pointer", &asked, slog.Group("g", "told", asked.Told))
		}
		wantNoCanary(t, "log", out.String())
		if !strings.Contains(out.String(), "name=[sealed]") || !strings.Contains(out.String(), `"name":"[sealed]"`) {
			t.Errorf("the log does not say that something is sealed: %s", out.String())
		}
	})
	t.Run("refuses to be encoded", func(t *testing.T) {
		for _, value := range []any{canary, asked, &asked, []Plain{canary}, Plain("")} {
			if out, err := json.Marshal(value); !errors.Is(err, ErrPlain) {
				t.Errorf("JSON: %s, %v", out, err)
			}
		}
		if out, err := xml.Marshal(asked); err == nil {
			t.Errorf("XML: %s", out)
		}
	})
	t.Run("is read from JSON and revealed on demand", func(t *testing.T) {
		var got request
		if err := json.Unmarshal([]byte(`{"name":"Canarinen"}`), &got); err != nil || got.Name.Reveal() != "Canarinen" {
			t.Errorf("read %q, %v", got.Name.Reveal(), err)
		}
	})
}

// The masking cannot reach these; the test is here so that nobody believes that it does.
func TestPlain_DoesNotHideInUnexportedFields(t *testing.T) {
	if got := fmt.Sprint(struct{ name Plain }{canary}); !strings.Contains(got, "Canarinen") {
		t.Errorf("it does now (%s): say so in the comment of Plain", got)
	}
}

func wantNoCanary(t *testing.T, where, text string) {
	t.Helper()
	if strings.Contains(text, "anarinen") || strings.Contains(strings.ToLower(text), fmt.Sprintf("%x", "anarinen")) {
		t.Errorf("%s shows the text: %s", where, text)
	}
}
