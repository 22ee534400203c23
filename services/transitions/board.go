package transitions

import (
	"context"

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

func ofGaps(worker string) string    { return "gaps:" + worker }
func ofPassing(worker string) string { return "passing:" + worker }

// indexGaps puts a case on its worker's board, by the day of the first gap that
// stays until something happens. One that is over by itself, such as an absence,
// stands in a list of its own, by its last day.
func indexGaps(row Row) (entries []readmodel.Entry) {
	if gap, ok := lastingGap(row); ok {
		entries = append(entries, readmodel.Entry{Set: ofGaps(row.Responsible), Score: gap.score(row)})
	}
	if last := passingUntil(row); !last.IsZero() {
		entries = append(entries, readmodel.Entry{Set: ofPassing(row.Responsible), Score: dayScore(last) + dayNumber(row.OpenedOn)})
	}
	return entries
}

// score is where a case stands on a board whose first gap this is.
func (g Gap) score(row Row) float64 { return dayScore(g.On) + dayNumber(row.OpenedOn) }

// seeGaps answers "who may fall between, and from when on?" for a worker, and for
// the unit: to its workers as a list, to who leads it with a line for each worker.
func (s *Service) seeGaps(ctx context.Context, ask listing.Ask) (contracts.GapPage, error) {
	day := today(ctx)
	page := contracts.GapPage{View: ask.View, Today: day, Until: day.AddMonths(gapHorizon)}
	page.Stale = !listing.Visible(ctx, s.list, ask.After)
	workers := s.onBoard(ctx, ask.View)
	passing, err := s.passing(ctx, workers, day)
	if err != nil {
		return page, listing.Fault(err)
	}
	items, next, err := s.gapsAmong(ctx, workers, passing, ask)
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
	page.Workers, err = s.gapCounts(ctx, workers, passing, page)
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

// seeGapRow returns what who asks may see of a row of a board. False: nothing.
// When the right ends is part of its assessment, and shown to who sees that; so is
// until when support was decided.
func (s *Service) seeGapRow(ctx context.Context, item readmodel.Item[Row], until calendar.Date) (contracts.GapRow, bool, error) {
	row := item.Row
	shown, seen, err := s.seeRow(ctx, boardUnit, item)
	if err != nil || !seen {
		return contracts.GapRow{}, false, err
	}
	out := contracts.GapRow{CaseRow: shown, Away: awayOf(row.Away, today(ctx))}
	for _, gap := range gapsOf(row, today(ctx)) {
		if gap.On.After(until) || (gap.Kind == RightEnds || gap.Kind == DecisionEnds) && shown.Right == "" {
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
