package history

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"nivel/libs/es"
)

// answers asks the server something small before a subscription is begun anew: a
// subscription on a connection on which nothing comes back would only be missed
// after a silence. l was entered; it is left if there is an error, which is then
// an errInterrupted.
func (r *reader) answers(ctx context.Context, l *link) error {
	_, err := r.ask(ctx, l, func(ctx context.Context, client *esdb.Client) (bool, error) {
		last := esdb.ReadAllOptions{Direction: esdb.Backwards, From: esdb.End{}}
		_, err := drain(client.ReadAll(ctx, last, 1))
		return false, err
	})
	if err != nil {
		l.leave()
		return fmt.Errorf("%w: no answer before it began anew: %w", errInterrupted, err)
	}
	return nil
}

// probe asks, after a silence, whether history holds something that the
// subscription should have brought. If so, or if history does not answer in
// time, the subscription is given up: errInterrupted.
func (r *reader) probe(ctx context.Context) error {
	l, err := r.session.enter(ctx)
	if err != nil {
		return err
	}
	behind, err := r.ask(ctx, l, r.behind)
	l.leave()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("%w: nothing arrived, nor an answer to whether something should: %w", errInterrupted, err)
	case behind:
		return fmt.Errorf("%w: nothing arrived although history has grown", errInterrupted)
	}
	return nil
}

// ask makes a call that must be answered in time on a link that was entered. If
// it is not, the link takes no more calls: its connection may stay open for long
// while nothing comes back on it.
func (r *reader) ask(ctx context.Context, l *link, call func(context.Context, *esdb.Client) (bool, error)) (bool, error) {
	inner, cancel := context.WithTimeout(ctx, r.probeAfter)
	defer cancel()
	if !l.enter() {
		return false, errAgain // it retired meanwhile
	}
	yes, err := on(inner, l, call)
	if err != nil && ctx.Err() == nil {
		l.retire()
	}
	return yes, err
}

// behind looks at what lies right after the last position: one event, when
// nothing does. Twice as many events as may pass between two checkpoints mean
// that one is missing.
func (r *reader) behind(ctx context.Context, client *esdb.Client) (bool, error) {
	const many = 2 * window
	events, err := drain(client.ReadAll(ctx, esdb.ReadAllOptions{Direction: esdb.Forwards, From: from(r.at)}, many))
	if err != nil {
		return false, err
	}
	return len(events) == many || slices.ContainsFunc(events, func(e es.Recorded) bool {
		return e.Position.After(r.at) && wanted(r.Prefixes, e.Stream)
	}), nil
}

func wanted(prefixes []string, stream string) bool {
	if len(prefixes) == 0 {
		return !strings.HasPrefix(stream, "$")
	}
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(stream, p) })
}
