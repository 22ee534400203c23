package web_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"nivel/deploy/demoprovider"
	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/services/web"
)

// behind stands for one service behind Oma, in states that are hard to reach
// with the real one. It answers what a test set, and remembers what it was asked.
type behind struct {
	server *httptest.Server

	mu     sync.Mutex
	broken bool
	refuse *refusal.Refusal // answers everything
	asked  []asked
}

func newBehind(t testing.TB, routes map[string]func(*http.Request, []byte) any) *behind {
	b := &behind{}
	mux := http.NewServeMux()
	for pattern, answer := range routes {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { b.answer(w, r, answer) })
	}
	b.server = httptest.NewServer(mux)
	t.Cleanup(b.server.Close)
	return b
}

func (b *behind) answer(w http.ResponseWriter, r *http.Request, answer func(*http.Request, []byte) any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	b.asked = append(b.asked, asked{
		method: r.Method, path: r.URL.Path, query: r.URL.RawQuery, command: r.Header.Get("Idempotency-Key"),
		bearer: strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), body: body,
	})
	said := answer(r, body)
	if b.refuse != nil {
		said = *b.refuse
	}
	switch no, isRefusal := said.(refusal.Refusal); {
	case b.broken:
		problem(w, http.StatusInternalServerError, refusal.Refusal{Code: "fault"})
	case isRefusal:
		problem(w, http.StatusConflict, no)
	default:
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Nivel-Position", "77/77")
		_ = json.NewEncoder(w).Encode(said)
	}
}

// set changes what the service answers.
func (b *behind) set(change func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change()
}

// was returns what the service was asked with a method.
func (b *behind) was(method string) []asked {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []asked
	for _, a := range b.asked {
		if a.method == method {
			out = append(out, a)
		}
	}
	return out
}

// oma are running pages of young people, and the services behind them.
type oma struct {
	*desk // its server, its clock and its area; it has no intake
	pages *web.Oma

	tokens                                 *edge.Tokens
	transitions, peergroups, notifications *behind
	oversight                              *behind

	intake  *behind // knows one identity code
	code    string
	mine    *contracts.MyCase
	groups  []contracts.GroupRow
	group   contracts.Group
	notices contracts.NoticePage
	contact contracts.Contact
	wrote   []contracts.NewWriting // to the own plan
	noWrite *refusal.Refusal       // answers every writing
	looks   contracts.OwnLookPage
	life    contracts.DailyLife // the own everyday life
	noDaily *refusal.Refusal    // answers everything that is sent to it
	also    []es.ID             // further ids of the young person
	network contracts.Network   // the people around the reader
}

var (
	youthOne = es.ID{}.Derive("youth one")
	youthTwo = es.ID{}.Derive("youth two")
	groupOne = es.ID{}.Derive("group one")
	groupTwo = es.ID{}.Derive("group two")
)

func newOma(t testing.TB) *oma {
	t.Helper()
	o := &oma{desk: &desk{facts: &facts{told: make(chan contracts.Fact)}, area: demo(t), now: now}}
	o.fill()
	o.behind(t)
	tokens, err := edge.NewTokens([]byte(strings.Repeat("k", 32)), o.clock)
	if err != nil {
		t.Fatal(err)
	}
	o.tokens = tokens
	o.Server = httptest.NewTLSServer(http.NotFoundHandler())
	o.realm = newRealm(t, o.desk, demoprovider.Young)
	pages, err := web.NewOma(o.omaOptions())
	if err != nil {
		t.Fatal(err)
	}
	o.pages = pages
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- pages.Run(ctx) }()
	o.Config.Handler = pages.Handler()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("Oma ended with %v", err)
		}
		o.CloseClientConnections()
		o.Close()
	})
	return o
}

func (o *oma) omaOptions() web.OmaOptions {
	return web.OmaOptions{
		Area: o.area, Tokens: o.tokens, Facts: o.facts, Logger: slog.New(slog.DiscardHandler), Clock: o.clock,
		Transitions:   &edge.Client{Base: o.transitions.server.URL},
		PeerGroups:    &edge.Client{Base: o.peergroups.server.URL},
		Notifications: &edge.Client{Base: o.notifications.server.URL},
		Intake:        &edge.Client{Base: o.intake.server.URL}, Provider: o.realm.settings(),
		Oversight: &edge.Client{Base: o.oversight.server.URL},
	}
}

// fill says what the services know at first.
func (o *oma) fill() {
	o.code = "K7MNP3QRTW"
	o.mine = &contracts.MyCase{
		Case: es.ID{}.Derive("case one"), Responsible: "w-aino", Right: "statutory", DutyEnd: calendar.MustParse("2029-05-10"),
		Plan: &contracts.Plan{
			Situation: "Asut yksin ja opiskelet lähihoitajaksi.", OwnRating: 7, OtherRating: 5,
			Goals:   []string{"Oma vuokrasopimus keväällä", "Jalkapalloa kahdesti viikossa"},
			OwnView: "Haluan pärjätä itse,\nmutta en ihan yksin.", Dissent: "Iltavuorot sopivat mulle hyvin.",
			ReviewBy: calendar.MustParse("2027-11-12"),
		},
	}
	first := time.Date(2026, time.November, 24, 15, 0, 0, 0, time.UTC)
	o.groups = []contracts.GroupRow{
		{Group: groupOne, Name: map[string]string{"fi": "Oma koti", "sv": "Eget hem", "en": "Own home"}, Seats: 8, Free: 3,
			First: first, Last: first.AddDate(0, 0, 14), Place: "Nuorten talo, Rantakatu 2"},
		{Group: groupTwo, Name: map[string]string{"fi": "Keskiviikon kokkikerho"}, Seats: 6, Waiting: 2, Mine: "queue", InLine: 2,
			First: first.AddDate(0, 0, 1), Last: first.AddDate(0, 0, 15), Place: "Kirjaston keittiö"},
	}
	o.group = contracts.Group{GroupRow: o.groups[0], Leader: "w-oskari", Sessions: []contracts.Session{
		{Starts: first, Ends: first.Add(2 * time.Hour)}, {Starts: first.AddDate(0, 0, 7), Ends: first.AddDate(0, 0, 7).Add(2 * time.Hour)},
	}}
	o.notices = contracts.NoticePage{Unread: 1, Notices: []contracts.Notice{
		{ID: es.ID{}.Derive("promoted"), What: "promoted", At: now.Add(-time.Hour), Link: "/groups/" + groupTwo.String()},
		{ID: es.ID{}.Derive("plan"), What: "plan-made", At: now.Add(-48 * time.Hour), Link: "/", Read: true},
	}}
	o.looks = contracts.OwnLookPage{Next: "cursor-2", Looks: []contracts.OwnLook{
		{At: now.Add(-time.Hour), Role: "social-worker", Unit: "intake-south", Purpose: "child-protection", Object: "case", Glass: true},
		{At: now.Add(-48 * time.Hour), Role: "social-counsellor", Unit: "intake-north", Purpose: "child-protection", Object: "plan", Disclosed: true},
	}}
	o.contact = contracts.Contact{Email: "testi@example.com", Language: "sv"}
}

// behind starts the services.
func (o *oma) behind(t testing.TB) {
	o.life = someLife()
	o.life.May = []string{"rating"}
	o.transitions = newBehind(t, o.withDaily(map[string]func(*http.Request, []byte) any{
		"POST /sign-ins": func(_ *http.Request, body []byte) any {
			var sent contracts.SignIn
			if json.Unmarshal(body, &sent) != nil || sent.Code != o.code {
				return refusal.Refusal{Kind: refusal.Missing, Code: "no-such-invitation"}
			}
			return contracts.SignedIn{Person: youthOne, Case: es.ID{}.Derive("case one")}
		},
		"POST /sign-ins/id": func(_ *http.Request, body []byte) any {
			var sent contracts.WhichID
			if json.Unmarshal(body, &sent) != nil || len(sent.Persons) < 2 || sent.Persons[0] != youthOne {
				return refusal.Refusal{Kind: refusal.Missing, Code: "not-found"}
			}
			return contracts.ThisID{Person: sent.Persons[1]}
		},
		"GET /my/case": func(*http.Request, []byte) any {
			if o.mine == nil {
				return refusal.Refusal{Kind: refusal.Missing, Code: "not-found"}
			}
			return *o.mine
		},
		"GET /my/consent": func(*http.Request, []byte) any { return someConsent() },
		"POST /my/summary": func(_ *http.Request, body []byte) any {
			if o.noWrite != nil {
				return *o.noWrite
			}
			var sent contracts.SummaryReview
			if json.Unmarshal(body, &sent) != nil || !sent.Agrees && sent.Comment == "" {
				return refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "comment", Code: "required"}}}
			}
			if sent.Summary != o.mine.Handover.Summary.Summary {
				return refusal.Refusal{Kind: refusal.Untimely, Code: "summary-replaced"}
			}
			return struct{}{}
		},
		"POST /my/writings": func(_ *http.Request, body []byte) any { return o.written(body) },
	}))
	o.intake = newBehind(t, map[string]func(*http.Request, []byte) any{
		"POST /identifications": func(_ *http.Request, body []byte) any {
			var sent contracts.Identification
			if json.Unmarshal(body, &sent) != nil || sent.IdentityCode != youthCode {
				return refusal.Refusal{Kind: refusal.Missing, Code: "not-found"}
			}
			return contracts.Identified{Person: youthOne, Also: o.also}
		},
	})
	seat := func(mine string) func(*http.Request, []byte) any {
		return func(*http.Request, []byte) any {
			return contracts.SeatReceipt{Receipt: contracts.Receipt{Matter: groupOne, Revision: 2, Position: "77/77"}, Mine: mine}
		}
	}
	o.peergroups = newBehind(t, map[string]func(*http.Request, []byte) any{
		"GET /groups":                 func(*http.Request, []byte) any { return contracts.GroupPage{Rows: o.groups} },
		"GET /groups/{group}":         func(*http.Request, []byte) any { return o.group },
		"POST /groups/{group}/seat":   seat("seat"),
		"DELETE /groups/{group}/seat": seat(""),
	})
	o.notifications = newBehind(t, map[string]func(*http.Request, []byte) any{
		"GET /notices":       func(*http.Request, []byte) any { return o.notices },
		"POST /notices/read": func(*http.Request, []byte) any { return struct{}{} },
		"GET /contact":       func(*http.Request, []byte) any { return o.contact },
		"PUT /contact":       func(*http.Request, []byte) any { return struct{}{} },
	})
	o.oversight = newBehind(t, map[string]func(*http.Request, []byte) any{
		"GET /my/looks": func(*http.Request, []byte) any { return o.looks },
	})
}

// come returns a browser in which the young person is signed in, in English.
func (o *oma) come(t testing.TB) *browser {
	t.Helper()
	b := o.browser(t)
	b.submit("/", "/language", url.Values{"language": {"en"}})
	if p := b.submit("/", "/sign-in", url.Values{"code": {o.code}}); p.status != http.StatusSeeOther {
		t.Fatalf("signing in answered %d", p.status)
	}
	return b
}

// actor returns who asked.
func (o *oma) actor(t testing.TB, a asked) access.Actor {
	t.Helper()
	actor, err := o.tokens.Verify(a.bearer)
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

func (o *oma) away() []*behind { return []*behind{o.transitions, o.peergroups, o.notifications} }
