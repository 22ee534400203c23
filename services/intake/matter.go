package intake

import (
	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// Matter is what the rules need to know of one matter (asia). The zero value:
// nothing has arrived.
type Matter struct {
	Registered    bool
	Person        es.ID         // the child
	Task          ServiceTask   // of the notification, and of whatever is written on the matter
	NonDisclosure bool          // the notification says that the child is under a safety non-disclosure
	Pending       calendar.Date // the day it became pending (vireilletulo)
	StartDue      calendar.Date // the assessment starts at latest
	Urgency       Urgency       // empty: not assessed
	Decision      Decision      // empty: not decided
	Completed     bool          // the assessment has its outcome
	Outcome       Outcome       // of the assessment; empty: not completed
	Holder        string        // id of the worker who has it; empty: nobody
	Over          calendar.Date // the day on which it was found that nothing follows, or what does

	Way           Way
	Basis         Basis         // what its clock hangs on
	Queue         string        // code of the unit in whose queue it lies, or sharedQueue; empty: somebody has it
	Received      calendar.Date // the day it reached the county
	CompletionDue calendar.Date // the assessment is complete at latest
	ExpectedBirth calendar.Date // of a child who is not born yet
	Placement     Placement     // emergency placement; zero: none

	Form    FormID              // that the assessment is written in; zero: nothing is written yet
	Answers map[string]Answered // by field of the form

	Risk         Risk         // the checklist of the risk of placement
	Consultation Consultation // of a multi-professional team, the newest
}

// startLimit and completionLimit are the two last days, as the basis set them.
func (m Matter) startLimit() calendar.Deadline {
	return m.due(clockOf(m.Basis, m.Pending, noTarget).Start, m.StartDue)
}

func (m Matter) completionLimit() calendar.Deadline {
	return m.due(clockOf(m.Basis, m.Pending, noTarget).Completion, m.CompletionDue)
}

// noTarget stands in for a target that lies in history: its day is known.
var noTarget = area.Target{Start: 1, Completion: 1}

// due keeps the day that was recorded, whatever would be counted now.
func (Matter) due(limit calendar.Deadline, recorded calendar.Date) calendar.Deadline {
	limit.Due = recorded
	return limit
}

// ended reports whether no client relationship came of it: from then on it is
// there for who had it and who leads the unit, and for nobody else.
func (m Matter) ended() bool { return m.Decision == Unnecessary || m.Outcome == noNeed }

// Urgency is how urgent the need was found to be.
type Urgency string

// The urgencies.
const (
	Urgent    Urgency = "urgent"
	NotUrgent Urgency = "not-urgent"
)

// Decision is what was decided about the service-needs assessment
// (palvelutarpeen arviointi).
type Decision string

// The decisions.
const (
	Started     Decision = "started"
	Unnecessary Decision = "unnecessary"
)

// Worker is who acts, as far as a rule asks.
type Worker struct {
	ID   string
	Role access.Role
}

// ChildProtection reports whether the worker is a social worker or another
// child-protection worker in the sense of LSL 26 § 2 mom.
func (w Worker) ChildProtection() bool {
	return w.Role == access.SocialWorker || w.Role == access.SocialCounsellor
}

// Event is something that happened to a matter. Every event says how it changes
// the matter, or it does not compile.
type Event interface{ evolve(Matter) Matter }

// Command is something asked of a matter.
type Command interface{ decide(Matter) ([]Event, error) }

// Decider is everything a matter can do.
var Decider = es.Decider[Matter, Command, Event]{
	Decide: func(m Matter, cmd Command) ([]Event, error) { return cmd.decide(m) },
	Evolve: func(m Matter, e Event) Matter { return e.evolve(m) },
}

// Streams is the only way to write to matters.
type Streams = es.Streams[Matter, Command, Event]

// What more than one topic refuses.
var (
	// ErrNotFound: there is no such matter, or not for this reader.
	ErrNotFound = refusal.Refusal{Kind: refusal.Missing, Code: "not-found"}
	// ErrAlreadyDecided: the start of the assessment has been decided.
	ErrAlreadyDecided = refusal.Refusal{Kind: refusal.Untimely, Code: "already-decided"}
	// ErrNotChildProtectionWorker: only a child-protection worker may.
	ErrNotChildProtectionWorker = refusal.Refusal{
		Kind: refusal.Forbidden, Code: "not-child-protection-worker", Law: "LSL 417/2007 26 § 2 mom",
	}
)
