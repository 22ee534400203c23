package telemetry

import (
	"context"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

func TestTraces(t *testing.T) {
	tel, _ := begun(t)
	tracer := otel.Tracer("test")
	noon := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)

	// A command of 80 ms with an append inside, and later an apply linked to it.
	ctx, command := tracer.Start(t.Context(), "intake.take-matter", trace.WithTimestamp(noon))
	_, appended := tracer.Start(ctx, "history.append", trace.WithTimestamp(noon.Add(20*time.Millisecond)),
		trace.WithAttributes(attribute.String("revision", "7")))
	appended.End(trace.WithTimestamp(noon.Add(60 * time.Millisecond)))
	command.SetStatus(codes.Error, "fault")
	command.End(trace.WithTimestamp(noon.Add(80 * time.Millisecond)))
	_, applied := tracer.Start(context.Background(), "worklist.apply", trace.WithTimestamp(noon.Add(time.Second)),
		trace.WithLinks(trace.LinkFromContext(ctx)))
	applied.End(trace.WithTimestamp(noon.Add(time.Second + time.Millisecond)))
	commandID, appliedID := command.SpanContext().TraceID().String(), applied.SpanContext().TraceID().String()

	has := func(t *testing.T, text string, wants ...string) {
		t.Helper()
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("page lacks %q:\n%s", want, text)
			}
		}
	}
	lacks := func(t *testing.T, text, unwanted string) {
		t.Helper()
		if strings.Contains(text, unwanted) {
			t.Errorf("page has %q:\n%s", unwanted, text)
		}
	}

	t.Run("the list has every trace, newest first", func(t *testing.T) {
		status, page := get(tel.Traces(), "/")
		has(t, page, "intake.take-matter", `href="`+commandID+`"`, "80ms", "worklist.apply", "09:00:00.000", "error")
		if status != http.StatusOK || strings.Index(page, "worklist.apply") > strings.Index(page, "intake.take-matter") {
			t.Fatal(status, page)
		}
	})

	for _, c := range []struct{ says, query, has, lacks string }{
		{"by the name of an inner span", "text=HISTORY.append", "intake.take-matter", "worklist.apply"},
		{"by an attribute", "text=revision%3D7", "intake.take-matter", "worklist.apply"},
		{"by its id", "text=" + appliedID, "worklist.apply", "intake.take-matter"},
		{"by duration", "min=50ms", "intake.take-matter", "worklist.apply"},
		{"by failure", "errors=1", "intake.take-matter", "worklist.apply"},
		{"to nothing", "text=nowhere", "No traces match", "intake.take-matter"},
		{"and shows what was asked, escaped", "text=%22%3E%3Cscript%3E", "No traces match", "<script>"},
	} {
		t.Run("the list is narrowed "+c.says, func(t *testing.T) {
			_, page := get(tel.Traces(), "/?"+c.query)
			has(t, page, c.has)
			lacks(t, page, c.lacks)
		})
	}

	t.Run("the waterfall shows when and how long each span was", func(t *testing.T) {
		_, page := get(tel.Traces(), "/"+commandID)
		has(t, page, `<td class="d0"><details><summary>intake.take-matter`, `<td class="d1"><details><summary>history.append`,
			`<rect x="250" y="0" width="500"`, "revision=7", "error fault")
	})

	t.Run("linked traces lead to each other", func(t *testing.T) {
		_, page := get(tel.Traces(), "/"+appliedID)
		has(t, page, `href="`+commandID+`"`)
		_, page = get(tel.Traces(), "/"+commandID)
		has(t, page, "Led to", `href="`+appliedID+`"`)
	})

	t.Run("a trace that is not kept is not found", func(t *testing.T) {
		for _, id := range []string{"00000000000000000000000000000001", "nonsense"} {
			if status, page := get(tel.Traces(), "/"+id); status != http.StatusNotFound {
				t.Fatal(status, page)
			}
		}
	})

	t.Run("nothing in a page is inline, and the style sheet is there", func(t *testing.T) {
		w := httptest.NewRecorder()
		tel.Traces().ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		if policy := w.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'; style-src 'self'") {
			t.Fatal(policy)
		}
		lacks(t, w.Body.String(), "style=")
		lacks(t, w.Body.String(), "<script")
		if status, css := get(tel.Traces(), "/viewer.css"); status != http.StatusOK || !strings.Contains(css, "rect") {
			t.Fatal(status, css)
		}
	})
}

// TestTraces_WithoutIdleLooks: what looked for work and found none pushes nothing
// out; where it found some, or failed, it is there.
func TestTraces_WithoutIdleLooks(t *testing.T) {
	tel, _ := begun(t)
	tracer := otel.Tracer("test")
	look := func(name string, idle bool, status codes.Code) {
		ctx, span := tracer.Start(context.Background(), name)
		_, inner := tracer.Start(ctx, "read-of-"+name)
		inner.End()
		if idle {
			span.SetAttributes(attribute.Bool("nivel.idle", true))
		}
		span.SetStatus(status, "")
		span.End()
	}
	look("found-nothing", true, codes.Unset)
	look("found-work", false, codes.Unset)
	look("found-nothing-and-failed", true, codes.Error)
	_, page := get(tel.Traces(), "/?text=read-of-found-nothing")
	if strings.Contains(page, ">found-nothing<") || !strings.Contains(page, "found-nothing-and-failed") {
		t.Errorf("the list shows\n%s", page)
	}
	if _, page = get(tel.Traces(), "/"); !strings.Contains(page, "found-work") {
		t.Errorf("the list lacks what found work\n%s", page)
	}
	if n := tel.ring.spans; n != 4 {
		t.Errorf("the ring counts %d spans, want 4", n)
	}
}

func TestRing(t *testing.T) {
	id := func(n int) (id trace.TraceID) {
		binary.BigEndian.PutUint64(id[:], uint64(n)+1)
		return id
	}

	t.Run("keeps the last traces and forgets the oldest", func(t *testing.T) {
		r := newRing(3, 100)
		for n := range 5 {
			r.add(id(n), span{name: fmt.Sprint(n)})
		}
		all := r.all()
		if len(all) != 3 || all[0].spans[0].name != "4" || all[2].spans[0].name != "2" {
			t.Fatal(all)
		}
		if _, ok := r.get(id(0)); ok {
			t.Fatal("the oldest is still there")
		}
	})

	t.Run("keeps no more spans than it may in all", func(t *testing.T) {
		r := newRing(100, 10)
		for n := range 8 {
			for range 3 {
				r.add(id(n), span{})
			}
		}
		kept := 0
		for _, rec := range r.all() {
			kept += len(rec.spans)
		}
		if kept > 10 || kept != r.spans || len(r.records) != len(r.order) {
			t.Fatal(kept, r.spans, len(r.records), len(r.order))
		}
	})

	t.Run("only counts the spans of a trace that has too many", func(t *testing.T) {
		r := newRing(10, 10_000)
		for range traceSpans + 7 {
			r.add(id(1), span{})
		}
		rec, _ := r.get(id(1))
		if len(rec.spans) != traceSpans || rec.dropped != 7 {
			t.Fatal(len(rec.spans), rec.dropped)
		}
	})
}
