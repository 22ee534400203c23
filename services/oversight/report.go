package oversight

import (
	"context"
	"net/http"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
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
	entries, err := s.all(func(after seen.Cursor) (seen.Page, error) { return s.seen.LooksOn(ctx, day, after, extractPage) })
	if err != nil {
		return contracts.DailyReport{}, err
	}
	report := contracts.DailyReport{Day: day, Alerts: []contracts.Alert{}}
	for _, a := range uselog.Report(entries, uselog.Facts{}, uselog.DefaultLimits()) {
		report.Alerts = append(report.Alerts, contracts.Alert{
			Kind: string(a.Kind), Actor: a.Actor, Unit: a.Unit, Persons: len(a.Persons), Looks: a.Looks, First: a.First, Last: a.Last,
		})
	}
	return report, nil
}
