package transitions

import (
	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// OpenCase opens a case of aftercare for a young person whose assessment said
// so. Whoever had the matter is responsible until another worker accepts.
type OpenCase struct {
	Person      es.ID
	Matter      es.ID
	Responsible string // id of the worker
	On          calendar.Date
}

// CaseOpened says that a case is open and whose it is. Aftercare is a service of
// child protection.
type CaseOpened struct {
	Person      es.ID         `json:"person"`
	Matter      es.ID         `json:"matter"`      // of services/intake
	Responsible string        `json:"responsible"` // id: of the worker
	On          calendar.Date `json:"on"`
}

// What OpenCase refuses.
var (
	// ErrAlreadyOpen: the case was opened before.
	ErrAlreadyOpen = refusal.Refusal{Kind: refusal.Conflict, Code: "already-open"}
	// ErrNobodyResponsible: a case without a person or a responsible worker is none.
	ErrNobodyResponsible = refusal.Refusal{Kind: refusal.Invalid, Code: "nobody-responsible"}
)

func (cmd OpenCase) decide(c Case) ([]Event, error) {
	switch {
	case !c.Person.IsZero():
		return nil, ErrAlreadyOpen
	case cmd.Person.IsZero() || cmd.Responsible == "":
		return nil, ErrNobodyResponsible
	}
	return []Event{CaseOpened(cmd)}, nil
}

func (e CaseOpened) evolve(c Case) Case {
	c.Person, c.Responsible, c.Task = e.Person, e.Responsible, access.ChildProtection
	return c
}
