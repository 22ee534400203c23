package edgetest

import (
	"context"
	"errors"
	"sync"

	"nivel/libs/edge"
)

// Uses is a use log in memory.
type Uses struct {
	mu   sync.Mutex
	all  []edge.Use
	away bool
}

var errAway = errors.New("the use log is away")

// Write implements edge.Uses.
func (u *Uses) Write(_ context.Context, uses []edge.Use) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.away {
		return errAway
	}
	u.all = append(u.all, uses...)
	return nil
}

// All returns what was noted, oldest first.
func (u *Uses) All() []edge.Use {
	u.mu.Lock()
	defer u.mu.Unlock()
	return append([]edge.Use(nil), u.all...)
}

// GoAway makes every later Write fail, or none any more.
func (u *Uses) GoAway(away bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.away = away
}
