package telemetry

import (
	"context"
	"regexp"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

const redacted = "[redacted]"

// identityCode is the shape of a Finnish personal identity code, standing by
// itself: six digits, the sign of the century (also as people and URLs write
// it), three digits and a check character. UUIDs and trace ids do not have it.
//
// Source: decree 128/2010 section 2 and, for the signs A-F and U-Y, the Digital
// and Population Data Services Agency's description of the code.
var identityCode = regexp.MustCompile(`(^|[^0-9A-Za-z]|%[0-9A-Fa-f]{2})\d{6}(?:[-+A-FU-Ya-fu-y\x{2010}-\x{2013}\x{2212}]|%2[BbDd])\d{3}[0-9A-Ya-y]($|[^0-9A-Za-z])`)

// Redact returns s with everything that looks like an identity code replaced.
func Redact(s string) string {
	if len(s) < len("010100+900A") {
		return s
	}
	// Twice, since neighbours share the character between them.
	once := identityCode.ReplaceAllString(s, "${1}"+redacted+"${2}")
	return identityCode.ReplaceAllString(once, "${1}"+redacted+"${2}")
}

// denied reports whether a key by its name holds what must not be told, whatever
// the value looks like. It is asked for keys of spans and of log lines alike.
func denied(key string) bool {
	switch strings.ToLower(key) {
	case "identity_code", "hetu", "password", "secret", "token", "authorization", "cookie",
		"body", "payload", "db.statement", "db.query.text", "url.query", "url.full", "http.url", "http.target":
		return true
	}
	return false
}

// redactor passes spans on to the processors behind it, redacted.
type redactor struct{ behind []sdktrace.SpanProcessor }

// OnStart passes a span on; nothing reads its attributes yet.
func (r redactor) OnStart(ctx context.Context, s sdktrace.ReadWriteSpan) {
	for _, p := range r.behind {
		p.OnStart(ctx, s)
	}
}

// OnEnd passes on what may be told of a span.
func (r redactor) OnEnd(s sdktrace.ReadOnlySpan) {
	clean := redactSpan(s)
	for _, p := range r.behind {
		p.OnEnd(clean)
	}
}

// Shutdown ends the processors behind it.
func (r redactor) Shutdown(ctx context.Context) error {
	return each(r.behind, func(p sdktrace.SpanProcessor) error { return p.Shutdown(ctx) })
}

// ForceFlush flushes the processors behind it.
func (r redactor) ForceFlush(ctx context.Context) error {
	return each(r.behind, func(p sdktrace.SpanProcessor) error { return p.ForceFlush(ctx) })
}

// cleanSpan is a span without what must not be told.
type cleanSpan struct {
	sdktrace.ReadOnlySpan
	name       string
	attributes []attribute.KeyValue
	events     []sdktrace.Event
	links      []sdktrace.Link
	status     sdktrace.Status
}

func (s cleanSpan) Name() string                     { return s.name }
func (s cleanSpan) Attributes() []attribute.KeyValue { return s.attributes }
func (s cleanSpan) Events() []sdktrace.Event         { return s.events }
func (s cleanSpan) Links() []sdktrace.Link           { return s.links }
func (s cleanSpan) Status() sdktrace.Status          { return s.status }

func redactSpan(s sdktrace.ReadOnlySpan) cleanSpan {
	clean := cleanSpan{ReadOnlySpan: s, name: Redact(s.Name()), attributes: redactAttributes(s.Attributes()), status: s.Status()}
	clean.status.Description = Redact(clean.status.Description)
	for _, e := range s.Events() {
		e.Name, e.Attributes = Redact(e.Name), redactAttributes(e.Attributes)
		clean.events = append(clean.events, e)
	}
	for _, l := range s.Links() {
		l.Attributes = redactAttributes(l.Attributes)
		l.SpanContext = withoutState(l.SpanContext)
		clean.links = append(clean.links, l)
	}
	return clean
}

// withoutState drops a link's trace state: vendors' text from outside, of no use
// for finding the other trace.
func withoutState(c trace.SpanContext) trace.SpanContext { return c.WithTraceState(trace.TraceState{}) }

func redactAttributes(attributes []attribute.KeyValue) []attribute.KeyValue {
	clean := make([]attribute.KeyValue, len(attributes))
	for i, a := range attributes {
		clean[i] = attribute.KeyValue{Key: a.Key, Value: redactValue(string(a.Key), a.Value)}
	}
	return clean
}

func redactValue(key string, v attribute.Value) attribute.Value {
	if denied(key) {
		return attribute.StringValue(redacted)
	}
	switch v.Type() {
	case attribute.BOOL, attribute.INT64, attribute.FLOAT64, attribute.BOOLSLICE, attribute.INT64SLICE, attribute.FLOAT64SLICE:
		return v
	case attribute.STRINGSLICE:
		texts := v.AsStringSlice()
		for i := range texts {
			texts[i] = Redact(texts[i])
		}
		return attribute.StringSliceValue(texts)
	default:
		return attribute.StringValue(Redact(v.Emit()))
	}
}

func each(processors []sdktrace.SpanProcessor, do func(sdktrace.SpanProcessor) error) error {
	var first error
	for _, p := range processors {
		if err := do(p); err != nil && first == nil {
			first = err
		}
	}
	return first
}
