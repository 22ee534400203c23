package web

import (
	"context"
	"sync"
	"time"
)

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
