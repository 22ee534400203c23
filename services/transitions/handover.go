package transitions

import (
	"cmp"
	"slices"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// OfferHandover asks a colleague to take responsibility for the case (saattaen
// vaihtaminen). No provision sets a time for the answer: that it is not awaited
// before the next working day is a house rule.
type OfferHandover struct {
	To        Worker
	RespondBy calendar.Date
	Documents []string // of contracts.HandoverDocuments: what is disclosed when it is accepted
	Note      vault.Sealed
	On        calendar.Date
	By        Worker
}

// HandoverOffered says that an answer is now awaited. Responsibility stays.
type HandoverOffered struct {
	Person    es.ID         `json:"person"`
	From      string        `json:"from"` // id: of the worker
	To        string        `json:"to"`   // id: of the worker
	RespondBy calendar.Date `json:"respond_by"`
	Documents []string      `json:"documents,omitempty"` // code: of a document; in histories before 2026-11-23 there is none
	Note      vault.Sealed  `json:"note,omitzero"`
	On        calendar.Date `json:"on"`
}

// DeclineHandover says no to an offer, and why.
type DeclineHandover struct {
	Reason vault.Sealed
	On     calendar.Date
	By     Worker
}

// HandoverDeclined says that responsibility stays where it was.
type HandoverDeclined struct {
	Person es.ID         `json:"person"`
	From   string        `json:"from"` // id: of the worker who had offered
	To     string        `json:"to"`   // id: of the worker who declined
	Reason vault.Sealed  `json:"reason"`
	On     calendar.Date `json:"on"`
}

// RecordJointMeeting records that sender, receiver and young person met.
type RecordJointMeeting struct {
	Met calendar.Date
	On  calendar.Date
	By  Worker
}

// JointMeetingHeld says that the three of them met.
type JointMeetingHeld struct {
	Met calendar.Date `json:"met"`
}

// AcceptHandover takes responsibility.
type AcceptHandover struct {
	On calendar.Date
	By Worker
}

// HandoverAccepted says that responsibility has moved, and into which service
// task.
type HandoverAccepted struct {
	Person es.ID         `json:"person"`
	From   string        `json:"from"`           // id: of the worker who had it
	To     string        `json:"to"`             // id: of the worker who has it
	Task   access.Task   `json:"task,omitempty"` // code: of the service task; empty in histories before 2026-11-23: as before
	On     calendar.Date `json:"on"`
}

// What a handover refuses.
var (
	// ErrOfferPending: the answer to another offer is awaited. Detail: to.
	ErrOfferPending = refusal.Refusal{Kind: refusal.Untimely, Code: "offer-pending"}
	// ErrNoOffer: there is no offer to answer or to meet about.
	ErrNoOffer = refusal.Refusal{Kind: refusal.Untimely, Code: "no-offer"}
	// ErrNotReceiver: it is the worker's to answer who was asked. Detail: to.
	ErrNotReceiver = refusal.Refusal{Kind: refusal.Forbidden, Code: "not-receiver"}
	// ErrNotParty: only who hands over and who receives record their meeting.
	ErrNotParty = refusal.Refusal{Kind: refusal.Forbidden, Code: "not-party"}
	// ErrNotMet: responsibility does not move before a joint meeting.
	ErrNotMet = refusal.Refusal{Kind: refusal.Untimely, Code: "not-met"}
	// ErrNoServiceTask: the receiver works in no service task that could have it.
	ErrNoServiceTask = refusal.Refusal{Kind: refusal.Untimely, Code: "no-service-task"}
	// ErrReasonRequired: an offer is not declined without saying why.
	ErrReasonRequired = refusal.Refusal{
		Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "reason", Code: "required"}},
	}
)

func (cmd OfferHandover) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	if c.Offer.Pending() {
		return nil, ErrOfferPending.With("to", c.Offer.To)
	}
	var fields refusal.Check
	cmd.check(&fields)
	for _, name := range cmd.Documents {
		fields.Require(c.has(name), "documents", "no-such-document")
		fields.Require(!c.has(name) || c.Agreed.allows(name), "documents", "consent-missing")
	}
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	return []Event{HandoverOffered{
		Person: c.Person, From: c.Responsible, To: cmd.To.ID, RespondBy: cmd.RespondBy,
		Documents: cmd.Documents, Note: cmd.Note, On: cmd.On,
	}}, nil
}

// has reports whether the case holds a document that a handover may name.
func (c Case) has(document string) bool {
	return document == paperRight && c.Right != "" || document == paperPlan && c.Planned
}

// check notes what is wrong with an offer:
//
//	already-responsible, not-case-worker, no-service-task, respond-by-too-early
func (cmd OfferHandover) check(c *refusal.Check) {
	c.Require(cmd.To.ID != cmd.By.ID, "to", "already-responsible")
	c.Require(cmd.To.caseWorker(), "to", "not-case-worker")
	c.Require(!cmd.To.caseWorker() || cmd.To.Tasks != "", "to", "no-service-task")
	c.Require(!cmd.RespondBy.Before(calendar.NextOpenDay(cmd.On.AddDays(1))), "respond_by", "respond-by-too-early")
}

func (e HandoverOffered) evolve(c Case) Case {
	c.Offer = Offer{To: e.To, On: e.On, RespondBy: e.RespondBy}
	return c
}

func (cmd DeclineHandover) decide(c Case) ([]Event, error) {
	if err := c.offeredTo(cmd.By); err != nil {
		return nil, err
	}
	if cmd.Reason.IsZero() {
		return nil, ErrReasonRequired
	}
	return []Event{HandoverDeclined{Person: c.Person, From: c.Responsible, To: cmd.By.ID, Reason: cmd.Reason, On: cmd.On}}, nil
}

func (e HandoverDeclined) evolve(c Case) Case { return c.unoffered() }

func (cmd RecordJointMeeting) decide(c Case) ([]Event, error) {
	switch {
	case c.Person.IsZero():
		return nil, ErrNotFound
	case !c.Offer.Pending():
		return nil, ErrNoOffer
	case cmd.By.ID != c.Responsible && cmd.By.ID != c.Offer.To:
		return nil, ErrNotParty
	}
	var fields refusal.Check
	fields.Require(!cmd.Met.IsZero(), "on", "required")
	fields.Require(!cmd.Met.After(cmd.On), "on", "in-the-future")
	fields.Require(cmd.Met.IsZero() || !cmd.Met.Before(c.Offer.On), "on", "meeting-before-offer")
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	if cmd.Met == c.Offer.Met {
		return nil, nil // both of them recorded it
	}
	return []Event{JointMeetingHeld{Met: cmd.Met}}, nil
}

func (e JointMeetingHeld) evolve(c Case) Case {
	c.Offer.Met = e.Met
	return c
}

func (cmd AcceptHandover) decide(c Case) ([]Event, error) {
	if err := c.offeredTo(cmd.By); err != nil {
		return nil, err
	}
	if c.Offer.Met.IsZero() {
		return nil, ErrNotMet
	}
	task := heldIn(c.Task, cmd.By.Tasks)
	if task == "" {
		return nil, ErrNoServiceTask
	}
	return append(c.needsLeft(task, cmd.On), HandoverAccepted{Person: c.Person, From: c.Responsible, To: cmd.By.ID, Task: task, On: cmd.On}), nil
}

// heldIn returns the service task in which a worker of tasks has a case that
// comes from another: the same if they work in it, then services for the working
// age, where aftercare leads, then whichever is theirs. Empty: they have none.
func heldIn(from access.Task, tasks access.Set[access.Task]) access.Task {
	for _, task := range append([]access.Task{from, access.WorkingAge}, access.Tasks()...) {
		if tasks.Has(task) {
			return task
		}
	}
	return ""
}

// evolve is the one place where responsibility moves while a case is open.
func (e HandoverAccepted) evolve(c Case) Case {
	to := Part{Holder: e.To, Task: cmp.Or(e.Task, c.Task)}
	switch {
	case to.Task == access.ChildProtection:
		c.LeftProtection = calendar.Date{} // it is a case of child protection, or is one again
	case c.Task == access.ChildProtection:
		c.LeftProtection = e.On
	}
	c.Former = append(slices.Clip(c.Former), Part{Holder: c.Responsible, Task: c.Task})
	c = c.moved(to)
	c.Accepted = e.On
	return c
}

// moved is the case in the hands of somebody: what was of who had it, and of the
// handover to them, has ended.
func (c Case) moved(to Part) Case {
	c.Responsible, c.Task = to.Holder, to.Task
	c.Offer, c.Away = Offer{}, WorkerAway{}
	c.Summary, c.SummaryID, c.Agreed = false, es.ID{}, Agreed{}
	c.Accepted, c.FollowedUp = calendar.Date{}, nil
	return c
}

// unoffered is the case once an offer has come to nothing: what the young person
// allowed was for that handover.
func (c Case) unoffered() Case {
	c.Offer, c.Agreed = Offer{}, Agreed{}
	return c
}

// offeredTo refuses whoever is not asked to answer.
func (c Case) offeredTo(who Worker) error {
	switch {
	case c.Person.IsZero():
		return ErrNotFound
	case !c.Offer.Pending():
		return ErrNoOffer
	case c.Offer.To != who.ID:
		return ErrNotReceiver.With("to", c.Offer.To)
	}
	return nil
}
