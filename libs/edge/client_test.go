package edge

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel"

	"nivel/libs/es"
	"nivel/libs/refusal"
)

// serving puts the county's API on the network and returns a client of it.
func serving(c *county) *Client {
	server := httptest.NewServer(c.api)
	c.Cleanup(server.Close)
	return c.clientOf(server.URL)
}

func (c *county) clientOf(base string) *Client {
	client := &Client{Base: base, Bearer: func(context.Context) (string, error) { return c.tokens.Issue(worker, time.Minute) }}
	c.Cleanup(func() {
		if client.client != nil {
			client.client.CloseIdleConnections()
		}
	})
	return client
}

func TestCall(t *testing.T) {
	c := newCounty(t)
	var issue es.Issue
	var query url.Values
	c.api.Handle("POST /notes", "intake.take", Serve(JSON[note], func(ctx context.Context, n note) (receipt, error) {
		issue = es.IssueOf(ctx)
		return receipt{ID: n.Text}, nil
	}))
	no := refusal.Refusal{
		Kind: refusal.Untimely, Code: "too-late", Law: "417/2007 26 § 2 mom",
		Fields: []refusal.Field{{Name: "child.identity_code", Code: "required"}}, Detail: map[string]string{"since": "2026-05-04"},
	}
	refuse := no
	c.api.Handle("POST /refused", "intake.take", doing(func(context.Context) error { return refuse }))
	c.api.Handle("GET /notes", "intake.see", Serve(func(r *http.Request) (url.Values, error) { return r.URL.Query(), nil },
		func(_ context.Context, q url.Values) (struct{}, error) { query = q; return struct{}{}, nil }))
	c.api.Handle("GET /unavailable", "intake.see", doing(func(context.Context) error { return es.ErrUnavailable }))
	c.api.Handle("GET /fault", "intake.see", doing(func(context.Context) error { return errors.New("disk is gone") }))
	client := serving(c)
	var n note
	n.Text = "hei"

	t.Run("sends a command with its id, condition and conversation, and reads the answer", func(t *testing.T) {
		command, conversation, revision := es.NewID(), es.NewID(), es.Revision(6)
		ctx := es.WithIssue(t.Context(), es.Issue{Correlation: conversation})
		got, meta, err := Call[receipt](ctx, client, Request{Method: "POST", Path: "/notes", Body: n, Command: command, If: &revision})
		if err != nil || got.ID != "hei" || meta != (Meta{7, es.Position{Commit: 42, Prepare: 42}}) {
			t.Fatal(got, meta, err)
		}
		if issue.Command != command || issue.Correlation != conversation || *issue.If != 6 || issue.Actor != worker.ID {
			t.Fatalf("%+v", issue)
		}
	})

	t.Run("brings a refusal back as its rule made it, whatever its kind", func(t *testing.T) {
		for _, kind := range []refusal.Kind{refusal.Invalid, refusal.Missing, refusal.Forbidden, refusal.Untimely, refusal.Conflict, refusal.Busy} {
			refuse.Kind, no.Kind = kind, kind
			_, _, err := Call[struct{}](t.Context(), client, Request{Method: "POST", Path: "/refused"})
			if got, ok := refusal.As(err); !ok || !reflect.DeepEqual(got, no) {
				t.Fatalf("%+v, want %+v", err, no)
			}
		}
	})

	t.Run("asks with a query, and an answer without a revision names none", func(t *testing.T) {
		_, meta, err := Call[struct{}](t.Context(), client, Request{Method: "GET", Path: "/notes", Query: url.Values{"view": {"mine & yours"}}})
		if err != nil || query.Get("view") != "mine & yours" || meta.Revision != es.NoStream {
			t.Fatal(query, meta, err)
		}
	})

	t.Run("says busy when the service cannot answer now", func(t *testing.T) {
		_, _, err := Call[struct{}](t.Context(), client, Request{Method: "GET", Path: "/unavailable"})
		if no, ok := refusal.As(err); !ok || no.Kind != refusal.Busy || no.Code != "history-unavailable" {
			t.Fatal(err)
		}
	})

	t.Run("says a fault with the service's trace, and no address", func(t *testing.T) {
		_, _, err := Call[struct{}](t.Context(), client, Request{Method: "GET", Path: "/fault", Query: url.Values{"q": {"Aino"}}})
		if _, ok := refusal.As(err); ok || err == nil || !strings.Contains(err.Error(), `status 500, code "fault"`) {
			t.Fatal(err)
		}
		if strings.Contains(err.Error(), "Aino") || strings.Contains(err.Error(), "127.0.0.1") {
			t.Fatal("the address was told: ", err)
		}
	})

	t.Run("is one trace from the caller to the handler", func(t *testing.T) {
		ctx, span := otel.Tracer("test").Start(t.Context(), "click")
		_, _, err := Call[receipt](ctx, client, Request{Method: "POST", Path: "/notes", Body: n})
		span.End()
		page := traceOf(c, span.SpanContext().TraceID().String())
		if err != nil || !strings.Contains(page, "click") || !strings.Contains(page, "call POST") || !strings.Contains(page, "intake.take") {
			t.Fatal(page, err)
		}
	})

	t.Run("asks nothing when there is no token to be had", func(t *testing.T) {
		broken := &Client{Base: client.Base, Bearer: func(context.Context) (string, error) { return "", errors.New("no session") }}
		if _, _, err := Call[struct{}](t.Context(), broken, Request{Method: "GET", Path: "/notes"}); err == nil || !strings.Contains(err.Error(), "no session") {
			t.Fatal(err)
		}
	})
}

func TestCall_OverASocket(t *testing.T) {
	c := newCounty(t)
	c.api.Handle("GET /notes", "intake.see", doing(func(context.Context) error { return nil }))
	socket := filepath.Join(t.TempDir(), "s")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: c.api}}
	server.Start()
	t.Cleanup(server.Close)
	if _, _, err := Call[struct{}](t.Context(), c.clientOf("unix://"+socket), Request{Method: "GET", Path: "/notes"}); err != nil {
		t.Fatal(err)
	}
}

// What stands between us and a service answers as it likes.
func TestCall_OfSomethingElse(t *testing.T) {
	c := newCounty(t)
	answer := func(t *testing.T, h http.HandlerFunc) error {
		server := httptest.NewServer(h)
		defer server.Close()
		client := c.clientOf(server.URL)
		_, _, err := Call[note](t.Context(), client, Request{Method: "GET", Path: "/notes?q=Aino"})
		client.client.CloseIdleConnections()
		return err
	}
	isFault := func(t *testing.T, err error) {
		t.Helper()
		if _, refused := refusal.As(err); refused || err == nil {
			t.Fatal(err)
		}
	}

	t.Run("a plain 503 or 429 is busy", func(t *testing.T) {
		for _, status := range []int{503, 429} {
			err := answer(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
			if no, ok := refusal.As(err); !ok || no.Kind != refusal.Busy {
				t.Fatal(status, err)
			}
		}
	})
	t.Run("a page of a proxy is a fault", func(t *testing.T) {
		isFault(t, answer(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(502) }))
	})
	t.Run("a redirect is not followed", func(t *testing.T) {
		isFault(t, answer(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/sign-in", 302) }))
	})
	t.Run("an answer without an end is a fault", func(t *testing.T) {
		isFault(t, answer(t, func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, "{}")
			chunk := strings.Repeat(" ", 1<<20)
			for range 9 {
				io.WriteString(w, chunk)
			}
		}))
	})
	t.Run("an answer that is not JSON is a fault", func(t *testing.T) {
		isFault(t, answer(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>") }))
	})
	t.Run("a problem without a kind is a fault", func(t *testing.T) {
		isFault(t, answer(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(422)
			io.WriteString(w, `{"title":"x"}`)
		}))
	})
	t.Run("nobody there is a fault", func(t *testing.T) {
		_, _, err := Call[note](t.Context(), c.clientOf("unix://"+filepath.Join(t.TempDir(), "nobody")), Request{Method: "GET", Path: "/notes"})
		isFault(t, err)
	})
}

func FuzzReadProblem(f *testing.F) {
	f.Add(422, `{"kind":"invalid","code":"x","fields":[{"field":"a","code":"b"}]}`)
	f.Add(503, `{`)
	f.Add(500, `null`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		h := http.Header{"Content-Type": {"application/problem+json"}}
		if readProblem(&http.Response{StatusCode: status, Header: h}, []byte(body)) == nil {
			t.Fatal("a problem was no error")
		}
	})
}
