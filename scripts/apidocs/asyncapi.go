package main

import (
	"fmt"
	"go/ast"
	"reflect"
	"strings"
)

const asyncAPIAbout = `What Nivel's services tell each other: facts on NATS JetStream, relayed from history after the commit. A fact is a CloudEvent in binary mode: attributes are headers, data is JSON. It holds ids, codes, dates and units, never personal data.

Facts of one stream come in the order of their revisions. Each may come more than once: who reads keeps (nivel-stream, nivel-revision) in mind, not the message id.`

// asyncAPI makes the document of the facts.
func asyncAPI(s *sources) (object, error) {
	version, err := release(s)
	if err != nil {
		return nil, err
	}
	subjects, err := subjectsOf(s)
	if err != nil {
		return nil, err
	}
	g := newSchemas(s)
	var channels, operations, messages object
	for _, fact := range carried {
		data := reflect.TypeOf(fact.data)
		payload, err := g.component(data.PkgPath(), data.Name())
		if err != nil {
			return nil, fmt.Errorf("fact %s: %w", fact.fact, err)
		}
		source, _, _ := strings.Cut(fact.fact, ".")
		messages.put(fact.fact, object{
			{"name", fact.fact}, {"title", data.Name()}, {"summary", g.about(data.Name())}, {"description", subjects[fact.fact]},
			{"contentType", "application/json"}, {"headers", factHeaders(source, fact.fact)}, {"payload", payload},
		})
		channels.put(fact.fact, object{
			{"address", "nivel.{area}.facts." + fact.fact},
			{"parameters", object{{"area", ref("parameters", "area")}}},
			{"messages", object{{"fact", ref("messages", fact.fact)}}},
		})
		operations.put("tell."+fact.fact, object{
			{"action", "send"}, {"channel", object{{"$ref", "#/channels/" + fact.fact}}},
			{"summary", "services/" + source + " tells it"}, {"tags", []object{{{"name", source}}}},
		})
	}
	return object{
		{"asyncapi", "3.0.0"},
		{"info", object{
			{"title", "Nivel: facts"}, {"version", version}, {"description", asyncAPIAbout},
			{"license", object{{"name", "EUPL-1.2"}}},
		}},
		{"defaultContentType", "application/json"},
		{"channels", channels},
		{"operations", operations},
		{"components", object{
			{"parameters", object{{"area", object{{"description", "code of the wellbeing services county, or demo"}}}}},
			{"messages", messages},
			{"schemas", g.sorted()},
		}},
	}, nil
}

// about is the description of a component.
func (g *schemas) about(name string) string {
	for _, m := range g.named[name] {
		if text, ok := m.value.(string); ok && m.name == "description" {
			return text
		}
	}
	return ""
}

// subjectsOf is, by type of fact, what the comment over its constant says.
func subjectsOf(s *sources) (map[string]string, error) {
	p, err := s.open("libs/contracts")
	if err != nil {
		return nil, err
	}
	said := map[string]string{}
	p.consts(func(_ *file, name string, value ast.Expr, group string) {
		if strings.HasPrefix(name, "Fact") {
			said[literal(value)] = strings.TrimPrefix(group, name+" ")
		}
	})
	return said, nil
}

// factHeaders are the headers of a fact, as libs/bus writes them.
func factHeaders(source, fact string) object {
	str := func(meaning string) object { return object{{"type", "string"}, {"description", meaning}} }
	always := func(value string) object { return object{{"type", "string"}, {"const", value}} }
	id := `^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`
	uuid := func(meaning string) object {
		return object{{"type", "string"}, {"pattern", id}, {"description", meaning}}
	}
	return object{
		{"type", "object"},
		{"properties", object{
			{"Nats-Msg-Id", uuid("the same as ce-id: the server drops what comes again soon")},
			{"ce-id", uuid("id of the event in history")},
			{"ce-type", always(fact)},
			{"ce-source", always(source)},
			{"ce-subject", str("opaque id of what it is about")},
			{"ce-time", object{{"type", "string"}, {"format", "date-time"}, {"description", "when it was recorded, UTC"}}},
			{"ce-specversion", always("1.0")},
			{"content-type", always("application/json")},
			{"nivel-stream", str("where it stands in history")},
			{"nivel-revision", object{{"type", "string"}, {"pattern", `^\d+$`}, {"description", "its place in the stream; with it, it identifies the fact"}}},
			{"nivel-position", object{{"type", "string"}, {"pattern", `^\d+/\d+$`}, {"description", "its place in the log"}}},
			{"nivel-correlation", uuid("of the conversation that led to it")},
			{"traceparent", str("W3C trace context of the append")},
			{"tracestate", str("of the same")},
		}},
		{"required", []string{
			"Nats-Msg-Id", "ce-id", "ce-type", "ce-source", "ce-time", "ce-specversion", "content-type",
			"nivel-stream", "nivel-revision", "nivel-position",
		}},
	}
}
