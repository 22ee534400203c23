package transitions

import (
	"context"
	"slices"
	"strings"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// The routes of what comes at the end of aftercare, and after it.

func (s *Service) extend(ctx context.Context, ask asked[contracts.Extension]) (contracts.Receipt, error) {
	k, _, err := s.admit(ctx, ask.id, access.KindDecision)
	if err != nil {
		return contracts.Receipt{}, err
	}
	grounds, err := s.sealText(ctx, k, "grounds", ask.body.Grounds)
	return s.handle(ctx, ask.id, ExtendAftercare{Until: ask.body.Until, Grounds: grounds, On: today(ctx), By: s.by(ctx)}, err)
}

func (s *Service) findAreas(ctx context.Context, ask asked[contracts.Residence]) (contracts.Receipt, error) {
	if _, _, err := s.admit(ctx, ask.id, access.KindDecision); err != nil {
		return contracts.Receipt{}, err
	}
	var c refusal.Check
	where := Whereabouts{
		Home: areaOf(&c, "home", ask.body.Home), LivesIn: areaOf(&c, "lives_in", ask.body.LivesIn),
		HomeThen: areaOf(&c, "home_then", ask.body.HomeThen), PaidCare: ask.body.PaidCare, DecidedIn: ask.body.DecidedIn,
	}
	return s.handle(ctx, ask.id, FindAreas{Whereabouts: where, On: today(ctx), By: s.by(ctx)}, c.Refusal())
}

func (s *Service) makeClosingPlan(ctx context.Context, ask asked[contracts.ClosingPlan]) (contracts.Receipt, error) {
	k, _, err := s.admit(ctx, ask.id, access.KindPlan)
	if err != nil {
		return contracts.Receipt{}, err
	}
	cmd := MakeClosingPlan{WithYouth: ask.body.WithYouth, NotNeeded: ask.body.NotNeeded, On: today(ctx), By: s.by(ctx)}
	for _, part := range []struct {
		into        *vault.Sealed
		name, plain string
	}{{&cmd.Ends, "ends", ask.body.Ends}, {&cmd.Services, "services", ask.body.Services}, {&cmd.Grounds, "grounds", ask.body.Grounds}} {
		if *part.into, err = s.sealText(ctx, k, part.name, strings.TrimSpace(part.plain)); err != nil {
			return contracts.Receipt{}, err
		}
	}
	return s.handle(ctx, ask.id, cmd, nil)
}

// close opens the birth date that the right was judged on: how long the young
// person may come back is counted from it. Nobody is shown it here.
func (s *Service) close(ctx context.Context, ask asked[contracts.Closing]) (contracts.Receipt, error) {
	k, _, err := s.admit(ctx, ask.id, access.KindCase)
	if err != nil {
		return contracts.Receipt{}, err
	}
	cmd := CloseCase{Reason: ask.body.Reason, On: today(ctx), By: s.by(ctx)}
	if cmd.Born, err = s.bornOf(ctx, k); err != nil {
		return contracts.Receipt{}, err
	}
	cmd.Grounds, err = s.sealText(ctx, k, "grounds", ask.body.Grounds)
	return s.handle(ctx, ask.id, cmd, err)
}

// bornOf opens the birth date of the last assessment of the right; zero: there
// is none.
func (s *Service) bornOf(ctx context.Context, k known) (calendar.Date, error) {
	for _, h := range slices.Backward(k.happened) {
		if judged, ok := h.Event.(RightAssessed); ok {
			b := s.vault.Batch(ctx, h.Stream, h.Meta.Command)
			born := b.Open("birth_date", judged.BirthDate).Reveal()
			if err := b.Err(); err != nil {
				return calendar.Date{}, err
			}
			return calendar.Parse(born)
		}
	}
	return calendar.Date{}, nil
}

// takeBack is the way back into a case that has ended: for who had it, and for
// their unit, so that nobody who comes back waits for one worker.
func (s *Service) takeBack(ctx context.Context, id es.ID) (contracts.Receipt, error) {
	k, err := s.knowBefore(ctx, id)
	if err != nil {
		return contracts.Receipt{}, err
	}
	st := s.toPart(ctx, Part{Holder: k.state.Responsible, Task: k.state.Task})
	err = edge.Admit(ctx, id.String(), st.resource(k.state, access.KindCase), ErrNotFound)
	return s.handle(ctx, id, ReturnToAftercare{On: today(ctx), By: s.by(ctx)}, err)
}
