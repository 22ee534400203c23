package transitions

import (
	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// Case is what the rules need to know of one case of aftercare. The zero value:
// it was never opened.
type Case struct {
	Person      es.ID       // the young person; zero: not opened
	Responsible string      // id of the worker; never empty once opened
	Task        access.Task // in which the worker has it
	Former      []Part      // who had it before, oldest first
	Right       Right       // empty: not assessed
	Planned     bool        // there is a plan
	Offer       Offer       // the handover that awaits an answer, if one does
	Invitation  Invitation
	Away        WorkerAway // the last absence of who is responsible; zero: none

	Judged         Background    // what the right was judged on, without the birth date
	DutyEnd        calendar.Date // the first day without the duty; zero: there is none
	ExtendedUntil  calendar.Date // last day of the area's own extension; zero: none
	LeftProtection calendar.Date // when another service took the case; zero: it is of child protection
	Decisions      []Decided     // oldest first
	Savings        []Saving      // what is reserved for independence, one for each month
	Paid           int           // of it, in cents
	ClosingPlan    bool          // there is a plan for the time after
	Summary        bool          // who is responsible has written one for who takes over
	SummaryID      es.ID         // which; zero in histories before 2026-11-24
	Agreed         Agreed        // to what the young person agrees in the handover under way
	Accepted       calendar.Date // when who is responsible took it over; zero: from nobody
	FollowedUp     []Contact     // the follow-ups that were made since then
	Closed         calendar.Date // when it ended; zero: it is open
	ReturnUntil    calendar.Date // of a closed case: the first day on which nobody may come back

	Plans      int       // versions of the plan
	Unanswered []Written // by the young person, oldest first
	Meet       Rhythm
	Daily      Daily
}

// Offer is a handover under way. The zero value: there is none.
type Offer struct {
	To        string        // id of the worker asked
	On        calendar.Date // when it was offered
	Met       calendar.Date // when all three met; zero: not yet
	RespondBy calendar.Date // the last day for an answer
	Overdue   bool          // that day has passed, and the managers were told
}

// Pending reports whether an answer is awaited.
func (o Offer) Pending() bool { return o.To != "" }

// Worker is who acts, as far as a rule asks.
type Worker struct {
	ID    string
	Role  access.Role
	Tasks access.Set[access.Task] // service tasks that the worker works in, by the area's register
}

// caseWorker reports whether the worker may be responsible for a case.
//
// Law: 1301/2014, section 42: an own worker is a professional of social care.
func (w Worker) caseWorker() bool {
	return w.Role == access.SocialWorker || w.Role == access.SocialCounsellor
}

// Event is something that happened to a case. Every event says how it changes
// the case, or it does not compile.
type Event interface{ evolve(Case) Case }

// Command is something asked of a case.
type Command interface{ decide(Case) ([]Event, error) }

// Decider is everything a case can do.
var Decider = es.Decider[Case, Command, Event]{
	Decide: func(c Case, cmd Command) ([]Event, error) { return cmd.decide(c) },
	Evolve: func(c Case, e Event) Case { return e.evolve(c) },
}

// Streams is the only way to write to cases.
type Streams = es.Streams[Case, Command, Event]

// What more than one topic refuses.
var (
	// ErrNotFound: there is no such case, or not for this reader.
	ErrNotFound = refusal.Refusal{Kind: refusal.Missing, Code: "not-found"}
	// ErrNotResponsible: it is the responsible worker's. Detail: responsible.
	ErrNotResponsible = refusal.Refusal{Kind: refusal.Forbidden, Code: "not-responsible"}
)

// heldBy refuses whoever is not responsible for an open case.
func (c Case) heldBy(who Worker) error {
	switch {
	case c.Person.IsZero():
		return ErrNotFound
	case !c.Closed.IsZero():
		return ErrClosed.With("on", c.Closed.String())
	case c.Responsible != who.ID:
		return ErrNotResponsible.With("responsible", c.Responsible)
	}
	return nil
}
