package area

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/mail"
	"os"
	"regexp"
	"slices"

	"nivel/libs/access"
)

// Area is one wellbeing services county (hyvinvointialue) as an instance of the
// system knows it.
type Area struct {
	Code      string            `json:"code"`      // Statistics Finland code, or "demo"
	Name      map[string]string `json:"name"`      // by language; fi is required
	Languages []string          `json:"languages"` // offered, the first is the default: fi, sv, en, se
	Accent    string            `json:"accent"`    // colour of the area's pages, as #rrggbb
	Units     []Unit            `json:"units"`
	Workers   []Worker          `json:"workers"`
	Demo      bool              `json:"demo"` // fictional people who may sign in without a password

	// Delegations are the area's rules of procedure: who besides social workers
	// decides what the law leaves to the area.
	Delegations []access.Delegation `json:"delegations,omitempty"`

	// Forms are the area's own versions of the form of the assessment of the need
	// of services; services/intake reads and checks them.
	Forms []json.RawMessage `json:"forms,omitempty"`

	Target Target `json:"target,omitzero"`  // where the law says "without delay"; see ServiceTarget
	Office Office `json:"office,omitzero"`  // see OfficeOpen
	SignIn SignIn `json:"sign_in,omitzero"` // what the claims of identity providers mean

	// HousingDays is the area's own target where section 76 a of 417/2007 says
	// "without delay", in days; see HousingTarget.
	HousingDays int `json:"housing_days,omitempty"`

	// NationalCodes say which code of a national code set a code of ours is: by the
	// set's object identifier, and by our code. See NationalCode.
	NationalCodes map[string]map[string]NationalCode `json:"national_codes,omitempty"`
}

// NationalCode is a code of a national code set, as national documents hold it.
// None is built in: the sets are published apart from the structures.
type NationalCode struct {
	Code    string `json:"code"`
	Display string `json:"display"` // the set's own words
}

// Unit is a team that workers belong to.
type Unit struct {
	Code string            `json:"code"`
	Name map[string]string `json:"name"` // by language; fi is required
}

// Worker is an employee who uses the system.
type Worker struct {
	ID   string      `json:"id"` // opaque and stable; the only thing that events hold
	Name string      `json:"name"`
	Role access.Role `json:"role"`
	Unit string      `json:"unit"`

	Classes []access.Class `json:"classes,omitempty"` // of the worker's tasks; none: no client's data by class
	Tasks   []access.Task  `json:"tasks,omitempty"`   // service tasks that the worker works in

	Profession Profession `json:"profession,omitempty"` // of a consultant, and of nobody else

	Language string `json:"language"`        // of the pages, unless the worker chooses another
	Email    string `json:"email,omitempty"` // at work, bare; empty: told in the pages only

	Own access.Own `json:"own,omitzero"` // who they are in private; what their provider says of it comes first. See OwnLife
}

// Actor returns the worker as the edge knows who asks.
func (a Area) Actor(w Worker) access.Actor {
	return access.Actor{
		ID: w.ID, Role: w.Role, Unit: w.Unit, Area: a.Code,
		Classes: access.SetOf(w.Classes...), Tasks: access.SetOf(w.Tasks...),
	}
}

// UnitCodes returns the codes of the units, as delegations name them.
func (a Area) UnitCodes() []string {
	codes := make([]string, len(a.Units))
	for i, unit := range a.Units {
		codes[i] = unit.Code
	}
	return codes
}

// Worker returns the worker of that id.
func (a Area) Worker(id string) (Worker, bool) {
	i := slices.IndexFunc(a.Workers, func(w Worker) bool { return w.ID == id })
	if i < 0 {
		return Worker{}, false
	}
	return a.Workers[i], true
}

// Load reads an area from a file.
// Errors: the file's, malformed JSON, an unknown field, or what Parse refuses.
func Load(path string) (Area, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return Area{}, fmt.Errorf("read area: %w", err)
	}
	return Parse(raw)
}

// Parse reads an area and refuses what could not work.
func Parse(raw []byte) (Area, error) {
	var a Area
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&a); err != nil {
		return Area{}, fmt.Errorf("area file: %w", err)
	}
	if err := a.validate(); err != nil {
		return Area{}, fmt.Errorf("area file: %w", err)
	}
	return a, nil
}

var (
	codeForm   = regexp.MustCompile(`^[a-z0-9]{2,12}$`)
	colourForm = regexp.MustCompile(`^#[0-9a-f]{6}$`)
)

// isAddress reports whether s is one bare e-mail address.
func isAddress(s string) bool {
	parsed, err := mail.ParseAddress(s)
	return err == nil && parsed.Address == s
}

// contains reports whether all of codes are known.
func contains[T comparable](known, codes []T) bool {
	return !slices.ContainsFunc(codes, func(code T) bool { return !slices.Contains(known, code) })
}

func (a Area) validate() error {
	switch {
	case !codeForm.MatchString(a.Code):
		return fmt.Errorf("code %q is not 2 to 12 lower-case letters or digits", a.Code)
	case a.Name["fi"] == "":
		return fmt.Errorf("no Finnish name")
	case len(a.Languages) == 0:
		return fmt.Errorf("no languages")
	case a.HousingDays < 0:
		return fmt.Errorf("housing target of %d days: it is 1 at least", a.HousingDays)
	case !colourForm.MatchString(a.Accent):
		return fmt.Errorf("accent %q is not a colour of the form #rrggbb", a.Accent)
	}
	for _, d := range a.Delegations {
		if err := d.Check(a.UnitCodes()); err != nil {
			return err
		}
	}
	if err := a.validateIntake(); err != nil {
		return err
	}
	return a.validateWorkers()
}

func (a Area) validateWorkers() error {
	seen := map[string]bool{}
	for _, w := range a.Workers {
		switch {
		case w.ID == "" || seen[w.ID]:
			return fmt.Errorf("worker id %q is empty or listed twice", w.ID)
		case !slices.Contains(access.Roles(), w.Role):
			return fmt.Errorf("worker %s has an unknown role %q", w.ID, w.Role)
		case !slices.ContainsFunc(a.Units, func(u Unit) bool { return u.Code == w.Unit }):
			return fmt.Errorf("worker %s belongs to an unknown unit %q", w.ID, w.Unit)
		case !contains(access.Classes(), w.Classes) || !contains(access.Tasks(), w.Tasks):
			return fmt.Errorf("worker %s has an unknown class of work tasks or service task", w.ID)
		case (w.Role == access.Consultant) != slices.Contains(Professions(), w.Profession):
			return fmt.Errorf("worker %s: a consultant has one of the professions, and nobody else has", w.ID)
		case w.Email != "" && !isAddress(w.Email):
			return fmt.Errorf("worker %s has an e-mail address of the wrong form", w.ID)
		}
		seen[w.ID] = true
	}
	return a.validateSignIn()
}
