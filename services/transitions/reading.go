package transitions

import (
	"context"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
	"nivel/services/transitions/consent"
)

func (s *Service) seeCases(ctx context.Context, ask listing.Ask) (contracts.CasePage, error) {
	page := contracts.CasePage{View: ask.View, Today: today(ctx).String()}
	page.Stale = !listing.Visible(ctx, s.list, ask.After)
	items, next, err := s.list.Page(ctx, ofWorker(ask.View, edge.ActorOf(ctx).ID), ask.Query())
	if err != nil {
		return page, listing.Fault(err)
	}
	if next != nil {
		page.Next = next.String()
	}
	for _, item := range items {
		row, seen, err := s.seeRow(ctx, ask.View, item)
		if err != nil {
			return page, err
		}
		if seen {
			page.Rows = append(page.Rows, row)
		}
	}
	page.Counts, err = s.counts(ctx)
	return page, listing.Fault(err)
}

// seeRow returns what who asks may see of a row of a list. False: nothing. Of a
// case that is only offered they see the offer; and what was only disclosed is
// not in lists.
func (s *Service) seeRow(ctx context.Context, view string, item readmodel.Item[Row]) (shown contracts.CaseRow, seen bool, err error) {
	row := item.Row
	c := Case{Person: row.Person, Offer: Offer{To: row.OfferedTo}}
	st := s.toPart(ctx, Part{Holder: row.Responsible, Task: row.Task})
	st.closed = !row.Closed.IsZero()
	if view == viewOfferedToMe {
		if !edge.Sees(ctx, view, c.asOffered(st, edge.ActorOf(ctx)).resource(c, access.KindHandover)) {
			return shown, false, nil
		}
		shown, err = showRow(ctx, item.Key, row.offer())
		return shown, true, err
	}
	if !edge.Sees(ctx, view, st.resource(c, access.KindCase)) {
		return shown, false, nil
	}
	shown, err = showRow(ctx, item.Key, row)
	right := st.resource(c, access.KindDecision)
	right.Task = row.RightIn
	if right.Refused, err = s.rightRefused(ctx, row); err != nil {
		return shown, false, err
	}
	if row.Right != "" && !edge.Sees(ctx, view, right) {
		shown.Right, shown.DutyEnd, shown.ExtendedUntil, shown.ReturnUntil = "", calendar.Date{}, calendar.Date{}, calendar.Date{}
	}
	return shown, true, err
}

// rightRefused reports whether a ban keeps the right of a row, which is of another
// service task, from who asks.
func (s *Service) rightRefused(ctx context.Context, row Row) (bool, error) {
	tasks := edge.ActorOf(ctx).Tasks
	if row.Right == "" || tasks.Has(row.RightIn) {
		return false, nil
	}
	will, err := consent.Of(ctx, s.consents, row.Person)
	return refused(will, paper{name: paperRight}, row.RightIn, tasks), err
}

func (s *Service) counts(ctx context.Context) ([]contracts.ViewCount, error) {
	now, tomorrow := dayScore(today(ctx)), dayScore(today(ctx).AddDays(1))
	var counts []contracts.ViewCount
	for _, view := range views {
		count := contracts.ViewCount{View: view}
		for _, part := range []struct {
			into     *int
			min, max float64
		}{{&count.Total, listing.Lowest, listing.Highest}, {&count.Overdue, 0, now - 1}, {&count.Today, now, tomorrow - 1}} {
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
		return es.ID{}, listing.Fault(err)
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
		Case: id, Person: row.Person, OpenedOn: row.OpenedOn, Task: string(row.Task), Responsible: row.Responsible,
		Right: string(row.Right), DutyEnd: row.DutyEnd, OfferedTo: row.OfferedTo, RespondBy: row.RespondBy,
		ExtendedUntil: row.ExtendedUntil, ClosedOn: row.Closed, ReturnUntil: row.ReturnUntil,
		HousingDue: row.housingDue(), HousingLate: !row.housingDue().IsZero() && row.housingDue().Before(today(ctx)),
		Next: step, Due: due, Overdue: !due.IsZero() && due.Before(today(ctx)), Revision: row.Revision,
	}, nil
}
