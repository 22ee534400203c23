package web

import (
	"sync"

	"nivel/libs/es"
)

// bells wakes whoever waits for notices of one recipient.
type bells struct {
	mu      sync.Mutex
	waiting map[string]map[chan es.Position]bool
}

func newBells() *bells { return &bells{waiting: map[string]map[chan es.Position]bool{}} }

// listen returns a channel that gets the position of the latest notice for
// recipient, from now until stop is called. Notices that come while nobody
// reads become one.
func (b *bells) listen(recipient string) (rings <-chan es.Position, stop func()) {
	ring := make(chan es.Position, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.waiting[recipient] == nil {
		b.waiting[recipient] = map[chan es.Position]bool{}
	}
	b.waiting[recipient][ring] = true
	return ring, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.waiting[recipient], ring)
		if len(b.waiting[recipient]) == 0 {
			delete(b.waiting, recipient)
		}
	}
}

// ring tells everybody who listens for recipient of a notice.
func (b *bells) ring(recipient string, at es.Position) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for ring := range b.waiting[recipient] {
		select {
		case <-ring: // an earlier one that nobody has read: this one is later
		default:
		}
		ring <- at
	}
}
