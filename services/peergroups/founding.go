package peergroups

import (
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// FoundGroup founds a peer group with all its sessions. Who founds it leads it.
type FoundGroup struct {
	Words  vault.Sealed // name by language, and place
	Seats  int
	Leader string // id of the worker
	Series Series // checked by CheckNewGroup
}

// GroupFounded says that a group exists, when it meets and how many have room.
type GroupFounded struct {
	Words    vault.Sealed `json:"words"` // name by language, and place
	Seats    int          `json:"seats"`
	Leader   string       `json:"leader"`   // id: of the worker
	Sessions []Session    `json:"sessions"` // by time; at least one
}

// ErrAlreadyFounded: the group exists.
var ErrAlreadyFounded = refusal.Refusal{Kind: refusal.Conflict, Code: "already-founded"}

func (cmd FoundGroup) decide(g Group) ([]Event, error) {
	if g.Founded {
		return nil, ErrAlreadyFounded
	}
	return []Event{GroupFounded{Words: cmd.Words, Seats: cmd.Seats, Leader: cmd.Leader, Sessions: cmd.Series.Sessions()}}, nil
}

func (e GroupFounded) evolve(g Group) Group {
	g.Founded, g.Leader, g.Seats = true, e.Leader, e.Seats
	if n := len(e.Sessions); n > 0 {
		g.First, g.Last = e.Sessions[0].Starts, e.Sessions[n-1].Starts
	}
	return g
}
