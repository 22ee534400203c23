package transitions

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/readmodel"
)

// The pace of the alarms. What is due changes with the day only; looking again
// soon costs one question to Redis.
const (
	lookEvery  = 30 * time.Second // how often it is looked for what is due
	alarmsPage = 100              // cases read at once
	raisers    = 16               // that are asked at a time: history syncs what comes together at once
	catchUp    = 2 * time.Second  // for the list to show what was recorded
)

// unanswered is the list of offers that await an answer and of which no alarm was
// raised, by the first day of that.
const unanswered = "unanswered"

// indexUnanswered puts a case where the alarms look.
func indexUnanswered(row Row) []readmodel.Entry {
	if row.OfferedTo == "" || row.Overdue {
		return nil
	}
	return []readmodel.Entry{{Set: unanswered, Score: dayNumber(row.RespondBy.AddDays(1))}}
}

// alarms raises what is due until ctx ends, then returns nil. The list says where
// to look; whether it is due, and was raised before, each case decides from
// history. So whatever stops this when, in however many processes it runs: each is
// raised once.
func (s *Service) alarms(ctx context.Context) error {
	logged := ""
	for {
		err := s.raiseDue(ctx)
		if ctx.Err() != nil {
			return nil
		}
		text := fmt.Sprint(err)
		if err != nil && text != logged {
			s.logger.ErrorContext(ctx, "transitions: an alarm waits", "err", err)
		}
		logged = text
		pause(ctx, s.every)
	}
}

// pause returns after d, or when ctx ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// raiseDue goes through all that is due by today. A case that fails keeps no
// other from being told of.
// Errors: those of single cases, joined; a Redis that fails.
func (s *Service) raiseDue(ctx context.Context) error {
	day := calendar.On(s.clock())
	query := readmodel.PageQuery{Min: listing.Lowest, Max: dayNumber(day), Limit: alarmsPage}
	var failed []error
	for {
		due, next, err := s.list.Page(ctx, unanswered, query)
		if errors.Is(err, readmodel.ErrRebuilding) {
			return errors.Join(failed...)
		}
		if err != nil {
			return errors.Join(append(failed, err)...)
		}
		last, err := s.raiseAll(ctx, due, day)
		failed = append(failed, err)
		s.await(ctx, last)
		if query.After = next; next == nil || ctx.Err() != nil {
			return errors.Join(failed...)
		}
	}
}

// raiseAll asks the cases of a page, some at a time, and returns where the log
// stands then.
func (s *Service) raiseAll(ctx context.Context, due []readmodel.Item[Row], day calendar.Date) (last es.Position, err error) {
	at, failed := make([]es.Position, len(due)), make([]error, len(due))
	var asking sync.WaitGroup
	for r := range min(raisers, len(due)) {
		asking.Go(func() {
			for i := r; i < len(due); i += raisers {
				at[i], failed[i] = s.raise(ctx, due[i], day)
			}
		})
	}
	asking.Wait()
	for _, reached := range at {
		if reached.After(last) {
			last = reached
		}
	}
	return last, errors.Join(failed...)
}

// raise asks one case, and returns where the log stands then.
func (s *Service) raise(ctx context.Context, item readmodel.Item[Row], day calendar.Date) (es.Position, error) {
	ctx = es.WithIssue(ctx, es.Issue{Actor: system})
	out, err := s.streams.Handle(ctx, item.Key, RaiseAlarm{Tell: s.aboveBoth(item.Row.Responsible, item.Row.OfferedTo), On: day})
	if err != nil {
		return es.Position{}, fmt.Errorf("raise the alarm of %s: %w", item.Key, err)
	}
	return out.Position, nil
}

// await waits a while for the list to show what was recorded, so that it is not
// asked about again. If it does not, asking again changes nothing.
func (s *Service) await(ctx context.Context, at es.Position) {
	if at == (es.Position{}) {
		return
	}
	ctx, done := context.WithTimeout(ctx, catchUp)
	defer done()
	_ = s.list.WaitFor(ctx, at)
}

// aboveBoth lists who leads the units of two workers; where nobody leads one, the
// worker in their place, so that no alarm is unheard.
func (s *Service) aboveBoth(from, to string) []string {
	var told []string
	for _, id := range []string{from, to} {
		worker, _ := s.area.Worker(id)
		managers := s.leaders(worker)
		if len(managers) == 0 {
			managers = []string{id}
		}
		told = append(told, managers...)
	}
	return slices.Compact(slices.Sorted(slices.Values(told)))
}

// leaders lists who leads the unit of a worker.
func (s *Service) leaders(of area.Worker) (ids []string) {
	for _, w := range s.area.Workers {
		if w.Role == access.Manager && w.Unit == of.Unit && of.Unit != "" {
			ids = append(ids, w.ID)
		}
	}
	return ids
}

// offeredOf is st with the relation of who was offered the case, if who asks was;
// and, once the answer is overdue, if who asks leads the unit of who was: they
// were told of it, and see the offer that it is about.
func (s *Service) offeredOf(c Case, st standing, actor access.Actor) standing {
	receiver, _ := s.area.Worker(c.Offer.To)
	if c.Offer.Overdue && slices.Contains(s.leaders(receiver), actor.ID) {
		st.relations = append(slices.Clone(st.relations), access.Offered)
		return st
	}
	return c.asOffered(st, actor)
}
