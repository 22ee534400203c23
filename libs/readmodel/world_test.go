package readmodel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"go.opentelemetry.io/otel"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.uber.org/goleak"

	"nivel/libs/es"
	"nivel/libs/es/estest"
)

// spans hears every span that the tests cause.
var spans = tracetest.NewSpanRecorder()

// TestMain is also a process that starts a private Redis and is then killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("NIVEL_TEST_REDIS_PARENT"); dir != "" {
		os.Exit(parent(dir))
	}
	otel.SetTracerProvider(sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(spans)))
	goleak.VerifyTestMain(m)
}

// eachRedis runs a test against a real Redis and against the stand-in.
func eachRedis(t *testing.T, test func(t *testing.T, r *Redis)) {
	t.Run("in a real Redis", func(t *testing.T) { test(t, realRedis(t)) })
	t.Run("in the stand-in", func(t *testing.T) {
		o := options(t)
		o.Program = "no-such-redis-server"
		test(t, open(t, o))
	})
}

func realRedis(t testing.TB) *Redis {
	r := open(t, options(t))
	if _, private := r.own.(*child); !private {
		t.Fatal("install redis-server: these tests are about the real one")
	}
	return r
}

func options(t testing.TB) Options {
	return Options{
		Dir: t.TempDir(), Area: "lapland", Logger: slog.New(slog.NewTextHandler(t.Output(), nil)), Clock: time.Now,
		Poll: 20 * time.Millisecond, Retire: 200 * time.Millisecond,
	}
}

func open(t testing.TB, o Options) *Redis {
	t.Helper()
	r, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// The read model of the tests: matters by unit, the oldest deadline first.

type matter struct {
	Unit  string   `json:"unit"`
	Due   int      `json:"due"`
	Steps []string `json:"steps"`
}

type moved struct {
	Unit string `json:"unit"`
	Due  int    `json:"due"`
}

const movedName = "intake.matter-moved.v1"

var errUnknown = errors.New("unknown event name")

func worklist() Model[matter, moved] {
	return Model[matter, moved]{
		Name: "worklist", Version: 1, Prefixes: []string{"matters-"},
		Decode: func(r es.Recorded) (m moved, err error) {
			if r.Name != movedName {
				return m, fmt.Errorf("%w: %s", errUnknown, r.Name)
			}
			return m, json.Unmarshal(r.Data, &m)
		},
		Key: func(r es.Recorded, _ moved) string { return strings.TrimPrefix(r.Stream, "matters-") },
		Apply: func(row matter, r es.Recorded, m moved) matter {
			steps := append(append([]string{}, row.Steps...), r.ID.String())
			return matter{Unit: m.Unit, Due: m.Due, Steps: steps}
		},
		Index: func(_ string, row matter) []Entry {
			if row.Unit == "" { // closed
				return nil
			}
			return []Entry{{Set: "all", Score: 0}, {Set: "unit:" + row.Unit, Score: float64(row.Due)}}
		},
	}
}

// history is a log that moves matters about.
type history struct {
	*estest.Memory
	t    testing.TB
	mu   sync.Mutex
	next map[string]es.Revision
}

func newHistory(t testing.TB) *history {
	return &history{Memory: estest.NewMemory(time.Now), t: t, next: map[string]es.Revision{}}
}

func (h *history) move(id, unit string, due int) es.Position {
	return h.record("matters-"+id, movedName, fmt.Sprintf(`{"unit":%q,"due":%d}`, unit, due))
}

func (h *history) record(stream, name, data string) es.Position {
	h.t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	meta := es.Meta{Traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
	event := es.NewEvent{ID: es.NewID(), Name: name, Data: json.RawMessage(data), Meta: meta}
	done, err := h.Append(context.Background(), stream, h.next[stream]-1, event)
	if err != nil {
		h.t.Fatal(err)
	}
	h.next[stream]++
	return done.Position
}

// busy moves n matters between three units, always the same way.
func (h *history) busy(n int) (last es.Position) {
	for i := range n {
		last = h.move(fmt.Sprintf("m%d", i%17), []string{"north", "south", ""}[i%3], i%5)
	}
	return last
}

func project(t testing.TB, r *Redis, log es.Log, model Model[matter, moved]) *Projection[matter, moved] {
	t.Helper()
	p, err := New(r, log, model)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// running returns the worklist of log, being fed.
func running(t testing.TB, r *Redis, log es.Log) *Projection[matter, moved] {
	p := project(t, r, log, worklist())
	background(t, p.Run)
	return p
}

// background runs until the test ends or stop is called.
func background(t testing.TB, run func(context.Context) error) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("it ended with %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func reach(t testing.TB, p *Projection[matter, moved], position es.Position) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := p.WaitFor(ctx, position); err != nil {
		t.Fatal(err)
	}
}

// rebuilt returns the digest of log folded from nothing, in a Redis of its own.
func rebuilt(t *testing.T, log es.Log, position es.Position) Digest {
	t.Helper()
	o := options(t)
	o.Program = "no-such-redis-server"
	p := running(t, open(t, o), log)
	reach(t, p, position)
	return digest(t, p)
}

func digest(t testing.TB, p *Projection[matter, moved]) Digest {
	t.Helper()
	sum, err := p.Digest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// until waits for a condition.
func until(t testing.TB, what string, met func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !met() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("it never came to pass that %s", what)
		}
	}
}

func check[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
