package telemetry

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestRedact(t *testing.T) {
	for _, c := range []struct{ says, in, want string }{
		{"a code", "131052-908T", "[redacted]"},
		{"a code in a sentence", "code 131052-908T, please", "code [redacted], please"},
		{"neighbours", "131052-908T 131052-908T 131052-908T", "[redacted] [redacted] [redacted]"},
		{"every century", "010100+900A 010199B901D 010105A902C 010190y903h", "[redacted] [redacted] [redacted] [redacted]"},
		{"as JSON", `{"code":"131052-908T"}`, `{"code":"[redacted]"}`},
		{"as a key's value", "hetu_131052-908T=1", "hetu_[redacted]=1"},
		{"in a query", "q=131052%2D908T&p=010100%2B900A", "q=[redacted]&p=[redacted]"},
		{"with a dash as word processors make it", "131052–908T", "[redacted]"},
		{"behind an escaped sign", "q=%22131052-908T%22", "q=%22[redacted]%22"},
		{"not a UUID", "12345678-1234-4234-8234-123456789012", "12345678-1234-4234-8234-123456789012"},
		{"not a trace id", "123456a789b123456a789b123456a789", "123456a789b123456a789b123456a789"},
		{"not a date with a time", "2026-06-01T09:00:00.000Z", "2026-06-01T09:00:00.000Z"},
		{"not a log position", "104212345/104212345", "104212345/104212345"},
		{"not what is too short", "131052-908", "131052-908"},
	} {
		t.Run(c.says, func(t *testing.T) {
			if got := Redact(c.in); got != c.want {
				t.Fatalf("%q became %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestRedact_LetsNoCodeThroughAndNoIdBeTouched(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.StringMatching(`[0-3][0-9][01][0-9]{3}[-+A-FU-Y]9[0-9]{2}[0-9A-FHJ-NPR-Y]`).Draw(t, "code")
		before := rapid.StringMatching(`[ .,:;="'(/äö_-]{0,3}`).Draw(t, "before")
		after := rapid.StringMatching(`[ .,:;="')/äö_-]{0,3}`).Draw(t, "after")
		text := strings.Repeat(before+code+after+" ", 3)
		if got := Redact(text); strings.Contains(got, code) {
			t.Fatalf("%q came out of %q", code, text)
		}
		id := rapid.StringMatching(`[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`).Draw(t, "id")
		if got := Redact(id); got != id {
			t.Fatalf("id %q became %q", id, got)
		}
	})
}

func BenchmarkRedact(b *testing.B) {
	for b.Loop() {
		Redact("POST /matters/{matter}/urgency of 12345678-1234-4234-8234-123456789012")
	}
}
