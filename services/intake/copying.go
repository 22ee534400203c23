package intake

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"nivel/libs/ban"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/law"
	"nivel/libs/person"
	"nivel/libs/refusal"
)

// askedCopy is a request for a copy for a party.
type askedCopy struct {
	matter es.ID
	to     string // "client"; or one of contracts.CopyRecipients with the number of the guardian: "guardian.0"
}

// copyFor reads one. Whether somebody is meant is asked of who may see the document.
func copyFor(r *http.Request) (askedCopy, error) {
	id, err := matterID(r)
	return askedCopy{id, r.URL.Query().Get("recipient")}, err
}

// recipient is who gets a copy: the client themself, or a guardian whom the record
// names.
type recipient struct {
	kind string // one of contracts.CopyRecipients
	name string // of the guardian; empty: the client
}

// ErrForbiddenToGuardian: the minor has forbidden to give the document to the guardians.
var ErrForbiddenToGuardian = refusal.Refusal{Kind: refusal.Forbidden, Code: "copy-forbidden-by-client", Law: "703/2023 51 §"}

// partysRight is the ground on which a copy is given: the party's right to know what is
// in the documents of their matter, which a legal representative uses for the client.
var partysRight = law.Provision{Act: "621/1999", Section: "11 § 1 mom", InForce: "1999-12-01"}

// majority is when nobody has custody any more.
const majority = 18

// recipientOf finds who is to get a copy among those whom the record names.
func (a askedCopy) recipientOf(r record, on calendar.Date) (recipient, error) {
	kind, number, _ := strings.Cut(a.to, ".")
	var c refusal.Check
	c.Require(a.to != "", "recipient", "required")
	if a.to == contracts.CopyToClient {
		return recipient{kind: kind}, nil
	}
	n, err := strconv.Atoi(number)
	named := err == nil && n >= 0 && n < len(r.Notification.Guardians) && number == strconv.Itoa(n)
	c.Require(a.to == "" || named && slices.Contains(contracts.CopyRecipients(), kind) && kind != contracts.CopyToClient, "recipient", "unknown-code")
	born := bornOf(r.Notification.Child) // by the code that they have now, where there is one
	c.Require(!named || born.IsZero() || person.Age(born, on) < majority, "recipient", "adult-has-no-guardian")
	if err := c.Refusal(); err != nil {
		return recipient{}, err
	}
	g := r.Notification.Guardians[n]
	return recipient{kind: kind, name: fullNameOf(g.FamilyName, g.GivenNames)}, nil
}

// copyTo answers with a copy of a document for a party. To a guardian, as the legal
// representative of a minor, nothing is given that a ban covers which the minor has laid
// down: the whole document, or what in it comes from another one. A guardian who is a
// party themself has a right of their own, which no ban of the client's shuts.
//
// Law: 703/2023, sections 40, 51 and 59, as in force from 2024-01-01: a minor may for a
// weighty reason forbid giving data to the guardian, by controller, service task or
// single document; a legal representative who is a party keeps the right.
//
// Errors: ErrNotFound; ErrNoDocumentYet; a wrong recipient; ErrForbiddenToGuardian.
func (s *Service) copyTo(ctx context.Context, ask askedCopy, document string) (contracts.IntakeDocument, error) {
	r, err := s.recordOf(ctx, ask.matter, document)
	if err != nil {
		return contracts.IntakeDocument{}, err
	}
	to, err := ask.recipientOf(r, today(ctx))
	if err != nil {
		return contracts.IntakeDocument{}, err
	}
	forbidden := func(string) bool { return false }
	if to.kind == contracts.CopyToGuardian {
		bans, err := s.bansOf(ctx, r.state.Person)
		if err != nil {
			return contracts.IntakeDocument{}, err
		}
		forbidden = func(name string) bool {
			return ban.Forbids(bans, ban.Guardians, ban.Paper{Name: name, Task: string(r.state.Task)})
		}
	}
	if forbidden(document) {
		return contracts.IntakeDocument{}, ErrForbiddenToGuardian
	}
	r.party = true
	out := s.drawnUp(ask.matter, document, r)
	out.Recipient, out.RecipientName = to.kind, to.name
	out.Sections = r.leaveOut(document, out.Sections, forbidden)
	edge.Disclosed(ctx, ask.matter.String(), r.resource, edge.Disclosure{Recipient: to.kind, Description: document, Provision: partysRight})
	return out, nil
}

// bansOf returns what a person forbids, said under whichever of their ids.
func (s *Service) bansOf(ctx context.Context, id es.ID) ([]ban.Ban, error) {
	ids, err := s.idsOf(ctx, id)
	if err != nil {
		return nil, err
	}
	var all []ban.Ban
	for _, one := range ids {
		said, err := ban.Of(ctx, s.streams.Store, one)
		if err != nil {
			return nil, err
		}
		all = append(all, said...)
	}
	return all, nil
}

// leaveOut leaves out of a document what comes from another one that is forbidden. It
// says that something is left out, as a copy never leaves out silently; not why: that
// the child has forbidden it may be what the guardian is not to know.
func (r record) leaveOut(document string, sections []contracts.DocumentSection, forbidden func(string) bool) []contracts.DocumentSection {
	for s, section := range sections {
		for i, one := range section.Items {
			if from := r.comesFrom(document, section.Section, one.Item); from != document && forbidden(from) {
				sections[s].Items[i] = item{Item: one.Item, Label: one.Label, Left: "left-out-of-copy"}
			}
		}
	}
	return sections
}

// comesFrom is the document that something in a document was written in.
func (r record) comesFrom(document, section, item string) string {
	switch {
	case item == "relationship-end-ground" && r.state.Decision == Unnecessary:
		return contracts.DocumentEvaluation
	case item == "relationship-end-ground" && r.state.Completed:
		return contracts.DocumentOutcome
	case section == "need", section == "source", section == "telling":
		return contracts.DocumentNotification
	case !slices.Contains(contracts.DocumentSections(), section): // a part of the form
		return contracts.DocumentAssessment
	}
	return document
}

// A method for each route.

func (s *Service) notificationCopy(ctx context.Context, ask askedCopy) (contracts.IntakeDocument, error) {
	return s.copyTo(ctx, ask, contracts.DocumentNotification)
}

func (s *Service) evaluationCopy(ctx context.Context, ask askedCopy) (contracts.IntakeDocument, error) {
	return s.copyTo(ctx, ask, contracts.DocumentEvaluation)
}

func (s *Service) assessmentCopy(ctx context.Context, ask askedCopy) (contracts.IntakeDocument, error) {
	return s.copyTo(ctx, ask, contracts.DocumentAssessment)
}

func (s *Service) outcomeCopy(ctx context.Context, ask askedCopy) (contracts.IntakeDocument, error) {
	return s.copyTo(ctx, ask, contracts.DocumentOutcome)
}
