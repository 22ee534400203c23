package edge

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"nivel/libs/es"
)

// traceOf returns the viewer's page of a trace.
func traceOf(c *county, id string) string {
	w := httptest.NewRecorder()
	c.tel.Traces().ServeHTTP(w, httptest.NewRequest("GET", "/"+id, nil))
	return w.Body.String()
}

func TestAnswer(t *testing.T) {
	c := newCounty(t)
	take := func(context.Context, note) (receipt, error) { return receipt{ID: "1"}, nil }
	c.api.Handle("POST /notes", "intake.take", Serve(JSON[note], take))
	c.api.Handle("PUT /notes/{note}", "intake.take", Serve(JSON[note], take))

	t.Run("says which revision and position it speaks of, and where the new thing is", func(t *testing.T) {
		w := c.ask("POST", "/notes", `{"text":"x"}`)
		c.wants(w, 201, "")
		h := w.Header()
		if h.Get("ETag") != `"7"` || h.Get("Nivel-Position") != "42/42" || h.Get("Location") != "/notes/1" || h.Get("Content-Type") != "application/json" {
			t.Fatal(h)
		}
		if w.Body.String() != `{"id":"1"}`+"\n" {
			t.Fatal(w.Body)
		}
	})

	t.Run("has no place when it made nothing new", func(t *testing.T) {
		w := c.ask("PUT", "/notes/1", `{"text":"x"}`)
		c.wants(w, 200, "")
		if w.Header().Get("Location") != "" || w.Header().Get("ETag") != `"7"` {
			t.Fatal(w.Header())
		}
	})

	t.Run("is noted with its revision", func(t *testing.T) {
		line := c.lines.all(t)[0]
		for key, want := range map[string]any{
			"msg": "request", "service": "intake", "action": "intake.take", "route": "POST /notes", "role": "social-worker",
			"unit": "intake-1", "outcome": "done", "revision": "7", "status": 201.0,
		} {
			if line[key] != want {
				t.Errorf("%s is %v, want %v", key, line[key], want)
			}
		}
	})
}

func TestHeaders_OnEveryAnswer(t *testing.T) {
	c := newCounty(t)
	c.api.Handle("GET /notes", "intake.see", doing(func(context.Context) error { return nil }))
	c.api.Handle("GET /panic", "intake.see", doing(func(context.Context) error { panic("x") }))
	for says, w := range map[string]*httptest.ResponseRecorder{
		"an answer":         c.ask("GET", "/notes", ""),
		"a stranger":        c.ask("GET", "/notes", "", "Authorization", ""),
		"a panic":           c.ask("GET", "/panic", ""),
		"no route":          c.ask("GET", "/nowhere", ""),
		"not by this way":   c.ask("DELETE", "/notes", ""),
		"a malformed query": c.ask("GET", "/notes?%zz", ""),
	} {
		t.Run(says, func(t *testing.T) {
			for name, want := range map[string]string{
				"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
				"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
			} {
				if got := w.Header().Get(name); got != want {
					t.Errorf("%s is %q", name, got)
				}
			}
		})
	}
}

func TestRouting(t *testing.T) {
	c := newCounty(t)
	none := doing(func(context.Context) error { return nil })
	c.api.Handle("GET /notes/{note}", "intake.see", none)
	c.api.Handle("POST /notes/{note}", "intake.take", none)
	c.api.Handle("GET /files/{path...}", "intake.see", none)

	t.Run("routes are listed as they were added, each with its action", func(t *testing.T) {
		routes := c.api.Routes()
		if len(routes) != 3 || routes[0] != (Route{"GET /notes/{note}", "intake.see"}) || routes[1].Action != "intake.take" {
			t.Fatal(routes)
		}
	})

	t.Run("every route is closed to strangers", func(t *testing.T) {
		for _, route := range c.api.Routes() {
			method, path, _ := strings.Cut(route.Pattern, " ")
			c.wants(c.ask(method, strings.NewReplacer("{note}", "1", "{path...}", "1").Replace(path), "", "Authorization", ""), 401, "not-signed-in")
		}
	})

	t.Run("what is no route is not found, without saying what was asked", func(t *testing.T) {
		w := c.ask("GET", "/131052-908T?q=131052-908T", "")
		c.wants(w, 404, "no-such-route")
		if strings.Contains(w.Body.String()+c.lines.String(), "131052") {
			t.Fatal("the path came out")
		}
	})

	t.Run("a route by another method says which it takes", func(t *testing.T) {
		w := c.ask("DELETE", "/notes/1", "")
		c.wants(w, 405, "method-not-allowed")
		if allow := w.Header().Get("Allow"); !strings.Contains(allow, "GET") || !strings.Contains(allow, "POST") {
			t.Fatal(allow)
		}
	})

	t.Run("of path values only ids are noted", func(t *testing.T) {
		id := es.NewID().String()
		c.wants(c.ask("GET", "/notes/"+id, ""), 200, "")
		c.wants(c.ask("GET", "/notes/Aino", ""), 200, "")
		lines := c.lines.all(t)
		if got := lines[len(lines)-2]["note"]; got != id {
			t.Fatal(got)
		}
		if _, noted := lines[len(lines)-1]["note"]; noted || strings.Contains(c.lines.String(), "Aino") {
			t.Fatal("a free path value was noted")
		}
	})
}

func TestOverload(t *testing.T) {
	c := newCounty(t, func(o *Options) { o.MaxInFlight = 2 })
	inside, leave := make(chan struct{}), make(chan struct{})
	c.api.Handle("GET /slow", "intake.see", doing(func(context.Context) error {
		select {
		case inside <- struct{}{}:
		case <-leave:
		}
		<-leave
		return nil
	}))
	answers := make(chan *httptest.ResponseRecorder, 2)
	for range 2 {
		go func() { answers <- c.ask("GET", "/slow", "") }()
		select {
		case <-inside:
		case w := <-answers:
			t.Fatalf("answered %d instead of being served", w.Code)
		}
	}
	w := c.ask("GET", "/slow", "")
	c.wants(w, 503, "overloaded")
	if w.Header().Get("Retry-After") != "1" {
		t.Fatal(w.Header())
	}
	close(leave)
	for range 2 {
		c.wants(<-answers, 200, "")
	}
	c.wants(c.ask("GET", "/slow", ""), 200, "")
}

func TestTimeout(t *testing.T) {
	c := newCounty(t, func(o *Options) { o.Timeout = time.Millisecond })
	c.api.Handle("GET /slow", "intake.see", doing(func(ctx context.Context) error {
		<-ctx.Done()
		return ctx.Err()
	}))
	c.wants(c.ask("GET", "/slow", ""), 503, "timeout")
}

func TestMetrics_TellRouteAndClass(t *testing.T) {
	c := newCounty(t)
	c.api.Handle("GET /notes", "intake.see", doing(func(context.Context) error { return nil }))
	c.ask("GET", "/notes", "")
	c.ask("GET", "/nowhere", "")
	w := httptest.NewRecorder()
	c.tel.Metrics().ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	for _, want := range []string{`nivel_http_duration_seconds_count{class="2xx"`, `route="GET /notes"`, `class="4xx"`, `nivel_http_in_flight{`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("metrics lack %q:\n%s", want, w.Body)
		}
	}
}

func TestAPI_WithoutTokensLetsNobodyIn(t *testing.T) {
	c := newCounty(t, func(o *Options) { o.Tokens = nil })
	c.api.Handle("GET /notes", "intake.see", doing(func(context.Context) error { return nil }))
	c.wants(c.ask("GET", "/notes", ""), 401, "not-signed-in")
}
