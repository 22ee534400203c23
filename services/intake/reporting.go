package intake

import (
	"context"
	"net/http"
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/listing"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
)

// figuresAsked is a half-year and the day that it is looked at.
type figuresAsked struct {
	window Window
	asOf   calendar.Date // zero: today
}

func decodeFigures(r *http.Request) (figuresAsked, error) {
	var c refusal.Check
	var ask figuresAsked
	month, err := time.Parse("2006-01", r.URL.Query().Get("from"))
	known := false
	if err == nil {
		ask.window, known = WindowOf(month.Year(), month.Month())
	}
	c.Require(known, "from", "unknown-window")
	if text := r.URL.Query().Get("as_of"); text != "" {
		ask.asOf, err = calendar.Parse(text)
		c.Require(err == nil, "as_of", "malformed-date")
	}
	return ask, c.Refusal()
}

// reportFigures reads them for the command line.
const reportFigures access.Action = "intake.report-figures"

// figuresPage is how many matters are read at a time.
const figuresPage = 500

// seeFigures counts the limits of law that were kept in a half-year. What was
// recorded until the end of the day looked at is "then"; a figure once sent can be
// made again on any later day.
func (s *Service) seeFigures(ctx context.Context, ask figuresAsked) (contracts.ThlReport, error) {
	day := today(ctx)
	if !ask.asOf.IsZero() {
		day = ask.asOf
	}
	if day.After(today(ctx)) {
		return contracts.ThlReport{}, ErrFutureDay
	}
	w, cut := ask.window, day.AddDays(1).Midnight()
	report := contracts.ThlReport{From: w.From, To: w.To, Due: w.Due, AsOf: day}
	query := readmodel.All(figuresPage)
	query.Min, query.Max = float64(firstDay.DaysUntil(w.From)), float64(firstDay.DaysUntil(w.To))
	for {
		items, next, err := s.timed.Page(ctx, setTimed, query)
		if err != nil {
			return report, listing.Fault(err)
		}
		for _, item := range items {
			item.Row.tally(w, day, cut, &report.Then)
			item.Row.tally(w, day, time.Time{}, &report.Now)
		}
		if next == nil {
			return report, nil
		}
		query.After = next
	}
}

// ErrFutureDay: figures of a day that has not come.
var ErrFutureDay = refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "as_of", Code: "in-the-future"}}}

func (s *Service) reportRoutes() {
	s.api.Handle("GET /figures", seeFigures, edge.Serve(decodeFigures, s.seeFigures))
	s.api.Handle("GET /reports/thl", reportFigures, edge.Serve(decodeFigures, s.seeFigures)) // for who runs the system
}
