package transitions

import (
	"cmp"
	"context"
	"slices"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
	"nivel/services/transitions/consent"
	"nivel/services/transitions/necessity"
)

// ErrForbidden: the young person has forbidden to give a document to another
// service, and the receiver works in another.
var ErrForbidden = refusal.Refusal{
	Kind: refusal.Invalid, Code: "invalid-fields", Law: "703/2023 59 §", Fields: []refusal.Field{{Name: "documents", Code: "forbidden-by-client"}},
}

// refused reports whether a ban keeps a paper of a service task from a worker: of
// every other service task. Law: 703/2023, section 59, read so that it holds
// between the services of one controller too.
func refused(c consent.Consent, p paper, task access.Task, tasks access.Set[access.Task]) bool {
	return !tasks.Has(task) && c.Forbids(consent.Others, consent.Paper{Name: cmp.Or(p.name, p.part), Task: string(task)})
}

// forbidden reports whether the young person has forbidden to give one of the
// named documents to a worker of other service tasks.
func (l *look) forbidden(names []string, to area.Worker) bool {
	tasks := access.SetOf(to.Tasks...)
	return slices.ContainsFunc(lastOf(l.papers, names), func(i int) bool {
		return slices.ContainsFunc(l.papers[i].tasks, func(task access.Task) bool { return refused(l.consent, l.papers[i], task, tasks) })
	})
}

// seeConsent shows what the young person of a case permits and forbids.
func (s *Service) seeConsent(ctx context.Context, id es.ID) (contracts.Consent, error) {
	k, _, err := s.admit(ctx, id, access.KindCase)
	if err != nil {
		return contracts.Consent{}, err
	}
	now, err := necessity.Of(ctx, s.necessities, edge.ActorOf(ctx).ID, id)
	if err != nil {
		return contracts.Consent{}, err
	}
	view, err := s.consentOf(ctx, k.state.Person)
	if now.Holds(edge.Now(ctx)) {
		view.Ground, view.GroundUntil = string(now.Ground), now.Until
	}
	return view, err
}

// seeMyConsent shows young people what they themselves permit and forbid.
func (s *Service) seeMyConsent(ctx context.Context, _ struct{}) (contracts.Consent, error) {
	person, err := es.ParseID(edge.ActorOf(ctx).ID)
	if err != nil {
		return contracts.Consent{}, ErrNotFound
	}
	return s.consentOf(ctx, person)
}

func (s *Service) consentOf(ctx context.Context, person es.ID) (contracts.Consent, error) {
	happened, err := s.consents.History(ctx, person.String())
	if err != nil {
		return contracts.Consent{}, err
	}
	view := contracts.Consent{Person: person, Bans: []contracts.Ban{}, Revision: es.NoStream}
	var now consent.Consent
	made := map[es.ID]contracts.Ban{}
	for _, h := range happened {
		now = consent.Decider.Evolve(now, h.Event)
		view.Revision = h.Revision
		line := contracts.Happened{What: h.Name, At: h.RecordedAt, By: h.Meta.Actor, Facts: map[string]string{}}
		switch e := h.Event.(type) {
		case consent.PermitGiven:
			view.PermittedOn = e.On
			line.Findings = append(line.Findings, e.Finding)
		case consent.Forbidden:
			b := s.vault.Batch(ctx, h.Stream, h.Meta.Command)
			line.Text = b.Open("reason", e.Reason).Reveal()
			if err := b.Err(); err != nil {
				return view, err
			}
			line.Facts["toward"], line.Facts["scope"], line.Facts["of"] = string(e.Toward), string(e.Scope), e.Of
			line.Findings = append(line.Findings, e.Finding)
			made[e.ID] = contracts.Ban{Ban: e.ID, Toward: string(e.Toward), Scope: string(e.Scope), Of: e.Of, On: e.On, Reason: line.Text}
		}
		view.Timeline = append(view.Timeline, line)
	}
	view.Permitted = now.Permitted
	for _, b := range now.Bans {
		view.Bans = append(view.Bans, made[b.ID])
	}
	return view, nil
}

func (s *Service) permit(ctx context.Context, ask asked[contracts.Permit]) (contracts.Receipt, error) {
	var cmd consent.Command = consent.WithdrawPermit{On: today(ctx)}
	if ask.body.Permitted {
		cmd = consent.GivePermit{On: today(ctx)}
	}
	k, _, err := s.admit(ctx, ask.id, access.KindCase)
	return s.consent(ctx, k, cmd, err)
}

func (s *Service) forbid(ctx context.Context, ask asked[contracts.NewBan]) (contracts.Receipt, error) {
	k, _, err := s.admit(ctx, ask.id, access.KindCase)
	if err != nil {
		return contracts.Receipt{}, err
	}
	cmd := consent.Forbid{
		ID: es.IssueOf(ctx).Command.Derive("ban"), Toward: consent.Toward(ask.body.Toward), Scope: consent.Scope(ask.body.Scope),
		Of: ask.body.Of, On: today(ctx), Known: contracts.HandoverDocuments(),
	}
	if cmd.Toward == consent.Guardians { // who may get copies of what services/intake keeps, too
		cmd.Known = append(cmd.Known, contracts.IntakeDocuments()...)
	}
	if cmd.Scope == consent.Task {
		cmd.Known = nil
		for _, task := range access.Tasks() {
			cmd.Known = append(cmd.Known, string(task))
		}
	}
	var c refusal.Check
	text(&c, "reason", ask.body.Reason, false)
	if err := c.Refusal(); err != nil {
		return contracts.Receipt{}, err
	}
	if cmd.Born, err = s.bornOf(ctx, k); err != nil {
		return contracts.Receipt{}, err
	}
	b := s.vault.Batch(ctx, s.consents.Stream(k.state.Person.String()), es.IssueOf(ctx).Command)
	_, key := s.sealing(ctx, k)
	cmd.Reason = b.Seal(key, "reason", vault.Plain(ask.body.Reason))
	return s.consent(ctx, k, cmd, b.Err())
}

func (s *Service) lift(ctx context.Context, ask asked[contracts.LiftedBan]) (contracts.Receipt, error) {
	k, _, err := s.admit(ctx, ask.id, access.KindCase)
	return s.consent(ctx, k, consent.LiftBan{ID: ask.body.Ban, On: today(ctx)}, err)
}

// consent carries cmd out on what the person of a case permits and forbids, unless
// what came before it went wrong.
func (s *Service) consent(ctx context.Context, k known, cmd consent.Command, before error) (contracts.Receipt, error) {
	if before != nil {
		return contracts.Receipt{}, before
	}
	out, err := s.consents.Handle(ctx, k.state.Person.String(), cmd)
	if err != nil {
		return contracts.Receipt{}, err
	}
	return contracts.Receipt{Matter: k.id, Revision: out.Revision, Position: out.Position.String()}, nil
}
