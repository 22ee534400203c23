package transitions

import (
	"encoding/json"
	"testing"
)

// asText is something as it is sent.
func asText(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
