package web

import (
	"net/http"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// searchView is a search for people, and whom it found.
type searchView struct {
	form
	contracts.PeopleFound
	Asked bool
	Cases map[es.ID]es.ID // of the reader's own, by person
}

// showSearch answers GET /people: the box to type a name into.
func (s *Service) showSearch(v *visit) error {
	return v.show(http.StatusOK, searchPage(v, searchView{form: emptyForm()}))
}

// searchPeople answers POST /people. A name is sent and answered in bodies: it is
// in no address, and so in no history of a browser and no log.
func (s *Service) searchPeople(v *visit) error {
	view := searchView{form: v.sentForm(), Asked: true}
	found, _, err := edge.Call[contracts.PeopleFound](v.ctx(), s.Intake, edge.Request{
		Method: http.MethodPost, Path: "/people/search", Body: contracts.PeopleSearch{Name: view.text("name")},
	})
	no, refused := refusal.As(err)
	switch {
	case refused && len(no.Fields) > 0:
		edge.Note(v.ctx(), err)
		view.form, view.Asked = view.refusedFor(no.Fields), false
		return v.show(http.StatusUnprocessableEntity, searchPage(v, view))
	case err != nil:
		return err
	}
	view.PeopleFound, view.Cases = found, v.casesOf()
	return v.show(http.StatusOK, searchPage(v, view))
}

// casesOf returns the reader's own cases by person. Without them a name leads
// nowhere, and is shown all the same.
func (v *visit) casesOf() map[es.ID]es.ID {
	of := map[es.ID]es.ID{}
	if v.Transitions == nil {
		return of
	}
	page, err := v.Service.cases(v, casesView{View: caseViews()[0]})
	if err != nil {
		edge.Note(v.ctx(), err)
		return of
	}
	for _, row := range page.Rows {
		of[row.Person] = row.Case
	}
	return of
}
