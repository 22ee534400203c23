package readmodel

import (
	"context"
	"fmt"
	"sync"
	"time"

	"nivel/libs/es"
)

// lookAgain is how often WaitFor asks Redis when another process runs the model.
const lookAgain = 25 * time.Millisecond

// WaitFor returns when what people see includes everything up to position, so
// that who has just written something finds it. Bound it by ctx. Errors: ctx's,
// with the last thing that went wrong.
func (p *Projection[Row, E]) WaitFor(ctx context.Context, position es.Position) error {
	for {
		told := p.news.next()
		at, err := p.visible(ctx)
		if err == nil && !position.After(at) {
			return nil
		}
		timer := time.NewTimer(lookAgain)
		select {
		case <-told:
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
		if ctx.Err() != nil && err != nil {
			return fmt.Errorf("wait for read model %s: %w, %w", p.model.Name, ctx.Err(), err)
		}
		if ctx.Err() != nil {
			return fmt.Errorf("wait for read model %s to reach %s: %w", p.model.Name, position, ctx.Err())
		}
	}
}

// visible returns the checkpoint of the generation that serves.
func (p *Projection[Row, E]) visible(ctx context.Context) (es.Position, error) {
	answer, err := p.ask(ctx, atScript, func(string) []string { return nil })
	if err != nil {
		return es.Position{}, err
	}
	return decodeAt(fmt.Sprint(answer...))
}

// news wakes all who wait for the next thing to happen.
type news struct {
	mu   sync.Mutex
	wake chan struct{}
}

// next returns a channel that closes at the next tell.
func (n *news) next() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.wake == nil {
		n.wake = make(chan struct{})
	}
	return n.wake
}

func (n *news) tell() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.wake != nil {
		close(n.wake)
		n.wake = nil
	}
}
