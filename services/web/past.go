package web

import (
	"net/http"
	"net/url"
	"slices"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// pastView is a case as it was on a past day, or the question which day.
type pastView struct {
	form
	Case  es.ID
	Past  *contracts.Past // nil: the day is still to be asked, or was not answered
	Names names
	Today calendar.Date
	No    *refusal.Refusal

	groups knownGroups // that the young person was in by then
}

// pastPath is the page on which a case is seen as of a past day.
func pastPath(in es.ID) string { return casePath(in) + "/past" }

// showPast answers GET /cases/{case}/past: what was so on a past day, as recorded
// then or as known now? Without a day it asks for one.
func (s *Service) showPast(v *visit) error {
	id, err := cases().idOf(v.r)
	if err != nil {
		return err
	}
	view := pastView{form: form{typed: v.r.URL.Query(), command: es.NewID()}, Case: id, Today: v.today()}
	if !view.typed.Has("day") {
		view.typed = url.Values{"known": {contracts.KnownThen}}
		return v.show(http.StatusOK, pastPage(v, view))
	}
	r := reading{form: view.form}
	r.must("day")
	day, known := r.day("day"), r.text("known")
	if !slices.Contains(contracts.PastKnown(), known) {
		known = contracts.KnownThen
	}
	if len(r.wrong) > 0 {
		return v.pastRefused(view, refusal.Refusal{Kind: refusal.Invalid, Fields: r.wrong})
	}
	past, _, err := edge.Call[contracts.Past](v.ctx(), v.Transitions, edge.Request{
		Method: http.MethodGet, Path: pastPath(id), Query: url.Values{"day": {day.String()}, "known": {known}},
	})
	if no, refused := refusal.As(err); refused && (len(no.Fields) > 0 || no.Kind == refusal.Untimely) {
		edge.Note(v.ctx(), err)
		return v.pastRefused(view, no)
	}
	if err != nil {
		return err
	}
	view.Past, view.Names, view.groups = &past, v.namesOf([]es.ID{past.Person}), v.groupsOf(past.Groups)
	return v.show(http.StatusOK, pastPage(v, view))
}

func (v *visit) pastRefused(view pastView, no refusal.Refusal) error {
	view.form = view.refusedFor(no.Fields)
	if len(no.Fields) == 0 {
		view.No = &no
	}
	return v.show(http.StatusUnprocessableEntity, pastPage(v, view))
}

// asCase is the past as the parts of the case's page show a case.
func (p pastView) asCase() caseView {
	return caseView{Case: p.Past.Case, Names: p.Names, Today: p.Past.Day, groups: p.groups}
}
