package web

import (
	"net/http"
	"net/url"
	"strings"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// act is one thing that a worker may do with a matter.
type act struct {
	name    string // as in contracts.Matter.May
	path    string // behind the matter's own
	done    string // one of done()
	request func(form) (edge.Request, []refusal.Field)
}

// The acts, as the page of a matter offers them.
var (
	assessUrgency = act{name: "assess-urgency", path: "urgency", done: "urgency", request: askUrgency}
	decideStart   = act{name: "decide-start", path: "start", done: "start", request: askStart}
	takeMatter    = act{name: "take", path: "take", done: "take", request: askTake}
	handMatter    = act{name: "hand", path: "hand", done: "hand", request: askHand}
)

func askUrgency(f form) (edge.Request, []refusal.Field) {
	urgent := f.yesNo("urgent")
	if urgent == nil {
		return edge.Request{}, []refusal.Field{{Name: "urgent", Code: "required"}}
	}
	return edge.Request{Method: http.MethodPost, Path: "/urgency",
		Body: contracts.UrgencyAssessment{Urgent: *urgent, Grounds: f.text("grounds")}}, nil
}

func askStart(f form) (edge.Request, []refusal.Field) {
	start := f.yesNo("start")
	if start == nil {
		return edge.Request{}, []refusal.Field{{Name: "start", Code: "required"}}
	}
	return edge.Request{Method: http.MethodPost, Path: "/start",
		Body: contracts.StartDecision{Start: *start, Grounds: f.text("grounds")}}, nil
}

func askTake(form) (edge.Request, []refusal.Field) {
	return edge.Request{Method: http.MethodPost, Path: "/holder"}, nil
}

func askHand(f form) (edge.Request, []refusal.Field) {
	if f.text("worker") == "" {
		return edge.Request{}, []refusal.Field{{Name: "worker", Code: "required"}}
	}
	return edge.Request{Method: http.MethodPut, Path: "/holder",
		Body: contracts.NewHolder{Worker: f.text("worker"), Note: f.text("note")}}, nil
}

// act answers a form of a matter's page.
func (s *Service) act(a act) func(*visit) error {
	return func(v *visit) error {
		id, err := parseMatter(v.r)
		if err != nil {
			return err
		}
		f := v.sentForm()
		request, wrong := a.request(f)
		if len(wrong) > 0 {
			return v.refuse(id, matterView{Asked: a, Form: f}, refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: wrong})
		}
		receipt, err := s.send(v, id, f, request)
		no, refused := refusal.As(err)
		switch {
		case err == nil:
			return v.goOn(a, f, receipt)
		case refused && no.Kind != refusal.Missing && !away(err):
			edge.Note(v.ctx(), err)
			return v.refuse(id, matterView{Asked: a, Form: f}, no)
		case away(err):
			edge.Note(v.ctx(), err)
			return v.show(http.StatusServiceUnavailable, sendAgainPage(v, f))
		}
		return err
	}
}

// send asks intake to carry an act out, at the revision that the page showed
// where the form carries one.
func (s *Service) send(v *visit, id es.ID, f form, r edge.Request) (contracts.Receipt, error) {
	r.Path, r.Command = matterPath(id)+r.Path, f.command
	if shown := f.raw("if"); shown != "" {
		revision, err := readRevision(shown)
		if err != nil {
			return contracts.Receipt{}, err
		}
		r.If = revision
	}
	receipt, _, err := edge.Call[contracts.Receipt](v.ctx(), s.Intake, r)
	return receipt, err
}

// goOn leads to the page that the form came from, once that shows what was done.
func (v *visit) goOn(a act, f form, r contracts.Receipt) error {
	query := url.Values{"done": {a.done}, "after": {r.Position}}
	if view, ok := strings.CutPrefix(f.raw("back"), "list:"); ok {
		query.Set("view", view)
		return v.goTo("/inbox", query)
	}
	return v.goTo(matterPath(r.Matter), query)
}

// refuse shows the matter as it is now, why the act was refused, and the form as
// it was typed.
func (v *visit) refuse(id es.ID, view matterView, no refusal.Refusal) error {
	m, err := v.matter(v, id)
	if away(err) {
		edge.Note(v.ctx(), err)
		return v.show(http.StatusServiceUnavailable, sendAgainPage(v, view.Form))
	}
	if err != nil {
		return err
	}
	view.Matter, view.Today, view.No = m, calendar.On(v.now), &no
	view.Form = view.Form.refusedFor(no.Fields)
	status, _ := statusOf(no)
	return v.show(status, matterPage(v, view))
}
