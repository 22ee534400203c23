package transitions

import (
	"context"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/vault"
)

// WithdrawHandover takes back an offer that was not answered. Only who made it
// does so; another may be offered then.
type WithdrawHandover struct {
	Reason vault.Sealed // zero: none was given
	On     calendar.Date
	By     Worker
}

// HandoverWithdrawn says that no answer is awaited any more. Responsibility was
// never anywhere else.
type HandoverWithdrawn struct {
	Person es.ID         `json:"person"`
	From   string        `json:"from"` // id: of the worker who had offered
	To     string        `json:"to"`   // id: of the worker who need not answer
	Reason vault.Sealed  `json:"reason,omitzero"`
	On     calendar.Date `json:"on"`
}

func (cmd WithdrawHandover) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	if !c.Offer.Pending() {
		return nil, ErrNoOffer
	}
	return []Event{HandoverWithdrawn{Person: c.Person, From: c.Responsible, To: c.Offer.To, Reason: cmd.Reason, On: cmd.On}}, nil
}

func (e HandoverWithdrawn) evolve(c Case) Case { return c.unoffered() }

func (s *Service) withdraw(ctx context.Context, ask asked[contracts.HandoverWithdrawal]) (contracts.Receipt, error) {
	k, _, err := s.admit(ctx, ask.id, access.KindHandover)
	if err != nil {
		return contracts.Receipt{}, err
	}
	reason, err := s.sealText(ctx, k, "reason", ask.body.Reason)
	return s.handle(ctx, ask.id, WithdrawHandover{Reason: reason, On: today(ctx), By: s.by(ctx)}, err)
}
