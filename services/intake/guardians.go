package intake

import (
	"context"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
)

// guardedOn reports whether a guardian's own safety non-disclosure is in force on a day:
// to its last day, that one included; where none was said, until further notice.
//
// Law: 661/2009, sections 36 and 37, as in force from 2020-01-01: it is granted for a
// time, and while it holds only those whose tasks directly involve them handle the data.
func guardedOn(g contracts.Guardian, day calendar.Date) bool {
	return g.NonDisclosure && (g.NonDisclosureUntil.IsZero() || !day.After(g.NonDisclosureUntil))
}

// guard marks of each guardian whether their own safety non-disclosure is in force on a
// day, whatever was marked when it was reported. It reports whether one is.
func guard(n *contracts.Notification, day calendar.Date) (some bool) {
	for i, g := range n.Guardians {
		n.Guardians[i].NonDisclosure = guardedOn(g, day)
		some = some || n.Guardians[i].NonDisclosure
	}
	return some
}

// withholdGuarded leaves out where each guardian is who is marked by guard, and where
// the child is if that is the same address. It reports whether it is.
func withholdGuarded(n *contracts.Notification) (household bool) {
	for i, g := range n.Guardians {
		if !g.NonDisclosure {
			continue
		}
		household = household || sameAddress(g.Address, n.Child.Address)
		n.Guardians[i].Address, n.Guardians[i].Phone = "", ""
	}
	if household {
		n.Child.Address, n.Child.Municipality, n.Child.LivesWith = "", "", ""
	}
	return household
}

// needing is the part of a matter that a safety non-disclosure hides, of the child or of
// a guardian, as who asks stands to it.
func (s *Service) needing(ctx context.Context, r access.Resource, m Matter) (access.Resource, error) {
	var err error
	who := by(ctx)
	needed := needs(r, m, who)
	if !needed {
		needed, err = s.responsible(ctx, m.Person, who.ID)
	}
	if r.Protected = true; needed {
		r.Relations = append(r.Relations[:len(r.Relations):len(r.Relations)], access.ProtectsData)
	}
	return r, err
}
