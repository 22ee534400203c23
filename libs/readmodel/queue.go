package readmodel

import (
	"context"
	"sync"
	"time"
)

// queue holds what has arrived while the batch before is being written: at most
// batchSize arrivals, then whoever reads history waits.
type queue struct {
	mu      sync.Mutex
	waiting []arrival
	came    chan struct{} // something waits; holds one
	room    chan struct{} // nothing waits any more; holds one
}

func newQueue() *queue {
	return &queue{came: make(chan struct{}, 1), room: make(chan struct{}, 1)}
}

// put adds an arrival, when there is room.
func (q *queue) put(ctx context.Context, a arrival) error {
	for {
		if q.add(a) {
			signal(q.came)
			return nil
		}
		select {
		case <-q.room:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (q *queue) add(a arrival) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) >= batchSize {
		return false
	}
	q.waiting = append(q.waiting, a)
	return true
}

// next waits for something and takes what else is there; it never waits for
// more. After a tick the batch may be empty.
func (q *queue) next(ctx context.Context, tick <-chan time.Time) (b batch, err error) {
	select {
	case <-q.came:
	case <-tick:
	case <-ctx.Done():
		return b, ctx.Err()
	}
	q.mu.Lock()
	taken := q.waiting
	q.waiting = make([]arrival, 0, len(taken))
	q.mu.Unlock()
	signal(q.room)
	for _, a := range taken {
		b.add(a)
	}
	return b, nil
}

// length says how many arrivals wait.
func (q *queue) length() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting)
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
