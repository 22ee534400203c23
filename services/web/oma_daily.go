package web

import (
	"net/http"
	"slices"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/refusal"
)

// omaDailyView is the page of the own everyday life, with the form to rate it.
type omaDailyView struct {
	Life contracts.DailyLife
	Has  bool // there is a case
	Form form
	No   string // code of what was refused as a whole; empty: nothing was
	Done string
}

// mayRate reports whether the reader may rate now: not after aftercare has ended.
func (d omaDailyView) mayRate() bool { return d.Has && slices.Contains(d.Life.May, "rating") }

// dailyAnswers are the pages of the own everyday life.
func (o *Oma) dailyAnswers() []omaAnswer {
	return append(o.networkAnswers(), omaAnswer{"GET /daily", signedIn, o.showDaily}, omaAnswer{"POST /daily", signedIn, o.rateMyself})
}

// omaDailyDone is what was done on them.
func omaDailyDone() []string { return []string{"rated", "tie", "tie-change"} }

// omaDailyRefusals are why nothing can be written there now.
func omaDailyRefusals() []string {
	return []string{"rated-often", "case-closed", "too-many-ties", "no-such-tie", "other-task"}
}

// showDaily answers GET /daily.
func (o *Oma) showDaily(v *omaVisit) error {
	view := omaDailyView{Form: emptyForm()}
	if done := v.r.URL.Query().Get("done"); slices.Contains(omaDailyDone(), done) {
		view.Done = done
	}
	return o.dailyPage(v, http.StatusOK, view)
}

func (o *Oma) dailyPage(v *omaVisit, status int, view omaDailyView) error {
	life, err := o.myLife(v)
	if err != nil {
		return err
	}
	if view.Has = life != nil; view.Has {
		view.Life = *life
	}
	return v.show(status, omaDailyPage(v, view))
}

// myLife reads the own everyday life; nil: there is no case.
func (o *Oma) myLife(v *omaVisit) (*contracts.DailyLife, error) {
	life, _, err := edge.Call[contracts.DailyLife](v.ctx(), o.Transitions, edge.Request{Method: http.MethodGet, Path: "/my/daily"})
	if no, refused := refusal.As(err); refused && no.Kind == refusal.Missing {
		return nil, nil
	}
	return &life, err
}

// rateMyself answers POST /daily. What was typed is never lost.
func (o *Oma) rateMyself(v *omaVisit) error {
	f := v.sentForm()
	_, meta, err := edge.Call[contracts.Receipt](v.ctx(), o.Transitions, edge.Request{
		Method: http.MethodPost, Path: "/my/ratings", Command: f.command, Body: contracts.OwnRating{Points: pointsOf(f.text("points")), Words: f.text("words")},
	})
	no, refused := refusal.As(err)
	switch {
	case err == nil:
		return v.goTo("/daily", doneQuery("rated", meta))
	case away(err):
		edge.Note(v.ctx(), err)
		return v.show(http.StatusServiceUnavailable, omaSendAgainPage(v, f))
	case refused && len(no.Fields) > 0:
		edge.Note(v.ctx(), err)
		return o.dailyPage(v, http.StatusUnprocessableEntity, omaDailyView{Form: f.refusedFor(no.Fields)})
	case refused && slices.Contains(omaDailyRefusals(), no.Code):
		edge.Note(v.ctx(), err)
		return o.dailyPage(v, http.StatusConflict, omaDailyView{Form: f.refusedFor(nil), No: no.Code})
	}
	return err
}

// dailyTitle is the title of a page: it says so when something is wrong.
func (v *omaVisit) dailyTitle(f form, key string) string {
	if len(f.wrong) > 0 {
		return v.texts.T("form.error") + " " + v.texts.T(key)
	}
	return v.texts.T(key)
}
