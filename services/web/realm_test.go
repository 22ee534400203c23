package web_test

import (
	"crypto/rand"
	"crypto/rsa"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"nivel/deploy/demoprovider"
	"nivel/libs/access"
	"nivel/libs/edge"
	"nivel/services/web"
)

// signingKey is made once: making one takes longer than most tests.
var signingKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// realm is a running identity provider, which speaks over real HTTP.
type realm struct {
	*demoprovider.Provider
	server *httptest.Server
	name   string
	client demoprovider.Client
}

// newRealm starts a provider for the pages of d, which goes by d's clock.
func newRealm(t testing.TB, d *desk, name string) *realm {
	t.Helper()
	r := &realm{
		server: httptest.NewServer(http.NotFoundHandler()), name: name,
		client: demoprovider.Client{ID: "nivel-" + name, Secret: "a secret of the tests", Address: d.URL, Back: "/sign-in/back"},
	}
	t.Cleanup(r.server.Close)
	key, err := signingKey()
	if err != nil {
		t.Fatal(err)
	}
	r.Provider, err = demoprovider.New(demoprovider.Options{
		Area: d.area, Address: r.server.URL, Clients: map[string]demoprovider.Client{name: r.client}, Clock: d.clock, Key: key,
	})
	if err != nil {
		t.Fatal(err)
	}
	r.server.Config.Handler = r.Handler()
	return r
}

// settings are what pages are told of the provider.
func (r *realm) settings() web.Provider {
	return web.Provider{Issuer: r.Issuer(r.name), ClientID: r.client.ID, Secret: r.client.Secret, Scopes: []string{"profile"}, Address: r.client.Address}
}

// identify begins to sign in at start, says at the provider who it is, and
// returns what the pages answer when the browser comes back.
func (b *browser) identify(start string, who url.Values) page {
	b.t.Helper()
	return b.get(b.answered(start, who))
}

// answered is identify up to the address that the provider sends back to.
func (b *browser) answered(start string, who url.Values) string {
	b.t.Helper()
	asked := b.get(start)
	if asked.status != http.StatusSeeOther {
		b.t.Fatalf("beginning to sign in answered %d", asked.status)
	}
	shown := b.get(asked.header.Get("Location"))
	action := "/" + b.desk.realm.name + "/authorize"
	form, ok := shown.form(action)
	if !ok {
		b.t.Fatalf("the provider (%d) shows no form: %s", shown.status, shown.body)
	}
	for name, values := range who {
		form[name] = values
	}
	return b.post(b.desk.realm.server.URL+action, form).header.Get("Location")
}

// actorOf returns who a service was told asks.
func (d *desk) actorOf(t testing.TB, bearer string) access.Actor {
	t.Helper()
	tokens, err := edge.NewTokens([]byte(strings.Repeat("k", 32)), d.clock)
	if err != nil {
		t.Fatal(err)
	}
	actor, err := tokens.Verify(strings.TrimPrefix(bearer, "Bearer "))
	if err != nil {
		t.Fatal(err)
	}
	return actor
}
