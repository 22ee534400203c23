package web

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"
	"unicode/utf8"
)

func TestTries(t *testing.T) {
	now := time.Date(2026, time.November, 17, 8, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	t.Run("are at most ten in any quarter of an hour", func(t *testing.T) {
		tries := newTries(clock)
		var allowed []time.Time
		for range 400 {
			now = now.Add(17 * time.Second)
			if tries.allow("192.0.2.1", "cookie") {
				allowed = append(allowed, now)
			}
		}
		for i := range allowed[:len(allowed)-triesOfVisitor] {
			if within := allowed[i+triesOfVisitor].Sub(allowed[i]); within < triesWindow {
				t.Fatalf("eleven tries within %s", within)
			}
		}
		if len(allowed) < 70 {
			t.Errorf("only %d tries were allowed in almost two hours: refused ones count", len(allowed))
		}
	})
	t.Run("are bounded for an address too, whatever cookie is shown", func(t *testing.T) {
		tries := newTries(clock)
		allowed := 0
		for i := range 1000 {
			if tries.allow("192.0.2.1", strconv.Itoa(i)) {
				allowed++
			}
		}
		if allowed != triesFromAddress {
			t.Errorf("%d were allowed", allowed)
		}
		if !tries.allow("192.0.2.2", "0") {
			t.Error("another address is kept out")
		}
	})
	t.Run("are forgotten when their time is over", func(t *testing.T) {
		tries := newTries(clock)
		for i := range 100 {
			tries.allow("192.0.2."+strconv.Itoa(i), "cookie")
		}
		now = now.Add(triesWindow)
		tries.allow("198.51.100.1", "cookie")
		if len(tries.made) != 2 {
			t.Errorf("%d keys are kept", len(tries.made))
		}
	})
}

func TestClientAddress(t *testing.T) {
	for name, test := range map[string]struct {
		remote    string
		forwarded []string
		proxied   bool
		want      string
	}{
		"is the other end of the connection":               {"192.0.2.7:1234", nil, false, "192.0.2.7"},
		"is not what anybody may write":                    {"192.0.2.7:1234", []string{"203.0.113.9"}, false, "192.0.2.7"},
		"is what the proxy in front says":                  {"10.0.0.1:1234", []string{"203.0.113.9"}, true, "203.0.113.9"},
		"is not what stood there before the proxy":         {"10.0.0.1:1234", []string{"1.1.1.1, 203.0.113.9"}, true, "203.0.113.9"},
		"is what the last header of several says":          {"10.0.0.1:1234", []string{"1.1.1.1", "203.0.113.9"}, true, "203.0.113.9"},
		"is one household of IPv6":                         {"[2001:db8:1:2:3:4:5:6]:1234", nil, false, "2001:db8:1:2::/64"},
		"is the same for IPv4 written as IPv6":             {"[::ffff:192.0.2.7]:1234", nil, false, "192.0.2.7"},
		"is one for all whose address cannot be read":      {"10.0.0.1:1234", []string{"unix:"}, true, "unknown"},
		"is the proxy itself where it names nobody":        {"10.0.0.1:1234", nil, true, "10.0.0.1"},
		"has no zone, which one machine may choose freely": {"[fe80::1%eth0]:1234", nil, false, "fe80::/64"},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, "/sign-in", nil)
			r.RemoteAddr = test.remote
			for _, f := range test.forwarded {
				r.Header.Add("X-Forwarded-For", f)
			}
			if got := clientAddress(r, test.proxied); got != test.want {
				t.Errorf("%q, not %q", got, test.want)
			}
		})
	}
}

func FuzzReadCode(f *testing.F) {
	for _, seed := range []string{"K7MNP3QRTW", "k7mnp-3qrtw", " ", "–\u00a0\u200b", "\xff\xfe", "ßäö"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		code := readCode(typed)
		if again := readCode(code); again != code || len(code) > longestCode || !utf8.ValidString(code) {
			t.Fatalf("%q is read as %q and that as %q", typed, code, again)
		}
	})
}
