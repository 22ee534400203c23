package oversight

import (
	"context"
	"net/http"
	"slices"
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/uselog"
	"nivel/libs/uselog/seen"
)

// reportDay reads the day of a report; zero: today. Errors: ErrNotADay.
func reportDay(r *http.Request) (calendar.Date, error) { return dayOf(r.URL.Query().Get("day")) }

// seeReport shows the privacy officer what of a day's use should be looked at. It
// names no client.
func (s *Service) seeReport(ctx context.Context, day calendar.Date) (contracts.DailyReport, error) {
	if day.IsZero() {
		day = calendar.On(edge.Now(ctx))
	}
	if err := edge.Admit(ctx, day.String(), access.Resource{Kind: access.KindReport}, edge.ErrNotFound); err != nil {
		return contracts.DailyReport{}, err
	}
	entries, err := s.dayOf(ctx, day)
	if err != nil {
		return contracts.DailyReport{}, err
	}
	var facts uselog.Facts
	if facts.Usual, err = s.usualBefore(ctx, day); err != nil {
		return contracts.DailyReport{}, err
	}
	if facts.Ended, err = s.endedOf(ctx, entries); err != nil {
		return contracts.DailyReport{}, err
	}
	report := contracts.DailyReport{Day: day, Alerts: []contracts.Alert{}}
	for _, a := range uselog.Report(entries, facts, uselog.DefaultLimits()) {
		report.Alerts = append(report.Alerts, contracts.Alert{
			Kind: string(a.Kind), Actor: a.Actor, Unit: a.Unit, Persons: len(a.Persons), Looks: a.Looks, First: a.First, Last: a.Last,
			Near: nearOf(a.Near),
		})
	}
	return report, nil
}

// nearOf says in codes how near somebody seems to who looked.
func nearOf(how []access.Nearness) (codes []string) {
	for _, one := range how {
		codes = append(codes, string(one))
	}
	return codes
}

// dayOf reads all of a day, however much it is: a report of part of a day would say
// of the rest that there was nothing.
func (s *Service) dayOf(ctx context.Context, day calendar.Date) ([]uselog.Entry, error) {
	var entries []uselog.Entry
	for after := seen.Cursor(""); ; {
		page, err := s.seen.LooksOn(ctx, day, after, extractPage)
		if err != nil {
			return nil, fault(err)
		}
		entries = append(entries, page.Entries...)
		if after = page.Next; after == "" {
			return entries, nil
		}
	}
}

// usualDays is over how many days back the usual is counted.
const usualDays = 10

// usualBefore returns how many persons workers opened in a day, over the days before.
func (s *Service) usualBefore(ctx context.Context, day calendar.Date) (uselog.Usual, error) {
	usual := uselog.Usual{}
	for back := usualDays; back > 0; back-- {
		entries, err := s.dayOf(ctx, day.AddDays(-back))
		if err != nil {
			return nil, err
		}
		usual = usual.With(entries)
	}
	return usual, nil
}

// endedOf answers when the last client relationship of each person was over who was
// opened one by one. Somebody who was shown to a team, or to who was consulted, has a
// matter that goes on: that is how these relations come to be (services/intake), and
// it may be newer than what was told. So may a matter be that somebody has of whom
// nothing was told yet.
func (s *Service) endedOf(ctx context.Context, entries []uselog.Entry) (func(es.ID) (time.Time, bool), error) {
	goesOn := map[es.ID]bool{}
	held := mattersHeld(entries)
	for _, e := range entries {
		if e.Outcome != uselog.Denied && slices.Contains([]access.Relation{access.Team, access.Consulted, access.Offered}, e.Relation) {
			for _, p := range e.Persons {
				goesOn[p] = true
			}
		}
	}
	ended := map[es.ID]calendar.Date{}
	asked := map[es.ID]bool{}
	for _, e := range entries {
		if len(e.Persons) != 1 || asked[e.Persons[0]] || goesOn[e.Persons[0]] {
			continue
		}
		asked[e.Persons[0]] = true
		now, err := s.everyID(ctx, e.Persons[0])
		if err != nil {
			return nil, err
		}
		if last, over := now.over(); over && !now.anew(held[e.Persons[0]]) {
			ended[e.Persons[0]] = last
		}
	}
	return func(p es.ID) (time.Time, bool) {
		last, over := ended[p]
		return last.AddDays(1).Midnight(), over // the day itself belongs to it
	}, nil
}
