package policy

import (
	"encoding/json"
	"fmt"
	"slices"

	"nivel/libs/access"
)

// attributes lists what policies may ask of whom; see facts.go.
func attributes() map[string][]string {
	return map[string][]string{
		"principal": {"id", "role", "unit", "classes", "tasks"},
		"resource":  {"kind", "person", "task", "unit"},
		"context":   {"relations", "protected", "refused", "necessary", "closed"},
		"action":    {"roles"},
	}
}

// check refuses policies that could never mean what they say: two under one id,
// or one that names an action, an attribute or a word that does not exist. A
// misspelt word would make a forbid that forbids nothing.
func (l policyList) check(units []string) error {
	in := inspector{words: knownWords(units), attributes: attributes()}
	seen := map[string]bool{}
	for _, r := range l {
		if seen[string(r.id)] {
			return fmt.Errorf("policy %s is there twice", r.id)
		}
		seen[string(r.id)] = true
		text, err := r.policy.MarshalJSON()
		if err != nil {
			return fmt.Errorf("policy %s: %w", r.id, err)
		}
		var tree any
		if err := json.Unmarshal(text, &tree); err != nil {
			return fmt.Errorf("policy %s: %w", r.id, err)
		}
		delete(tree.(map[string]any), "annotations")
		if err := in.look(tree); err != nil {
			return fmt.Errorf("policy %s: %w", r.id, err)
		}
	}
	return nil
}

// knownWords returns every word that a policy may compare with.
func knownWords(units []string) map[string]bool {
	known := map[string]bool{"": true}
	add(known, access.Roles())
	add(known, access.Classes())
	add(known, access.Tasks())
	add(known, access.Relations())
	add(known, access.Kinds())
	add(known, units)
	return known
}

func add[T ~string](known map[string]bool, words []T) {
	for _, word := range words {
		known[string(word)] = true
	}
}

type inspector struct {
	words      map[string]bool
	attributes map[string][]string
}

// look walks the JSON form of a policy, which Cedar defines.
func (in inspector) look(node any) error {
	switch node := node.(type) {
	case []any:
		for _, child := range node {
			if err := in.look(child); err != nil {
				return err
			}
		}
	case map[string]any:
		if err := in.names(node); err != nil {
			return err
		}
		for _, child := range node {
			if err := in.look(child); err != nil {
				return err
			}
		}
	}
	return nil
}

// names checks what one node names.
func (in inspector) names(node map[string]any) error {
	if word, ok := node["Value"].(string); ok && !in.words[word] {
		return fmt.Errorf("unknown word %q", word)
	}
	if kind, ok := node["type"].(string); ok {
		id, _ := node["id"].(string)
		if _, known := groupEntities()[actionUID(id)]; kind != "Action" || !known {
			return fmt.Errorf("unknown action group %s::%q", kind, id)
		}
	}
	for _, operator := range []string{".", "has"} {
		if access, ok := node[operator].(map[string]any); ok {
			if err := in.attribute(access); err != nil {
				return err
			}
		}
	}
	return nil
}

func (in inspector) attribute(access map[string]any) error {
	left, _ := access["left"].(map[string]any)
	of, _ := left["Var"].(string)
	name, _ := access["attr"].(string)
	if !slices.Contains(in.attributes[of], name) {
		return fmt.Errorf("unknown attribute %q of %q", name, of)
	}
	return nil
}
