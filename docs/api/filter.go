package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
)

// part is an OpenAPI document, or what is left of one, as far as cutting needs
// to understand it.
type part struct {
	OpenAPI    string                                `json:"openapi"`
	Info       json.RawMessage                       `json:"info"`
	Servers    json.RawMessage                       `json:"servers"`
	Security   json.RawMessage                       `json:"security"`
	Tags       []json.RawMessage                     `json:"tags"`
	Paths      map[string]map[string]json.RawMessage `json:"paths"`
	Components map[string]map[string]json.RawMessage `json:"components"`
}

func read(document []byte) (*part, error) {
	var p part
	if err := json.Unmarshal(document, &p); err != nil {
		return nil, fmt.Errorf("read the document of the interfaces: %w", err)
	}
	return &p, nil
}

// cutTo leaves what the services serve and what that refers to.
// Errors: a service that the document does not know.
func (p *part) cutTo(services []string) error {
	var known []string
	p.Tags = slices.DeleteFunc(p.Tags, func(raw json.RawMessage) bool {
		var tag struct{ Name string }
		if json.Unmarshal(raw, &tag) != nil || !slices.Contains(services, tag.Name) {
			return true
		}
		known = append(known, tag.Name)
		return false
	})
	for _, service := range services {
		if !slices.Contains(known, service) {
			return fmt.Errorf("the document knows no service %s", service)
		}
	}
	for path, methods := range p.Paths {
		for method, raw := range methods {
			var operation struct{ Tags []string }
			if json.Unmarshal(raw, &operation) != nil || !slices.ContainsFunc(operation.Tags, func(t string) bool { return slices.Contains(services, t) }) {
				delete(methods, method)
			}
		}
		if len(methods) == 0 {
			delete(p.Paths, path)
		}
	}
	p.cutComponents()
	return nil
}

// reference is how a document refers to a component.
var reference = regexp.MustCompile(`"#/components/(\w+)/([^"/]+)"`)

// cutComponents removes what nothing refers to any more.
func (p *part) cutComponents() {
	used := map[[2]string]bool{}
	var follow func(raw json.RawMessage)
	follow = func(raw json.RawMessage) {
		for _, m := range reference.FindAllSubmatch(raw, -1) {
			key := [2]string{string(m[1]), string(m[2])}
			if !used[key] {
				used[key] = true
				follow(p.Components[key[0]][key[1]])
			}
		}
	}
	for _, methods := range p.Paths {
		for _, operation := range methods {
			follow(operation)
		}
	}
	for kind, components := range p.Components {
		for name := range components {
			if kind != "securitySchemes" && !used[[2]string{kind, name}] {
				delete(components, name)
			}
		}
	}
}

// document writes the part as a document.
func (p *part) document() ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(p); err != nil {
		return nil, fmt.Errorf("write the document of the interfaces: %w", err)
	}
	return out.Bytes(), nil
}
