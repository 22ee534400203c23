package transitions

import (
	"context"
	"slices"
	"time"

	"nivel/libs/access"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// Glass knows who has broken the glass for whom: who may read without a relation
// to the client, for an hour and with a reason.
type Glass interface {
	Open(ctx context.Context, actor string, person es.ID, now time.Time) (bool, error)
}

// known is a case as history tells it to who asks: its texts still sealed, and
// nothing decided yet.
type known struct {
	id       es.ID
	happened []es.Happening[Event]
	state    Case
}

// know reads a case from history.
// Errors: ErrNotFound; the store's.
func (s *Service) know(ctx context.Context, id es.ID) (known, error) {
	happened, err := s.streams.History(ctx, id.String())
	if err != nil {
		return known{}, err
	}
	return knownOf(id, happened)
}

func knownOf(id es.ID, happened []es.Happening[Event]) (known, error) {
	if len(happened) == 0 {
		return known{}, ErrNotFound
	}
	k := known{id: id, happened: happened}
	for _, h := range happened {
		k.state = h.Event.evolve(k.state)
	}
	return k, nil
}

// knowBefore reads a case as it stood before the present command: one that is
// sent again, by the same worker, is answered by what they were to the case
// when they sent it first.
// Errors: ErrNotFound; the store's.
func (s *Service) knowBefore(ctx context.Context, id es.ID) (known, error) {
	k, err := s.know(ctx, id)
	if err != nil {
		return known{}, err
	}
	command, actor := es.IssueOf(ctx).Command, edge.ActorOf(ctx).ID
	again := slices.IndexFunc(k.happened, func(h es.Happening[Event]) bool {
		return h.Meta.Command == command && h.Meta.Actor == actor
	})
	if again <= 0 {
		return k, nil
	}
	return knownOf(id, k.happened[:again])
}

// until is the case as it stood when the part of that number ended.
func (k known) until(part int) known {
	var c Case
	for i, h := range k.happened {
		if c = h.Event.evolve(c); len(c.Former) > part {
			cut, _ := knownOf(k.id, k.happened[:i+1])
			return cut
		}
	}
	return k
}

// standing is how who asks stands to a part of a case.
type standing struct {
	part      Part
	number    int // of the part among those that have ended
	relations []access.Relation
	unit      string // of who has or had it
	closed    bool   // responsibility has gone to somebody else
}

// present says how who asks stands to the case as it is now.
// Errors: those of asking for broken glass.
func (s *Service) present(ctx context.Context, c Case) (standing, error) {
	now := s.toPart(ctx, Part{Holder: c.Responsible, Task: c.Task})
	if actor := edge.ActorOf(ctx).ID; actor != "" && c.Away.Substitute == actor && c.Away.covers(today(ctx)) {
		now.relations = append(now.relations, access.Substitute)
	}
	now.closed = !c.Closed.IsZero()
	if s.glass == nil {
		return now, nil
	}
	open, err := s.glass.Open(ctx, edge.ActorOf(ctx).ID, c.Person, edge.Now(ctx))
	if open {
		now.relations = append(now.relations, access.GlassBroken)
	}
	return now, err
}

// toPart says how who asks stands to who has or had a part: it is their own, of
// their unit, or of the unit that they manage.
func (s *Service) toPart(ctx context.Context, part Part) standing {
	actor := edge.ActorOf(ctx)
	holder, _ := s.area.Worker(part.Holder)
	st := standing{part: part, unit: holder.Unit}
	if part.Holder == actor.ID {
		st.relations = append(st.relations, access.Holder)
	}
	switch {
	case holder.Unit == "" || holder.Unit != actor.Unit:
	case actor.Role == access.Manager:
		st.relations = append(st.relations, access.Leads)
	default:
		st.relations = append(st.relations, access.Team)
	}
	return st
}

// former says how who asks stands to the last part of the case that was theirs
// and that has ended: they go on seeing it as it stood when it left them, so that
// both sides of a handover can follow it. False: they had none.
func (s *Service) former(ctx context.Context, c Case) (standing, bool) {
	if !c.Closed.IsZero() {
		return standing{}, false // it ended with the case
	}
	for i, part := range slices.Backward(c.Former) {
		st := s.toPart(ctx, part)
		st.number, st.closed = i, true
		if slices.Contains(st.relations, access.Holder) || slices.Contains(st.relations, access.Leads) {
			return st, true
		}
	}
	return standing{}, false
}

// asOffered is st with the relation of who was offered the case, if who asks was.
func (c Case) asOffered(st standing, actor access.Actor) standing {
	if c.Offer.To == actor.ID {
		st.relations = append(slices.Clone(st.relations), access.Offered)
	}
	return st
}

// resource is what a policy is asked about: something of that kind in the part.
func (st standing) resource(c Case, kind string) access.Resource {
	return access.Resource{
		Kind: kind, Person: c.Person.String(), Task: st.part.Task, Unit: st.unit, Relations: st.relations, Closed: st.closed,
	}
}

// paper is one paper of the case as a resource, in one of the service tasks to
// which it belongs.
func (st standing) paper(c Case, p paper, task access.Task, actor access.Actor) access.Resource {
	r := st.resource(c, p.kind)
	r.Task = task
	related := slices.ContainsFunc(st.relations, func(relation access.Relation) bool {
		return relation == access.Holder || relation == access.Team || relation == access.Leads
	})
	if related && disclosedTo(p.disclosed, actor) {
		r.Relations = append(slices.Clone(r.Relations), access.DisclosedTo)
	}
	return r
}

// admit reads the case of a command and asks whether who asks may do it, to
// something of that kind.
// Errors: ErrNotFound, the same for a case that is not there and for one that
// must not seem to be; edge.ErrNotAllowed; the store's.
func (s *Service) admit(ctx context.Context, id es.ID, kind string) (known, standing, error) {
	k, err := s.knowBefore(ctx, id)
	if err != nil {
		return known{}, standing{}, err
	}
	return s.admitTo(ctx, k, kind)
}

// admitTo is admit for a case that was read already.
func (s *Service) admitTo(ctx context.Context, k known, kind string) (known, standing, error) {
	st, err := s.present(ctx, k.state)
	if err != nil {
		return known{}, standing{}, err
	}
	if kind == access.KindHandover {
		st = k.state.asOffered(st, edge.ActorOf(ctx))
	}
	if had, ok := s.former(ctx, k.state); ok && len(st.relations) == 0 {
		st = had
	}
	return k, st, edge.Admit(ctx, k.id.String(), st.resource(k.state, kind), ErrNotFound)
}
