package bus

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.opentelemetry.io/otel/trace"

	"nivel/libs/contracts"
)

// Consumer hands facts to a service, one at a time, in the order in which they
// stand in the stream, and remembers on the bus how far it came.
//
// Each fact comes at least once. It comes again after a crash, a lost
// acknowledgement or a wiped bus, so Handle must not mind: commands made from a
// fact take their ids from the fact's id.
//
// A fact that Handle refuses is tried Tries times, with pauses that hold all
// others back for about a second, and is then parked: it and every later fact
// of the same history stream wait in a list of their own, in order, while all
// other streams go on. Parked facts are tried again at an interval (see
// Options.Retry) until they go through; nothing is ever dropped.
type Consumer struct {
	Bus   *Bus
	Name  string   // durable: the same name goes on where it was; small letters, digits and dashes
	Types []string // of the facts that it hears; a type added later is heard from then on only (take a new name for its past)
	// Handle takes one fact. It may be called again with a fact that it has
	// taken, and is called from one goroutine of this process only.
	Handle func(context.Context, contracts.Fact) error

	Tries   int           // until a fact is parked; default 4
	Timeout time.Duration // for one call of Handle; default 30 s
}

// Run consumes until ctx ends, then returns nil. Errors: a consumer that lacks a part.
func (c Consumer) Run(ctx context.Context) error {
	if c.Bus == nil || c.Handle == nil || !areaName.MatchString(c.Name) {
		return errors.New("a consumer needs a bus, a name and a handler")
	}
	if _, err := c.Bus.subjects(c.Types); err != nil {
		return fmt.Errorf("consumer %s: %w", c.Name, err)
	}
	if c.Tries < 1 {
		c.Tries = 4
	}
	c.Timeout = orDefault(c.Timeout, 30*time.Second)
	return c.Bus.keep(ctx, c.reader(), c.session)
}

// ackWait is how long the server waits for a sign of life before it hands a
// fact to another: what a crash costs in delay.
const ackWait = 2 * time.Second

func (c Consumer) reader() string { return "consumer " + c.Name }

// consuming is a consumer from one look at the bus until it has to look again.
type consuming struct {
	Consumer
	durable  jetstream.Consumer
	parked   jetstream.Stream
	messages jetstream.MessagesContext
}

func (c Consumer) session(ctx context.Context) error {
	now := &consuming{Consumer: c}
	if err := now.open(ctx); err != nil {
		return err
	}
	// The server hears within seconds that we no longer listen, and we that it
	// no longer speaks.
	messages, err := now.durable.Messages(jetstream.PullMaxMessages(1), jetstream.PullExpiry(10*time.Second), jetstream.PullHeartbeat(time.Second))
	if err != nil {
		return fmt.Errorf("ask for facts: %w", err)
	}
	now.messages = messages
	watch := &stall{consumer: now}
	return together(ctx, now.loop, func(ctx context.Context) error { return every(ctx, c.Bus.Check, watch.check) })
}

// open finds the consumer and its list of parked facts on the bus. They belong
// together: when one is missing, both start from nothing and everything is
// heard again, so that deleting either loses no fact.
func (c *consuming) open(ctx context.Context) error {
	facts, err := c.Bus.facts(ctx)
	if err != nil {
		return err
	}
	_, errDurable := facts.Consumer(ctx, c.Name)
	_, errParked := c.Bus.js.Stream(ctx, c.parkedName())
	if errors.Is(errDurable, jetstream.ErrConsumerNotFound) || errors.Is(errParked, jetstream.ErrStreamNotFound) {
		if err := c.forget(ctx, facts); err != nil {
			return err
		}
	}
	if c.parked, err = c.Bus.stream(ctx, c.parkedName(), c.parkedSubjects("*")); err != nil {
		return err
	}
	subjects, err := c.Bus.subjects(c.Types)
	if err != nil {
		return err
	}
	c.durable, err = facts.CreateOrUpdateConsumer(ctx, jetstream.ConsumerConfig{
		Durable:        c.Name,
		FilterSubjects: subjects,
		DeliverPolicy:  jetstream.DeliverAllPolicy,
		AckPolicy:      jetstream.AckExplicitPolicy,
		AckWait:        ackWait,
		MaxAckPending:  1, // one at a time, also when two processes share the name
	})
	if err != nil {
		return fmt.Errorf("make consumer %s: %w", c.Name, err)
	}
	return nil
}

func (c *consuming) forget(ctx context.Context, facts jetstream.Stream) error {
	if err := facts.DeleteConsumer(ctx, c.Name); err != nil && !errors.Is(err, jetstream.ErrConsumerNotFound) {
		return fmt.Errorf("start consumer %s anew: %w", c.Name, err)
	}
	if err := c.Bus.js.DeleteStream(ctx, c.parkedName()); err != nil && !errors.Is(err, jetstream.ErrStreamNotFound) {
		return fmt.Errorf("start the parked facts of %s anew: %w", c.Name, err)
	}
	return nil
}

// loop takes facts as they come and parked ones when it is their time; both
// here, so that no two facts of a stream are ever handled at once.
func (c *consuming) loop(ctx context.Context) error {
	defer c.handBack()
	for {
		if err := c.retryParked(ctx); err != nil {
			return err
		}
		until, cancel := context.WithTimeout(ctx, c.Bus.Retry)
		err := c.takeUntil(ctx, until)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
			return err
		}
	}
}

func (c *consuming) takeUntil(ctx, until context.Context) error {
	for until.Err() == nil {
		msg, err := c.messages.Next(jetstream.NextContext(until))
		if err != nil {
			return fmt.Errorf("wait for facts: %w", err)
		}
		if err := c.take(ctx, msg); err != nil {
			return err
		}
	}
	return until.Err()
}

// handBack returns a fact that was fetched and not looked at, so that the next
// one to listen need not wait until the server misses us.
func (c *consuming) handBack() {
	defer func() { _ = c.Bus.conn.FlushTimeout(lastPause) }() // at worst the server has to miss us
	c.messages.Drain()
	for {
		msg, err := c.messages.Next()
		if err != nil || msg.Nak() != nil {
			return
		}
	}
}

// take handles one message to its end: acknowledged, asked for again, or parked.
// Only the handler hears that we are to stop: what it has done by then is still
// acknowledged.
func (c *consuming) take(ctx context.Context, msg jetstream.Msg) error {
	lasting := context.WithoutCancel(ctx)
	fact, err := decode(msg.Headers(), msg.Data())
	if err != nil {
		return c.park(lasting, msg, undecodable, err)
	}
	held, err := c.holds(lasting, fact.Stream)
	if err != nil {
		return errors.Join(err, msg.Nak())
	}
	tries := triesOf(msg)
	switch {
	case held:
		return c.park(lasting, msg, fact.Stream, errBehind)
	case tries > 2*c.Tries: // each time the process died of it
		return c.park(lasting, msg, fact.Stream, errors.New("no try came to an end"))
	}
	stop := keepAlive(ctx, msg)
	err = c.handle(ctx, fact)
	stop()
	switch {
	case err == nil:
		return acknowledge(lasting, msg)
	case ctx.Err() != nil: // we were told to stop: that is no fault of the fact
		return errors.Join(ctx.Err(), msg.Nak())
	case tries >= c.Tries:
		return c.park(lasting, msg, fact.Stream, err)
	}
	c.Bus.gauges.failures.Add(ctx, 1, of(c.reader()))
	return msg.NakWithDelay(firstPause << (2 * min(tries-1, 3)))
}

// triesOf returns how often the server has handed out a message, this time included.
func triesOf(msg jetstream.Msg) int {
	meta, err := msg.Metadata()
	if err != nil {
		return 1
	}
	return int(meta.NumDelivered)
}

// keepAlive tells the server that a fact is still worked on, until stop is called.
func keepAlive(ctx context.Context, msg jetstream.Msg) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = every(ctx, ackWait/3, func(context.Context) error { return msg.InProgress() }) // a miss costs a redelivery
	}()
	return func() { cancel(); <-done }
}

func (c *consuming) handle(ctx context.Context, fact contracts.Fact) error {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	ctx, span, fact := span(ctx, "bus.consume", trace.SpanKindConsumer, fact)
	err := safely("handler", func() error { return c.Handle(ctx, fact) })
	end(span, err)
	if err == nil {
		c.Bus.gauges.facts.Add(ctx, 1, of(c.reader()))
		c.Bus.gauges.behind.Record(ctx, c.Bus.Clock().Sub(fact.Time).Seconds(), of(c.reader()))
	}
	return err
}

// acknowledge waits for the server to have heard: a lost acknowledgement would
// hold every later fact back until the server gives up waiting.
func acknowledge(ctx context.Context, msg jetstream.Msg) error {
	ctx, cancel := context.WithTimeout(ctx, lastPause)
	defer cancel()
	if err := msg.DoubleAck(ctx); err != nil {
		return fmt.Errorf("acknowledge a fact: %w", err)
	}
	return nil
}
