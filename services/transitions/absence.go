package transitions

import (
	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/refusal"
)

// RecordAbsence records that the responsible worker is away, and who stands in.
// Responsibility stays where it is. The worker or who leads the unit records it.
type RecordAbsence struct {
	From, Until calendar.Date // both inclusive
	Substitute  Worker        // zero: nobody
	On          calendar.Date
	By          Worker
}

// WorkerAway says on which days somebody else, or nobody, is the young person's
// worker. A later one says it anew for its days.
type WorkerAway struct {
	From       calendar.Date `json:"from"`
	Until      calendar.Date `json:"until"`                // inclusive
	Substitute string        `json:"substitute,omitempty"` // id: of the worker who stands in; empty: nobody
}

// ErrUnknownSubstitute: the area has no such worker.
var ErrUnknownSubstitute = refusal.Refusal{
	Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "substitute", Code: "unknown-worker"}},
}

// longestAbsence bounds one record, in days; whoever is away for longer hands the
// case over. House rule.
const longestAbsence = 366

func (cmd RecordAbsence) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil && (c.Person.IsZero() || !c.Closed.IsZero() || cmd.By.Role != access.Manager) {
		return nil, err
	}
	var fields refusal.Check
	cmd.check(&fields, c)
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	away := WorkerAway{From: cmd.From, Until: cmd.Until, Substitute: cmd.Substitute.ID}
	if away == c.Away {
		return nil, nil
	}
	return []Event{away}, nil
}

// check notes what is wrong with an absence:
//
//	required, ends-before-start, absence-too-long, not-case-worker, already-responsible
func (cmd RecordAbsence) check(f *refusal.Check, c Case) {
	f.Require(!cmd.From.IsZero(), "from", "required")
	f.Require(!cmd.Until.IsZero(), "until", "required")
	if !cmd.From.IsZero() && !cmd.Until.IsZero() {
		f.Require(!cmd.Until.Before(cmd.From), "until", "ends-before-start")
		f.Require(cmd.From.DaysUntil(cmd.Until) < longestAbsence, "until", "absence-too-long")
	}
	if cmd.Substitute.ID != "" {
		f.Require(cmd.Substitute.ID != c.Responsible, "substitute", "already-responsible")
		f.Require(cmd.Substitute.caseWorker(), "substitute", "not-case-worker")
	}
}

func (e WorkerAway) evolve(c Case) Case {
	c.Away = e
	return c
}

// covers reports whether the worker is away on a day.
func (e WorkerAway) covers(day calendar.Date) bool {
	return !e.From.IsZero() && !day.Before(e.From) && !day.After(e.Until)
}

// unmanned reports whether there is an absence in which nobody stands in.
func (e WorkerAway) unmanned() bool { return !e.From.IsZero() && e.Substitute == "" }
