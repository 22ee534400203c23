package transitions

import (
	"context"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// sealing starts what seals the texts of the present command on a case, and
// says under whose key.
func (s *Service) sealing(ctx context.Context, k known) (*vault.Batch, vault.Subject) {
	b := s.vault.Batch(ctx, s.streams.Stream(k.id.String()), es.IssueOf(ctx).Command)
	return b, documentOf(k.state.Person, k.state.Task)
}

// documentOf returns whose and which class is what is written in a service task:
// it stays of that task, and is kept as long as its documents are.
func documentOf(person es.ID, task access.Task) vault.Subject {
	if task == access.FamilyLaw {
		return vault.Subject{Person: person, Class: vault.FamilyLawOther} // the young person is of age
	}
	return vault.DocumentOf(person, task)
}

// sealText checks and seals the one text of a command; none gives none.
func (s *Service) sealText(ctx context.Context, k known, field, plain string) (vault.Sealed, error) {
	var c refusal.Check
	text(&c, field, plain, false)
	if err := c.Refusal(); err != nil {
		return vault.Sealed{}, err
	}
	b, who := s.sealing(ctx, k)
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
	sealDepth(b, who, plan.PlanDepth, &texts)
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
	plan.PlanDepth = openDepth(b, e)
	return plan
}
