package web

import (
	"net/http"
	"slices"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/refusal"
)

// showMyHandover answers GET /handover: what is told about me to the next worker,
// and is it right?
func (o *Oma) showMyHandover(v *omaVisit) error {
	return o.myHandover(v, http.StatusOK, omaHandoverView{Form: emptyForm()})
}

func (o *Oma) myHandover(v *omaVisit, status int, view omaHandoverView) error {
	var err error
	if view.Case, _, err = o.myCase(v); err != nil {
		return err
	}
	return v.show(status, omaHandoverPage(v, view))
}

// omaHandoverView is what is told to the next worker, and the answer to it.
type omaHandoverView struct {
	Case contracts.MyCase
	Form form
	No   string // code of what was refused as a whole; empty: nothing was
}

// reviewSummary answers POST /handover. Both buttons send what was typed; which
// was pressed says whether the summary is right.
func (o *Oma) reviewSummary(v *omaVisit) error {
	f := v.sentForm()
	review := contracts.SummaryReview{Agrees: f.raw("answer") == "agrees", Comment: f.text("comment")}
	_, _, err := edge.Call[contracts.Receipt](v.ctx(), o.Transitions, edge.Request{Method: http.MethodPost, Path: "/my/summary", Command: f.command, Body: review})
	no, refused := refusal.As(err)
	switch {
	case err == nil:
		return v.goTo("/handover", map[string][]string{"done": {"saved"}})
	case away(err):
		edge.Note(v.ctx(), err)
		return v.show(http.StatusServiceUnavailable, omaSendAgainPage(v, f))
	case refused && len(no.Fields) > 0:
		edge.Note(v.ctx(), err)
		return o.myHandover(v, http.StatusUnprocessableEntity, omaHandoverView{Form: f.refusedFor(commentWrong(no.Fields))})
	case refused && slices.Contains(reviewRefusals(), no.Code):
		edge.Note(v.ctx(), err)
		return o.myHandover(v, http.StatusConflict, omaHandoverView{Form: f.refusedFor(nil), No: no.Code})
	}
	return err
}

// reviewRefusals are why a summary cannot be answered now: its handover is over.
func reviewRefusals() []string { return []string{"no-summary"} }

// mayBeTold reports whether the next worker may be told something.
func mayBeTold(consent *contracts.RecordedConsent, what string) bool {
	return slices.Contains(consent.May, what)
}

// commentWrong says of a comment that is missing that it is to be written; what is
// missing elsewhere on these pages is chosen.
func commentWrong(wrong []refusal.Field) []refusal.Field {
	wrong = slices.Clone(wrong)
	for i, w := range wrong {
		if w.Code == "required" {
			wrong[i].Code = "to-write"
		}
	}
	return wrong
}
