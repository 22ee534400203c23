package transitions

import (
	"context"
	"encoding/json"
	"fmt"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/services/transitions/peers"
)

// aftercare is the outcome of an assessment that opens a case.
const aftercare = "aftercare"

// system is who acts when a fact of another service leads to something.
const system = "system"

// hear opens a case for each assessment that ended in aftercare. The ids of the
// case and of the command derive from the fact's, so that the same fact again is
// the same case.
// Errors: data that cannot be read; the rule's refusal; the store's.
func (s *Service) hear(ctx context.Context, fact contracts.Fact) error {
	var completed contracts.AssessmentCompleted
	if err := json.Unmarshal(fact.Data, &completed); err != nil {
		return fmt.Errorf("read fact %s: %w", fact.ID, err)
	}
	if completed.Outcome != aftercare {
		return nil
	}
	matter, err := es.ParseID(fact.Subject)
	if err != nil {
		return fmt.Errorf("read the subject of fact %s: %w", fact.ID, err)
	}
	ctx = es.WithIssue(ctx, es.Issue{
		Command: fact.ID.Derive("open-case"), Correlation: fact.Correlation, Causation: fact.ID, Actor: system,
	})
	_, err = s.streams.Handle(ctx, caseOf(fact.ID).String(), OpenCase{
		Person: completed.Person, Matter: matter, Responsible: completed.Holder, On: calendar.On(fact.Time),
	})
	return err
}

// caseOf returns the id of the case that a fact opens.
func caseOf(fact es.ID) es.ID { return fact.Derive("case") }

// hearOfPeers keeps in which peer groups a young person is.
func (s *Service) hearOfPeers(ctx context.Context, fact contracts.Fact) error {
	return peers.Take(ctx, s.peers, fact)
}
