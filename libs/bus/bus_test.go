package bus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/es/estest"
)

const opened = "intake.matter-opened.v1"

// history is a log with the events of a few matters.
type history struct {
	*estest.Memory
	t    testing.TB
	next map[string]es.Revision
}

func newHistory(t testing.TB) *history {
	return &history{Memory: estest.NewMemory(time.Now), t: t, next: map[string]es.Revision{}}
}

// happen appends n events to the stream of matter; each says its revision.
func (h *history) happen(matter string, n int) {
	h.t.Helper()
	for range n {
		revision, known := h.next[matter]
		if !known {
			revision = 0
		}
		_, err := h.Append(h.t.Context(), "matters-"+matter, revision-1, es.NewEvent{
			ID: es.NewID(), Name: opened, Data: json.RawMessage(fmt.Sprintf(`{"n":%d}`, revision)),
			Meta: es.Meta{Correlation: es.NewID(), Traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
		})
		if err != nil {
			h.t.Fatal(err)
		}
		h.next[matter] = revision + 1
	}
}

func tell(r es.Recorded) (contracts.Fact, bool, error) {
	return contracts.Fact{Type: r.Name, Subject: strings.TrimPrefix(r.Stream, "matters-"), Data: r.Data}, true, nil
}

// heard collects what a consumer or watcher hears.
type heard struct {
	mu    sync.Mutex
	facts []contracts.Fact
	grown chan struct{}
}

func newHeard() *heard { return &heard{grown: make(chan struct{}, 1)} }

func (h *heard) handle(_ context.Context, f contracts.Fact) error {
	h.mu.Lock()
	h.facts = append(h.facts, f)
	h.mu.Unlock()
	select {
	case h.grown <- struct{}{}:
	default:
	}
	return nil
}

func (h *heard) all() []contracts.Fact {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.facts)
}

// places returns what was heard as "stream@revision", in order.
func (h *heard) places() []string {
	var places []string
	for _, f := range h.all() {
		places = append(places, place(f.Stream, f.Revision))
	}
	return places
}

func place(stream string, revision es.Revision) string { return fmt.Sprintf("%s@%d", stream, revision) }

// until waits for a condition.
func until(t *testing.T, what string, met func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !met() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("it never came to pass that %s", what)
		}
	}
}

// start runs in the background; the returned function ends it and waits.
func start(t testing.TB, run func(context.Context) error) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-done; err != nil {
				t.Errorf("it ended with %v", err)
			}
		})
	}
	t.Cleanup(stop)
	return stop
}

func relay(w *world, log es.Log) Relay {
	return Relay{Bus: w.bus, Log: log, Service: "intake", Prefixes: []string{"matters-"}, Translate: tell}
}

func consumer(w *world, handle func(context.Context, contracts.Fact) error) Consumer {
	return Consumer{Bus: w.bus, Name: "transitions", Types: []string{opened}, Handle: handle}
}

func TestOpen(t *testing.T) {
	t.Run("refuses a server without JetStream", func(t *testing.T) {
		o := options(t)
		o.URL = startNATS(t, "").url()
		if _, err := Open(t.Context(), o); err == nil || !strings.Contains(err.Error(), "without JetStream") {
			t.Fatalf("got %v", err)
		}
	})
	t.Run("refuses an address where no server is, and does not repeat its password", func(t *testing.T) {
		o := options(t)
		o.URL = "nats://nivel:topsecret@127.0.0.1:1"
		if _, err := Open(t.Context(), o); err == nil || strings.Contains(err.Error(), "topsecret") {
			t.Fatalf("got %v", err)
		}
	})
	t.Run("refuses options that lack a part", func(t *testing.T) {
		for _, wrong := range []func(*Options){
			func(o *Options) { o.Area = "Päijät Häme" }, func(o *Options) { o.Dir = "" },
			func(o *Options) { o.Logger = nil }, func(o *Options) { o.Clock = nil },
		} {
			o := options(t)
			o.Dir = t.TempDir()
			wrong(&o)
			if _, err := Open(t.Context(), o); err == nil {
				t.Errorf("opened with %+v", o)
			}
		}
	})
	t.Run("writes through to the disk", func(t *testing.T) {
		w := &world{t: t, dir: t.TempDir()}
		w.open()
		if config := w.bus.server.JetStreamConfig(); !config.SyncAlways || !strings.HasPrefix(config.StoreDir, w.dir) {
			t.Fatalf("JetStream runs with %+v", config)
		}
	})
}

func TestRelay(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		log, got := newHistory(t), newHeard()
		start(t, consumer(w, got.handle).Run)
		stop := start(t, relay(w, log).Run)

		log.happen("a", 3)
		log.happen("b", 2)
		want := []string{"matters-a@0", "matters-a@1", "matters-a@2", "matters-b@0", "matters-b@1"}
		until(t, "each fact is heard", func() bool { return len(got.all()) == len(want) })
		check(t, "facts come in the order of the log", got.places(), want)

		stop()
		log.happen("a", 1)
		start(t, relay(w, log).Run)
		want = append(want, "matters-a@3")
		until(t, "the fact of the pause is heard", func() bool { return len(got.all()) >= len(want) })
		check(t, "a relay goes on where the last one stopped", got.places(), want)
		check(t, "the stream holds each fact once", len(stored(t, w)), len(want))
	})
}

func TestRelay_KeepsWhatHistorySays(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		log, got := newHistory(t), newHeard()
		start(t, relay(w, log).Run)
		start(t, consumer(w, got.handle).Run)
		log.happen("a", 1)
		until(t, "the fact is heard", func() bool { return len(got.all()) == 1 })
		recorded, err := log.Read(t.Context(), "matters-a", 0)
		if err != nil {
			t.Fatal(err)
		}
		fact, event := got.all()[0], recorded[0]
		check(t, "id", fact.ID, event.ID)
		check(t, "position", fact.Position, event.Position)
		check(t, "time", fact.Time, event.RecordedAt)
		check(t, "correlation", fact.Correlation, event.Meta.Correlation)
		check(t, "source", fact.Source, "intake")
		check(t, "subject", fact.Subject, "a")
		check(t, "data", string(fact.Data), string(event.Data))
	})
}

func TestRelay_TwoAtOnce(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		log := newHistory(t)
		start(t, relay(w, log).Run)
		start(t, relay(w, log).Run)
		for range 20 {
			log.happen("a", 1)
			log.happen("b", 1)
		}
		until(t, "all are on the bus", func() bool { return len(stored(t, w)) >= 40 })
		var want []string
		for i := range es.Revision(20) {
			want = append(want, place("matters-a", i), place("matters-b", i))
		}
		check(t, "none twice, none out of order", stored(t, w), want)
	})
}

func TestRelay_StopsAtWhatItCannotTranslate(t *testing.T) {
	w := &world{t: t, dir: t.TempDir()}
	w.open()
	log := newHistory(t)
	var mu sync.Mutex
	broken, asked := true, 0
	r := relay(w, log)
	r.Translate = func(event es.Recorded) (contracts.Fact, bool, error) {
		mu.Lock()
		defer mu.Unlock()
		if broken && event.Revision == 1 {
			asked++
			if asked%2 == 0 {
				panic("a mistake in the program")
			}
			return contracts.Fact{}, false, errors.New("unknown event name")
		}
		return tell(event)
	}
	start(t, r.Run)
	log.happen("a", 3)
	until(t, "it was asked again and again", func() bool { mu.Lock(); defer mu.Unlock(); return asked > 3 })
	check(t, "nothing behind it was published", stored(t, w), []string{"matters-a@0"})
	mu.Lock()
	broken = false
	mu.Unlock()
	until(t, "the rest follows after the repair", func() bool { return len(stored(t, w)) == 3 })
	check(t, "in order", stored(t, w), []string{"matters-a@0", "matters-a@1", "matters-a@2"})
}

// stored returns what the stream of facts holds, as "stream@revision".
func stored(t *testing.T, w *world) []string {
	t.Helper()
	stream, err := w.bus.facts(t.Context())
	if err != nil {
		return nil
	}
	var places []string
	for next := uint64(1); ; next++ {
		msg, err := stream.GetMsg(t.Context(), next, jetstream.WithGetMsgSubject(w.bus.subject(">")))
		if err != nil {
			return places
		}
		fact, err := decode(msg.Header, msg.Data)
		if err != nil {
			t.Fatal(err)
		}
		places = append(places, place(fact.Stream, fact.Revision))
		next = msg.Sequence
	}
}

func check[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestWipe(t *testing.T) {
	wipes := map[string]func(w *world){
		"the store is deleted while all is down": func(w *world) {
			w.restart(func(dir string) {
				if err := os.RemoveAll(filepath.Join(dir, "jetstream")); err != nil {
					t.Fatal(err)
				}
			})
		},
		"the store is rolled back to an older copy": func(w *world) {
			w.restart(func(dir string) {
				if err := errors.Join(os.RemoveAll(filepath.Join(dir, "jetstream")), os.CopyFS(filepath.Join(dir, "jetstream"), os.DirFS(dir+".old/jetstream"))); err != nil {
					t.Fatal(err)
				}
			})
		},
	}
	for name, wipe := range wipes {
		t.Run(name, func(t *testing.T) {
			eachWorld(t, func(t *testing.T, w *world) {
				w.t = t
				log := newHistory(t)
				log.happen("a", 3)
				stopRelay := start(t, relay(w, log).Run)
				until(t, "the first are on the bus", func() bool { return len(stored(t, w)) == 3 })
				stopRelay()
				w.restart(func(dir string) {
					if err := os.CopyFS(dir+".old", os.DirFS(dir)); err != nil {
						t.Fatal(err)
					}
				})
				log.happen("b", 3)
				stopRelay = start(t, relay(w, log).Run)
				until(t, "all are on the bus", func() bool { return len(stored(t, w)) == 6 })
				before := stored(t, w)
				stopRelay()

				wipe(w)
				log.happen("c", 1)
				got := newHeard()
				start(t, relay(w, log).Run)
				start(t, consumer(w, got.handle).Run)
				until(t, "it is filled again", func() bool { return len(stored(t, w)) >= 7 })
				check(t, "as it was, in order", stored(t, w), append(before, "matters-c@0"))
				until(t, "all is heard", func() bool { return len(got.all()) >= 7 })
			})
		})
	}
}

func TestWipe_WhileRunning(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		log, got, seen := newHistory(t), newHeard(), newHeard()
		log.happen("a", 3)
		start(t, relay(w, log).Run)
		start(t, consumer(w, got.handle).Run)
		start(t, func(ctx context.Context) error {
			return w.bus.Watch(ctx, []string{opened}, func(f contracts.Fact) { _ = seen.handle(ctx, f) })
		})
		until(t, "all is heard", func() bool { return len(got.all()) == 3 })

		if err := w.bus.js.DeleteStream(t.Context(), "facts-lapland"); err != nil {
			t.Fatal(err)
		}
		until(t, "it is filled again though nothing new happened", func() bool { return len(stored(t, w)) == 3 })
		until(t, "all is heard again", func() bool { return len(got.all()) >= 6 })
		log.happen("b", 1)
		until(t, "and what is new", func() bool { return slices.Contains(got.places(), "matters-b@0") })
		until(t, "also by who watches", func() bool { return slices.Contains(seen.places(), "matters-b@0") })
	})
}

func TestWipe_ByPurge(t *testing.T) {
	w := &world{t: t, dir: t.TempDir()}
	w.open()
	log := newHistory(t)
	log.happen("a", 3)
	start(t, relay(w, log).Run)
	until(t, "all are on the bus", func() bool { return len(stored(t, w)) == 3 })
	stream, err := w.bus.facts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Purge(t.Context()); err != nil {
		t.Fatal(err)
	}
	until(t, "it is filled again when the ids are forgotten", func() bool { return len(stored(t, w)) == 3 })
	check(t, "in order", stored(t, w), []string{"matters-a@0", "matters-a@1", "matters-a@2"})
}

func TestRestart_InTheMiddle(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		log, got := newHistory(t), newHeard()
		var want []string
		for round := range 3 {
			log.happen("a", 20)
			for i := range 20 {
				want = append(want, place("matters-a", es.Revision(round*20+i)))
			}
			stopRelay, stopConsumer := start(t, relay(w, log).Run), start(t, consumer(w, got.handle).Run)
			until(t, "some are heard", func() bool { return len(got.all()) > round*20+3 })
			if w.process != nil && round == 1 { // the server dies while both run
				w.process.kill()
				w.process.start()
			}
			stopRelay()
			stopConsumer()
			w.restart(func(string) {})
		}
		start(t, relay(w, log).Run)
		start(t, consumer(w, got.handle).Run)
		until(t, "all are on the bus", func() bool { return len(stored(t, w)) == len(want) })
		check(t, "each once, in order", stored(t, w), want)
		until(t, "all are heard", func() bool { return len(distinct(got.places())) == len(want) })
		check(t, "in order, some perhaps twice", distinct(got.places()), want)
	})
}

// distinct returns each place where it is heard for the first time.
func distinct(places []string) []string {
	var first []string
	for _, p := range places {
		if !slices.Contains(first, p) {
			first = append(first, p)
		}
	}
	return first
}
