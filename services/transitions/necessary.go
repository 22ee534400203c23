package transitions

import (
	"context"
	"encoding/json"
	"fmt"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
	"nivel/services/transitions/necessity"
)

// despiteBan is the purpose in the use log of what is seen in spite of a ban: the
// young person reads it in their own log.
func despiteBan(g necessity.Ground) string { return contracts.BanPurposes + string(g) }

// stateGround lets who is responsible see, for an hour, what a ban of the young
// person hides in this case, and has the privacy officers told.
// Errors: ErrNotFound; edge.ErrNotAllowed for who is not responsible.
func (s *Service) stateGround(ctx context.Context, ask asked[contracts.StatedGround]) (contracts.GroundReceipt, error) {
	k, st, err := s.admit(ctx, ask.id, access.KindCase)
	if err != nil {
		return contracts.GroundReceipt{}, err
	}
	r := st.resource(k.state, access.KindCase)
	r.Refused, r.Necessary, r.Purpose = true, true, despiteBan(necessity.Ground(ask.body.Ground))
	if err := edge.Admit(ctx, ask.id.String(), r, ErrNotFound); err != nil {
		return contracts.GroundReceipt{}, err
	}
	var c refusal.Check
	text(&c, "reason", ask.body.Reason, true)
	if err := c.Refusal(); err != nil {
		return contracts.GroundReceipt{}, err
	}
	who := edge.ActorOf(ctx).ID
	id := necessity.IDOf(who, ask.id)
	cmd := necessity.StateGround{
		Actor: who, Person: k.state.Person, Case: ask.id, Ground: necessity.Ground(ask.body.Ground), Tell: s.officers(), At: edge.Now(ctx),
	}
	if cmd.Born, err = s.bornOf(ctx, k); err != nil {
		return contracts.GroundReceipt{}, err
	}
	b := s.vault.Batch(ctx, s.necessities.Stream(id.String()), es.IssueOf(ctx).Command)
	cmd.Reason = b.Seal(documentOf(k.state.Person, k.state.Task), "reason", vault.Plain(ask.body.Reason))
	if err := b.Err(); err != nil {
		return contracts.GroundReceipt{}, err
	}
	out, err := s.necessities.Handle(ctx, id.String(), cmd)
	if err != nil {
		return contracts.GroundReceipt{}, err
	}
	receipt := contracts.Receipt{Matter: ask.id, Revision: out.Revision, Position: out.Position.String()}
	return contracts.GroundReceipt{Receipt: receipt, Until: out.State.Until}, nil
}

// officers are the privacy officers of the county.
func (s *Service) officers() (all []string) {
	for _, w := range s.area.Workers {
		if w.Role == access.PrivacyOfficer {
			all = append(all, w.ID)
		}
	}
	return all
}

// ground returns the ground on which who asks sees what is refused, now; empty:
// none holds. Errors: the store's.
func (s *Service) ground(ctx context.Context, id es.ID) (necessity.Ground, error) {
	n, err := necessity.Of(ctx, s.necessities, edge.ActorOf(ctx).ID, id)
	if err != nil || !n.Holds(edge.Now(ctx)) {
		return "", err
	}
	return n.Ground, nil
}

// onGround is a paper that a ban hides as it is asked for on a ground.
func onGround(r access.Resource, g necessity.Ground) access.Resource {
	if r.Refused && g != "" {
		r.Necessary, r.Purpose = true, despiteBan(g)
	}
	return r
}

// tellGround is the fact that a ground was stated, without its reason.
func tellGround(r es.Recorded) (contracts.Fact, bool, error) {
	event, err := necessity.History.Decode(r.Name, r.Data)
	if err != nil {
		return contracts.Fact{}, false, err
	}
	e, ok := event.(necessity.GroundStated)
	if !ok {
		return contracts.Fact{}, false, nil
	}
	data, err := json.Marshal(contracts.BanGroundTold{Person: e.Person, Actor: e.Actor, Ground: string(e.Ground), Told: e.Told, Until: e.Until})
	if err != nil {
		return contracts.Fact{}, false, fmt.Errorf("encode fact of %s: %w", r.Name, err)
	}
	return contracts.Fact{Type: contracts.FactBanGroundStated, Subject: e.Case.String(), Data: data}, true, nil
}
