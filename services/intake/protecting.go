package intake

import (
	"context"
	"net/http"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/services/intake/protection"
)

// askedOf is a request about one person.
type askedOf[T ofPersons] struct {
	person es.ID
	body   T
}

// ofPersons is what may be asked about a person's safety non-disclosure, and about
// who they are.
type ofPersons interface {
	contracts.ProtectionOrder | contracts.ProtectionExtension | contracts.ProtectionEnd |
		contracts.IdentityCode | contracts.Merging | contracts.Unmerging
}

func onPerson[T ofPersons](r *http.Request) (askedOf[T], error) {
	id, err := personID(r)
	if err != nil {
		return askedOf[T]{}, err
	}
	body, err := edge.JSON[T](r)
	return askedOf[T]{id, body}, err
}

func personID(r *http.Request) (es.ID, error) { return edge.ID(r, "person") }

// admitToBasics decides whether who asks may do the route's action to the basics
// of a person, on any ground that they have. Hidden: to what a safety
// non-disclosure hides of them. It returns the ground.
// Errors: ErrNotFound; edge.ErrNoRelation; edge.ErrNotAllowed.
func (s *Service) admitToBasics(ctx context.Context, person es.ID, hidden bool) (access.Resource, error) {
	all, err := s.basicsOf(ctx, person)
	if err != nil {
		return access.Resource{}, err
	}
	none := access.Resource{Kind: access.KindBasics, Person: person.String()}
	for _, r := range all {
		if r.Kind != access.KindBasics { // an offer shows whom it is about, and no more
			continue
		}
		if r.Protected = hidden; edge.Sees(ctx, person.String(), r) {
			return r, nil
		}
		none = r
	}
	return none, edge.Admit(ctx, person.String(), none, ErrNotFound)
}

// seeProtection shows from when until when a person is under a safety
// non-disclosure, and who recorded it.
func (s *Service) seeProtection(ctx context.Context, person es.ID) (contracts.Protection, error) {
	ground, err := s.admitToBasics(ctx, person, false)
	if err != nil {
		return contracts.Protection{}, err
	}
	ids, err := s.idsOf(ctx, person)
	if err != nil {
		return contracts.Protection{}, err
	}
	view := contracts.Protection{Person: person, Times: []contracts.ProtectedTime{}, Revision: es.NoStream}
	p, err := s.protectionOf(ctx, ids, &view)
	if err != nil {
		return view, err
	}
	for _, t := range p.Spans {
		view.Times = append(view.Times, contracts.ProtectedTime{From: t.From, Until: t.Until, Reported: t.Reported})
	}
	if view.InForce, err = s.protectedPerson(ctx, person); err != nil { // under any of their ids
		return view, err
	}
	if !has(ground, access.GlassBroken) { // whose right is to read
		view.May = mayProtect(p, today(ctx), has(ground, access.ProtectsData))
	}
	return view, nil
}

func lineOf(h es.Happening[protection.Event]) contracts.Happened {
	line := contracts.Happened{What: h.Name, At: h.RecordedAt, By: h.Meta.Actor, Facts: map[string]string{}}
	switch e := h.Event.(type) {
	case protection.ProtectionReported:
		line.Facts["from-day"] = e.On.String()
	case protection.ProtectionOrdered:
		line.Facts["from-day"], line.Facts["until"] = e.From.String(), dayOr(e.Until)
		line.Findings = append(line.Findings, e.Finding)
	case protection.ProtectionExtended:
		line.Facts["until"] = dayOr(e.Until)
		line.Findings = append(line.Findings, e.Finding)
	case protection.ProtectionEnded:
		line.Facts["last-day"] = e.Last.String()
	}
	return line
}

// dayOr says a day, or that there is none.
func dayOr(day calendar.Date) string {
	if day.IsZero() {
		return protection.FurtherNotice
	}
	return day.String()
}

// mayProtect lists what the rules would let somebody do: it asks them. To end it
// is for who needs what it hides.
func mayProtect(p protection.Protection, on calendar.Date, needs bool) []string {
	var may []string
	for _, ask := range []struct {
		name    string
		cmd     protection.Command
		allowed bool
	}{
		{"order", protection.OrderProtection{From: p.Free(on), Further: true, On: on}, true},
		{"extend", protection.ExtendProtection{Further: true, On: on}, true},
		{"end", protection.EndProtection{Last: on.AddDays(-1), On: on}, needs},
	} {
		if _, err := protection.Decider.Decide(p, ask.cmd); err == nil && ask.allowed {
			may = append(may, ask.name)
		}
	}
	return may
}

func (s *Service) orderProtection(ctx context.Context, ask askedOf[contracts.ProtectionOrder]) (contracts.Receipt, error) {
	cmd := protection.OrderProtection{From: ask.body.From, Until: ask.body.Until, Further: ask.body.FurtherNotice, On: today(ctx)}
	_, err := s.admitToBasics(ctx, ask.person, false)
	return s.protect(ctx, ask.person, cmd, err)
}

func (s *Service) extendProtection(ctx context.Context, ask askedOf[contracts.ProtectionExtension]) (contracts.Receipt, error) {
	cmd := protection.ExtendProtection{Until: ask.body.Until, Further: ask.body.FurtherNotice, On: today(ctx)}
	_, err := s.admitToBasics(ctx, ask.person, false)
	return s.protect(ctx, ask.person, cmd, err)
}

func (s *Service) endProtection(ctx context.Context, ask askedOf[contracts.ProtectionEnd]) (contracts.Receipt, error) {
	_, err := s.admitToBasics(ctx, ask.person, true)
	return s.protect(ctx, ask.person, protection.EndProtection{Last: ask.body.Last, On: today(ctx)}, err)
}
