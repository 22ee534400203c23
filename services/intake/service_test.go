package intake_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
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
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/edge/edgetest"
	"nivel/libs/es"
	"nivel/libs/es/estest"
	"nivel/libs/history"
	"nivel/libs/node"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
	"nivel/libs/vault"
	"nivel/services/intake"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, bustest.Abandoned()...) }

// county is intake on real servers of its own: node, bus, Redis, keys.
type county struct {
	*testing.T
	clock   *clock
	history *history.History
	bus     *bus.Bus
	redis   *readmodel.Redis
	tokens  *edge.Tokens
	keys    *vault.Vault
	uses    *edgetest.Uses
	glass   *glass
	base    string
	service *intake.Service
	dir     string
	others  *estest.Memory // the history of the services that intake hears
	halt    func()         // the service serves on, and its lists stand still
}

// glass is who has broken the glass, for whoever.
type glass struct {
	mu sync.Mutex
	by string
}

// Open implements intake.Glass.
func (g *glass) Open(_ context.Context, actor string, _ es.ID, _ time.Time) (bool, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return actor == g.by, nil
}

func (g *glass) breakBy(actor string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.by = actor
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

var (
	monday = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

	broad    = []access.Class{access.BroadResponsibility}
	children = []access.Task{access.ChildProtection}

	carriesOut = []access.Class{access.Implementing}

	workers = []area.Worker{
		{ID: "w-aino", Name: "Aino", Role: access.SocialWorker, Unit: "north", Classes: broad, Tasks: children, Language: "fi"},
		{ID: "w-elin", Name: "Elin", Role: access.SocialWorker, Unit: "north", Classes: broad, Tasks: children, Language: "sv"},
		{ID: "w-oskari", Name: "Oskari", Role: access.SocialCounsellor, Unit: "north", Classes: broad, Tasks: children, Language: "fi"},
		{ID: "w-maria", Name: "Maria", Role: access.Manager, Unit: "north", Classes: []access.Class{access.Administrative}, Tasks: children, Language: "en"},
		{ID: "w-sanna", Name: "Sanna", Role: access.SocialWorker, Unit: "south", Classes: broad, Tasks: children, Language: "fi"},
		{ID: "w-martti", Name: "Martti", Role: access.Manager, Unit: "south", Classes: []access.Class{access.Administrative}, Tasks: children, Language: "fi"},
		{ID: "w-henri", Name: "Henri", Role: access.SocialWorker, Unit: "adult", Classes: []access.Class{access.Arranging}, Tasks: []access.Task{access.WorkingAge}, Language: "fi"},
		{ID: "w-tuula", Name: "Tuula", Role: access.PrivacyOfficer, Unit: "north", Language: "fi"},
		{ID: "w-hilma", Name: "Hilma", Role: access.Administrator, Unit: "north", Classes: []access.Class{access.Administrative}, Tasks: children, Language: "fi"},
		{ID: "w-rasmus", Name: "Rasmus", Role: access.GroupLeader, Unit: "north", Language: "fi"},
		{ID: "w-kaisla", Name: "Kaisla", Role: access.ExpertByExperience, Unit: "north", Language: "fi"},
		{ID: "w-sirkka", Name: "Sirkka", Role: access.Consultant, Profession: area.TeamSocialWorker, Unit: "team", Classes: carriesOut, Language: "fi"},
		{ID: "w-pertti", Name: "Pertti", Role: access.Consultant, Profession: area.FamilyTherapist, Unit: "team", Classes: carriesOut, Language: "fi"},
		{ID: "w-saga", Name: "Saga", Role: access.Consultant, Profession: area.PsychiatricNurse, Unit: "north", Classes: carriesOut, Language: "sv"},
		{ID: "w-ops", Name: "Olli", Role: access.Ops, Unit: "north", Language: "en"},
	}
	testArea = area.Area{
		Code: "test", Name: map[string]string{"fi": "Testi"}, Languages: []string{"fi"}, Workers: workers,
		Units:         []area.Unit{{Code: "north"}, {Code: "south"}, {Code: "adult"}, {Code: "team"}},
		NationalCodes: someNationalCodes(),
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
	ctx := t.Context()
	c := &county{T: t, clock: &clock{now: monday}, dir: t.TempDir(), uses: &edgetest.Uses{}, glass: &glass{}}
	quiet := slog.New(slog.DiscardHandler)
	n, err := node.Start(ctx, node.Options{Dir: filepath.Join(c.dir, "history"), Listen: []string{"127.0.0.1:0"}, Logger: quiet, Clock: c.clock.read})
	must(t, err)
	t.Cleanup(func() { must(t, n.Close()) })
	c.history, err = history.Open(ctx, history.Options{Address: esdb(n.Addresses()[0]), Logger: quiet})
	must(t, err)
	t.Cleanup(func() { must(t, c.history.Close(context.Background())) })
	c.bus, err = bus.Open(ctx, bus.Options{Dir: filepath.Join(c.dir, "bus"), Area: testArea.Code, Logger: quiet, Clock: time.Now})
	must(t, err)
	t.Cleanup(func() { must(t, c.bus.Close(context.Background())) })
	c.redis, err = readmodel.Open(ctx, readmodel.Options{Dir: filepath.Join(c.dir, "redis"), Area: testArea.Code, Logger: quiet, Clock: c.clock.read})
	must(t, err)
	t.Cleanup(func() { must(t, c.redis.Close()) })
	c.keys, err = vault.Open(ctx, vault.Options{
		Service: "intake", History: c.history, KEK: vault.NewFileKEK(filepath.Join(c.dir, "keys", "kek.json")), Register: filepath.Join(c.dir, "keys", "destroyed"),
	})
	must(t, err)
	c.tokens, err = edge.NewTokens(bytes.Repeat([]byte("k"), 32), c.clock.read)
	must(t, err)
	c.service, err = intake.New(intake.Options{
		Area: testArea, Store: c.history, Log: c.history, Redis: c.redis, Bus: c.bus, Vault: c.keys, Logger: quiet,
		Glass: c.glass, Edge: edge.Options{Tokens: c.tokens, Uses: c.uses, Logger: quiet, Clock: c.clock.read},
	})
	must(t, err)
	c.others = estest.NewMemory(c.clock.read)
	c.run()
	server := httptest.NewServer(c.service.Handler())
	t.Cleanup(server.Close)
	c.base = server.URL
	return c
}

func esdb(address string) string {
	if strings.HasPrefix(address, "unix:") || strings.HasPrefix(address, "esdb:") {
		return address
	}
	return "esdb://" + address + "?tls=false"
}

// run runs the service until the test ends, and returns when it hears facts: a
// NATS server that is stopped while it makes a consumer's stream leaves
// goroutines behind.
func (c *county) run() {
	c.Helper()
	c.speak("transitions")
	c.speak("peergroups")
	c.halt = c.during(c.service.Run)
	tell(c, contracts.FactGroupFounded, es.NewID(), contracts.GroupFounded{Leader: "w-nobody"})
}

// as returns a client of who has that id; "import" is the importer.
func (c *county) as(id string) *edge.Client {
	actor := access.Actor{ID: id, Role: access.Importer, Area: testArea.Code}
	if w, ok := testArea.Worker(id); ok {
		actor = testArea.Actor(w)
	}
	return &edge.Client{Base: c.base, Bearer: func(context.Context) (string, error) { return c.tokens.Issue(actor, time.Minute) }}
}

func notification() contracts.Notification {
	yes := true
	return contracts.Notification{
		ReceivedAt: monday.Add(-time.Hour), Channel: "phone", Content: "Canarycontent: huoli arjesta.",
		Child: contracts.Child{
			FamilyName: "Canaryfamily", GivenNames: "Tuisku Canarygiven", IdentityCode: "150508A9990", Municipality: "240",
			Language: "fi", Address: "Canarystreet 1", Phone: "0401234567", LivesWith: "Canaryhome", NonDisclosure: true,
		},
		Guardians: []contracts.Guardian{{FamilyName: "Canaryguardian", GivenNames: "Kaisla", Relation: "äiti"}},
		Reporter:  contracts.Reporter{Body: "education", FamilyName: "Canaryreporter", Secret: true, SecrecyGrounds: "Canarygrounds"},
		ChildTold: &yes, ToldMore: "Canarytold",
	}
}

func (c *county) register(n contracts.Notification) contracts.Registered {
	c.Helper()
	out, meta, err := edge.Call[contracts.Registered](c.Context(), c.as("w-oskari"), edge.Request{Method: "POST", Path: "/notifications", Body: n, Command: es.NewID()})
	must(c.T, err)
	if meta.Revision != out.Revision || meta.Position == (es.Position{}) {
		c.Errorf("the answer's headers say revision %d at %s, its body %d", meta.Revision, meta.Position, out.Revision)
	}
	return out
}

func (c *county) list(who, view string, after string) contracts.MatterPage {
	c.Helper()
	page, _, err := edge.Call[contracts.MatterPage](c.Context(), c.as(who), edge.Request{Method: "GET", Path: "/matters", Query: map[string][]string{"view": {view}, "after": {after}}})
	must(c.T, err)
	if page.Stale {
		c.Fatalf("the list did not reach %s in time", after)
	}
	return page
}

func (c *county) see(who string, matter es.ID) contracts.Matter {
	c.Helper()
	m, _, err := edge.Call[contracts.Matter](c.Context(), c.as(who), edge.Request{Method: "GET", Path: "/matters/" + matter.String()})
	must(c.T, err)
	return m
}

type body interface {
	contracts.UrgencyAssessment | contracts.StartDecision | contracts.Outcome | contracts.NewHolder | contracts.AssessmentDraft | contracts.Birth | contracts.NewQueue | contracts.PlacementDecision | contracts.PlacementContinuation | contracts.PlacementEnd | contracts.TakeOver | contracts.Delay | struct{} | contracts.OutsideSource | contracts.ChecklistAnswers | contracts.ChecklistJudgement | contracts.RiskSupport | contracts.ConsultationAsked | contracts.ConsultationView | contracts.JointRecommendation | contracts.ConsultationClosing
}

func ask[B body](c *county, who, method, path string, b B) (contracts.Receipt, error) {
	c.Helper()
	out, _, err := edge.Call[contracts.Receipt](c.Context(), c.as(who), edge.Request{Method: method, Path: path, Body: b, Command: es.NewID()})
	return out, err
}

func path(matter es.ID, what string) string { return fmt.Sprintf("/matters/%s/%s", matter, what) }

func TestIntake_FromNotificationToStart(t *testing.T) {
	c := newCounty(t)
	in := notification()
	done := c.register(in)
	if done.Pending.String() != "2026-11-23" || done.Start.Due.String() != "2026-12-02" || done.Completion.Due.String() != "2027-02-23" {
		t.Errorf("pending %s, start by %s, complete by %s", done.Pending, done.Start.Due, done.Completion.Due)
	}

	page := c.list("w-aino", "inbox", done.Position)
	if len(page.Rows) != 1 || page.Rows[0].ChildName != "Canaryfamily, Tuisku Canarygiven" || *page.Rows[0].Age != 18 || page.Rows[0].Next != "assess-urgency" {
		t.Fatalf("the inbox holds %+v", page.Rows)
	}
	seen := c.see("w-aino", done.Matter)
	in.Child.BirthDate, in.ServiceTask = "2008-05-15", "child-protection"
	if got, want := asJSON(t, seen.Notification), asJSON(t, in); got != want {
		t.Errorf("what comes out is not what went in:\n%s\n%s", got, want)
	}

	_, err := ask(c, "w-aino", "POST", path(done.Matter, "holder"), struct{}{})
	must(t, err)
	urgent, err := ask(c, "w-oskari", "POST", path(done.Matter, "urgency"), contracts.UrgencyAssessment{Urgent: true, Grounds: "Canaryurgent"})
	must(t, err)
	page = c.list("w-aino", "mine", urgent.Position)
	if len(page.Rows) != 1 || page.Rows[0].Next != "decide-start" || page.Rows[0].Urgency != "urgent" || page.Rows[0].DaysLeft != 7 {
		t.Errorf("my list holds %+v", page.Rows)
	}
	last, err := ask(c, "w-aino", "POST", path(done.Matter, "start"), contracts.StartDecision{Start: true})
	must(t, err)

	if page := c.list("w-aino", "inbox", last.Position); len(page.Rows) != 0 {
		t.Errorf("a decided matter is still in the inbox: %+v", page.Rows)
	}
	if page := c.list("w-aino", "assessing", last.Position); len(page.Rows) != 1 || page.Rows[0].Due != done.Completion.Due {
		t.Errorf("the list of assessments holds %+v", page.Rows)
	}
	seen = c.see("w-aino", done.Matter)
	var whats []string
	for _, h := range seen.Timeline {
		whats = append(whats, h.What)
	}
	if got := strings.Join(whats, " "); got != "intake.notification-registered.v1 intake.matter-taken.v1 intake.urgency-assessed.v1 intake.assessment-started.v1" {
		t.Errorf("the timeline says %s", got)
	}
	if seen.Timeline[2].Text != "Canaryurgent" || seen.Timeline[2].By != "w-oskari" || len(seen.Timeline[3].Findings) != 1 {
		t.Errorf("the timeline holds %+v", seen.Timeline)
	}
}

func TestIntake_AnOutcomeAndWhoItIsAbout(t *testing.T) {
	c := newCounty(t)
	done := c.register(notification())
	_, err := ask(c, "w-aino", "POST", path(done.Matter, "holder"), struct{}{})
	must(t, err)
	_, err = ask(c, "w-aino", "POST", path(done.Matter, "urgency"), contracts.UrgencyAssessment{Grounds: "x"})
	must(t, err)
	_, err = ask(c, "w-aino", "POST", path(done.Matter, "start"), contracts.StartDecision{Start: true})
	must(t, err)
	c.assess("w-aino", done.Matter)
	last, err := ask(c, "w-aino", "POST", path(done.Matter, "outcome"), contracts.Outcome{Outcome: "aftercare", Grounds: "Canaryoutcome"})
	must(t, err)
	if page := c.list("w-aino", "mine", last.Position); len(page.Rows) != 0 {
		t.Errorf("a completed matter is still on my list: %+v", page.Rows)
	}
	if seen := c.see("w-aino", done.Matter); seen.State != "completed" || len(seen.Timeline) != 5 {
		t.Errorf("state %s, %d lines", seen.State, len(seen.Timeline))
	}
	recorded, err := c.history.Read(t.Context(), "intake-"+done.Matter.String(), 5)
	must(t, err)
	fact, tell, err := intake.Translate(recorded[0])
	must(t, err)
	var content contracts.AssessmentCompleted
	must(t, json.Unmarshal(fact.Data, &content))
	if !tell || content.Outcome != "aftercare" || content.Holder != "w-aino" {
		t.Fatalf("told %v: %s", tell, fact.Data)
	}
	known, _, err := edge.Call[contracts.People](t.Context(), c.as("w-elin"), edge.Request{
		Method: "GET", Path: "/people", Query: map[string][]string{"person": {content.Person.String(), es.NewID().String()}},
	})
	must(t, err)
	if len(known.People) != 1 || known.People[0].Name != "Canaryfamily, Tuisku Canarygiven" || known.People[0].BirthDate != "2008-05-15" {
		t.Errorf("people: %+v", known.People)
	}
}

func TestIntake_SaysWhoseAnIdentityCodeIs(t *testing.T) {
	c := newCounty(t)
	out := c.register(notification())
	recorded, err := c.history.Read(t.Context(), "intake-"+out.Matter.String(), 0)
	must(t, err)
	var event intake.NotificationRegistered
	must(t, json.Unmarshal(recorded[0].Data, &event))
	ask := func(c *edge.Client, code string) (contracts.Identified, error) {
		found, _, err := edge.Call[contracts.Identified](t.Context(), c, edge.Request{
			Method: "POST", Path: "/identifications", Body: contracts.Identification{IdentityCode: code}, Command: es.NewID(),
		})
		return found, err
	}
	pages := &edge.Client{Base: c.base, Bearer: func(context.Context) (string, error) {
		return c.tokens.Issue(access.Actor{ID: "oma", Role: access.System, Area: testArea.Code}, time.Minute)
	}}
	code := notification().Child.IdentityCode
	deadline := time.Now().Add(30 * time.Second)
	found, err := ask(pages, strings.ToLower(code)+" ")
	for err != nil && time.Now().Before(deadline) { // the list of people is a list: it comes after the command
		found, err = ask(pages, strings.ToLower(code)+" ")
	}
	if err != nil || found.Person != event.Person {
		t.Errorf("it is %v, %v", found.Person, err)
	}
	for name, unknown := range map[string]string{"nobody's": "300609A905P", "one of a wrong form": "150508A999X", "none": ""} {
		if _, err := ask(pages, unknown); !errors.Is(err, intake.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ask(c.as("w-aino"), code); !errors.Is(err, edge.ErrNotAllowed) {
		t.Errorf("a worker is answered %v", err)
	}
}

func asJSON(t *testing.T, n contracts.Notification) string {
	t.Helper()
	n.ReceivedAt = n.ReceivedAt.UTC()
	raw, err := json.Marshal(n)
	must(t, err)
	return string(raw)
}

func TestIntake_TheSameCommandTwiceIsOneMatter(t *testing.T) {
	c := newCounty(t)
	request := edge.Request{Method: "POST", Path: "/notifications", Body: notification(), Command: es.NewID()}
	first, _, err := edge.Call[contracts.Registered](t.Context(), c.as("w-aino"), request)
	must(t, err)
	second, _, err := edge.Call[contracts.Registered](t.Context(), c.as("w-aino"), request)
	must(t, err)
	if first.Matter != second.Matter || first.Revision != second.Revision || first.Repeated || !second.Repeated {
		t.Errorf("first %+v, second %+v", first.Receipt, second.Receipt)
	}
	if page := c.list("w-aino", "inbox", second.Position); len(page.Rows) != 1 {
		t.Errorf("%d matters", len(page.Rows))
	}
}

func TestIntake_TwoWorkersTakeTheSameMatter(t *testing.T) {
	c := newCounty(t)
	done := c.register(notification())
	var wg sync.WaitGroup
	var errs [2]error
	for i, who := range []string{"w-aino", "w-elin"} {
		wg.Go(func() { _, errs[i] = ask(c, who, "POST", path(done.Matter, "holder"), struct{}{}) })
	}
	wg.Wait()
	holder := c.see("w-aino", done.Matter).Holder
	won, lost := 0, 0
	for _, err := range errs {
		r, refused := refusal.As(err)
		switch {
		case err == nil:
			won++
		case refused && r.Code == "taken" && r.Detail["holder"] == holder:
			lost++
		}
	}
	if won != 1 || lost != 1 {
		t.Errorf("%s has it; the answers were %v", holder, errs)
	}
}

func TestIntake_SaysWhatIsWrongFieldByField(t *testing.T) {
	c := newCounty(t)
	n := notification()
	n.Child.IdentityCode, n.Child.FamilyName, n.Reporter.SecrecyGrounds = "150508A9991", "", ""
	_, _, err := edge.Call[contracts.Registered](t.Context(), c.as("w-aino"), edge.Request{Method: "POST", Path: "/notifications", Body: n})
	r, _ := refusal.As(err)
	want := []refusal.Field{{Name: "child.family_name", Code: "required"}, {Name: "child.identity_code", Code: "identity-code-check"}, {Name: "reporter.secrecy_grounds", Code: "secrecy-grounds-missing"}}
	if fmt.Sprint(r.Fields) != fmt.Sprint(want) {
		t.Errorf("said %v, want %v", r.Fields, want)
	}
}

func TestIntake_WhoMayDoWhat(t *testing.T) {
	c := newCounty(t)
	done := c.register(notification())
	for _, x := range []struct{ who, code string }{{"w-ops", "not-allowed"}, {"import", "not-allowed"}} {
		_, _, err := edge.Call[contracts.Matter](t.Context(), c.as(x.who), edge.Request{Method: "GET", Path: "/matters/" + done.Matter.String()})
		if r, _ := refusal.As(err); r.Kind != refusal.Forbidden || r.Code != x.code {
			t.Errorf("%s reads a matter: %v", x.who, err)
		}
	}
	_, err := ask(c, "w-oskari", "POST", path(done.Matter, "start"), contracts.StartDecision{Start: true})
	if r, _ := refusal.As(err); r.Code != "not-social-worker" || r.Law == "" {
		t.Errorf("a counsellor decides the start: %v", err)
	}
	_, _, err = edge.Call[contracts.MatterPage](t.Context(), &edge.Client{Base: c.base}, edge.Request{Method: "GET", Path: "/matters"})
	if r, _ := refusal.As(err); r.Code != "not-signed-in" {
		t.Errorf("somebody without a token: %v", err)
	}
	for _, route := range c.service.Routes() {
		if len(intake.Access[route.Action].Roles) == 0 {
			t.Errorf("%s needs %s, which nobody may", route.Pattern, route.Action)
		}
	}
}

func TestIntake_AnOldPageDoesNotOverwriteANewerDecision(t *testing.T) {
	c := newCounty(t)
	done := c.register(notification())
	_, err := ask(c, "w-aino", "POST", path(done.Matter, "holder"), struct{}{})
	must(t, err)
	old := done.Revision
	_, _, err = edge.Call[contracts.Receipt](t.Context(), c.as("w-elin"), edge.Request{
		Method: "POST", Path: path(done.Matter, "urgency"), Body: contracts.UrgencyAssessment{Grounds: "x"}, If: &old,
	})
	if r, _ := refusal.As(err); r.Code != es.ErrChanged.Code {
		t.Errorf("said %v", err)
	}
}

func TestIntake_ABatchTwiceChangesNothing(t *testing.T) {
	c := newCounty(t)
	var batch contracts.NotificationBatch
	for i := range 40 {
		n := notification()
		n.Content = fmt.Sprint("row ", i)
		batch.Rows = append(batch.Rows, contracts.NotificationRow{Line: i + 2, Notification: n})
	}
	batch.Rows[7].Notification.Content = ""
	for try := range 2 {
		out, _, err := edge.Call[contracts.BatchResult](t.Context(), c.as("import"), edge.Request{Method: "POST", Path: "/notifications/batch", Body: batch})
		must(t, err)
		last := ""
		for i, row := range out.Rows {
			switch {
			case row.Line != i+2:
				t.Fatalf("row %d answers for line %d", i, row.Line)
			case i == 7 && (row.Code != "invalid-fields" || !row.Matter.IsZero()):
				t.Errorf("the wrong row: %+v", row)
			case i != 7 && (row.Code != "" || row.Repeated != (try == 1)):
				t.Errorf("try %d, row %+v", try, row)
			case i != 7:
				if p, _ := es.ParsePosition(row.Position); last == "" || p.After(parse(t, last)) {
					last = row.Position
				}
			}
		}
		page := c.list("w-aino", "inbox", last)
		if page.Counts[0].Total != 39 {
			t.Errorf("after try %d the inbox counts %d, want 39", try+1, page.Counts[0].Total)
		}
	}
	t.Run("and is refused by another area", func(t *testing.T) {
		other := &edge.Client{Base: c.base, Bearer: func(context.Context) (string, error) {
			return c.tokens.Issue(access.Actor{ID: "import", Role: access.Importer, Area: "21"}, time.Minute)
		}}
		_, _, err := edge.Call[contracts.BatchResult](t.Context(), other, edge.Request{Method: "POST", Path: "/notifications/batch", Body: batch})
		if r, _ := refusal.As(err); r.Code != "other-area" {
			t.Errorf("said %v", err)
		}
	})
}

func parse(t *testing.T, position string) es.Position {
	t.Helper()
	p, err := es.ParsePosition(position)
	must(t, err)
	return p
}

func TestIntake_ListsAreOrderedByWhatIsDue(t *testing.T) {
	c := newCounty(t)
	last := ""
	for _, ago := range []int{3, 40, 0, 12, 5} {
		n := notification()
		n.ReceivedAt = monday.AddDate(0, 0, -ago)
		last = c.register(n).Position
	}
	page := c.list("w-aino", "inbox", last)
	for i := 1; i < len(page.Rows); i++ {
		if page.Rows[i].Due.Before(page.Rows[i-1].Due) {
			t.Errorf("row %d is due %s, the one before %s", i, page.Rows[i].Due, page.Rows[i-1].Due)
		}
	}
	if got := page.Counts[0]; got.Total != 5 || got.Overdue != 4 || got.Today != 1 {
		t.Errorf("counted %+v", got)
	}
	if !page.Rows[0].Overdue || page.Rows[4].Overdue {
		t.Error("overdue marks are wrong")
	}
}

func TestIntake_PagesOfAListMissNothing(t *testing.T) {
	c := newCounty(t)
	var batch contracts.NotificationBatch
	for i := range 100 {
		n := notification()
		n.Content = fmt.Sprint("row ", i)
		batch.Rows = append(batch.Rows, contracts.NotificationRow{Line: i, Notification: n})
	}
	out, _, err := edge.Call[contracts.BatchResult](t.Context(), c.as("import"), edge.Request{Method: "POST", Path: "/notifications/batch", Body: batch})
	must(t, err)
	for _, row := range out.Rows {
		c.list("w-aino", "mine", row.Position)
	}
	seen := map[es.ID]bool{}
	from := ""
	for {
		page, _, err := edge.Call[contracts.MatterPage](t.Context(), c.as("w-aino"), edge.Request{Method: "GET", Path: "/matters", Query: map[string][]string{"from": {from}}})
		must(t, err)
		for _, row := range page.Rows {
			if seen[row.Matter] {
				t.Fatalf("%s is on two pages", row.Matter)
			}
			seen[row.Matter] = true
		}
		if from = page.Next; from == "" {
			break
		}
	}
	if len(seen) != 100 {
		t.Errorf("%d matters on all pages, want 100", len(seen))
	}
}

// TestIntake_NothingReadableIsStored looks in history for what a person wrote;
// the scan proves itself on a code that must be there. Every other medium is
// scanned by the end-to-end tests.
func TestIntake_NothingReadableIsStored(t *testing.T) {
	c := newCounty(t)
	done := c.register(notification())
	recorded, err := c.history.Read(t.Context(), "intake-"+done.Matter.String(), 0)
	must(t, err)
	row, err := json.Marshal(recorded)
	must(t, err)
	for _, medium := range []string{string(row), string(recorded[0].Data)} {
		if !strings.Contains(medium, "education") {
			t.Fatal("the scan does not find what is stored")
		}
		for _, canary := range []string{"Canary", "Tuisku", "150508A9990", "0401234567", "Kaisla", "2008-05-15"} {
			if strings.Contains(medium, canary) {
				t.Errorf("%s is readable in history", canary)
			}
		}
	}
}

// TestDigest_IsOfAllLists: what stands in one of them only changes it too.
func TestDigest_IsOfAllLists(t *testing.T) {
	c := newCounty(t)
	matter := c.held(open())
	c.settle()
	before, err := c.service.Digest(t.Context())
	must(t, err)
	_, err = protect(c, "w-aino", c.see("w-aino", matter).Person, "order", contracts.ProtectionOrder{From: calendar.MustParse("2026-11-23"), FurtherNotice: true})
	must(t, err)
	c.settle()
	after, err := c.service.Digest(t.Context())
	must(t, err)
	if before == after {
		t.Error("the list of marks changed, the digest did not")
	}
	must(t, c.service.Rebuild(t.Context()))
	if again, err := c.service.Digest(t.Context()); err != nil || again != after {
		t.Errorf("rebuilt %s, %v; before %s", again, err, after)
	}
}
