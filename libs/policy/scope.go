package policy

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/cedar-policy/cedar-go"

	"nivel/libs/access"
)

// byGroup sorts the policies by the groups of actions that they are about, and
// takes that question out of them. Asking those of a group gives the same answer
// as asking all, for a fraction of the cost, which grows with their number.
func (l policyList) byGroup() (map[access.Group]policyList, error) {
	sorted := map[access.Group]policyList{}
	for _, r := range l {
		about, open, err := r.split()
		if err != nil {
			return nil, fmt.Errorf("policy %s: %w", r.id, err)
		}
		for _, group := range access.Groups() {
			if about.holds(group) {
				sorted[group] = append(sorted[group], open)
			}
		}
	}
	return sorted, nil
}

// scope names the groups and families that a policy is about; none: all.
type scope []string

func (s scope) holds(group access.Group) bool {
	return len(s) == 0 || slices.ContainsFunc(ancestry(group), func(name string) bool { return slices.Contains(s, name) })
}

// headScope is how Cedar's JSON says whom, which actions and what a policy is about.
type headScope struct {
	Op       string `json:"op"`
	Entity   *name  `json:"entity,omitempty"`
	Entities []name `json:"entities,omitempty"`
}

type name struct {
	ID string `json:"id"`
}

// split returns what a policy is about, and the policy without it.
func (r rule) split() (scope, rule, error) {
	text, err := r.policy.MarshalJSON()
	if err != nil {
		return nil, rule{}, err
	}
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(text, &parts); err != nil {
		return nil, rule{}, err
	}
	var actions, principal, resource headScope
	for part, into := range map[string]*headScope{"action": &actions, "principal": &principal, "resource": &resource} {
		if err := json.Unmarshal(parts[part], into); err != nil {
			return nil, rule{}, err
		}
	}
	if actions.Op != "All" && actions.Op != "in" || principal.Op != "All" || resource.Op != "All" {
		return nil, rule{}, errors.New("its scope is not all, or actions in groups")
	}
	parts["action"] = json.RawMessage(`{"op":"All"}`)
	if text, err = json.Marshal(parts); err != nil {
		return nil, rule{}, err
	}
	open := rule{r.id, new(cedar.Policy)}
	return actions.names(), open, open.policy.UnmarshalJSON(text)
}

func (a headScope) names() (about scope) {
	if a.Entity != nil {
		about = append(about, a.Entity.ID)
	}
	for _, n := range a.Entities {
		about = append(about, n.ID)
	}
	return about
}

// ancestry names a group and the families that it is in.
func ancestry(group access.Group) []string {
	names := []string{string(group)}
	for name, members := range families() {
		if slices.Contains(members, group) {
			names = append(names, name)
		}
	}
	return names
}
