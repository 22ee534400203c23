package web

import (
	"net/http"
	"net/url"
	"strconv"

	"nivel/libs/contracts"
	"nivel/libs/edge"
)

// livingView is everyday life in numbers, as who leads a unit sees it.
type livingView struct {
	Contacts contracts.ContactReport
	All      []int // the years that can be chosen, the newest first
}

// showLiving answers GET /living: how is the everyday life of the young people, in
// numbers by unit?
func (s *Service) showLiving(v *visit) error {
	view := livingView{}
	for year := v.today().Year(); len(view.All) < 5; year-- {
		view.All = append(view.All, year)
	}
	year := v.r.URL.Query().Get("year")
	if year == "" {
		year = strconv.Itoa(view.All[0])
	}
	contacts, _, err := edge.Call[contracts.ContactReport](v.ctx(), s.Transitions, edge.Request{Method: http.MethodGet, Path: "/daily/contacts", Query: url.Values{"year": {year}}})
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

// sumText is a sum of a report; a dash where it is hidden.
func (v *visit) sumText(n *int) string {
	if n == nil {
		return v.texts.T("living.hidden-sum")
	}
	return v.texts.number(*n)
}
