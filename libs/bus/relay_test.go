package bus

import (
	"context"
	"errors"
	"testing"

	"nivel/libs/es"
)

// TestRelay_PublishesOnlyBehindTheLastOneItKnows holds when the message ids are
// long forgotten: then only the condition on each message keeps two relays apart.
func TestRelay_PublishesOnlyBehindTheLastOneItKnows(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		log := newHistory(t)
		log.happen("a", 3)
		recorded, err := log.Read(t.Context(), "matters-a", 0)
		if err != nil {
			t.Fatal(err)
		}
		stream, err := w.bus.facts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		quick, slow := &relaying{Relay: relay(w, log), stream: stream}, &relaying{Relay: relay(w, log), stream: stream}
		publish := func(r *relaying, e es.Recorded) error { return r.publish(context.Background(), e) }
		for _, e := range recorded[:2] {
			if err := publish(quick, e); err != nil {
				t.Fatal(err)
			}
		}
		other := recorded[0]
		other.ID = es.NewID() // as if the id were forgotten
		if err := publish(slow, other); !errors.Is(err, errStreamChanged) {
			t.Errorf("one that is behind published again: %v", err)
		}
		check(t, "nothing came twice", stored(t, w), []string{"matters-a@0", "matters-a@1"})

		if err := stream.Purge(t.Context()); err != nil {
			t.Fatal(err)
		}
		fresh := &relaying{Relay: relay(w, log), stream: stream}
		if err := publish(fresh, recorded[0]); !errors.Is(err, errStreamChanged) {
			t.Errorf("a fact that the stream remembers but no longer holds counts as published: %v", err)
		}
		check(t, "and it does not count", fresh.last.Load(), 0)
	})
}
