package transitions

import (
	"context"
	"net/http"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// routes is the whole surface of the service, one line each.
func (s *Service) routes() {
	s.api.Handle("GET /cases", seeCases, edge.Serve(listing.Decoder(views...), s.seeCases))
	s.api.Handle("GET /cases/{case}", seeCase, edge.Serve(caseID, s.seeCase))
	s.api.Handle("POST /cases/{case}/right", assessRight, edge.Serve(onCase[contracts.RightFacts], s.assessRight))
	s.api.Handle("POST /cases/{case}/plan", makePlan, edge.Serve(onCase[contracts.Plan], s.makePlan))
	s.api.Handle("POST /cases/{case}/handover", offerHandover, edge.Serve(onCase[contracts.HandoverOffer], s.offer))
	s.api.Handle("POST /cases/{case}/handover/refusal", declineHandover, edge.Serve(onCase[contracts.HandoverRefusal], s.decline))
	s.api.Handle("POST /cases/{case}/handover/meeting", recordMeeting, edge.Serve(onCase[contracts.JointMeeting], s.meet))
	s.api.Handle("POST /cases/{case}/handover/acceptance", acceptHandover, edge.Serve(caseID, s.accept))
	s.api.Handle("POST /cases/{case}/invitation", inviteYouth, edge.Serve(caseID, s.invite))
	s.api.Handle("POST /sign-ins", signInYouth, edge.Serve(edge.JSON[contracts.SignIn], s.signIn))
	s.api.Handle("GET /my/case", seeMyCase, edge.Serve(nothing, s.seeMyCase))
}

// asked is a request about one case.
type asked[T content] struct {
	id   es.ID
	body T
}

// content is what may be asked.
type content interface {
	contracts.RightFacts | contracts.Plan | contracts.HandoverOffer | contracts.HandoverRefusal | contracts.JointMeeting
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
	facts := ask.body
	cmd := AssessRight{On: today(ctx), By: by(ctx), Background: Background{
		Born: facts.BirthDate, Basis: Basis(facts.Basis),
		PlacedFrom: facts.PlacedFrom, PlacedTo: facts.PlacedTo, LastClientDay: facts.LastClientDay,
	}}
	b, who, err := s.sealing(ctx, ask.id)
	if err != nil {
		return contracts.Receipt{}, err
	}
	cmd.BirthDate = b.Seal(who, "birth_date", vault.Plain(facts.BirthDate.String()))
	return s.handle(ctx, ask.id, cmd, b.Err())
}

func (s *Service) makePlan(ctx context.Context, ask asked[contracts.Plan]) (contracts.Receipt, error) {
	plan := ask.body
	cmd := MakePlan{
		OwnRating: plan.OwnRating, OtherRating: plan.OtherRating, ReviewBy: plan.ReviewBy, On: today(ctx), By: by(ctx),
	}
	var c refusal.Check
	checkPlanTexts(&c, plan)
	cmd.check(&c) // here too, so that everything wrong is said at once
	if err := c.Refusal(); err != nil {
		return contracts.Receipt{}, err
	}
	b, who, err := s.sealing(ctx, ask.id)
	if err != nil {
		return contracts.Receipt{}, err
	}
	cmd.Texts = sealPlan(b, who, plan)
	return s.handle(ctx, ask.id, cmd, b.Err())
}

// ErrUnknownWorker: the area has no such worker.
var ErrUnknownWorker = refusal.Refusal{
	Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "to", Code: "unknown-worker"}},
}

func (s *Service) offer(ctx context.Context, ask asked[contracts.HandoverOffer]) (contracts.Receipt, error) {
	colleague, ok := s.area.Worker(ask.body.To)
	if !ok {
		return contracts.Receipt{}, ErrUnknownWorker
	}
	cmd := OfferHandover{
		To: Worker{colleague.ID, colleague.Role}, RespondBy: ask.body.RespondBy, On: today(ctx), By: by(ctx),
	}
	var err error
	cmd.Note, err = s.sealText(ctx, ask.id, "note", ask.body.Note)
	return s.handle(ctx, ask.id, cmd, err)
}

func (s *Service) decline(ctx context.Context, ask asked[contracts.HandoverRefusal]) (contracts.Receipt, error) {
	reason, err := s.sealText(ctx, ask.id, "reason", ask.body.Reason)
	return s.handle(ctx, ask.id, DeclineHandover{Reason: reason, On: today(ctx), By: by(ctx)}, err)
}

func (s *Service) meet(ctx context.Context, ask asked[contracts.JointMeeting]) (contracts.Receipt, error) {
	return s.handle(ctx, ask.id, RecordJointMeeting{Met: ask.body.On, On: today(ctx), By: by(ctx)}, nil)
}

func (s *Service) accept(ctx context.Context, id es.ID) (contracts.Receipt, error) {
	return s.handle(ctx, id, AcceptHandover{On: today(ctx), By: by(ctx)}, nil)
}

// ErrCodeShown: the invitation was carried out before; its code was shown then
// and is kept nowhere. A new invitation makes a new code.
var ErrCodeShown = refusal.Refusal{Kind: refusal.Untimely, Code: "already-shown"}

func (s *Service) invite(ctx context.Context, id es.ID) (contracts.Invitation, error) {
	code := newCode()
	out, err := s.streams.Handle(ctx, id.String(), InviteYouth{Token: s.blind(code), At: edge.Now(ctx), By: by(ctx)})
	switch {
	case err != nil:
		return contracts.Invitation{}, err
	case out.Repeated:
		return contracts.Invitation{}, ErrCodeShown
	}
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

func (s *Service) blind(code string) vault.Token {
	return s.vault.Blind("transitions.sign-in-code", code)
}

// handle carries cmd out unless sealing what it holds went wrong.
func (s *Service) handle(ctx context.Context, id es.ID, cmd Command, sealing error) (contracts.Receipt, error) {
	if sealing != nil {
		return contracts.Receipt{}, sealing
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

func by(ctx context.Context) Worker {
	actor := edge.ActorOf(ctx)
	return Worker{ID: actor.ID, Role: actor.Role}
}
