package transitions

import (
	"context"
	"slices"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// PlanTransfer says on which day responsibility is to move into another service.
// The steps before and after it are counted from it.
type PlanTransfer struct {
	Transfer calendar.Date
	On       calendar.Date
	By       Worker
}

// TransferPlanned says which day was planned. A later one takes its place.
type TransferPlanned struct {
	Transfer calendar.Date `json:"transfer"`
	On       calendar.Date `json:"on"`
}

// TakeStep records a step of a handover that is done elsewhere.
type TakeStep struct {
	Step string // of contracts.RecordedSteps
	Done calendar.Date
	On   calendar.Date
	By   Worker
}

// StepTaken says that a step was done, and when.
type StepTaken struct {
	Step string        `json:"step"` // code: of contracts.RecordedSteps
	Done calendar.Date `json:"done"`
	On   calendar.Date `json:"on"`
}

// RecordFollowUp records a contact with the young person after a handover, by who
// handed over or who has the case now.
type RecordFollowUp struct {
	Months int // after the acceptance: which of the two
	Met    calendar.Date
	Note   vault.Sealed
	On     calendar.Date
	By     Worker
}

// FollowedUp says when they were in contact.
type FollowedUp struct {
	Months int           `json:"months"`
	Met    calendar.Date `json:"met"`
	Note   vault.Sealed  `json:"note,omitzero"`
	On     calendar.Date `json:"on"`
}

// What follow-ups refuse.
var (
	// ErrNoFollowUp: there was no handover, or both follow-ups were made.
	ErrNoFollowUp = refusal.Refusal{Kind: refusal.Untimely, Code: "no-follow-up"}
	// ErrFollowedUpAlready: the other side has recorded it, and said something else.
	ErrFollowedUpAlready = refusal.Refusal{Kind: refusal.Untimely, Code: "followed-up-already"}
)

func (cmd PlanTransfer) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	var fields refusal.Check
	fields.Require(!cmd.Transfer.IsZero(), "transfer", "required")
	fields.Require(cmd.Transfer.IsZero() || !cmd.Transfer.Before(cmd.On), "transfer", "in-the-past")
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	return []Event{TransferPlanned{Transfer: cmd.Transfer, On: cmd.On}}, nil
}

func (e TransferPlanned) evolve(c Case) Case { return c }

func (cmd TakeStep) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	var fields refusal.Check
	fields.Require(slices.Contains(contracts.RecordedSteps(), cmd.Step), "step", "unknown-code")
	fields.Require(!cmd.Done.IsZero(), "done", "required")
	fields.Require(!cmd.Done.After(cmd.On), "done", "in-the-future")
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	return []Event{StepTaken{Step: cmd.Step, Done: cmd.Done, On: cmd.On}}, nil
}

func (e StepTaken) evolve(c Case) Case { return c }

func (cmd RecordFollowUp) decide(c Case) ([]Event, error) {
	switch {
	case c.Person.IsZero():
		return nil, ErrNotFound
	case !c.Closed.IsZero():
		return nil, ErrClosed.With("on", c.Closed.String())
	case !c.following():
		return nil, ErrNoFollowUp
	case cmd.By.ID != c.Responsible && cmd.By.ID != c.sender():
		return nil, ErrNotParty
	}
	var fields refusal.Check
	fields.Require(cmd.Months == firstFollowUp || cmd.Months == secondFollowUp, "months", "unknown-code")
	fields.Require(!cmd.Met.IsZero(), "met", "required")
	fields.Require(!cmd.Met.After(cmd.On), "met", "in-the-future")
	fields.Require(cmd.Met.IsZero() || !cmd.Met.Before(c.Accepted), "met", "before-handover")
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	switch recorded, met := c.followedUp(cmd.Months); {
	case recorded && cmd.Met == met && cmd.Note.IsZero():
		return nil, nil // both of them recorded it
	case recorded:
		return nil, ErrFollowedUpAlready
	}
	return []Event{FollowedUp{Months: cmd.Months, Met: cmd.Met, Note: cmd.Note, On: cmd.On}}, nil
}

func (e FollowedUp) evolve(c Case) Case {
	c.FollowedUp = append(slices.Clip(c.FollowedUp), Contact{e.Months, e.Met})
	return c
}

// Contact is a follow-up that was made.
type Contact struct {
	Months int // after the acceptance: which of the two
	Met    calendar.Date
}

// followedUp reports whether a follow-up was made, and when they met.
func (c Case) followedUp(months int) (made bool, met calendar.Date) {
	for _, f := range c.FollowedUp {
		if f.Months == months {
			return true, f.Met
		}
	}
	return false, calendar.Date{}
}

// following reports whether the last handover still has a follow-up to come.
func (c Case) following() bool { return !c.Accepted.IsZero() && len(c.FollowedUp) < 2 }

// nextFollowUp is which follow-up is to come, in months.
func (c Case) nextFollowUp() int {
	if made, _ := c.followedUp(firstFollowUp); made {
		return secondFollowUp
	}
	return firstFollowUp
}

// sender is who had the case before the last handover; empty: nobody.
func (c Case) sender() string {
	if len(c.Former) == 0 {
		return ""
	}
	return c.Former[len(c.Former)-1].Holder
}

func (s *Service) planTransfer(ctx context.Context, ask asked[contracts.PlannedTransfer]) (contracts.Receipt, error) {
	_, _, err := s.admit(ctx, ask.id, access.KindCase)
	return s.handle(ctx, ask.id, PlanTransfer{Transfer: ask.body.Transfer, On: today(ctx), By: s.by(ctx)}, err)
}

func (s *Service) takeStep(ctx context.Context, ask asked[contracts.StepTaken]) (contracts.Receipt, error) {
	_, _, err := s.admit(ctx, ask.id, access.KindCase)
	return s.handle(ctx, ask.id, TakeStep{Step: ask.body.Step, Done: ask.body.Done, On: today(ctx), By: s.by(ctx)}, err)
}

func (s *Service) recordFollowUp(ctx context.Context, ask asked[contracts.NewFollowUp]) (contracts.Receipt, error) {
	k, err := s.admitParty(ctx, ask.id)
	if err != nil {
		return contracts.Receipt{}, err
	}
	note, err := s.sealText(ctx, k, "note", ask.body.Note)
	cmd := RecordFollowUp{Months: ask.body.Months, Met: ask.body.Met, Note: note, On: today(ctx), By: s.by(ctx)}
	return s.handle(ctx, ask.id, cmd, err)
}

// admitParty is admit for the handover itself, of which who handed over stays a
// party until its follow-ups are made. Of the case they change nothing.
func (s *Service) admitParty(ctx context.Context, id es.ID) (known, error) {
	k, err := s.knowBefore(ctx, id)
	if err != nil {
		return known{}, err
	}
	st, err := s.present(ctx, k.state)
	if err != nil {
		return known{}, err
	}
	if edge.ActorOf(ctx).ID == k.state.sender() && k.state.following() && k.state.Closed.IsZero() {
		st = s.toPart(ctx, k.state.Former[len(k.state.Former)-1])
	} else if had, ok := s.former(ctx, k.state); ok && len(st.relations) == 0 {
		st = had
	}
	return k, edge.Admit(ctx, id.String(), st.resource(k.state, access.KindHandover), ErrNotFound)
}

// ownFollowUp reports whether an event is a follow-up that who asks recorded
// themselves, maybe after the case had left them.
func (l *look) ownFollowUp(i int) bool {
	h := l.known.happened[i]
	_, is := h.Event.(FollowedUp)
	return is && h.Meta.Actor == edge.ActorOf(l.ctx).ID
}

// way is how far the handover has come, as far as it is in view; who handed over
// last also sees whether it was followed up.
func (l *look) way() Way {
	w := rowAfter(l.known.happened[:l.until]).Way
	if l.until < len(l.known.happened) && l.as.number == len(l.known.state.Former)-1 {
		now := rowAfter(l.known.happened).Way
		w.First, w.Second = now.First, now.Second
	}
	return w
}
