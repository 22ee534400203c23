package transitions

import (
	"context"
	"net/http"
	"slices"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/person"
	"nivel/libs/refusal"
)

// The routes of decisions and of the funds that some of them pay.

// askedOfDecision is a request about one decision of a case.
type askedOfDecision[T contracts.Service | contracts.DocumentOf] struct {
	asked[T]
	decision es.ID
}

func onDecision[T contracts.Service | contracts.DocumentOf](r *http.Request) (askedOfDecision[T], error) {
	decision, err := edge.ID(r, "decision")
	if err != nil {
		return askedOfDecision[T]{}, err
	}
	ask, err := onCase[T](r)
	return askedOfDecision[T]{ask, decision}, err
}

func (s *Service) makeDecision(ctx context.Context, ask asked[contracts.NewDecision]) (contracts.Receipt, error) {
	k, _, err := s.admit(ctx, ask.id, access.KindDecision)
	if err != nil {
		return contracts.Receipt{}, err
	}
	in := ask.body
	cmd := MakeDecision{
		Decision: decisionOf(es.IssueOf(ctx).Command), About: in.About, Granted: in.Granted, Service: in.Service,
		From: in.From, Until: in.Until, Cents: in.Cents, On: today(ctx), By: s.by(ctx),
	}
	if cmd.Born, err = s.bornOf(ctx, k); err != nil {
		return contracts.Receipt{}, err
	}
	if cmd.What, err = s.sealText(ctx, k, "what", in.What); err != nil {
		return contracts.Receipt{}, err
	}
	cmd.Grounds, err = s.sealText(ctx, k, "grounds", in.Grounds)
	return s.handle(ctx, ask.id, cmd, err)
}

func (s *Service) serveDecision(ctx context.Context, ask askedOfDecision[contracts.Service]) (contracts.Receipt, error) {
	_, _, err := s.admit(ctx, ask.id, access.KindDecision)
	cmd := ServeDecision{Decision: ask.decision, How: ask.body.How, Sent: ask.body.Sent, On: today(ctx), By: s.by(ctx)}
	return s.handle(ctx, ask.id, cmd, err)
}

func (s *Service) reserveFunds(ctx context.Context, ask asked[contracts.Reserve]) (contracts.Receipt, error) {
	_, _, err := s.admit(ctx, ask.id, access.KindDecision)
	cmd := ReserveFunds{Month: ask.body.Month, Reserved: ask.body.Reserved, On: today(ctx), By: s.by(ctx)}
	for _, i := range ask.body.Incomes {
		cmd.Incomes = append(cmd.Incomes, Income(i))
	}
	return s.handle(ctx, ask.id, cmd, err)
}

// exportDecision puts a decision into the national structure, with what the
// sender says of the client. Nothing of that is stored.
func (s *Service) exportDecision(ctx context.Context, ask askedOfDecision[contracts.DocumentOf]) (contracts.NationalDocument, error) {
	seen, err := s.seeCase(ctx, ask.id)
	if err != nil {
		return contracts.NationalDocument{}, err
	}
	at := slices.IndexFunc(seen.Decisions, func(d contracts.Decision) bool { return d.Decision == ask.decision })
	if at < 0 {
		return contracts.NationalDocument{}, ErrNoDecision
	}
	if err := checkDocumentOf(ask.body); err != nil {
		return contracts.NationalDocument{}, err
	}
	maker, _ := s.area.Worker(seen.Decisions[at].By)
	return national(seen.Decisions[at], ask.body, maker)
}

// checkDocumentOf says what is missing for a national document.
func checkDocumentOf(who contracts.DocumentOf) error {
	var c refusal.Check
	for _, field := range []struct{ name, value string }{
		{"family_name", who.FamilyName}, {"given_names", who.GivenNames}, {"street", who.Street}, {"postcode", who.Postcode},
		{"post_office", who.PostOffice}, {"phone", who.Phone},
	} {
		text(&c, field.name, field.value, true)
	}
	_, err := person.ParseIdentityCode(who.IdentityCode)
	c.Require(err == nil, "identity_code", "identity-code-check")
	c.Require(who.Language == "fi" || who.Language == "sv", "language", "unknown-code")
	return c.Refusal()
}
