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

// PlanDepth is what a plan says beyond its core; all of it may be left out. The
// texts are sealed.
type PlanDepth struct {
	Needs     string           `json:"needs,omitempty"`      // need of support and services
	Strengths string           `json:"strengths,omitempty"`  // strengths and resources
	Ways      []GoalWay        `json:"ways,omitempty"`       // to each goal, in the order of the goals; fewer than those: of the others nothing is said
	Planned   []PlannedService `json:"planned,omitempty"`    // services that are planned; at most 20
	TakesPart string           `json:"takes_part,omitempty"` // who takes part in the support, and with what
	MeetEvery int              `json:"meet_every,omitempty"` // weeks from one meeting with the worker to the next, 1 to 52; 0: none were agreed
}

// GoalWay is how and by when a goal is to be reached.
type GoalWay struct {
	Means string        `json:"means,omitempty"`
	By    calendar.Date `json:"by,omitzero"`    // the day by which; zero: none is set
	When  string        `json:"when,omitempty"` // the time in words, where no day says it
}

// PlannedService is a service or support that the plan counts on.
type PlannedService struct {
	Service string `json:"service,omitempty"` // one of SupportServices; empty: another
	What    string `json:"what"`              // what it is, from when on and for how long; required
}
