package history

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"nivel/libs/es"
)

// window is how many events the server considers between two checkpoints.
const window = 512

// Follow implements es.Log. It says CaughtUp each time that a subscription
// reached the end of the log: at first, and again after each interruption; not
// for each event that arrives live. After Close it returns es.ErrUnavailable.
func (h *History) Follow(ctx context.Context, f es.Following) error {
	r := &reader{History: h, Following: f, at: f.After}
	for try := 0; ; try++ {
		from := r.at
		l, err := h.session.enter(ctx)
		if err == nil && try > 0 {
			err = r.answers(ctx, l)
		}
		if err == nil {
			err = r.subscription(ctx, l)
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case !errors.Is(err, errInterrupted):
			return err
		case r.at != from:
			try = 0
		}
		h.logger.Warn("follow was interrupted", "position", r.at.String(), "error", err)
		if err := pause(ctx, try); err != nil {
			return err
		}
	}
}

// errInterrupted says that a subscription ended and the next one may go on.
var errInterrupted = errors.New("subscription was interrupted")

// reader is one Follow.
type reader struct {
	*History
	es.Following
	at es.Position // everything up to here was handed over or filtered out
}

// subscription hands over what one subscription brings on a link that was
// entered, which it leaves.
// Errors: errInterrupted; a callback's; ctx's; errClosed.
func (r *reader) subscription(ctx context.Context, l *link) error {
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	arriving := r.subscribe(inner, l)
	silence := time.NewTimer(r.probeAfter)
	defer silence.Stop()
	for {
		select {
		case a := <-arriving:
			if a.err != nil {
				return fmt.Errorf("%w: %w", errInterrupted, a.err)
			}
			if err := r.take(ctx, a.message); err != nil {
				return err
			}
			silence.Reset(r.probeAfter)
		case <-silence.C:
			if err := r.probe(ctx); err != nil {
				return err
			}
			silence.Reset(r.probeAfter)
		case <-r.session.ending.Done():
			return errClosed
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// arrival is what a subscription brought, or why it ended.
type arrival struct {
	message *esdb.SubscriptionEvent
	err     error
}

// subscribe receives in a goroutine, because the client may ignore ctx. It
// leaves the link when ctx has ended and the client noticed it.
func (r *reader) subscribe(ctx context.Context, l *link) <-chan arrival {
	arriving := make(chan arrival, 64)
	hand := func(a arrival) error {
		select {
		case arriving <- a:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	go func() {
		defer l.leave()
		err := l.run(ctx, func(ctx context.Context) error {
			subscription, err := l.client.SubscribeToAll(ctx, r.options())
			if err != nil {
				return err
			}
			defer subscription.Close()
			for {
				message := subscription.Recv()
				if message.SubscriptionDropped != nil {
					return message.SubscriptionDropped.Error
				}
				if err := hand(arrival{message: message}); err != nil {
					return err
				}
			}
		})
		_ = hand(arrival{err: err}) // nobody listens any more when this fails
	}()
	return arriving
}

func (r *reader) options() esdb.SubscribeToAllOptions {
	filter := &esdb.SubscriptionFilter{Type: esdb.StreamFilterType, Prefixes: r.Prefixes}
	if len(r.Prefixes) == 0 {
		filter.Regex = `^[^$]`
	}
	return esdb.SubscribeToAllOptions{
		From: from(r.at), MaxSearchWindow: window, CheckpointInterval: 1, Filter: filter,
	}
}

func from(at es.Position) esdb.AllPosition {
	if at == (es.Position{}) {
		return esdb.Start{}
	}
	return esdb.Position{Commit: at.Commit, Prepare: at.Prepare}
}

// take tells the callbacks of one message. What was handed over before is not
// handed over again.
func (r *reader) take(ctx context.Context, message *esdb.SubscriptionEvent) error {
	switch {
	case message.EventAppeared != nil:
		e := recorded(message.EventAppeared.OriginalEvent())
		if !e.Position.After(r.at) {
			return nil
		}
		if err := r.Event(ctx, e); err != nil {
			return err
		}
		r.at = e.Position
	case message.CheckPointReached != nil:
		at := position(*message.CheckPointReached)
		if !at.After(r.at) {
			return nil
		}
		r.at = at
		if r.Checkpoint != nil {
			return r.Checkpoint(ctx, at)
		}
	case message.CaughtUp != nil && r.CaughtUp != nil:
		return r.CaughtUp(ctx)
	}
	return nil
}
