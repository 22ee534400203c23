package bus

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"nivel/libs/contracts"
)

// Parked is a fact that a consumer could not take.
type Parked struct {
	Fact   contracts.Fact // only its Data when it could not even be read
	Reason string         // what went wrong, or that it waits behind an earlier one
}

const (
	headerReason = "nivel-reason"
	// undecodable stands for the history stream of a message that is no fact.
	undecodable = ""
)

var errBehind = errors.New("it waits behind a parked fact of its stream")

func (c Consumer) parkedName() string { return "parked-" + c.Bus.Area + "-" + c.Name }

// parkedSubject is where the parked facts of one history stream wait, in order.
func (c Consumer) parkedSubject(stream string) string {
	return c.parkedSubjects("s" + base64.RawURLEncoding.EncodeToString([]byte(stream)))
}

func (c Consumer) parkedSubjects(token string) string {
	return "nivel." + c.Bus.Area + ".parked." + c.Name + "." + token
}

// holds reports whether a fact of stream is parked. It asks the server, as
// another process may have parked it.
func (c *consuming) holds(ctx context.Context, stream string) (bool, error) {
	_, err := c.parked.GetLastMsgForSubject(ctx, c.parkedSubject(stream))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for parked facts: %w", err)
	}
	return true, nil
}

// park sets a message aside, and only then acknowledges it.
func (c *consuming) park(ctx context.Context, msg jetstream.Msg, stream string, reason error) error {
	aside := &nats.Msg{Subject: c.parkedSubject(stream), Header: nats.Header{}, Data: msg.Data()}
	for key, values := range msg.Headers() {
		aside.Header[key] = values
	}
	for _, expected := range []string{jetstream.ExpectedLastSubjSeqHeader, jetstream.ExpectedLastSubjSeqSubjHeader} {
		aside.Header.Del(expected)
	}
	aside.Header.Set(headerReason, fmt.Sprintf("%+q", reason.Error()))
	if _, err := c.Bus.js.PublishMsg(ctx, aside); err != nil {
		return fmt.Errorf("park a fact: %w", err)
	}
	c.Bus.gauges.failures.Add(ctx, 1, of(c.reader()))
	c.Bus.Logger.ErrorContext(ctx, "bus: fact parked", "reader", c.reader(),
		"fact", msg.Headers().Get(headerID), "type", msg.Headers().Get(headerType), "stream", stream,
		"revision", msg.Headers().Get(headerRevision), "err", reason)
	return acknowledge(ctx, msg)
}

// retryParked tries what is parked, oldest first. A stream whose first fact
// fails again is left for the next time; the others go on.
func (c *consuming) retryParked(ctx context.Context) error {
	stuck, left := map[string]bool{}, int64(0)
	err := c.eachParked(ctx, func(msg *jetstream.RawStreamMsg) error {
		fact, err := decode(msg.Header, msg.Data)
		if err == nil && !stuck[fact.Stream] {
			err = c.handle(ctx, fact)
		}
		if err != nil || stuck[fact.Stream] {
			stuck[fact.Stream] = true
			left++
			return nil
		}
		c.Bus.Logger.InfoContext(ctx, "bus: parked fact taken", "reader", c.reader(), "fact", fact.ID.String(), "stream", fact.Stream)
		return c.parked.DeleteMsg(ctx, msg.Sequence)
	})
	c.Bus.gauges.parked.Record(ctx, left, of(c.reader()))
	return err
}

func (c *consuming) eachParked(ctx context.Context, do func(*jetstream.RawStreamMsg) error) error {
	for next := uint64(1); ; next++ {
		msg, err := c.parked.GetMsg(ctx, next, jetstream.WithGetMsgSubject(c.parkedSubjects("*")))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read parked facts: %w", err)
		}
		if err := do(msg); err != nil {
			return err
		}
		next = msg.Sequence
	}
}

// Parked returns what the consumer has parked, oldest first; empty if it never ran.
func (c Consumer) Parked(ctx context.Context) ([]Parked, error) {
	stream, err := c.Bus.js.Stream(ctx, c.parkedName())
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find the parked facts of %s: %w", c.Name, err)
	}
	var list []Parked
	err = (&consuming{Consumer: c, parked: stream}).eachParked(ctx, func(msg *jetstream.RawStreamMsg) error {
		fact, err := decode(msg.Header, msg.Data)
		if err != nil {
			fact = contracts.Fact{Data: msg.Data}
		}
		list = append(list, Parked{Fact: fact, Reason: msg.Header.Get(headerReason)})
		return nil
	})
	return list, err
}
