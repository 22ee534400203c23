package intake

import (
	"context"
	"errors"
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
	s.api.Handle("POST /notifications", registerNotification, edge.Serve(edge.JSON[contracts.Notification], s.register))
	s.api.Handle("POST /notifications/batch", importNotifications, edge.Serve(edge.JSON[contracts.NotificationBatch], s.importBatch))
	s.api.Handle("GET /matters", seeMatters, edge.Serve(listing.Decoder(viewInbox, viewMine, viewAssessing), s.seeMatters))
	s.api.Handle("GET /matters/{matter}", seeMatter, edge.Serve(matterID, s.seeMatter))
	s.api.Handle("POST /matters/{matter}/urgency", assessUrgency, edge.Serve(onMatter[contracts.UrgencyAssessment], s.assessUrgency))
	s.api.Handle("POST /matters/{matter}/start", decideStart, edge.Serve(onMatter[contracts.StartDecision], s.decideStart))
	s.api.Handle("POST /matters/{matter}/outcome", completeAssessment, edge.Serve(onMatter[contracts.Outcome], s.complete))
	s.api.Handle("GET /matters/{matter}/assessment", seeAssessment, edge.Serve(matterID, s.seeAssessment))
	s.api.Handle("PUT /matters/{matter}/assessment", writeAssessment, edge.Serve(onMatter[contracts.AssessmentDraft], s.writeAssessment))
	s.api.Handle("GET /people", seePeople, edge.Serve(decodePeople, s.seePeople))
	s.api.Handle("POST /people/search", searchPeople, edge.Serve(decodeSearch, s.searchPeople))
	s.api.Handle("GET /group-people", seeGroupPeople, edge.Serve(decodePeople, s.seeGroupPeople))
	s.api.Handle("GET /people/{person}/protection", seeProtection, edge.Serve(personID, s.seeProtection))
	s.api.Handle("POST /people/{person}/protection/order", orderProtection, edge.Serve(onPerson[contracts.ProtectionOrder], s.orderProtection))
	s.api.Handle("POST /people/{person}/protection/extension", extendProtection, edge.Serve(onPerson[contracts.ProtectionExtension], s.extendProtection))
	s.api.Handle("POST /people/{person}/protection/end", endProtection, edge.Serve(onPerson[contracts.ProtectionEnd], s.endProtection))
	s.api.Handle("POST /identifications", identifyPerson, edge.Serve(edge.JSON[contracts.Identification], s.identify))
	s.api.Handle("POST /matters/{matter}/holder", takeMatter, edge.Serve(decodeTake, s.take))
	s.api.Handle("PUT /matters/{matter}/holder", handMatter, edge.Serve(onMatter[contracts.NewHolder], s.hand))
	s.arrivalRoutes()
	s.placementRoutes()
	s.reportRoutes()
	s.boardRoutes()
	s.printRoutes()
	s.exportRoutes()
	s.delayRoutes()
	s.sourceRoutes()
	s.checklistRoutes()
	s.consultationRoutes()
	s.identityRoutes()
	s.api.Handle("POST /people/{person}/death", recordDeath, edge.Serve(decodeDeath, s.recordDeath))
	s.api.Handle("GET /people/{person}/erasures", seeErasures, edge.Serve(personID, s.seeErasures))
	s.api.Handle("POST /people/{person}/erasures", refuseErasure, edge.Serve(decodeErasure, s.refuseErasure))
	s.api.Handle("GET /retention", seeRetention, edge.Serve(listing.Decoder(viewEndings, viewProposed), s.seeRetention))
	s.api.Handle("POST /retention/{subject}/destruction", destroyData, edge.Serve(subjectID, s.destroyData))
}

// asked is a request about one matter.
type asked[T content] struct {
	matter es.ID
	body   T
}

// content is what may be asked.
type content interface {
	contracts.UrgencyAssessment | contracts.StartDecision | contracts.Outcome | contracts.NewHolder | contracts.AssessmentDraft | contracts.Birth | contracts.NewQueue |
		contracts.PlacementDecision | contracts.PlacementContinuation | contracts.PlacementEnd | contracts.Delay |
		contracts.OutsideSource | contracts.ChecklistAnswers | contracts.ChecklistJudgement | contracts.RiskSupport |
		contracts.ConsultationAsked | contracts.ConsultationView | contracts.JointRecommendation | contracts.ConsultationClosing
}

func onMatter[T content](r *http.Request) (asked[T], error) {
	id, err := matterID(r)
	if err != nil {
		return asked[T]{}, err
	}
	body, err := edge.JSON[T](r)
	return asked[T]{id, body}, err
}

func matterID(r *http.Request) (es.ID, error) { return edge.ID(r, "matter") }

func (s *Service) register(ctx context.Context, n contracts.Notification) (contracts.Registered, error) {
	if err := CheckNotification(n, edge.Now(ctx)); err != nil {
		return contracts.Registered{}, err
	}
	return s.registerAll(ctx, es.IssueOf(ctx).Command, n)
}

// registerAs registers n, as one of those that origin names, under a command id; the matter's id derives from it,
// so that the same command again finds the same matter.
func (s *Service) registerAs(ctx context.Context, command, origin es.ID, n contracts.Notification) (contracts.Registered, error) {
	matter := command.Derive("matter")
	cmd, err := s.sealNotification(ctx, matter, command, n)
	if err == nil {
		err = s.reportProtection(ctx, matter, command, cmd)
	}
	if err != nil {
		return contracts.Registered{}, err
	}
	cmd.Origin = origin
	issue := es.IssueOf(ctx)
	issue.Command = command
	out, err := s.streams.Handle(es.WithIssue(ctx, issue), matter.String(), cmd)
	if err != nil {
		return contracts.Registered{}, err
	}
	return contracts.Registered{
		Receipt:    receipt(matter, out),
		Pending:    out.State.Pending,
		Start:      calendar.AssessmentStart(out.State.Pending),
		Completion: calendar.AssessmentCompletion(out.State.Pending),
		Repeated:   out.Repeated,
	}, nil
}

func (s *Service) assessUrgency(ctx context.Context, ask asked[contracts.UrgencyAssessment]) (contracts.Receipt, error) {
	cmd := AssessUrgency{Urgency: NotUrgent, On: today(ctx), By: by(ctx)}
	if ask.body.Urgent {
		cmd.Urgency = Urgent
	}
	m, err := s.admitTo(ctx, ask.matter, cmd)
	if err != nil {
		return contracts.Receipt{}, err
	}
	var c refusal.Check
	text(&c, "grounds", ask.body.Grounds, maxText, true)
	cmd.Grounds, err = s.sealOn(ctx, ask.matter, m, written{"grounds", ask.body.Grounds})
	return s.handle(ctx, ask.matter, cmd, errors.Join(c.Refusal(), err))
}

func (s *Service) decideStart(ctx context.Context, ask asked[contracts.StartDecision]) (contracts.Receipt, error) {
	cmd := DecideStart{Decision: Unnecessary, On: today(ctx), By: by(ctx)}
	if ask.body.Start {
		cmd.Decision = Started
	}
	m, err := s.admitTo(ctx, ask.matter, cmd)
	if err != nil {
		return contracts.Receipt{}, err
	}
	var c refusal.Check
	text(&c, "grounds", ask.body.Grounds, maxText, false)
	cmd.Grounds, err = s.sealOn(ctx, ask.matter, m, written{"grounds", ask.body.Grounds})
	return s.handle(ctx, ask.matter, cmd, errors.Join(c.Refusal(), err))
}

func (s *Service) complete(ctx context.Context, ask asked[contracts.Outcome]) (contracts.Receipt, error) {
	cmd := CompleteAssessment{Outcome: Outcome(ask.body.Outcome), On: today(ctx), By: by(ctx)}
	m, err := s.admitTo(ctx, ask.matter, cmd)
	if err != nil {
		return contracts.Receipt{}, err
	}
	var c refusal.Check
	oneOf(&c, "outcome", ask.body.Outcome, contracts.Outcomes())
	text(&c, "grounds", ask.body.Grounds, maxText, true)
	happened, _, err := s.foldMatter(ctx, ask.matter)
	if err != nil {
		return contracts.Receipt{}, err
	}
	child, err := s.childOf(ctx, happened)
	if err != nil {
		return contracts.Receipt{}, err
	}
	cmd.Form, cmd.Twelve = s.forms.of(m), twelveOn(child.BirthDate, cmd.On)
	cmd.Grounds, err = s.sealOn(ctx, ask.matter, m, written{"grounds", ask.body.Grounds})
	return s.handle(ctx, ask.matter, cmd, errors.Join(c.Refusal(), err))
}

// ErrUnknownWorker: the area has no such worker.
var ErrUnknownWorker = refusal.Refusal{
	Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "worker", Code: "unknown-worker"}},
}

func (s *Service) hand(ctx context.Context, ask asked[contracts.NewHolder]) (contracts.Receipt, error) {
	colleague, known := s.area.Worker(ask.body.Worker)
	cmd := HandToColleague{To: Worker{colleague.ID, colleague.Role}, By: by(ctx)}
	m, err := s.admitTo(ctx, ask.matter, cmd)
	if err != nil {
		return contracts.Receipt{}, err
	}
	var c refusal.Check
	text(&c, "note", ask.body.Note, maxText, false)
	if err := c.Refusal(); err != nil {
		return contracts.Receipt{}, err
	}
	if !known {
		return contracts.Receipt{}, ErrUnknownWorker
	}
	if cmd.Burden, err = s.burdenWith(ctx, ask.matter, m, burdening{worker: cmd.To.ID, grounds: ask.body.CapGrounds}); err != nil {
		return contracts.Receipt{}, err
	}
	cmd.Note, err = s.sealOn(ctx, ask.matter, m, written{"note", ask.body.Note})
	return s.handle(ctx, ask.matter, cmd, err)
}

// handle carries out a command that who asks was admitted to, unless something
// was wrong before.
func (s *Service) handle(ctx context.Context, matter es.ID, cmd Command, wrong error) (contracts.Receipt, error) {
	if wrong != nil {
		return contracts.Receipt{}, wrong
	}
	out, err := s.streams.Handle(ctx, matter.String(), cmd)
	if err != nil {
		return contracts.Receipt{}, err
	}
	return receipt(matter, out), nil
}

// written is a text that somebody wrote into a field.
type written struct{ field, plain string }

// sealOn seals one text; see sealAll.
func (s *Service) sealOn(ctx context.Context, id es.ID, m Matter, w written) (vault.Sealed, error) {
	sealed, err := s.sealAll(ctx, id, m, w)
	return sealed[w.field], err
}

func receipt(matter es.ID, out es.Outcome[Matter]) contracts.Receipt {
	return contracts.Receipt{Matter: matter, Revision: out.Revision, Position: out.Position.String()}
}

func today(ctx context.Context) calendar.Date { return calendar.On(edge.Now(ctx)) }

func by(ctx context.Context) Worker {
	actor := edge.ActorOf(ctx)
	return Worker{ID: actor.ID, Role: actor.Role}
}
