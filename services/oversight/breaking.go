package oversight

import (
	"context"
	"slices"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/glass"
)

// broken is the glass as it was last broken, and under which command.
type broken struct {
	glass.GlassBroken
	now      glass.Glass
	command  es.ID
	revision es.Revision
}

// breakGlass opens one person's data to who asks, for an hour, and has those told
// who must hear of it.
func (s *Service) breakGlass(ctx context.Context, asked contracts.GlassAsked) (contracts.GlassReceipt, error) {
	if err := CheckGlass(asked); err != nil {
		return contracts.GlassReceipt{}, err
	}
	who := edge.ActorOf(ctx)
	id, task := glass.IDOf(who.ID, asked.Person), access.Task(asked.Task)
	if err := admitGlass(ctx, id, asked.Person, task); err != nil {
		return contracts.GlassReceipt{}, err
	}
	tell, err := s.mustHear(ctx, asked.Person, who.ID)
	if err != nil {
		return contracts.GlassReceipt{}, err
	}
	reason, err := s.sealReason(ctx, id, asked.Person, asked.Reason)
	if err != nil {
		return contracts.GlassReceipt{}, err
	}
	return s.onGlass(ctx, id, glass.BreakGlass{
		Actor: who.ID, Person: asked.Person, Task: task, Reason: reason, Tell: tell, At: edge.Now(ctx),
	})
}

// admitGlass asks whether who asks may break the glass. The use log says of it, as
// of all that is then read, that the glass was broken.
func admitGlass(ctx context.Context, id, person es.ID, task access.Task) error {
	return edge.Admit(ctx, id.String(), access.Resource{
		Kind: access.KindCase, Person: person.String(), Task: task, Relations: []access.Relation{access.GlassBroken},
	}, edge.ErrNotFound)
}

// mustHear returns who must hear of a broken glass: who is responsible for the
// person, and the privacy officers; never who breaks it.
func (s *Service) mustHear(ctx context.Context, person es.ID, who string) ([]string, error) {
	now, err := s.everyID(ctx, person)
	if err != nil {
		return nil, err
	}
	tell := now.Workers()
	for _, w := range s.area.Workers {
		if w.Role == access.PrivacyOfficer && !slices.Contains(tell, w.ID) {
			tell = append(tell, w.ID)
		}
	}
	return slices.DeleteFunc(tell, func(id string) bool { return id == who }), nil
}

// mendGlass closes a person's data before the hour is over.
func (s *Service) mendGlass(ctx context.Context, person es.ID) (contracts.GlassReceipt, error) {
	who := edge.ActorOf(ctx).ID
	id := glass.IDOf(who, person)
	b, err := s.lastBroken(ctx, id)
	if err != nil {
		return contracts.GlassReceipt{}, err
	}
	if err := admitGlass(ctx, id, person, b.Task); err != nil {
		return contracts.GlassReceipt{}, err
	}
	return s.onGlass(ctx, id, glass.MendGlass{Actor: who, At: edge.Now(ctx)})
}

func (s *Service) onGlass(ctx context.Context, id es.ID, cmd glass.Command) (contracts.GlassReceipt, error) {
	out, err := s.glass.Handle(ctx, id.String(), cmd)
	if err != nil {
		return contracts.GlassReceipt{}, err
	}
	receipt := contracts.Receipt{Matter: id, Revision: out.Revision, Position: out.Position.String()}
	return contracts.GlassReceipt{Receipt: receipt, Until: out.State.Until}, nil
}

// seeGlass shows the privacy officer and who is responsible why a glass was
// broken, the last time.
func (s *Service) seeGlass(ctx context.Context, id es.ID) (contracts.Glass, error) {
	b, err := s.lastBroken(ctx, id)
	if err != nil {
		return contracts.Glass{}, err
	}
	if _, err := s.admitLog(ctx, id.String(), b.Person); err != nil {
		return contracts.Glass{}, err
	}
	reason, err := s.openReason(ctx, id, b.command, b.Reason)
	return contracts.Glass{
		Glass: id, Person: b.Person, Actor: b.Actor, Task: string(b.Task), Reason: reason, Told: b.Told,
		At: b.At, Until: b.now.Until, Revision: b.revision,
	}, err
}

// lastBroken reads a glass from history. Errors: edge.ErrNotFound if it was never
// broken; the store's.
func (s *Service) lastBroken(ctx context.Context, id es.ID) (broken, error) {
	happened, err := s.glass.History(ctx, id.String())
	if err != nil {
		return broken{}, err
	}
	var b broken
	for _, h := range happened {
		b.now, b.revision = glass.Decider.Evolve(b.now, h.Event), h.Revision
		if e, ok := h.Event.(glass.GlassBroken); ok {
			b.GlassBroken, b.command = e, h.Meta.Command
		}
	}
	if b.Person.IsZero() {
		return broken{}, edge.ErrNotFound
	}
	return b, nil
}
