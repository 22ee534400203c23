package intake

import (
	"context"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// explainDelay records why a last day has passed.
const explainDelay access.Action = "intake.explain-delay"

// ExplainDelay records why what comes next was not done by its last day. It moves
// no day and makes nothing in time: the list shows the reason beside the mark. That
// it is recorded is a house rule; the holder does, or a manager.
type ExplainDelay struct {
	Grounds vault.Sealed
	On      calendar.Date
	By      Worker
}

// DelayExplained says why a step is late. It speaks of that step alone.
type DelayExplained struct {
	Step    string        `json:"step"` // code: what was to be done
	Due     calendar.Date `json:"due"`  // its last day
	On      calendar.Date `json:"on"`
	Grounds vault.Sealed  `json:"grounds"`
}

// ErrNotOverdue: the last day of what comes next has not passed.
var ErrNotOverdue = refusal.Refusal{Kind: refusal.Untimely, Code: "not-overdue"}

func (cmd ExplainDelay) decide(m Matter) ([]Event, error) {
	step, due := m.next()
	switch {
	case !m.Registered:
		return nil, ErrNotFound
	case m.Holder != cmd.By.ID && cmd.By.Role != access.Manager:
		return nil, ErrNotHolder.With("holder", m.Holder)
	case step == "" || due.IsZero() || !cmd.On.After(due):
		return nil, ErrNotOverdue
	case cmd.Grounds.IsZero():
		return nil, ErrGroundsRequired
	}
	return []Event{DelayExplained{Step: step, Due: due, On: cmd.On, Grounds: cmd.Grounds}}, nil
}

func (e DelayExplained) evolve(m Matter) Matter { return m }

// next is what is to be done with a matter next and by when, as its row has it.
func (m Matter) next() (step string, due calendar.Date) {
	return Row{
		Pending: m.Pending, StartDue: m.StartDue, CompletionDue: m.CompletionDue, ExpectedBirth: m.ExpectedBirth,
		Urgency: m.Urgency, Decision: m.Decision, Outcome: m.Outcome,
	}.Next()
}

// rowDelay is what a list keeps of DelayExplained.
type rowDelay struct {
	Step    string       `json:"step,omitempty"`
	Command es.ID        `json:"command,omitzero"` // to open Grounds
	Grounds vault.Sealed `json:"grounds,omitzero"`
}

// after is what a list keeps of it after one event more.
func (d rowDelay) after(r es.Recorded, event Event) rowDelay {
	if e, ok := event.(DelayExplained); ok {
		return rowDelay{e.Step, r.Meta.Command, e.Grounds}
	}
	return d
}

// explained reports whether somebody said why what is next with a row is late.
func (r Row) explained() bool {
	step, _ := r.Next()
	return step != "" && r.Delay.Step == step
}

// openDelay opens why a row is overdue; empty: it is not, or nobody said so.
func (s *Service) openDelay(ctx context.Context, key string, row Row) (string, error) {
	if _, due := row.Next(); !row.explained() || !due.Before(today(ctx)) {
		return "", nil
	}
	b := s.vault.Batch(ctx, s.streams.Stream(key), row.Delay.Command)
	return b.Open("grounds", row.Delay.Grounds).Reveal(), b.Err()
}

func (s *Service) delayRoutes() {
	s.api.Handle("POST /matters/{matter}/delay", explainDelay, edge.Serve(onMatter[contracts.Delay], s.explainDelay))
}

func (s *Service) explainDelay(ctx context.Context, ask asked[contracts.Delay]) (contracts.Receipt, error) {
	cmd := ExplainDelay{On: today(ctx), By: by(ctx)}
	m, err := s.admitTo(ctx, ask.matter, cmd)
	if err != nil {
		return contracts.Receipt{}, err
	}
	return s.decideWith(ctx, ask.matter, m, ask.body.Grounds, func(sealed vault.Sealed) Command { cmd.Grounds = sealed; return cmd })
}
