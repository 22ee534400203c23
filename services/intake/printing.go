package intake

import (
	"context"
	"slices"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// What the routes of documents do: each look is in the use log as the document,
// and as a copy for a party where it is one.
const (
	printNotification access.Action = "intake.print-notification"
	printEvaluation   access.Action = "intake.print-evaluation"
	printAssessment   access.Action = "intake.print-assessment"
	printOutcome      access.Action = "intake.print-outcome"
	copyNotification  access.Action = "intake.copy-notification-for-party"
	copyEvaluation    access.Action = "intake.copy-evaluation-for-party"
	copyAssessment    access.Action = "intake.copy-assessment-for-party"
	copyOutcome       access.Action = "intake.copy-outcome-for-party"
)

// printRoutes are the documents of a matter, for the file and for a party.
func (s *Service) printRoutes() {
	s.api.Handle("GET /matters/{matter}/documents/notification", printNotification, edge.Serve(matterID, s.notificationPaper))
	s.api.Handle("GET /matters/{matter}/documents/evaluation", printEvaluation, edge.Serve(matterID, s.evaluationPaper))
	s.api.Handle("GET /matters/{matter}/documents/assessment", printAssessment, edge.Serve(matterID, s.assessmentPaper))
	s.api.Handle("GET /matters/{matter}/documents/outcome", printOutcome, edge.Serve(matterID, s.outcomePaper))
	s.api.Handle("GET /matters/{matter}/documents/notification/party-copy", copyNotification, edge.Serve(copyFor, s.notificationCopy))
	s.api.Handle("GET /matters/{matter}/documents/evaluation/party-copy", copyEvaluation, edge.Serve(copyFor, s.evaluationCopy))
	s.api.Handle("GET /matters/{matter}/documents/assessment/party-copy", copyAssessment, edge.Serve(copyFor, s.assessmentCopy))
	s.api.Handle("GET /matters/{matter}/documents/outcome/party-copy", copyOutcome, edge.Serve(copyFor, s.outcomeCopy))
}

// record is all that documents of a matter are drawn up from, opened.
type record struct {
	contracts.Matter        // without what a safety non-disclosure hides
	state            Matter // as rules see it
	form             contracts.AssessmentForm
	answers          writings
	protected        bool            // a safety non-disclosure is in force
	household        bool            // one of a guardian is, and the child is where they are
	party            bool            // the copy is for a party
	resource         access.Resource // as who asks was admitted to it
}

// A method for each route of the file's documents; those of copies are in copying.go.

func (s *Service) notificationPaper(ctx context.Context, id es.ID) (contracts.IntakeDocument, error) {
	return s.paper(ctx, id, contracts.DocumentNotification)
}

func (s *Service) evaluationPaper(ctx context.Context, id es.ID) (contracts.IntakeDocument, error) {
	return s.paper(ctx, id, contracts.DocumentEvaluation)
}

func (s *Service) assessmentPaper(ctx context.Context, id es.ID) (contracts.IntakeDocument, error) {
	return s.paper(ctx, id, contracts.DocumentAssessment)
}

func (s *Service) outcomePaper(ctx context.Context, id es.ID) (contracts.IntakeDocument, error) {
	return s.paper(ctx, id, contracts.DocumentOutcome)
}

// paper answers with a document of a matter.
// Errors: ErrNotFound; ErrNoDocumentYet.
func (s *Service) paper(ctx context.Context, id es.ID, document string) (contracts.IntakeDocument, error) {
	r, err := s.recordOf(ctx, id, document)
	if err != nil {
		return contracts.IntakeDocument{}, err
	}
	return s.drawnUp(id, document, r), nil
}

// drawnUp is a document as the record has it.
func (s *Service) drawnUp(id es.ID, document string, r record) contracts.IntakeDocument {
	return contracts.IntakeDocument{
		Matter: id, Document: document, Way: r.Way, Party: r.party, Protected: r.protected,
		Draft: document == contracts.DocumentAssessment && !r.state.Completed, Sections: s.sectionsOf(document, r),
	}
}

// ErrNoDocumentYet: the matter has not come as far as the document.
var ErrNoDocumentYet = refusal.Refusal{Kind: refusal.Untimely, Code: "no-document-yet"}

// recordOf opens a matter for one of its documents, if who asks may see that. On
// paper a safety non-disclosure hides from everybody: who holds the matter sees
// the address on its page, and a copy could go anywhere.
//
// Law: 661/2009, section 37, as in force from 2020-01-01: what it hides is neither
// passed on nor shown.
func (s *Service) recordOf(ctx context.Context, id es.ID, document string) (record, error) {
	happened, state, err := s.foldMatter(ctx, id)
	if err != nil {
		return record{}, err
	}
	resource, err := s.matterFor(ctx, state)
	if err != nil {
		return record{}, err
	}
	resource.Kind = kindOf(document)
	hidden, err := s.protectedOf(ctx, resource, state)
	if err != nil {
		return record{}, err
	}
	if err := edge.Admit(ctx, id.String(), resource, ErrNotFound); err != nil {
		if hidden.Protected { // that it was tried is noted
			_ = edge.Admit(ctx, id.String(), hidden, ErrNotFound)
		}
		return record{}, err
	}
	if !reached(state, document) {
		return record{}, ErrNoDocumentYet
	}
	r := record{state: state, form: s.forms.of(state), protected: hidden.Protected, resource: resource}
	if r.Matter, err = s.openMatter(ctx, id, happened); err != nil {
		return r, err
	}
	r.Person = state.Person
	ids, err := s.idsOf(ctx, state.Person)
	if err != nil {
		return r, err
	}
	newest, err := s.newestCode(ctx, ids)
	if err != nil {
		return r, err
	}
	if newest != "" { // a paper says the code that the client has
		r.Notification.Child.IdentityCode = newest
	}
	guard(&r.Matter.Notification, today(ctx))
	r.household = withholdGuarded(&r.Matter.Notification)
	if r.protected {
		withhold(&r.Matter.Notification)
		withholdSources(r.Sources)
	}
	r.answers, err = s.openAnswers(ctx, happened)
	return r, err
}

// kindOf is what policies know a document as.
func kindOf(document string) string {
	switch document {
	case contracts.DocumentAssessment:
		return access.KindAssessment
	case contracts.DocumentOutcome:
		return access.KindDecision
	}
	return access.KindMatter
}

// reached reports whether a matter has come as far as a document.
func reached(m Matter, document string) bool {
	switch document {
	case contracts.DocumentEvaluation:
		return m.Urgency != ""
	case contracts.DocumentAssessment:
		return m.Decision == Started
	case contracts.DocumentOutcome:
		return m.Completed
	}
	return true
}

// last returns the newest entry of the timeline of one of those names.
func (r record) last(names ...string) (entry contracts.Happened) {
	for _, one := range r.Timeline {
		if slices.Contains(names, one.What) {
			entry = one
		}
	}
	return entry
}

// The stored names that documents tell of.
const (
	saidUrgent      = "intake.urgency-assessed.v1"
	saidStarted     = "intake.assessment-started.v1"
	saidUnnecessary = "intake.assessment-found-unnecessary.v1"
	saidCompleted   = "intake.assessment-completed.v1"
)
