package web

import (
	"net/http"
	"net/url"
	"slices"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/refusal"
)

// omaNetworkView is the page of the people around the reader.
type omaNetworkView struct {
	contracts.Network
	Has    bool // there is a case
	Asked  form // which day
	Add    form
	Change form
	No     string // code of what was refused as a whole; empty: nothing was
	Done   string
}

// networkAnswers are the pages of the people around the reader.
func (o *Oma) networkAnswers() []omaAnswer {
	return []omaAnswer{
		{"GET /network", signedIn, o.showNetwork},
		{"POST /network/tie", signedIn, o.drawMyTie},
		{"POST /network/change", signedIn, o.changeMyTie},
	}
}

// showNetwork answers GET /network, as of a day or today.
func (o *Oma) showNetwork(v *omaVisit) error {
	asked := form{typed: url.Values{"day": {v.r.URL.Query().Get("day")}}}
	r := reading{form: asked}
	day := r.day("day")
	if len(r.wrong) == 0 && day.After(v.today()) {
		r.fault("day", "in-the-future")
	}
	view := omaNetworkView{Asked: asked.refusedFor(r.wrong)}
	if done := v.r.URL.Query().Get("done"); slices.Contains(omaDailyDone(), done) {
		view.Done = done
	}
	if len(r.wrong) > 0 {
		return o.networkPage(v, http.StatusUnprocessableEntity, calendar.Date{}, view)
	}
	return o.networkPage(v, http.StatusOK, day, view)
}

func (o *Oma) networkPage(v *omaVisit, status int, day calendar.Date, view omaNetworkView) error {
	n, _, err := edge.Call[contracts.Network](v.ctx(), o.Transitions, edge.Request{Method: http.MethodGet, Path: "/my/network", Query: dayQuery(day)})
	no, refused := refusal.As(err)
	if view.Has = err == nil; err != nil && !(refused && no.Kind == refusal.Missing) {
		return err
	}
	view.Network = n
	if view.Asked.typed == nil || view.Asked.text("day") == "" {
		view.Asked = emptyForm()
		view.Asked.typed.Set("day", typedDay(n.Day))
	}
	for _, f := range []*form{&view.Add, &view.Change} {
		if f.typed == nil {
			*f = emptyForm()
		}
	}
	if !view.Change.sent() {
		view.Change.typed.Set("since", typedDay(n.Today))
	}
	view.Add.prefix, view.Change.prefix = "add-", "change-"
	return v.show(status, omaNetworkPage(v, view))
}

// drawMyTie answers POST /network/tie.
func (o *Oma) drawMyTie(v *omaVisit) error {
	f := v.sentForm()
	r := &reading{form: f}
	body := contracts.NewTie{Kind: r.text("tie_kind"), Closeness: pointsOf(r.text("closeness")), Name: r.text("name"), From: r.day("from")}
	r.must("name", "tie_kind", "closeness")
	return sendTie(o, v, f, r.wrong, "tie", body, func(view *omaNetworkView, f form) { view.Add = f })
}

// changeMyTie answers POST /network/change.
func (o *Oma) changeMyTie(v *omaVisit) error {
	f := v.sentForm()
	r := &reading{form: f}
	r.must("tie", "change", "since")
	changed, wrong := tieChange(r.text("tie"), r.text("change"))
	r.wrong = append(r.wrong, wrong...)
	changed.From = r.day("since")
	return sendTie(o, v, f, r.wrong, "tie-change", changed, func(view *omaNetworkView, f form) { view.Change = f })
}

// tiePaths are where each change goes.
var tiePaths = map[string]string{"tie": "/my/network/ties", "tie-change": "/my/network/ties/changed"}

// sendTie sends what a form says; what was typed is never lost. put puts the form
// into the page again.
func sendTie[B contracts.NewTie | contracts.ChangedTie](o *Oma, v *omaVisit, f form, wrong []refusal.Field, done string, body B, put func(*omaNetworkView, form)) error {
	again := func(status int, wrong []refusal.Field, code string) error {
		view := omaNetworkView{No: code}
		put(&view, f.refusedFor(wrong))
		return o.networkPage(v, status, calendar.Date{}, view)
	}
	if len(wrong) > 0 {
		return again(http.StatusUnprocessableEntity, wrong, "")
	}
	_, meta, err := edge.Call[contracts.Receipt](v.ctx(), o.Transitions, edge.Request{Method: http.MethodPost, Path: tiePaths[done], Command: f.command, Body: body})
	no, refused := refusal.As(err)
	switch {
	case err == nil:
		return v.goTo("/network", doneQuery(done, meta))
	case away(err):
		edge.Note(v.ctx(), err)
		return v.show(http.StatusServiceUnavailable, omaSendAgainPage(v, f))
	case refused && len(no.Fields) > 0:
		edge.Note(v.ctx(), err)
		return again(http.StatusUnprocessableEntity, omaTieFields(done, no.Fields), "")
	case refused && slices.Contains(omaDailyRefusals(), no.Code):
		edge.Note(v.ctx(), err)
		return again(http.StatusConflict, nil, no.Code)
	}
	return err
}

// omaTieFields gives what the service found wrong the names of the form.
func omaTieFields(of string, wrong []refusal.Field) []refusal.Field {
	if of == "tie" {
		return inForm(map[string]string{"kind": "tie_kind"})(form{}, wrong)
	}
	return inForm(map[string]string{"closeness": "change", "from": "since"})(form{}, wrong)
}

func (n omaNetworkView) may(act string) bool { return n.Day == n.Today && slices.Contains(n.May, act) }

// wrongNow is what is wrong in whichever of the page's forms was sent.
func (n omaNetworkView) wrongNow() form {
	for _, f := range []form{n.Add, n.Change, n.Asked} {
		if len(f.wrong) > 0 {
			return f
		}
	}
	return form{}
}
