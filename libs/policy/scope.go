package policy

import (
	"encoding/json"
	"fmt"
	"slices"

	"nivel/libs/access"
)

// byGroup sorts the policies by the groups of actions that they are about: asking
// those only gives the same answer, at a third of the cost. A policy whose scope
// is not understood is asked about every group.
func (l policyList) byGroup() (map[access.Group]policyList, error) {
	sorted := map[access.Group]policyList{}
	for _, r := range l {
		about, err := r.scope()
		if err != nil {
			return nil, fmt.Errorf("policy %s: %w", r.id, err)
		}
		for _, group := range access.Groups() {
			if len(about) == 0 || slices.ContainsFunc(ancestry(group), func(name string) bool { return slices.Contains(about, name) }) {
				sorted[group] = append(sorted[group], r)
			}
		}
	}
	return sorted, nil
}

// scope returns the groups and families that the policy is about; none: all.
func (r rule) scope() ([]string, error) {
	type name struct {
		ID string `json:"id"`
	}
	var policy struct {
		Action struct {
			Entity   *name  `json:"entity"`
			Entities []name `json:"entities"`
		} `json:"action"`
	}
	text, err := r.policy.MarshalJSON()
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &policy); err != nil {
		return nil, err
	}
	var about []string
	if policy.Action.Entity != nil {
		about = append(about, policy.Action.Entity.ID)
	}
	for _, n := range policy.Action.Entities {
		about = append(about, n.ID)
	}
	return about, nil
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
