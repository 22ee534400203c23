package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// checklistView is the checklist of the risk of placement as its page shows it.
type checklistView struct {
	contracts.RiskChecklist
	attempt
	Today calendar.Date
	Done  string
}

func checklistPath(matter es.ID) string { return matterPath(matter) + "/checklist" }

// checklists are the checklists of matters.
func checklists() subject {
	return subject{
		name: "matter", lists: "/inbox", path: checklistPath,
		service: func(s *Service) *edge.Client { return s.Intake },
		refuse: func(v *visit, id es.ID, t attempt) error {
			list, err := v.checklist(v, id)
			if err != nil {
				return err
			}
			status, _ := statusOf(*t.No)
			return v.show(status, checklistPage(v, checklistView{RiskChecklist: list, attempt: t, Today: v.today()}))
		},
	}
}

// The acts, as the page of the checklist offers them.
var (
	fillChecklist  = act{name: "fill", path: "fill", done: "checklist", request: askChecklist}
	judgeChecklist = act{name: "judge", path: "judge", done: "judged", request: askJudgement}
	beginSupport   = act{name: "begin-support", path: "support", done: "support", request: askSupport}
)

func askChecklist(f form) (edge.Request, []refusal.Field) {
	version, _ := strconv.Atoi(f.raw("version")) // 0 is no version: intake refuses it
	body := contracts.ChecklistAnswers{Form: f.raw("form"), Version: version, More: f.text("more")}
	for _, pair := range f.fields() {
		if field, ok := strings.CutPrefix(pair[0], answerPrefix); ok {
			body.Answers = append(body.Answers, contracts.ChecklistAnswer{Field: field, Code: pair[1]})
		}
	}
	return edge.Request{Method: http.MethodPost, Body: body}, nil
}

func askJudgement(f form) (edge.Request, []refusal.Field) {
	if f.text("conclusion") == "" {
		return edge.Request{}, required("conclusion")
	}
	return edge.Request{Method: http.MethodPost, Path: "/judgement", Body: contracts.ChecklistJudgement{
		Conclusion: f.text("conclusion"), Judgement: f.text("judgement"), Reason: f.text("reason"),
	}}, nil
}

func askSupport(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("support", "begun")
	return edge.Request{Method: http.MethodPost, Path: "/support", Body: contracts.RiskSupport{
		Support: f.text("support"), Begun: r.day("begun"),
	}}, r.wrong
}

// showChecklist answers GET /matters/{matter}/checklist.
func (s *Service) showChecklist(v *visit) error {
	id, err := matters().idOf(v.r)
	if err != nil {
		return err
	}
	list, err := s.checklist(v, id)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, checklistPage(v, checklistView{RiskChecklist: list, Today: v.today(), Done: doneOf(v.r)}))
}

func (s *Service) checklist(v *visit, id es.ID) (contracts.RiskChecklist, error) {
	list, _, err := edge.Call[contracts.RiskChecklist](v.ctx(), s.Intake, edge.Request{Method: http.MethodGet, Path: checklistPath(id)})
	return list, err
}

func (c checklistView) may(act string) bool { return slices.Contains(c.May, act) }

// newest is the checklist that was filled in last; false: none was.
func (c checklistView) newest() (contracts.FilledChecklist, bool) {
	if len(c.Filled) == 0 {
		return contracts.FilledChecklist{}, false
	}
	return c.Filled[len(c.Filled)-1], true
}

// summed is the attempt as the summary says it: that questions were left out is
// said once, at the first of them.
func (c checklistView) summed() attempt {
	t, found := c.attempt, false
	t.Form.wrong = slices.DeleteFunc(slices.Clone(t.Form.wrong), func(w refusal.Field) bool {
		if !strings.HasPrefix(w.Name, answerPrefix) {
			return false
		}
		again := found
		found = true
		return again
	})
	return t
}

// questionText is a question of a checklist in words.
func (t Texts) questionText(form contracts.AssessmentForm, code string) string {
	for _, section := range form.Sections {
		for _, field := range section.Fields {
			if field.Code == code {
				return t.InLanguage(field.Label)
			}
		}
	}
	return code
}

// riskAnswerText is an answer to a question of a checklist in words.
func (t Texts) riskAnswerText(form contracts.AssessmentForm, a contracts.ChecklistAnswer) string {
	for _, section := range form.Sections {
		for _, field := range section.Fields {
			if field.Code == a.Field {
				return t.answerText(field, contracts.AssessmentAnswer{Code: a.Code})
			}
		}
	}
	return a.Code
}

// checksRisk reports whether a matter's page leads to the checklist: the child is
// of the ages that it is for, or one was filled in when they were.
func (m matterView) checksRisk() bool {
	of := m.Age != nil && *m.Age >= 12 && *m.Age <= 17
	return of || slices.ContainsFunc(m.Timeline, func(h contracts.Happened) bool { return h.What == "intake.checklist-filled.v1" })
}

// signalsView is the report of a year, as its page shows it.
type signalsView struct {
	contracts.SignalReport
	All []int // the years that can be chosen, the newest first
}

// showSignals answers GET /signals: what followed on signals?
func (s *Service) showSignals(v *visit) error {
	view := signalsView{}
	for year := contracts.LastSignalYear(v.today()); len(view.All) < 5; year-- {
		view.All = append(view.All, year)
	}
	asked := v.r.URL.Query().Get("year")
	if asked == "" {
		asked = strconv.Itoa(view.All[0])
	}
	report, _, err := edge.Call[contracts.SignalReport](v.ctx(), s.Intake, edge.Request{Method: http.MethodGet, Path: "/signals", Query: url.Values{"year": {asked}}})
	if isCode(err, "invalid-fields") {
		return v.goTo("/signals", nil)
	}
	if err != nil {
		return err
	}
	view.SignalReport = report
	return v.show(http.StatusOK, signalsPage(v, view))
}

// cellText is a number of the report, or that it is too small to be shown.
func (v *visit) cellText(n *int, smallest int) string {
	if n == nil {
		return v.texts.T("signals.hidden", "Smallest", v.texts.number(smallest))
	}
	return v.texts.number(*n)
}
