package intake

import (
	"nivel/libs/access"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// TakeMatter makes the worker the matter's holder. Of two who take it, one gets
// it; the other is told who has it.
type TakeMatter struct {
	By     Worker
	Burden Burden // of the worker; see Burden.withinCap
}

// MatterTaken says that a worker has the matter.
type MatterTaken struct {
	Holder string `json:"holder"` // id: of the worker
}

// HandToColleague gives the matter to another worker. The holder may, and a
// manager may for a matter that anybody or nobody holds.
type HandToColleague struct {
	To     Worker
	Note   vault.Sealed
	By     Worker
	Burden Burden // of To
}

// MatterHanded says that the matter went from one worker to another.
type MatterHanded struct {
	From string       `json:"from,omitempty"` // id: of the worker; empty: nobody had it
	To   string       `json:"to"`             // id: of the worker
	Note vault.Sealed `json:"note,omitzero"`
}

// What the holder rules refuse.
var (
	// ErrTaken: a colleague has it. Detail: holder.
	ErrTaken = refusal.Refusal{Kind: refusal.Conflict, Code: "taken"}
	// ErrSameHolder: that worker has it already.
	ErrSameHolder = refusal.Refusal{Kind: refusal.Untimely, Code: "same-holder"}
	// ErrColleagueCannot: the colleague is no child-protection worker.
	ErrColleagueCannot = refusal.Refusal{
		Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "worker", Code: "not-child-protection-worker"}},
	}
)

func (cmd TakeMatter) decide(m Matter) ([]Event, error) {
	switch {
	case !m.Registered:
		return nil, ErrNotFound
	case !cmd.By.ChildProtection():
		return nil, ErrNotChildProtectionWorker
	case m.Decision == Unnecessary:
		return nil, ErrAlreadyDecided
	case m.Holder == cmd.By.ID:
		return nil, nil // taken twice, held once
	case m.Holder != "":
		return nil, ErrTaken.With("holder", m.Holder)
	}
	over, err := cmd.Burden.withinCap(m, cmd.By, cmd.By)
	if err != nil {
		return nil, err
	}
	return append([]Event{MatterTaken{Holder: cmd.By.ID}}, over...), nil
}

func (e MatterTaken) evolve(m Matter) Matter {
	m.Holder, m.Queue = e.Holder, ""
	return m
}

func (cmd HandToColleague) decide(m Matter) ([]Event, error) {
	switch {
	case !m.Registered:
		return nil, ErrNotFound
	case m.Decision == Unnecessary:
		return nil, ErrAlreadyDecided
	case m.Holder != cmd.By.ID && cmd.By.Role != access.Manager:
		return nil, ErrNotHolder.With("holder", m.Holder)
	case !cmd.To.ChildProtection():
		return nil, ErrColleagueCannot
	case cmd.To.ID == m.Holder:
		return nil, ErrSameHolder
	}
	over, err := cmd.Burden.withinCap(m, cmd.To, cmd.By)
	if err != nil {
		return nil, err
	}
	return append([]Event{MatterHanded{From: m.Holder, To: cmd.To.ID, Note: cmd.Note}}, over...), nil
}

func (e MatterHanded) evolve(m Matter) Matter {
	m.Holder, m.Queue = e.To, ""
	return m
}
