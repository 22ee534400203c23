package contracts

import (
	"time"

	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/law"
)

// The plan in depth, part of the HTTP interface of services/transitions.
//
//	GET  /cases/{case}/plans              –                → PlanVersions
//	POST /cases/{case}/plans/{number}/document  PlanDocumentOf → NationalDocument (stores nothing)
//	POST /my/writings                     NewWriting       → Receipt    (the young person's own)
//	POST /cases/{case}/answers            WritingAnswer    → Receipt
//	POST /cases/{case}/meetings           NewMeeting       → Receipt
//	POST /cases/{case}/meetings/held      HeldMeeting      → Receipt
//	POST /cases/{case}/meetings/cancelled CancelledMeeting → Receipt

// PlanVersions are the versions of a case's plan that are in the reader's view,
// oldest first.
type PlanVersions struct {
	Case     es.ID         `json:"case"`
	Person   es.ID         `json:"person"`
	Shows    string        `json:"shows"` // as of a Case
	Versions []PlanVersion `json:"versions"`
}

// PlanVersion is the plan as it was made once. Of one that is not disclosed to
// the reader it says that it is there, since when and by whom, and no more.
type PlanVersion struct {
	Number  int           `json:"number"` // from 1, in the order in which they were made
	At      time.Time     `json:"at"`     // when it was recorded; UTC
	By      string        `json:"by"`     // id of the worker who made it
	On      calendar.Date `json:"on,omitzero"`
	Finding law.Finding   `json:"finding,omitzero"`  // by when it is reviewed
	Plan    *Plan         `json:"plan,omitempty"`    // none: not disclosed to the reader
	Dissent []Writing     `json:"dissent,omitempty"` // how the young person sees it differently, oldest first

	NotToGuardians bool `json:"not_to_guardians,omitempty"` // the young person's ban forbids to give it to the guardians today
}

// PlanDocumentOf brings what the national document of a plan needs and this
// service does not know: who the client is. None of it is stored.
type PlanDocumentOf struct {
	FamilyName   string `json:"family_name"`
	GivenNames   string `json:"given_names"`
	IdentityCode string `json:"identity_code"`
	Language     string `json:"language"` // fi or sv, of the words around what was written
}

// NewWriting is what a young person writes to the own plan.
type NewWriting struct {
	Kind string `json:"kind"` // one of WritingKinds
	Text string `json:"text"` // required, sealed
}

// WritingKinds are what a young person may write: a proposal, which awaits an
// answer; a comment; and a view that differs from the plan (eriävä näkemys), which
// stands in it.
func WritingKinds() []string { return []string{"proposal", "comment", "dissent"} }

// Writing is what a young person wrote to the plan, and what became of it.
type Writing struct {
	Writing es.ID         `json:"writing"`
	Kind    string        `json:"kind"` // one of WritingKinds
	Text    string        `json:"text"`
	On      calendar.Date `json:"on"`
	Plan    int           `json:"plan,omitempty"` // number of the version that it was written to; 0: there was none yet
	State   string        `json:"state"`          // one of WritingStates

	Answer   string        `json:"answer,omitempty"`
	Answered calendar.Date `json:"answered,omitzero"` // the day on which it was taken or answered
	By       string        `json:"by,omitempty"`      // id of the worker who did
}

// WritingStates are what may become of a writing: it awaits an answer; it was
// taken into the plan; it was answered; it stands in the plan as it was written;
// the case left the service before it was answered.
func WritingStates() []string { return []string{"open", "taken", "answered", "stands", "left"} }

// WritingAnswer answers a proposal that is not taken into the plan, or a comment.
type WritingAnswer struct {
	Writing es.ID  `json:"writing"`
	Answer  string `json:"answer"` // required, sealed: why not, or what is thought of it
}

// PlanDepth is what a plan says beyond its core; all of it may be left out. The
// texts are sealed.
type PlanDepth struct {
	Needs     string           `json:"needs,omitempty"`      // need of support and services
	Strengths string           `json:"strengths,omitempty"`  // strengths and resources
	Ways      []GoalWay        `json:"ways,omitempty"`       // to each goal, in the order of the goals; fewer than those: of the others nothing is said
	Planned   []PlannedService `json:"planned,omitempty"`    // services that are planned; at most 20
	TakesPart string           `json:"takes_part,omitempty"` // who takes part in the support, and with what
	Takes     []es.ID          `json:"takes,omitempty"`      // proposals of the young person that this plan takes in
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

// MeetingModes are how the worker and the young person meet: in person, in person
// with the help of technology, or online.
func MeetingModes() []string { return []string{"in-person", "assisted", "online"} }

// NewMeeting plans a meeting of the worker and the young person.
type NewMeeting struct {
	For     calendar.Date `json:"for"`
	At      string        `json:"at,omitempty"`    // time of day, HH:MM; empty: not agreed yet
	Offered string        `json:"offered"`         // one of MeetingModes
	Chosen  string        `json:"chosen"`          // one of MeetingModes
	Place   string        `json:"place,omitempty"` // sealed
}

// HeldMeeting records that they met.
type HeldMeeting struct {
	Meeting es.ID         `json:"meeting,omitzero"` // that was planned; zero: none was
	Met     calendar.Date `json:"met"`
	Offered string        `json:"offered"` // one of MeetingModes
	Chosen  string        `json:"chosen"`  // one of MeetingModes
}

// CancelledMeeting takes back a meeting that was planned.
type CancelledMeeting struct {
	Meeting es.ID `json:"meeting"`
}

// Meeting is a meeting that was planned or held.
type Meeting struct {
	Meeting es.ID         `json:"meeting"`
	For     calendar.Date `json:"for,omitzero"` // zero: held without being planned
	At      string        `json:"at,omitempty"`
	Offered string        `json:"offered"` // one of MeetingModes
	Chosen  string        `json:"chosen"`  // one of MeetingModes
	Place   string        `json:"place,omitempty"`
	Held    calendar.Date `json:"held,omitzero"` // zero: not yet
	By      string        `json:"by"`            // id of the worker who planned or recorded it
}

// Day is when it was held, or is to be.
func (m Meeting) Day() calendar.Date {
	if m.Held.IsZero() {
		return m.For
	}
	return m.Held
}

// PlanSteps are the steps of the work on a plan, in their order: it is prepared,
// made together in a meeting, and followed up until its review is prepared.
func PlanSteps() []string { return []string{"prepare", "meet", "follow-up"} }

// Facts of the plan and of meetings. Their subject is the case.
const (
	FactYouthWrote       = "transitions.youth-wrote.v1"
	FactYouthAnswered    = "transitions.youth-answered.v1"
	FactMeetingPlanned   = "transitions.meeting-planned.v1"
	FactMeetingCancelled = "transitions.meeting-cancelled.v1"
)

// PlanTold tells whom something about the plan or a meeting concerns: the young
// person, or the worker who is to answer them.
type PlanTold struct {
	Person      es.ID  `json:"person,omitzero"`
	Responsible string `json:"responsible,omitempty"`
}
