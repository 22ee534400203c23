package intake

import (
	"context"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// placementRoutes are those of an emergency placement.
func (s *Service) placementRoutes() {
	s.api.Handle("POST /matters/{matter}/placement", placeUrgently, edge.Serve(onMatter[contracts.PlacementDecision], s.place))
	s.api.Handle("POST /matters/{matter}/placement/continuation", continuePlacement, edge.Serve(onMatter[contracts.PlacementContinuation], s.continuePlacement))
	s.api.Handle("POST /matters/{matter}/placement/end", endPlacement, edge.Serve(onMatter[contracts.PlacementEnd], s.endPlacement))
}

func (s *Service) place(ctx context.Context, ask asked[contracts.PlacementDecision]) (contracts.Receipt, error) {
	cmd := PlaceUrgently{Decided: ask.body.Decided, Placed: ask.body.Placed, On: today(ctx), By: by(ctx)}
	m, err := s.admitTo(ctx, ask.matter, cmd)
	if err != nil {
		return contracts.Receipt{}, err
	}
	var c refusal.Check
	c.Require(!cmd.Decided.IsZero(), "decided", "required")
	c.Require(!cmd.Placed.IsZero(), "placed", "required")
	text(&c, "grounds", ask.body.Grounds, maxText, true)
	if err := c.Refusal(); err != nil {
		return contracts.Receipt{}, err
	}
	cmd.Grounds, err = s.sealOn(ctx, ask.matter, m, written{"grounds", ask.body.Grounds})
	return s.handle(ctx, ask.matter, cmd, err)
}

func (s *Service) continuePlacement(ctx context.Context, ask asked[contracts.PlacementContinuation]) (contracts.Receipt, error) {
	cmd := ContinuePlacement{
		ReportsNeeded: ask.body.ReportsNeeded, NotInThirty: ask.body.NotInThirty, ChildsInterest: ask.body.ChildsInterest,
		On: today(ctx), By: by(ctx),
	}
	m, err := s.admitTo(ctx, ask.matter, cmd)
	if err != nil {
		return contracts.Receipt{}, err
	}
	return s.decideWith(ctx, ask.matter, m, ask.body.Grounds, func(sealed vault.Sealed) Command { cmd.Grounds = sealed; return cmd })
}

func (s *Service) endPlacement(ctx context.Context, ask asked[contracts.PlacementEnd]) (contracts.Receipt, error) {
	cmd := EndPlacement{On: today(ctx), By: by(ctx)}
	m, err := s.admitTo(ctx, ask.matter, cmd)
	if err != nil {
		return contracts.Receipt{}, err
	}
	return s.decideWith(ctx, ask.matter, m, ask.body.Grounds, func(sealed vault.Sealed) Command { cmd.Grounds = sealed; return cmd })
}

// decideWith seals why, and carries out the command that it belongs to.
func (s *Service) decideWith(ctx context.Context, id es.ID, m Matter, why string, command func(vault.Sealed) Command) (contracts.Receipt, error) {
	var c refusal.Check
	text(&c, "grounds", why, maxText, true)
	if err := c.Refusal(); err != nil {
		return contracts.Receipt{}, err
	}
	sealed, err := s.sealOn(ctx, id, m, written{"grounds", why})
	return s.handle(ctx, id, command(sealed), err)
}
