package web

import (
	"context"
	"crypto/subtle"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"nivel/libs/area"
	"nivel/libs/refusal"
)

// What signing in by a provider refuses.
var (
	// errProviderAway: the provider could not be reached or could not answer.
	errProviderAway = refusal.Refusal{Kind: refusal.Busy, Code: "provider-away"}
	// errSignInFailed: what came back is not the answer to what this browser asked.
	errSignInFailed = refusal.Refusal{Kind: refusal.Forbidden, Code: "sign-in-failed"}
	// errNoRole: the provider knows them, and its claims map to nobody here.
	errNoRole = refusal.Refusal{Kind: refusal.Forbidden, Code: "no-role"}
)

// BackPath is where, below the address of the pages, a provider sends a browser
// back to.
const BackPath = "/sign-in/back"

// providerPatience is how long a provider may take for one answer.
const providerPatience = 10 * time.Second

// provider is an identity provider, found by discovery when it is first needed:
// one that is away keeps nobody from starting.
type provider struct {
	Provider
	clock  func() time.Time
	client *http.Client

	mu    sync.Mutex
	known *discovered
}

// discovered is what a provider said of itself.
type discovered struct {
	oauth    oauth2.Config
	verifier *oidc.IDTokenVerifier
	signOut  string // its end_session_endpoint; empty: it offers none
}

func newProvider(settings Provider, clock func() time.Time) *provider {
	settings.Address = strings.TrimSuffix(settings.Address, "/")
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, TLSHandshakeTimeout: providerPatience, MaxIdleConns: 4, IdleConnTimeout: time.Minute}
	if settings.Reach != "" {
		dialer := &net.Dialer{Timeout: providerPatience}
		transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, network, settings.Reach)
		}
	}
	return &provider{Provider: settings, clock: clock, client: &http.Client{Transport: transport, Timeout: providerPatience}}
}

// discover returns what the provider says of itself; it is asked until it has
// answered once.
func (p *provider) discover(ctx context.Context) (*discovered, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known != nil {
		return p.known, nil
	}
	found, err := oidc.NewProvider(p.in(ctx), p.Issuer)
	if err != nil {
		return nil, errors.Join(errProviderAway, err)
	}
	var more struct {
		SignOut string `json:"end_session_endpoint"`
	}
	if err := found.Claims(&more); err != nil {
		return nil, errors.Join(errProviderAway, err)
	}
	p.known = &discovered{
		oauth: oauth2.Config{
			ClientID: p.ClientID, ClientSecret: p.Secret, Endpoint: found.Endpoint(), RedirectURL: p.Address + BackPath,
			Scopes: append([]string{oidc.ScopeOpenID}, p.Scopes...),
		},
		verifier: found.Verifier(&oidc.Config{ClientID: p.ClientID, Now: p.clock}),
		signOut:  more.SignOut,
	}
	return p.known, nil
}

// in returns a context in which requests go to the provider.
func (p *provider) in(ctx context.Context) context.Context { return oidc.ClientContext(ctx, p.client) }

// ask returns where a browser asks the provider who somebody is. Whoever signed
// in there before is asked again: here, signed out means signed out.
func (p *provider) ask(ctx context.Context, a attemptToSignIn, language string) (string, error) {
	d, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	return d.oauth.AuthCodeURL(a.State, oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier),
		oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("ui_locales", language)), nil
}

// claims returns what the provider says of who signed in, from the answer that a
// browser brought back. Whatever is wrong with that, the error is the same.
func (p *provider) claims(ctx context.Context, a attemptToSignIn, answer url.Values) (area.Claims, error) {
	d, err := p.discover(ctx)
	if err != nil {
		return nil, err
	}
	issuer := answer.Get("iss") // RFC 9207: who answers says who it is
	if subtle.ConstantTimeCompare([]byte(answer.Get("state")), []byte(a.State)) != 1 || answer.Get("code") == "" || issuer != "" && issuer != p.Issuer {
		return nil, errSignInFailed
	}
	ctx = p.in(ctx)
	token, err := d.oauth.Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return nil, noAnswer(err)
	}
	raw, _ := token.Extra("id_token").(string)
	proof, err := d.verifier.Verify(ctx, raw)
	if err != nil {
		return nil, noAnswer(err)
	}
	if subtle.ConstantTimeCompare([]byte(proof.Nonce), []byte(a.Nonce)) != 1 {
		return nil, errSignInFailed
	}
	var claims area.Claims
	if err := proof.Claims(&claims); err != nil {
		return nil, errors.Join(errSignInFailed, err)
	}
	return claims, nil
}

// noAnswer tells a provider that is away from one that said no. Its own words
// are dropped: they may say of whom.
func noAnswer(err error) error {
	said, refused := errors.AsType[*oauth2.RetrieveError](err)
	if away(err) || refused && said.Response != nil && said.Response.StatusCode >= http.StatusInternalServerError {
		return errProviderAway
	}
	return errSignInFailed
}

// end returns where a browser signs out at the provider, empty where it offers
// none or is away. No id token goes along: it would put claims into an address.
func (p *provider) end(ctx context.Context) string {
	d, err := p.discover(ctx)
	if err != nil || d.signOut == "" {
		return ""
	}
	to, err := url.Parse(d.signOut)
	if err != nil {
		return ""
	}
	query := to.Query()
	query.Set("client_id", p.ClientID)
	query.Set("post_logout_redirect_uri", p.Address+"/")
	to.RawQuery = query.Encode()
	return to.String()
}
