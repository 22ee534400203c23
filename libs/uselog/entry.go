package uselog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"nivel/libs/access"
	"nivel/libs/es"
	"nivel/libs/law"
)

// Entry says that somebody used, changed, gave out or tried to see client data.
// It holds ids and codes only; Write refuses what reads like anything else.
//
// Law: 703/2023, section 10, as in force from 2024-01-01: a log of all use and
// of each disclosure, with the data, whose they are, who, why and when.
type Entry struct {
	At        time.Time         `json:"at"`                  // of the request, UTC
	Action    access.Action     `json:"action"`              // what was done, such as "intake.read-matter"
	Persons   []es.ID           `json:"persons,omitempty"`   // whose data; many for a list; at most MaxPersons, none twice
	Object    Object            `json:"object"`              // which document or view
	Actor     string            `json:"actor"`               // opaque id of who asked
	Role      access.Role       `json:"role"`                // of the actor
	Unit      string            `json:"unit,omitempty"`      // code of the actor's unit; empty: none, such as a young person
	Area      string            `json:"area"`                // code of the wellbeing services county
	Provider  string            `json:"provider"`            // code of the provider whose data it is
	Purpose   string            `json:"purpose"`             // code of what it was used for
	Policy    string            `json:"policy,omitempty"`    // id of the policy that decided
	Relation  access.Relation   `json:"relation,omitempty"`  // that let the actor in; empty: none
	Outcome   Outcome           `json:"outcome"`             //
	Protected bool              `json:"protected,omitempty"` // about what a safety non-disclosure hides
	Request   es.ID             `json:"request,omitzero"`    // id of the request or command
	Trace     string            `json:"trace,omitempty"`     // W3C trace id, 32 hexadecimal digits
	Disclosed *Disclosure       `json:"disclosed,omitempty"` // nil: used, not given out
	Near      []access.Nearness `json:"near,omitempty"`      // in what whose data it is seems near to the actor: codes, never a name; only of one person
	Reason    json.RawMessage   `json:"reason,omitempty"`    // why the glass was broken: a vault.Sealed, never text
}

// Object is a document or a view.
type Object struct {
	Kind string `json:"kind"`         // code, such as "matter", "plan" or "inbox"
	ID   string `json:"id,omitempty"` // opaque id or code; empty: there is one only
}

// Outcome is how a request ended.
type Outcome string

// The outcomes.
const (
	Allowed Outcome = "allowed" // it was shown or done
	Denied  Outcome = "denied"  // nothing was shown
	Glass   Outcome = "glass"   // it was shown because the actor broke the glass
)

// Disclosure says to whom data was given out and on what ground: exactly one of
// a provision and a permit.
type Disclosure struct {
	Recipient   string         `json:"recipient"`   // opaque id or code
	Description string         `json:"description"` // code of what was given
	Provision   *law.Provision `json:"provision,omitempty"`
	Permit      es.ID          `json:"permit,omitzero"` // id of the luovutuslupa or consent
}

// MaxPersons is how many persons one entry may name.
const MaxPersons = 1000

// ErrEntry says that an entry is incomplete or holds what does not belong in a
// log. Its text names the field, never its content.
var ErrEntry = errors.New("not an entry of the use log")

// Codes and ids have no spaces and no capital letters, so that no name and no
// sentence passes for one.
var (
	code      = regexp.MustCompile(`^[a-z0-9][a-z0-9._:-]{0,63}$`)
	traceID   = regexp.MustCompile(`^[0-9a-f]{32}$`)
	act       = regexp.MustCompile(`^[0-9]{1,4}/[0-9]{4}$`)
	section   = regexp.MustCompile(`^[0-9]{1,3} ?[a-z]? §( [0-9]{1,2} mom)?( [0-9a-z]{1,2} kohta)?$`)
	dateShape = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
	// identity is the shape of a Finnish identity code.
	identity = regexp.MustCompile(`[0-9]{6}[-+a-fu-y][0-9]{3}[0-9a-y]`)
)

// opaque reports whether s may be an id or a code: a UUID, or a short word that
// holds no identity code.
func opaque(s string) bool {
	if _, err := es.ParseID(s); err == nil {
		return true
	}
	return code.MatchString(s) && !identity.MatchString(s)
}

func (e Entry) validate() error {
	for _, f := range []struct {
		name, value string
		optional    bool
	}{
		{"action", string(e.Action), false}, {"object kind", e.Object.Kind, false}, {"object id", e.Object.ID, true},
		{"actor", e.Actor, false}, {"role", string(e.Role), false}, {"unit", e.Unit, true}, {"area", e.Area, false},
		{"provider", e.Provider, false}, {"purpose", e.Purpose, false}, {"policy", e.Policy, true},
		{"relation", string(e.Relation), true},
	} {
		if !(f.optional && f.value == "") && !opaque(f.value) {
			return fmt.Errorf("%w: %s is missing or no code", ErrEntry, f.name)
		}
	}
	switch {
	case e.At.IsZero():
		return fmt.Errorf("%w: no time", ErrEntry)
	case e.Outcome != Allowed && e.Outcome != Denied && e.Outcome != Glass:
		return fmt.Errorf("%w: no outcome", ErrEntry)
	case e.Trace != "" && !traceID.MatchString(e.Trace):
		return fmt.Errorf("%w: trace is no trace id", ErrEntry)
	case len(e.Reason) > 0 && !sealed(e.Reason):
		return fmt.Errorf("%w: reason is not sealed", ErrEntry)
	case e.Outcome == Glass && len(e.Reason) == 0 && e.Disclosed == nil && e.Relation != access.GlassBroken:
		return fmt.Errorf("%w: glass without a reason or the relation that it gave", ErrEntry)
	}
	if err := e.validatePersons(); err != nil {
		return err
	}
	if err := e.validateNear(); err != nil {
		return err
	}
	return e.Disclosed.validate()
}

func (e Entry) validatePersons() error {
	if len(e.Persons) > MaxPersons {
		return fmt.Errorf("%w: more than %d persons", ErrEntry, MaxPersons)
	}
	seen := make(map[es.ID]bool, len(e.Persons))
	for _, p := range e.Persons {
		if p.IsZero() || seen[p] {
			return fmt.Errorf("%w: a person is nobody or named twice", ErrEntry)
		}
		seen[p] = true
	}
	return nil
}

func (e Entry) validateNear() error {
	if len(e.Near) > 0 && len(e.Persons) != 1 {
		return fmt.Errorf("%w: somebody of several is near to the actor", ErrEntry)
	}
	for _, how := range e.Near {
		if !slices.Contains(access.Nearnesses(), how) {
			return fmt.Errorf("%w: near is no code", ErrEntry)
		}
	}
	return nil
}

func (d *Disclosure) validate() error {
	switch {
	case d == nil:
		return nil
	case !opaque(d.Recipient), !opaque(d.Description):
		return fmt.Errorf("%w: disclosure without recipient or description", ErrEntry)
	case (d.Provision == nil) == d.Permit.IsZero():
		return fmt.Errorf("%w: disclosure needs a provision or a permit, not both", ErrEntry)
	case d.Provision != nil && !(act.MatchString(d.Provision.Act) && section.MatchString(d.Provision.Section) &&
		(d.Provision.InForce == "" || dateShape.MatchString(d.Provision.InForce))):
		return fmt.Errorf("%w: disclosure on something that is no provision", ErrEntry)
	}
	return nil
}

// sealed reports whether raw has the form of a vault.Sealed: the id of a key and
// a cipher text.
func sealed(raw json.RawMessage) bool {
	var s struct {
		Key    string `json:"k"`
		Cipher []byte `json:"c"`
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil || decoder.More() || len(s.Cipher) < 16 || len(raw) > 64<<10 {
		return false
	}
	_, err := es.ParseID(s.Key)
	return err == nil
}

// weight is more than the bytes that e takes in an append.
func (e Entry) weight() int { return 2048 + 40*len(e.Persons) + len(e.Reason) }
