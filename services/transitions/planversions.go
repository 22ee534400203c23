package transitions

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/person"
	"nivel/libs/refusal"
)

// ErrNoPlanVersion: the case has no such version of a plan, or none that is
// disclosed to who asks.
var ErrNoPlanVersion = refusal.Refusal{Kind: refusal.Missing, Code: "not-found"}

// seePlans shows the versions of a case's plan, as far as the case is in view of
// who asks: a plan is never changed, each PlanMade is a version of it.
func (s *Service) seePlans(ctx context.Context, id es.ID) (contracts.PlanVersions, error) {
	k, err := s.know(ctx, id)
	if err != nil {
		return contracts.PlanVersions{}, err
	}
	l, err := s.look(ctx, k)
	if err != nil {
		return contracts.PlanVersions{}, err
	}
	view := contracts.PlanVersions{Case: id, Person: k.state.Person, Shows: l.shows}
	view.Versions, err = s.versions(ctx, k, l.shown, l.sees)
	l.markVersions(view.Versions)
	return view, err
}

// askedOfPlan is a request about one version of a case's plan.
type askedOfPlan[T contracts.PlanDocumentOf] struct {
	asked[T]
	number int
}

func onPlan[T contracts.PlanDocumentOf](r *http.Request) (askedOfPlan[T], error) {
	number, _ := strconv.Atoi(r.PathValue("number")) // what is no number is no version, which only who may see the case hears
	ask, err := onCase[T](r)
	return askedOfPlan[T]{ask, number}, err
}

// exportPlan puts a version of the plan into the national structure, with what
// the sender says of the client. Nothing of that is stored.
func (s *Service) exportPlan(ctx context.Context, ask askedOfPlan[contracts.PlanDocumentOf]) (contracts.NationalDocument, error) {
	seen, err := s.seePlans(ctx, ask.id)
	if err != nil {
		return contracts.NationalDocument{}, err
	}
	at := slices.IndexFunc(seen.Versions, func(v contracts.PlanVersion) bool { return v.Number == ask.number && v.Plan != nil })
	if at < 0 {
		return contracts.NationalDocument{}, ErrNoPlanVersion
	}
	if err := checkPlanDocumentOf(ask.body); err != nil {
		return contracts.NationalDocument{}, err
	}
	maker, _ := s.area.Worker(seen.Versions[at].By)
	return nationalPlanOf(seen.Versions[at], ask.body, maker)
}

// checkPlanDocumentOf says what is missing for the national document of a plan.
func checkPlanDocumentOf(who contracts.PlanDocumentOf) error {
	var c refusal.Check
	text(&c, "family_name", who.FamilyName, true)
	text(&c, "given_names", who.GivenNames, true)
	_, err := person.ParseIdentityCode(who.IdentityCode)
	c.Require(err == nil, "identity_code", "identity-code-check")
	c.Require(who.Language == "fi" || who.Language == "sv", "language", "unknown-code")
	return c.Refusal()
}

// versions returns the versions of the plan that are shown, oldest first, and
// opens the texts of those that are seen.
// Errors: the vault's.
func (s *Service) versions(ctx context.Context, k known, shown, sees func(int) bool) ([]contracts.PlanVersion, error) {
	all := []contracts.PlanVersion{}
	for i, h := range k.happened {
		if wrote, is := h.Event.(YouthWrote); is && wrote.Kind == dissent && shown(i) && sees(i) && len(all) > 0 {
			b := s.vault.Batch(ctx, h.Stream, h.Meta.Command)
			last := &all[len(all)-1]
			last.Dissent = append(last.Dissent, openWriting(b, wrote))
			if err := b.Err(); err != nil {
				return nil, err
			}
		}
		made, is := h.Event.(PlanMade)
		if !is || !shown(i) {
			continue
		}
		version := contracts.PlanVersion{Number: len(all) + 1, At: h.RecordedAt, By: h.Meta.Actor}
		if sees(i) {
			b := s.vault.Batch(ctx, h.Stream, h.Meta.Command)
			plan := openPlan(b, made)
			if err := b.Err(); err != nil {
				return nil, err
			}
			version.On, version.Finding, version.Plan = made.On, made.Finding, &plan
		}
		all = append(all, version)
	}
	return all, nil
}
