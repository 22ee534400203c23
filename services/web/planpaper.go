package web

import (
	"cmp"
	"net/http"
	"strconv"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// planPaperView is one version of a plan, to print.
type planPaperView struct {
	caseView
	Version contracts.PlanVersion
}

// planPaperPath is one version of a case's plan.
func planPaperPath(id es.ID, number int) string { return plansPath(id) + "/" + strconv.Itoa(number) }

// planVersion returns the version of the plan that the address names, and its
// case.
func (v *visit) planVersion() (planPaperView, error) {
	id, err := cases().idOf(v.r)
	if err != nil {
		return planPaperView{}, err
	}
	plans, _, err := edge.Call[contracts.PlanVersions](v.ctx(), v.Transitions, edge.Request{Method: http.MethodGet, Path: plansPath(id)})
	if err != nil {
		return planPaperView{}, err
	}
	version := numbered(plansView{PlanVersions: plans}.readable(), v.r.PathValue("number"))
	if version == nil {
		return planPaperView{}, errNoPage
	}
	view, err := v.caseView(id)
	return planPaperView{view, *version}, err
}

// showPlanPaper answers GET /cases/{case}/plans/{number}: a page to print, in
// Finnish or Swedish, whatever the language of the worker.
func (s *Service) showPlanPaper(v *visit) error {
	view, err := v.planVersion()
	if err != nil {
		return err
	}
	v.speak(v.r.URL.Query().Get("lang"))
	return v.show(http.StatusOK, planPaper(v, view))
}

// sendNationalPlan answers GET /cases/{case}/plans/{number}/national with the
// version in its national structure, as a file. Who the client is comes from the
// matter that the case came from: without an identity code there is no file, and
// a page says so. It is in the language of the paper that it was asked for from.
func (s *Service) sendNationalPlan(v *visit) error {
	view, err := v.planVersion()
	if err != nil {
		return err
	}
	if view.Partly {
		return errClientAway
	}
	if view.clientCode() == "" {
		no := refusal.Refusal{Kind: refusal.Untimely, Code: "national-data-missing"}
		return v.show(http.StatusConflict, noPaperPage(v, planPaperPath(view.Case.Case, view.Version.Number), no))
	}
	v.speak(cmp.Or(v.r.URL.Query().Get("lang"), v.texts.Lang))
	child := view.Origin.Notification.Child
	of := contracts.PlanDocumentOf{FamilyName: child.FamilyName, GivenNames: child.GivenNames, IdentityCode: view.clientCode(), Language: v.texts.Lang}
	d, _, err := edge.Call[contracts.NationalDocument](v.ctx(), v.Transitions, edge.Request{
		Method: http.MethodPost, Path: planPaperPath(view.Case.Case, view.Version.Number) + "/document", Body: of, Command: es.NewID(),
	})
	if err != nil {
		return err
	}
	return v.sendDocument("plan", d)
}

// clientCode is the identity code that the client has now, whatever was said when
// the matter came that the case is from; empty: there is none, or not for the reader.
func (c caseView) clientCode() string {
	if c.Origin == nil {
		return ""
	}
	return c.Origin.CurrentCode
}
