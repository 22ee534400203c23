package web

import (
	"net/http"
	"slices"
	"strings"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
)

// summaryView is what who must act at once needs to know of a client, on one
// screen.
type summaryView struct {
	caseView
	Contact *contracts.Notification // who and where, as intake last heard; nil: not for the reader, or not known now
	Hidden  bool                    // a safety non-disclosure hides where the client is
}

// summaryPath is the summary of a case for an emergency.
func summaryPath(in es.ID) string { return casePath(in) + "/summary" }

// showSummary answers GET /cases/{case}/summary: what must I know of this client
// now? It shows no more than the pages that it is drawn from.
func (s *Service) showSummary(v *visit) error {
	id, err := cases().idOf(v.r)
	if err != nil {
		return err
	}
	view, err := v.caseView(id)
	if err != nil {
		return err
	}
	if view.offerOnly() {
		return v.goTo(casePath(id), nil)
	}
	sum := summaryView{caseView: view}
	if m := view.Origin; m != nil {
		sum.Contact, sum.Hidden = &m.Notification, m.Withheld
	}
	return v.show(http.StatusOK, summaryPage(v, sum))
}

// reachable reports whether anything is recorded of how the client is reached.
func (s summaryView) reachable() bool {
	child := s.Contact.Child
	return len(s.Contact.Guardians) > 0 || child.Phone != "" || child.Address != "" || child.LivesWith != ""
}

// guardianProtected reports whether a guardian is under a safety non-disclosure of
// their own.
func (s summaryView) guardianProtected() bool {
	return slices.ContainsFunc(s.Contact.Guardians, func(g contracts.Guardian) bool { return g.NonDisclosure })
}

// running are the decisions in force today.
func (s summaryView) running() []contracts.Decision {
	return slices.DeleteFunc(slices.Clone(s.Decisions), func(d contracts.Decision) bool {
		return !d.Granted || !inForce(d, s.Today)
	})
}

func inForce(d contracts.Decision, today calendar.Date) bool {
	return (d.From.IsZero() || !d.From.After(today)) && (d.Until.IsZero() || !d.Until.Before(today))
}

// guardianText is who cares for the client and how they are reached.
func guardianText(g contracts.Guardian) string {
	said := slices.DeleteFunc([]string{fullName(g.FamilyName, g.GivenNames), g.Relation, g.Phone}, func(s string) bool { return s == "" })
	return strings.Join(said, "; ")
}

// summaryRight says which right there is and until when.
func (v *visit) summaryRight(c caseView) string {
	if c.DutyEnd.IsZero() {
		return v.rightWords(c)
	}
	return v.texts.T("case.until", "Right", v.rightText(c.Right), "Day", v.texts.Date(c.DutyEnd))
}
