package web

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
)

// tokenField is the name of the token in every form.
const tokenField = "form-token"

// visitorCookie holds the secret of forms that are shown before anybody is
// signed in.
const visitorCookie = "__Host-nivel-visitor"

// mask hides a secret behind random bits, differently in every form, so that
// nothing can be learnt from the size of a compressed page.
func mask(secret []byte) string {
	pad := make([]byte, len(secret), 2*len(secret))
	rand.Read(pad)
	hidden := make([]byte, len(secret))
	subtle.XORBytes(hidden, secret, pad)
	return base64.RawURLEncoding.EncodeToString(append(pad, hidden...))
}

// unmask reports whether token was made from secret.
func unmask(token string, secret []byte) bool {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(secret) == 0 || len(raw) != 2*len(secret) {
		return false
	}
	found := make([]byte, len(secret))
	subtle.XORBytes(found, raw[:len(secret)], raw[len(secret):])
	return subtle.ConstantTimeCompare(found, secret) == 1
}

// formSecret returns the secret of this visit's forms, and sets the visitor's
// cookie where nobody is signed in and there is none yet.
func (v *visit) formSecret() []byte {
	if v.session != nil {
		return v.session.Secret
	}
	if kept := keptSecret(v.r, visitorCookie); kept != nil {
		return kept
	}
	if v.visitor == nil {
		v.visitor = secret()
		http.SetCookie(v.w, hostCookie(visitorCookie, base64.RawURLEncoding.EncodeToString(v.visitor)))
	}
	return v.visitor
}

// keptSecret returns the secret in a visitor's cookie, nil if there is none.
func keptSecret(r *http.Request, name string) []byte {
	cookie, err := r.Cookie(name)
	if err != nil {
		return nil
	}
	kept, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil || len(kept) != 32 {
		return nil
	}
	return kept
}

// token returns the token for one form of this visit.
func (v *visit) token() string { return mask(v.formSecret()) }
