package transitions_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"nivel/libs/es"
)

// noticing is a history that says when so many alarms are on disk.
type noticing struct {
	es.Store
	mu     sync.Mutex
	alarms int
	at     int
	there  chan struct{}
}

func (n *noticing) Append(ctx context.Context, stream string, expected es.Revision, events ...es.NewEvent) (es.Appended, error) {
	at, err := n.Store.Append(ctx, stream, expected, events...)
	if err == nil && slices.ContainsFunc(events, func(e es.NewEvent) bool { return e.Name == overdueName }) {
		n.mu.Lock()
		defer n.mu.Unlock()
		if n.alarms++; n.alarms == n.at {
			close(n.there)
		}
	}
	return at, err
}

// TestAlarm_StoppedInTheMiddleOfAMorning has many offers due on one morning and
// stops the service again and again while it tells of them. Each is told of once:
// in history, and on the bus.
func TestAlarm_StoppedInTheMiddleOfAMorning(t *testing.T) {
	const cases = 300 // some pages of them
	c := openCounty(t, t.TempDir())
	for i := range cases {
		c.offered(overdueCase(i))
	}
	c.clock.forward(8 * 24 * time.Hour)
	for _, at := range []int{1, 50, 99} { // of those that are left
		n := &noticing{Store: c.history, at: at, there: make(chan struct{})}
		c.store = n
		c.start()
		<-n.there
		c.stop()
	}
	left := 0
	for i := range cases {
		if c.alarmsOf(overdueCase(i)) == 0 {
			left++
		}
	}
	if left == 0 || left > cases-150 {
		t.Fatalf("%d are left: it was not stopped in the middle", left)
	}
	c.store = c.history
	c.start()
	t.Cleanup(func() { c.stop() })
	told := c.overdueFacts(cases)
	for i := range cases {
		if n := c.alarmsOf(overdueCase(i)); n != 1 || told[overdueCase(i)] != 1 {
			t.Errorf("case %d: %d alarms, told %d times", i, n, told[overdueCase(i)])
		}
	}
}
