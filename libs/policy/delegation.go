package policy

import (
	"bytes"
	"fmt"
	"strings"
	"text/template"

	"github.com/cedar-policy/cedar-go/types"

	"nivel/libs/access"
)

const delegationFile = "policies/delegation.cedar.tmpl"

// delegated returns, for each group that an area may delegate, the policy that
// says who decides: social workers, and whom the area names.
func delegated(delegations []access.Delegation, units []string) (policyList, error) {
	for _, d := range delegations {
		if err := d.Check(units); err != nil {
			return nil, err
		}
	}
	var all policyList
	for _, group := range access.Delegable() {
		text, err := whoDecides(group, delegations)
		if err != nil {
			return nil, err
		}
		made, err := parse(delegationFile, text)
		if err != nil {
			return nil, err
		}
		all = append(all, made...)
	}
	return all, nil
}

// whoDecides writes the policy of one group. Codes are quoted as Cedar quotes
// them: none of them can say more than a word.
func whoDecides(group access.Group, delegations []access.Delegation) ([]byte, error) {
	page, err := template.New("delegation.cedar.tmpl").
		Funcs(template.FuncMap{"quote": quote[access.Group], "roles": list[access.Role], "classes": list[access.Class], "units": list[string]}).
		ParseFS(files, delegationFile)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", delegationFile, err)
	}
	var of []access.Delegation
	for _, d := range delegations {
		if d.Group == group {
			of = append(of, d)
		}
	}
	var out bytes.Buffer
	about := struct {
		Group       access.Group
		Delegations []access.Delegation
	}{group, of}
	if err := page.Execute(&out, about); err != nil {
		return nil, fmt.Errorf("write %s: %w", delegationFile, err)
	}
	return out.Bytes(), nil
}

func quote[T ~string](code T) string { return string(types.String(code).MarshalCedar()) }

func list[T ~string](codes []T) string {
	quoted := make([]string, len(codes))
	for i, code := range codes {
		quoted[i] = quote(code)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
