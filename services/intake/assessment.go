package intake

import (
	"context"
	"slices"
	"strings"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// written answers, oldest first, of each field of a matter's form.
type writings map[string][]contracts.AssessmentAnswer

// seeAssessment reads the form and what stands in it from history.
func (s *Service) seeAssessment(ctx context.Context, id es.ID) (contracts.Assessment, error) {
	happened, m, err := s.foldMatter(ctx, id)
	if err != nil {
		return contracts.Assessment{}, err
	}
	r, err := s.assessmentFor(ctx, m)
	if err != nil {
		return contracts.Assessment{}, err
	}
	if err := edge.Admit(ctx, id.String(), r, ErrNotFound); err != nil {
		return contracts.Assessment{}, err
	}
	written, err := s.openAnswers(ctx, happened)
	if err != nil {
		return contracts.Assessment{}, err
	}
	form := s.forms.of(m)
	child, err := s.childOf(ctx, happened)
	if err == nil {
		err = s.noteNearName(ctx, m.Person, child)
	}
	out := contracts.Assessment{Matter: id, Form: form, Missing: missingIn(form, m), Twelve: string(twelveOn(child.BirthDate, today(ctx)))}
	for _, field := range fieldsOf(form) {
		out.Answers = append(out.Answers, written.now(field.Code))
	}
	_, no := WriteAnswers{Form: FormID{form.Code, form.Version}, By: by(ctx)}.decide(m)
	out.MayEdit = no == nil && !has(r, access.GlassBroken)
	return out, err
}

// foldMatter reads a matter from history.
// Errors: ErrNotFound.
func (s *Service) foldMatter(ctx context.Context, id es.ID) ([]es.Happening[Event], Matter, error) {
	happened, err := s.streams.History(ctx, id.String())
	var m Matter
	for _, h := range happened {
		m = h.Event.evolve(m)
	}
	if err == nil && !m.Registered {
		err = ErrNotFound
	}
	return happened, m, err
}

// assessmentFor is the assessment of a matter as who asks stands to it.
func (s *Service) assessmentFor(ctx context.Context, m Matter) (access.Resource, error) {
	r, err := s.matterFor(ctx, m)
	r.Kind = access.KindAssessment
	return r, err
}

// openAnswers opens everything that was ever written into a form: who saves is
// compared with what they had read.
func (s *Service) openAnswers(ctx context.Context, happened []es.Happening[Event]) (writings, error) {
	all := writings{}
	for _, h := range happened {
		e, ok := h.Event.(AnswersWritten)
		if !ok {
			continue
		}
		b := s.batchOf(ctx, h.Recorded)
		for _, a := range e.Answers {
			all[a.Field] = append(all[a.Field], contracts.AssessmentAnswer{
				Field: a.Field, Text: b.Open("answers."+a.Field, a.Text).Reveal(), Code: a.Code,
				Revision: len(all[a.Field]) + 1, By: h.Meta.Actor, At: h.RecordedAt,
			})
		}
		if err := b.Err(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// at is what stood in a field at a revision; empty where there was none yet.
func (w writings) at(field string, revision int) contracts.AssessmentAnswer {
	if all := w[field]; revision > 0 && revision <= len(all) {
		return all[revision-1]
	}
	return contracts.AssessmentAnswer{Field: field}
}

func (w writings) now(field string) contracts.AssessmentAnswer { return w.at(field, len(w[field])) }

// writeAssessment saves what is new in a draft.
func (s *Service) writeAssessment(ctx context.Context, ask asked[contracts.AssessmentDraft]) (contracts.Receipt, error) {
	cmd := WriteAnswers{Form: FormID{ask.body.Form, ask.body.Version}, Basis: map[string]int{}, By: by(ctx)}
	m, err := s.admitAs(ctx, ask.matter, cmd, s.assessmentFor)
	if err != nil {
		return contracts.Receipt{}, err
	}
	happened, _, err := s.foldMatter(ctx, ask.matter)
	if err != nil {
		return contracts.Receipt{}, err
	}
	stood, err := s.openAnswers(ctx, happened)
	if err != nil {
		return contracts.Receipt{}, err
	}
	if form, known := s.forms[cmd.Form]; !known {
		err = ErrOtherForm
	} else {
		err = checkDraft(form, ask.body, stood)
	}
	if err != nil {
		return contracts.Receipt{}, err
	}
	news := fresh(ask.body.Answers, stood)
	texts := make([]written, len(news))
	for i, a := range news {
		texts[i] = written{"answers." + a.Field, a.Text}
	}
	sealed, err := s.sealAll(ctx, ask.matter, m, texts...)
	for _, a := range news {
		cmd.Basis[a.Field] = a.Revision
		cmd.Answers = append(cmd.Answers, Answer{Field: a.Field, Text: sealed["answers."+a.Field], Code: a.Code})
	}
	return s.handle(ctx, ask.matter, cmd, err)
}

// checkDraft refuses a draft with all fields that are wrong.
func checkDraft(form contracts.AssessmentForm, draft contracts.AssessmentDraft, stood writings) error {
	var c refusal.Check
	seen := map[string]bool{}
	for _, a := range draft.Answers {
		name := "answers." + a.Field
		i := slices.IndexFunc(fieldsOf(form), func(f contracts.FormField) bool { return f.Code == a.Field })
		if i < 0 || seen[a.Field] {
			c.Require(false, "answers", "unknown-code") // not what was sent: it could be anything
			continue
		}
		seen[a.Field] = true
		choices := fieldsOf(form)[i].Choices
		text(&c, name, a.Text, maxContent, false)
		c.Require(len(choices) == 0 || a.Text == "", name, "unknown-code")
		c.Require(a.Code == "" || slices.ContainsFunc(choices, func(one contracts.FormChoice) bool { return one.Code == a.Code }), name, "unknown-code")
		c.Require(a.Revision >= 0 && a.Revision <= len(stood[a.Field]), name, "unknown-revision")
	}
	return c.Refusal()
}

// fresh returns the answers that say something else than what they were typed on
// top of, and than what stands there now.
func fresh(sent []contracts.DraftAnswer, stood writings) []contracts.DraftAnswer {
	var news []contracts.DraftAnswer
	for _, a := range sent {
		a.Text = strings.TrimSpace(a.Text)
		same := func(was contracts.AssessmentAnswer) bool { return was.Text == a.Text && was.Code == a.Code }
		if !same(stood.at(a.Field, a.Revision)) && !same(stood.now(a.Field)) {
			news = append(news, a)
		}
	}
	return news
}
