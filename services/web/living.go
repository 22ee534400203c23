package web

import (
	"net/http"
	"net/url"
	"strconv"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
)

// livingView is everyday life in numbers, as who leads a unit sees it.
type livingView struct {
	Contacts   contracts.ContactReport
	Situations contracts.SituationReport
	Wellbeing  contracts.WellbeingReport
	All        []int           // the years that can be chosen, the newest first
	Months     []calendar.Date // the days that can be chosen, the newest first
}

// showLiving answers GET /living: how is the everyday life of the young people, in
// numbers by unit?
func (s *Service) showLiving(v *visit) error {
	view := livingView{Months: firstDays(v.today(), monthsBack)}
	for year := v.today().Year(); len(view.All) < 5; year-- {
		view.All = append(view.All, year)
	}
	year := v.r.URL.Query().Get("year")
	if year == "" {
		year = strconv.Itoa(view.All[0])
	}
	day := v.r.URL.Query().Get("day")
	if day == "" {
		day = view.Months[0].String()
	}
	contacts, _, err := edge.Call[contracts.ContactReport](v.ctx(), s.Transitions, edge.Request{Method: http.MethodGet, Path: "/daily/contacts", Query: url.Values{"year": {year}}})
	if err == nil {
		view.Situations, _, err = edge.Call[contracts.SituationReport](v.ctx(), s.Transitions, edge.Request{Method: http.MethodGet, Path: "/daily/situations", Query: url.Values{"day": {day}}})
	}
	if err == nil {
		view.Wellbeing, _, err = edge.Call[contracts.WellbeingReport](v.ctx(), s.Transitions, edge.Request{Method: http.MethodGet, Path: "/daily/wellbeing", Query: url.Values{"year": {year}}})
	}
	if isCode(err, "invalid-fields") {
		return v.goTo("/living", nil)
	}
	if err != nil {
		return err
	}
	view.Contacts = contacts
	return v.show(http.StatusOK, livingPage(v, view))
}

// unitOf is the name of a unit of a report.
func (v *visit) unitOf(code string) string {
	if code == "" {
		return v.texts.T("living.no-unit")
	}
	return v.unitText(code)
}

// lineOf is the name of a line of a report in which small units are told together.
func (v *visit) lineOf(code string) string {
	if code == "" {
		return v.texts.T("living.together")
	}
	return v.unitText(code)
}

// sumText is a sum of a report; a dash where it is hidden.
func (v *visit) sumText(n *int) string {
	if n == nil {
		return v.texts.T("living.hidden-sum")
	}
	return v.texts.number(*n)
}

// monthsBack is how many months back the page leads; an address may name any.
const monthsBack = 48

// firstDays are the first days of as many months, the newest first.
func firstDays(today calendar.Date, months int) []calendar.Date {
	first, _ := calendar.Of(today.Year(), today.Month(), 1)
	days := make([]calendar.Date, months)
	for i := range days {
		days[i] = first.AddMonths(-i)
	}
	return days
}
