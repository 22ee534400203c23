package edge

import (
	"context"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"nivel/libs/es"
	"nivel/libs/refusal"
)

// The text of a body, of a query and of a header stays in the request. The
// canary is nothing that the redaction would know.
func TestCanary(t *testing.T) {
	const canary = "Kanarialintu"
	faulty := errors.New("disk is gone")
	for says, err := range map[string]error{
		"done": nil, "refused": refusal.Refusal{Kind: refusal.Untimely, Code: "too-late"}, "failed": faulty, "cut off": es.ErrUnavailable,
	} {
		for _, body := range []string{
			`{"text":"` + canary + `"}`, `{"` + canary + `":1}`, `{"count":"` + canary + `"}`, `{"child":{"` + canary + `":[]}}`, canary, `{"text":"` + canary,
		} {
			t.Run(says+" with "+strings.ReplaceAll(body, canary, "…"), func(t *testing.T) {
				c := newCounty(t)
				c.api.Handle("POST /notes/{note}", "intake.take", Serve(JSON[note], func(context.Context, note) (struct{}, error) { return struct{}{}, err }))
				c.api.Handle("POST /panics/{note}", "intake.take", Serve(JSON[note], func(_ context.Context, n note) (struct{}, error) { panic(n) }))
				var told strings.Builder
				for _, path := range []string{"/notes/", "/panics/"} {
					w := c.ask("POST", path+canary+"?q="+canary, body, "X-Custom", canary, "Nivel-Correlation", canary)
					told.WriteString(w.Body.String())
					for name, values := range w.Header() {
						told.WriteString(name + strings.Join(values, ""))
					}
				}
				told.WriteString(c.lines.String() + everyTrace(c) + metrics(c))
				if !strings.Contains(told.String(), "intake.take") {
					t.Fatal("nothing was told at all")
				}
				if i := strings.Index(told.String(), canary); i >= 0 {
					t.Fatal(told.String()[max(0, i-200):i])
				}
			})
		}
	}
}

// everyTrace returns the viewer's pages of all traces noted in the log.
func everyTrace(c *county) string {
	var pages strings.Builder
	for line := range strings.Lines(c.lines.String()) {
		var noted struct {
			Trace string `json:"trace_id"`
		}
		if err := json.Unmarshal([]byte(line), &noted); err != nil {
			c.Fatal(err)
		}
		pages.WriteString(traceOf(c, noted.Trace))
	}
	return pages.String()
}

func metrics(c *county) string {
	w := httptest.NewRecorder()
	c.tel.Metrics().ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	return w.Body.String()
}
