package persons

import (
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// Merge says that two ids are one person, who goes on under one of them. Which of the
// two that is, services/intake says: it is known there who has an identity code.
type Merge struct {
	Person, Into es.ID
	Reason       vault.Sealed
	On           calendar.Date
}

// PersonMerged says that an id counts as another from now on.
type PersonMerged struct {
	Person es.ID         `json:"person"`
	Into   es.ID         `json:"into"`
	Reason vault.Sealed  `json:"reason"`
	On     calendar.Date `json:"on"`
}

// Unmerge says that an id was merged by mistake.
type Unmerge struct {
	Person es.ID
	Reason vault.Sealed
	On     calendar.Date
}

// PersonUnmerged says that an id counts as itself again. What was recorded on
// either meanwhile stays where it was recorded.
type PersonUnmerged struct {
	Person es.ID         `json:"person"`
	From   es.ID         `json:"from"`
	Reason vault.Sealed  `json:"reason"`
	On     calendar.Date `json:"on"`
}

// What merging refuses.
var (
	// ErrSamePerson: the two are one person already.
	ErrSamePerson = refusal.Refusal{Kind: refusal.Untimely, Code: "same-person"}
	// ErrAlreadyMerged: one of the two counts as a third by now.
	ErrAlreadyMerged = refusal.Refusal{Kind: refusal.Untimely, Code: "already-merged"}
	// ErrNotMerged: the id counts as itself.
	ErrNotMerged = refusal.Refusal{Kind: refusal.Untimely, Code: "not-merged"}
)

func (cmd Merge) decide(a All) ([]Event, error) {
	switch {
	case a.Of(cmd.Person) == a.Of(cmd.Into):
		return nil, ErrSamePerson
	case a.Of(cmd.Person) != cmd.Person || a.Of(cmd.Into) != cmd.Into:
		return nil, ErrAlreadyMerged
	case cmd.Reason.IsZero():
		return nil, invalid("reason", "required")
	}
	return []Event{PersonMerged{Person: cmd.Person, Into: cmd.Into, Reason: cmd.Reason, On: cmd.On}}, nil
}

func (e PersonMerged) evolve(a All) All { return a.linked(e.Person, Link{To: e.Into}) }

func (cmd Unmerge) decide(a All) ([]Event, error) {
	link, linked := a.links.get(cmd.Person)
	switch {
	case !linked || link.Code:
		return nil, ErrNotMerged
	case cmd.Reason.IsZero():
		return nil, invalid("reason", "required")
	}
	return []Event{PersonUnmerged{Person: cmd.Person, From: link.To, Reason: cmd.Reason, On: cmd.On}}, nil
}

func (e PersonUnmerged) evolve(a All) All { return a.unlinked(e.Person) }
