package intake

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"

	"nivel/libs/contracts"
)

// riskFiles holds the checklist of the risk of placement, a file of each version.
// A file that was ever answered with stays as it is; other words are another
// version.
//
//go:embed checklists/*.json
var riskFiles embed.FS

// placementRisk is the code of the checklist.
const placementRisk = "placement-risk"

// riskChoices are the answers to each question. None is worth more than another.
func riskChoices() []string { return []string{answeredSeen, "not-seen", "unknown"} }

// loadRiskForms reads all versions of the checklist.
func loadRiskForms() (forms, error) {
	all := forms{}
	files, err := fs.Glob(riskFiles, "checklists/*.json")
	if err != nil {
		return nil, fmt.Errorf("find checklists: %w", err)
	}
	for _, file := range files {
		raw, err := riskFiles.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		form, err := parseRiskForm(raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		id := FormID{form.Code, form.Version}
		if _, twice := all[id]; twice {
			return nil, fmt.Errorf("checklist %s is there twice", id)
		}
		all[id] = form
	}
	return all, nil
}

// parseRiskForm reads one version and refuses what could not be used.
func parseRiskForm(raw []byte) (contracts.AssessmentForm, error) {
	var form contracts.AssessmentForm
	strict := json.NewDecoder(bytes.NewReader(raw))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&form); err != nil {
		return form, err
	}
	if form.Code != placementRisk || form.Version < 1 || len(fieldsOf(form)) == 0 {
		return form, fmt.Errorf("no such checklist, or no version, or no question")
	}
	for _, section := range form.Sections {
		if !worded(section.Title) {
			return form, fmt.Errorf("section %s is not named in fi, sv and en", section.Code)
		}
	}
	seen := map[string]bool{}
	for _, field := range fieldsOf(form) {
		var codes []string
		for _, choice := range field.Choices {
			codes = append(codes, choice.Code)
		}
		if field.Code == "" || seen[field.Code] || !field.Required || !slices.Equal(codes, riskChoices()) {
			return form, fmt.Errorf("question %q is there twice, not required, or has other answers", field.Code)
		}
		seen[field.Code] = true
		if err := checkField(field); err != nil {
			return form, err
		}
	}
	return form, nil
}
