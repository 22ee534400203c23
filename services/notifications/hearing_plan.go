package notifications

import (
	"encoding/json"

	"nivel/libs/contracts"
)

// toMyPlan is where young people see their plan, what they wrote to it and when
// they meet their worker.
const toMyPlan = "/plan"

// youthWrote tells the worker that the young person has written to the plan.
func youthWrote(fact contracts.Fact) ([]told, error) {
	var data contracts.PlanTold
	err := json.Unmarshal(fact.Data, &data)
	return []told{{data.Responsible, "youth-wrote", toCase(fact)}}, err
}

// aboutPlan tells the young person of something on the page of their plan.
func aboutPlan(what What) func(contracts.Fact) ([]told, error) {
	return func(fact contracts.Fact) ([]told, error) {
		var data contracts.PlanTold
		err := json.Unmarshal(fact.Data, &data)
		return []told{{person(data.Person), what, toMyPlan}}, err
	}
}

// died is the reason of a closing after which nobody is told anything.
const died = "died"

// caseClosed tells the young person, who can read until when they may come back.
func caseClosed(fact contracts.Fact) ([]told, error) {
	var data contracts.CaseClosed
	if err := json.Unmarshal(fact.Data, &data); err != nil || data.Reason == died {
		return nil, err
	}
	return []told{{person(data.Person), "case-closed", toOwnPage}}, nil
}

// caseReopened tells the young person that they have a worker again.
func caseReopened(fact contracts.Fact) ([]told, error) {
	var data contracts.CaseReopened
	err := json.Unmarshal(fact.Data, &data)
	return []told{{person(data.Person), "case-reopened", toOwnPage}}, err
}
