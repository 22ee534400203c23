package notifications

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/bus"
	"nivel/libs/bus/bustest"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/edge/edgetest"
	"nivel/libs/es"
	"nivel/libs/es/estest"
	"nivel/libs/history"
	"nivel/libs/node"
	"nivel/libs/readmodel"
	"nivel/libs/vault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, bustest.Abandoned()...) }

// county is notifications on real servers of its own: node, bus, Redis, keys and
// SMTP. The services that it hears speak through the same bus.
type county struct {
	*testing.T
	clock    *clock
	history  *history.History
	bus      *bus.Bus
	redis    *readmodel.Redis
	keys     *vault.Vault
	tokens   *edge.Tokens
	uses     *edgetest.Uses
	smtp     *smtpServer
	phones   *phones // takes text messages, at phonesAt
	phonesAt string
	others   *estest.Memory // history of the other services
	base     string
	service  *Service
	dir      string
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

func (c *clock) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

var (
	monday = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

	testArea = area.Area{Code: "test", Name: map[string]string{"fi": "Testi"}, Languages: []string{"fi", "sv"}, Workers: []area.Worker{
		{ID: "w-aino", Name: "Aino", Role: access.SocialWorker, Unit: "u", Language: "fi", Email: "canary.aino@example.org"},
		{ID: "w-elin", Name: "Elin", Role: access.SocialWorker, Unit: "u", Language: "sv"},
		{ID: "w-ops", Name: "Olli", Role: access.Ops, Unit: "u", Language: "en"},
	}}

	youth = es.ID{0xa0}.Derive("youth")
	case1 = es.ID{0xc0}.Derive("case")
	group = es.ID{0xd0}.Derive("group")

	stranger = es.ID{0xa1}.Derive("somebody who has no part in any test")
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// newCounty starts a county in which the service runs.
func newCounty(t *testing.T) *county {
	t.Helper()
	c := openCounty(t, t.TempDir(), &smtpServer{})
	c.run()
	return c
}

// openCounty opens a county's servers; its SMTP server too unless one has its
// address already.
func openCounty(t *testing.T, dir string, mail *smtpServer) *county {
	t.Helper()
	ctx := t.Context()
	c := &county{T: t, uses: &edgetest.Uses{}, clock: &clock{now: monday}, dir: dir, smtp: mail}
	if mail.address == "" {
		listenSMTP(t, mail, "127.0.0.1:0", nil, false)
	}
	quiet := slog.New(slog.DiscardHandler)
	n, err := node.Start(ctx, node.Options{Dir: filepath.Join(dir, "history"), Listen: []string{"127.0.0.1:0"}, Logger: quiet, Clock: c.clock.read})
	must(t, err)
	t.Cleanup(func() { must(t, n.Close()) })
	c.history, err = history.Open(ctx, history.Options{Address: n.Addresses()[0], Logger: quiet})
	must(t, err)
	t.Cleanup(func() { must(t, c.history.Close(context.Background())) })
	c.bus, err = bus.Open(ctx, bus.Options{Dir: filepath.Join(dir, "bus"), Area: testArea.Code, Logger: quiet, Clock: time.Now})
	must(t, err)
	t.Cleanup(func() { must(t, c.bus.Close(context.Background())) })
	c.redis, err = readmodel.Open(ctx, readmodel.Options{Dir: filepath.Join(dir, "redis"), Area: testArea.Code, Logger: quiet, Clock: time.Now})
	must(t, err)
	t.Cleanup(func() { must(t, c.redis.Close()) })
	c.keys, err = vault.Open(ctx, vault.Options{
		Service: "notifications", History: c.history, KEK: vault.NewFileKEK(filepath.Join(dir, "keys", "kek.json")), Register: filepath.Join(dir, "keys", "destroyed"),
	})
	must(t, err)
	c.tokens, err = edge.NewTokens(bytes.Repeat([]byte("k"), 32), c.clock.read)
	must(t, err)
	c.others = estest.NewMemory(c.clock.read)
	c.phones, c.phonesAt = listenPhones(t)
	c.service = c.newService()
	server := httptest.NewServer(c.service.Handler())
	t.Cleanup(server.Close)
	c.base = server.URL
	return c
}

func (c *county) mail() Mail {
	return Mail{SMS: SMS{URL: c.phonesAt}, Address: c.smtp.address, From: "noreply@example.org", TLS: NoTLS, Links: Links{Workers: "https://desk.example.org/", Young: "https://own.example.org/"}}
}

// newService composes the service as a process of its own would.
func (c *county) newService() *Service {
	c.Helper()
	quiet := slog.New(slog.DiscardHandler)
	s, err := New(Options{
		Area: testArea, Store: c.history, Log: c.history, Redis: c.redis, Bus: c.bus, Vault: c.keys, Logger: quiet,
		Clock: c.clock.read, Mail: c.mail(), Look: 5 * time.Millisecond,
		Edge: edge.Options{Tokens: c.tokens, Uses: c.uses, Logger: quiet, Clock: c.clock.read},
	})
	must(c.T, err)
	return s
}

// during runs something until the test ends, or until the returned stop.
func (c *county) during(run func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-ended; err != nil {
				c.Errorf("ended with %v", err)
			}
		})
	}
	c.Cleanup(stop)
	return stop
}

// run runs the service until the test ends, and returns when it shows pages and
// hears facts: a NATS server that is stopped while it makes a consumer's stream
// leaves goroutines behind.
func (c *county) run() {
	c.Helper()
	c.speak("transitions")
	c.speak("peergroups")
	c.during(c.service.Run)
	c.until("the pages can be shown", func() bool { return c.service.Ready(c.Context()) == nil })
	tell(c, contracts.FactQueued, group, contracts.SeatTold{Person: stranger})
	c.until("facts are heard", func() bool { return len(c.happened(stranger.String())) == 1 })
}

// speak relays what a service of that name has told in c.others.
func (c *county) speak(service string) {
	relay := bus.Relay{Bus: c.bus, Log: c.others, Service: service, Prefixes: []string{service + "-"}, Translate: func(r es.Recorded) (contracts.Fact, bool, error) {
		return contracts.Fact{Type: r.Name, Subject: strings.TrimPrefix(r.Stream, service+"-"), Data: r.Data}, true, nil
	}}
	c.during(relay.Run)
}

type toldOf interface {
	contracts.CaseOpened | contracts.HandoverTold | contracts.PlanMade | contracts.SeatTold | contracts.GlassBroken | contracts.HandoverOverdue | contracts.SummaryTold | contracts.BanGroundTold | contracts.ConsultationTold |
		contracts.PlanTold | contracts.CaseClosed | contracts.CaseReopened
}

// raw returns what a fact holds.
func raw[T toldOf](t testing.TB, data T) json.RawMessage {
	t.Helper()
	text, err := json.Marshal(data)
	must(t, err)
	return text
}

// tell lets another service tell a fact about a case or a group.
func tell[T toldOf](c *county, fact string, subject es.ID, data T) {
	c.Helper()
	service, _, _ := strings.Cut(fact, ".")
	stream := service + "-" + subject.String()
	before, err := c.others.Read(c.Context(), stream, 0)
	must(c.T, err)
	_, err = c.others.Append(c.Context(), stream, es.Revision(len(before)-1), es.NewEvent{ID: es.NewID(), Name: fact, Data: raw(c.T, data), Meta: es.Meta{Correlation: es.NewID()}})
	must(c.T, err)
}

// as returns a client of a worker, or of a young person by id.
func (c *county) as(id string) *edge.Client {
	actor := access.Actor{ID: id, Role: access.Youth, Area: testArea.Code}
	if w, ok := testArea.Worker(id); ok {
		actor = testArea.Actor(w)
	}
	return &edge.Client{Base: c.base, Bearer: func(context.Context) (string, error) { return c.tokens.Issue(actor, time.Minute) }}
}

func (c *county) page(who string) contracts.NoticePage {
	c.Helper()
	page, _, err := edge.Call[contracts.NoticePage](c.Context(), c.as(who), edge.Request{Method: "GET", Path: "/notices"})
	must(c.T, err)
	return page
}

func (c *county) choose(who, email, language string) contracts.Receipt {
	c.Helper()
	out, _, err := edge.Call[contracts.Receipt](c.Context(), c.as(who), edge.Request{
		Method: "PUT", Path: "/contact", Body: contracts.Contact{Email: email, Language: language}, Command: es.NewID(),
	})
	must(c.T, err)
	return out
}

// until waits for a condition.
func (c *county) until(what string, met func() bool) {
	c.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for !met() {
		if time.Now().After(deadline) {
			c.Fatalf("waited in vain until %s", what)
		}
		wait(c.Context(), 2*time.Millisecond)
	}
}

// happened returns the stored names of a recipient's history.
func (c *county) happened(recipient string) (names []string) {
	c.Helper()
	recorded, err := c.history.Read(c.Context(), Category+"-"+recipient, 0)
	must(c.T, err)
	for _, r := range recorded {
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(r.Name, Category+"."), ".v1"))
	}
	return names
}

// settled reports whether a recipient was told n times and is owed no letter.
func (c *county) settled(recipient string, n int) bool {
	c.Helper()
	out, err := c.service.streams.Load(c.Context(), recipient)
	must(c.T, err)
	return out.State.Unread == n && len(out.State.Owed) == 0
}

// letter returns the one letter that is owed to a recipient.
func (c *county) letter(recipient string) Letter {
	c.Helper()
	out, err := c.service.streams.Load(c.Context(), recipient)
	must(c.T, err)
	if len(out.State.Owed) != 1 {
		c.Fatalf("%d letters are owed, not one", len(out.State.Owed))
	}
	return out.State.Owed[0]
}
