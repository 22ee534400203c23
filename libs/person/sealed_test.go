package person

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestIdentityCode_IsNeverPrinted(t *testing.T) {
	code, err := ParseIdentityCode("010106A9001")
	if err != nil {
		t.Fatal(err)
	}
	type record struct {
		Code   IdentityCode
		hidden IdentityCode
	}
	outside := record{code, code}

	t.Run("by any verb, alone or inside something", func(t *testing.T) {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%t", "%11s"} {
			for _, value := range []any{code, &code, outside, &outside, []IdentityCode{code}, map[IdentityCode]int{code: 1}, errors.Join(fmt.Errorf("%v", code))} {
				checkSealed(t, verb, fmt.Sprintf(verb, value))
			}
		}
		if got := fmt.Sprint(code); got != "[sealed]" {
			t.Errorf("printed as %s", got)
		}
		if got := code.String(); got != "[sealed]" {
			t.Errorf("String gives %s", got)
		}
	})
	t.Run("by a log", func(t *testing.T) {
		var out bytes.Buffer
		for _, handler := range []slog.Handler{slog.NewJSONHandler(&out, nil), slog.NewTextHandler(&out, nil)} {
			slog.New(handler).Info("read", "code", code, "record", outside, "list", []IdentityCode{code})
		}
		checkSealed(t, "slog", out.String())
		if !strings.Contains(out.String(), "code=[sealed]") {
			t.Errorf("logged as %s", out.String())
		}
	})
	t.Run("by JSON, which fails instead", func(t *testing.T) {
		if text, err := json.Marshal(outside); err == nil {
			t.Errorf("written as %s", text)
		}
	})
}

func checkSealed(t *testing.T, how, printed string) {
	t.Helper()
	for _, part := range []string{"010106", "9001", "3031303130"} {
		if strings.Contains(printed, part) {
			t.Errorf("%s shows %s", how, printed)
		}
	}
}

func TestIdentityCode_None(t *testing.T) {
	t.Run("tells nothing and is harmless", func(t *testing.T) {
		var none IdentityCode
		if !none.IsZero() || none.Reveal() != "" || !none.BirthDate().IsZero() || none.Artificial() {
			t.Error("it tells something")
		}
		if got := none.String(); got != "[sealed]" {
			t.Errorf("printed as %s", got)
		}
	})
}
