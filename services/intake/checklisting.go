package intake

import (
	"context"
	"errors"
	"slices"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// checklistRoutes are those of the checklist of the risk of placement.
func (s *Service) checklistRoutes() {
	s.api.Handle("GET /matters/{matter}/checklist", seeChecklist, edge.Serve(matterID, s.seeChecklist))
	s.api.Handle("POST /matters/{matter}/checklist", fillChecklist, edge.Serve(onMatter[contracts.ChecklistAnswers], s.fillChecklist))
	s.api.Handle("POST /matters/{matter}/checklist/judgement", judgeChecklist, edge.Serve(onMatter[contracts.ChecklistJudgement], s.judgeChecklist))
	s.api.Handle("POST /matters/{matter}/checklist/support", beginSupport, edge.Serve(onMatter[contracts.RiskSupport], s.beginSupport))
	s.api.Handle("GET /signals", seeSignals, edge.Serve(decodeYear, s.seeSignals))
}

// seeChecklist reads from history what was answered and judged.
func (s *Service) seeChecklist(ctx context.Context, id es.ID) (contracts.RiskChecklist, error) {
	happened, m, err := s.foldMatter(ctx, id)
	if err != nil {
		return contracts.RiskChecklist{}, err
	}
	r, err := s.assessmentFor(ctx, m)
	if err != nil {
		return contracts.RiskChecklist{}, err
	}
	if err := edge.Admit(ctx, id.String(), r, ErrNotFound); err != nil {
		return contracts.RiskChecklist{}, err
	}
	child, err := s.childOf(ctx, happened)
	if err == nil {
		err = s.noteNearName(ctx, m.Person, child)
	}
	if err != nil {
		return contracts.RiskChecklist{}, err
	}
	out := contracts.RiskChecklist{
		Matter: id, ChildName: child.name(), Form: s.risks.newest(placementRisk), Age: ageOn(child.BirthDate, today(ctx)), Filled: []contracts.FilledChecklist{},
	}
	for _, h := range happened {
		if err := s.openChecklist(ctx, h, &out); err != nil {
			return out, err
		}
		out.Revision = h.Recorded.Revision
	}
	if !has(r, access.GlassBroken) { // whose right is to read
		out.May, out.Why = mayCheckNow(m, child.BirthDate, by(ctx), today(ctx))
	}
	return out, nil
}

// openChecklist adds to what is shown what one event says.
func (s *Service) openChecklist(ctx context.Context, h es.Happening[Event], out *contracts.RiskChecklist) error {
	b := s.batchOf(ctx, h.Recorded)
	switch e := h.Event.(type) {
	case ChecklistFilled:
		filled := contracts.FilledChecklist{
			Form: s.risks[e.Form], More: b.Open("more", e.More).Reveal(), Signal: e.Signal, Age: e.Age, By: h.Meta.Actor, At: h.RecordedAt,
		}
		for _, a := range e.Answers {
			filled.Answers = append(filled.Answers, contracts.ChecklistAnswer{Field: a.Field, Code: a.Code})
		}
		out.Filled = append(out.Filled, filled)
	case ChecklistJudged:
		out.Filled[len(out.Filled)-1].Judged = &contracts.JudgedChecklist{
			Conclusion: string(e.Conclusion), Judgement: b.Open("judgement", e.Judgement).Reveal(), Reason: b.Open("reason", e.Reason).Reveal(),
			By: h.Meta.Actor, At: h.RecordedAt,
		}
	case SupportBegun:
		out.Supports = append(out.Supports, contracts.BegunSupport{Support: string(e.Support), Begun: e.Begun, By: h.Meta.Actor, At: h.RecordedAt})
	}
	return b.Err()
}

// mayCheckNow lists what the rules would let the worker do, and why not where they
// would let nobody fill in a checklist.
func mayCheckNow(m Matter, born string, who Worker, day calendar.Date) (may []string, why string) {
	some, fill := vault.Sealed{Key: "some"}, FillChecklist{Born: born, On: day, By: who} // a form without questions is answered
	if _, err := fill.decide(m); err != nil {
		no, _ := refusal.As(err)
		why = no.Code
	}
	return allowed(m, []asking{
		{"fill", fill},
		{"judge", JudgeChecklist{Conclusion: Dismissed, Judgement: some, Reason: some, On: day, By: who}},
		{"begin-support", BeginSupport{Begun: day, On: day, By: who}},
	}), why
}

// childOf is who the child of a matter is, as far as is known: as they were
// identified later, too.
func (s *Service) childOf(ctx context.Context, happened []es.Happening[Event]) (identity, error) {
	var child identity
	for _, h := range happened {
		sealed := vault.Sealed{}
		if e, ok := arrivedBy(h.Event); ok {
			sealed = e.Texts.Identity
		} else if e, ok := h.Event.(BirthRecorded); ok {
			sealed = e.Identity
		}
		if sealed.IsZero() {
			continue
		}
		b := s.batchOf(ctx, h.Recorded)
		known, err := decode[identity](b.Open("identity", sealed))
		if err := errors.Join(b.Err(), err); err != nil {
			return child, err
		}
		child = known
	}
	return child, s.identified(ctx, happened[0].Event.evolve(Matter{}).Person, &child)
}

func (s *Service) fillChecklist(ctx context.Context, ask asked[contracts.ChecklistAnswers]) (contracts.Receipt, error) {
	happened, _, err := s.foldMatter(ctx, ask.matter)
	if err != nil {
		return contracts.Receipt{}, err
	}
	child, lost := s.childOf(ctx, happened) // the rule asks for the age; what is wrong is said to who is admitted
	form, known := s.risks[FormID{ask.body.Form, ask.body.Version}]
	cmd := FillChecklist{Form: form, Born: child.BirthDate, On: today(ctx), By: by(ctx)}
	m, err := s.admitAs(ctx, ask.matter, cmd, s.assessmentFor)
	switch {
	case err != nil:
		return contracts.Receipt{}, err
	case lost != nil:
		return contracts.Receipt{}, lost
	case !known:
		return contracts.Receipt{}, ErrOtherForm
	}
	if cmd.Answers, err = checkAnswers(form, ask.body); err != nil {
		return contracts.Receipt{}, err
	}
	sealed, err := s.sealAll(ctx, ask.matter, m, written{"more", ask.body.More})
	cmd.More = sealed["more"]
	return s.handle(ctx, ask.matter, cmd, err)
}

// checkAnswers returns the answers in the order of the form, or what is wrong with
// them. That one is missing is the rule's to say.
func checkAnswers(form contracts.AssessmentForm, sent contracts.ChecklistAnswers) ([]Answer, error) {
	var c refusal.Check
	var answers []Answer
	for _, field := range fieldsOf(form) {
		i := slices.IndexFunc(sent.Answers, func(a contracts.ChecklistAnswer) bool { return a.Field == field.Code })
		if i < 0 || sent.Answers[i].Code == "" {
			continue
		}
		c.Require(slices.Contains(riskChoices(), sent.Answers[i].Code), "answers."+field.Code, "unknown-code")
		answers = append(answers, Answer{Field: field.Code, Code: sent.Answers[i].Code})
	}
	for _, a := range sent.Answers {
		asked := slices.ContainsFunc(fieldsOf(form), func(f contracts.FormField) bool { return f.Code == a.Field })
		c.Require(asked, "answers", "unknown-code") // not what was sent: it could be anything
	}
	text(&c, "more", sent.More, maxText, false)
	return answers, c.Refusal()
}

func (s *Service) judgeChecklist(ctx context.Context, ask asked[contracts.ChecklistJudgement]) (contracts.Receipt, error) {
	cmd := JudgeChecklist{Conclusion: Conclusion(ask.body.Conclusion), On: today(ctx), By: by(ctx)}
	m, err := s.admitAs(ctx, ask.matter, cmd, s.assessmentFor)
	if err != nil {
		return contracts.Receipt{}, err
	}
	var c refusal.Check
	oneOf(&c, "conclusion", ask.body.Conclusion, contracts.Conclusions())
	text(&c, "judgement", ask.body.Judgement, maxText, false) // that it is there is the rule's to say
	text(&c, "reason", ask.body.Reason, maxText, false)
	if err := c.Refusal(); err != nil {
		return contracts.Receipt{}, err
	}
	sealed, err := s.sealAll(ctx, ask.matter, m, written{"judgement", ask.body.Judgement}, written{"reason", ask.body.Reason})
	cmd.Judgement, cmd.Reason = sealed["judgement"], sealed["reason"]
	return s.handle(ctx, ask.matter, cmd, err)
}

func (s *Service) beginSupport(ctx context.Context, ask asked[contracts.RiskSupport]) (contracts.Receipt, error) {
	cmd := BeginSupport{Support: Support(ask.body.Support), Begun: ask.body.Begun, On: today(ctx), By: by(ctx)}
	if _, err := s.admitAs(ctx, ask.matter, cmd, s.assessmentFor); err != nil {
		return contracts.Receipt{}, err
	}
	var c refusal.Check
	oneOf(&c, "support", ask.body.Support, contracts.RiskSupports())
	c.Require(!ask.body.Begun.IsZero(), "begun", "required")
	c.Require(ask.body.Begun.IsZero() || !ask.body.Begun.Before(firstDay), "begun", "too-old")
	return s.handle(ctx, ask.matter, cmd, c.Refusal())
}
