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

// matterView is a matter as its page shows it.
type matterView struct {
	contracts.Matter
	attempt
	Today calendar.Date
	Done  string
}

// matters are what services/intake is about.
func matters() subject {
	return subject{
		name: "matter", lists: "/inbox", path: matterPath,
		service: func(s *Service) *edge.Client { return s.Intake },
		refuse: func(v *visit, id es.ID, t attempt) error {
			m, err := v.matter(v, id)
			if err != nil {
				return err
			}
			status, _ := statusOf(*t.No)
			return v.show(status, matterPage(v, matterView{Matter: m, attempt: t, Today: calendar.On(v.now)}))
		},
	}
}

// The acts, as the page of a matter offers them.
var (
	assessUrgency      = act{name: "assess-urgency", path: "urgency", done: "urgency", request: askUrgency}
	decideStart        = act{name: "decide-start", path: "start", done: "start", request: askStart}
	completeAssessment = act{name: "complete-assessment", path: "outcome", done: "outcome", request: askOutcome, shown: ownFields}
	takeMatter         = act{name: "take", path: "take", done: "take", request: askTake}
	handMatter         = act{name: "hand", path: "hand", done: "hand", away: true, request: askHand}
)

func askUrgency(f form) (edge.Request, []refusal.Field) {
	urgent := f.yesNo("urgent")
	if urgent == nil {
		return edge.Request{}, required("urgent")
	}
	return edge.Request{Method: http.MethodPost, Path: "/urgency",
		Body: contracts.UrgencyAssessment{Urgent: *urgent, Grounds: f.text("grounds")}}, nil
}

func askStart(f form) (edge.Request, []refusal.Field) {
	start := f.yesNo("start")
	if start == nil {
		return edge.Request{}, required("start")
	}
	return edge.Request{Method: http.MethodPost, Path: "/start",
		Body: contracts.StartDecision{Start: *start, Grounds: f.text("grounds")}}, nil
}

func askOutcome(f form) (edge.Request, []refusal.Field) {
	if f.text("outcome") == "" {
		return edge.Request{}, required("outcome")
	}
	return edge.Request{Method: http.MethodPost, Path: "/outcome",
		Body: contracts.Outcome{Outcome: f.text("outcome"), Grounds: f.text("grounds")}}, nil
}

func askTake(f form) (edge.Request, []refusal.Field) {
	return edge.Request{Method: http.MethodPost, Path: "/holder", Body: contracts.TakeOver{CapGrounds: f.text("cap_grounds")}}, nil
}

func askHand(f form) (edge.Request, []refusal.Field) {
	if f.text("worker") == "" {
		return edge.Request{}, required("worker")
	}
	return edge.Request{Method: http.MethodPut, Path: "/holder",
		Body: contracts.NewHolder{Worker: f.text("worker"), Note: f.text("note"), CapGrounds: f.text("cap_grounds")}}, nil
}

// ownFields leaves out what is wrong on the page of the assessment: the refusal
// itself says that it is to be mended there.
func ownFields(_ form, wrong []refusal.Field) []refusal.Field {
	return slices.DeleteFunc(slices.Clone(wrong), func(w refusal.Field) bool { return strings.HasPrefix(w.Name, answerPrefix) })
}

// required says that a field was left empty.
func required(name string) []refusal.Field {
	return []refusal.Field{{Name: name, Code: "required"}}
}

// showMatter answers GET /matters/{matter}.
func (s *Service) showMatter(v *visit) error {
	id, err := matters().idOf(v.r)
	if err != nil {
		return err
	}
	m, err := s.matter(v, id)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, matterPage(v, matterView{Matter: m, Today: calendar.On(v.now), Done: doneOf(v.r)}))
}

func (s *Service) matter(v *visit, id es.ID) (contracts.Matter, error) {
	query := url.Values{}
	if after := v.r.URL.Query().Get("after"); after != "" {
		query.Set("after", after)
	}
	m, _, err := edge.Call[contracts.Matter](v.ctx(), s.Intake, edge.Request{Method: http.MethodGet, Path: matterPath(id), Query: query})
	return m, err
}

// may reports whether the reader may do something now.
func (m matterView) may(act string) bool { return slices.Contains(m.May, act) }

// colleagues are the workers to whom a matter may be handed.
func (v *visit) colleagues(m matterView) []area.Worker {
	return slices.DeleteFunc(slices.Clone(v.Area.Workers), func(w area.Worker) bool {
		return w.ID == m.Holder || w.Role != access.SocialWorker && w.Role != access.SocialCounsellor
	})
}

// urgencyTitle asks for the first assessment, or offers another one.
func (v *visit) urgencyTitle(m matterView) string {
	if m.Urgency == "" {
		return v.texts.T("urgency.title")
	}
	return v.texts.T("urgency.again")
}

// toldText says whether somebody was told.
func (v *visit) toldText(told *bool) string {
	switch {
	case told == nil:
		return v.texts.T("told.unknown")
	case *told:
		return v.texts.T("told.yes")
	}
	return v.texts.T("told.no")
}

// fullName joins what is known of a name.
func fullName(family, given string) string {
	return strings.Trim(family+", "+given, ", ")
}
