package transitions

import (
	"context"

	"nivel/libs/contracts"
	"nivel/libs/es"
)

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
	return view, err
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
