package peergroups

import (
	"context"
	"errors"
	"math"
	"net/http"
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
)

// pageSize is how many groups a page of the list is made of.
const pageSize = 50

// patience bounds how long a list waits for a position to become visible.
const patience = 2 * time.Second

// listing is a request for a page of the list.
type listing struct {
	from  *readmodel.Cursor
	after es.Position
}

// What a listing refuses.
var (
	// ErrMalformedPosition: what came as ?after= is no log position.
	ErrMalformedPosition = refusal.Refusal{Kind: refusal.Invalid, Code: "malformed-position"}
	// ErrMalformedCursor: what came as ?from= is no place in a list.
	ErrMalformedCursor = refusal.Refusal{Kind: refusal.Invalid, Code: "malformed-cursor"}
	// ErrRebuilding: the list is being built anew from history; soon again.
	ErrRebuilding = refusal.Refusal{Kind: refusal.Busy, Code: "list-rebuilding"}
)

func decodeListing(r *http.Request) (listing, error) {
	var ask listing
	q := r.URL.Query()
	if from := q.Get("from"); from != "" {
		cursor, err := readmodel.ParseCursor(from)
		if err != nil {
			return ask, ErrMalformedCursor
		}
		ask.from = &cursor
	}
	if after := q.Get("after"); after != "" {
		position, err := es.ParsePosition(after)
		if err != nil {
			return ask, ErrMalformedPosition
		}
		ask.after = position
	}
	return ask, nil
}

// seeGroups lists the groups that meet today or later, by first session.
func (s *Service) seeGroups(ctx context.Context, ask listing) (contracts.GroupPage, error) {
	page := contracts.GroupPage{Rows: []contracts.GroupRow{}, Stale: !s.visible(ctx, ask.after)}
	today := calendar.On(edge.Now(ctx))
	items, next, err := s.list.Page(ctx, listed, readmodel.PageQuery{
		Min: earliest(today), Max: math.Inf(1), After: ask.from, Limit: pageSize,
	})
	if errors.Is(err, readmodel.ErrRebuilding) {
		return page, ErrRebuilding
	}
	if err != nil {
		return page, err
	}
	if next != nil {
		page.Next = next.String()
	}
	for _, item := range items {
		if item.Row.past(today) {
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

// visible waits, with patience, until the list shows a position.
func (s *Service) visible(ctx context.Context, at es.Position) bool {
	if at == (es.Position{}) {
		return true
	}
	ctx, done := context.WithTimeout(ctx, patience)
	defer done()
	return s.list.WaitFor(ctx, at) == nil
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
	view.GroupRow, err = s.openRow(ctx, id.String(), row)
	if seesPeople(edge.ActorOf(ctx).Role) {
		view.Members, view.Queue = row.Members, row.Queue
	}
	return view, err
}

func told(sessions []Session) []contracts.Session {
	out := make([]contracts.Session, len(sessions))
	for i, s := range sessions {
		out[i] = contracts.Session{Starts: inHelsinki(s.Starts), Ends: inHelsinki(s.Ends)}
	}
	return out
}

func inHelsinki(t time.Time) time.Time { return t.In(calendar.Helsinki()) }
