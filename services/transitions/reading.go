package transitions

import (
	"context"
	"errors"
	"math"
	"net/http"
	"slices"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
)

// pageSize is how many rows a page of a list has.
const pageSize = 50

// The ends of a list.
var lowest, highest = math.Inf(-1), math.Inf(1)

// patience bounds how long a list waits for a position to become visible.
const patience = 2 * time.Second

// listing is a request for a page of a list.
type listing struct {
	view  string
	from  *readmodel.Cursor
	after es.Position
}

// What a listing refuses.
var (
	// ErrUnknownView: there is no such list.
	ErrUnknownView = refusal.Refusal{Kind: refusal.Invalid, Code: "unknown-view"}
	// ErrMalformedPosition: what came as ?after= is no log position.
	ErrMalformedPosition = refusal.Refusal{Kind: refusal.Invalid, Code: "malformed-position"}
	// ErrMalformedCursor: what came as ?from= is no place in a list.
	ErrMalformedCursor = refusal.Refusal{Kind: refusal.Invalid, Code: "malformed-cursor"}
	// ErrRebuilding: the lists are being built anew from history; soon again.
	ErrRebuilding = refusal.Refusal{Kind: refusal.Busy, Code: "list-rebuilding"}
)

func decodeListing(r *http.Request) (listing, error) {
	q := r.URL.Query()
	ask := listing{view: q.Get("view")}
	if ask.view == "" {
		ask.view = viewMine
	}
	if !slices.Contains(views, ask.view) {
		return ask, ErrUnknownView
	}
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

func (s *Service) seeCases(ctx context.Context, ask listing) (contracts.CasePage, error) {
	page := contracts.CasePage{View: ask.view, Today: today(ctx).String()}
	page.Stale = !s.visible(ctx, ask.after)
	query := readmodel.All(pageSize)
	query.After = ask.from
	items, next, err := s.list.Page(ctx, ofWorker(ask.view, edge.ActorOf(ctx).ID), query)
	if err != nil {
		return page, rebuilding(err)
	}
	if next != nil {
		page.Next = next.String()
	}
	for _, item := range items {
		row, err := showRow(ctx, item.Key, item.Row)
		if err != nil {
			return page, err
		}
		page.Rows = append(page.Rows, row)
	}
	page.Counts, err = s.counts(ctx)
	return page, rebuilding(err)
}

// visible waits, with patience, until the lists show a position.
func (s *Service) visible(ctx context.Context, at es.Position) bool {
	if at == (es.Position{}) {
		return true
	}
	ctx, done := context.WithTimeout(ctx, patience)
	defer done()
	return s.list.WaitFor(ctx, at) == nil
}

func rebuilding(err error) error {
	if errors.Is(err, readmodel.ErrRebuilding) {
		return ErrRebuilding
	}
	return err
}

func (s *Service) counts(ctx context.Context) ([]contracts.ViewCount, error) {
	now, tomorrow := dayScore(today(ctx)), dayScore(today(ctx).AddDays(1))
	var counts []contracts.ViewCount
	for _, view := range views {
		count := contracts.ViewCount{View: view}
		for _, part := range []struct {
			into     *int
			min, max float64
		}{{&count.Total, lowest, highest}, {&count.Overdue, 0, now - 1}, {&count.Today, now, tomorrow - 1}} {
			n, err := s.list.Count(ctx, ofWorker(view, edge.ActorOf(ctx).ID), part.min, part.max)
			if err != nil {
				return nil, err
			}
			*part.into = n
		}
		counts = append(counts, count)
	}
	return counts, nil
}

// first returns the case that stands first in a list.
// Errors: none, if it is empty; ErrRebuilding; a Redis that fails.
func (s *Service) first(ctx context.Context, set string, none refusal.Refusal) (es.ID, error) {
	items, _, err := s.list.Page(ctx, set, readmodel.All(1))
	switch {
	case err != nil:
		return es.ID{}, rebuilding(err)
	case len(items) == 0:
		return es.ID{}, none
	}
	return es.ParseID(items[0].Key)
}

// showRow says what a list shows of a case to who asks.
func showRow(ctx context.Context, key string, row Row) (contracts.CaseRow, error) {
	id, err := es.ParseID(key)
	if err != nil {
		return contracts.CaseRow{}, err
	}
	step, due := row.Next(edge.ActorOf(ctx).ID)
	return contracts.CaseRow{
		Case: id, Person: row.Person, OpenedOn: row.OpenedOn, Responsible: row.Responsible,
		Right: string(row.Right), DutyEnd: row.DutyEnd, OfferedTo: row.OfferedTo, RespondBy: row.RespondBy,
		Next: step, Due: due, Overdue: !due.IsZero() && due.Before(today(ctx)), Revision: row.Revision,
	}, nil
}
