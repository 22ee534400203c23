package notifications

import (
	"encoding/json"

	"nivel/libs/contracts"
)

// toOffers is where a worker sees which handovers await an answer: what was taken
// back is not among them, and its case is not shown any more.
const toOffers = "/cases?view=offered-to-me"

// handoverWithdrawn tells who was asked that there is nothing to answer.
func handoverWithdrawn(fact contracts.Fact) ([]told, error) {
	var data contracts.HandoverTold
	err := json.Unmarshal(fact.Data, &data)
	return []told{{data.To, "handover-withdrawn", toOffers}}, err
}

// handoverOverdue tells all whom the fact names: transitions knows who leads.
func handoverOverdue(fact contracts.Fact) ([]told, error) {
	var data contracts.HandoverOverdue
	err := json.Unmarshal(fact.Data, &data)
	var all []told
	for _, worker := range data.Told {
		all = append(all, told{worker, "handover-overdue", toCase(fact)})
	}
	return all, err
}

// toMyHandover is where young people read what is told about them.
const toMyHandover = "/handover"

// summaryWritten tells the young person that there is something to read.
func summaryWritten(fact contracts.Fact) ([]told, error) {
	var data contracts.SummaryTold
	err := json.Unmarshal(fact.Data, &data)
	return []told{{person(data.Person), "summary-written", toMyHandover}}, err
}

// summaryReviewed tells the worker that the young person has answered.
func summaryReviewed(fact contracts.Fact) ([]told, error) {
	var data contracts.SummaryTold
	err := json.Unmarshal(fact.Data, &data)
	return []told{{data.Responsible, "summary-reviewed", toCase(fact)}}, err
}

// banGroundStated tells the privacy officers whom the fact names, and leads them to
// who has looked at the person.
func banGroundStated(fact contracts.Fact) ([]told, error) {
	var data contracts.BanGroundTold
	err := json.Unmarshal(fact.Data, &data)
	var all []told
	for _, worker := range data.Told {
		all = append(all, told{worker, "ban-ground-stated", "/oversight/people/" + data.Person.String()})
	}
	return all, err
}
