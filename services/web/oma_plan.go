package web

import (
	"net/http"
	"slices"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/refusal"
)

// omaPlanView is the page of the own plan, with the form to write to it.
type omaPlanView struct {
	Case contracts.MyCase
	Has  bool // there is a case
	Form form
	No   string // code of what was refused as a whole; empty: nothing was
	Done bool
}

// showPlan answers GET /plan.
func (o *Oma) showPlan(v *omaVisit) error {
	return o.planPage(v, http.StatusOK, omaPlanView{Form: emptyForm(), Done: v.r.URL.Query().Get("done") == "written"})
}

func (o *Oma) planPage(v *omaVisit, status int, view omaPlanView) error {
	var err error
	if view.Case, view.Has, err = o.myCase(v); err != nil {
		return err
	}
	return v.show(status, omaPlanPage(v, view))
}

// writeToPlan answers POST /plan. What was typed is never lost: it stands in the
// form again, whatever was refused.
func (o *Oma) writeToPlan(v *omaVisit) error {
	f := v.sentForm()
	_, meta, err := edge.Call[contracts.Receipt](v.ctx(), o.Transitions, edge.Request{
		Method: http.MethodPost, Path: "/my/writings", Command: f.command, Body: contracts.NewWriting{Kind: f.text("kind"), Text: f.text("text")},
	})
	no, refused := refusal.As(err)
	switch {
	case err == nil:
		return v.goTo("/plan", doneQuery("written", meta))
	case away(err):
		edge.Note(v.ctx(), err)
		return v.show(http.StatusServiceUnavailable, omaSendAgainPage(v, f))
	case refused && len(no.Fields) > 0:
		edge.Note(v.ctx(), err)
		return o.planPage(v, http.StatusUnprocessableEntity, omaPlanView{Form: f.refusedFor(no.Fields)})
	case refused && slices.Contains(writingRefusals(), no.Code):
		edge.Note(v.ctx(), err)
		return o.planPage(v, http.StatusConflict, omaPlanView{Form: f.refusedFor(nil), No: no.Code})
	}
	return err
}

// writingRefusals are why nothing can be written now.
func writingRefusals() []string { return []string{"no-plan-yet", "too-much-unanswered", "case-closed"} }

// mayWrite reports whether there is a plan's case to write to.
func (p omaPlanView) mayWrite() bool { return p.Has && p.Case.ClosedOn.IsZero() }

// kindsNow are what may be written: without a plan there is nothing to comment on.
func (p omaPlanView) kindsNow() []string {
	if p.Case.Plan == nil {
		return contracts.WritingKinds()[:1]
	}
	return contracts.WritingKinds()
}
