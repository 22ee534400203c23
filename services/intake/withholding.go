package intake

import (
	"context"
	"slices"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/services/intake/protection"
	"nivel/services/intake/ties"
)

// protectedOf is the part of a matter that a safety non-disclosure hides, as who
// asks stands to it. Protected is false while none is in force for the child.
//
// Law: 661/2009, section 37, as in force from 2020-01-01: only for those whose
// tasks directly involve such data.
func (s *Service) protectedOf(ctx context.Context, r access.Resource, m Matter) (access.Resource, error) {
	var err error
	if r.Protected, err = s.protects(ctx, m); err != nil || !r.Protected {
		return r, err
	}
	return s.needing(ctx, r, m)
}

// needs reports whether the work of somebody who stands to a matter as r says
// directly needs what a safety non-disclosure hides: of who holds it, until the
// client relationship ends; and, while nobody holds it and its urgency is not
// assessed, of the child-protection workers who must assess it immediately (LSL
// 417/2007 26 § 2 mom): that may mean going there.
func needs(r access.Resource, m Matter, who Worker) bool {
	holds := has(r, access.Holder) && !r.Closed && !m.ended()
	return holds || m.Holder == "" && m.Urgency == "" && who.ChildProtection() && has(r, access.Team)
}

// responsible reports whether a worker is responsible for an open case of a person.
func (s *Service) responsible(ctx context.Context, person es.ID, worker string) (bool, error) {
	ids, err := s.idsOf(ctx, person)
	if err != nil {
		return false, err
	}
	cases, err := s.casesOf(ctx, ids)
	return slices.ContainsFunc(cases, func(c ties.CaseTie) bool { return c.Responsible == worker && !c.Closed }), err
}

// protects reports whether the child of a matter is under a safety
// non-disclosure today, by the dates in history. Of a child of whom none were
// ever recorded, the notifications of histories before 2026-11-23 say it; where
// they cannot be asked now, it is. What is in force for any id of a person is for
// all.
func (s *Service) protects(ctx context.Context, m Matter) (bool, error) {
	if err := s.book.Read(ctx, s.persons); err != nil {
		return true, err
	}
	ids := s.book.All(m.Person) // from history: a list may be late
	recorded := false
	for _, id := range ids {
		known, err := protection.Of(ctx, s.protection, id)
		if err != nil || known.InForce(today(ctx)) {
			return true, err
		}
		recorded = recorded || known.Recorded()
	}
	if recorded {
		return false, nil
	}
	said, _, err := s.knownOf(ctx, m.Person)
	return m.NonDisclosure || said.NonDisclosure || err != nil, nil
}

// marked reports whether a list marks a person as under a safety non-disclosure
// today; said: a notification said so. A list hides nothing by it, for it shows
// nothing to hide, and may lag like the rest of it.
func (s *Service) marked(ctx context.Context, person es.ID, said bool) bool {
	ids, err := s.idsOf(ctx, person)
	if err != nil {
		return true
	}
	recorded := false
	for _, id := range ids {
		known, _, err := s.protected.Get(ctx, id.String())
		if err != nil || known.InForce(today(ctx)) {
			return true
		}
		recorded = recorded || known.Recorded()
	}
	return said && !recorded
}

// withhold leaves out address, municipality and school, and what would give them
// away. What somebody wrote in their own words stays.
func withhold(n *contracts.Notification) {
	n.Child.Address, n.Child.Municipality, n.Child.Phone, n.Child.LivesWith = "", "", "", ""
	for i := range n.Guardians {
		n.Guardians[i].Address, n.Guardians[i].Phone = "", ""
	}
	n.Reporter.Organisation, n.Reporter.Phone, n.Reporter.Title, n.SourceRef = "", "", "", ""
}

// withholdSources leaves out who information came from: it may be the school, or who
// lives where the child does. What kind of body it was stays.
func withholdSources(all []contracts.RecordedSource) {
	for i := range all {
		all[i].From = ""
	}
}

// withholdOldCode leaves out an identity code that is not the person's any more, from
// who does not need what a safety non-disclosure hides: it may have been changed to
// protect them.
func (s *Service) withholdOldCode(ctx context.Context, id es.ID, r access.Resource, m Matter, view *contracts.Matter) error {
	child := &view.Notification.Child
	if child.IdentityCode == "" || child.IdentityCode == view.CurrentCode {
		return nil
	}
	needed := needs(r, m, by(ctx))
	if !needed {
		var err error
		if needed, err = s.responsible(ctx, m.Person, by(ctx).ID); err != nil {
			return err
		}
	}
	if r.Protected = true; needed {
		r.Relations = append(slices.Clone(r.Relations), access.ProtectsData)
	}
	if !edge.Sees(ctx, id.String(), r) {
		child.IdentityCode = ""
	}
	return nil
}

// reportProtection protects the child of whom a notification says so, before the
// notification itself is kept: what fails between the two hides too much, never
// too little. A notification that is there already says nothing new.
func (s *Service) reportProtection(ctx context.Context, matter, command es.ID, cmd RegisterNotification) error {
	if !cmd.NonDisclosure {
		return nil
	}
	m, err := s.streams.Load(ctx, matter.String())
	if err != nil || m.State.Registered {
		return err
	}
	on := today(ctx)
	if received := calendar.On(cmd.Received); received.Before(on) {
		on = received
	}
	issue := es.IssueOf(ctx)
	issue.Command, issue.If, issue.Actor = command.Derive("protection"), nil, edge.ActorOf(ctx).ID
	_, err = s.protection.Handle(es.WithIssue(ctx, issue), cmd.Person.String(), protection.ReportProtection{On: on})
	return err
}
