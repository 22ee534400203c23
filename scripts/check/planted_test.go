package check

import "strings"

// planting is one change to the clean tree and where its violations are then
// found. None wanted: the rule must let it pass.
type planting struct {
	name  string
	files map[string]string
	want  []string
}

// clean is a small tree that keeps every rule.
var clean = map[string]string{
	"go.work":                            "go 1.26\n\nuse (\n\t./libs\n\t./services/demo\n)\n",
	"Makefile":                           "run: build ## start\n\tgo run .\nbuild test-all: deps\nV := x\n",
	"README.md":                          "# Demo\n\nType `make run`, see [the design](docs/design.md#parts \"how\") and [a site](https://example.org).\n",
	"docs/design.md":                     "Back to [the start](../README.md), [here](#parts).\n\n[ref]: ../Makefile\n",
	"libs/go.mod":                        "module nivel/libs\n\ngo 1.26\n",
	"libs/es/doc.go":                     "// Package es is the core.\npackage es\n",
	"libs/es/id.go":                      "package es\n\n// ID is an id.\ntype ID [16]byte\n",
	"libs/es/catalog.go":                 "package es\n\n// NewCatalog panics.\nfunc NewCatalog() { panic(\"twice\") }\n",
	"libs/vault/doc.go":                  "// Package vault seals.\npackage vault\n",
	"libs/vault/plain.go":                "package vault\n\n// Plain is text.\ntype Plain string\n",
	"services/demo/go.mod":               "module nivel/services/demo\n\ngo 1.26\n\nrequire nivel/libs v0.0.0\n\nreplace nivel/libs => ../../libs\n",
	"services/demo/doc.go":               "// Package demo is a service.\npackage demo\n",
	"services/demo/case.go":              demoCase,
	"services/demo/http.go":              demoHTTP,
	"services/demo/service.go":           "package demo\n\nimport \"log/slog\"\n\n// Service serves.\ntype Service struct{ log *slog.Logger }\n",
	"services/demo/cmd/demo/main.go":     "// Command demo runs.\npackage main\n\nimport (\n\t\"os\"\n\t\"time\"\n)\n\nfunc main() { _ = time.Now; os.Exit(0) }\n",
	goldenFolder + "demo.opened.v1.json": "{}\n",
	goldenFolder + "demo.moved.v1.json":  "{}\n",
}

const (
	goldenFolder = "services/demo/testdata/events/"

	demoCase = `package demo

import (
	"time"

	"nivel/libs/es"
)

// Case is the state.
type Case struct{ Open bool }

// Unit is a code.
type Unit string

// Opened happened.
type Opened struct {
	Case  es.ID
	Unit  Unit
	Units []Unit
	At    time.Time
	Late  bool
	Days  int
	Where Place
}

// Place is a part.
type Place struct {
	Area string // code: of a municipality
	// id: of a desk
	Desk string
}

func (e Opened) evolve(c Case) Case {
	c.Open = true
	return c
}

var history = es.NewCatalog(
	es.Current[Opened, Case]("demo.opened.v1"),
	es.Retired("demo.moved.v1", func(Opened) Case { return Case{} }),
)
`
	demoHTTP = `package demo

import "nivel/libs/access"

const seeCase access.Action = "demo.see-case"

var rights = access.Rights{seeCase: {}}

func routes(api interface{ Handle(string, access.Action, int) }) {
	api.Handle("GET /cases", seeCase, 1)
}
`
)

// with returns the clean file with one text replaced.
func with(file, old, new string) string {
	if !strings.Contains(clean[file], old) {
		panic("the clean " + file + " has no " + old)
	}
	return strings.Replace(clean[file], old, new, 1)
}

// inCase changes the clean case.go of the service.
func inCase(old, new string) map[string]string {
	return map[string]string{"services/demo/case.go": with("services/demo/case.go", old, new)}
}

// importing has the event import a package and hold a field.
func importing(target, field string) map[string]string {
	changed := inCase("Days  int", field)
	for name, content := range changed {
		changed[name] = strings.Replace(content, `"time"`, `"time"; "`+target+`"`, 1)
	}
	return changed
}

func file(name string, lines ...string) map[string]string {
	return map[string]string{name: strings.Join(lines, "\n") + "\n"}
}

// Put together from parts, so that this file keeps the rules that it breaks.
var (
	workFolder = "/" + "work" + "/main"
	hostOfGo   = "proxy." + "golang.org"
	living     = "010190-" + "123X"
)

var planted = map[string][]planting{
	"one-doc": {
		{"a package without one", map[string]string{"libs/es/doc.go": ""}, []string{"libs/es"}},
		{"a second one", file("libs/es/more.go", "// Package es again.", "package es"), []string{"libs/es"}},
		{"one in another file", map[string]string{"libs/es/doc.go": "", "libs/es/id.go": "// Package es.\npackage es\n"}, []string{"libs/es"}},
	},
	"documented": {
		{"a function", file("libs/es/x.go", "package es", "func Do() {}"), []string{"libs/es/x.go:2"}},
		{"a type, a constant and a variable", file("libs/es/x.go", "package es", "type T int", "const C = 1", "var V = 2"),
			[]string{"libs/es/x.go:2", "libs/es/x.go:3", "libs/es/x.go:4"}},
		{"a type in a group with a comment", file("libs/es/x.go", "package es", "// Two.", "type (", "A int", "b int", ")"), []string{"libs/es/x.go:4"}},
		{"a method", file("libs/es/x.go", "package es", "func (id *ID) Do() {}", "func (s set[T]) Do() {}"), []string{"libs/es/x.go:2"}},
		{"an interface's method", file("libs/es/x.go", "package es", "// I is.", "type I interface {", "// A does.", "A()", "B()", "}"), []string{"libs/es/x.go:6"}},
		{"a group of constants with one comment", file("libs/es/x.go", "package es", "// Both.", "const (", "A = 1", "B = 2", ")"), nil},
		{"a test's", file("libs/es/x_test.go", "package es", "func Do() {}"), nil},
		{"generated code", file("libs/es/x_templ.go", "package es", "func Do() {}"), nil},
	},
	"imports": {
		{"go-kit in a service", file("services/demo/x.go", "package demo", `import _ "github.com/go-kit/kit/endpoint"`), []string{"services/demo/x.go:2"}},
		{"nats in a service's test", file("services/demo/x_test.go", "package demo", `import _ "github.com/nats-io/nats.go"`), []string{"services/demo/x_test.go:2"}},
		{"redis in another library", file("libs/es/x.go", "package es", `import _ "github.com/redis/go-redis/v9"`), []string{"libs/es/x.go:2"}},
		{"the database client in a command", file("deploy/x/main.go", "package main", `import _ "github.com/EventStore/EventStore-Client-Go/v4/esdb"`), []string{"deploy/x/main.go:2"}},
		{"another service", file("services/demo/x.go", "package demo", `import _ "nivel/services/intake"`), []string{"services/demo/x.go:2"}},
		{"a service in a library", file("libs/es/x.go", "package es", `import _ "nivel/services/demo"`), []string{"libs/es/x.go:2"}},
		{"the demo's identity provider in a service", file("services/demo/x.go", "package demo", `import _ "nivel/deploy/demoprovider"`), []string{"services/demo/x.go:2"}},
		{"the demo's identity provider in a test", file("services/demo/x_test.go", "package demo", `import _ "nivel/deploy/demoprovider"`), nil},
		{"at home, in itself and in a test of the whole", map[string]string{
			"libs/edge/x.go":                "package edge\nimport _ \"github.com/go-kit/kit/endpoint\"\n",
			"services/demo/cmd/demo/x.go":   "package main\nimport _ \"nivel/services/demo\"\n",
			"deploy/standalone/all_test.go": "package all\nimport _ \"github.com/redis/go-redis/v9\"\n",
		}, nil},
	},
	"core": {
		{"a foreign package", file("libs/es/x.go", "package es", `import _ "golang.org/x/text/language"`), []string{"libs/es/x.go:2"}},
		{"one in a test", file("libs/es/x_test.go", "package es", `import _ "pgregory.net/rapid"`), nil},
		{"one in a module of its own", map[string]string{"libs/bus/go.mod": "module nivel/libs/bus\n", "libs/bus/x.go": "package bus\nimport _ \"golang.org/x/y\"\n"}, nil},
	},
	"service-logs": {
		{"slog, log and os", file("services/demo/x.go", "package demo", "import (", `"log/slog"`, `"os"`, `"log"`, ")"),
			[]string{"services/demo/x.go:3", "services/demo/x.go:4", "services/demo/x.go:5"}},
		{"in a test", file("services/demo/x_test.go", "package demo", `import _ "os"`), nil},
	},
	"clock": {
		{"in a service", file("services/demo/x.go", "package demo", `import "time"`, "var now = time.Now"), []string{"services/demo/x.go:3"}},
		{"under another name", file("libs/es/x.go", "package es", `import t "time"`, "func at() t.Time { return t.Now() }"), []string{"libs/es/x.go:3"}},
		{"in a main package that is no command", file("libs/es/tool/main.go", "package main", `import "time"`, "func main() { time.Now() }"), []string{"libs/es/tool/main.go:3"}},
		{"in the edge, a script, a test, the one process", map[string]string{
			"libs/edge/x.go":            "package edge\nimport \"time\"\nvar now = time.Now\n",
			"scripts/bench/x.go":        "package bench\nimport \"time\"\nvar now = time.Now\n",
			"libs/es/x_test.go":         "package es\nimport \"time\"\nvar now = time.Now\n",
			"deploy/standalone/main.go": "package main\nimport \"time\"\nvar now = time.Now\n",
			"libs/es/other.go":          "package es\nfunc f() { var time struct{ Now func() }; time.Now() }\n",
		}, nil},
	},
	"no-init": {
		{"a function", file("libs/es/x.go", "package es", "func init() {}"), []string{"libs/es/x.go:2"}},
		{"a method of that name", file("libs/es/x.go", "package es", "func (ID) init() {}"), nil},
	},
	"no-state": {
		{"assigned in another file", map[string]string{"libs/es/a.go": "package es\nvar n, m = 1, map[int]int{}\n", "libs/es/b.go": "package es\nfunc f() { n = 2\nm[1] = 2\nn++ }\n"},
			[]string{"libs/es/b.go:2", "libs/es/b.go:3", "libs/es/b.go:4"}},
		{"assigned in the same file, by field, pointer and range", file("libs/es/a.go", "package es", "var n struct{ a int }", "var p = new(int)", "func f() {", "n.a = 2", "*p = 3", "for n.a = range 3 {}", "}"),
			[]string{"libs/es/a.go:5", "libs/es/a.go:6", "libs/es/a.go:7"}},
		{"of another package", file("libs/es/a.go", "package es", `import "net/http"`, "func f() { http.DefaultClient = nil }"), []string{"libs/es/a.go:3"}},
		{"a lock", file("libs/es/a.go", "package es", `import "sync"`, "var mu sync.Mutex"), []string{"libs/es/a.go:3"}},
		{"a counter", file("libs/es/a.go", "package es", `import "sync/atomic"`, "var n atomic.Int64"), []string{"libs/es/a.go:3"}},
		{"a local one of the same name", file("libs/es/a.go", "package es", "var n = 1", "func f(n int) { n = 2; m := n; m++ }"), nil},
	},
	"golden": {
		{"a name without a file", map[string]string{goldenFolder + "demo.opened.v1.json": ""}, []string{"services/demo/case.go:39"}},
		{"a file without a name", map[string]string{goldenFolder + "demo.lost.v1.json": "{}"}, []string{goldenFolder + "demo.lost.v1.json"}},
		{"a name that is no literal", inCase(`("demo.opened.v1")`, `("demo." + "opened.v1")`),
			[]string{"services/demo/case.go:39", goldenFolder + "demo.opened.v1.json"}},
	},
	"event-fields": {
		{"a bare string", inCase("Days  int", "Name string"), []string{"services/demo/case.go:22"}},
		{"a list of strings", inCase("Days  int", "Names []string"), []string{"services/demo/case.go:22"}},
		{"a string with an empty mark", inCase("Days  int", "Name string // code:"), []string{"services/demo/case.go:22"}},
		{"a string in a part", inCase("Desk string", "Desk string\nStreet string"), []string{"services/demo/case.go:31"}},
		{"bytes, a map, a pointer, a number with a point", inCase("Days  int", "A []byte\nB map[string]int\nC *int\nD float64"),
			[]string{"services/demo/case.go:22", "services/demo/case.go:23", "services/demo/case.go:24", "services/demo/case.go:25"}},
		{"readable text", importing("nivel/libs/vault", "Name vault.Plain"), []string{"services/demo/case.go:22"}},
		{"a type of another module", importing("encoding/json", "Raw json.RawMessage"), []string{"services/demo/case.go:22"}},
		{"a library's struct with text in it", map[string]string{
			"services/demo/case.go": with("services/demo/case.go", "Days  int", "Who es.Named"),
			"libs/es/named.go":      "package es\n\n// Named has a name.\ntype Named struct{ Name string }\n",
		}, []string{"services/demo/case.go:22"}},
		{"a library's codes and parts", map[string]string{
			"services/demo/case.go": with("services/demo/case.go", "Days  int", "Who es.Coded"),
			"libs/es/coded.go":      "package es\n\n// Coded has a code.\ntype Coded struct{ Of Code; Until ID }\n\n// Code is one.\ntype Code string\n",
		}, nil},
	},
	"no-any": {
		{"any and interface{}", file("services/demo/x.go", "package demo", "var a any", "var b interface{}", "func f[T any](T) {}"),
			[]string{"services/demo/x.go:2", "services/demo/x.go:3", "services/demo/x.go:4"}},
		{"in a test and in a library", map[string]string{"services/demo/x_test.go": "package demo\nvar a any\n", "libs/es/x.go": "package es\nvar a any\n"}, nil},
	},
	"actions": {
		{"an action without a right", map[string]string{"services/demo/http.go": with("services/demo/http.go", "{seeCase: {}}", "{}")}, []string{"services/demo/http.go:10"}},
		{"an action that is no name", map[string]string{"services/demo/http.go": with("services/demo/http.go", `", seeCase, 1`, `", access.Action(x), 1`)}, []string{"services/demo/http.go:10"}},
		{"a literal without a right", map[string]string{"services/demo/http.go": with("services/demo/http.go", `", seeCase, 1`, `", "demo.see-case", 1`)}, []string{"services/demo/http.go:10"}},
		{"an endpoint of edge.Serve with a pattern from elsewhere", map[string]string{"services/demo/x.go": "package demo\nimport \"nivel/libs/edge\"\nfunc more(api a) { api.Handle(pattern, other, edge.Serve(d, h)) }\n"}, []string{"services/demo/x.go:3"}},
		{"a stream's Handle", file("services/demo/x.go", "package demo", `func ask() { streams.Handle(ctx, id, cmd) }`), nil},
		{"a route of a plain mux", file("services/demo/x.go", "package demo", `func pages(mux m) { mux.Handle("GET /", page) }`), nil},
	},
	"panics": {
		{"in a function", file("libs/es/x.go", "package es", `func f() { panic("no") }`), []string{"libs/es/x.go:2"}},
		{"of something else than was recovered", file("libs/es/x.go", "package es", "func f() {", "recover()", `panic("no")`, "}"), []string{"libs/es/x.go:4"}},
		{"at start, in a Must function, passed on", file("libs/es/x.go", "package es", `import "net/http"`, "var v = load()", "func load() int { return parse() }",
			`func parse() int { panic("bad table") }`, `func MustParse() { panic("no") }`, "func f() { p := recover(); panic(p) }", "func g() { panic(http.ErrAbortHandler) }"), nil},
	},
	"short": {
		{"a long file", file("libs/es/x.go", "package es"+strings.Repeat("\n// more", 400)), []string{"libs/es/x.go"}},
		{"a long table", file("libs/es/x.go", "package es", "var table = []int{"+strings.Repeat("\n1,", 400), "}"), nil},
		{"a long test and generated code", map[string]string{
			"libs/es/x_test.go": "package es" + strings.Repeat("\n", 500), "libs/es/x.pb.go": "package es" + strings.Repeat("\n", 500)}, nil},
	},
	"plain": {
		{"in an unexported field", file("libs/es/x.go", "package es", `import "nivel/libs/vault"`, "type t struct {", "a, b []vault.Plain", "}"), []string{"libs/es/x.go:4"}},
		{"as a map's key", file("libs/es/x.go", "package es", `import "nivel/libs/vault"`, "var m map[vault.Plain]int"), []string{"libs/es/x.go:3"}},
		{"in an exported field, and in a function's parameters", file("libs/es/x.go", "package es", `import "nivel/libs/vault"`, "type t struct {", "A vault.Plain", "f func(vault.Plain)", "}"), nil},
	},
	"machine-paths": {
		{"in a script and a text", map[string]string{"scripts/run": "cd " + workFolder + "\n", "docs/design.md": "see (" + workFolder + "/x)\n"}, []string{"docs/design.md:1", "scripts/run:1"}},
		{"in a test, and in the middle of another path", map[string]string{"libs/es/x_test.go": "package es\n// " + workFolder + "\n", "x.txt": "home" + workFolder + " ." + workFolder + "\n"}, nil},
	},
	"registries": {
		{"in any text", file("docs/x.txt", "GOPROXY=https://"+hostOfGo+",direct"), []string{"docs/x.txt:1"}},
		{"a project's own site", file("docs/x.txt", "https://pkg.go.dev and https://golang.org"), nil},
	},
	"people": {
		{"in any text, each one", file("docs/x.txt", "is "+living+","+living), []string{"docs/x.txt:1", "docs/x.txt:1"}},
		{"in a test", file("libs/es/x_test.go", "package es", "// "+strings.Replace(living, "-", "A", 1)), []string{"libs/es/x_test.go:2"}},
		{"artificial people, the sample, numbers never given, other numbers", file("docs/x.txt", "010190-999R 131052-308T 131052-308U 010190-001X 20260105-123456 1010190-123X"), nil},
	},
	"links": {
		{"to nothing", map[string]string{"README.md": "See [a](docs/none.md)\nand [b](docs/design.md)\n\n[c]: none\n"}, []string{"README.md:1", "README.md:4"}},
		{"in code", map[string]string{"README.md": "`[a](none)`\n```\n[a](none)\n```\n[up](/docs)\n"}, nil},
	},
	"make": {
		{"a target that is not there", map[string]string{"README.md": "`make test`\n\n```sh\nmake build\nmake fly\n```\n"}, []string{"README.md:1", "README.md:5"}},
		{"prose, a second target, and a variable", map[string]string{"README.md": "They make peace. `make build ARGS=x`, `make test-all`\n"}, nil},
	},
	"modules": {
		{"a sibling that is not required", map[string]string{"services/demo/go.mod": "module nivel/services/demo\n\ngo 1.26\n"}, []string{"services/demo/go.mod"}},
		{"one that is not replaced", map[string]string{"services/demo/go.mod": with("services/demo/go.mod", "replace nivel/libs => ../../libs\n", "")}, []string{"services/demo/go.mod"}},
		{"one replaced by another folder", map[string]string{"services/demo/go.mod": with("services/demo/go.mod", "../../libs", "../libs")}, []string{"services/demo/go.mod"}},
		{"one replaced by a path of one machine", map[string]string{"services/demo/go.mod": with("services/demo/go.mod", "../../libs", workFolder)},
			[]string{"services/demo/go.mod", "services/demo/go.mod"}},
		{"one that another one needs", map[string]string{
			"go.work":              with("go.work", "./libs\n", "./libs\n\t./libs/bus\n"),
			"libs/bus/go.mod":      "module nivel/libs/bus\n\ngo 1.26\n\nrequire nivel/libs v0.0.0\n\nreplace nivel/libs => ../\n",
			"services/demo/go.mod": "module nivel/services/demo\n\ngo 1.26\n\nrequire nivel/libs/bus v0.0.0\nrequire nivel/libs v0.0.0\n\nreplace nivel/libs/bus => ../../libs/bus\n",
		}, []string{"services/demo/go.mod"}},
		{"a folder that is no module", map[string]string{"go.work": with("go.work", "./libs\n", "./libs\n\t./none\n")}, []string{"go.work"}},
	},
}
