package demoprovider

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"nivel/libs/area"
)

// The realms, as they stand in an issuer's path.
const (
	Workers = "workers"
	Young   = "young"
)

// Options is what a provider needs.
type Options struct {
	Area       area.Area         // a demo area; its people may sign in
	Production bool              // refused: nobody is asked for a password here
	Address    string            // of the provider as browsers know it, such as http://localhost:8087
	Clients    map[string]Client // by realm
	Clock      func() time.Time
	Key        *rsa.PrivateKey // to sign with at first; nil: a fresh one
}

// Client is the pages that a realm's people sign in to.
type Client struct {
	ID, Secret string
	Address    string // of the pages, as browsers know them: no answer goes anywhere else
	Back       string // path below Address that a code is brought to
}

// Provider is a running provider. It keeps everything in memory.
type Provider struct {
	Options
	mu    sync.Mutex
	keys  []jose.JSONWebKey // the newest first
	asked map[string]request
	codes map[string]grant
}

// lives is how long a request to sign in, and then its code, may be used.
const lives = 10 * time.Minute

// New makes a provider with a fresh key.
// Errors: production mode, and an area that is no demo.
func New(o Options) (*Provider, error) {
	switch {
	case o.Production || !o.Area.Demo:
		return nil, errors.New("the demo sign-in asks for no password: it serves a demo area only, and never in production mode")
	case o.Clock == nil || o.Address == "":
		return nil, errors.New("the demo sign-in needs a clock and an address")
	}
	o.Address = strings.TrimSuffix(o.Address, "/")
	p := &Provider{Options: o, asked: map[string]request{}, codes: map[string]grant{}}
	if o.Key != nil {
		p.signWith(o.Key)
		return p, nil
	}
	return p, p.Rotate()
}

// Issuer returns the issuer of a realm.
func (p *Provider) Issuer(realm string) string { return p.Address + "/" + realm }

// keysKept is how many keys are published: tokens signed just before a change
// stay good.
const keysKept = 2

// Rotate begins to sign with a new key.
func (p *Provider) Rotate() error {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return fmt.Errorf("make a signing key: %w", err)
	}
	p.signWith(key)
	return nil
}

func (p *Provider) signWith(key *rsa.PrivateKey) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keys = append([]jose.JSONWebKey{{Key: key, KeyID: random(), Algorithm: string(jose.RS256), Use: "sig"}}, p.keys...)
	p.keys = p.keys[:min(len(p.keys), keysKept)]
}

// Handler answers browsers and pages.
func (p *Provider) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{realm}/.well-known/openid-configuration", p.realm(p.discover))
	mux.HandleFunc("GET /{realm}/keys", p.realm(p.showKeys))
	mux.HandleFunc("GET /{realm}/authorize", p.realm(p.ask))
	mux.HandleFunc("POST /{realm}/authorize", p.realm(p.answer))
	mux.HandleFunc("POST /{realm}/token", p.realm(p.token))
	mux.HandleFunc("GET /{realm}/sign-out", p.realm(p.signOut))
	mux.HandleFunc("GET /style.css", style)
	return mux
}

// realm finds the realm of a request and gives every answer its headers.
func (p *Provider) realm(h func(http.ResponseWriter, *http.Request, string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		name := r.PathValue("realm")
		if _, ok := p.Clients[name]; !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; "+
			"frame-ancestors 'none'; form-action 'self' "+p.Clients[name].Address)
		r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
		h(w, r, name)
	}
}

// random returns 256 random bits as text.
func random() string {
	b := make([]byte, 32)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}
