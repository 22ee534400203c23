package edge

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"nivel/libs/es"
	"nivel/libs/refusal"
)

func TestProblem(t *testing.T) {
	no := func(kind refusal.Kind) error { return refusal.Refusal{Kind: kind, Code: "no"} }
	for _, x := range []struct {
		says   string
		err    error
		status int
		code   string
		retry  bool
	}{
		{"invalid", no(refusal.Invalid), 422, "no", false},
		{"missing", no(refusal.Missing), 404, "no", false},
		{"forbidden", no(refusal.Forbidden), 403, "no", false},
		{"untimely", no(refusal.Untimely), 409, "no", false},
		{"conflict", no(refusal.Conflict), 409, "no", false},
		{"busy", no(refusal.Busy), 503, "no", true},
		{"a refusal on its way up", fmt.Errorf("take note: %w", no(refusal.Missing)), 404, "no", false},
		{"changed since", es.ErrChanged.With("revision", "8"), 412, "changed-since", false},
		{"not signed in", ErrNotSignedIn, 401, "not-signed-in", false},
		{"too large", ErrTooLarge, 413, "too-large", false},
		{"another content type", ErrContentType, 415, "content-type", false},
		{"history unavailable", fmt.Errorf("read x: %w", es.ErrUnavailable), 503, "history-unavailable", true},
		{"outcome unknown", fmt.Errorf("append x: %w", es.ErrUnknownOutcome), 503, "history-unavailable", true},
		{"never got through", fmt.Errorf("append x: %w", es.ErrConflict), 503, "contended", true},
		{"too slow", fmt.Errorf("read x: %w", context.DeadlineExceeded), 503, "timeout", true},
		{"gone", fmt.Errorf("read x: %w", context.Canceled), 503, "broken-off", true},
		{"anything else", errors.New("password is hunter2"), 500, "fault", false},
	} {
		t.Run(x.says, func(t *testing.T) {
			c := newCounty(t)
			c.api.Handle("POST /notes", "intake.take", doing(func(context.Context) error { return x.err }))
			w := c.ask("POST", "/notes", "")
			p := c.wants(w, x.status, x.code)
			if p.Type != "about:blank" || p.Title == "" || p.Status != x.status || p.Trace == "" {
				t.Fatalf("%+v", p)
			}
			if retry := w.Header().Get("Retry-After") != ""; retry != x.retry {
				t.Fatalf("Retry-After is %q", w.Header().Get("Retry-After"))
			}
			if strings.Contains(w.Body.String(), "hunter2") {
				t.Fatal("a fault's text was shown")
			}
			lines := c.lines.all(t)
			if len(lines) != 1 || lines[0]["trace_id"] != p.Trace {
				t.Fatal("not noted once under the trace that was shown", lines)
			}
		})
	}

	t.Run("a refusal is no error in the log, a fault is", func(t *testing.T) {
		for want, err := range map[string]error{"INFO": no(refusal.Untimely), "ERROR": errors.New("disk is gone")} {
			c := newCounty(t)
			c.api.Handle("POST /notes", "intake.take", doing(func(context.Context) error { return err }))
			c.ask("POST", "/notes", "")
			if line := c.lines.all(t)[0]; line["level"] != want {
				t.Errorf("%v is logged as %v", err, line["level"])
			}
		}
	})
}
