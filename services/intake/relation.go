package intake

import (
	"context"
	"errors"
	"slices"
	"time"

	"nivel/libs/access"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// Glass says whether somebody has broken the glass for a person.
type Glass interface {
	// Open reports whether actor may read what is about person at now, having
	// given a reason.
	Open(ctx context.Context, actor string, person es.ID, now time.Time) (bool, error)
}

// relations says how an actor stands to what a worker holds, and which unit has
// it. What nobody holds, or a worker whom the area does not know (any more), lies
// in a queue: of its unit, or in the shared one of every unit; for those workers
// whose service tasks include child protection.
func (s *Service) relations(actor access.Actor, holder, queue string, closed bool) (unit string, all []access.Relation) {
	queued := holder == "" && slices.Contains(s.area.UnitCodes(), queue)
	if worker, ok := s.area.Worker(holder); ok {
		unit = worker.Unit
	} else if actor.Tasks.Has(access.ChildProtection) && (!queued || queue == actor.Unit) {
		unit = actor.Unit
	}
	if holder == actor.ID {
		all = append(all, access.Holder)
	}
	if unit != "" && unit == actor.Unit && !closed {
		all = append(all, access.Team)
	}
	if unit != "" && unit == actor.Unit && actor.Role == access.Manager {
		all = append(all, access.Leads)
	}
	return unit, all
}

// matterFor is a matter as who asks stands to it.
func (s *Service) matterFor(ctx context.Context, m Matter) (access.Resource, error) {
	r := access.Resource{Kind: access.KindMatter, Person: m.Person.String(), Task: access.ChildProtection, Closed: m.ended()}
	r.Unit, r.Relations = s.relations(edge.ActorOf(ctx), m.Holder, m.Queue, r.Closed)
	if len(r.Relations) > 0 {
		return r, nil
	}
	var err error
	r.Relations, err = s.throughGlass(ctx, m.Person)
	return r, err
}

// throughGlass is the relation of who has no other: they broke the glass for the
// person, under whichever of their ids.
func (s *Service) throughGlass(ctx context.Context, person es.ID) ([]access.Relation, error) {
	if s.glass == nil {
		return nil, nil
	}
	ids, err := s.idsOf(ctx, person)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		open, err := s.glass.Open(ctx, edge.ActorOf(ctx).ID, id, edge.Now(ctx))
		if err != nil {
			return nil, err
		}
		if open {
			return []access.Relation{access.GlassBroken}, nil
		}
	}
	return nil, nil
}

func has(r access.Resource, relation access.Relation) bool {
	for _, one := range r.Relations {
		if one == relation {
			return true
		}
	}
	return false
}

// admitTo decides whether who asks may act on a matter, as history has it, and
// returns it. A command that is sent again is judged on what it was first judged
// on: who has given a matter away may ask once more whether it was given.
//
// Errors: ErrNotFound; edge.ErrNoRelation; what the command itself refuses, for
// who may see the matter, but for what is missing in it: its texts are not sealed
// yet; edge.ErrNotAllowed.
func (s *Service) admitTo(ctx context.Context, id es.ID, cmd Command) (Matter, error) {
	return s.admitAs(ctx, id, cmd, s.matterFor)
}

// admitAs is admitTo for a part of a matter, which as names.
func (s *Service) admitAs(ctx context.Context, id es.ID, cmd Command, as func(context.Context, Matter) (access.Resource, error)) (Matter, error) {
	happened, err := s.streams.History(ctx, id.String())
	if err != nil {
		return Matter{}, err
	}
	var m Matter
	for _, h := range happened {
		if h.Meta.Command == es.IssueOf(ctx).Command && h.Meta.Actor == edge.ActorOf(ctx).ID {
			break
		}
		m = h.Event.evolve(m)
	}
	if !m.Registered {
		return m, ErrNotFound
	}
	r, err := as(ctx, m)
	if err != nil {
		return m, err
	}
	err = edge.Admit(ctx, id.String(), r, ErrNotFound)
	if errors.Is(err, edge.ErrNotAllowed) { // they may see the matter: the rule says more than the policy
		_, no := cmd.decide(m)
		if said, is := refusal.As(no); is && said.Kind != refusal.Invalid {
			return m, no
		}
	}
	return m, err
}

func refused(err error) bool {
	_, ok := refusal.As(err)
	return ok
}
