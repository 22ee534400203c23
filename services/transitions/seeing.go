package transitions

import (
	"context"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/vault"
	"nivel/services/transitions/consent"
)

// seeCase reads the case from history itself: a page that somebody acts on is
// never behind.
func (s *Service) seeCase(ctx context.Context, id es.ID) (contracts.Case, error) {
	k, err := s.know(ctx, id)
	if err != nil {
		return contracts.Case{}, err
	}
	l, err := s.look(ctx, k)
	if err != nil {
		return contracts.Case{}, err
	}
	o, err := s.open(ctx, k, l.papers, l.shown, l.sees)
	if err != nil {
		return contracts.Case{}, err
	}
	l.markDecisions(o.decisions)
	c, err := l.show(o, today(ctx))
	if l.as.closed && l.offer < 0 {
		c.Next, c.Due, c.Overdue = "", calendar.Date{}, false // it is somebody else's to do
	}
	c.Offer, c.May = l.handover(o), l.may(mayNow(k.state, s.by(ctx), today(ctx)))
	if err == nil {
		c.Groups, err = s.groupTimes(l, today(ctx))
	}
	return c, err
}

// show is a case as far as it is in view, on a day: all but what may be done in it,
// and the offer that awaits an answer.
func (l *look) show(o opened, day calendar.Date) (contracts.Case, error) {
	now := l.row()
	row, err := showRow(l.ctx, l.known.id.String(), now)
	row.Right, row.DutyEnd, row.ExtendedUntil, row.ReturnUntil = string(o.right), o.dutyEnd, o.extendedUntil, o.returnUntil
	return contracts.Case{
		CaseRow: row, Shows: l.shows, Withheld: l.withheld(), Matter: o.matter, Findings: o.findings, Open: o.questions,
		ResponsibleArea: o.responsibleArea, CostArea: o.costArea, ClosingPlan: o.closingPlan, After: o.after,
		Decisions: o.decisions, Funds: o.statement(),
		Plan: o.plan, PlannedOn: o.plannedOn, PlanNumber: o.planNumber, Step: string(l.step(o, day)),
		Writings: l.inView().becameOf(o.writings), Meetings: inOrder(o.meetings), MeetBy: l.meetBy(o),
		Continuity: l.continuity(day), Away: awayOf(now.Away, day), Handover: o.work(l.way(), day), Timeline: o.timeline,
	}, err
}

// inView is the state of the case as far as it is in view: what a successor did is
// not told to who sees it as it was.
func (l *look) inView() (c Case) {
	for _, h := range l.known.happened[:l.until] {
		c = h.Event.evolve(c)
	}
	return c
}

// row is the case as a list would show it, as far as it is in view.
func (l *look) row() Row {
	now := rowAfter(l.known.happened)
	if l.until == len(l.known.happened) {
		return now
	}
	then := rowAfter(l.known.happened[:l.until])
	then.Person, then.Revision = now.Person, now.Revision
	if l.offer >= 0 {
		then.Responsible, then.OfferedTo, then.OfferedOn, then.RespondBy, then.Met = now.Responsible, now.OfferedTo, now.OfferedOn, now.RespondBy, now.Met
	}
	return then
}

// rowAfter folds what happened to a case.
func rowAfter(happened []es.Happening[Event]) (row Row) {
	for _, h := range happened {
		row = applyRow(row, h.Recorded, h.Event)
	}
	return row
}

// handover is the handover that awaits an answer, nil if none does or if it is
// not for who asks.
func (l *look) handover(o opened) *contracts.HandoverState {
	last := lastOffer(l.known)
	if !l.known.state.Offer.Pending() || !l.shown(last) || !l.sees(last) {
		return nil
	}
	row := l.row()
	return &contracts.HandoverState{
		From: row.Responsible, To: row.OfferedTo, OfferedOn: row.OfferedOn, RespondBy: row.RespondBy,
		MetOn: row.Met, Documents: o.documents, Note: o.note,
	}
}

// seeMyCase shows young people their own newest case, all of it. The actor's id
// is the person's.
func (s *Service) seeMyCase(ctx context.Context, _ struct{}) (contracts.MyCase, error) {
	k, err := s.knowMine(ctx)
	if err != nil {
		return contracts.MyCase{}, err
	}
	all := func(int) bool { return true }
	o, err := s.open(ctx, k, papersOf(k.happened), all, all)
	return contracts.MyCase{
		Case: k.id, Responsible: k.state.Responsible, Right: string(o.right), DutyEnd: o.dutyEnd,
		Plan: o.plan, OfferedTo: k.state.Offer.To, ExtendedUntil: o.extendedUntil, ClosingPlan: o.closingPlan,
		ClosedOn: k.state.Closed, ReturnUntil: k.state.ReturnUntil, Decisions: o.decisions, Funds: o.statement(), Handover: o.told(), Review: k.state.Summary && k.state.Closed.IsZero(),
		PlannedOn: o.plannedOn, PlanNumber: o.planNumber, Writings: k.state.becameOf(o.writings),
		Meetings: inOrder(o.meetings), Step: string(rowAfter(k.happened).step(today(ctx))), After: o.after,
	}, err
}

// meetBy is by when the next meeting is to be, for who sees the plan that says so.
func (l *look) meetBy(o opened) calendar.Date {
	if o.plan == nil {
		return calendar.Date{}
	}
	return l.row().Meet.due()
}

// knowMine reads the newest case of the young person who asks.
// Errors: ErrNotFound; the store's.
func (s *Service) knowMine(ctx context.Context) (known, error) {
	person, err := es.ParseID(edge.ActorOf(ctx).ID)
	if err != nil {
		return known{}, ErrNotFound
	}
	id, err := s.first(ctx, ofPerson(person), ErrNotFound)
	if err != nil {
		return known{}, err
	}
	k, err := s.know(ctx, id)
	if err == nil && k.state.Person != person { // history says whose it is, not the list
		return known{}, ErrNotFound
	}
	return k, err
}

// mayNow lists what the rules would let the worker do: it asks them.
func mayNow(c Case, who Worker, on calendar.Date) []string {
	var may []string
	for _, ask := range []struct {
		name string
		cmd  Command
	}{
		{"right", AssessRight{Background: Background{Born: on, Basis: TakenIntoCare}, On: on, By: who}},
		{"plan", MakePlan{OwnRating: 1, OtherRating: 1, On: on, By: who}},
		{"answer", AnswerWriting{Writing: c.oldestUnanswered(), Answer: vault.Sealed{Key: "an answer"}, On: on, By: who}},
		{"offer", OfferHandover{
			To: Worker{"a colleague", access.SocialWorker, access.SetOf(access.WorkingAge)}, RespondBy: on.AddMonths(1), On: on, By: who,
		}},
		{"refuse", DeclineHandover{Reason: vault.Sealed{Key: "a reason"}, On: on, By: who}},
		{"withdraw", WithdrawHandover{On: on, By: who}},
		{"meet", RecordJointMeeting{Met: on, On: on, By: who}},
		{"accept", AcceptHandover{On: on, By: who}},
		{"invite", InviteYouth{By: who}},
		{"absence", RecordAbsence{From: on, Until: on, On: on, By: who}},
		{"extend", ExtendAftercare{Until: later(c.DutyEnd, on), Grounds: vault.Sealed{Key: "grounds"}, On: on, By: who}},
		{"areas", FindAreas{Whereabouts: Whereabouts{Home: "21", PaidCare: "21", HomeThen: "21", DecidedIn: "21"}, On: on, By: who}},
		{"decide", MakeDecision{
			About: onSupport, Service: "46", What: vault.Sealed{Key: "what"}, Grounds: vault.Sealed{Key: "grounds"}, On: on, By: who,
		}},
		{"reserve", ReserveFunds{Month: on.String()[:7], On: on, By: who}},
		{"closing-plan", MakeClosingPlan{Ends: vault.Sealed{Key: "ends"}, Services: vault.Sealed{Key: "services"}, WithYouth: true, On: on, By: who}},
		{"close", CloseCase{Reason: "own-wish", Grounds: vault.Sealed{Key: "grounds"}, On: on, By: who}},
		{"summary", WriteSummary{Texts: SummaryTexts{Strengths: vault.Sealed{Key: "text"}, Situation: vault.Sealed{Key: "text"}}, On: on, By: who}},
		{"consent", RecordConsent{Asked: on, On: on, By: who}},
		{"file", IssueHandoverFile{
			To: "21", Own: "own", Documents: c.Agreed.May, Has: papersNamed(c.Agreed.May), Consent: consent.Consent{Permitted: true}, On: on, By: who,
		}},
		{"transfer", PlanTransfer{Transfer: on, On: on, By: who}},
		{"step", TakeStep{Step: needsAssessment, Done: on, On: on, By: who}},
		{"follow-up", RecordFollowUp{Months: c.nextFollowUp(), Met: on, On: on, By: who}},
		{"return", ReturnToAftercare{On: on, By: who}},
		{"meeting", PlanMeeting{For: on, Mode: Mode{"in-person", "in-person"}, On: on, By: who}},
		{"held", HoldMeeting{Met: on, Mode: Mode{"in-person", "in-person"}, On: on, By: who}},
	} {
		if happened, err := ask.cmd.decide(c); err == nil && len(happened) > 0 {
			may = append(may, ask.name)
		}
	}
	return may
}

// later is the later of two days.
func later(a, b calendar.Date) calendar.Date {
	if a.After(b) {
		return a
	}
	return b
}
