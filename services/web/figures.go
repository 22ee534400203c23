package web

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
)

// figuresView is the supervision figures of a half-year, as the page shows them.
type figuresView struct {
	contracts.ThlReport
	From string   // the half-year shown, YYYY-MM
	All  []string // those that can be chosen, the newest first
}

// halfYears are the half-years that have begun, the newest first.
func halfYears(today calendar.Date) []string {
	var all []string
	for year := today.Year(); len(all) < 6; year-- {
		for _, month := range []time.Month{time.October, time.April} {
			if first, _ := calendar.Of(year, month, 1); !first.After(today) {
				all = append(all, first.String()[:len("2006-01")])
			}
		}
	}
	return all
}

// showFigures answers GET /figures: which limits of law were kept?
func (s *Service) showFigures(v *visit) error {
	view, err := s.figures(v)
	if isCode(err, "invalid-fields") {
		return v.goTo("/figures", nil)
	}
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, figuresPage(v, view))
}

func (s *Service) figures(v *visit) (figuresView, error) {
	view := figuresView{All: halfYears(v.today()), From: v.r.URL.Query().Get("from")}
	if view.From == "" {
		view.From = view.All[0]
	}
	query := url.Values{"from": {view.From}}
	if asOf := v.r.URL.Query().Get("as_of"); asOf != "" {
		if typed, err := readDate(asOf); err == nil {
			asOf = typed.String()
		}
		query.Set("as_of", asOf)
	}
	report, _, err := edge.Call[contracts.ThlReport](v.ctx(), s.Intake, edge.Request{Method: http.MethodGet, Path: "/figures", Query: query})
	view.ThlReport = report
	if !slices.Contains(view.All, view.From) {
		view.All = append(view.All, view.From)
	}
	return view, err
}

// sendFigures answers GET /figures.csv: the same as a file. Its column names are
// codes, the same in every language.
func (s *Service) sendFigures(v *visit) error {
	view, err := s.figures(v)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("figures-%s-as-of-%s.csv", view.ThlReport.From, view.AsOf)
	v.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.w.Header().Set("Content-Disposition", "attachment; filename="+name)
	return csv.NewWriter(v.w).WriteAll(view.Records(contracts.ThlKnown()...))
}

// address is where the same figures are as a file.
func (f figuresView) address() string {
	return "/figures.csv?" + url.Values{"from": {f.From}, "as_of": {f.AsOf.String()}}.Encode()
}
