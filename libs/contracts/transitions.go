package contracts

import (
	"time"

	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/law"
)

// The HTTP interface of services/transitions.
//
//	GET  /cases?view=&from=&after=        –                → CasePage
//	GET  /cases/{case}?after=             –                → Case
//	POST /cases/{case}/right              RightFacts       → Receipt
//	POST /cases/{case}/plan               Plan             → Receipt
//	POST /cases/{case}/handover           HandoverOffer    → Receipt
//	POST /cases/{case}/handover/refusal   HandoverRefusal  → Receipt
//	POST /cases/{case}/handover/meeting   JointMeeting     → Receipt
//	POST /cases/{case}/handover/acceptance –               → Receipt
//	POST /cases/{case}/absence            Absence          → Receipt
//	GET  /gaps?view=&from=&after=         –                → GapPage    (view mine or unit)
//	GET  /simulations/law?…               LawRules as a query, as_of=, from= → LawSimulation
//	GET  /simulations/law/figures?…       the same                           → LawFigures
//	POST /cases/{case}/invitation         –                → Invitation
//	POST /sign-ins                        SignIn           → SignedIn   (no actor needed but the desk's own)
//	GET  /my/case                         –                → MyCase     (the young person's own)

// RightFacts are what the right to aftercare (oikeus jälkihuoltoon) is judged on.
type RightFacts struct {
	BirthDate     calendar.Date `json:"birth_date"`               // sealed before it is stored
	Basis         string        `json:"basis"`                    // one of RightBases
	PlacedFrom    calendar.Date `json:"placed_from,omitzero"`     // first day of the last unbroken placement
	PlacedTo      calendar.Date `json:"placed_to,omitzero"`       // its last day; zero: it goes on
	LastClientDay calendar.Date `json:"last_client_day,omitzero"` // last day as a client of child protection; zero: still one
}

// RightBases are what may have come before.
//
// Law: 417/2007, section 75, subsections 1 and 2.
func RightBases() []string {
	return []string{"taken-into-care", "open-care-alone", "open-care-with-parent", "emergency-only", "never-placed", "never-client"}
}

// Rights are what the facts may give.
func Rights() []string { return []string{"statutory", "discretionary", "manual", "none", "ended"} }

// Plan is a plan for aftercare (jälkihuollon asiakassuunnitelma).
type Plan struct {
	Situation   string        `json:"situation"`          // required, sealed
	OwnRating   int           `json:"own_rating"`         // the young person's own wellbeing, 1 to 10
	OtherRating int           `json:"other_rating"`       // the worker's view of it, 1 to 10
	Goals       []string      `json:"goals"`              // sealed; at least one
	OwnView     string        `json:"own_view,omitempty"` // the young person's own words, sealed
	Dissent     string        `json:"dissent,omitempty"`  // a differing view (eriävä näkemys), sealed
	ReviewBy    calendar.Date `json:"review_by,omitzero"` // zero: a year from today, the latest that the law allows
}

// HandoverOffer asks a colleague of another service to take responsibility.
type HandoverOffer struct {
	To        string        `json:"to"`                  // id of the worker asked
	RespondBy calendar.Date `json:"respond_by"`          // the answer is awaited by this day; not before the next working day
	Documents []string      `json:"documents,omitempty"` // of HandoverDocuments: disclosed on acceptance, as they stand now; none: nothing
	Note      string        `json:"note,omitempty"`
}

// HandoverDocuments are what a handover may disclose to another service task: the
// client plan and the assessment of the right.
func HandoverDocuments() []string { return []string{"plan", "right"} }

// HandoverRefusal declines an offer.
type HandoverRefusal struct {
	Reason string `json:"reason"` // required, sealed
}

// JointMeeting records that sender, receiver and young person met.
type JointMeeting struct {
	On calendar.Date `json:"on"` // not in the future, not before the offer
}

// Invitation is a code with which the young person signs in, shown once.
type Invitation struct {
	Receipt
	Code    string    `json:"code"`    // 10 characters without look-alikes
	Expires time.Time `json:"expires"` //
}

// SignIn brings the code of an invitation.
type SignIn struct {
	Code string `json:"code"`
}

// SignedIn says whose code it was.
type SignedIn struct {
	Person es.ID `json:"person"`
	Case   es.ID `json:"case"`
}

// Case is everything about one case of aftercare, for who may see it.
type Case struct {
	CaseRow
	Shows     string         `json:"shows"`              // one of CaseShows
	Withheld  []string       `json:"withheld,omitempty"` // of HandoverDocuments: there, but not disclosed to the reader
	Matter    es.ID          `json:"matter,omitzero"`    // of intake, that it came from; zero: not for the reader
	Findings  []law.Finding  `json:"findings"`           // of the right and its end
	Plan      *Plan          `json:"plan,omitempty"`
	PlannedOn calendar.Date  `json:"planned_on,omitzero"`
	Offer     *HandoverState `json:"offer,omitempty"` // the offer that awaits an answer
	Timeline  []Happened     `json:"timeline"`        // oldest first
	May       []string       `json:"may"`             // right, plan, offer, refuse, meet, accept, invite, absence

	Continuity *Continuity `json:"continuity,omitempty"` // nil: only the offer is shown
	Away       *Absence    `json:"away,omitempty"`       // the worker is away today or will be
}

// What a reader is shown of a case.
const (
	ShowsCase          = "case"           // all of it that is not withheld
	ShowsUntilHandover = "until-handover" // as it stood when responsibility left the reader or their unit
	ShowsOffer         = "offer"          // the handover that awaits the reader's answer, and no record
)

// CaseShows lists what a reader may be shown.
func CaseShows() []string { return []string{ShowsCase, ShowsUntilHandover, ShowsOffer} }

// Version returns what the edge puts into ETag and Nivel-Position.
func (c Case) Version() (es.Revision, es.Position) { return c.Revision, es.Position{} }

// HandoverState is an offer under way.
type HandoverState struct {
	From      string        `json:"from"`
	To        string        `json:"to"`
	OfferedOn calendar.Date `json:"offered_on"`
	RespondBy calendar.Date `json:"respond_by"`
	MetOn     calendar.Date `json:"met_on,omitzero"`
	Documents []string      `json:"documents,omitempty"` // of HandoverDocuments: promised, not yet disclosed
	Note      string        `json:"note,omitempty"`
}

// CaseRow is one case in a list. Names come from services/intake, by person.
type CaseRow struct {
	Case        es.ID         `json:"case"`
	Person      es.ID         `json:"person"`
	OpenedOn    calendar.Date `json:"opened_on,omitzero"` // zero: only the offer is shown
	Task        string        `json:"task,omitempty"`     // service task that it is in; empty: only the offer is shown
	Responsible string        `json:"responsible"`        // id of the worker; never empty
	Right       string        `json:"right"`              // one of Rights; empty: not judged yet, or not disclosed to the reader
	DutyEnd     calendar.Date `json:"duty_end,omitzero"`
	OfferedTo   string        `json:"offered_to"` // empty: no offer awaits an answer
	RespondBy   calendar.Date `json:"respond_by,omitzero"`
	Next        string        `json:"next"` // assess-right, make-plan, answer-handover, meet, accept, review-plan; empty: nothing
	Due         calendar.Date `json:"due,omitzero"`
	Overdue     bool          `json:"overdue"`
	Revision    es.Revision   `json:"revision"`
}

// CasePage is one page of a list of cases: view mine, offered-to-me or
// offered-by-me, ordered by what is due.
type CasePage struct {
	View   string      `json:"view"`
	Rows   []CaseRow   `json:"rows"`
	Next   string      `json:"next,omitempty"`
	Counts []ViewCount `json:"counts"`
	Stale  bool        `json:"stale"`
	Today  string      `json:"today"`
}

// MyCase is what the young person sees of the own case.
type MyCase struct {
	Case        es.ID         `json:"case"`
	Responsible string        `json:"responsible"` // id of the worker
	Right       string        `json:"right"`
	DutyEnd     calendar.Date `json:"duty_end,omitzero"`
	Plan        *Plan         `json:"plan,omitempty"`
	OfferedTo   string        `json:"offered_to,omitempty"`
}

// Facts of services/transitions. Subjects are cases.
const (
	FactCaseOpened       = "transitions.case-opened.v1"
	FactHandoverOffered  = "transitions.handover-offered.v1"
	FactHandoverDeclined = "transitions.handover-declined.v1"
	FactHandoverAccepted = "transitions.handover-accepted.v1"
	FactPlanMade         = "transitions.plan-made.v1"
)

// CaseOpened tells that a case of aftercare is open.
type CaseOpened struct {
	Person      es.ID         `json:"person"`
	Matter      es.ID         `json:"matter"`
	Responsible string        `json:"responsible"`
	On          calendar.Date `json:"on"`
}

// HandoverTold tells how a handover stands: offered, declined or accepted.
type HandoverTold struct {
	Person    es.ID         `json:"person"`
	From      string        `json:"from"`
	To        string        `json:"to"`
	RespondBy calendar.Date `json:"respond_by,omitzero"`
}

// PlanMade tells that a plan was made.
type PlanMade struct {
	Person es.ID         `json:"person"`
	On     calendar.Date `json:"on"`
}
