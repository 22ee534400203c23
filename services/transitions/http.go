package transitions

import (
	"context"
	"net/http"
	"slices"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
	"nivel/libs/vault"
	"nivel/services/transitions/consent"
)

// routes is the whole surface of the service, one line each.
func (s *Service) routes() {
	s.api.Handle("GET /cases", seeCases, edge.Serve(listing.Decoder(views...), s.seeCases))
	s.api.Handle("GET /gaps", seeGaps, edge.Serve(listing.Decoder(boardMine, boardUnit), s.seeGaps))
	s.api.Handle("GET /simulations/law", simulateLaw, edge.Serve(askLaw, s.lawSimulation))
	s.api.Handle("GET /simulations/law/figures", countByLaw, edge.Serve(askLaw, s.lawFigures))
	s.api.Handle("GET /cases/{case}", seeCase, edge.Serve(caseID, s.seeCase))
	s.dailyRoutes()
	s.api.Handle("GET /cases/{case}/past", seePast, edge.Serve(decodePast, s.seePast))
	s.api.Handle("POST /cases/{case}/right", assessRight, edge.Serve(onCase[contracts.RightFacts], s.assessRight))
	s.api.Handle("POST /cases/{case}/plan", makePlan, edge.Serve(onCase[contracts.Plan], s.makePlan))
	s.api.Handle("POST /cases/{case}/handover", offerHandover, edge.Serve(onCase[contracts.HandoverOffer], s.offer))
	s.api.Handle("POST /cases/{case}/handover/refusal", declineHandover, edge.Serve(onCase[contracts.HandoverRefusal], s.decline))
	s.api.Handle("POST /cases/{case}/handover/meeting", recordMeeting, edge.Serve(onCase[contracts.JointMeeting], s.meet))
	s.api.Handle("POST /cases/{case}/handover/acceptance", acceptHandover, edge.Serve(caseID, s.accept))
	s.api.Handle("POST /cases/{case}/absence", recordAbsence, edge.Serve(onCase[contracts.Absence], s.recordAbsence))
	s.api.Handle("POST /cases/{case}/invitation", inviteYouth, edge.Serve(caseID, s.invite))
	s.api.Handle("POST /cases/{case}/extension", extendAftercare, edge.Serve(onCase[contracts.Extension], s.extend))
	s.api.Handle("POST /cases/{case}/areas", findAreas, edge.Serve(onCase[contracts.Residence], s.findAreas))
	s.api.Handle("POST /cases/{case}/closing-plan", makeClosingPlan, edge.Serve(onCase[contracts.ClosingPlan], s.makeClosingPlan))
	s.api.Handle("POST /cases/{case}/closing", closeCase, edge.Serve(onCase[contracts.Closing], s.close))
	s.api.Handle("POST /cases/{case}/return", takeBack, edge.Serve(caseID, s.takeBack))
	s.api.Handle("POST /cases/{case}/decisions", makeDecision, edge.Serve(onCase[contracts.NewDecision], s.makeDecision))
	s.api.Handle("POST /cases/{case}/decisions/{decision}/service", serveDecision, edge.Serve(onDecision[contracts.Service], s.serveDecision))
	s.api.Handle("POST /cases/{case}/decisions/{decision}/document", exportDecision, edge.Serve(onDecision[contracts.DocumentOf], s.exportDecision))
	s.api.Handle("POST /cases/{case}/funds", reserveFunds, edge.Serve(onCase[contracts.Reserve], s.reserveFunds))
	s.api.Handle("GET /cases/{case}/consent", seeConsent, edge.Serve(caseID, s.seeConsent))
	s.api.Handle("POST /cases/{case}/consent/permit", changePermit, edge.Serve(onCase[contracts.Permit], s.permit))
	s.api.Handle("POST /cases/{case}/consent/ban", recordBan, edge.Serve(onCase[contracts.NewBan], s.forbid))
	s.api.Handle("POST /cases/{case}/consent/lift", liftBan, edge.Serve(onCase[contracts.LiftedBan], s.lift))
	s.api.Handle("POST /cases/{case}/consent/ground", stateBanGround, edge.Serve(onCase[contracts.StatedGround], s.stateGround))
	s.api.Handle("GET /my/consent", seeMyConsent, edge.Serve(nothing, s.seeMyConsent))
	s.api.Handle("POST /sign-ins", signInYouth, edge.Serve(edge.JSON[contracts.SignIn], s.signIn))
	s.api.Handle("POST /sign-ins/id", findYouth, edge.Serve(edge.JSON[contracts.WhichID], s.whichID))
	s.api.Handle("GET /my/case", seeMyCase, edge.Serve(nothing, s.seeMyCase))
	s.api.Handle("POST /cases/{case}/handover/withdrawal", withdrawHandover, edge.Serve(onCase[contracts.HandoverWithdrawal], s.withdraw))
	s.api.Handle("POST /cases/{case}/handover/summary", writeSummary, edge.Serve(onCase[contracts.HandoverSummary], s.writeSummary))
	s.api.Handle("POST /cases/{case}/handover/consent", recordConsent, edge.Serve(onCase[contracts.HandoverConsent], s.recordConsent))
	s.api.Handle("POST /cases/{case}/handover/transfer", planTransfer, edge.Serve(onCase[contracts.PlannedTransfer], s.planTransfer))
	s.api.Handle("POST /cases/{case}/handover/steps", takeStep, edge.Serve(onCase[contracts.StepTaken], s.takeStep))
	s.api.Handle("POST /cases/{case}/handover/follow-ups", recordFollowUp, edge.Serve(onCase[contracts.NewFollowUp], s.recordFollowUp))
	s.api.Handle("POST /cases/{case}/handover/file", issueHandoverFile, edge.Serve(onCase[contracts.HandoverFileFor], s.issueHandoverFile))
	s.api.Handle("POST /my/summary", reviewSummary, edge.Serve(edge.JSON[contracts.SummaryReview], s.reviewSummary))

	s.api.Handle("GET /cases/{case}/plans", seePlans, edge.Serve(caseID, s.seePlans))
	s.api.Handle("POST /cases/{case}/plans/{number}/document", exportPlan, edge.Serve(onPlan[contracts.PlanDocumentOf], s.exportPlan))
	s.api.Handle("POST /my/writings", writeToMyPlan, edge.Serve(edge.JSON[contracts.NewWriting], s.writeToMyPlan))
	s.api.Handle("POST /cases/{case}/answers", answerWriting, edge.Serve(onCase[contracts.WritingAnswer], s.answerWriting))
	s.api.Handle("POST /cases/{case}/meetings", planMeeting, edge.Serve(onCase[contracts.NewMeeting], s.planMeeting))
	s.api.Handle("POST /cases/{case}/meetings/held", holdMeeting, edge.Serve(onCase[contracts.HeldMeeting], s.holdMeeting))
	s.api.Handle("POST /cases/{case}/meetings/cancelled", cancelMeeting, edge.Serve(onCase[contracts.CancelledMeeting], s.cancelMeeting))
}

// asked is a request about one case.
type asked[T content] struct {
	id   es.ID
	body T
}

// content is what may be asked.
type content interface {
	contracts.RightFacts | contracts.Plan | contracts.HandoverOffer | contracts.HandoverRefusal | contracts.JointMeeting |
		dailyContent |
		contracts.Extension | contracts.Residence | contracts.ClosingPlan | contracts.Closing |
		contracts.NewDecision | contracts.Service | contracts.DocumentOf | contracts.PlanDocumentOf | contracts.Reserve |
		contracts.Permit | contracts.NewBan | contracts.LiftedBan | contracts.StatedGround | contracts.Absence |
		contracts.HandoverWithdrawal | contracts.HandoverSummary | contracts.HandoverConsent |
		contracts.PlannedTransfer | contracts.StepTaken | contracts.NewFollowUp |
		contracts.HandoverFileFor | contracts.WritingAnswer | contracts.NewMeeting | contracts.HeldMeeting | contracts.CancelledMeeting
}

func onCase[T content](r *http.Request) (asked[T], error) {
	id, err := caseID(r)
	if err != nil {
		return asked[T]{}, err
	}
	body, err := edge.JSON[T](r)
	return asked[T]{id, body}, err
}

func caseID(r *http.Request) (es.ID, error) { return edge.ID(r, "case") }

func nothing(*http.Request) (struct{}, error) { return struct{}{}, nil }

func (s *Service) assessRight(ctx context.Context, ask asked[contracts.RightFacts]) (contracts.Receipt, error) {
	k, _, err := s.admit(ctx, ask.id, access.KindDecision)
	if err != nil {
		return contracts.Receipt{}, err
	}
	facts := ask.body
	cmd := AssessRight{On: today(ctx), By: s.by(ctx), Background: Background{
		Born: facts.BirthDate, Basis: Basis(facts.Basis),
		PlacedFrom: facts.PlacedFrom, PlacedTo: facts.PlacedTo, LastClientDay: facts.LastClientDay, MeasureUntil: facts.MeasureUntil,
		Reading: Reading{LeapDay: LeapDay(facts.LeapDay), Unsettled: Right(facts.Unsettled)},
	}}
	for _, p := range facts.Placements {
		cmd.Placements = append(cmd.Placements, Placement{Kind: Basis(p.Kind), From: p.From, To: p.To})
	}
	if cmd.Grounds, err = s.sealText(ctx, k, "grounds", facts.Grounds); err != nil {
		return contracts.Receipt{}, err
	}
	b, who := s.sealing(ctx, k)
	cmd.BirthDate = b.Seal(who, "birth_date", vault.Plain(facts.BirthDate.String()))
	return s.handle(ctx, ask.id, cmd, b.Err())
}

func (s *Service) makePlan(ctx context.Context, ask asked[contracts.Plan]) (contracts.Receipt, error) {
	k, _, err := s.admit(ctx, ask.id, access.KindPlan)
	if err != nil {
		return contracts.Receipt{}, err
	}
	plan := ask.body
	cmd := MakePlan{
		OwnRating: plan.OwnRating, OtherRating: plan.OtherRating, ReviewBy: plan.ReviewBy, On: today(ctx), By: s.by(ctx),
		MeetEvery: plan.MeetEvery, Takes: plan.Takes, Texts: waysOf(plan),
	}
	var c refusal.Check
	checkPlanTexts(&c, plan)
	cmd.check(&c) // here too, so that everything wrong is said at once
	if err := c.Refusal(); err != nil {
		return contracts.Receipt{}, err
	}
	b, who := s.sealing(ctx, k)
	cmd.Texts = sealPlan(b, who, plan)
	return s.handle(ctx, ask.id, cmd, b.Err())
}

// What an offer refuses before it comes to a rule.
var (
	// ErrUnknownWorker: the area has no such worker.
	ErrUnknownWorker = refusal.Refusal{
		Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "to", Code: "unknown-worker"}},
	}
	// ErrNarrowClass: the worker's class of tasks does not cover a case.
	ErrNarrowClass = refusal.Refusal{
		Kind: refusal.Invalid, Code: "invalid-fields", Law: "457/2024 15 §", Fields: []refusal.Field{{Name: "to", Code: "class-too-narrow"}},
	}
	// ErrNoSuchDocument: what would be disclosed is not there, or not the sender's
	// to disclose.
	ErrNoSuchDocument = refusal.Refusal{
		Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "documents", Code: "no-such-document"}},
	}
)

// carries reports whether a worker could have a case at all: one who only carries
// services out may see single documents of a client and not the case, and would be
// responsible for what is shut to them.
//
// Law: 457/2024, sections 12, 13 and 15.
func carries(w area.Worker) bool {
	return slices.ContainsFunc(w.Classes, func(c access.Class) bool {
		return c == access.BroadResponsibility || c == access.ResponsibleForChild || c == access.Arranging
	})
}

func (s *Service) offer(ctx context.Context, ask asked[contracts.HandoverOffer]) (contracts.Receipt, error) {
	k, st, err := s.admit(ctx, ask.id, access.KindHandover)
	if err != nil {
		return contracts.Receipt{}, err
	}
	colleague, ok := s.area.Worker(ask.body.To)
	if !ok {
		return contracts.Receipt{}, ErrUnknownWorker
	}
	if workerOf(colleague).caseWorker() && !carries(colleague) {
		return contracts.Receipt{}, ErrNarrowClass
	}
	cmd := OfferHandover{
		To: workerOf(colleague), RespondBy: ask.body.RespondBy, On: today(ctx), By: s.by(ctx),
		Documents: slices.Compact(slices.Sorted(slices.Values(ask.body.Documents))),
	}
	will, err := consent.Of(ctx, s.consents, k.state.Person)
	if err != nil {
		return contracts.Receipt{}, err
	}
	look := newLook(ctx, k, st, will)
	switch {
	case !look.discloses(cmd.Documents):
		return contracts.Receipt{}, ErrNoSuchDocument
	case look.forbidden(cmd.Documents, colleague):
		return contracts.Receipt{}, ErrForbidden
	}
	cmd.Note, err = s.sealText(ctx, k, "note", ask.body.Note)
	return s.handle(ctx, ask.id, cmd, err)
}

func (s *Service) decline(ctx context.Context, ask asked[contracts.HandoverRefusal]) (contracts.Receipt, error) {
	k, _, err := s.admit(ctx, ask.id, access.KindHandover)
	if err != nil {
		return contracts.Receipt{}, err
	}
	reason, err := s.sealText(ctx, k, "reason", ask.body.Reason)
	return s.handle(ctx, ask.id, DeclineHandover{Reason: reason, On: today(ctx), By: s.by(ctx)}, err)
}

func (s *Service) meet(ctx context.Context, ask asked[contracts.JointMeeting]) (contracts.Receipt, error) {
	_, _, err := s.admit(ctx, ask.id, access.KindHandover)
	return s.handle(ctx, ask.id, RecordJointMeeting{Met: ask.body.On, On: today(ctx), By: s.by(ctx)}, err)
}

func (s *Service) accept(ctx context.Context, id es.ID) (contracts.Receipt, error) {
	_, _, err := s.admit(ctx, id, access.KindHandover)
	return s.handle(ctx, id, AcceptHandover{On: today(ctx), By: s.by(ctx)}, err)
}

// ErrCodeShown: the invitation was carried out before; its code was shown then
// and is kept nowhere. A new invitation makes a new code.
var ErrCodeShown = refusal.Refusal{Kind: refusal.Untimely, Code: "already-shown"}

func (s *Service) invite(ctx context.Context, id es.ID) (contracts.Invitation, error) {
	if _, _, err := s.admit(ctx, id, access.KindCase); err != nil {
		return contracts.Invitation{}, err
	}
	code := newCode()
	out, err := s.streams.Handle(ctx, id.String(), InviteYouth{Token: s.blind(code), At: edge.Now(ctx), By: s.by(ctx)})
	switch {
	case err != nil:
		return contracts.Invitation{}, err
	case out.Repeated:
		return contracts.Invitation{}, ErrCodeShown
	}
	listing.Visible(ctx, s.list, out.Position) // signing in looks there: a code works as soon as it is shown
	return contracts.Invitation{Receipt: receipt(id, out), Code: code, Expires: out.State.Invitation.Expires}, nil
}

// signIn finds the case of a code and uses the code up. That it works once is
// decided on the case: the list only says where to look.
func (s *Service) signIn(ctx context.Context, ask contracts.SignIn) (contracts.SignedIn, error) {
	code, ok := readCode(ask.Code)
	if !ok {
		return contracts.SignedIn{}, ErrUnknownCode
	}
	token := s.blind(code)
	id, err := s.first(ctx, ofCode(token), ErrUnknownCode)
	if err != nil {
		return contracts.SignedIn{}, err
	}
	out, err := s.streams.Handle(ctx, id.String(), SignInYouth{Token: token, At: edge.Now(ctx)})
	if err != nil {
		return contracts.SignedIn{}, err
	}
	return contracts.SignedIn{Person: out.State.Person, Case: id}, nil
}

// maxIDs is how many ids of one person are looked at.
const maxIDs = 100

// whichID finds under which of a person's ids their case is: a case stays under the
// id that it was opened with, whatever intake later said of who is who, and so does
// what young people themselves wrote and decided.
func (s *Service) whichID(ctx context.Context, ask contracts.WhichID) (contracts.ThisID, error) {
	if len(ask.Persons) == 0 || len(ask.Persons) > maxIDs {
		return contracts.ThisID{}, ErrNotFound
	}
	found, any := ask.Persons[0], false
	for _, person := range ask.Persons {
		items, _, err := s.list.Page(ctx, ofPerson(person), readmodel.All(1))
		if err != nil {
			return contracts.ThisID{}, listing.Fault(err)
		}
		if len(items) == 0 {
			continue
		}
		if items[0].Row.Closed.IsZero() {
			return contracts.ThisID{Person: person}, nil
		}
		if !any {
			found, any = person, true
		}
	}
	return contracts.ThisID{Person: found}, nil
}

func (s *Service) blind(code string) vault.Token {
	return s.vault.Blind("transitions.sign-in-code", code)
}

// handle carries cmd out unless what came before it went wrong.
func (s *Service) handle(ctx context.Context, id es.ID, cmd Command, before error) (contracts.Receipt, error) {
	if before != nil {
		return contracts.Receipt{}, before
	}
	out, err := s.streams.Handle(ctx, id.String(), cmd)
	if err != nil {
		return contracts.Receipt{}, err
	}
	return receipt(id, out), nil
}

// receipt answers a command; the field that intake fills with a matter holds
// the case.
func receipt(id es.ID, out es.Outcome[Case]) contracts.Receipt {
	return contracts.Receipt{Matter: id, Revision: out.Revision, Position: out.Position.String()}
}

func today(ctx context.Context) calendar.Date { return calendar.On(edge.Now(ctx)) }

// by is who acts. In which service tasks they work the area's register says.
func (s *Service) by(ctx context.Context) Worker {
	actor := edge.ActorOf(ctx)
	w, _ := s.area.Worker(actor.ID)
	return Worker{ID: actor.ID, Role: actor.Role, Tasks: access.SetOf(w.Tasks...)}
}

func workerOf(w area.Worker) Worker {
	return Worker{ID: w.ID, Role: w.Role, Tasks: access.SetOf(w.Tasks...)}
}
