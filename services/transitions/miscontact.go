package transitions

import (
	"context"
	"slices"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// WithdrawContact takes back a contact that was recorded wrongly. What was recorded
// stays in history; one that was otherwise is recorded anew.
type WithdrawContact struct {
	Contact es.ID
	Was     ContactHad   // as it was recorded, with the service task of its record; zero: there is none
	Reason  vault.Sealed // required
	Task    access.Task  // to whose record it belongs
	On      calendar.Date
	By      Worker
}

// ContactWithdrawn says that there was no such contact. It repeats the day, the
// mode and the worker, so that who counts need not remember every contact.
type ContactWithdrawn struct {
	Contact es.ID         `json:"contact"`
	Day     calendar.Date `json:"day"`
	Mode    Mode          `json:"mode"`
	Who     string        `json:"who"` // id: of the worker
	Reason  vault.Sealed  `json:"reason"`
	On      calendar.Date `json:"on"`
	Task    access.Task   `json:"task"`
}

// ErrNoContact: there is no such contact in the record of the service that has the
// case, or it was withdrawn already.
var ErrNoContact = refusal.Refusal{Kind: refusal.Untimely, Code: "no-such-contact"}

func (cmd WithdrawContact) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	if err := c.files(cmd.Task); err != nil {
		return nil, err
	}
	var fields refusal.Check
	fields.Require(!cmd.Reason.IsZero(), "reason", "required")
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	if cmd.Contact.IsZero() || cmd.Was.Contact != cmd.Contact || cmd.Was.Task != c.Task || slices.Contains(c.Daily.Withdrawn, cmd.Contact) {
		return nil, ErrNoContact
	}
	return []Event{ContactWithdrawn{
		Contact: cmd.Contact, Day: cmd.Was.Day, Mode: cmd.Was.Mode, Who: cmd.Was.Who, Reason: cmd.Reason, On: cmd.On, Task: cmd.Task,
	}}, nil
}

func (e ContactWithdrawn) evolve(c Case) Case {
	c.Daily.Withdrawn = append(slices.Clip(c.Daily.Withdrawn), e.Contact)
	return c
}

func (e ContactWithdrawn) filedIn() access.Task  { return e.Task }
func (e ContactWithdrawn) soFrom() calendar.Date { return e.On }
func (e ContactWithdrawn) facts() map[string]string {
	return e.Mode.facts(map[string]string{"met": e.Day.String()})
}

// contactIn is a contact as it was recorded, with the service task of its record;
// zero: there is none.
func contactIn(happened []es.Happening[Event], id es.ID) ContactHad {
	for i, p := range papersOf(happened) {
		if e, is := happened[i].Event.(ContactHad); is && e.Contact == id {
			e.Task = p.tasks[0]
			return e
		}
	}
	return ContactHad{}
}

// withdrawnIn are the contacts that were withdrawn: as known now, there were none.
func withdrawnIn(happened []es.Happening[Event]) map[es.ID]bool {
	gone := map[es.ID]bool{}
	for _, h := range happened {
		if e, is := h.Event.(ContactWithdrawn); is {
			gone[e.Contact] = true
		}
	}
	return gone
}

func (s *Service) withdrawContact(ctx context.Context, ask asked[contracts.WithdrawnContact]) (contracts.Receipt, error) {
	k, _, err := s.admit(ctx, ask.id, access.KindCase)
	if err != nil {
		return contracts.Receipt{}, err
	}
	reason, err := s.sealText(ctx, k, "reason", ask.body.Reason)
	return s.handle(ctx, ask.id, WithdrawContact{
		Contact: ask.body.Contact, Was: contactIn(k.happened, ask.body.Contact), Reason: reason,
		Task: k.state.taskFor(ask.body.Task), On: today(ctx), By: s.by(ctx),
	}, err)
}

// takeWithdrawal notes that a contact was withdrawn; errors stay in b.
func takeWithdrawal(life *contracts.DailyLife, b *vault.Batch, h es.Happening[Event]) {
	e, is := h.Event.(ContactWithdrawn)
	if !is {
		return
	}
	for i, c := range life.Contacts {
		if c.Contact == e.Contact && !c.Meeting {
			life.Contacts[i].Withdrawn = &contracts.ContactWithdrawal{By: h.Meta.Actor, On: e.On, Reason: b.Open("reason", e.Reason).Reveal()}
		}
	}
}

// mayWithdraw names the act where the rules would let the worker withdraw one of
// the contacts that are shown: it asks them.
func mayWithdraw(c Case, life contracts.DailyLife, who Worker, on calendar.Date) []string {
	for _, of := range life.Contacts {
		if of.Meeting || of.Withdrawn != nil {
			continue
		}
		cmd := WithdrawContact{
			Contact: of.Contact, Was: ContactHad{Contact: of.Contact, Task: access.Task(of.Task)}, Reason: vault.Sealed{Key: "a reason"},
			Task: c.Task, On: on, By: who,
		}
		if happened, err := cmd.decide(c); err == nil && len(happened) > 0 {
			return []string{"contact-withdraw"}
		}
	}
	return nil
}
