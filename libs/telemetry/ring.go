package telemetry

import (
	"context"
	"slices"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// What the ring keeps at most. An attribute is at most 512 characters long and
// spans have seldom more than ten, so that this is some tens of MiB at worst.
const (
	ringTraces = 1000
	ringSpans  = 20_000 // of all traces
	traceSpans = 250    // of one trace; later ones are only counted
)

// span is what the ring keeps of a span.
type span struct {
	id, parent trace.SpanID
	name       string
	kind       trace.SpanKind
	start      time.Time
	took       time.Duration
	failed     bool
	status     string // description of a failure
	attributes []attribute.KeyValue
	links      []trace.TraceID
}

// record is what the ring keeps of a trace.
type record struct {
	id      trace.TraceID
	spans   []span
	dropped int // spans beyond traceSpans
}

// ring holds the last traces of this process. The oldest give way.
type ring struct {
	mu        sync.Mutex
	maxTraces int
	maxSpans  int
	spans     int
	order     []trace.TraceID // oldest first
	records   map[trace.TraceID]*record
}

func newRing(maxTraces, maxSpans int) *ring {
	return &ring{maxTraces: maxTraces, maxSpans: maxSpans, records: map[trace.TraceID]*record{}}
}

// OnStart has nothing to do: a span is kept when it has ended.
func (r *ring) OnStart(context.Context, sdktrace.ReadWriteSpan) {}

// idle is what the first span of a trace says of itself that looked for work and
// found none: there are many of them, and they would push out what happened.
var idle = attribute.Bool("nivel.idle", true)

// OnEnd keeps a span, and forgets a trace that was idle and did not fail.
func (r *ring) OnEnd(s sdktrace.ReadOnlySpan) {
	id := s.SpanContext().TraceID()
	if !s.Parent().IsValid() && s.Status().Code != codes.Error && slices.Contains(s.Attributes(), idle) {
		r.drop(id)
		return
	}
	r.add(id, keep(s))
}

// Shutdown has nothing to do.
func (r *ring) Shutdown(context.Context) error { return nil }

// ForceFlush has nothing to do.
func (r *ring) ForceFlush(context.Context) error { return nil }

func keep(s sdktrace.ReadOnlySpan) span {
	kept := span{
		id: s.SpanContext().SpanID(), parent: s.Parent().SpanID(), name: s.Name(), kind: s.SpanKind(),
		start: s.StartTime().UTC(), took: s.EndTime().Sub(s.StartTime()),
		failed: s.Status().Code == codes.Error, status: s.Status().Description, attributes: s.Attributes(),
	}
	for _, link := range s.Links() {
		kept.links = append(kept.links, link.SpanContext.TraceID())
	}
	return kept
}

func (r *ring) add(id trace.TraceID, s span) {
	r.mu.Lock()
	defer r.mu.Unlock()
	rec, known := r.records[id]
	if !known {
		rec = &record{id: id}
		r.records[id] = rec
		r.order = append(r.order, id)
	}
	if len(rec.spans) >= traceSpans {
		rec.dropped++
		return
	}
	rec.spans = append(rec.spans, s)
	r.spans++
	for len(r.order) > r.maxTraces || r.spans > r.maxSpans {
		r.spans -= len(r.records[r.order[0]].spans)
		delete(r.records, r.order[0])
		r.order = r.order[1:]
	}
}

// drop forgets a trace, most often one of the last.
func (r *ring) drop(id trace.TraceID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	rec, known := r.records[id]
	if !known {
		return
	}
	r.spans -= len(rec.spans)
	delete(r.records, id)
	for i := len(r.order) - 1; i >= 0; i-- {
		if r.order[i] == id {
			r.order = slices.Delete(r.order, i, i+1)
			return
		}
	}
}

// all returns copies of the traces, newest first.
func (r *ring) all() []record {
	r.mu.Lock()
	defer r.mu.Unlock()
	records := make([]record, 0, len(r.order))
	for i := len(r.order) - 1; i >= 0; i-- {
		records = append(records, r.records[r.order[i]].copy())
	}
	return records
}

// get returns a copy of one trace.
func (r *ring) get(id trace.TraceID) (record, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	rec, ok := r.records[id]
	if !ok {
		return record{}, false
	}
	return rec.copy(), true
}

// copy shares the spans, which nobody changes, but not the slice that grows.
func (rec *record) copy() record {
	c := *rec
	c.spans = rec.spans[:len(rec.spans):len(rec.spans)]
	return c
}
