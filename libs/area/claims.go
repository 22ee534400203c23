package area

import (
	"fmt"
	"regexp"
	"slices"

	"nivel/libs/access"
)

// SignIn says what the claims of the area's identity providers mean here.
type SignIn struct {
	Workers WorkerClaims `json:"workers,omitzero"`
	Young   YoungClaims  `json:"young,omitzero"`
}

// Claims are what an identity provider says of somebody, as decoded from JSON.
type Claims map[string]any

// WorkerClaims make a worker of what the workers' provider says of somebody.
type WorkerClaims struct {
	ID     string  `json:"id,omitempty"`     // claim with the worker's id; empty: sub
	Name   string  `json:"name,omitempty"`   // claim with the name, for who is not in the area file; empty: name
	Grants []Grant `json:"grants,omitempty"` // none: role and unit are those in the area file, and nobody else comes in

	IdentityCode string `json:"identity_code,omitempty"` // claim with the worker's own identity code; empty: it is not asked
}

// Grant is what one value of a claim gives. Of several that hold, the first one
// that names a role or a unit decides it; classes and service tasks add up.
type Grant struct {
	Claim string `json:"claim"` // such as groups; its value is a text or a list of texts
	Value string `json:"value"`

	Role    access.Role    `json:"role,omitempty"`
	Unit    string         `json:"unit,omitempty"`
	Classes []access.Class `json:"classes,omitempty"`
	Tasks   []access.Task  `json:"tasks,omitempty"`
}

// YoungClaims find a young person in what their provider says of somebody.
type YoungClaims struct {
	IdentityCode string   `json:"identity_code,omitempty"` // claim with the identity code; empty: nobody signs in that way
	Levels       []string `json:"levels,omitempty"`        // values of acr that are strong enough; none: all
}

// workerIDForm is what may stand for a worker in history: nothing that reads as
// a name or an address.
var workerIDForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)

// WorkerOf returns the worker whom a provider's claims describe. False: they map
// to nobody who may work here.
func (a Area) WorkerOf(claims Claims) (Worker, bool) {
	rules := a.SignIn.Workers
	id, _ := claims[orElse(rules.ID, "sub")].(string)
	if !workerIDForm.MatchString(id) {
		return Worker{}, false
	}
	w, listed := a.Worker(id)
	w.Own = rules.own(w.Own, claims)
	if len(rules.Grants) == 0 {
		return w, listed && isPerson(w.Role)
	}
	if !listed {
		w = Worker{ID: id, Own: w.Own}
		w.Name, _ = claims[orElse(rules.Name, "name")].(string)
	}
	w = rules.granted(w, claims)
	return w, w.Role != "" && w.Unit != ""
}

// granted returns w with what the claims give, and nothing that they do not.
func (c WorkerClaims) granted(w Worker, claims Claims) Worker {
	w.Role, w.Unit, w.Classes, w.Tasks = "", "", nil, nil
	for _, g := range c.Grants {
		if !slices.Contains(texts(claims[g.Claim]), g.Value) {
			continue
		}
		w.Role = access.Role(orElse(string(w.Role), string(g.Role)))
		w.Unit = orElse(w.Unit, g.Unit)
		w.Classes = append(w.Classes, g.Classes...)
		w.Tasks = append(w.Tasks, g.Tasks...)
	}
	return w
}

// IdentityCodeOf returns the identity code that a provider vouches for, as it
// stands in the claim. False: there is none, or it was not asked for strongly
// enough.
func (a Area) IdentityCodeOf(claims Claims) (string, bool) {
	rules := a.SignIn.Young
	level, _ := claims["acr"].(string)
	if rules.IdentityCode == "" || len(rules.Levels) > 0 && !slices.Contains(rules.Levels, level) {
		return "", false
	}
	code, _ := claims[rules.IdentityCode].(string)
	return code, code != ""
}

// isPerson reports whether somebody of a role signs in to the workers' pages:
// machines do not, and young people have pages of their own.
func isPerson(role access.Role) bool {
	return !slices.Contains([]access.Role{access.Importer, access.System, access.Youth, access.GuardianRole}, role)
}

// texts returns a claim's value as texts: one, a list, or none.
func texts(claim any) []string {
	switch value := claim.(type) {
	case string:
		return []string{value}
	case []any:
		var all []string
		for _, v := range value {
			if text, ok := v.(string); ok {
				all = append(all, text)
			}
		}
		return all
	}
	return nil
}

func orElse(value, standard string) string {
	if value == "" {
		return standard
	}
	return value
}

// validateSignIn refuses a grant that could not work, or would make a machine of
// a person.
func (a Area) validateSignIn() error {
	for _, g := range a.SignIn.Workers.Grants {
		switch {
		case g.Claim == "" || g.Value == "":
			return fmt.Errorf("a grant has no claim or no value")
		case g.Role != "" && (!slices.Contains(access.Roles(), g.Role) || !isPerson(g.Role)):
			return fmt.Errorf("the grant of %s gives a role %q that no worker has", g.Value, g.Role)
		case g.Unit != "" && !slices.ContainsFunc(a.Units, func(u Unit) bool { return u.Code == g.Unit }):
			return fmt.Errorf("the grant of %s gives an unknown unit %q", g.Value, g.Unit)
		case !contains(access.Classes(), g.Classes) || !contains(access.Tasks(), g.Tasks):
			return fmt.Errorf("the grant of %s gives an unknown class of work tasks or service task", g.Value)
		}
	}
	return nil
}
