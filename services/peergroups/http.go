package peergroups

import (
	"context"
	"errors"
	"net/http"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/refusal"
)

// routes is the whole surface of the service, one line each.
func (s *Service) routes() {
	s.api.Handle("POST /groups", foundGroup, edge.Serve(edge.JSON[contracts.NewGroup], s.found))
	s.api.Handle("GET /groups", seeGroups, edge.Serve(listing.Decoder(), s.seeGroups))
	s.api.Handle("GET /groups/{group}", seeGroup, edge.Serve(groupID, s.seeGroup))
	s.api.Handle("GET /groups/{group}/people", seePeople, edge.Serve(groupID, s.seePeople))
	s.api.Handle("POST /groups/{group}/seat", signUp, edge.Serve(groupID, s.signUp))
	s.api.Handle("DELETE /groups/{group}/seat", giveUpSeat, edge.Serve(groupID, s.giveUpSeat))
}

// ErrNotAPerson: who asks is no person whom a seat could be for.
var ErrNotAPerson = refusal.Refusal{Kind: refusal.Forbidden, Code: "not-a-person"}

func groupID(r *http.Request) (es.ID, error) { return edge.ID(r, "group") }

// found founds a group. Its id derives from the command's, so that the same
// command again finds the same group.
func (s *Service) found(ctx context.Context, n contracts.NewGroup) (contracts.Receipt, error) {
	series, err := CheckNewGroup(n, edge.Now(ctx))
	if err != nil {
		return contracts.Receipt{}, err
	}
	command := es.IssueOf(ctx).Command
	group := command.Derive("group")
	sealed, err := s.seal(ctx, group, command, words{Name: n.Name, Place: n.Place})
	if err != nil {
		return contracts.Receipt{}, err
	}
	cmd := FoundGroup{Words: sealed, Seats: n.Seats, Leader: edge.ActorOf(ctx).ID, Series: series}
	out, err := s.streams.Handle(ctx, group.String(), cmd)
	if err != nil {
		return contracts.Receipt{}, err
	}
	return receipt(group, out), nil
}

func (s *Service) signUp(ctx context.Context, group es.ID) (contracts.SeatReceipt, error) {
	who, err := asker(ctx)
	if err != nil {
		return contracts.SeatReceipt{}, err
	}
	return s.seat(ctx, group, who, SignUp{Person: who, At: edge.Now(ctx)})
}

func (s *Service) giveUpSeat(ctx context.Context, group es.ID) (contracts.SeatReceipt, error) {
	who, err := asker(ctx)
	if err != nil {
		return contracts.SeatReceipt{}, err
	}
	return s.seat(ctx, group, who, GiveUpSeat{Person: who, At: edge.Now(ctx)})
}

// seat carries out what a person asks of a group, in that person's turn, and
// answers where the person stands now. Another process may be served first any
// number of times in a rush; each time somebody got a place, so it ends, and the
// request's deadline bounds it.
func (s *Service) seat(ctx context.Context, group, who es.ID, cmd Command) (contracts.SeatReceipt, error) {
	if !edge.Sees(ctx, group.String(), ownSeat(who)) {
		return contracts.SeatReceipt{}, ErrNotFound
	}
	done, err := s.turns.take(ctx, group)
	if err != nil {
		return contracts.SeatReceipt{}, err
	}
	defer done()
	out, err := s.streams.Handle(ctx, group.String(), cmd)
	for errors.Is(err, es.ErrConflict) && ctx.Err() == nil {
		out, err = s.streams.Handle(ctx, group.String(), cmd)
	}
	if err != nil {
		return contracts.SeatReceipt{}, err
	}
	place, inLine := out.State.PlaceOf(who)
	return contracts.SeatReceipt{Receipt: receipt(group, out), Mine: string(place), InLine: inLine}, nil
}

// asker returns the young person who asks.
func asker(ctx context.Context) (es.ID, error) {
	who, err := es.ParseID(edge.ActorOf(ctx).ID)
	if err != nil || who.IsZero() {
		return es.ID{}, ErrNotAPerson
	}
	return who, nil
}

func receipt(group es.ID, out es.Outcome[Group]) contracts.Receipt {
	return contracts.Receipt{Matter: group, Revision: out.Revision, Position: out.Position.String()}
}
