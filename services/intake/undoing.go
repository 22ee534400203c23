package intake

import (
	"context"
	"slices"

	"nivel/libs/calendar"
	"nivel/libs/es"
)

// WithdrawDeath takes back a death that was recorded for another id, which is not of
// the same person after all: terms of retention do not run from it.
type WithdrawDeath struct{ On calendar.Date }

// DeathWithdrawn says that a death is somebody else's. What was recorded for this id
// itself stands; what was proposed on the other date is proposed no more.
type DeathWithdrawn struct {
	Of es.ID         `json:"of"` // the id for which the death was recorded
	On calendar.Date `json:"on"` // the day on which it was taken back
}

func (cmd WithdrawDeath) decide(l Life) ([]LifeEvent, error) {
	if l.Of.IsZero() {
		return nil, nil // it is known of this id itself, or none is
	}
	return []LifeEvent{DeathWithdrawn{Of: l.Of, On: cmd.On}}, nil
}

func (e DeathWithdrawn) evolve(l Life) Life {
	l.Died, l.Source, l.Of = l.Own.On, l.Own.Source, es.ID{}
	l.Proposed, l.By, l.Classes = calendar.Date{}, "", nil
	return l
}

// partDeaths takes back, before the merge of an id is undone, what either side knows
// of a death from the other. What fails between the two keeps data too long, never
// ends it too early; the same request again goes on.
func (s *Service) partDeaths(ctx context.Context, gone es.ID) error {
	link, err := s.linkOf(ctx, gone)
	if err != nil || link.To.IsZero() || link.ByCode {
		return err // nothing will be undone
	}
	all, err := s.idsOf(ctx, gone)
	if err != nil {
		return err
	}
	apart, err := s.idsUnder(ctx, gone)
	if err != nil {
		return err
	}
	issue := es.IssueOf(ctx)
	issue.If = nil
	for _, id := range all {
		life, err := s.lives.Load(ctx, id.String())
		if err != nil {
			return err
		}
		if life.State.Of.IsZero() || slices.Contains(apart, id) == slices.Contains(apart, life.State.Of) {
			continue
		}
		own := issue
		own.Command = issue.Command.Derive("death-withdrawn", id.String())
		if _, err := s.lives.Handle(es.WithIssue(ctx, own), id.String(), WithdrawDeath{On: today(ctx)}); err != nil {
			return err
		}
	}
	return nil
}
