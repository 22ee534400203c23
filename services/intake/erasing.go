package intake

import (
	"context"
	"net/http"
	"slices"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// erasureOf is a request to record how a request for erasure was answered.
type erasureOf struct {
	person es.ID
	body   contracts.ErasureAsked
}

func decodeErasure(r *http.Request) (erasureOf, error) {
	person, err := edge.ID(r, "person")
	if err != nil {
		return erasureOf{}, err
	}
	body, err := edge.JSON[contracts.ErasureAsked](r)
	return erasureOf{person, body}, err
}

func (s *Service) admitEnd(ctx context.Context, person es.ID) error {
	grounds, err := s.endOf(ctx, person)
	if err != nil {
		return err
	}
	return admitOnOne(ctx, person.String(), grounds)
}

func (s *Service) refuseErasure(ctx context.Context, ask erasureOf) (contracts.LifeReceipt, error) {
	if err := s.admitEnd(ctx, ask.person); err != nil {
		return contracts.LifeReceipt{}, err
	}
	var c refusal.Check
	c.Require(!ask.body.Asked.IsZero(), "asked", "required")
	if err := c.Refusal(); err != nil {
		return contracts.LifeReceipt{}, err
	}
	classes, err := s.classesOf(ctx, ask.person)
	if err != nil {
		return contracts.LifeReceipt{}, err
	}
	return s.handleLife(ctx, ask.person, RefuseErasure{Asked: ask.body.Asked, Classes: classes, Today: today(ctx), By: by(ctx).ID})
}

// classesOf are the classes of the data that this service has about a person.
func (s *Service) classesOf(ctx context.Context, person es.ID) (Classes, error) {
	classes := Classes{vault.ClientBasics}
	ids, err := s.idsOf(ctx, person)
	if err != nil {
		return nil, err
	}
	matters, err := s.mattersOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, m := range matters {
		class := vault.DocumentOf(person, access.Task(m.Task)).Class
		if class != "" && !slices.Contains(classes, class) {
			classes = append(classes, class)
		}
	}
	return classes, nil
}

func (s *Service) seeErasures(ctx context.Context, person es.ID) (contracts.Erasures, error) {
	out := contracts.Erasures{Person: person, Refused: []contracts.ErasureRefused{}}
	if err := s.admitEnd(ctx, person); err != nil {
		return out, err
	}
	happened, err := s.lives.History(ctx, person.String())
	if err != nil {
		return out, err
	}
	for _, h := range happened {
		if e, ok := h.Event.(ErasureRefused); ok {
			shown := contracts.ErasureRefused{Asked: e.Asked, On: e.On, By: e.By, Findings: e.Findings}
			for _, class := range e.Classes {
				shown.Classes = append(shown.Classes, keptFor(class))
			}
			out.Refused = append(out.Refused, shown)
		}
	}
	slices.Reverse(out.Refused)
	return out, nil
}

// keptFor is how long the annex has data of a class kept.
func keptFor(class vault.Class) contracts.Kept {
	kept := contracts.Kept{Class: string(class)}
	if r, ok := class.Retention(); ok {
		kept.Years, kept.From = r.Years, string(r.From)
	}
	return kept
}
