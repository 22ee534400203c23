package transitions_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
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
	"nivel/libs/listing"
	"nivel/libs/node"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
	"nivel/libs/vault"
	"nivel/services/transitions"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, bustest.Abandoned()...) }

// county is transitions on real servers of its own: node, bus, Redis, keys; and
// the facts of an intake, relayed from the same history.
type county struct {
	*testing.T
	clock   *clock
	history *history.History
	store   es.Store // the history, as the service writes to it
	bus     *bus.Bus
	redis   *readmodel.Redis
	keys    *vault.Vault
	tokens  *edge.Tokens
	base    string
	uses    *edgetest.Uses
	glass   *glass
	service *transitions.Service
	dir     string
	stop    func() // bus and service
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
	quiet  = slog.New(slog.DiscardHandler)

	children = []access.Task{access.ChildProtection}
	broad    = []access.Class{access.BroadResponsibility, access.ResponsibleForChild}

	testArea = area.Area{
		Code: "test", Name: map[string]string{"fi": "Testi"}, Languages: []string{"fi"},
		Units: []area.Unit{{Code: "north"}, {Code: "south"}, {Code: "adults"}, {Code: "provider"}},
		Workers: []area.Worker{
			{ID: "w-aino", Name: "Aino", Role: access.SocialWorker, Unit: "north", Classes: broad, Tasks: children, Language: "fi"},
			{ID: "w-elin", Name: "Elin", Role: access.SocialWorker, Unit: "south", Classes: broad, Tasks: children, Language: "sv"},
			{ID: "w-oskari", Name: "Oskari", Role: access.SocialCounsellor, Unit: "north", Classes: broad[:1], Tasks: children, Language: "fi"},
			{ID: "w-maria", Name: "Maria", Role: access.Manager, Unit: "north", Classes: []access.Class{access.Administrative}, Tasks: children, Language: "en"},
			{
				ID: "w-henri", Name: "Henri", Role: access.SocialWorker, Unit: "adults",
				Classes: []access.Class{access.Arranging}, Tasks: []access.Task{access.WorkingAge}, Language: "fi",
			},
			{
				ID: "w-sari", Name: "Sari", Role: access.SocialWorker, Unit: "adults",
				Classes: broad[:1], Tasks: []access.Task{access.WorkingAge}, Language: "fi",
			},
			{
				ID: "w-salla", Name: "Salla", Role: access.SocialWorker, Unit: "adults",
				Classes: broad, Tasks: []access.Task{access.ChildProtection, access.WorkingAge}, Language: "fi",
			},
			{
				ID: "w-pekka", Name: "Pekka", Role: access.SocialWorker, Unit: "south",
				Classes: []access.Class{access.Arranging}, Tasks: []access.Task{access.WorkingAge}, Language: "fi",
			},
			{
				ID: "w-sini", Name: "Sini", Role: access.SocialWorker, Unit: "south",
				Classes: []access.Class{access.Arranging}, Tasks: []access.Task{access.SubstanceServices}, Language: "fi",
			},
			{ID: "w-leo", Name: "Leo", Role: access.SocialCounsellor, Unit: "provider", Classes: []access.Class{access.Implementing}, Tasks: []access.Task{access.WorkingAge}, Language: "fi"},
			{ID: "w-leila", Name: "Leila", Role: access.SocialCounsellor, Unit: "provider", Classes: []access.Class{access.Arranging}, Tasks: []access.Task{access.WorkingAge}, Language: "fi"},
			{ID: "w-mikko", Name: "Mikko", Role: access.Manager, Unit: "adults", Classes: []access.Class{access.Administrative}, Tasks: []access.Task{access.WorkingAge}, Language: "fi"},
			{ID: "w-tuula", Name: "Tuula", Role: access.PrivacyOfficer, Unit: "north", Language: "fi"},
			{ID: "w-ops", Name: "Olli", Role: access.Ops, Unit: "north", Language: "en"},
		},
	}
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newCounty(t *testing.T) *county {
	t.Helper()
	c := openCounty(t, t.TempDir())
	c.start()
	t.Cleanup(func() { c.stop() })
	return c
}

// openCounty opens a county's servers on what lies in a folder.
func openCounty(t *testing.T, dir string) *county {
	t.Helper()
	ctx := t.Context()
	c := &county{T: t, clock: &clock{now: monday}, dir: dir, uses: &edgetest.Uses{}, glass: &glass{}}
	n, err := node.Start(ctx, node.Options{Dir: filepath.Join(c.dir, "history"), Listen: []string{"127.0.0.1:0"}, Logger: quiet, Clock: c.clock.read})
	must(t, err)
	t.Cleanup(func() { must(t, n.Close()) })
	c.history, err = history.Open(ctx, history.Options{Address: esdb(n.Addresses()[0]), Logger: quiet})
	must(t, err)
	t.Cleanup(func() { must(t, c.history.Close(context.Background())) })
	c.redis, err = readmodel.Open(ctx, readmodel.Options{Dir: filepath.Join(c.dir, "redis"), Area: testArea.Code, Logger: quiet, Clock: c.clock.read})
	must(t, err)
	t.Cleanup(func() { must(t, c.redis.Close()) })
	c.keys, err = vault.Open(ctx, vault.Options{
		Service: "transitions", History: c.history, KEK: vault.NewFileKEK(filepath.Join(c.dir, "keys", "kek.json")), Register: filepath.Join(c.dir, "keys", "destroyed"),
	})
	must(t, err)
	c.tokens, err = edge.NewTokens(bytes.Repeat([]byte("k"), 32), c.clock.read)
	must(t, err)
	c.store = c.history
	return c
}

func esdb(address string) string {
	if strings.HasPrefix(address, "unix:") || strings.HasPrefix(address, "esdb:") {
		return address
	}
	return "esdb://" + address + "?tls=false"
}

// start opens the bus and runs the service and the relay of intake on it.
func (c *county) start() {
	c.Helper()
	var err error
	c.bus, err = bus.Open(context.Background(), bus.Options{Dir: filepath.Join(c.dir, "bus"), Area: testArea.Code, Logger: quiet, Clock: time.Now})
	must(c.T, err)
	c.service, err = transitions.New(transitions.Options{
		Area: testArea, Store: c.store, Log: c.history, Redis: c.redis, Bus: c.bus, Vault: c.keys, Logger: quiet, Glass: c.glass, Clock: c.clock.read, Look: 5 * time.Millisecond, Signer: signer,
		Edge: edge.Options{Uses: c.uses, Tokens: c.tokens, Logger: quiet, Clock: c.clock.read},
	})
	must(c.T, err)
	intake := bus.Relay{Bus: c.bus, Log: c.history, Service: "intake", Prefixes: []string{"intake-"}, Translate: tellAsIs}
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	for _, run := range []func(context.Context) error{c.service.Run, intake.Run} {
		running.Go(func() { _ = run(ctx) })
	}
	server := httptest.NewServer(c.service.Handler())
	c.base = server.URL
	c.stop = func() {
		server.Close()
		stop()
		running.Wait()
		must(c.T, c.bus.Close(context.Background()))
	}
}

// signer signs the files for other areas.
var signer = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))

// tellAsIs is an intake whose events are its facts.
func tellAsIs(r es.Recorded) (contracts.Fact, bool, error) {
	return contracts.Fact{Type: r.Name, Subject: strings.TrimPrefix(r.Stream, "intake-"), Data: r.Data}, true, nil
}

// complete ends an assessment of intake and returns its matter and the fact.
func (c *county) complete(person es.ID, outcome string) (matter, fact es.ID) {
	c.Helper()
	matter, fact = es.NewID(), es.NewID()
	data, err := json.Marshal(contracts.AssessmentCompleted{Outcome: outcome, Person: person, Holder: "w-aino", On: calendar.On(monday)})
	must(c.T, err)
	_, err = c.history.Append(c.Context(), "intake-"+matter.String(), es.NoStream, es.NewEvent{
		ID: fact, Name: contracts.FactCompleted, Data: data, Meta: es.Meta{Correlation: fact.Derive("talk")},
	})
	must(c.T, err)
	return matter, fact
}

// open ends an assessment in aftercare and returns the case, once it is there.
func (c *county) open(person es.ID) es.ID {
	c.Helper()
	_, fact := c.complete(person, "aftercare")
	id := fact.Derive("case")
	c.until("the case is open and in the list", func() bool {
		return slices.ContainsFunc(c.list("w-aino", "mine", "").Rows, func(row contracts.CaseRow) bool { return row.Case == id })
	})
	return id
}

// until waits for a condition, with a deadline.
func (c *county) until(what string, holds func() bool) {
	c.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			c.Fatalf("not in time: %s", what)
		}
	}
}

// as returns a client of the worker of that id, of the system, or of a young
// person, whose id is the person's.
func (c *county) as(id string) *edge.Client {
	actor := access.Actor{ID: id, Role: access.Youth, Area: testArea.Code}
	if id == "web" {
		actor.Role = access.System
	}
	if w, ok := testArea.Worker(id); ok {
		actor = testArea.Actor(w)
	}
	return &edge.Client{Base: c.base, Bearer: func(context.Context) (string, error) { return c.tokens.Issue(actor, time.Minute) }}
}

// list reads a list; while it is being built there is nothing in it.
func (c *county) list(who, view, after string) contracts.CasePage {
	c.Helper()
	page, _, err := edge.Call[contracts.CasePage](c.Context(), c.as(who), edge.Request{Method: "GET", Path: "/cases", Query: map[string][]string{"view": {view}, "after": {after}}})
	if r, _ := refusal.As(err); r.Code == listing.ErrRebuilding.Code && after == "" {
		return contracts.CasePage{}
	}
	must(c.T, err)
	if page.Stale {
		c.Fatalf("the list did not reach %s in time", after)
	}
	return page
}

func (c *county) see(who string, id es.ID) contracts.Case {
	c.Helper()
	seen, _, err := edge.Call[contracts.Case](c.Context(), c.as(who), edge.Request{Method: "GET", Path: "/cases/" + id.String()})
	must(c.T, err)
	return seen
}

type body interface {
	contracts.RightFacts | contracts.Plan | contracts.HandoverOffer | contracts.HandoverRefusal | contracts.JointMeeting |
		contracts.NewContact | contracts.WithdrawnContact | contracts.NewSituation | contracts.NewHousingNeed | contracts.EndedHousingNeed | contracts.NewRating | contracts.NewTie | contracts.ChangedTie |
		contracts.Extension | contracts.Residence | contracts.ClosingPlan | contracts.Closing |
		contracts.NewDecision | contracts.Service | contracts.Reserve | struct{} |
		contracts.Permit | contracts.NewBan | contracts.LiftedBan | contracts.Absence |
		contracts.HandoverWithdrawal | contracts.HandoverSummary | contracts.HandoverConsent |
		contracts.PlannedTransfer | contracts.StepTaken | contracts.NewFollowUp |
		contracts.WritingAnswer | contracts.NewMeeting | contracts.HeldMeeting | contracts.CancelledMeeting
}

func try[B body](c *county, who string, id es.ID, what string, b B) (contracts.Receipt, error) {
	c.Helper()
	out, _, err := edge.Call[contracts.Receipt](c.Context(), c.as(who), edge.Request{
		Method: "POST", Path: fmt.Sprintf("/cases/%s/%s", id, what), Body: b, Command: es.NewID(),
	})
	return out, err
}

func do[B body](c *county, who string, id es.ID, what string, b B) contracts.Receipt {
	c.Helper()
	out, err := try(c, who, id, what, b)
	must(c.T, err)
	return out
}

// refused expects a refusal's code, of the whole or of the only wrong field.
func (c *county) refused(err error, code string) {
	c.Helper()
	r, _ := refusal.As(err)
	if r.Code != code && (len(r.Fields) != 1 || r.Fields[0].Code != code) {
		c.Errorf("said %v %v, wanted %s", err, r.Fields, code)
	}
}

var (
	someone = es.ID{}.Derive("someone")
	day     = calendar.On(monday)

	facts = contracts.RightFacts{BirthDate: calendar.MustParse("2008-05-15"), Basis: "taken-into-care", PlacedTo: day, PlacedFrom: calendar.MustParse("2020-01-01")}
	plan  = contracts.Plan{
		Situation: "Canarysituation", OwnRating: 4, OtherRating: 6, Goals: []string{"Canarygoal", "Canaryhome"},
		OwnView: "Canaryview", Dissent: "Canarydissent",
	}
	offer = contracts.HandoverOffer{To: "w-elin", RespondBy: day.AddDays(7), Note: "Canarynote"}
)

// codeOf is the code of a refusal; empty: there was none.
func codeOf(err error) string {
	r, _ := refusal.As(err)
	return r.Code
}
