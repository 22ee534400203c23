package peergroups_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/bus"
	"nivel/libs/bus/bustest"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/edge/edgetest"
	"nivel/libs/es"
	"nivel/libs/history"
	"nivel/libs/node"
	"nivel/libs/readmodel"
	"nivel/libs/vault"
	"nivel/services/peergroups"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, bustest.Abandoned()...) }

// county is peergroups on real servers of its own: node, bus, Redis, keys. A
// second process of the service writes to the same history.
type county struct {
	*testing.T
	clock   *clock
	history *history.History
	bus     *bus.Bus
	redis   *readmodel.Redis
	vault   *vault.Vault
	tokens  *edge.Tokens
	uses    *edgetest.Uses
	service *peergroups.Service
	base    string
	second  string // base of the second process
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
	c := &county{T: t, clock: &clock{now: monday}, uses: &edgetest.Uses{}}
	c.open()
	c.service, c.base = c.serve()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- c.service.Run(ctx) }()
	t.Cleanup(func() { stop(); <-ended })
	_, c.second = c.serve()
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
		Service: "peergroups", History: c.history, KEK: vault.NewFileKEK(filepath.Join(dir, "keys", "kek.json")), Register: filepath.Join(dir, "keys", "destroyed"),
	})
	must(c.T, err)
	c.tokens, err = edge.NewTokens(bytes.Repeat([]byte("k"), 32), c.clock.read)
	must(c.T, err)
}

func (c *county) serve() (*peergroups.Service, string) {
	c.Helper()
	service, err := peergroups.New(peergroups.Options{
		Area: area.Area{Code: "test"}, Store: c.history, Log: c.history, Redis: c.redis, Bus: c.bus, Vault: c.vault,
		Edge: edge.Options{Tokens: c.tokens, Uses: c.uses, Logger: slog.New(slog.DiscardHandler), Clock: c.clock.read},
	})
	must(c.T, err)
	server := httptest.NewServer(service.Handler())
	c.Cleanup(server.Close)
	return service, server.URL
}

var (
	elin   = access.Actor{ID: "w-elin", Role: access.SocialWorker, Area: "test"}
	oskari = access.Actor{ID: "w-oskari", Role: access.SocialCounsellor, Area: "test"}
	aamu   = young("aamu")
	ilta   = young("ilta")
	kuu    = young("kuu")
)

func young(name string) access.Actor {
	return access.Actor{ID: es.ID{}.Derive(name).String(), Role: access.Youth, Area: "test"}
}

// called returns the name that a test person's id was derived from.
func called(who access.Actor) string {
	for _, name := range []string{"aamu", "ilta", "kuu"} {
		if young(name).ID == who.ID {
			return name
		}
	}
	return ""
}

func (c *county) at(base string, who access.Actor) *edge.Client {
	return &edge.Client{Base: base, Bearer: func(context.Context) (string, error) { return c.tokens.Issue(who, time.Minute) }}
}

func (c *county) as(who access.Actor) *edge.Client { return c.at(c.base, who) }

func newGroup(seats int) contracts.NewGroup {
	return contracts.NewGroup{
		Name: map[string]string{"fi": "Canaryryhmä", "sv": "Canarygrupp"}, Place: "Canarytalo", Seats: seats,
		FirstDay: calendar.MustParse("2026-11-30"), At: "14:00", Minutes: 90, Sessions: 3,
	}
}

func (c *county) found(n contracts.NewGroup) contracts.Receipt {
	c.Helper()
	out, _, err := edge.Call[contracts.Receipt](c.Context(), c.as(oskari), edge.Request{Method: "POST", Path: "/groups", Body: n, Command: es.NewID()})
	must(c.T, err)
	return out
}

func (c *county) ask(method string, who access.Actor, group es.ID) (contracts.SeatReceipt, error) {
	c.Helper()
	out, _, err := edge.Call[contracts.SeatReceipt](c.Context(), c.as(who), edge.Request{Method: method, Path: "/groups/" + group.String() + "/seat", Command: es.NewID()})
	return out, err
}

func (c *county) signUp(who access.Actor, group es.ID) contracts.SeatReceipt {
	c.Helper()
	out, err := c.ask("POST", who, group)
	must(c.T, err)
	return out
}

func (c *county) giveUp(who access.Actor, group es.ID) contracts.SeatReceipt {
	c.Helper()
	out, err := c.ask("DELETE", who, group)
	must(c.T, err)
	return out
}

func (c *county) list(who access.Actor, from, after string) contracts.GroupPage {
	c.Helper()
	page, _, err := edge.Call[contracts.GroupPage](c.Context(), c.as(who), edge.Request{Method: "GET", Path: "/groups", Query: map[string][]string{"from": {from}, "after": {after}}})
	must(c.T, err)
	if page.Stale {
		c.Fatalf("the list did not reach %s in time", after)
	}
	return page
}

func (c *county) see(who access.Actor, group es.ID) contracts.Group {
	c.Helper()
	g, meta, err := edge.Call[contracts.Group](c.Context(), c.as(who), edge.Request{Method: "GET", Path: "/groups/" + group.String()})
	must(c.T, err)
	if meta.Revision != g.Revision {
		c.Errorf("the headers say revision %d, the body %d", meta.Revision, g.Revision)
	}
	return g
}

func (c *county) people(who access.Actor, group es.ID) contracts.GroupPeople {
	c.Helper()
	p, _, err := edge.Call[contracts.GroupPeople](c.Context(), c.as(who), edge.Request{Method: "GET", Path: "/groups/" + group.String() + "/people"})
	must(c.T, err)
	return p
}

// heard collects facts until there are n.
func (c *county) heard(n int) []contracts.Fact {
	c.Helper()
	ctx, stop := context.WithTimeout(c.Context(), 10*time.Second)
	defer stop()
	facts := make(chan contracts.Fact, n)
	ended := make(chan error, 1)
	consumer := bus.Consumer{
		Bus: c.bus, Name: "listener",
		Types:  []string{contracts.FactSeatReserved, contracts.FactQueued, contracts.FactSeatReleased, contracts.FactPromoted},
		Handle: func(_ context.Context, f contracts.Fact) error { facts <- f; return nil },
	}
	go func() { ended <- consumer.Run(ctx) }()
	defer func() { stop(); <-ended }()
	var out []contracts.Fact
	for len(out) < n {
		select {
		case f := <-facts:
			out = append(out, f)
		case <-ctx.Done():
			c.Fatalf("heard %d facts, want %d", len(out), n)
		}
	}
	return out
}
