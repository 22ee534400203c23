package peergroups

import (
	"context"
	"fmt"

	"nivel/libs/es"
)

// turns lets those who ask for a seat in one group act one after another, in the
// order in which they came, instead of all deciding at once and all but one in
// vain. It only makes a rush short: that no seat is given twice is decided by
// the revision, as other processes have turns of their own.
type turns [64]chan struct{}

func newTurns() turns {
	var t turns
	for i := range t {
		t[i] = make(chan struct{}, 1)
	}
	return t
}

// take waits for the turn at a group; done ends it. Groups may share turns.
// Errors: ctx's.
func (t turns) take(ctx context.Context, group es.ID) (done func(), err error) {
	turn := t[int(group[len(group)-1])%len(t)]
	select {
	case turn <- struct{}{}:
		return func() { <-turn }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for the turn at a group: %w", ctx.Err())
	}
}
