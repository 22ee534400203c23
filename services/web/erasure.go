package web

import (
	"net/http"
	"net/url"
	"strconv"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// erasureView is what the pages about a request for erasure need to know.
type erasureView struct {
	contracts.Erasures
	form
	Names names
	No    *refusal.Refusal
	Done  bool // it was recorded
}

// erasureAddress is where a request to erase a person's data is recorded.
func erasureAddress(person es.ID) string { return "/people/" + person.String() + "/erasures" }

// paperAddress is the decision at a place of the list, counted from the oldest: so
// that a later one does not change it.
func (e erasureView) paperAddress(i int) string {
	return erasureAddress(e.Person) + "/" + strconv.Itoa(len(e.Refused)-i)
}

func (v *visit) erasures() (erasureView, error) {
	person, err := es.ParseID(v.r.PathValue("person"))
	if err != nil {
		return erasureView{}, errNoPage
	}
	seen, _, err := edge.Call[contracts.Erasures](v.ctx(), v.Intake, edge.Request{Method: http.MethodGet, Path: erasureAddress(person)})
	return erasureView{Erasures: seen, form: emptyForm()}, err
}

// showErasures answers GET /people/{person}/erasures.
func (s *Service) showErasures(v *visit) error {
	view, err := v.erasures()
	if err != nil {
		return err
	}
	view.Done = v.r.URL.Query().Get("done") == "recorded"
	return v.show(http.StatusOK, erasurePage(v, view))
}

// showErasure answers GET /people/{person}/erasures/{number}: a page to print, in
// Finnish or Swedish, whatever the language of the worker.
func (s *Service) showErasure(v *visit) error {
	view, err := v.erasures()
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(v.r.PathValue("number"))
	if err != nil || number < 1 || number > len(view.Refused) {
		return errNoPage
	}
	v.speak(v.r.URL.Query().Get("lang"))
	view.Names = v.namesOf([]es.ID{view.Person})
	return v.show(http.StatusOK, erasurePaper(v, view, view.Refused[len(view.Refused)-number]))
}

// refuseErasure answers POST /people/{person}/erasures.
func (s *Service) refuseErasure(v *visit) error {
	view, err := v.erasures()
	if err != nil {
		return err
	}
	view.form = v.sentForm()
	r := reading{form: view.form}
	r.must("asked")
	body := contracts.ErasureAsked{Asked: r.day("asked")}
	if len(r.wrong) > 0 {
		return v.erasureRefused(view, refusal.Refusal{Kind: refusal.Invalid, Fields: r.wrong})
	}
	_, _, err = edge.Call[contracts.LifeReceipt](v.ctx(), s.Intake, edge.Request{
		Method: http.MethodPost, Path: erasureAddress(view.Person), Command: view.command, Body: body,
	})
	no, refused := refusal.As(err)
	switch {
	case away(err):
		edge.Note(v.ctx(), err)
		return v.show(http.StatusServiceUnavailable, sendAgainPage(v, view.form))
	case refused && (len(no.Fields) > 0 || no.Kind == refusal.Untimely):
		edge.Note(v.ctx(), err)
		return v.erasureRefused(view, no)
	case err != nil:
		return err
	}
	return v.goTo(erasureAddress(view.Person), url.Values{"done": {"recorded"}})
}

func (v *visit) erasureRefused(view erasureView, no refusal.Refusal) error {
	view.form = view.refusedFor(no.Fields)
	if len(no.Fields) == 0 {
		view.No = &no
	}
	return v.show(http.StatusUnprocessableEntity, erasurePage(v, view))
}
