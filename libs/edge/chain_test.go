package edge

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"nivel/libs/access"
	"nivel/libs/es"
)

// Each step of recover → trace → log → who → may → once → account → handle is shown to
// stand before the next by a request that both would stop.
func TestChain(t *testing.T) {
	reached := false
	routes := func(c *county) *county {
		reached = false
		c.api.Handle("POST /notes", "intake.take", Serve(JSON[note], func(context.Context, note) (receipt, error) {
			reached = true
			return receipt{ID: "1"}, nil
		}))
		c.api.Handle("POST /forbidden", "intake.unlisted", Serve(JSON[note], func(context.Context, note) (receipt, error) {
			reached = true
			return receipt{}, nil
		}))
		c.api.Handle("POST /panics/{note}", "intake.take", doing(func(context.Context) error { panic("secret of the client") }))
		return c
	}

	t.Run("recover is outside of trace and log: a panic is answered, noted and in the trace", func(t *testing.T) {
		c := routes(newCounty(t))
		id := es.NewID().String()
		p := c.wants(c.ask("POST", "/panics/"+id, ""), 500, "fault")
		lines := c.lines.all(t)
		if len(lines) != 2 || lines[0]["msg"] != "request" || lines[1]["msg"] != "panic" {
			t.Fatal(lines)
		}
		for _, line := range lines {
			if line["trace_id"] != p.Trace || p.Trace == "" || line["level"] != "ERROR" {
				t.Fatalf("line is not of trace %q: %v", p.Trace, line)
			}
		}
		if lines[0]["status"] != 500.0 || lines[0]["outcome"] != "fault" || lines[0]["note"] != id {
			t.Fatal(lines[0])
		}
		if stack, _ := lines[1]["stack"].(string); !strings.Contains(stack, "chain_test.go") || lines[1]["panic"] != "string" {
			t.Fatal(lines[1])
		}
		if strings.Contains(c.lines.String(), "secret of the client") {
			t.Fatal("the panic's value was logged")
		}
	})

	t.Run("recover is outside of trace: a tracer that panics is survived", func(t *testing.T) {
		c := newCounty(t)
		c.api.watch.tracer = brokenTracer{}
		c.wants(routes(c).ask("POST", "/notes", "{}"), 500, "fault")
	})

	t.Run("log is outside of who: a stranger's request is noted", func(t *testing.T) {
		c := routes(newCounty(t))
		c.wants(c.ask("POST", "/notes", "{}", "Authorization", ""), 401, "not-signed-in")
		line := c.lines.all(t)[0]
		if line["code"] != "not-signed-in" || line["outcome"] != "refused" || line["level"] != "INFO" {
			t.Fatal(line)
		}
	})

	t.Run("who is before may: a stranger is not told what is allowed", func(t *testing.T) {
		c := routes(newCounty(t))
		w := c.ask("POST", "/forbidden", "{}", "Authorization", "Bearer nonsense")
		c.wants(w, 401, "not-signed-in")
		if w.Header().Get("WWW-Authenticate") != "Bearer" {
			t.Fatal(w.Header())
		}
	})

	t.Run("may is before once, and an action that is not listed is denied", func(t *testing.T) {
		c := routes(newCounty(t))
		c.wants(c.ask("POST", "/forbidden", "{}", "Idempotency-Key", "nonsense"), 403, "not-allowed")
	})

	t.Run("may is before handle for a role that is not listed", func(t *testing.T) {
		c := routes(newCounty(t))
		token, err := c.tokens.Issue(access.Actor{ID: "o-1", Role: access.Ops}, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		c.wants(c.ask("POST", "/notes", `{"text":"x"}`, "Authorization", "Bearer "+token), 403, "not-allowed")
	})

	t.Run("once is before handle: the body of a malformed command is not read", func(t *testing.T) {
		c := routes(newCounty(t))
		c.wants(c.ask("POST", "/notes", "{broken", "Idempotency-Key", "nonsense"), 422, "malformed-idempotency-key")
		c.wants(c.ask("POST", "/notes", "{broken", "If-Match", "7"), 422, "malformed-if-match")
	})

	if reached {
		t.Fatal("a handler was reached")
	}
	t.Run("handle is reached by whoever passes", func(t *testing.T) {
		c := routes(newCounty(t))
		c.wants(c.ask("POST", "/notes", `{"text":"x"}`), 201, "")
		if !reached {
			t.Fatal("the handler was not reached")
		}
	})
}

// brokenTracer starts no span.
type brokenTracer struct{ noop.Tracer }

func (brokenTracer) Start(context.Context, string, ...trace.SpanStartOption) (context.Context, trace.Span) {
	panic("no tracer")
}

func TestOnce(t *testing.T) {
	var issue es.Issue
	var actor access.Actor
	var now time.Time
	c := newCounty(t)
	look := doing(func(ctx context.Context) error {
		issue, actor, now = es.IssueOf(ctx), ActorOf(ctx), Now(ctx)
		return nil
	})
	c.api.Handle("POST /notes", "intake.take", look)
	c.api.Handle("GET /notes", "intake.see", look)
	command, conversation := es.NewID(), es.NewID()

	t.Run("a command has the id, condition and conversation that it came with", func(t *testing.T) {
		c.wants(c.ask("POST", "/notes", "", "Idempotency-Key", command.String(), "If-Match", `"7"`, "Nivel-Correlation", conversation.String()), 200, "")
		if issue.Command != command || issue.If == nil || *issue.If != 7 || issue.Correlation != conversation || issue.Actor != worker.ID {
			t.Fatalf("%+v", issue)
		}
		if actor != worker || !now.Equal(noon) {
			t.Fatal(actor, now)
		}
	})

	t.Run("a command that came without an id gets a fresh one", func(t *testing.T) {
		c.wants(c.ask("POST", "/notes", ""), 200, "")
		first := issue.Command
		c.wants(c.ask("POST", "/notes", ""), 200, "")
		if first.IsZero() || issue.Command == first || issue.If != nil {
			t.Fatalf("%+v", issue)
		}
	})

	t.Run("a reading has no command and no condition", func(t *testing.T) {
		c.wants(c.ask("GET", "/notes", "", "Idempotency-Key", command.String(), "If-Match", `"7"`), 200, "")
		if !issue.Command.IsZero() || issue.If != nil || issue.Actor != worker.ID {
			t.Fatalf("%+v", issue)
		}
	})

	t.Run("a condition may be that nothing has happened yet", func(t *testing.T) {
		c.wants(c.ask("POST", "/notes", "", "If-Match", `"-1"`), 200, "")
		if issue.If == nil || *issue.If != es.NoStream {
			t.Fatalf("%+v", issue)
		}
	})

	for _, tag := range []string{`7`, `"x"`, `""`, `"-2"`, `W/"7"`, `*`, `"07"`, `"7", "8"`, `"99999999999999999999"`} {
		t.Run("a condition is not "+tag, func(t *testing.T) {
			c.wants(c.ask("POST", "/notes", "", "If-Match", tag), 422, "malformed-if-match")
		})
	}
}

func TestNow_PanicsOutsideOfARequest(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Fatal("a time came out of nowhere")
		}
	}()
	Now(context.Background())
}

func TestTrace(t *testing.T) {
	c := newCounty(t)
	c.api.Handle("POST /notes", "intake.take", doing(func(context.Context) error { return errors.New("disk is gone") }))
	const caller = "4bf92f3577b34da6a3ce929d0e0e4736"
	p := c.wants(c.ask("POST", "/notes", "", "Traceparent", "00-"+caller+"-00f067aa0ba902b7-01"), http.StatusInternalServerError, "fault")
	if p.Trace != caller {
		t.Fatalf("the caller's trace broke: %q", p.Trace)
	}
	if line := c.lines.all(t)[0]; line["trace_id"] != caller || line["fault"] != "disk is gone" {
		t.Fatal(line)
	}
	page := traceOf(c, caller)
	for _, want := range []string{"intake.take", "http.route=POST /notes", "http.response.status_code=500", "error fault"} {
		if !strings.Contains(page, want) {
			t.Errorf("trace lacks %q: %s", want, page)
		}
	}
}
