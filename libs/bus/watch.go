package bus

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"nivel/libs/contracts"
)

// Watch calls tell with each new fact of the given types until ctx ends, then
// returns nil. It is for live pages: a nudge to look again, not a record. It
// remembers nothing, starts with what comes after the call, and after a wiped
// bus it may hear old facts again. Errors: a type that is none.
func (b *Bus) Watch(ctx context.Context, types []string, tell func(contracts.Fact)) error {
	subjects, err := b.subjects(types)
	if err != nil {
		return fmt.Errorf("watch facts: %w", err)
	}
	w := &watching{bus: b, subjects: subjects, tell: tell}
	return b.keep(ctx, "watch", w.session)
}

type watching struct {
	bus      *Bus
	subjects []string
	tell     func(contracts.Fact)
	made     time.Time // when the stream that we listen to was made
	next     uint64    // first sequence not yet heard; 0: only what comes from now on
}

func (w *watching) session(ctx context.Context) error {
	stream, err := w.bus.facts(ctx)
	if err != nil {
		return err
	}
	w.resume(stream.CachedInfo())
	consumer, err := stream.CreateConsumer(ctx, jetstream.ConsumerConfig{
		FilterSubjects:    w.subjects,
		DeliverPolicy:     jetstream.DeliverByStartSequencePolicy,
		OptStartSeq:       w.next,
		AckPolicy:         jetstream.AckNonePolicy,
		InactiveThreshold: time.Minute,
		MemoryStorage:     true,
	})
	if err != nil {
		return fmt.Errorf("watch facts: %w", err)
	}
	messages, err := consumer.Messages(jetstream.PullExpiry(10*time.Second), jetstream.PullHeartbeat(time.Second))
	if err != nil {
		return fmt.Errorf("watch facts: %w", err)
	}
	defer messages.Stop()
	return together(ctx, func(ctx context.Context) error { return w.listen(ctx, messages) }, func(ctx context.Context) error {
		return every(ctx, w.bus.Check, func(ctx context.Context) error {
			_, err := consumer.Info(ctx)
			return err
		})
	})
}

// resume chooses where to start: at the end at first, where we were in the same
// stream, at the beginning of a new one.
func (w *watching) resume(info *jetstream.StreamInfo) {
	switch {
	case w.next == 0:
		w.next = info.State.LastSeq + 1
	case !info.Created.Equal(w.made) || info.State.LastSeq+1 < w.next:
		w.next = 1
	}
	w.made = info.Created
}

func (w *watching) listen(ctx context.Context, messages jetstream.MessagesContext) error {
	for {
		msg, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return fmt.Errorf("wait for facts: %w", err)
		}
		meta, err := msg.Metadata()
		if err != nil {
			return fmt.Errorf("place a fact: %w", err)
		}
		w.next = meta.Sequence.Stream + 1
		fact, err := decode(msg.Headers(), msg.Data())
		if err != nil {
			w.bus.Logger.WarnContext(ctx, "bus: a watcher cannot read a fact", "err", err)
			continue
		}
		w.tell(fact)
	}
}
