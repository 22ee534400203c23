package glass

import (
	"slices"
	"time"

	"nivel/libs/access"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// Longest is how long a glass stays broken at most.
const Longest = time.Hour

// Glass is what stands between one worker and one person. The zero value: it was
// never broken.
type Glass struct {
	Actor  string // id of the worker
	Person es.ID
	At     time.Time // when it was last broken
	Until  time.Time // it is open before this instant, never later than Longest after At
}

// Open reports whether the glass is broken at an instant.
func (g Glass) Open(now time.Time) bool { return !now.Before(g.At) && now.Before(g.Until) }

// Event is something that happened to a glass. Every event says how it changes
// it, or it does not compile.
type Event interface{ evolve(Glass) Glass }

// Command is something asked of a glass.
type Command interface{ decide(Glass) ([]Event, error) }

// Decider is everything that can happen to a glass.
var Decider = es.Decider[Glass, Command, Event]{
	Decide: func(g Glass, cmd Command) ([]Event, error) { return cmd.decide(g) },
	Evolve: func(g Glass, e Event) Glass { return e.evolve(g) },
}

// What a glass refuses.
var (
	// ErrNoReason: why is not said.
	ErrNoReason = refusal.Refusal{Kind: refusal.Invalid, Code: "glass-no-reason", Law: "703/2023 9 §"}
	// ErrNoTask: in which service task is not said.
	ErrNoTask = refusal.Refusal{Kind: refusal.Invalid, Code: "glass-no-task", Law: "703/2023 9 §"}
	// ErrNobodyTold: nobody would hear of it.
	ErrNobodyTold = refusal.Refusal{Kind: refusal.Untimely, Code: "glass-nobody-told"}
	// ErrOpen: it is broken already; a second hour takes a second reason, after the first.
	ErrOpen = refusal.Refusal{Kind: refusal.Untimely, Code: "glass-open"}
	// ErrNotOpen: there is nothing to mend.
	ErrNotOpen = refusal.Refusal{Kind: refusal.Untimely, Code: "glass-not-open"}
	// ErrOther: the stream is of another worker or another person.
	ErrOther = refusal.Refusal{Kind: refusal.Forbidden, Code: "glass-of-another"}
)

// BreakGlass opens one person's data to one worker, for an hour.
type BreakGlass struct {
	Actor  string
	Person es.ID
	Task   access.Task  // service task that the worker needs the data for
	Reason vault.Sealed // required; sealed for Stream and field "reason"
	Tell   []string     // ids of the workers who must hear of it; at least one
	At     time.Time    // when it was asked; set at the edge
}

// GlassBroken says that the data is open to the worker until a time.
type GlassBroken struct {
	Actor  string       `json:"actor"` // id: of the worker
	Person es.ID        `json:"person"`
	Task   access.Task  `json:"task"`
	Reason vault.Sealed `json:"reason"`
	Told   []string     `json:"told"` // id: of each worker who hears of it
	At     time.Time    `json:"at"`   // UTC
	Until  time.Time    `json:"until"`
}

func (cmd BreakGlass) decide(g Glass) ([]Event, error) {
	switch {
	case g.Actor != "" && (g.Actor != cmd.Actor || g.Person != cmd.Person):
		return nil, ErrOther
	case cmd.Reason.IsZero():
		return nil, ErrNoReason
	case !slices.Contains(access.Tasks(), cmd.Task):
		return nil, ErrNoTask
	case len(cmd.Tell) == 0:
		return nil, ErrNobodyTold
	case g.Open(cmd.At):
		return nil, ErrOpen.With("until", g.Until.Format(time.RFC3339))
	}
	at := cmd.At.UTC()
	return []Event{GlassBroken{
		Actor: cmd.Actor, Person: cmd.Person, Task: cmd.Task, Reason: cmd.Reason, Told: cmd.Tell, At: at, Until: at.Add(Longest),
	}}, nil
}

// evolve believes no event that an hour is longer.
func (e GlassBroken) evolve(Glass) Glass {
	until := e.Until
	if last := e.At.Add(Longest); until.After(last) {
		until = last
	}
	return Glass{Actor: e.Actor, Person: e.Person, At: e.At, Until: until}
}

// MendGlass closes it before the hour is over.
type MendGlass struct {
	Actor string
	At    time.Time
}

// GlassMended says that the worker needs the data no more.
type GlassMended struct {
	At time.Time `json:"at"` // UTC
}

func (cmd MendGlass) decide(g Glass) ([]Event, error) {
	switch {
	case !g.Open(cmd.At):
		return nil, ErrNotOpen
	case g.Actor != cmd.Actor:
		return nil, ErrOther
	}
	return []Event{GlassMended{At: cmd.At.UTC()}}, nil
}

func (e GlassMended) evolve(g Glass) Glass {
	if e.At.Before(g.Until) {
		g.Until = e.At
	}
	return g
}
