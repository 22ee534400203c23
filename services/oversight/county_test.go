package oversight_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/bus"
	"nivel/libs/chassis"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/edge/edgetest"
	"nivel/libs/es"
	"nivel/libs/history"
	"nivel/libs/node"
	"nivel/libs/readmodel"
	"nivel/libs/uselog"
	"nivel/libs/vault"
	"nivel/services/oversight"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// county is oversight on real servers of its own: node, bus, Redis, keys, and the
// use log of another service in the same history.
type county struct {
	*testing.T
	clock   *clock
	area    area.Area
	history *history.History
	bus     *bus.Bus
	redis   *readmodel.Redis
	vault   *vault.Vault
	tokens  *edge.Tokens
	service *oversight.Service
	uses    *edgetest.Uses // what oversight's own routes note
	log     *uselog.Log    // of intake
	base    string
}

// clock is a clock that a test sets.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

var monday = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newCounty(t *testing.T) *county {
	t.Helper()
	demo, err := area.Demo()
	must(t, err)
	c := &county{T: t, clock: &clock{now: monday}, area: demo, uses: &edgetest.Uses{}}
	c.open()
	c.write()
	c.service, c.base = c.serve()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	others := bus.Relay{Bus: c.bus, Log: c.history, Service: "transitions", Prefixes: []string{"transitions-"}, Translate: tellAsIs}
	intake := bus.Relay{Bus: c.bus, Log: c.history, Service: "intake", Prefixes: []string{"intakeperson-"}, Translate: tellAsIs}
	go func() { ended <- chassis.Together(ctx, c.service.Run, others.Run, intake.Run) }()
	t.Cleanup(func() { stop(); must(t, <-ended) })
	c.told(youth, "w-aino")
	return c
}

// open starts the servers.
func (c *county) open() {
	c.Helper()
	ctx, dir, quiet := c.Context(), c.TempDir(), slog.New(slog.DiscardHandler)
	n, err := node.Start(ctx, node.Options{Dir: filepath.Join(dir, "history"), Listen: []string{"127.0.0.1:0"}, Logger: quiet, Clock: c.clock.read})
	must(c.T, err)
	c.Cleanup(func() { must(c.T, n.Close()) })
	c.history, err = history.Open(ctx, history.Options{Address: n.Addresses()[0], Logger: quiet})
	must(c.T, err)
	c.Cleanup(func() { must(c.T, c.history.Close(context.Background())) })
	c.bus, err = bus.Open(ctx, bus.Options{Dir: filepath.Join(dir, "bus"), Area: "test", Logger: quiet, Clock: time.Now})
	must(c.T, err)
	c.Cleanup(func() { must(c.T, c.bus.Close(context.Background())) })
	c.redis, err = readmodel.Open(ctx, readmodel.Options{Dir: filepath.Join(dir, "redis"), Area: "test", Logger: quiet, Clock: c.clock.read})
	must(c.T, err)
	c.Cleanup(func() { must(c.T, c.redis.Close()) })
	c.vault, err = vault.Open(ctx, vault.Options{
		Service: "oversight", History: c.history, KEK: vault.NewFileKEK(filepath.Join(dir, "keys", "kek.json")), Register: filepath.Join(dir, "keys", "destroyed"),
	})
	must(c.T, err)
	c.tokens, err = edge.NewTokens(bytes.Repeat([]byte("k"), 32), c.clock.read)
	must(c.T, err)
}

// write opens the use log of another service.
func (c *county) write() {
	c.Helper()
	folder, err := uselog.OpenFolder(c.TempDir())
	must(c.T, err)
	c.Cleanup(func() { must(c.T, folder.Close()) })
	key, err := uselog.NewKey()
	must(c.T, err)
	c.log, err = uselog.Open(c.Context(), uselog.Options{
		Service: "intake", Instance: "a", Store: c.history, Second: folder, Key: key, Clock: c.clock.read,
	})
	must(c.T, err)
	c.Cleanup(func() { must(c.T, c.log.Close(context.Background())) })
}

func (c *county) serve() (*oversight.Service, string) {
	c.Helper()
	service, err := oversight.New(oversight.Options{
		Area: c.area, Store: c.history, Log: c.history, Redis: c.redis, Bus: c.bus, Vault: c.vault, Clock: c.clock.read,
		Edge: edge.Options{Tokens: c.tokens, Uses: c.uses, Logger: slog.New(slog.DiscardHandler), Clock: c.clock.read},
	})
	must(c.T, err)
	server := httptest.NewServer(service.Handler())
	c.Cleanup(server.Close)
	return service, server.URL
}

// The person whom everything is about, for whom w-aino is responsible.
var (
	youth  = es.ID{}.Derive("a young person")
	other  = es.ID{}.Derive("another young person")
	caseID = es.ID{}.Derive("the case")
)

// as is a client that acts for a worker of the demo area.
func (c *county) as(worker string) *edge.Client {
	c.Helper()
	w, ok := c.area.Worker(worker)
	if !ok {
		c.Fatalf("no worker %s", worker)
	}
	return c.client(c.area.Actor(w))
}

// young is a client that acts for a young person.
func (c *county) young(person es.ID) *edge.Client {
	return c.client(access.Actor{ID: person.String(), Role: access.Youth, Area: c.area.Code})
}

func (c *county) client(who access.Actor) *edge.Client {
	return &edge.Client{Base: c.base, Bearer: func(context.Context) (string, error) { return c.tokens.Issue(who, time.Minute) }}
}

// told relays a fact of another service as transitions would, and waits until
// oversight has noted it.
func (c *county) told(person es.ID, worker string) {
	c.Helper()
	data, err := json.Marshal(contracts.CaseOpened{Person: person, Responsible: worker})
	must(c.T, err)
	_, err = c.history.Append(c.Context(), "transitions-"+person.Derive("case").String(), es.NoStream,
		es.NewEvent{ID: es.NewID(), Name: contracts.FactCaseOpened, Data: data})
	must(c.T, err)
	c.until("oversight knows who is responsible", func() bool {
		events, err := c.history.Read(c.Context(), "oversight-"+person.String(), 0)
		return err == nil && len(events) > 0
	})
}

// tellAsIs makes a fact of an event, for a service that is not here.
func tellAsIs(r es.Recorded) (contracts.Fact, bool, error) {
	_, subject, _ := strings.Cut(r.Stream, "-")
	return contracts.Fact{Type: r.Name, Subject: subject, Data: r.Data}, true, nil
}

// until waits for a condition, long enough for a loaded machine.
func (c *county) until(what string, holds func() bool) {
	c.Helper()
	ctx, done := context.WithTimeout(c.Context(), 30*time.Second)
	defer done()
	ticks := time.NewTicker(20 * time.Millisecond)
	defer ticks.Stop()
	for !holds() {
		select {
		case <-ticks.C:
		case <-ctx.Done():
			c.Fatalf("not in time: %s", what)
		}
	}
}

func (c *county) breaks(worker string, person es.ID) (contracts.GlassReceipt, error) {
	c.Helper()
	out, _, err := edge.Call[contracts.GlassReceipt](c.Context(), c.as(worker), edge.Request{Method: "POST", Path: "/glass", Command: es.NewID(),
		Body: contracts.GlassAsked{Person: person, Task: string(access.ChildProtection), Reason: "Canary: the mother called and cried"}})
	return out, err
}

func get[T any](c *county, who *edge.Client, path string, query ...string) (T, error) {
	c.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(query); i += 2 {
		values.Set(query[i], query[i+1])
	}
	out, _, err := edge.Call[T](c.Context(), who, edge.Request{Method: "GET", Path: path, Query: values})
	return out, err
}

// heard waits for the first broken glass that the bus tells of.
func (c *county) heard() contracts.Fact {
	c.Helper()
	ctx, stop := context.WithTimeout(c.Context(), 30*time.Second)
	defer stop()
	facts, ended := make(chan contracts.Fact, 9), make(chan error, 1)
	consumer := bus.Consumer{Bus: c.bus, Name: "listener", Types: []string{contracts.FactGlassBroken},
		Handle: func(_ context.Context, f contracts.Fact) error { facts <- f; return nil }}
	go func() { ended <- consumer.Run(ctx) }()
	defer func() { stop(); <-ended }()
	select {
	case f := <-facts:
		return f
	case <-ctx.Done():
		c.Fatal("heard nothing")
		return contracts.Fact{}
	}
}
