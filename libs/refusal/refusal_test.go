package refusal_test

import (
	"errors"
	"fmt"
	"testing"

	"nivel/libs/refusal"
)

var errTaken = refusal.Refusal{Kind: refusal.Conflict, Code: "taken"}

func TestRefusal(t *testing.T) {
	t.Run("is the same refusal whatever its details say", func(t *testing.T) {
		if !errors.Is(fmt.Errorf("take: %w", errTaken.With("holder", "w-1")), errTaken) {
			t.Error("a detail made it another refusal")
		}
	})
	t.Run("of another kind or code is another", func(t *testing.T) {
		for _, other := range []refusal.Refusal{{Kind: refusal.Busy, Code: "taken"}, {Kind: refusal.Conflict, Code: "given"}} {
			if errors.Is(errTaken, other) {
				t.Errorf("%v is %v", errTaken, other)
			}
		}
	})
	t.Run("with a detail leaves the sentinel as it was", func(t *testing.T) {
		first := errTaken.With("holder", "w-1")
		second := first.With("holder", "w-2").With("since", "2026-11-10")
		if len(errTaken.Detail) != 0 || first.Detail["holder"] != "w-1" || second.Detail["holder"] != "w-2" || len(second.Detail) != 2 {
			t.Errorf("sentinel %v, first %v, second %v", errTaken.Detail, first.Detail, second.Detail)
		}
	})
}

func TestCheck(t *testing.T) {
	var c refusal.Check
	c.Require(true, "a", "required")
	if err := c.Refusal(); err != nil {
		t.Fatalf("refused although all was well: %v", err)
	}
	c.Require(false, "b", "required")
	c.Require(false, "c", "too-long")
	r, ok := refusal.As(c.Refusal())
	if !ok || r.Kind != refusal.Invalid || len(r.Fields) != 2 || r.Fields[0].Name != "b" || r.Fields[1].Code != "too-long" {
		t.Errorf("said %+v", r)
	}
}
