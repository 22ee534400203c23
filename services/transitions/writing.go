package transitions

import (
	"context"
	"slices"
	"strings"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// What a young person may write to the own plan; see contracts.WritingKinds.
const (
	proposal = "proposal"
	dissent  = "dissent"
)

// Written is what a young person wrote and nobody has answered yet.
type Written struct {
	ID   es.ID       `json:"id"`
	Kind string      `json:"kind"` // code: of contracts.WritingKinds, never a dissent
	Task access.Task `json:"task"` // in which the worker had the case
}

// WriteToPlan is what a young person has to say to the own plan.
//
// Law: 417/2007, section 30, as in force from 2020-01-01 (542/2019): the plan is
// made together with the young person, and views that differ are written in it.
type WriteToPlan struct {
	Person  es.ID // who writes
	Writing es.ID
	Kind    string // of contracts.WritingKinds
	Text    vault.Sealed
	On      calendar.Date
}

// YouthWrote says what the young person wrote, to which version of the plan.
type YouthWrote struct {
	Writing es.ID         `json:"writing"`
	Kind    string        `json:"kind"` // code: of contracts.WritingKinds
	Text    vault.Sealed  `json:"text"`
	Plan    int           `json:"plan,omitempty"` // number of the version; 0: there was none yet
	On      calendar.Date `json:"on"`

	Responsible string `json:"responsible,omitempty"` // id: of the worker who is to answer; in histories before 2026-11-24 it is not said
}

// AnswerWriting answers a proposal that the plan does not take in, or a comment.
type AnswerWriting struct {
	Writing es.ID
	Answer  vault.Sealed
	On      calendar.Date
	By      Worker
}

// YouthAnswered says what the worker answered.
type YouthAnswered struct {
	Writing es.ID         `json:"writing"`
	Answer  vault.Sealed  `json:"answer"`
	On      calendar.Date `json:"on"`
	Person  es.ID         `json:"person,omitzero"` // who wrote; in histories before 2026-11-24 it is not said
}

// maxUnanswered is how much a young person may write before somebody answers.
const maxUnanswered = 30

// What writing and answering refuse.
var (
	// ErrNoPlanYet: there is nothing to comment on.
	ErrNoPlanYet = refusal.Refusal{Kind: refusal.Untimely, Code: "no-plan-yet"}
	// ErrTooMuchUnanswered: the worker is to answer first.
	ErrTooMuchUnanswered = refusal.Refusal{Kind: refusal.Untimely, Code: "too-much-unanswered"}
	// ErrNothingToAnswer: it is answered, was taken into the plan, or is not there.
	ErrNothingToAnswer = refusal.Refusal{Kind: refusal.Untimely, Code: "nothing-to-answer"}
)

func (cmd WriteToPlan) decide(c Case) ([]Event, error) {
	switch {
	case c.Person.IsZero() || c.Person != cmd.Person:
		return nil, ErrNotFound
	case !c.Closed.IsZero():
		return nil, ErrClosed.With("on", c.Closed.String())
	}
	var fields refusal.Check
	fields.Require(slices.Contains(contracts.WritingKinds(), cmd.Kind), "kind", "required")
	fields.Require(!cmd.Text.IsZero(), "text", "required")
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	switch {
	case c.Plans == 0 && cmd.Kind != proposal:
		return nil, ErrNoPlanYet
	case len(openIn(c.Unanswered, c.Task)) >= maxUnanswered && cmd.Kind != dissent:
		return nil, ErrTooMuchUnanswered
	}
	return []Event{YouthWrote{Writing: cmd.Writing, Kind: cmd.Kind, Text: cmd.Text, Plan: c.Plans, On: cmd.On, Responsible: c.Responsible}}, nil
}

func (e YouthWrote) evolve(c Case) Case {
	if e.Kind != dissent { // which stands as it was written
		c.Unanswered = append(slices.Clip(c.Unanswered), Written{ID: e.Writing, Kind: e.Kind, Task: c.Task})
	}
	return c
}

func (cmd AnswerWriting) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	if !c.awaits(cmd.Writing) {
		return nil, ErrNothingToAnswer
	}
	if cmd.Answer.IsZero() {
		return nil, refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "answer", Code: "required"}}}
	}
	return []Event{YouthAnswered{Writing: cmd.Writing, Answer: cmd.Answer, On: cmd.On, Person: c.Person}}, nil
}

func (e YouthAnswered) evolve(c Case) Case {
	c.Unanswered = without(c.Unanswered, e.Writing)
	return c
}

// awaits reports whether a writing awaits the answer of who has the case: what was
// written to another service stays there.
func (c Case) awaits(id es.ID) bool {
	return slices.ContainsFunc(openIn(c.Unanswered, c.Task), func(w Written) bool { return w.ID == id })
}

// oldestUnanswered is the writing that has waited for longest; zero: none waits.
func (c Case) oldestUnanswered() es.ID {
	if open := openIn(c.Unanswered, c.Task); len(open) > 0 {
		return open[0].ID
	}
	return es.ID{}
}

// openIn are the writings that were written in a service task.
func openIn(all []Written, task access.Task) []Written {
	return slices.DeleteFunc(slices.Clone(all), func(w Written) bool { return w.Task != task })
}

// without returns writings without some.
func without(all []Written, ids ...es.ID) []Written {
	return slices.DeleteFunc(slices.Clone(all), func(w Written) bool { return slices.Contains(ids, w.ID) })
}

// checkTakes notes what cannot be taken into the plan: no-such-proposal.
func (cmd MakePlan) checkTakes(c Case, fields *refusal.Check) {
	for _, id := range cmd.Takes {
		open := slices.ContainsFunc(openIn(c.Unanswered, c.Task), func(w Written) bool { return w.ID == id && w.Kind == proposal })
		fields.Require(open, "takes", "no-such-proposal")
	}
}

// becameOf says what became of writings that are shown.
func (c Case) becameOf(writings []contracts.Writing) []contracts.Writing {
	for i, w := range writings {
		switch {
		case w.State == "" && c.awaits(w.Writing):
			writings[i].State = "open"
		case w.State == "":
			writings[i].State = "left"
		}
	}
	return writings
}

// takeWriting notes what the young person wrote and what became of it; plans is
// how many versions of the plan there are by then. Errors stay in b.
func (o *opened) takeWriting(b *vault.Batch, h es.Happening[Event], plans int) {
	became := func(id es.ID, state, answer string, on calendar.Date) {
		for i, w := range o.writings {
			if w.Writing == id {
				o.writings[i].State, o.writings[i].Answer, o.writings[i].Answered, o.writings[i].By = state, answer, on, h.Meta.Actor
			}
		}
	}
	switch e := h.Event.(type) {
	case YouthWrote:
		o.writings = append(o.writings, openWriting(b, e))
	case YouthAnswered:
		became(e.Writing, "answered", b.Open("answer", e.Answer).Reveal(), e.On)
	case PlanMade:
		o.planNumber = plans
		for _, id := range e.Takes {
			became(id, "taken", "", e.On)
		}
	}
}

// openWriting opens a writing; errors stay in b.
func openWriting(b *vault.Batch, e YouthWrote) contracts.Writing {
	w := contracts.Writing{Writing: e.Writing, Kind: e.Kind, Text: b.Open("text", e.Text).Reveal(), On: e.On, Plan: e.Plan}
	if e.Kind == dissent {
		w.State = "stands"
	}
	return w
}

// doerOf says who did something: of what young people do themselves, that it was
// they.
func doerOf(h es.Happening[Event]) string {
	if own, may := h.Event.(ownEvent); may && own.self() {
		return string(access.Youth)
	}
	if _, wrote := h.Event.(YouthWrote); wrote {
		return string(access.Youth)
	}
	return h.Meta.Actor
}

// writeToMyPlan takes what young people write to their own plan.
func (s *Service) writeToMyPlan(ctx context.Context, ask contracts.NewWriting) (contracts.Receipt, error) {
	k, err := s.knowMine(ctx)
	if err != nil {
		return contracts.Receipt{}, err
	}
	words, err := s.sealText(ctx, k, "text", strings.TrimSpace(ask.Text))
	return s.handle(ctx, k.id, WriteToPlan{
		Person: k.state.Person, Writing: es.IssueOf(ctx).Command.Derive("writing"), Kind: ask.Kind, Text: words, On: today(ctx),
	}, err)
}

// answerWriting answers a young person.
func (s *Service) answerWriting(ctx context.Context, ask asked[contracts.WritingAnswer]) (contracts.Receipt, error) {
	k, _, err := s.admit(ctx, ask.id, access.KindPlan)
	if err != nil {
		return contracts.Receipt{}, err
	}
	answer, err := s.sealText(ctx, k, "answer", strings.TrimSpace(ask.body.Answer))
	return s.handle(ctx, ask.id, AnswerWriting{Writing: ask.body.Writing, Answer: answer, On: today(ctx), By: s.by(ctx)}, err)
}
