package contracts

import (
	"time"

	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/law"
)

// The plan in depth, part of the HTTP interface of services/transitions.
//
//	GET /cases/{case}/plans               –                → PlanVersions

// PlanVersions are the versions of a case's plan that are in the reader's view,
// oldest first.
type PlanVersions struct {
	Case     es.ID         `json:"case"`
	Person   es.ID         `json:"person"`
	Shows    string        `json:"shows"` // one of CaseShows
	Versions []PlanVersion `json:"versions"`
}

// PlanVersion is the plan as it was made once. Of one that is not disclosed to
// the reader it says that it is there, since when and by whom, and no more.
type PlanVersion struct {
	Number  int           `json:"number"` // from 1, in the order in which they were made
	At      time.Time     `json:"at"`     // when it was recorded; UTC
	By      string        `json:"by"`     // id of the worker who made it
	On      calendar.Date `json:"on,omitzero"`
	Finding law.Finding   `json:"finding,omitzero"` // by when it is reviewed
	Plan    *Plan         `json:"plan,omitempty"`   // none: not disclosed to the reader
}
