package api

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"slices"
	"strings"
)

var (
	//go:embed page.html
	pageHTML string
	//go:embed page.css
	pageCSS string
)

// policy lets the page use its own style and nothing else.
func policy() string {
	sum := sha256.Sum256([]byte(pageCSS))
	return "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-" +
		base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// spec is an OpenAPI document as far as the page shows it.
type spec struct {
	Info struct {
		Title, Version, Description string
		Refusals                    []refusal `json:"x-refusals"`
	}
	Tags []struct {
		Name, Description string
		Refusals          []refusal `json:"x-refusals"`
	}
	Paths      members[members[operation]]
	Components struct {
		Schemas    members[schema]
		Responses  members[response]
		Parameters members[parameter]
	}
}

type refusal struct{ Kind, Code, Description string }

type operation struct {
	ID          string `json:"operationId"`
	Tags        []string
	Summary     string
	Description string
	Roles       []string `json:"x-roles"`
	Parameters  []parameter
	RequestBody struct{ Content content }
	Responses   members[response]
}

type parameter struct {
	Ref                   string `json:"$ref"`
	Name, In, Description string
	Schema                schema
}

type response struct {
	Ref         string `json:"$ref"`
	Description string
	Headers     members[struct{}]
	Content     content
}

type content map[string]struct{ Schema schema }

type schema struct {
	Ref         string `json:"$ref"`
	Type        kinds
	Description string
	Format      string
	Pattern     string
	Enum        []string
	Items       *schema
	AnyOf       []schema
	More        *schema `json:"additionalProperties"`
	Properties  members[schema]
	Required    []string
}

// kinds is a schema's type: one, or several.
type kinds []string

// UnmarshalJSON reads a name or a list of names.
func (k *kinds) UnmarshalJSON(raw []byte) error {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		*k = kinds{one}
		return nil
	}
	return json.Unmarshal(raw, (*[]string)(k))
}

// members is a JSON object whose members keep their order.
type members[T any] []named[T]

type named[T any] struct {
	Name  string
	Value T
}

// UnmarshalJSON reads an object.
func (m *members[T]) UnmarshalJSON(raw []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if _, err := decoder.Token(); err != nil {
		return err
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return err
		}
		next := named[T]{Name: fmt.Sprint(name)}
		if err := decoder.Decode(&next.Value); err != nil {
			return err
		}
		*m = append(*m, next)
	}
	return nil
}

// get returns a member; its zero value if there is none.
func (m members[T]) get(name string) (value T) {
	if i := slices.IndexFunc(m, func(n named[T]) bool { return n.Name == name }); i >= 0 {
		return m[i].Value
	}
	return value
}

// entry is one operation in the list of a service.
type entry struct {
	Method, Path string
	operation
}

// render makes the page of a document.
func render(document []byte) ([]byte, error) {
	var s spec
	if err := json.Unmarshal(document, &s); err != nil {
		return nil, fmt.Errorf("read the document: %w", err)
	}
	page, err := template.New("page").Funcs(template.FuncMap{
		"of": s.of, "parameters": s.parameters, "responses": s.responses, "shape": shape,
		"name": componentOf, "paragraphs": func(text string) []string { return strings.Split(text, "\n\n") },
		"style": func() template.CSS { return template.CSS(pageCSS) }, // our own file
		"join":  strings.Join, "has": slices.Contains[[]string],
	}).Parse(pageHTML)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = page.Execute(&out, s)
	return out.Bytes(), err
}

// of lists the operations of a service, by path.
func (s spec) of(service string) (all []entry) {
	for _, path := range s.Paths {
		for _, method := range path.Value {
			if slices.Contains(method.Value.Tags, service) {
				all = append(all, entry{strings.ToUpper(method.Name), path.Name, method.Value})
			}
		}
	}
	return all
}

// parameters resolves references.
func (s spec) parameters(list []parameter) (all []parameter) {
	for _, p := range list {
		if p.Ref != "" {
			p = s.Components.Parameters.get(componentOf(p.Ref))
		}
		all = append(all, p)
	}
	return all
}

// responses resolves references.
func (s spec) responses(list members[response]) (all members[response]) {
	for _, r := range list {
		if r.Value.Ref != "" {
			r.Value = s.Components.Responses.get(componentOf(r.Value.Ref))
		}
		all = append(all, r)
	}
	return all
}

// componentOf is the name at the end of a reference.
func componentOf(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }

// part of a schema in words: text, and what it leads to.
type word struct{ Text, Component string }

// shape says what a value looks like, such as "list of GroupRow, or null".
func shape(s schema) []word {
	switch {
	case s.Ref != "":
		return []word{{componentOf(s.Ref), componentOf(s.Ref)}}
	case len(s.AnyOf) > 0:
		words := shape(s.AnyOf[0])
		for _, other := range s.AnyOf[1:] {
			words = append(append(words, word{Text: ", or "}), shape(other)...)
		}
		return words
	}
	var words []word
	for i, kind := range s.Type {
		if i > 0 {
			words = append(words, word{Text: ", or "})
		}
		switch {
		case kind == "array" && s.Items != nil:
			words = append(append(words, word{Text: "list of "}), shape(*s.Items)...)
		case kind == "object" && s.More != nil:
			words = append(append(words, word{Text: "by name: "}), shape(*s.More)...)
		case kind == "string" && s.Format != "":
			words = append(words, word{Text: s.Format})
		default:
			words = append(words, word{Text: kind})
		}
	}
	return words
}
