package intake

import (
	"slices"

	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/law"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// Life is what the rules need to know of a person's data as it nears its end:
// one stream per person, of no matter. The zero value: nothing is known.
type Life struct {
	Died      calendar.Date // zero: alive, or nobody knows
	Proposed  calendar.Date // day on which the present proposal was made; zero: there is none
	By        string        // id of who proposed
	Classes   Classes       // that the proposal would destroy
	Destroyed Classes       // of data that was destroyed, or is about to be
	Cases     []CaseTerm    `json:",omitempty"` // in other services, as they were told

	Source DeathSource   `json:",omitempty"` // where Died is known from
	Of     es.ID         `json:",omitzero"`  // the id for which Died was recorded; zero: this one
	Own    DeathRecorded `json:",omitzero"`  // what was recorded for this one
}

// Classes are codes of vault.Class.
type Classes []vault.Class

// LifeEvent is something that happened to a person's data as a whole.
type LifeEvent interface{ evolve(Life) Life }

// LifeCommand is something asked of a person's data as a whole.
type LifeCommand interface {
	decide(Life) ([]LifeEvent, error)
}

// Lives is the only way to write to lives.
type Lives = es.Streams[Life, LifeCommand, LifeEvent]

// LifeDecider is everything that can be done with a life.
var LifeDecider = es.Decider[Life, LifeCommand, LifeEvent]{
	Decide: func(l Life, cmd LifeCommand) ([]LifeEvent, error) { return cmd.decide(l) },
	Evolve: func(l Life, e LifeEvent) Life { return e.evolve(l) },
}

// LifeCategory is the category of the streams of lives.
const LifeCategory = "intakelife"

// LifeHistory lists every name that an event of a life was ever stored under;
// see History.
var LifeHistory = es.NewCatalog(
	es.Current[DeathRecorded, LifeEvent]("intake.death-recorded.v1"),
	es.Current[DestructionProposed, LifeEvent]("intake.destruction-proposed.v1"),
	es.Current[DestructionApproved, LifeEvent]("intake.destruction-approved.v1"),
	es.Current[ErasureRefused, LifeEvent]("intake.erasure-refused.v1"),
	es.Current[CaseBegan, LifeEvent]("intake.case-begun.v1"),
	es.Current[CaseEnded, LifeEvent]("intake.case-ended.v1"),
	es.Current[DeathWithdrawn, LifeEvent]("intake.death-withdrawn.v1"),
)

// RecordDeath records the day on which a person died: terms of retention run
// from it. A later record corrects an earlier one.
type RecordDeath struct {
	On     calendar.Date
	Source DeathSource
	Today  calendar.Date
	Of     es.ID // the id of the same person for which it was recorded; zero: this one
}

// DeathSource is where the day of a death is known from; see contracts.DeathSources.
type DeathSource string

// DeathRecorded says when a person died. What was proposed on another date is
// proposed no more.
type DeathRecorded struct {
	On     calendar.Date `json:"on"`
	Source DeathSource   `json:"source"`
	Of     es.ID         `json:"of,omitzero"` // the id for which it was recorded, where that is another of the same person; see DeathWithdrawn
}

// What RecordDeath refuses.
var (
	// ErrDeathAhead: nobody has died on a day to come.
	ErrDeathAhead = refusal.Refusal{
		Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "on", Code: "in-the-future"}},
	}
	// ErrDestroyed: the person's data was destroyed.
	ErrDestroyed = refusal.Refusal{Kind: refusal.Untimely, Code: "data-destroyed", Law: "703/2023 24 §"}
)

func (cmd RecordDeath) decide(l Life) ([]LifeEvent, error) {
	switch {
	case l.lost(vault.FromDeath):
		return nil, ErrDestroyed
	case cmd.On.After(cmd.Today):
		return nil, ErrDeathAhead
	case cmd.On == l.Died && (l.Of.IsZero() || !cmd.Of.IsZero()):
		return nil, nil
	}
	return []LifeEvent{DeathRecorded{On: cmd.On, Source: cmd.Source, Of: cmd.Of}}, nil
}

func (e DeathRecorded) evolve(l Life) Life {
	l.Died, l.Source, l.Of = e.On, e.Source, e.Of
	if e.Of.IsZero() {
		l.Own = e
	}
	l.Proposed, l.By, l.Classes = calendar.Date{}, "", nil
	return l
}

// DestroyData asks to destroy what a person's data has reached the end of its
// term. The first who asks proposes; another worker, who sees the same, approves.
//
// Law: 703/2023, section 24 and annex: destroyed without delay after the term.
// That two persons must agree is a house rule, as nothing brings data back.
type DestroyData struct {
	Today  calendar.Date
	By     string     // id of the worker
	Others []CaseTerm // matters and cases that the life does not tell of
}

// DestructionProposed says that somebody found that a person's data is to be
// destroyed, and why.
type DestructionProposed struct {
	By       string        `json:"by"` // id: of the worker
	On       calendar.Date `json:"on"`
	Classes  Classes       `json:"classes"`
	Findings []law.Finding `json:"findings"`
}

// DestructionApproved is the record of a destruction, which stays: what of whom
// by an opaque id, and who decided. Each service destroys its keys on hearing it.
type DestructionApproved struct {
	Proposed string        `json:"proposed"` // id: of the worker
	Approved string        `json:"approved"` // id: of the worker
	On       calendar.Date `json:"on"`
	Classes  Classes       `json:"classes"`
}

// What DestroyData refuses.
var (
	// ErrTermUnknown: nobody knows from when the term runs. Find it out first.
	ErrTermUnknown = refusal.Refusal{Kind: refusal.Untimely, Code: "retention-start-unknown", Law: "703/2023 24 §, annex"}
	// ErrTermRunning: the data is still to be kept.
	ErrTermRunning = refusal.Refusal{Kind: refusal.Untimely, Code: "retention-running", Law: "703/2023 24 §, annex"}
	// ErrSecondPerson: who proposed a destruction cannot approve it.
	ErrSecondPerson = refusal.Refusal{Kind: refusal.Forbidden, Code: "second-person-required"}
)

func (cmd DestroyData) decide(l Life) ([]LifeEvent, error) {
	l.Cases = slices.Concat(l.Cases, cmd.Others)
	var ended Classes
	var findings []law.Finding
	first := calendar.Date{}
	for _, end := range l.ends() {
		if first.IsZero() || end.Due.Before(first) {
			first = end.Due
		}
		if end.Reached(cmd.Today) {
			ended, findings = append(ended, end.Class), append(findings, end.Finding)
		}
	}
	switch {
	case len(l.Destroyed) > 0 && len(ended) == 0:
		return nil, ErrDestroyed
	case first.IsZero():
		return nil, ErrTermUnknown
	case len(ended) == 0:
		return nil, ErrTermRunning.With("due", first.String())
	case l.Proposed.IsZero() || !slices.Equal(l.Classes, ended):
		return []LifeEvent{DestructionProposed{By: cmd.By, On: cmd.Today, Classes: ended, Findings: findings}}, nil
	case l.By == cmd.By:
		return nil, ErrSecondPerson
	}
	return []LifeEvent{DestructionApproved{Proposed: l.By, Approved: cmd.By, On: cmd.Today, Classes: ended}}, nil
}

// ends are the terms of what was not destroyed yet and of which the start is
// known. An end of validity and a message are known to no service yet, so nothing
// ends from them.
func (l Life) ends() []vault.End {
	ends := vault.Ends(vault.Dates{vault.FromDeath: l.Died})
	for i, end := range ends {
		if end.Missing == vault.FromClosing {
			ends[i] = end.Class.End(vault.Dates{vault.FromClosing: l.closing(end.Class)})
		}
	}
	return slices.DeleteFunc(ends, func(end vault.End) bool {
		return end.Due.IsZero() || slices.Contains(l.Destroyed, end.Class)
	})
}

func (e DestructionProposed) evolve(l Life) Life {
	l.Proposed, l.By, l.Classes = e.On, e.By, e.Classes
	return l
}

func (e DestructionApproved) evolve(l Life) Life {
	l.Destroyed = slices.Concat(l.Destroyed, e.Classes)
	l.Proposed, l.By, l.Classes = calendar.Date{}, "", nil
	return l
}
