package notifications

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"nivel/libs/contracts"
	"nivel/libs/es"
)

// told is one person to be told one thing.
type told struct {
	recipient string
	what      What
	link      string
}

// heard are the facts that somebody is told of, and what each tells whom.
var heard = []struct {
	fact string
	tell func(contracts.Fact) ([]told, error)
}{
	{contracts.FactCaseOpened, caseOpened},
	{contracts.FactHandoverOffered, handoverOffered},
	{contracts.FactHandoverDeclined, handoverDeclined},
	{contracts.FactHandoverAccepted, handoverAccepted},
	{contracts.FactPlanMade, planMade},
	{contracts.FactSeatReserved, seat("seat-reserved")},
	{contracts.FactQueued, seat("queued")},
	{contracts.FactPromoted, seat("promoted")},
	{contracts.FactSeatReleased, seat("seat-released")},
	{contracts.FactGlassBroken, glassBroken},
	{contracts.FactHandoverWithdrawn, handoverWithdrawn},
	{contracts.FactHandoverOverdue, handoverOverdue},
	{contracts.FactSummaryWritten, summaryWritten},
	{contracts.FactSummaryReviewed, summaryReviewed},
	{contracts.FactBanGroundStated, banGroundStated},
	{contracts.FactConsultationAsked, consultationAsked},
	{contracts.FactYouthWrote, youthWrote},
	{contracts.FactYouthAnswered, aboutPlan("writing-answered")},
	{contracts.FactMeetingPlanned, aboutPlan("meeting-planned")},
	{contracts.FactMeetingCancelled, aboutPlan("meeting-cancelled")},
	{contracts.FactCaseClosed, caseClosed},
	{contracts.FactCaseReopened, caseReopened},
}

// heardTypes lists the types of the facts that are heard.
func heardTypes() []string {
	var types []string
	for _, h := range heard {
		types = append(types, h.fact)
	}
	return types
}

// hear tells everybody whom a fact concerns. It may be called again with the
// same fact: each command is then found in history.
func (s *Service) hear(ctx context.Context, fact contracts.Fact) error {
	for _, h := range heard {
		if h.fact != fact.Type {
			continue
		}
		if _, err := es.ParseID(fact.Subject); err != nil {
			return fmt.Errorf("%s %s: its subject cannot be linked to", fact.Type, fact.ID)
		}
		all, err := h.tell(fact)
		if err != nil {
			return fmt.Errorf("read %s %s: %w", fact.Type, fact.ID, err)
		}
		for _, t := range all {
			if err := s.tell(ctx, fact, t); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("nobody is told of %s", fact.Type)
}

var errNobody = errors.New("it does not say who is to be told")

func (s *Service) tell(ctx context.Context, fact contracts.Fact, t told) error {
	if t.recipient == "" {
		return fmt.Errorf("%s %s: %w", fact.Type, fact.ID, errNobody)
	}
	command := fact.ID.Derive("tell", t.recipient, string(t.what))
	ctx = es.WithIssue(ctx, es.Issue{Command: command, Correlation: fact.Correlation, Causation: fact.ID, Actor: system})
	worker, _ := s.area.Worker(t.recipient)
	mailing := Mailing{On: s.post != nil, Address: worker.Email != ""}
	_, err := s.streams.Handle(ctx, t.recipient, Tell{Notice: command, What: t.what, Link: t.link, At: fact.Time, Mail: mailing})
	return err
}

// system is the actor of what no person asked for.
const system = "system"

// Where a notice leads, on the recipient's own pages.
func toCase(fact contracts.Fact) string  { return "/cases/" + fact.Subject }
func toGroup(fact contracts.Fact) string { return "/groups/" + fact.Subject }

const toOwnPage = "/"

// person is the recipient that a person is; empty when there is none.
func person(id es.ID) string {
	if id.IsZero() {
		return ""
	}
	return id.String()
}

func caseOpened(fact contracts.Fact) ([]told, error) {
	var data contracts.CaseOpened
	err := json.Unmarshal(fact.Data, &data)
	return []told{{data.Responsible, "case-opened", toCase(fact)}}, err
}

func handoverOffered(fact contracts.Fact) ([]told, error) {
	var data contracts.HandoverTold
	err := json.Unmarshal(fact.Data, &data)
	return []told{{data.To, "handover-offered", toCase(fact)}}, err
}

func handoverDeclined(fact contracts.Fact) ([]told, error) {
	var data contracts.HandoverTold
	err := json.Unmarshal(fact.Data, &data)
	return []told{{data.From, "handover-declined", toCase(fact)}}, err
}

// handoverAccepted also tells the young person that another worker is
// responsible now.
func handoverAccepted(fact contracts.Fact) ([]told, error) {
	var data contracts.HandoverTold
	err := json.Unmarshal(fact.Data, &data)
	return []told{
		{data.From, "handover-accepted", toCase(fact)},
		{person(data.Person), "responsible-changed", toOwnPage},
	}, err
}

func planMade(fact contracts.Fact) ([]told, error) {
	var data contracts.PlanMade
	err := json.Unmarshal(fact.Data, &data)
	return []told{{person(data.Person), "plan-made", toOwnPage}}, err
}

func seat(what What) func(contracts.Fact) ([]told, error) {
	return func(fact contracts.Fact) ([]told, error) {
		var data contracts.SeatTold
		err := json.Unmarshal(fact.Data, &data)
		return []told{{person(data.Person), what, toGroup(fact)}}, err
	}
}

// glassBroken tells all whom the fact names: oversight knows who must hear of it.
func glassBroken(fact contracts.Fact) ([]told, error) {
	var data contracts.GlassBroken
	err := json.Unmarshal(fact.Data, &data)
	var all []told
	for _, worker := range data.Told {
		all = append(all, told{worker, "glass-broken", "/glass/" + fact.Subject})
	}
	return all, err
}
