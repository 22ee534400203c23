package transitions

import (
	"cmp"
	"context"
	"slices"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/listing"
	"nivel/libs/readmodel"
)

// The boards of gaps: of one's own cases, and of all that the unit has.
const (
	boardMine = "mine"
	boardUnit = "unit"
)

// gapHorizon is how many months ahead a board looks: as long as a handover takes
// when it begins in time.
const gapHorizon = 12

func ofGaps(worker string) string { return "gaps:" + worker }

// indexGaps puts a case on its worker's board, by the day of its first gap. No
// day is before the opening, so that an absence that is over stands there until
// the next event; the board itself leaves it out.
func indexGaps(row Row) []readmodel.Entry {
	gap, ok := NextGap(row, calendar.Date{})
	if !ok {
		return nil
	}
	return []readmodel.Entry{{Set: ofGaps(row.Responsible), Score: dayScore(gap.On) + dayNumber(row.OpenedOn)}}
}

// seeGaps answers "who may fall between, and from when on?" for a worker, and for
// the unit: to its workers as a list, to who leads it with a line for each worker.
func (s *Service) seeGaps(ctx context.Context, ask listing.Ask) (contracts.GapPage, error) {
	day := today(ctx)
	page := contracts.GapPage{View: ask.View, Today: day, Until: day.AddMonths(gapHorizon)}
	page.Stale = !listing.Visible(ctx, s.list, ask.After)
	workers := s.onBoard(ctx, ask.View)
	items, next, err := s.gapsAmong(ctx, workers, ask)
	if err != nil {
		return page, listing.Fault(err)
	}
	if next != nil {
		page.Next = next.String()
	}
	for _, item := range items {
		row, seen, err := s.seeGapRow(ctx, item, page.Until)
		if err != nil {
			return page, err
		}
		if seen {
			page.Rows = append(page.Rows, row)
		}
	}
	page.Workers, err = s.gapCounts(ctx, workers, page)
	return page, listing.Fault(err)
}

// onBoard lists the workers whose cases a board shows.
func (s *Service) onBoard(ctx context.Context, view string) []string {
	actor := edge.ActorOf(ctx)
	if view == boardMine {
		return []string{actor.ID}
	}
	var workers []string
	for _, w := range s.area.Workers {
		if w.Unit == actor.Unit && w.Unit != "" {
			workers = append(workers, w.ID)
		}
	}
	return workers
}

// gapsAmong returns a page of the boards of several workers, as one list.
func (s *Service) gapsAmong(ctx context.Context, workers []string, ask listing.Ask) ([]readmodel.Item[Row], *readmodel.Cursor, error) {
	query := ask.Query()
	query.Max = dayScore(today(ctx).AddMonths(gapHorizon).AddDays(1)) - 1
	var all []readmodel.Item[Row]
	more := false
	for _, worker := range workers {
		items, next, err := s.list.Page(ctx, ofGaps(worker), query)
		if err != nil {
			return nil, nil, err
		}
		all, more = append(all, items...), more || next != nil
	}
	slices.SortFunc(all, func(a, b readmodel.Item[Row]) int {
		return cmp.Or(cmp.Compare(a.Score, b.Score), cmp.Compare(a.Key, b.Key))
	})
	if more = more || len(all) > listing.PageSize; !more {
		return all, nil, nil
	}
	all = all[:listing.PageSize]
	last := all[len(all)-1]
	return all, &readmodel.Cursor{Score: last.Score, Key: last.Key}, nil
}

// seeGapRow returns what who asks may see of a row of a board. False: nothing.
// When the right ends is part of its assessment, and shown to who sees that.
func (s *Service) seeGapRow(ctx context.Context, item readmodel.Item[Row], until calendar.Date) (contracts.GapRow, bool, error) {
	row := item.Row
	shown, seen, err := s.seeRow(ctx, boardUnit, item)
	if err != nil || !seen {
		return contracts.GapRow{}, false, err
	}
	out := contracts.GapRow{CaseRow: shown, Away: awayOf(row.Away, today(ctx))}
	for _, gap := range gapsOf(row, today(ctx)) {
		if gap.On.After(until) || gap.Kind == RightEnds && shown.Right == "" {
			continue
		}
		out.Gaps = append(out.Gaps, contracts.Gap{Kind: string(gap.Kind), On: gap.On, Open: !gap.On.After(today(ctx))})
	}
	return out, len(out.Gaps) > 0, nil
}

// awayOf is an absence of a day for people to see; nil: there is none.
func awayOf(away WorkerAway, day calendar.Date) *contracts.Absence {
	if away.From.IsZero() || away.Until.Before(day) {
		return nil
	}
	return &contracts.Absence{From: away.From, Until: away.Until, Substitute: away.Substitute}
}

// gapCounts counts the cases with an open gap and with one to come, of each
// worker: only figures, by the first gap of each case.
func (s *Service) gapCounts(ctx context.Context, workers []string, page contracts.GapPage) ([]contracts.WorkerGaps, error) {
	if page.View == boardUnit && edge.ActorOf(ctx).Role != access.Manager {
		return nil, nil
	}
	tomorrow, end := dayScore(page.Today.AddDays(1)), dayScore(page.Until.AddDays(1))
	var counts []contracts.WorkerGaps
	for _, worker := range workers {
		open, err := s.list.Count(ctx, ofGaps(worker), listing.Lowest, tomorrow-1)
		if err != nil {
			return nil, err
		}
		coming, err := s.list.Count(ctx, ofGaps(worker), tomorrow, end-1)
		if err != nil {
			return nil, err
		}
		if open+coming > 0 {
			counts = append(counts, contracts.WorkerGaps{Worker: worker, Open: open, Coming: coming})
		}
	}
	return counts, nil
}

func (s *Service) recordAbsence(ctx context.Context, ask asked[contracts.Absence]) (contracts.Receipt, error) {
	if _, _, err := s.admit(ctx, ask.id, access.KindCase); err != nil {
		return contracts.Receipt{}, err
	}
	cmd := RecordAbsence{From: ask.body.From, Until: ask.body.Until, On: today(ctx), By: s.by(ctx)}
	if ask.body.Substitute != "" {
		colleague, ok := s.area.Worker(ask.body.Substitute)
		if !ok {
			return contracts.Receipt{}, ErrUnknownSubstitute
		}
		cmd.Substitute = workerOf(colleague)
	}
	return s.handle(ctx, ask.id, cmd, nil)
}

// continuity says how steady the worker was, as far as the case is in view.
func (l *look) continuity(day calendar.Date) *contracts.Continuity {
	if l.until == 0 {
		return nil
	}
	c := continuityOf(l.known.happened[:l.until], day)
	return &contracts.Continuity{Changes: c.Changes, Since: c.Since, Uncovered: c.Uncovered}
}
