package edge

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"nivel/libs/access"
	"nivel/libs/es"
	"nivel/libs/telemetry"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// noon is when everything in these tests happens.
var noon = time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)

var worker = access.Actor{ID: "w-1", Role: access.SocialWorker, Unit: "intake-1", Area: "test"}

// county is a service with telemetry around it.
type county struct {
	*testing.T
	api    *API
	tokens *Tokens
	tel    *telemetry.Telemetry
	lines  *journal
}

// journal is a log that can be read while it is written.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(b)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// all returns the lines, in order.
func (j *journal) all(t *testing.T) []map[string]any {
	t.Helper()
	var lines []map[string]any
	for line := range strings.Lines(j.String()) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		lines = append(lines, fields)
	}
	return lines
}

func newCounty(t *testing.T, change ...func(*Options)) *county {
	t.Helper()
	c := &county{T: t, lines: &journal{}}
	var err error
	if c.tel, err = telemetry.Start(t.Context(), telemetry.Options{Service: "test", LogOutput: c.lines, LogJSON: true}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.tel.Shutdown(context.WithoutCancel(t.Context())) })
	clock := func() time.Time { return noon }
	if c.tokens, err = NewTokens(bytes.Repeat([]byte("s"), 32), clock); err != nil {
		t.Fatal(err)
	}
	o := Options{
		Service: "intake", Tokens: c.tokens, Logger: c.tel.Logger(), Clock: clock,
		Access: access.Rights{
			"intake.take": {Group: access.ReceiveNotification, Roles: []access.Role{access.SocialWorker}},
			"intake.see":  {Group: access.ReadList, Roles: []access.Role{access.SocialWorker}},
			"intake.read": {Group: access.ReadClientRecord, Roles: []access.Role{access.SocialWorker}},
			"my.own":      {Group: access.OwnRead, Roles: []access.Role{access.SocialWorker, access.Youth}},
		},
		Decider: deciderFunc(func(access.Actor, access.Action, access.Resource) access.Decision {
			return access.Decision{Allowed: true, Policy: "all"}
		}),
	}
	for _, f := range change {
		f(&o)
	}
	c.api = New(o)
	return c
}

// ask does a request; headers are name, value, name, value.
func (c *county) ask(method, target, body string, headers ...string) *httptest.ResponseRecorder {
	c.Helper()
	token, err := c.tokens.Issue(worker, time.Minute)
	if err != nil {
		c.Fatal(err)
	}
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	c.api.ServeHTTP(w, r)
	return w
}

// wants checks the status and, of a problem, the code.
func (c *county) wants(w *httptest.ResponseRecorder, status int, code string) problem {
	c.Helper()
	var p problem
	if status >= 400 {
		if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
			c.Fatalf("a problem of type %q", got)
		}
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
			c.Fatal(err)
		}
	}
	if w.Code != status || p.Code != code {
		c.Fatalf("answered %d %q, want %d %q: %s", w.Code, p.Code, status, code, w.Body)
	}
	return p
}

// note is a request of these tests.
type note struct {
	Text  string `json:"text"`
	Count int    `json:"count"`
	Child struct {
		Code string `json:"identity_code"`
	} `json:"child"`
}

// receipt is an answer that is of a place and a revision.
type receipt struct {
	ID string `json:"id"`
}

func (receipt) Version() (es.Revision, es.Position) { return 7, es.Position{Commit: 42, Prepare: 42} }
func (r receipt) Location() string                  { return "/notes/" + r.ID }

func nothing(*http.Request) (struct{}, error) { return struct{}{}, nil }

// doing makes an endpoint that reads nothing and does what f does.
func doing(f func(context.Context) error) Endpoint {
	return Serve(nothing, func(ctx context.Context, _ struct{}) (struct{}, error) { return struct{}{}, f(ctx) })
}

// deciderFunc is a decider in one function.
type deciderFunc func(access.Actor, access.Action, access.Resource) access.Decision

func (f deciderFunc) Decide(a access.Actor, action access.Action, r access.Resource) access.Decision {
	return f(a, action, r)
}

var quiet = slog.New(slog.DiscardHandler)
