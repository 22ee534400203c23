package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/vault"
	"nivel/services/intake/ties"
)

// CaseTerm is a case of the person in another service, as far as terms of
// retention run from its closing.
type CaseTerm struct {
	Case    es.ID         `json:"case"`
	Heard   es.Revision   `json:"heard"`             // of the case, when it was told
	Closed  calendar.Date `json:"closed,omitzero"`   // zero: it is open
	Classes Classes       `json:"classes,omitempty"` // of its documents, once it is closed
}

// HearCase keeps what was told of a case: that it is open, or closed. A fact of
// another service is not argued with; one that is older than what was told last
// says nothing new.
type HearCase struct{ CaseTerm }

// CaseBegan says that the person has an open case: what runs from a closing stops.
type CaseBegan struct {
	Case  es.ID       `json:"case"`
	Heard es.Revision `json:"heard"`
}

// CaseEnded says that a case of the person was closed, and of which classes its
// documents are.
type CaseEnded struct {
	Case    es.ID         `json:"case"`
	Heard   es.Revision   `json:"heard"`
	Closed  calendar.Date `json:"closed"`
	Classes Classes       `json:"classes,omitempty"`
}

func (cmd HearCase) decide(l Life) ([]LifeEvent, error) {
	known := slices.IndexFunc(l.Cases, func(c CaseTerm) bool { return c.Case == cmd.Case })
	switch {
	case known >= 0 && l.Cases[known].Heard >= cmd.Heard:
		return nil, nil
	case cmd.Closed.IsZero():
		return []LifeEvent{CaseBegan{Case: cmd.Case, Heard: cmd.Heard}}, nil
	}
	return []LifeEvent{CaseEnded(cmd.CaseTerm)}, nil
}

// evolve takes a proposal back, which was made while nothing was open, and lets
// what is written from now on come to an end of its own.
func (e CaseBegan) evolve(l Life) Life {
	l.Cases = withTerm(l.Cases, CaseTerm{Case: e.Case, Heard: e.Heard})
	l.Destroyed = slices.DeleteFunc(slices.Clone(l.Destroyed), func(c vault.Class) bool { return runsFrom(c, vault.FromClosing) })
	l.Proposed, l.By, l.Classes = calendar.Date{}, "", nil
	return l
}

func (e CaseEnded) evolve(l Life) Life {
	l.Cases = withTerm(l.Cases, CaseTerm(e))
	l.Proposed, l.By, l.Classes = calendar.Date{}, "", nil
	return l
}

func withTerm(cases []CaseTerm, one CaseTerm) []CaseTerm {
	others := slices.DeleteFunc(slices.Clone(cases), func(c CaseTerm) bool { return c.Case == one.Case })
	return append(others, one)
}

// closing is the day from which the term of a class runs: that of the last case
// or matter of the class, once none is open. What an open case will hold is not
// known, so it stops the terms of all. Zero: nothing was closed, or not all.
//
// Law: 703/2023, section 24 and annex, as in force from 2024-01-01: years from the
// closing of the matter.
func (l Life) closing(class vault.Class) (last calendar.Date) {
	for _, c := range l.Cases {
		has := slices.Contains(c.Classes, class)
		switch {
		case c.Closed.IsZero() && (has || len(c.Classes) == 0):
			return calendar.Date{}
		case has && c.Closed.After(last):
			last = c.Closed
		}
	}
	return last
}

// runsFrom reports whether the term of a class runs from such a day.
func runsFrom(class vault.Class, from vault.Start) bool {
	r, ok := class.Retention()
	return ok && r.From == from
}

// lost reports whether data was destroyed whose term runs from such a day.
func (l Life) lost(from vault.Start) bool {
	return slices.ContainsFunc(l.Destroyed, func(c vault.Class) bool { return runsFrom(c, from) })
}

// heard are the facts of other services that intake hears.
func heard() []string {
	all := slices.Concat(ties.Heard(), heardOfCases())
	slices.Sort(all)
	return slices.Compact(all)
}

// hear keeps what a fact says of who has to do with whom, and of terms.
func (s *Service) hear(ctx context.Context, fact contracts.Fact) error {
	if slices.Contains(heardOfCases(), fact.Type) {
		if err := s.hearCase(ctx, fact); err != nil {
			return err
		}
	}
	if slices.Contains(ties.Heard(), fact.Type) {
		return s.ties.Hear(ctx, fact)
	}
	return nil
}

// heardOfCases are the facts from which terms of retention run, or stop.
func heardOfCases() []string {
	return []string{contracts.FactCaseOpened, contracts.FactCaseReopened, contracts.FactCaseClosed}
}

// hearCase keeps what another service told of a case. Its command derives from the
// fact: heard again, it changes nothing.
func (s *Service) hearCase(ctx context.Context, fact contracts.Fact) error {
	var told contracts.CaseClosed // of the others only whose
	if err := json.Unmarshal(fact.Data, &told); err != nil {
		return fmt.Errorf("read %s %s: %w", fact.Type, fact.ID, err)
	}
	id, err := es.ParseID(fact.Subject)
	if err != nil || told.Person.IsZero() {
		return fmt.Errorf("%s %s names no case, or nobody: %v", fact.Type, fact.ID, err)
	}
	heard := HearCase{CaseTerm{Case: id, Heard: fact.Revision}}
	if fact.Type == contracts.FactCaseClosed {
		heard.Closed = told.On
		for _, task := range told.Tasks {
			if class := vault.DocumentOf(told.Person, access.Task(task)).Class; class != "" {
				heard.Classes = append(heard.Classes, class)
			}
		}
	}
	issue := es.Issue{Command: fact.ID.Derive("case-term"), Correlation: fact.Correlation, Causation: fact.ID, Actor: string(access.System)}
	_, err = s.lives.Handle(es.WithIssue(ctx, issue), told.Person.String(), heard)
	return err
}

// otherTerms are what the life of a person does not say: the matters in this
// service, each closed on the day on which it was found that nothing follows, or
// what does; cases under other ids of theirs; and cases of which only ties tell, from
// before terms were heard of, which are taken as open.
func (s *Service) otherTerms(ctx context.Context, person es.ID) ([]CaseTerm, error) {
	ids, err := s.idsOf(ctx, person)
	if err != nil {
		return nil, err
	}
	matters, err := s.mattersOf(ctx, ids) // under any id: what one person is known by is kept as long as the latest says
	if err != nil {
		return nil, err
	}
	var all []CaseTerm
	for _, id := range ids {
		told, err := s.caseTerms(ctx, id, id == person)
		if err != nil {
			return nil, err
		}
		all = append(all, told...)
	}
	for _, m := range matters {
		if class := vault.DocumentOf(person, access.Task(m.Task)).Class; class != "" {
			all = append(all, CaseTerm{Closed: m.Over, Classes: Classes{class}})
		}
	}
	return all, nil
}

// caseTerms are the cases under one id of a person; own: without those that the life
// which is asked about tells of itself.
func (s *Service) caseTerms(ctx context.Context, id es.ID, own bool) ([]CaseTerm, error) {
	tied, err := s.ties.Of(ctx, id)
	if err != nil {
		return nil, err
	}
	life, err := s.lives.Load(ctx, id.String())
	if err != nil {
		return nil, err
	}
	var all []CaseTerm
	if !own {
		all = slices.Clone(life.State.Cases)
	}
	for _, c := range tied.Cases {
		if !slices.ContainsFunc(life.State.Cases, func(known CaseTerm) bool { return known.Case == c.Case }) {
			all = append(all, CaseTerm{Case: c.Case})
		}
	}
	return all, nil
}
