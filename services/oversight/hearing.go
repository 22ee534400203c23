package oversight

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"nivel/libs/contracts"
	"nivel/libs/es"
)

// system is who acts when a fact of another service leads to something.
const system = "system"

// heard are the facts that say who is responsible for a person, and until when.
var heard = []string{
	contracts.FactCompleted, contracts.FactCaseOpened, contracts.FactHandoverAccepted, contracts.FactCaseClosed, contracts.FactCaseReopened,
	contracts.FactPersonMerged, contracts.FactPersonUnmerged,
}

// hear notes who is responsible, or that nobody has to be any more. The same fact
// again is the same commands.
// Errors: data that cannot be read; the store's.
func (s *Service) hear(ctx context.Context, fact contracts.Fact) error {
	if fact.Type == contracts.FactPersonMerged || fact.Type == contracts.FactPersonUnmerged {
		return s.hearSame(ctx, fact)
	}
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

// hearSame notes of two ids that they are one person, or are not.
func (s *Service) hearSame(ctx context.Context, fact contracts.Fact) error {
	var merged contracts.PersonMerged
	var unmerged contracts.PersonUnmerged
	if err := errors.Join(json.Unmarshal(fact.Data, &merged), json.Unmarshal(fact.Data, &unmerged)); err != nil {
		return fmt.Errorf("read fact %s: %w", fact.ID, err)
	}
	one, other, same := merged.Person, merged.Into, fact.Type == contracts.FactPersonMerged
	if !same {
		other = unmerged.From
	}
	if one.IsZero() || other.IsZero() {
		return fmt.Errorf("fact %s names no two persons", fact.ID)
	}
	for _, id := range [][2]es.ID{{one, other}, {other, one}} {
		ctx := es.WithIssue(ctx, es.Issue{
			Command: fact.ID.Derive("note-same", id[0].String()), Correlation: fact.Correlation, Causation: fact.ID, Actor: system,
		})
		if _, err := s.responsible.Handle(ctx, id[0].String(), NoteSame{Other: id[1], Same: same}); err != nil {
			return err
		}
	}
	return nil
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
