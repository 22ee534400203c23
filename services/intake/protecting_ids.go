package intake

import (
	"context"
	"errors"
	"slices"

	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/services/intake/protection"
)

// A safety non-disclosure is of a person, and what is known of it lies in a stream of
// each of their ids: what hides data by one of them is seen, and can be ended, where
// the person is.

// protectionOf reads what is known of a person under all ids, and adds to view who
// recorded it. The revision is of the id that goes on.
func (s *Service) protectionOf(ctx context.Context, ids []es.ID, view *contracts.Protection) (protection.Protection, error) {
	var all []protection.Protection
	var commands []es.ID
	for i, id := range ids {
		happened, err := s.protection.History(ctx, id.String())
		if err != nil {
			return protection.Protection{}, err
		}
		var p protection.Protection
		for _, h := range happened {
			p = protection.Decider.Evolve(p, h.Event)
			switch {
			case i == 0:
				view.Revision = h.Revision
				commands = append(commands, h.Meta.Command)
			case slices.ContainsFunc(commands, func(c es.ID) bool { return h.Meta.Command == underID(c, id) }):
				continue // said of all ids at once
			}
			view.Timeline = append(view.Timeline, lineOf(h))
		}
		all = append(all, p)
	}
	slices.SortStableFunc(view.Timeline, func(a, b contracts.Happened) int { return a.At.Compare(b.At) })
	return protection.Joined(all...), nil
}

// underID is the command by which what one command says is recorded under another id
// of the person.
func underID(command, id es.ID) es.ID { return command.Derive("protection", id.String()) }

// protect carries out a command that who asks was admitted to, unless something was
// wrong before: for the id under which the person goes on, and for the others of which
// something is known that it changes. It is refused if it changes nothing of any.
func (s *Service) protect(ctx context.Context, person es.ID, cmd protection.Command, wrong error) (contracts.Receipt, error) {
	if wrong != nil {
		return contracts.Receipt{}, wrong
	}
	ids, err := s.idsOf(ctx, person)
	if err != nil {
		return contracts.Receipt{}, err
	}
	_, orders := cmd.(protection.OrderProtection)
	issue := es.IssueOf(ctx)
	var done contracts.Receipt
	var no error
	for _, id := range slices.Backward(ids) { // the one that goes on last: what it answers is told
		own := issue
		if id != ids[0] {
			known, err := protection.Of(ctx, s.protection, id)
			switch {
			case err != nil:
				return contracts.Receipt{}, err
			case orders && !known.GoesOn(today(ctx)):
				continue // there is nothing that the register's dates could take the place of
			}
			own.Command, own.If = underID(issue.Command, id), nil
		}
		out, err := s.protection.Handle(es.WithIssue(ctx, own), id.String(), cmd)
		switch _, refused := refusal.As(err); {
		case err == nil:
			done = contracts.Receipt{Matter: person, Revision: out.Revision, Position: out.Position.String()}
		case !refused || orders || errors.Is(err, es.ErrChanged):
			return contracts.Receipt{}, err
		case no == nil || errors.Is(no, protection.ErrNotProtected) || errors.Is(no, protection.ErrNoOrder):
			no = err // says more than that there is nothing under that id
		}
	}
	if done.Position == "" {
		return done, no
	}
	return done, nil
}
