package intake

import (
	"embed"
	"fmt"
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
	err := all.load(riskFiles, "checklists/*.json", checkRisk)
	return all, err
}

// checkRisk refuses a checklist that could not be used: every question is asked, and
// has the same answers.
func checkRisk(form contracts.AssessmentForm) error {
	if err := checkWording(form, placementRisk); err != nil {
		return err
	}
	for _, field := range fieldsOf(form) {
		if !field.Required || !slices.Equal(codesOf(field), riskChoices()) {
			return fmt.Errorf("question %s is not required, or has other answers", field.Code)
		}
	}
	if len(fieldsOf(form)) == 0 {
		return fmt.Errorf("no question")
	}
	return nil
}
