package peergroups

import (
	"context"
	"slices"
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/readmodel"
)

// seeGroups lists the groups that meet today or later, by first session.
func (s *Service) seeGroups(ctx context.Context, ask listing.Ask) (contracts.GroupPage, error) {
	page := contracts.GroupPage{Rows: []contracts.GroupRow{}, Stale: !listing.Visible(ctx, s.list, ask.After)}
	today := calendar.On(edge.Now(ctx))
	items, next, err := s.list.Page(ctx, listed, readmodel.PageQuery{
		Min: earliest(today), Max: listing.Highest, After: ask.From, Limit: listing.PageSize,
	})
	if err != nil {
		return page, listing.Fault(err)
	}
	if next != nil {
		page.Next = next.String()
	}
	for _, item := range items {
		if item.Row.past(today) || !sees(ctx, item.Key, item.Row.Group) {
			continue
		}
		row, err := s.openRow(ctx, item.Key, item.Row)
		if err != nil {
			return page, err
		}
		page.Rows = append(page.Rows, row)
	}
	return page, nil
}

// openRow opens a group for who asks: a young person learns of the own place.
func (s *Service) openRow(ctx context.Context, key string, row Row) (contracts.GroupRow, error) {
	group, err := es.ParseID(key)
	if err != nil {
		return contracts.GroupRow{}, err
	}
	w, err := s.open(ctx, key, row)
	if err != nil {
		return contracts.GroupRow{}, err
	}
	out := contracts.GroupRow{
		Group: group, Name: w.Name, Place: w.Place, Seats: row.Seats, Free: row.Seats - len(row.Members),
		Waiting: len(row.Queue), First: inHelsinki(row.First), Last: inHelsinki(row.Last), Revision: row.Revision,
	}
	if edge.ActorOf(ctx).Role == access.Youth {
		who, err := asker(ctx)
		if err != nil {
			return contracts.GroupRow{}, err
		}
		place, inLine := row.PlaceOf(who)
		out.Mine, out.InLine = string(place), inLine
	}
	return out, nil
}

// seeGroup reads the group from history itself: a page that somebody acts on is
// never behind.
func (s *Service) seeGroup(ctx context.Context, id es.ID) (contracts.Group, error) {
	happened, err := s.streams.History(ctx, id.String())
	if err != nil {
		return contracts.Group{}, err
	}
	if len(happened) == 0 {
		return contracts.Group{}, ErrNotFound
	}
	var row Row
	var view contracts.Group
	for _, h := range happened {
		row = applyRow(row, h.Recorded, h.Event)
		if e, ok := h.Event.(GroupFounded); ok {
			view.Leader, view.Sessions = e.Leader, told(e.Sessions)
		}
	}
	if !sees(ctx, id.String(), row.Group) {
		return contracts.Group{}, ErrNotFound
	}
	view.GroupRow, err = s.openRow(ctx, id.String(), row)
	return view, err
}

// seePeople says who is in a group, to who leads it. Nobody else learns more than
// that there is none for them.
func (s *Service) seePeople(ctx context.Context, id es.ID) (contracts.GroupPeople, error) {
	out, err := s.streams.Load(ctx, id.String())
	if err != nil {
		return contracts.GroupPeople{}, err
	}
	if !out.State.Founded {
		return contracts.GroupPeople{}, ErrNotFound
	}
	r := groupFor(ctx, out.State)
	if err := edge.Admit(ctx, id.String(), r, ErrNotFound); err != nil {
		return contracts.GroupPeople{}, err
	}
	unseen := func(person es.ID) bool {
		r.Person = person.String()
		return !edge.Sees(ctx, id.String(), r)
	}
	return contracts.GroupPeople{
		Members: slices.DeleteFunc(slices.Clone(out.State.Members), unseen),
		Queue:   slices.DeleteFunc(slices.Clone(out.State.Queue), unseen),
	}, nil
}

func told(sessions []Session) []contracts.Session {
	out := make([]contracts.Session, len(sessions))
	for i, s := range sessions {
		out[i] = contracts.Session{Starts: inHelsinki(s.Starts), Ends: inHelsinki(s.Ends)}
	}
	return out
}

func inHelsinki(t time.Time) time.Time { return t.In(calendar.Helsinki()) }
