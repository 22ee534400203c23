package main

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

func root(t *testing.T) string {
	t.Helper()
	dir, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestDocumentsAreWhatTheSourcesSay(t *testing.T) {
	made, err := documents(root(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range made {
		got, err := os.ReadFile(filepath.Join(root(t), folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s/%s is stale: run `go run ./scripts/apidocs`", folder, name)
		}
	}
}

func opened(t *testing.T) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile(filepath.Join(root(t), folder, "openapi.json"))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestOpenAPI_IsValid(t *testing.T) {
	if err := opened(t).Validate(t.Context()); err != nil {
		t.Error(err)
	}
}

// added is a line that adds a route, as text: found without the generator.
var added = regexp.MustCompile(`\.Handle\("([A-Z]+) (/[^"]*)", (\w+), edge\.Serve\(`)

func TestOpenAPI_HasEveryRoute(t *testing.T) {
	doc := opened(t)
	files, err := filepath.Glob(filepath.Join(root(t), "services", "*", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, m := range added.FindAllSubmatch(text, -1) {
			total++
			item := doc.Paths.Value(string(m[2]))
			if item == nil || item.GetOperation(string(m[1])) == nil {
				t.Errorf("%s %s of %s is not in the document", m[1], m[2], filepath.Base(filepath.Dir(file)))
			}
		}
	}
	described := 0
	for _, item := range doc.Paths.Map() {
		described += len(item.Operations())
	}
	if total == 0 || described != total {
		t.Errorf("the services have %d routes, the document has %d", total, described)
	}
}

func TestOpenAPI_SaysOfEachOperation(t *testing.T) {
	for path, item := range opened(t).Paths.Map() {
		for method, op := range item.Operations() {
			if op.OperationID == "" || op.Summary == "" || len(op.Tags) != 1 || op.Extensions["x-roles"] == nil {
				t.Errorf("%s %s has no id, summary, service or roles", method, path)
			}
			for _, status := range []string{"401", "403", "422", "503"} {
				if op.Responses.Value(status) == nil {
					t.Errorf("%s %s says nothing of %s", method, path, status)
				}
			}
			if method == "PUT" && op.RequestBody == nil {
				t.Errorf("%s %s has no body", method, path)
			}
		}
	}
}

// facts is asyncapi.json as far as the tests look at it.
type facts struct {
	Channels   map[string]struct{ Address string }
	Components struct {
		Messages map[string]struct {
			Headers struct {
				Properties map[string]any
				Required   []string
			}
			Payload struct {
				Ref string `json:"$ref"`
			}
		}
	}
}

func readFacts(t *testing.T) (f facts, raw []byte) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(root(t), folder, "asyncapi.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &f); err != nil {
		t.Fatal(err)
	}
	return f, raw
}

func TestAsyncAPI_HasEveryFactAndHeader(t *testing.T) {
	f, raw := readFacts(t)
	sources := newSources(root(t))
	contracts, err := sources.open("libs/contracts")
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	contracts.consts(func(_ *file, name string, value ast.Expr, _ string) {
		if !strings.HasPrefix(name, "Fact") {
			return
		}
		total++
		if f.Channels[literal(value)].Address != "nivel.{area}.facts."+literal(value) {
			t.Errorf("fact %s has no line in facts.go", name)
		}
	})
	if total == 0 || total != len(f.Channels) {
		t.Errorf("libs/contracts names %d facts, the document has %d", total, len(f.Channels))
	}
	envelope, err := sources.open("libs/bus")
	if err != nil {
		t.Fatal(err)
	}
	headers := 0
	envelope.consts(func(_ *file, name string, value ast.Expr, group string) {
		if strings.HasPrefix(group, "The headers of a fact") && strings.HasPrefix(name, "header") {
			headers++
			for fact, m := range f.Components.Messages {
				if m.Headers.Properties[literal(value)] == nil {
					t.Errorf("%s lacks the header %s", fact, literal(value))
				}
			}
		}
	})
	if headers == 0 {
		t.Error("libs/bus names no headers")
	}
	t.Run("and what it refers to", func(t *testing.T) {
		var tree any
		if err := json.Unmarshal(raw, &tree); err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"\$ref": "#/([^"]+)"`).FindAllSubmatch(raw, -1) {
			at := tree
			for _, step := range strings.Split(string(m[1]), "/") {
				inner, _ := at.(map[string]any)
				at = inner[step]
			}
			if at == nil {
				t.Errorf("%s leads nowhere", m[1])
			}
		}
	})
}
