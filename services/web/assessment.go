package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// Names of the fields of the assessment's form: what stands in a field, and the
// revision that it was typed on top of.
const (
	answerPrefix = "answers."
	basisPrefix  = "basis."
)

// assessmentView is the assessment of a matter as its page shows it.
type assessmentView struct {
	contracts.Assessment
	Matter contracts.Matter
	Form   form
	No     *refusal.Refusal // why it was not saved
	Theirs map[string]contracts.AssessmentAnswer
	Done   string
}

func assessmentPath(matter es.ID) string { return matterPath(matter) + "/assessment" }

// showAssessment answers GET /matters/{matter}/assessment.
func (s *Service) showAssessment(v *visit) error {
	view, err := s.assessmentOf(v)
	if err != nil {
		return err
	}
	view.Done = doneOf(v.r)
	return v.show(http.StatusOK, assessmentPage(v, view))
}

// assessmentOf reads the assessment of the matter in the path, its form filled
// with what stands there.
func (s *Service) assessmentOf(v *visit) (assessmentView, error) {
	id, err := matters().idOf(v.r)
	if err != nil {
		return assessmentView{}, err
	}
	view := assessmentView{Form: emptyForm()}
	if view.Matter, err = s.matter(v, id); err != nil {
		return view, err
	}
	view.Assessment, _, err = edge.Call[contracts.Assessment](v.ctx(), s.Intake, edge.Request{Method: http.MethodGet, Path: assessmentPath(id)})
	for _, a := range view.Answers {
		view.Form.typed.Set(answerPrefix+a.Field, a.Text+a.Code)
		view.Form.typed.Set(basisPrefix+a.Field, strconv.Itoa(a.Revision))
	}
	view.Form.typed.Set("form", view.Assessment.Form.Code)
	view.Form.typed.Set("version", strconv.Itoa(view.Assessment.Form.Version))
	return view, err
}

// saveAssessment answers POST /matters/{matter}/assessment.
func (s *Service) saveAssessment(v *visit) error {
	id, err := matters().idOf(v.r)
	if err != nil {
		return err
	}
	sent := v.sentForm()
	request := edge.Request{Method: http.MethodPut, Path: assessmentPath(id), Body: askDraft(sent), Command: sent.command}
	receipt, _, err := edge.Call[contracts.Receipt](v.ctx(), s.Intake, request)
	no, refused := refusal.As(err)
	switch {
	case err == nil:
		return v.goTo(assessmentPath(id), url.Values{"done": {"draft"}, "after": {receipt.Position}})
	case !refused: // an hour's writing is kept whatever went wrong
		edge.Note(v.ctx(), err)
		status, _ := statusOf(err)
		return v.show(status, sendAgainPage(v, sent))
	case no.Kind == refusal.Missing:
		return err
	}
	edge.Note(v.ctx(), err)
	return s.notSaved(v, sent, no)
}

// askDraft reads every field of the form: which of them say something new is for
// intake to see. Values of choices and of words lie in different fields of the
// contract; a form names those that are choices.
func askDraft(f form) contracts.AssessmentDraft {
	version, _ := strconv.Atoi(f.text("version"))
	draft := contracts.AssessmentDraft{Form: f.text("form"), Version: version}
	for _, pair := range f.fields() {
		field, isBasis := strings.CutPrefix(pair[0], basisPrefix)
		if !isBasis {
			continue
		}
		revision, err := strconv.Atoi(pair[1])
		if err != nil {
			revision = -1 // nobody's page says this: intake refuses it
		}
		answer := contracts.DraftAnswer{Field: field, Revision: revision}
		if f.ticked("choice", field) {
			answer.Code = f.text(answerPrefix + field)
		} else {
			answer.Text = f.text(answerPrefix + field)
		}
		draft.Answers = append(draft.Answers, answer)
	}
	return draft
}

// notSaved shows the assessment as it is now with all that was typed; beside a
// field that somebody else wrote meanwhile, what they wrote. Sent again, it is
// typed on top of that.
func (s *Service) notSaved(v *visit, sent form, no refusal.Refusal) error {
	view, err := s.assessmentOf(v)
	if away(err) {
		edge.Note(v.ctx(), err)
		return v.show(http.StatusServiceUnavailable, sendAgainPage(v, sent))
	}
	if err != nil {
		return err
	}
	view.No, view.Theirs = &no, map[string]contracts.AssessmentAnswer{}
	typed := sent.refusedFor(no.Fields)
	for _, a := range view.Answers {
		if typed.code(answerPrefix+a.Field) == "changed-since" {
			view.Theirs[a.Field] = a
			typed.typed.Set(basisPrefix+a.Field, strconv.Itoa(a.Revision))
		}
	}
	view.Form = typed
	status, _ := statusOf(no)
	return v.show(status, assessmentPage(v, view))
}

// answerText says an answer that is a choice in words; any other as it is.
func (t Texts) answerText(field contracts.FormField, a contracts.AssessmentAnswer) string {
	for _, choice := range field.Choices {
		if choice.Code == a.Code {
			return t.InLanguage(choice.Label)
		}
	}
	return a.Text
}

// answerTo is what stands in a field.
func (a assessmentView) answerTo(field string) contracts.AssessmentAnswer {
	for _, answer := range a.Answers {
		if answer.Field == field {
			return answer
		}
	}
	return contracts.AssessmentAnswer{Field: field}
}

// label names a field of the form by its code, for the list of what is missing.
func (a assessmentView) label(t Texts, code string) string {
	for _, section := range a.Assessment.Form.Sections {
		for _, field := range section.Fields {
			if field.Code == code {
				return t.InLanguage(field.Label)
			}
		}
	}
	return code
}

// requiredLabel is what a field is called; one that may stay empty says so.
func (v *visit) requiredLabel(field contracts.FormField) string {
	if field.Required {
		return v.texts.InLanguage(field.Label)
	}
	return v.texts.T("assessment.optional", "Label", v.texts.InLanguage(field.Label))
}

// kept returns what was typed into a form that cannot be sent any more.
func (a assessmentView) kept() []string {
	if a.No == nil {
		return nil
	}
	return a.Form.texts()
}
