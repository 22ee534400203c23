package bus

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.opentelemetry.io/otel/trace"

	"nivel/libs/contracts"
	"nivel/libs/es"
)

// Relay publishes what one service has to tell the others: it reads history
// after the commit and puts each fact on the bus once, in the order of the log.
//
// It keeps no checkpoint. The last message of its service in the stream says
// where it stands, and every message is published on the condition that this
// is still the last one. So a lost acknowledgement, a second relay of the same
// service or a wiped store can neither skip a fact nor turn two around.
type Relay struct {
	Bus      *Bus
	Log      es.Log
	Service  string   // the source of its facts; their types begin with it
	Prefixes []string // of the stream names that it reads; empty: all

	// Translate turns an event into a fact, or says false when the others need
	// not know. It fills Type, Subject and Data; the relay fills the rest. It is
	// pure: after a wipe it is asked again. An error stops the relay, which asks
	// again after a pause and never skips.
	Translate func(es.Recorded) (contracts.Fact, bool, error)
}

var errStreamChanged = errors.New("the stream of facts is not as this relay left it")

// Run relays until ctx ends, then returns nil. Errors: a relay that lacks a part.
func (r Relay) Run(ctx context.Context) error {
	if r.Bus == nil || r.Log == nil || r.Translate == nil || !areaName.MatchString(r.Service) {
		return errors.New("a relay needs a bus, a log, a service and a translation")
	}
	return r.Bus.keep(ctx, r.reader(), r.session)
}

func (r Relay) reader() string { return "relay of " + r.Service }

// relaying is a relay from one look at the stream until it has to look again.
type relaying struct {
	Relay
	stream jetstream.Stream
	last   atomic.Uint64 // sequence of the service's last message; 0: none
}

func (r Relay) session(ctx context.Context) error {
	stream, err := r.Bus.facts(ctx)
	if err != nil {
		return err
	}
	now := &relaying{Relay: r, stream: stream}
	last, after, err := now.standing(ctx)
	if err != nil {
		return err
	}
	now.last.Store(last)
	follow := func(ctx context.Context) error {
		return r.Log.Follow(ctx, es.Following{After: after, Prefixes: r.Prefixes, Event: now.publish, CaughtUp: now.caughtUp})
	}
	return together(ctx, follow, func(ctx context.Context) error { return every(ctx, r.Bus.Check, now.check) })
}

func (r *relaying) all() string { return r.Bus.subject(r.Service + ".>") }

// standing returns the sequence and the log position of the service's last fact
// on the bus; zeros if there is none.
func (r *relaying) standing(ctx context.Context) (uint64, es.Position, error) {
	msg, err := r.stream.GetLastMsgForSubject(ctx, r.all())
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return 0, es.Position{}, nil
	}
	if err != nil {
		return 0, es.Position{}, fmt.Errorf("read the last fact of %s: %w", r.Service, err)
	}
	fact, err := decode(msg.Header, msg.Data)
	return msg.Sequence, fact.Position, err
}

// check notices a stream that was wiped or rolled back while no event came.
func (r *relaying) check(ctx context.Context) error {
	known := r.last.Load()
	last, _, err := r.standing(ctx)
	if err == nil && last < known {
		err = errStreamChanged
	}
	return err
}

func (r *relaying) publish(ctx context.Context, event es.Recorded) error {
	fact, told, err := r.translate(event)
	if err != nil || !told {
		return err
	}
	ctx, span, fact := span(ctx, "bus.relay", trace.SpanKindProducer, fact)
	err = r.send(ctx, fact)
	end(span, err)
	if err != nil {
		return err
	}
	r.Bus.gauges.facts.Add(ctx, 1, of(r.reader()))
	r.Bus.gauges.behind.Record(ctx, r.Bus.Clock().Sub(event.RecordedAt).Seconds(), of(r.reader()))
	return nil
}

func (r *relaying) translate(event es.Recorded) (fact contracts.Fact, told bool, err error) {
	err = safely("translation", func() error {
		fact, told, err = r.Translate(event)
		return err
	})
	if err != nil {
		return fact, false, fmt.Errorf("translate %s revision %d: %w", event.Stream, event.Revision, err)
	}
	fact.Source = r.Service
	fact.ID, fact.Stream, fact.Revision, fact.Position = event.ID, event.Stream, event.Revision, event.Position
	fact.Time, fact.Correlation = event.RecordedAt, event.Meta.Correlation
	fact.Traceparent, fact.Tracestate = event.Meta.Traceparent, event.Meta.Tracestate
	return fact, told, nil
}

func (r *relaying) send(ctx context.Context, fact contracts.Fact) error {
	header, data, err := encode(fact)
	if err != nil {
		return err
	}
	msg := &nats.Msg{Subject: r.Bus.subject(fact.Type), Header: header, Data: data}
	ack, err := r.Bus.js.PublishMsg(ctx, msg, jetstream.WithExpectLastSequenceForSubject(r.last.Load(), r.all()))
	var refused *jetstream.APIError
	switch {
	case errors.As(err, &refused) && wrongLast(refused.ErrorCode):
		return errStreamChanged
	case err != nil:
		return fmt.Errorf("publish fact %s: %w", fact.ID, err)
	case ack.Duplicate:
		// The message is remembered but no longer there: somebody purged the
		// stream. It is taken again when the memory of its id ends.
		return fmt.Errorf("fact %s was deleted from the stream: %w", fact.ID, errStreamChanged)
	}
	r.last.Store(ack.Sequence)
	return nil
}

func wrongLast(code jetstream.ErrorCode) bool {
	return code == jetstream.JSErrCodeStreamWrongLastSequence || code == jetstream.JSErrCodeStreamWrongLastSequenceConstant
}

func (r *relaying) caughtUp(ctx context.Context) error {
	r.Bus.gauges.behind.Record(ctx, 0, of(r.reader()))
	return nil
}
