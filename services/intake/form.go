package intake

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strconv"

	"nivel/libs/contracts"
)

// formFiles holds the common forms, a file of each version. A file that was ever
// answered with stays as it is; other words are another version.
//
//go:embed forms/*.json
var formFiles embed.FS

// childNeeds is the form of an assessment for a child (SHL 1301/2014, section 37).
const childNeeds = "child-needs"

// FormID names a form in one version; the zero value: none yet.
type FormID struct {
	Code    string `json:"code"` // code: such as child-needs
	Version int    `json:"version"`
}

// String returns code/version.
func (id FormID) String() string { return id.Code + "/" + strconv.Itoa(id.Version) }

// forms are all versions of all forms of an area.
type forms map[FormID]contracts.AssessmentForm

// loadForms reads the common forms, and an area's own, which replace none: they
// are later versions with other words or more questions.
func loadForms(own []json.RawMessage) (forms, error) {
	all := forms{}
	if err := all.load(formFiles, "forms/*.json", checkForm); err != nil {
		return nil, err
	}
	for i, raw := range own {
		if err := all.add(raw, checkForm); err != nil {
			return nil, fmt.Errorf("form %d of the area: %w", i, err)
		}
	}
	return all, nil
}

// load reads the forms in files, each if check finds that it can be used.
func (f forms) load(files fs.FS, pattern string, check func(contracts.AssessmentForm) error) error {
	names, err := fs.Glob(files, pattern)
	if err != nil {
		return fmt.Errorf("find %s: %w", pattern, err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		if err := f.add(raw, check); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (f forms) add(raw []byte, check func(contracts.AssessmentForm) error) error {
	var form contracts.AssessmentForm
	strict := json.NewDecoder(bytes.NewReader(raw))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&form); err != nil {
		return err
	}
	id := FormID{form.Code, form.Version}
	if _, twice := f[id]; twice {
		return fmt.Errorf("form %s is there twice", id)
	}
	if err := check(form); err != nil {
		return fmt.Errorf("form %s: %w", id, err)
	}
	f[id] = form
	return nil
}

// newest is the latest version of a form.
func (f forms) newest(code string) contracts.AssessmentForm {
	var latest contracts.AssessmentForm
	for id, form := range f {
		if id.Code == code && id.Version > latest.Version {
			latest = form
		}
	}
	return latest
}

// of returns the form that a matter is assessed with: the version that was first
// written into, else the newest.
func (f forms) of(m Matter) contracts.AssessmentForm {
	if form, ok := f[m.Form]; ok {
		return form
	}
	return f.newest(childNeeds)
}

// statutory lists the fields that the law asks for, with their choices. An area
// words them; it leaves none out, and adds no choice that a rule does not know.
//
// Law: 1301/2014, section 37: summary, conclusions on the client relationship,
// the client's own view, the need of an own worker; 417/2007, section 20: the
// child's opinion, how it was found out and what it was.
func statutory() map[string][]string {
	return map[string][]string{
		"summary": nil, "client_view": nil, "conclusions": nil,
		"relationship": {"begins", "continues", "no-ground"}, "own_worker": {"needed", "has-other", "not-needed"},
		"hearing": {hearingHeard, hearingFoundOut, hearingHarm, hearingNeedless}, "hearing_how": nil,
		"special_support": {"yes", "no"}, "strengths": nil, "needs": nil,
	}
}

// checkForm refuses a form of an assessment that could not be used, or that lacks
// what the law asks for.
func checkForm(form contracts.AssessmentForm) error {
	if err := checkWording(form, childNeeds); err != nil {
		return err
	}
	byLaw := statutory()
	for _, field := range fieldsOf(form) {
		choices, asked := byLaw[field.Code]
		if asked && (!field.Required || !slices.Equal(choices, codesOf(field))) {
			return fmt.Errorf("field %s, which the law asks for, has other choices or is not required", field.Code)
		}
		delete(byLaw, field.Code)
	}
	for code := range byLaw {
		return fmt.Errorf("field %s, which the law asks for, is missing", code)
	}
	return nil
}

// checkWording refuses a form of another code, of no version, or in which anything
// is not named in all languages or there twice.
func checkWording(form contracts.AssessmentForm, code string) error {
	seen := map[string]bool{}
	if form.Code != code || form.Version < 1 {
		return fmt.Errorf("no such form, or no version")
	}
	for _, section := range form.Sections {
		if !worded(section.Title) {
			return fmt.Errorf("section %s is not named in fi, sv and en", section.Code)
		}
	}
	for _, field := range fieldsOf(form) {
		if field.Code == "" || seen[field.Code] {
			return fmt.Errorf("field %q is empty or there twice", field.Code)
		}
		seen[field.Code] = true
		if !worded(field.Label) || field.Hint != nil && !worded(field.Hint) {
			return fmt.Errorf("field %s is not worded in fi, sv and en", field.Code)
		}
		for _, choice := range field.Choices {
			if choice.Code == "" || !worded(choice.Label) {
				return fmt.Errorf("a choice of %s has no code or no words", field.Code)
			}
		}
	}
	return nil
}

// codesOf are the codes of the choices of a field; nil: it is answered in words.
func codesOf(field contracts.FormField) []string {
	var codes []string
	for _, choice := range field.Choices {
		codes = append(codes, choice.Code)
	}
	return codes
}

func worded(texts map[string]string) bool {
	return texts["fi"] != "" && texts["sv"] != "" && texts["en"] != ""
}

// fieldsOf lists the fields of a form, in its order.
func fieldsOf(form contracts.AssessmentForm) []contracts.FormField {
	var all []contracts.FormField
	for _, section := range form.Sections {
		all = append(all, section.Fields...)
	}
	return all
}

// missingIn lists the required fields of a form that a matter has no answer to.
func missingIn(form contracts.AssessmentForm, m Matter) []string {
	missing := []string{}
	for _, field := range fieldsOf(form) {
		if field.Required && !m.Answers[field.Code].Given {
			missing = append(missing, field.Code)
		}
	}
	return missing
}
