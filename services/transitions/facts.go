package transitions

import (
	"encoding/json"
	"fmt"
	"strings"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/services/transitions/necessity"
)

// Translate turns an event of history into the fact that other services hear;
// false: they need not know. Facts hold no sealed text.
// Errors: an event that this release does not know.
func Translate(r es.Recorded) (contracts.Fact, bool, error) {
	if strings.HasPrefix(r.Stream, necessity.Category+"-") {
		return tellGround(r)
	}
	event, err := History.Decode(r.Name, r.Data)
	if err != nil {
		return contracts.Fact{}, false, err
	}
	name, data, err := factOf(event)
	if err != nil {
		return contracts.Fact{}, false, fmt.Errorf("encode fact of %s: %w", r.Name, err)
	}
	return contracts.Fact{Type: name, Subject: caseIn(r.Stream), Data: data}, name != "", nil
}

func factOf(event Event) (name string, data json.RawMessage, err error) {
	switch e := event.(type) {
	case CaseOpened:
		name = contracts.FactCaseOpened
		data, err = json.Marshal(contracts.CaseOpened{Person: e.Person, Matter: e.Matter, Responsible: e.Responsible, On: e.On})
	case HandoverOffered:
		name = contracts.FactHandoverOffered
		data, err = json.Marshal(contracts.HandoverTold{Person: e.Person, From: e.From, To: e.To, RespondBy: e.RespondBy})
	case HandoverDeclined:
		name = contracts.FactHandoverDeclined
		data, err = json.Marshal(contracts.HandoverTold{Person: e.Person, From: e.From, To: e.To})
	case HandoverAccepted:
		name = contracts.FactHandoverAccepted
		data, err = json.Marshal(contracts.HandoverTold{Person: e.Person, From: e.From, To: e.To})
	case HandoverWithdrawn:
		name = contracts.FactHandoverWithdrawn
		data, err = json.Marshal(contracts.HandoverTold{Person: e.Person, From: e.From, To: e.To})
	case HandoverOverdue:
		name = contracts.FactHandoverOverdue
		data, err = json.Marshal(contracts.HandoverOverdue{Person: e.Person, From: e.From, To: e.To, RespondBy: e.RespondBy, Told: e.Told})
	case SummaryWritten:
		name = contracts.FactSummaryWritten
		data, err = json.Marshal(contracts.SummaryTold{Person: e.Person})
	case SummaryReviewed:
		name = contracts.FactSummaryReviewed
		data, err = json.Marshal(contracts.SummaryTold{Responsible: e.Responsible})
	case CaseClosed:
		name = contracts.FactCaseClosed
		data, err = json.Marshal(contracts.CaseClosed{Person: e.Person, Reason: e.Reason, On: e.On, ReturnUntil: e.ReturnUntil, Tasks: codesOf(e.Tasks)})
	case CaseReopened:
		name = contracts.FactCaseReopened
		data, err = json.Marshal(contracts.CaseReopened{Person: e.Person, Responsible: e.Responsible, On: e.On})
	case YouthWrote:
		return told(contracts.FactYouthWrote, e.Responsible != "", contracts.PlanTold{Responsible: e.Responsible})
	case YouthAnswered:
		return told(contracts.FactYouthAnswered, !e.Person.IsZero(), contracts.PlanTold{Person: e.Person})
	case MeetingPlanned:
		return told(contracts.FactMeetingPlanned, !e.Person.IsZero(), contracts.PlanTold{Person: e.Person})
	case MeetingCancelled:
		return told(contracts.FactMeetingCancelled, !e.Person.IsZero(), contracts.PlanTold{Person: e.Person})
	case PlanMade:
		name = contracts.FactPlanMade
		data, err = json.Marshal(contracts.PlanMade{Person: e.Person, On: e.On})
	}
	return name, data, err
}

func codesOf(tasks []access.Task) (codes []string) {
	for _, task := range tasks {
		codes = append(codes, string(task))
	}
	return codes
}

// told is a fact about the plan, where the event says whom it concerns.
func told(fact string, whom bool, data contracts.PlanTold) (name string, raw json.RawMessage, err error) {
	if !whom {
		return "", nil, nil
	}
	raw, err = json.Marshal(data)
	return fact, raw, err
}
