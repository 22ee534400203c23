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

// A board is read from two lists for each worker: gaps that stay, by their day,
// and those that are over by themselves. The second is as long as the worker has
// cases, at most, and is read whole.

// onGap is a case on a board, by its first gap of a day.
type onGap = readmodel.Item[Row]

// passing returns, of each worker, the cases with a gap that is over by itself on a
// day or later, each with the score of its first gap on that day.
func (s *Service) passing(ctx context.Context, workers []string, day calendar.Date) (map[string][]onGap, error) {
	passing := map[string][]onGap{}
	for _, worker := range workers {
		query := readmodel.All(readPage)
		query.Min = dayScore(day)
		for more := true; more; {
			items, next, err := s.list.Page(ctx, ofPassing(worker), query)
			if err != nil {
				return nil, err
			}
			for _, item := range items {
				if gap, ok := NextGap(item.Row, day); ok {
					item.Score = gap.score(item.Row)
					passing[worker] = append(passing[worker], item)
				}
			}
			query.After, more = next, next != nil
		}
	}
	return passing, nil
}

// gapsAmong returns a page of the boards of several workers, as one list.
func (s *Service) gapsAmong(ctx context.Context, workers []string, passing map[string][]onGap, ask listing.Ask) ([]onGap, *readmodel.Cursor, error) {
	query := ask.Query()
	query.Max = dayScore(today(ctx).AddMonths(gapHorizon).AddDays(1)) - 1
	for {
		items, end, err := s.lasting(ctx, workers, passing, query)
		if err != nil {
			return nil, nil, err
		}
		for _, worker := range workers {
			for _, item := range passing[worker] {
				if item.Score <= query.Max && behind(item, query.After) && (end == nil || !behind(item, end)) {
					items = append(items, item)
				}
			}
		}
		slices.SortFunc(items, func(a, b onGap) int { return cmp.Or(cmp.Compare(a.Score, b.Score), cmp.Compare(a.Key, b.Key)) })
		if len(items) > listing.PageSize {
			items = items[:listing.PageSize]
			last := items[len(items)-1]
			end = &readmodel.Cursor{Score: last.Score, Key: last.Key}
		}
		if len(items) > 0 || end == nil {
			return items, end, nil
		}
		query.After = end
	}
}

// lasting returns cases by the gaps that stay, without those that passing has at
// another place, and up to where all of them were read; nil: to the end.
func (s *Service) lasting(ctx context.Context, workers []string, passing map[string][]onGap, query readmodel.PageQuery) (items []onGap, end *readmodel.Cursor, err error) {
	for _, worker := range workers {
		some, next, err := s.list.Page(ctx, ofGaps(worker), query)
		if err != nil {
			return nil, nil, err
		}
		elsewhere := map[string]bool{}
		for _, item := range passing[worker] {
			elsewhere[item.Key] = true
		}
		items = append(items, slices.DeleteFunc(some, func(item onGap) bool { return elsewhere[item.Key] })...)
		if next != nil && (end == nil || behind(onGap{Score: end.Score, Key: end.Key}, next)) {
			end = next
		}
	}
	return slices.DeleteFunc(items, func(item onGap) bool { return end != nil && behind(item, end) }), end, nil
}

// behind reports whether a case stands behind a place; all do where there is none.
func behind(item onGap, place *readmodel.Cursor) bool {
	return place == nil || cmp.Or(cmp.Compare(item.Score, place.Score), cmp.Compare(item.Key, place.Key)) > 0
}

// gapCounts counts the cases with an open gap and with one to come, of each
// worker: only figures, by the first gap of each case.
func (s *Service) gapCounts(ctx context.Context, workers []string, passing map[string][]onGap, page contracts.GapPage) ([]contracts.WorkerGaps, error) {
	if page.View == boardUnit && edge.ActorOf(ctx).Role != access.Manager {
		return nil, nil
	}
	tomorrow, end := dayScore(page.Today.AddDays(1)), dayScore(page.Until.AddDays(1))
	var counts []contracts.WorkerGaps
	for _, worker := range workers {
		n := contracts.WorkerGaps{Worker: worker}
		var err error
		if n.Open, err = s.list.Count(ctx, ofGaps(worker), listing.Lowest, tomorrow-1); err != nil {
			return nil, err
		}
		if n.Coming, err = s.list.Count(ctx, ofGaps(worker), tomorrow, end-1); err != nil {
			return nil, err
		}
		count := func(gap Gap, is bool, by int) {
			switch {
			case !is || gap.On.After(page.Until):
			case gap.On.After(page.Today):
				n.Coming += by
			default:
				n.Open += by
			}
		}
		for _, item := range passing[worker] { // counted by its first gap, not by what stays
			stays, is := lastingGap(item.Row)
			count(stays, is, -1)
			first, is := NextGap(item.Row, page.Today)
			count(first, is, 1)
		}
		if n.Open+n.Coming > 0 {
			counts = append(counts, n)
		}
	}
	return counts, nil
}
