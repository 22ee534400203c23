package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// House rule (ASVS 5.0, 7.3): a worker who does nothing for 15 minutes is signed
// out, and everybody after 10 hours.
const (
	idleLimit     = 15 * time.Minute
	absoluteLimit = 10 * time.Hour
)

// cookieName is the session's cookie. The prefix makes browsers insist on
// Secure, on the whole path and on this very host.
const cookieName = "__Host-nivel-desk"

// Sessions keeps opaque values under opaque keys for a while. Implementations
// forget by themselves and are safe for concurrent use.
type Sessions interface {
	// Put keeps value under key for ttl.
	Put(ctx context.Context, key string, value []byte, ttl time.Duration) error
	// Get returns the value, nil where there is none or its time is over. A ttl
	// above zero keeps a value that is still there for that long from now, in the
	// same step, so that a deleted one is never brought back.
	Get(ctx context.Context, key string, ttl time.Duration) ([]byte, error)
	// Delete forgets the value; forgetting twice is no error.
	Delete(ctx context.Context, key string) error
}

// session is who is signed in, and since when.
type session struct {
	Worker string    `json:"worker"` // id
	Secret []byte    `json:"secret"` // of the token in forms
	Since  time.Time `json:"since"`
}

// secret returns 256 random bits.
func secret() []byte {
	b := make([]byte, 32)
	rand.Read(b)
	return b
}

// sessionKey is what the store knows a session by: not the id itself, so that
// who reads the store cannot take sessions over.
func sessionKey(id string) string {
	sum := sha256.Sum256([]byte(id))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// beginSession signs worker in under a new id and forgets the old one.
func (s *Service) beginSession(v *visit, worker string) error {
	if err := s.endSession(v); err != nil {
		return err
	}
	id := base64.RawURLEncoding.EncodeToString(secret())
	value, err := json.Marshal(session{Worker: worker, Secret: secret(), Since: v.now})
	if err != nil {
		return fmt.Errorf("encode session: %w", err)
	}
	if err := s.Sessions.Put(v.ctx(), sessionKey(id), value, idleLimit); err != nil {
		return fmt.Errorf("keep session: %w", err)
	}
	http.SetCookie(v.w, hostCookie(cookieName, id))
	return nil
}

// endSession forgets the request's session, if it has one.
func (s *Service) endSession(v *visit) error {
	cookie, err := v.r.Cookie(cookieName)
	if err != nil {
		return nil
	}
	if err := s.Sessions.Delete(v.ctx(), sessionKey(cookie.Value)); err != nil {
		return fmt.Errorf("forget session: %w", err)
	}
	gone := hostCookie(cookieName, "")
	gone.MaxAge = -1
	http.SetCookie(v.w, gone)
	return nil
}

// sessionOf returns the request's session, nil where nobody is signed in. Only a
// request that a person made keeps it alive.
func (s *Service) sessionOf(r *http.Request, now time.Time) (*session, error) {
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return nil, nil
	}
	ttl := idleLimit
	if byItself(r) {
		ttl = 0
	}
	raw, err := s.Sessions.Get(r.Context(), sessionKey(cookie.Value), ttl)
	if err != nil || raw == nil {
		return nil, err
	}
	var found session
	if err := json.Unmarshal(raw, &found); err != nil {
		return nil, fmt.Errorf("decode session: %w", err)
	}
	if _, works := s.Area.Worker(found.Worker); !works || now.Sub(found.Since) >= absoluteLimit {
		return nil, s.Sessions.Delete(r.Context(), sessionKey(cookie.Value))
	}
	return &found, nil
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

// MemorySessions keeps sessions in this process: one machine, gone at a restart.
type MemorySessions struct {
	mu    sync.Mutex
	clock func() time.Time
	kept  map[string]keptSession
}

type keptSession struct {
	value []byte
	until time.Time
}

// NewMemorySessions returns an empty store that tells time by clock.
func NewMemorySessions(clock func() time.Time) *MemorySessions {
	return &MemorySessions{clock: clock, kept: map[string]keptSession{}}
}

// Put keeps value under key for ttl, and drops what is over.
func (m *MemorySessions) Put(_ context.Context, key string, value []byte, ttl time.Duration) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.clock()
	for k, s := range m.kept {
		if !now.Before(s.until) {
			delete(m.kept, k)
		}
	}
	m.kept[key] = keptSession{value, now.Add(ttl)}
	return nil
}

// Get returns what is kept under key; see Sessions.
func (m *MemorySessions) Get(_ context.Context, key string, ttl time.Duration) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.kept[key]
	now := m.clock()
	if !ok || !now.Before(s.until) {
		delete(m.kept, key)
		return nil, nil
	}
	if ttl > 0 {
		s.until = now.Add(ttl)
		m.kept[key] = s
	}
	return s.value, nil
}

// Delete forgets key.
func (m *MemorySessions) Delete(_ context.Context, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.kept, key)
	return nil
}
