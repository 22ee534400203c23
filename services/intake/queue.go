package intake

import (
	"nivel/libs/access"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// sharedQueue is the queue of what no unit has: every unit that works in child
// protection sees it.
const sharedQueue = "shared"

func queueOf(unit string) string {
	if unit == "" {
		return sharedQueue
	}
	return unit
}

// QueueMatter puts a matter into the queue of a unit, out of anybody's hands: the
// holder may, and a manager may, and of what nobody holds every child-protection
// worker who sees it may.
type QueueMatter struct {
	Unit string // code: of the unit; empty: the shared queue
	Note vault.Sealed
	By   Worker
}

// MatterQueued says in which queue the matter lies now.
type MatterQueued struct {
	Unit string       `json:"unit,omitempty"` // code: of the unit; empty: the shared queue
	From string       `json:"from,omitempty"` // id: of the worker who had it
	Note vault.Sealed `json:"note,omitzero"`
}

// ErrSameQueue: it lies there already.
var ErrSameQueue = refusal.Refusal{Kind: refusal.Untimely, Code: "same-queue"}

func (cmd QueueMatter) decide(m Matter) ([]Event, error) {
	switch {
	case !m.Registered:
		return nil, ErrNotFound
	case m.Decision == Unnecessary || m.Completed:
		return nil, ErrAlreadyDecided
	case m.Holder != "" && m.Holder != cmd.By.ID && cmd.By.Role != access.Manager:
		return nil, ErrNotHolder.With("holder", m.Holder)
	case cmd.By.Role != access.Manager && !cmd.By.ChildProtection():
		return nil, ErrNotChildProtectionWorker
	case m.Queue == queueOf(cmd.Unit):
		return nil, ErrSameQueue
	}
	return []Event{MatterQueued{Unit: cmd.Unit, From: m.Holder, Note: cmd.Note}}, nil
}

func (e MatterQueued) evolve(m Matter) Matter {
	m.Holder, m.Queue = "", queueOf(e.Unit)
	return m
}
