package web

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"nivel/libs/area"
	"nivel/libs/es"
)

// House rule (ASVS 5.0, 7.3): a worker who does nothing for 15 minutes is signed
// out, and everybody after 10 hours.
const (
	idleLimit     = 15 * time.Minute
	absoluteLimit = 10 * time.Hour
)

// House rule: a phone is lent, lost and looked at. Half an hour without a
// request signs out, and twelve hours sign everybody out.
const (
	omaIdleLimit     = 30 * time.Minute
	omaAbsoluteLimit = 12 * time.Hour
)

// cookieName is the desk's session cookie. The prefix makes browsers insist on
// Secure, on the whole path and on this very host.
const cookieName = "__Host-nivel-desk"

// session is who is signed in, and since when.
type session struct {
	Who    string      `json:"who"`             // id of the worker, or of the young person
	Worker area.Worker `json:"worker,omitzero"` // on the desk: as the provider described them
	Secret []byte      `json:"secret"`          // of the token in forms
	Since  time.Time   `json:"since"`
}

// person returns whose session of Oma it is, zero for one that is not of Oma.
func (s session) person() es.ID {
	id, err := es.ParseID(s.Who)
	if err != nil {
		return es.ID{}
	}
	return id
}

// keeper keeps the sessions of one face: the desk or Oma. What the store holds
// is sealed under the cookie's value, which it does not know: who reads the
// store sees neither who is signed in nor what opens their session.
type keeper struct {
	store          Sessions
	cookie         string // its name, and what keeps the faces apart in one store
	idle, absolute time.Duration
}

// begin signs somebody in under a new id and forgets the old one.
func (k keeper) begin(w http.ResponseWriter, r *http.Request, s session) error {
	if err := k.end(w, r); err != nil {
		return err
	}
	id := base64.RawURLEncoding.EncodeToString(secret())
	s.Secret = secret()
	raw, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("encode session: %w", err)
	}
	sealed, err := seal(k.cookie, id, raw)
	if err != nil {
		return err
	}
	if err := k.store.Put(r.Context(), k.key("session", id), sealed, k.idle); err != nil {
		return fmt.Errorf("keep session: %w", err)
	}
	http.SetCookie(w, hostCookie(k.cookie, id))
	return nil
}

// end forgets the request's session, if it has one.
func (k keeper) end(w http.ResponseWriter, r *http.Request) error {
	cookie, err := r.Cookie(k.cookie)
	if err != nil {
		return nil
	}
	if err := k.store.Delete(r.Context(), k.key("session", cookie.Value)); err != nil {
		return fmt.Errorf("forget session: %w", err)
	}
	http.SetCookie(w, goneCookie(k.cookie))
	return nil
}

// of returns the request's session, nil where nobody is signed in. Only a
// request that a person made keeps it alive.
func (k keeper) of(r *http.Request, now time.Time) (*session, error) {
	cookie, err := r.Cookie(k.cookie)
	if err != nil {
		return nil, nil
	}
	ttl := k.idle
	if byItself(r) {
		ttl = 0
	}
	key := k.key("session", cookie.Value)
	sealed, err := k.store.Get(r.Context(), key, ttl)
	if err != nil || sealed == nil {
		return nil, err
	}
	raw, ok := unseal(k.cookie, cookie.Value, sealed)
	if !ok {
		return nil, nil // of another face, or not ours
	}
	var found session
	if err := json.Unmarshal(raw, &found); err != nil {
		return nil, fmt.Errorf("decode session: %w", err)
	}
	revoked, err := k.revoked(r.Context(), found)
	if err != nil {
		return nil, err
	}
	if found.Who == "" || revoked || now.Sub(found.Since) >= k.absolute {
		return nil, k.store.Delete(r.Context(), key)
	}
	return &found, nil
}

// revoke ends every session of somebody that began until now, in every process
// that shares the store, from its next request on. A session that begins later
// is not touched: who may sign in is for the provider to say.
func (k keeper) revoke(ctx context.Context, who string, now time.Time) error {
	if err := k.store.Put(ctx, k.key("revoked", who), []byte(now.UTC().Format(time.RFC3339Nano)), k.absolute); err != nil {
		return fmt.Errorf("revoke sessions: %w", err)
	}
	return nil
}

// revoked reports whether a session began before its owner's were revoked. What
// cannot be read counts as revoked.
func (k keeper) revoked(ctx context.Context, s session) (bool, error) {
	raw, err := k.store.Get(ctx, k.key("revoked", s.Who), 0)
	if err != nil || raw == nil {
		return false, err
	}
	at, err := time.Parse(time.RFC3339Nano, string(raw))
	return err != nil || !s.Since.After(at), nil
}

// key is what the store knows something by: not the id itself, so that who reads
// the store cannot take sessions over.
func (k keeper) key(kind, id string) string {
	return base64.RawURLEncoding.EncodeToString(derive(k.cookie+" "+kind, id))
}

// secret returns 256 random bits.
func secret() []byte {
	b := make([]byte, 32)
	rand.Read(b)
	return b
}

// byItself reports whether a page made the request without its reader: a live
// list that refreshes must not keep an empty chair signed in.
func byItself(r *http.Request) bool {
	return r.Method == http.MethodGet && (r.Header.Get("HX-Request") != "" || r.URL.Path == livePath)
}

func hostCookie(name, value string) *http.Cookie {
	return &http.Cookie{
		Name: name, Value: value, Path: "/",
		Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// goneCookie makes a browser forget a cookie.
func goneCookie(name string) *http.Cookie {
	gone := hostCookie(name, "")
	gone.MaxAge = -1
	return gone
}
