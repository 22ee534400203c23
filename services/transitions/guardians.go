package transitions

import (
	"cmp"
	"slices"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/services/transitions/consent"
)

// keptFromGuardians reports whether the young person has forbidden to give the paper of
// an event to the guardians. Plan and decisions are printed for the young person and for
// the file; who prints one is told.
//
// Law: 703/2023, sections 40, 51 and 59, as in force from 2024-01-01.
func (l *look) keptFromGuardians(i int) bool {
	p := l.papers[i]
	return slices.ContainsFunc(p.tasks, func(task access.Task) bool {
		return l.consent.Forbids(consent.Guardians, consent.Paper{Name: cmp.Or(p.name, p.part), Task: string(task)})
	})
}

// markVersions says of each version of the plan that is shown whether it is kept from
// the guardians.
func (l *look) markVersions(all []contracts.PlanVersion) {
	n := 0
	for i, h := range l.known.happened {
		if _, made := h.Event.(PlanMade); made && l.shown(i) && n < len(all) {
			all[n].NotToGuardians = l.keptFromGuardians(i)
			n++
		}
	}
}

// markDecisions says it of each decision that is shown.
func (l *look) markDecisions(all []contracts.Decision) {
	for i, h := range l.known.happened {
		made, is := h.Event.(DecisionMade)
		if !is {
			continue
		}
		if at := slices.IndexFunc(all, func(d contracts.Decision) bool { return d.Decision == made.Decision }); at >= 0 {
			all[at].NotToGuardians = l.keptFromGuardians(i)
		}
	}
}
