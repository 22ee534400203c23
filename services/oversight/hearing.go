package oversight

import (
	"context"
	"encoding/json"
	"fmt"

	"nivel/libs/contracts"
	"nivel/libs/es"
)

// system is who acts when a fact of another service leads to something.
const system = "system"

// heard are the facts that say who is responsible for a person, and until when.
var heard = []string{
	contracts.FactCompleted, contracts.FactCaseOpened, contracts.FactHandoverAccepted, contracts.FactCaseClosed, contracts.FactCaseReopened,
}

// hear notes who is responsible, or that nobody has to be any more. The same fact
// again is the same commands.
// Errors: data that cannot be read; the store's.
func (s *Service) hear(ctx context.Context, fact contracts.Fact) error {
	person, notes, err := said(fact)
	if err != nil {
		return fmt.Errorf("read fact %s: %w", fact.ID, err)
	}
	for _, note := range notes {
		ctx := es.WithIssue(ctx, es.Issue{
			Command: fact.ID.Derive(nameOf(note)), Correlation: fact.Correlation, Causation: fact.ID, Actor: system,
		})
		if _, err := s.responsible.Handle(ctx, person.String(), note); err != nil {
			return err
		}
	}
	return nil
}

// nameOf tells the commands of one fact apart.
func nameOf(note Command) string {
	if _, ends := note.(NoteEnd); ends {
		return "note-end"
	}
	return "note-responsible"
}

// noNeed is the outcome of an assessment after which nothing goes on.
const noNeed = "no-need"

// said returns what a fact says of whom.
func said(fact contracts.Fact) (person es.ID, notes []Command, err error) {
	subject, err := es.ParseID(fact.Subject)
	if err != nil {
		return person, nil, err
	}
	switch fact.Type {
	case contracts.FactCompleted:
		var data contracts.AssessmentCompleted
		err = json.Unmarshal(fact.Data, &data)
		person, notes = data.Person, []Command{NoteResponsible{Subject: subject, Worker: data.Holder}}
		if data.Outcome == noNeed {
			notes = append(notes, NoteEnd{Subject: subject, On: data.On})
		}
	case contracts.FactCaseOpened:
		var data contracts.CaseOpened
		err = json.Unmarshal(fact.Data, &data)
		person, notes = data.Person, []Command{NoteResponsible{Subject: subject, Worker: data.Responsible, Instead: data.Matter}}
	case contracts.FactHandoverAccepted:
		var data contracts.HandoverTold
		err = json.Unmarshal(fact.Data, &data)
		person, notes = data.Person, []Command{NoteResponsible{Subject: subject, Worker: data.To}}
	case contracts.FactCaseClosed:
		var data contracts.CaseClosed
		err = json.Unmarshal(fact.Data, &data)
		person, notes = data.Person, []Command{NoteEnd{Subject: subject, On: data.On}}
	case contracts.FactCaseReopened:
		var data contracts.CaseReopened
		err = json.Unmarshal(fact.Data, &data)
		person, notes = data.Person, []Command{NoteResponsible{Subject: subject, Worker: data.Responsible}}
	}
	if err == nil && person.IsZero() {
		err = fmt.Errorf("%s names no person", fact.Type)
	}
	return person, notes, err
}
