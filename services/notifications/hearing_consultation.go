package notifications

import (
	"encoding/json"

	"nivel/libs/contracts"
)

// consultationAsked tells each member of a team that their view is asked for.
func consultationAsked(fact contracts.Fact) ([]told, error) {
	var data contracts.ConsultationTold
	err := json.Unmarshal(fact.Data, &data)
	var all []told
	for _, worker := range data.Members {
		all = append(all, told{worker, "consultation-asked", "/matters/" + fact.Subject + "/consultation"})
	}
	return all, err
}
