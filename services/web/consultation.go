package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// consultationView is the consultation of a matter as its page shows it.
type consultationView struct {
	contracts.Consultation
	attempt
	Today calendar.Date
	Done  string
}

func consultationPath(matter es.ID) string { return matterPath(matter) + "/consultation" }

// consultations are what a team is asked on matters.
func consultations() subject {
	return subject{
		name: "matter", lists: "/consultations", path: consultationPath,
		service: func(s *Service) *edge.Client { return s.Intake },
		refuse: func(v *visit, id es.ID, t attempt) error {
			c, err := v.consultation(v, id)
			if err != nil {
				return err
			}
			status, _ := statusOf(*t.No)
			return v.show(status, consultationPage(v, consultationView{Consultation: c, attempt: t, Today: v.today()}))
		},
	}
}

// The acts, as the page of a consultation offers them.
var (
	askTeam           = act{name: "ask", path: "ask", done: "team-asked", request: askQuestion}
	giveView          = act{name: "view", path: "view", done: "team-view", request: askView}
	recommendJointly  = act{name: "recommend", path: "recommend", done: "team-recommended", request: askRecommendation}
	closeConsultation = act{name: "close", path: "close", done: "team-closed", request: askTeamClosing}
)

func askQuestion(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("question", "consult_purpose", "open_until")
	body := contracts.ConsultationAsked{
		Purpose: f.text("consult_purpose"), Question: f.text("question"), Until: r.day("open_until"), Shows: []string{},
	}
	for _, role := range contracts.TeamRoles() {
		r.must("members." + role)
		body.Members = append(body.Members, contracts.TeamMember{Role: role, Worker: f.text("members." + role)})
	}
	for _, part := range contracts.ConsultationParts() {
		if f.ticked("shows", part) {
			body.Shows = append(body.Shows, part)
		}
	}
	return edge.Request{Method: http.MethodPost, Body: body}, r.wrong
}

func askView(f form) (edge.Request, []refusal.Field) {
	return edge.Request{Method: http.MethodPost, Path: "/view", Body: contracts.ConsultationView{View: f.text("view")}}, nil
}

func askRecommendation(f form) (edge.Request, []refusal.Field) {
	return edge.Request{Method: http.MethodPost, Path: "/recommendation", Body: contracts.JointRecommendation{Recommendation: f.text("recommendation")}}, nil
}

func askTeamClosing(f form) (edge.Request, []refusal.Field) {
	return edge.Request{Method: http.MethodPost, Path: "/close", Body: contracts.ConsultationClosing{Reason: f.text("close_reason")}}, nil
}

// showConsultation answers GET /matters/{matter}/consultation.
func (s *Service) showConsultation(v *visit) error {
	id, err := matters().idOf(v.r)
	if err != nil {
		return err
	}
	c, err := s.consultation(v, id)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, consultationPage(v, consultationView{Consultation: c, Today: v.today(), Done: doneOf(v.r)}))
}

func (s *Service) consultation(v *visit, id es.ID) (contracts.Consultation, error) {
	c, _, err := edge.Call[contracts.Consultation](v.ctx(), s.Intake, edge.Request{Method: http.MethodGet, Path: consultationPath(id)})
	return c, err
}

func (c consultationView) may(act string) bool { return slices.Contains(c.May, act) }

// own is what the reader has written as their view; empty: nothing yet.
func (c consultationView) own(reader string) string {
	for _, once := range c.Rounds {
		for _, view := range once.Views {
			if once.Open && view.Worker == reader {
				return view.View
			}
		}
	}
	return ""
}

// newestFirst are the consultations, the newest first.
func (c consultationView) newestFirst() []contracts.ConsultationOnce {
	rounds := slices.Clone(c.Rounds)
	slices.Reverse(rounds)
	return rounds
}

// recommended reports whether the newest has its joint recommendation.
func (c consultationView) recommended() bool {
	return len(c.Rounds) > 0 && c.Rounds[len(c.Rounds)-1].Recommendation != nil
}

// teamForm is the form of a question: who is the only one of a profession is
// chosen already, and the last day is two weeks ahead.
func (v *visit) teamForm(f form) form {
	if f.sent() {
		return f
	}
	f.typed.Set("open_until", typedDay(v.today().AddDays(14)))
	for _, role := range contracts.TeamRoles() {
		if all := v.Area.Consultants(area.Profession(role)); len(all) == 1 {
			f.typed.Set("members."+role, all[0].ID)
		}
	}
	return f
}

// viewForm is the form of a view, with what the reader wrote before.
func (v *visit) viewForm(c consultationView) form {
	f := c.formOf(giveView)
	if !f.sent() {
		f.typed.Set("view", c.own(v.worker.ID))
	}
	return f
}

// consults reports whether the reader's work is to give views.
func (v *visit) consults() bool { return v.worker.Role == access.Consultant }

// consultationList is the list of open consultations as its page shows it.
type consultationList struct {
	contracts.ConsultationPage
	Today calendar.Date
}

// showConsultations answers GET /consultations: what was I asked?
func (s *Service) showConsultations(v *visit) error {
	query := url.Values{}
	for _, name := range []string{"from", "after"} {
		if value := v.r.URL.Query().Get(name); value != "" {
			query.Set(name, value)
		}
	}
	page, _, err := edge.Call[contracts.ConsultationPage](v.ctx(), s.Intake, edge.Request{Method: http.MethodGet, Path: "/consultations", Query: query})
	if isCode(err, "malformed-cursor") || isCode(err, "malformed-position") {
		return v.goTo("/consultations", nil)
	}
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, consultationsPage(v, consultationList{ConsultationPage: page, Today: v.today()}))
}

// next is where the list goes on.
func (l consultationList) next() string {
	return "/consultations?" + url.Values{"from": {l.Next}}.Encode()
}

// consultationItem is the place of the menu for who gives views.
func (v *visit) consultationItem() menuItem {
	return menuItem{"/consultations", v.texts.T("consultations.title"), strings.HasPrefix(v.r.URL.Path, "/consultations") || strings.HasSuffix(v.r.URL.Path, "/consultation")}
}

// noViews says that there is no view to show, and to one of the team why.
func (v *visit) noViews(c consultationView) string {
	if c.Member {
		return v.texts.T("consultation.own-first")
	}
	return v.texts.T("consultation.no-views")
}
