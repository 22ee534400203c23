package transitions

import (
	"context"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// serviceTask is the task of every document of a case: aftercare is child
// protection (417/2007, section 75; 703/2023, section 37).
const serviceTask = access.ChildProtection

// sealing starts what seals the texts of the present command on a case, and
// says under whose key.
// Errors: ErrNotFound; the store's.
func (s *Service) sealing(ctx context.Context, id es.ID) (*vault.Batch, vault.Subject, error) {
	out, err := s.streams.Load(ctx, id.String())
	if err != nil {
		return nil, vault.Subject{}, err
	}
	if out.State.Person.IsZero() {
		return nil, vault.Subject{}, ErrNotFound
	}
	b := s.vault.Batch(ctx, s.streams.Stream(id.String()), es.IssueOf(ctx).Command)
	return b, vault.DocumentOf(out.State.Person, serviceTask), nil
}

// sealText checks and seals the one text of a command; none gives none.
func (s *Service) sealText(ctx context.Context, id es.ID, field, plain string) (vault.Sealed, error) {
	var c refusal.Check
	text(&c, field, plain, false)
	if err := c.Refusal(); err != nil {
		return vault.Sealed{}, err
	}
	b, who, err := s.sealing(ctx, id)
	if err != nil {
		return vault.Sealed{}, err
	}
	return b.Seal(who, field, vault.Plain(plain)), b.Err()
}

func sealPlan(b *vault.Batch, who vault.Subject, plan contracts.Plan) PlanTexts {
	texts := PlanTexts{
		Situation: b.Seal(who, "situation", vault.Plain(plan.Situation)),
		OwnView:   b.Seal(who, "own_view", vault.Plain(plan.OwnView)),
		Dissent:   b.Seal(who, "dissent", vault.Plain(plan.Dissent)),
	}
	for i, goal := range plan.Goals {
		texts.Goals = append(texts.Goals, b.Seal(who, goalField(i), vault.Plain(goal)))
	}
	return texts
}

// openPlan opens a plan; errors stay in b.
func openPlan(b *vault.Batch, e PlanMade) contracts.Plan {
	plan := contracts.Plan{
		Situation: b.Open("situation", e.Texts.Situation).Reveal(),
		OwnView:   b.Open("own_view", e.Texts.OwnView).Reveal(),
		Dissent:   b.Open("dissent", e.Texts.Dissent).Reveal(),
		OwnRating: e.OwnRating, OtherRating: e.OtherRating, ReviewBy: e.ReviewBy,
	}
	for i, goal := range e.Texts.Goals {
		plan.Goals = append(plan.Goals, b.Open(goalField(i), goal).Reveal())
	}
	return plan
}
