package web

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"nivel/libs/access"
	"nivel/libs/es"
)

// House rule: a phone is lent, lost and looked at. Half an hour without a
// request signs out, and twelve hours sign everybody out.
const (
	omaIdleLimit     = 30 * time.Minute
	omaAbsoluteLimit = 12 * time.Hour
)

// omaSession is who is signed in to Oma, and since when.
type omaSession struct {
	Person es.ID     `json:"person"`
	Secret []byte    `json:"secret"` // of the token in forms
	Since  time.Time `json:"since"`
}

// omaSessionKey is sessionKey for Oma: in a store that it shares with the desk,
// no session of one would be taken for one of the other.
func omaSessionKey(id string) string { return sessionKey("oma " + id) }

// youth is who asks when person is signed in.
func (o *Oma) youth(person es.ID) access.Actor {
	return access.Actor{ID: person.String(), Role: access.Youth, Area: o.Area.Code}
}

// beginSession signs person in under a new id and forgets the old one.
func (v *omaVisit) beginSession(person es.ID) error {
	if err := v.endSession(); err != nil {
		return err
	}
	id := base64.RawURLEncoding.EncodeToString(secret())
	value, err := json.Marshal(omaSession{Person: person, Secret: secret(), Since: v.now})
	if err != nil {
		return fmt.Errorf("encode session: %w", err)
	}
	if err := v.Sessions.Put(v.ctx(), omaSessionKey(id), value, omaIdleLimit); err != nil {
		return fmt.Errorf("keep session: %w", err)
	}
	http.SetCookie(v.w, hostCookie(omaCookie, id))
	return nil
}

// endSession forgets the request's session, if it has one.
func (v *omaVisit) endSession() error {
	cookie, err := v.r.Cookie(omaCookie)
	if err != nil {
		return nil
	}
	if err := v.Sessions.Delete(v.ctx(), omaSessionKey(cookie.Value)); err != nil {
		return fmt.Errorf("forget session: %w", err)
	}
	gone := hostCookie(omaCookie, "")
	gone.MaxAge = -1
	http.SetCookie(v.w, gone)
	return nil
}

// sessionOf returns the request's session, nil where nobody is signed in. A
// stream, which a page opens by itself, does not keep it alive.
func (o *Oma) sessionOf(r *http.Request, now time.Time) (*omaSession, error) {
	cookie, err := r.Cookie(omaCookie)
	if err != nil {
		return nil, nil
	}
	ttl := omaIdleLimit
	if byItself(r) {
		ttl = 0
	}
	raw, err := o.Sessions.Get(r.Context(), omaSessionKey(cookie.Value), ttl)
	if err != nil || raw == nil {
		return nil, err
	}
	var found omaSession
	if err := json.Unmarshal(raw, &found); err != nil {
		return nil, fmt.Errorf("decode session: %w", err)
	}
	if found.Person.IsZero() || now.Sub(found.Since) >= omaAbsoluteLimit {
		return nil, o.Sessions.Delete(r.Context(), omaSessionKey(cookie.Value))
	}
	return &found, nil
}
