package peergroups

import (
	"context"

	"nivel/libs/access"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// groupFor is a group as who asks stands to it; for a young person who has a
// place in it, it is about that person.
func groupFor(ctx context.Context, g Group) access.Resource {
	r := access.Resource{Kind: access.KindGroup}
	actor := edge.ActorOf(ctx)
	if g.Leader == actor.ID {
		r.Relations = append(r.Relations, access.Leads)
	}
	if who, err := asker(ctx); err == nil {
		if place, _ := g.PlaceOf(who); place != "" {
			r.Person, r.Relations = actor.ID, append(r.Relations, access.Self, access.TakesPart)
		}
	}
	return r
}

// sees decides on one group and notes it where it is about somebody. A group
// without its people is nobody's data: to most it is open, and nothing is noted.
func sees(ctx context.Context, id string, g Group) bool {
	r := groupFor(ctx, g)
	if r.Person == "" && edge.ActorOf(ctx).Role != access.ExpertByExperience {
		return true // GroupRead was decided before
	}
	return edge.Sees(ctx, id, r)
}

// ownSeat is the seat, or the place in the queue, of who asks.
func ownSeat(who es.ID) access.Resource {
	return access.Resource{Kind: access.KindGroup, Person: who.String(), Relations: []access.Relation{access.Self}}
}
