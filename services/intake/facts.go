package intake

import (
	"encoding/json"
	"fmt"
	"strings"

	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/services/intake/persons"
)

// Translate turns an event of history into the fact that other services hear.
// Facts hold no sealed text.
// Errors: an event that this release does not know.
func Translate(r es.Recorded) (contracts.Fact, bool, error) {
	subject, name, data, err := tell(r)
	if err != nil {
		return contracts.Fact{}, false, fmt.Errorf("tell %s: %w", r.Name, err)
	}
	return contracts.Fact{
		ID: r.ID, Type: name, Source: Category, Subject: subject,
		Stream: r.Stream, Revision: r.Revision, Position: r.Position, Time: r.RecordedAt,
		Correlation: r.Meta.Correlation, Traceparent: r.Meta.Traceparent, Tracestate: r.Meta.Tracestate,
		Data: data,
	}, name != "", nil
}

func tell(r es.Recorded) (subject, name string, data json.RawMessage, err error) {
	if strings.HasPrefix(r.Stream, LifeCategory+"-") {
		name, data, err = tellApproved(r)
		return personOf(r.Stream), name, data, err
	}
	if strings.HasPrefix(r.Stream, persons.Category+"-") {
		return tellWho(r)
	}
	event, err := History.Decode(r.Name, r.Data)
	if err != nil {
		return "", "", nil, err
	}
	name, data, err = factOf(event)
	return matterOf(r.Stream), name, data, err
}

func factOf(event Event) (name string, data json.RawMessage, err error) {
	switch e := event.(type) {
	case NotificationRegistered:
		name = contracts.FactMatterOpened
		data, err = json.Marshal(contracts.MatterOpened{
			Pending: e.Pending, StartDue: e.Start.Due, CompletionDue: e.Completion.Due,
			ReporterBody: string(e.ReporterBody), ServiceTask: string(e.Task),
		})
	case ArrivalRegistered:
		if e.Pending.IsZero() { // not born yet: nobody waits for anything
			return "", nil, nil
		}
		name = contracts.FactMatterOpened
		data, err = json.Marshal(contracts.MatterOpened{
			Pending: e.Pending, StartDue: e.Start.Due, CompletionDue: e.Completion.Due,
			ReporterBody: string(e.ReporterBody), ServiceTask: string(e.Task),
		})
	case BirthRecorded:
		name = contracts.FactMatterOpened
		data, err = json.Marshal(contracts.MatterOpened{
			Pending: e.Pending, StartDue: e.Start.Due, CompletionDue: e.Completion.Due, ServiceTask: string(ChildProtection),
		})
	case UrgencyAssessed:
		name = contracts.FactUrgencyAssessed
		data, err = json.Marshal(contracts.UrgencyAssessed{Urgent: e.Urgency == Urgent})
	case AssessmentStarted:
		name = contracts.FactStartDecided
		data, err = json.Marshal(contracts.StartDecided{Started: true, On: e.On, Late: e.Late})
	case AssessmentFoundUnnecessary:
		name = contracts.FactStartDecided
		data, err = json.Marshal(contracts.StartDecided{Started: false, On: e.On, Late: e.Late})
	case AssessmentCompleted:
		name = contracts.FactCompleted
		data, err = json.Marshal(contracts.AssessmentCompleted{
			Outcome: string(e.Outcome), Person: e.Person, Holder: e.Holder, On: e.On, Late: e.Late,
		})
	case TeamAsked:
		name = contracts.FactConsultationAsked
		asked := contracts.ConsultationTold{Until: e.Until}
		for _, member := range e.Members {
			asked.Members = append(asked.Members, member.Worker)
		}
		data, err = json.Marshal(asked)
	case MatterTaken:
		name = contracts.FactHolderChosen
		data, err = json.Marshal(contracts.HolderChosen{Holder: e.Holder})
	case MatterQueued:
		name = contracts.FactHolderChosen
		data, err = json.Marshal(contracts.HolderChosen{})
	case MatterHanded:
		name = contracts.FactHolderChosen
		data, err = json.Marshal(contracts.HolderChosen{Holder: e.To})
	}
	return name, data, err
}
