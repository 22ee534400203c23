package telemetry

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"go.opentelemetry.io/otel/trace"
)

//go:embed viewer.html viewer.css
var viewerFiles embed.FS

// viewerRows is how many traces the list shows.
const viewerRows = 200

// Traces serves the viewer: a list of the last traces at "/", one of them as a
// waterfall at "/{trace}". Mount it under a prefix that ends in a slash, with
// http.StripPrefix. It shows names, codes, times and opaque ids, and still is
// for the people who run the system: whoever mounts it checks that.
func (t *Telemetry) Traces() http.Handler {
	v := viewer{t.ring, template.Must(template.New("").ParseFS(viewerFiles, "viewer.html"))}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", v.list)
	mux.HandleFunc("GET /{trace}", v.one)
	mux.HandleFunc("GET /viewer.css", v.css)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("Cache-Control", "no-store")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		mux.ServeHTTP(w, r)
	})
}

type viewer struct {
	ring  *ring
	pages *template.Template
}

// filter is what the list is narrowed by; the zero value lets everything pass.
type filter struct {
	Text   string // in a name or an attribute of any of its spans, or its id
	Min    string // least duration as asked, such as "50ms"; what is none asks for nothing
	Errors bool   // only traces with a failed span
}

// row is a trace in the list.
type row struct {
	ID      string
	Name    string
	Start   string
	Took    time.Duration
	Spans   int
	Failed  bool
	started time.Time
}

func (v viewer) list(w http.ResponseWriter, r *http.Request) {
	f := filter{Text: r.FormValue("text"), Min: r.FormValue("min"), Errors: r.FormValue("errors") != ""}
	rows := []row{}
	for _, rec := range v.ring.all() {
		if line := summary(rec); f.passes(rec, line) && len(rows) < viewerRows {
			rows = append(rows, line)
		}
	}
	v.render(w, "list", struct {
		Filter filter
		Rows   []row
	}{f, rows})
}

func (f filter) passes(rec record, line row) bool {
	least, _ := time.ParseDuration(f.Min)
	return line.Took >= least && (!f.Errors || line.Failed) && rec.mentions(strings.ToLower(strings.TrimSpace(f.Text)))
}

// mentions reports whether text, in lower case, is in the trace.
func (rec record) mentions(text string) bool {
	if text == "" || strings.Contains(rec.id.String(), text) {
		return true
	}
	return slices.ContainsFunc(rec.spans, func(s span) bool {
		if strings.Contains(strings.ToLower(s.name), text) {
			return true
		}
		for _, a := range s.attributes {
			if strings.Contains(strings.ToLower(string(a.Key)+"="+a.Value.Emit()), text) {
				return true
			}
		}
		return false
	})
}

// summary describes a trace by the span that started first.
func summary(rec record) row {
	first, end := rec.extent()
	line := row{
		ID: rec.id.String(), Name: first.name, Start: clock(first.start), Took: end.Sub(first.start).Round(time.Microsecond),
		Spans: len(rec.spans) + rec.dropped, started: first.start,
	}
	line.Failed = slices.ContainsFunc(rec.spans, func(s span) bool { return s.failed })
	return line
}

// extent returns the span that started first and when the last one ended.
func (rec record) extent() (first span, end time.Time) {
	first = slices.MinFunc(rec.spans, func(a, b span) int { return a.start.Compare(b.start) })
	for _, s := range rec.spans {
		if e := s.start.Add(s.took); e.After(end) {
			end = e
		}
	}
	return first, end
}

// bar is a span in the waterfall. X and Width are in thousandths of the trace.
type bar struct {
	Name       string
	Depth      int
	Kind       string
	X, Width   int64
	After      time.Duration // from the start of the trace
	Took       time.Duration
	Failed     bool
	Status     string
	Attributes []string
	Links      []string // ids of traces
}

func (v viewer) one(w http.ResponseWriter, r *http.Request) {
	id, err := trace.TraceIDFromHex(r.PathValue("trace"))
	rec, ok := v.ring.get(id)
	if err != nil || !ok {
		http.Error(w, "This trace is not kept (any more).", http.StatusNotFound)
		return
	}
	v.render(w, "one", struct {
		Row     row
		Bars    []bar
		From    []row
		Dropped int
	}{summary(rec), waterfall(rec), v.linkedFrom(id), rec.dropped})
}

// linkedFrom returns the traces of which a span links to id.
func (v viewer) linkedFrom(id trace.TraceID) []row {
	var rows []row
	for _, rec := range v.ring.all() {
		if slices.ContainsFunc(rec.spans, func(s span) bool { return slices.Contains(s.links, id) }) {
			rows = append(rows, summary(rec))
		}
	}
	return rows
}

// waterfall orders spans parents first, siblings by their start. A span whose
// parent is not here (it is another process's) stands at the left.
func waterfall(rec record) []bar {
	children, here := map[trace.SpanID][]span{}, map[trace.SpanID]bool{}
	for _, s := range rec.spans {
		here[s.id] = true
	}
	for _, s := range rec.spans {
		parent := s.parent
		if !here[parent] {
			parent = trace.SpanID{}
		}
		children[parent] = append(children[parent], s)
	}
	first, end := rec.extent()
	scale := max(end.Sub(first.start), 1)
	var bars []bar
	var below func(trace.SpanID, int)
	below = func(parent trace.SpanID, depth int) {
		siblings := children[parent]
		slices.SortStableFunc(siblings, func(a, b span) int {
			return cmp.Or(a.start.Compare(b.start), cmp.Compare(b.took, a.took))
		})
		for _, s := range siblings {
			bars = append(bars, barOf(s, depth, first.start, scale))
			below(s.id, depth+1)
		}
	}
	below(trace.SpanID{}, 0)
	return bars
}

func barOf(s span, depth int, start time.Time, scale time.Duration) bar {
	after := s.start.Sub(start)
	b := bar{
		Name: s.name, Depth: min(depth, 12), Kind: s.kind.String(),
		X: min(int64(1000*after/scale), 998), Width: max(int64(1000*s.took/scale), 2),
		After: after.Round(time.Microsecond), Took: s.took.Round(time.Microsecond),
		Failed: s.failed, Status: s.status,
	}
	for _, a := range s.attributes {
		b.Attributes = append(b.Attributes, fmt.Sprintf("%s=%s", a.Key, a.Value.Emit()))
	}
	for _, id := range s.links {
		b.Links = append(b.Links, id.String())
	}
	return b
}

// clock is a time of day, UTC.
func clock(t time.Time) string { return t.Format("15:04:05.000") }

func (v viewer) css(w http.ResponseWriter, r *http.Request) {
	http.ServeFileFS(w, r, viewerFiles, "viewer.css")
}

// render writes a whole page or an error, never half a page.
func (v viewer) render(w http.ResponseWriter, name string, data any) {
	var page bytes.Buffer
	if err := v.pages.ExecuteTemplate(&page, name, data); err != nil {
		http.Error(w, "The page could not be made.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = page.WriteTo(w) // a client that has gone is not our fault
}
