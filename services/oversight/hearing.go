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

// heard are the facts that say who is responsible for a person.
var heard = []string{contracts.FactCompleted, contracts.FactCaseOpened, contracts.FactHandoverAccepted}

// hear notes who is responsible. The same fact again is the same command.
// Errors: data that cannot be read; the store's.
func (s *Service) hear(ctx context.Context, fact contracts.Fact) error {
	person, note, err := said(fact)
	if err != nil {
		return fmt.Errorf("read fact %s: %w", fact.ID, err)
	}
	ctx = es.WithIssue(ctx, es.Issue{
		Command: fact.ID.Derive("note-responsible"), Correlation: fact.Correlation, Causation: fact.ID, Actor: system,
	})
	_, err = s.responsible.Handle(ctx, person.String(), note)
	return err
}

// said returns what a fact says of who is responsible for whom.
func said(fact contracts.Fact) (person es.ID, note NoteResponsible, err error) {
	if note.Subject, err = es.ParseID(fact.Subject); err != nil {
		return person, note, err
	}
	switch fact.Type {
	case contracts.FactCompleted:
		var data contracts.AssessmentCompleted
		err = json.Unmarshal(fact.Data, &data)
		person, note.Worker = data.Person, data.Holder
	case contracts.FactCaseOpened:
		var data contracts.CaseOpened
		err = json.Unmarshal(fact.Data, &data)
		person, note.Worker, note.Instead = data.Person, data.Responsible, data.Matter
	case contracts.FactHandoverAccepted:
		var data contracts.HandoverTold
		err = json.Unmarshal(fact.Data, &data)
		person, note.Worker = data.Person, data.To
	}
	if err == nil && person.IsZero() {
		err = fmt.Errorf("%s names no person", fact.Type)
	}
	return person, note, err
}
