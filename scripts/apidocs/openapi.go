package main

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

const openAPIAbout = `The HTTP interfaces of Nivel's services, one tag each. A service serves its own part at /openapi.json and, to read, at /docs.

Who asks is proved by a short-lived token (see the security scheme). A command may carry an Idempotency-Key: the same key again is the same answer, not a second effect; and an If-Match, to be done only at the revision that was seen. What a command changed shows in lists once they reach its position: give it as ?after=.

What is not done is answered with a problem (RFC 9457); its code is stable, and where the code is invalid-fields it names the fields, each with a code of its own. A field that a request does not know is refused; in an answer there may be more fields than here tomorrow.`

// openAPI makes the document of the HTTP interfaces.
func openAPI(s *sources) (object, error) {
	services, err := readServices(s)
	if err != nil {
		return nil, err
	}
	edge, err := s.open("libs/edge")
	if err != nil {
		return nil, err
	}
	version, err := release(s)
	if err != nil {
		return nil, err
	}
	g := newSchemas(s)
	if _, err := g.component(module+"libs/edge", "problem"); err != nil {
		return nil, err
	}
	paths, err := g.paths(services)
	if err != nil {
		return nil, err
	}
	var tags []object
	for _, svc := range services {
		tags = append(tags, object{{"name", svc.name}, {"description", svc.about}, {"x-refusals", svc.refusals}})
	}
	return object{
		{"openapi", "3.1.0"},
		{"info", object{
			{"title", "Nivel"}, {"version", version}, {"description", openAPIAbout},
			{"license", object{{"name", "EUPL-1.2"}, {"identifier", "EUPL-1.2"}}},
			{"x-refusals", edge.refusals()},
		}},
		{"servers", []object{{{"url", "/"}, {"description", "where a service listens"}}}},
		{"security", []object{{{"token", []string{}}}}},
		{"tags", tags},
		{"paths", paths},
		{"components", object{
			{"securitySchemes", object{{"token", object{
				{"type", "http"}, {"scheme", "bearer"}, {"bearerFormat", "JWT"},
				{"description", "Made by one of our own processes from the secret that they share; holds for an hour at most and names id, role, unit and area of who asks, never a name."},
			}}}},
			{"parameters", commandParameters()},
			{"headers", answerHeaders()},
			{"responses", problems()},
			{"schemas", g.sorted()},
		}},
	}, nil
}

// release is the version that processes tell telemetry.
func release(s *sources) (string, error) {
	p, err := s.open("libs/backbone")
	if err != nil {
		return "", err
	}
	version := p.text("Version")
	if version == "" {
		return "", fmt.Errorf("libs/backbone has no constant Version")
	}
	return version, nil
}

// paths has an entry per path, and in it one per method.
func (g *schemas) paths(services []service) (paths object, err error) {
	items := map[string]*object{}
	var order []string
	for _, svc := range services {
		for _, r := range svc.routes {
			if items[r.path] == nil {
				items[r.path] = &object{}
				order = append(order, r.path)
			}
			operation, err := g.operation(svc.name, r)
			if err != nil {
				return nil, fmt.Errorf("%s %s of %s: %w", r.method, r.path, svc.name, err)
			}
			method := strings.ToLower(r.method)
			if items[r.path].has(method) {
				return nil, fmt.Errorf("%s %s is served by two services", r.method, r.path)
			}
			items[r.path].put(method, operation)
		}
	}
	for _, path := range order {
		paths.put(path, *items[path])
	}
	return paths, nil
}

func (g *schemas) operation(service string, r route) (object, error) {
	answer, err := g.of(r.answer, r.file)
	if err != nil {
		return nil, err
	}
	done := object{{"description", "done"}}
	if r.versioned {
		headers := object{{"ETag", ref("headers", "ETag")}, {"Nivel-Position", ref("headers", "Nivel-Position")}}
		if r.created {
			headers.put("Location", ref("headers", "Location"))
		}
		done.put("headers", headers)
	}
	done.put("content", inJSON(answer))
	status := http.StatusOK
	if r.created {
		status = http.StatusCreated
	}
	op := object{{"operationId", r.action}, {"tags", []string{service}}, {"summary", summary(service, r.action)}}
	op.putText("description", r.about)
	op.put("x-roles", r.roles)
	if parameters := r.parameters(); len(parameters) > 0 {
		op.put("parameters", parameters)
	}
	if r.asks.body != nil {
		body, err := g.of(r.asks.body, r.asks.file)
		if err != nil {
			return nil, err
		}
		op.put("requestBody", object{{"required", true}, {"content", inJSON(body)}})
	}
	responses := object{{strconv.Itoa(status), done}}
	for _, status := range r.refused() {
		responses.put(strconv.Itoa(status), ref("responses", strconv.Itoa(status)))
	}
	op.put("responses", responses)
	return op, nil
}

// summary is an action in words.
func summary(service, action string) string {
	words := strings.ReplaceAll(strings.TrimPrefix(action, service+"."), "-", " ")
	return sentence(words)
}

func (r route) reads() bool { return r.method == http.MethodGet || r.method == http.MethodHead }

func (r route) parameters() (all []object) {
	for _, m := range wildcard.FindAllStringSubmatch(r.path, -1) {
		all = append(all, object{
			{"name", m[1]}, {"in", "path"}, {"required", true}, {"schema", object{{"type", "string"}, {"format", "uuid"}}},
		})
	}
	for _, q := range r.asks.query {
		schema := object{{"type", "string"}}
		if q.repeat {
			schema = object{{"type", "array"}, {"items", schema}}
		}
		p := object{{"name", q.name}, {"in", "query"}, {"schema", schema}}
		p.putText("description", queryMeanings[q.name])
		all = append(all, p)
	}
	if !r.reads() {
		all = append(all, ref("parameters", "Idempotency-Key"), ref("parameters", "If-Match"))
	}
	return append(all, ref("parameters", "Nivel-Correlation"))
}

// queryMeanings are what values of the query mean wherever they occur.
var queryMeanings = map[string]string{
	"after":  "a position: the answer is to include what happened up to it, waits for it a while, and says stale where that was not enough",
	"from":   "next of the page before; left out: the first page",
	"view":   "name of the list; left out: the first of them",
	"person": "opaque id of a person, once for each",
}

// refused are the statuses of the problems that a route may answer with.
func (r route) refused() []int {
	statuses := []int{401, 403, 404, 422, 500, 503}
	if !r.reads() {
		statuses = append(statuses, 409, 412)
	}
	if r.asks.body != nil {
		statuses = append(statuses, 413, 415)
	}
	slices.Sort(statuses)
	return statuses
}

func problems() (all object) {
	for _, p := range []struct {
		status  int
		meaning string
	}{
		{401, "no token, or one that is not valid (any more)"},
		{403, "whoever asks may not do this"},
		{404, "it is not there, or not for whoever asks"},
		{409, "right request, wrong moment; or somebody else was first"},
		{412, "it has changed since the revision of If-Match"},
		{413, "the body is too long"},
		{415, "the body is not announced as JSON in UTF-8"},
		{422, "the request itself is wrong; its fields may be named"},
		{500, "a fault of ours; nothing was done"},
		{503, "not now: the same request may succeed later"},
	} {
		response := object{{"description", p.meaning}}
		switch p.status {
		case http.StatusUnauthorized:
			response.put("headers", object{{"WWW-Authenticate", text("Bearer")}})
		case http.StatusServiceUnavailable:
			response.put("headers", object{{"Retry-After", text("seconds")}})
		}
		response.put("content", object{{"application/problem+json", object{{"schema", ref("schemas", "Problem")}}}})
		all.put(strconv.Itoa(p.status), response)
	}
	return all
}

func commandParameters() object {
	id := object{{"type", "string"}, {"format", "uuid"}}
	return object{
		{"Idempotency-Key", header("Idempotency-Key", "id of the command: sent twice it is done once; left out: a new one", id)},
		{"If-Match", header("If-Match", "a revision in quotes, as ETag gave it: do it only at that one", object{{"type", "string"}, {"pattern", `^"-?\d+"$`}})},
		{"Nivel-Correlation", header("Nivel-Correlation", "id of the conversation that the request belongs to", id)},
	}
}

func header(name, meaning string, schema object) object {
	return object{{"name", name}, {"in", "header"}, {"description", meaning}, {"schema", schema}}
}

func answerHeaders() object {
	return object{
		{"ETag", text("the revision that the answer speaks of, in quotes")},
		{"Nivel-Position", text("the log position that the answer speaks of")},
		{"Location", text("path of what was made")},
	}
}

func text(meaning string) object {
	return object{{"description", meaning}, {"schema", object{{"type", "string"}}}}
}

func ref(kind, name string) object { return object{{"$ref", "#/components/" + kind + "/" + name}} }

func inJSON(schema object) object {
	return object{{"application/json", object{{"schema", schema}}}}
}

// sorted are the components by name.
func (g *schemas) sorted() (all object) {
	var names []string
	for name := range g.named {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		all.put(name, g.named[name])
	}
	return all
}
