package bus

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.opentelemetry.io/otel/trace"

	"nivel/libs/contracts"
)

func TestConsumer_Parks(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		log, got := newHistory(t), newHeard()
		var broken atomic.Bool
		var tries atomic.Int32
		broken.Store(true)
		c := consumer(w, func(ctx context.Context, f contracts.Fact) error {
			if broken.Load() && f.Stream == "matters-poison" && f.Revision == 1 {
				if tries.Add(1)%2 == 0 {
					panic("a mistake in the program")
				}
				return errors.New("cannot take it")
			}
			return got.handle(ctx, f)
		})
		c.Tries = 3
		start(t, relay(w, log).Run)
		stop := start(t, c.Run)

		log.happen("poison", 3)
		log.happen("fine", 2)
		until(t, "the other stream goes on", func() bool { return slices.Contains(got.places(), "matters-fine@1") })
		check(t, "what came before the poison was taken, what came after was not",
			got.places(), []string{"matters-poison@0", "matters-fine@0", "matters-fine@1"})
		if n := tries.Load(); n < 3 {
			t.Errorf("it was tried %d times", n)
		}
		parked, err := c.Parked(t.Context())
		if err != nil || len(parked) != 2 {
			t.Fatalf("parked are %v, %v", parked, err)
		}
		check(t, "parked first", parked[0].Fact.Revision, 1)
		check(t, "parked behind it", parked[1].Fact.Revision, 2)
		if !strings.Contains(parked[1].Reason, "behind") || parked[0].Reason == "" {
			t.Errorf("reasons are %q and %q", parked[0].Reason, parked[1].Reason)
		}

		stop()
		start(t, c.Run)
		log.happen("poison", 1)
		until(t, "a new fact of the stream waits too, also after a restart", func() bool {
			parked, _ := c.Parked(t.Context())
			return len(parked) == 3
		})
		broken.Store(false)
		until(t, "all is taken after the repair", func() bool {
			parked, err := c.Parked(t.Context())
			return err == nil && len(parked) == 0
		})
		check(t, "in order", got.places()[3:], []string{"matters-poison@1", "matters-poison@2", "matters-poison@3"})
	})
}

func TestConsumer_HearsAllAgainWhenItsParkedListIsDeleted(t *testing.T) {
	w := &world{t: t, dir: t.TempDir()}
	w.open()
	log, got := newHistory(t), newHeard()
	c := consumer(w, got.handle)
	start(t, relay(w, log).Run)
	stop := start(t, c.Run)
	log.happen("a", 2)
	until(t, "all is heard", func() bool { return len(got.all()) == 2 })
	stop()
	if err := w.bus.js.DeleteStream(t.Context(), c.parkedName()); err != nil {
		t.Fatal(err)
	}
	start(t, c.Run)
	until(t, "all is heard again", func() bool { return len(got.all()) == 4 })
}

func TestConsumer_ParksWhatIsNoFact(t *testing.T) {
	w := &world{t: t, dir: t.TempDir()}
	w.open()
	if _, err := w.bus.js.Publish(t.Context(), w.bus.subject(opened), []byte("noise")); err != nil {
		t.Fatal(err)
	}
	log, got := newHistory(t), newHeard()
	c := consumer(w, got.handle)
	start(t, c.Run)
	until(t, "it is parked", func() bool {
		parked, err := c.Parked(t.Context())
		return err == nil && len(parked) == 1 && string(parked[0].Fact.Data) == "noise"
	})
	r := relay(w, log)
	r.Service = "intake"
	log.happen("a", 1)
	if err := w.bus.js.DeleteStream(t.Context(), "facts-lapland"); err != nil { // noise has no position to go on from
		t.Fatal(err)
	}
	start(t, r.Run)
	until(t, "facts still come", func() bool { return len(got.all()) == 1 })
}

func TestConsumer_StopsWithoutBlamingTheFact(t *testing.T) {
	w := &world{t: t, dir: t.TempDir()}
	w.open()
	log := newHistory(t)
	log.happen("a", 1)
	start(t, relay(w, log).Run)
	entered := make(chan struct{}, 10)
	c := consumer(w, func(ctx context.Context, _ contracts.Fact) error {
		entered <- struct{}{}
		<-ctx.Done()
		return ctx.Err()
	})
	c.Tries = 1
	stop := start(t, c.Run)
	<-entered
	stop()
	parked, err := c.Parked(t.Context())
	if err != nil || len(parked) != 0 {
		t.Fatalf("parked are %v, %v", parked, err)
	}
	got := newHeard()
	began := time.Now()
	start(t, consumer(w, got.handle).Run)
	until(t, "the next one gets it", func() bool { return len(got.all()) == 1 })
	if waited := time.Since(began); waited > ackWait {
		t.Errorf("only after %s: it was not handed back", waited)
	}
}

func TestConsumer_RefusesToRunWithoutAPart(t *testing.T) {
	w := &world{t: t, dir: t.TempDir()}
	w.open()
	for name, c := range map[string]Consumer{
		"no name":     {Bus: w.bus, Types: []string{opened}, Handle: newHeard().handle},
		"no types":    {Bus: w.bus, Name: "x", Handle: newHeard().handle},
		"a wild type": {Bus: w.bus, Name: "x", Types: []string{"intake.>"}, Handle: newHeard().handle},
		"no handler":  {Bus: w.bus, Name: "x", Types: []string{opened}},
	} {
		if err := c.Run(t.Context()); err == nil {
			t.Errorf("ran with %s", name)
		}
	}
	if err := (Relay{Bus: w.bus}).Run(t.Context()); err == nil {
		t.Error("a relay ran without a log")
	}
}

func TestTrace_GoesFromTheAppendToTheHandler(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		log := newHistory(t)
		inside := make(chan trace.SpanContext, 1)
		start(t, relay(w, log).Run)
		start(t, consumer(w, func(ctx context.Context, f contracts.Fact) error {
			inside <- trace.SpanContextFromContext(ctx)
			return nil
		}).Run)
		log.happen("traced", 1)
		handler := <-inside
		check(t, "the trace of the append", handler.TraceID().String(), "0af7651916cd43dd8448eb211c80319c")

		parent := map[trace.SpanID]trace.SpanID{}
		name := map[trace.SpanID]string{}
		until(t, "both spans have ended", func() bool {
			for _, s := range spans.Ended() {
				parent[s.SpanContext().SpanID()], name[s.SpanContext().SpanID()] = s.Parent().SpanID(), s.Name()
			}
			return name[handler.SpanID()] != ""
		})
		check(t, "the handler's span", name[handler.SpanID()], "bus.consume")
		check(t, "its parent", name[parent[handler.SpanID()]], "bus.relay")
		check(t, "and that one's", parent[parent[handler.SpanID()]].String(), "b7ad6b7169203331")
	})
}

func TestWatch(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		log, seen := newHistory(t), newHeard()
		start(t, relay(w, log).Run)
		log.happen("old", 3)
		until(t, "the old ones are on the bus", func() bool { return len(stored(t, w)) == 3 })
		start(t, func(ctx context.Context) error {
			return w.bus.Watch(ctx, []string{opened}, func(f contracts.Fact) { _ = seen.handle(ctx, f) })
		})
		n := 0
		until(t, "something new is seen", func() bool { // it may take a moment until it listens
			log.happen("new", 1)
			n++
			return len(seen.all()) > 0
		})
		for _, f := range seen.all() {
			check(t, "only what is new", f.Stream, "matters-new")
		}
		if err := w.bus.Watch(t.Context(), nil, nil); err == nil {
			t.Error("watched nothing")
		}
	})
}
