package history_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

// between is a network on the way to a server, which can be made bad.
type between struct {
	testing.TB
	proxy *toxiproxy.Proxy
}

// put puts a network before server, "host:port".
func put(t testing.TB, server string) *between {
	t.Helper()
	api := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	b := &between{TB: t, proxy: toxiproxy.NewProxy(api, "between", "127.0.0.1:0", server)}
	if err := b.proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sync.OnceFunc(b.proxy.Stop))
	return b
}

func (b *between) address() string { return "esdb://" + b.proxy.Listen + "?tls=false" }

// poison makes the network bad in one direction: "downstream" is what the server
// says. kind and attributes are of toxiproxy, such as "timeout", which lets
// nothing through.
func (b *between) poison(kind, direction, attributes string) {
	b.Helper()
	toxic := fmt.Sprintf(`{"name":"%[1]s-%[2]s","type":"%[1]s","stream":"%[2]s","attributes":%[3]s}`, kind, direction, attributes)
	if _, err := b.proxy.Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
		b.Fatal(err)
	}
}

// heal makes the network good again. Connections in which something got lost
// are closed.
func (b *between) heal() {
	b.proxy.Toxics.ResetToxics(b.Context())
}

const hole = `{"timeout":0}` // swallows everything, for ever
