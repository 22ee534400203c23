//go:build e2e

package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	common "go.opentelemetry.io/proto/otlp/common/v1"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"

	"nivel/libs/contracts"
)

// step is a kind of span: what a service does, and about which fact.
type step struct{ service, does, fact string }

func (s step) String() string { return strings.TrimSpace(s.service + ": " + s.does + " " + s.fact) }

// hops are the ways that a cause takes through the processes, each from what
// somebody asked by HTTP to what came of it elsewhere. Every step lies below the
// one before it, or has a link to it.
var hops = []struct {
	what  string
	steps []step
}{
	{"a notification reaches the list", []step{
		{"intake", "intake.register-notification", ""}, {"intake", "history.append", ""}, {"intake", "intake-worklist.apply", ""},
	}},
	{"an outcome opens a case", []step{
		{"intake", "intake.complete-assessment", ""}, {"intake", "history.append", ""},
		{"intake", "bus.relay", contracts.FactCompleted}, {"transitions", "bus.consume", contracts.FactCompleted},
		{"transitions", "history.append", ""}, {"transitions", "transitions-worklist.apply", ""},
	}},
	{"the worker is told of the case", []step{
		{"intake", "intake.complete-assessment", ""}, {"transitions", "bus.consume", contracts.FactCompleted}, {"transitions", "history.append", ""},
		{"transitions", "bus.relay", contracts.FactCaseOpened}, {"notifications", "bus.consume", contracts.FactCaseOpened},
		{"notifications", "history.append", ""}, {"notifications", "notifications-inboxes.apply", ""},
	}},
	{"a live page hears of it", []step{
		{"intake", "intake.complete-assessment", ""}, {"notifications", "bus.consume", contracts.FactCaseOpened},
		{"notifications", "history.append", ""}, {"notifications", "bus.relay", contracts.FactNoticePosted},
	}},
	{"a plan is told of", toldOf("transitions.make-plan", contracts.FactPlanMade)},
	{"an offer is told of", toldOf("transitions.offer-handover", contracts.FactHandoverOffered)},
	{"a refusal is told of", toldOf("transitions.decline-handover", contracts.FactHandoverDeclined)},
	{"an acceptance is told of", toldOf("transitions.accept-handover", contracts.FactHandoverAccepted)},
	{"a meeting reaches the list", []step{
		{"transitions", "transitions.record-joint-meeting", ""}, {"transitions", "history.append", ""}, {"transitions", "transitions-worklist.apply", ""},
	}},
	{"a group reaches the list", []step{
		{"peergroups", "peergroups.found-group", ""}, {"peergroups", "history.append", ""}, {"peergroups", "peergroups-list.apply", ""},
	}},
	{"a seat is told of", toldOf("peergroups.sign-up", contracts.FactSeatReserved)},
	{"a place in the queue becomes a letter", letter("peergroups.sign-up", contracts.FactQueued)},
	{"a cancellation is told of", toldOf("peergroups.give-up-seat", contracts.FactSeatReleased)},
	{"a promotion becomes a letter", letter("peergroups.give-up-seat", contracts.FactPromoted)},
}

// toldOf is the way from a command to the notice of it.
func toldOf(command, fact string) []step {
	service, _, _ := strings.Cut(command, ".")
	return []step{
		{service, command, ""}, {service, "history.append", ""}, {service, "bus.relay", fact},
		{"notifications", "bus.consume", fact}, {"notifications", "history.append", ""}, {"notifications", "notifications-inboxes.apply", ""},
	}
}

// letter is the way from a command to the e-mail of it, and to what history and
// the list say of the e-mail.
func letter(command, fact string) []step {
	way := toldOf(command, fact)
	return append(way[:len(way)-1],
		step{"notifications", "notifications.mail", ""}, step{"notifications", "history.append", ""}, step{"notifications", "notifications-inboxes.apply", ""})
}

// checkTraces asserts that what the processes of a chain exported is a story of
// cause and effect without a gap.
func checkTraces(t *testing.T, spans *exports) {
	for _, hop := range hops {
		t.Run(hop.what, func(t *testing.T) {
			missing := ""
			holds := func() bool {
				missing = spans.graph().missing(hop.steps)
				return missing == ""
			}
			patient(20*time.Second, holds)
			if missing != "" {
				t.Errorf("no span %q was caused by those before it", missing)
			}
		})
	}
	t.Run("the check names a hop that is missing", func(t *testing.T) {
		g := spans.graph()
		for id, s := range g { // as if the relay had dropped the context of what it tells
			if s.Name == "bus.consume" {
				g[id] = seen{Span: &otlp.Span{Name: s.Name, SpanId: s.SpanId, TraceId: s.TraceId, Attributes: s.Attributes}, service: s.service}
			}
		}
		if got, want := g.missing(hops[1].steps), hops[1].steps[3].String(); got != want {
			t.Errorf("names %q, want %q", got, want)
		}
	})
	t.Run("no span is without its cause", func(t *testing.T) {
		var orphans []string
		patient(20*time.Second, func() bool {
			orphans = spans.graph().orphans()
			return len(orphans) == 0
		})
		for _, o := range orphans {
			t.Error(o)
		}
	})
	t.Run("each letter leads back to what somebody asked", func(t *testing.T) {
		g := spans.graph()
		var asked []string
		for _, s := range g.named(step{"notifications", "notifications.mail", ""}) {
			for _, cause := range g.ancestors(s) {
				if cause.Kind == otlp.Span_SPAN_KIND_SERVER {
					asked = append(asked, cause.service+" "+cause.Name)
				}
			}
		}
		slices.Sort(asked)
		if want := []string{"peergroups peergroups.give-up-seat", "peergroups peergroups.sign-up"}; !slices.Equal(asked, want) {
			t.Errorf("the letters lead back to %q, want %q", asked, want)
		}
	})
}

// patient waits until something holds, and gives up silently.
func patient(patience time.Duration, holds func() bool) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); !holds() && time.Now().Before(deadline); {
		<-tick.C
	}
}

// seen is a span and the process that it is of.
type seen struct {
	*otlp.Span
	service string
}

// graph is what was exported, by trace and span.
type graph map[string]seen

func spanKey(trace, span []byte) string { return string(trace) + string(span) }

func (e *exports) graph() graph {
	e.mu.Lock()
	defer e.mu.Unlock()
	g := graph{}
	for _, s := range e.spans {
		g[spanKey(s.TraceId, s.SpanId)] = seen{s, e.from[s]}
	}
	return g
}

// named returns the spans of a kind.
func (g graph) named(what step) (found []seen) {
	for _, s := range g {
		if s.service == what.service && s.Name == what.does && (what.fact == "" || attributeOf(s.Attributes, "nivel.fact") == what.fact) {
			found = append(found, s)
		}
	}
	return found
}

// causes are the keys of what a span says that it was caused by.
func (s seen) causes() (keys []string) {
	if len(s.ParentSpanId) > 0 {
		keys = append(keys, spanKey(s.TraceId, s.ParentSpanId))
	}
	for _, link := range s.Links {
		keys = append(keys, spanKey(link.TraceId, link.SpanId))
	}
	return keys
}

// ancestors are all spans without which this one would not be.
func (g graph) ancestors(s seen) graph {
	all := graph{}
	for next := []seen{s}; len(next) > 0; next = next[1:] {
		for _, key := range next[0].causes() {
			cause, exported := g[key]
			if _, known := all[key]; exported && !known {
				all[key] = cause
				next = append(next, cause)
			}
		}
	}
	return all
}

// missing returns the first step of which no span was caused by one of the step
// before; empty: the way is whole.
func (g graph) missing(steps []step) string {
	reached := g.named(steps[0])
	for _, next := range steps[1:] {
		before := graph{}
		for _, s := range reached {
			before[spanKey(s.TraceId, s.SpanId)] = s
		}
		reached = slices.DeleteFunc(g.named(next), func(s seen) bool {
			for key := range g.ancestors(s) {
				if _, ok := before[key]; ok {
					return false
				}
			}
			return true
		})
		if len(reached) == 0 {
			return next.String()
		}
	}
	if len(reached) == 0 {
		return steps[0].String()
	}
	return ""
}

// orphans are spans that name a cause which nobody exported, and those that name
// none though nobody asked for them by HTTP. What a process does to its use log
// and its keys when it starts and stops, and its look every few seconds which
// keys are gone, are nobody's doing but its own.
func (g graph) orphans() (found []string) {
	for _, s := range g {
		causes := s.causes()
		own := slices.Contains([]string{"uselog.begin", "uselog.end", "vault.open", "vault.check", "vault.look"}, s.Name)
		if len(causes) == 0 && s.Kind != otlp.Span_SPAN_KIND_SERVER && !own {
			found = append(found, fmt.Sprintf("%s: %s %s%s has no cause", s.service, s.Name,
				attributeOf(s.Attributes, "nivel.fact"), attributeOf(s.Attributes, "history.category")))
		}
		for _, key := range causes {
			if _, exported := g[key]; !exported {
				found = append(found, fmt.Sprintf("%s: %s %s was caused by a span that is not there", s.service, s.Name, attributeOf(s.Attributes, "nivel.fact")))
			}
		}
	}
	return found
}

func attributeOf(attributes []*common.KeyValue, key string) string {
	for _, a := range attributes {
		if a.Key == key {
			return a.Value.GetStringValue()
		}
	}
	return ""
}
