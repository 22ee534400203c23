package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// How often a code may be tried. The first limit is for one browser at one
// address. Who drops the cookie after each try meets the second; it is wider
// because a whole mobile network may share an address.
const (
	triesWindow      = 15 * time.Minute
	triesOfVisitor   = 10
	triesFromAddress = 200
)

// tries counts attempts to sign in, in this process, for the window only.
type tries struct {
	mu    sync.Mutex
	clock func() time.Time
	made  map[string][]time.Time // by whom or from where, oldest first
	swept time.Time
}

func newTries(clock func() time.Time) *tries {
	return &tries{clock: clock, made: map[string][]time.Time{}}
}

// allow notes a try and reports whether it may be made. One that may not does
// not count: who waits for a quarter of an hour may always try again.
func (t *tries) allow(address, visitor string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.clock()
	t.sweep(now)
	both := address + "\n" + visitor
	if len(t.recent(address, now)) >= triesFromAddress || len(t.recent(both, now)) >= triesOfVisitor {
		return false
	}
	t.made[address] = append(t.made[address], now)
	t.made[both] = append(t.made[both], now)
	return true
}

// recent returns the tries of a key within the window, and forgets older ones.
func (t *tries) recent(key string, now time.Time) []time.Time {
	made := t.made[key]
	for len(made) > 0 && now.Sub(made[0]) >= triesWindow {
		made = made[1:]
	}
	if len(made) == 0 {
		delete(t.made, key)
		return nil
	}
	t.made[key] = made
	return made
}

// sweep forgets, once in a while, whoever has not tried for long.
func (t *tries) sweep(now time.Time) {
	if now.Sub(t.swept) < triesWindow {
		return
	}
	t.swept = now
	for key := range t.made {
		t.recent(key, now)
	}
}

// clientAddress is where a request comes from, as far as tries are counted: an
// address of IPv4, or the /64 of IPv6 that one household has. In production the
// one proxy in front names the client last in X-Forwarded-For; whatever stands
// before that anybody may have written.
func clientAddress(r *http.Request, proxied bool) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if named := r.Header.Values("X-Forwarded-For"); proxied && len(named) > 0 {
		all := strings.Split(named[len(named)-1], ",")
		host = strings.TrimSpace(all[len(all)-1])
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return "unknown"
	}
	address = address.Unmap().WithZone("")
	if address.Is6() {
		household, _ := address.Prefix(64) // 64 bits are no more than an address of IPv6 has
		return household.String()
	}
	return address.String()
}
