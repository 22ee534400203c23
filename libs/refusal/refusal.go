package refusal

import "errors"

// Kind says what sort of no a refusal is. The edge derives the answer's status
// from it; nothing else does.
type Kind string

const (
	// Invalid: the request itself is wrong; it would be refused in any state.
	Invalid Kind = "invalid"
	// Missing: what the request speaks of is not there, or not for this reader.
	Missing Kind = "missing"
	// Forbidden: this person may not do this.
	Forbidden Kind = "forbidden"
	// Untimely: right request, wrong moment (something else comes first, or it is over).
	Untimely Kind = "untimely"
	// Conflict: somebody else was first; look again and decide again.
	Conflict Kind = "conflict"
	// Busy: not now; the same request may succeed later.
	Busy Kind = "busy"
)

// Refusal is a rule's no. The zero value is not a refusal.
type Refusal struct {
	Kind Kind
	Code string // stable, kebab-case, the same for ever: catalogs and clients key on it
	Law  string // the provision that says no, such as "LSL 26 § 2 mom"; empty if none does

	// Fields are the parts of the request that were wrong, in the order of the
	// form; empty when the whole is refused.
	Fields []Field

	// Detail holds what the answer may add: opaque ids, enums, dates, never text
	// that a person wrote and never a name.
	Detail map[string]string
}

// Field is one wrong part of a request.
type Field struct {
	Name string `json:"field"` // path as in the JSON body, such as "child.identity_code"
	Code string `json:"code"`  // stable, kebab-case
}

// Error returns the code, so that a refusal reads well in a test.
func (r Refusal) Error() string { return string(r.Kind) + ": " + r.Code }

// Is reports whether target is the same refusal: same kind and same code,
// whatever the details say.
func (r Refusal) Is(target error) bool {
	t, ok := errors.AsType[Refusal](target)
	return ok && t.Kind == r.Kind && t.Code == r.Code
}

// With returns r with one detail added; r itself is unchanged.
func (r Refusal) With(key, value string) Refusal {
	detail := map[string]string{key: value}
	for k, v := range r.Detail {
		if k != key {
			detail[k] = v
		}
	}
	r.Detail = detail
	return r
}

// As returns the refusal in err's chain, if there is one.
func As(err error) (Refusal, bool) { return errors.AsType[Refusal](err) }

// Check gathers what is wrong with the fields of one request.
// The zero value is ready to use.
type Check struct{ fields []Field }

// Require notes code against the field name unless ok holds.
func (c *Check) Require(ok bool, name, code string) {
	if !ok {
		c.fields = append(c.fields, Field{Name: name, Code: code})
	}
}

// Refusal returns nil when every requirement held, and otherwise one refusal of
// kind Invalid with all fields that were wrong, in the order they were checked.
func (c *Check) Refusal() error {
	if len(c.fields) == 0 {
		return nil
	}
	return Refusal{Kind: Invalid, Code: "invalid-fields", Fields: c.fields}
}
