package web

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/oauth2"
)

// attemptLife is how long somebody may take to sign in at the provider.
const attemptLife = 10 * time.Minute

// attemptToSignIn is what a browser asked a provider for. It is kept in that
// browser alone, sealed, so that nobody else's answer fits.
type attemptToSignIn struct {
	State    string    `json:"state"`
	Nonce    string    `json:"nonce"`
	Verifier string    `json:"verifier"` // of PKCE
	Next     string    `json:"next"`     // where to go on
	Until    time.Time `json:"until"`
}

// attemptCookie is the cookie of an attempt at the face with that session cookie.
func attemptCookie(face string) string { return face + "-attempt" }

// attempt begins an attempt and gives it to the browser.
func (p *provider) attempt(w http.ResponseWriter, face, next string, now time.Time) (attemptToSignIn, error) {
	random := func() string { return base64.RawURLEncoding.EncodeToString(secret()) }
	a := attemptToSignIn{State: random(), Nonce: random(), Verifier: oauth2.GenerateVerifier(), Next: next, Until: now.Add(attemptLife)}
	raw, err := json.Marshal(a)
	if err != nil {
		return a, fmt.Errorf("encode an attempt to sign in: %w", err)
	}
	sealed, err := seal(attemptCookie(face), p.Secret, raw)
	if err != nil {
		return a, err
	}
	cookie := hostCookie(attemptCookie(face), base64.RawURLEncoding.EncodeToString(sealed))
	cookie.MaxAge = int(attemptLife.Seconds())
	http.SetCookie(w, cookie)
	return a, nil
}

// attemptOf returns the attempt that a browser comes back from, and takes it
// away: it is answered once.
func (p *provider) attemptOf(w http.ResponseWriter, r *http.Request, face string, now time.Time) (attemptToSignIn, error) {
	cookie, err := r.Cookie(attemptCookie(face))
	if err != nil {
		return attemptToSignIn{}, errSignInFailed
	}
	http.SetCookie(w, goneCookie(cookie.Name))
	sealed, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil {
		return attemptToSignIn{}, errSignInFailed
	}
	raw, ok := unseal(cookie.Name, p.Secret, sealed)
	var a attemptToSignIn
	if !ok || json.Unmarshal(raw, &a) != nil || !now.Before(a.Until) {
		return attemptToSignIn{}, errSignInFailed
	}
	return a, nil
}
