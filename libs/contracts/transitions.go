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
//	POST /cases/{case}/extension          Extension        → Receipt
//	POST /cases/{case}/areas              Residence        → Receipt
//	POST /cases/{case}/closing-plan       ClosingPlan      → Receipt
//	POST /cases/{case}/closing            Closing          → Receipt
//	POST /cases/{case}/return             –                → Receipt
//	POST /sign-ins                        SignIn           → SignedIn   (no actor needed but the desk's own)
//	POST /sign-ins/id                     WhichID          → ThisID     (likewise)
//	GET  /my/case                         –                → MyCase     (the young person's own)

// RightFacts are what the right to aftercare (oikeus jälkihuoltoon) is judged on.
type RightFacts struct {
	BirthDate     calendar.Date `json:"birth_date"`               // sealed before it is stored
	Basis         string        `json:"basis"`                    // one of RightBases
	PlacedFrom    calendar.Date `json:"placed_from,omitzero"`     // first day of the last unbroken placement
	PlacedTo      calendar.Date `json:"placed_to,omitzero"`       // its last day; zero: it goes on
	LastClientDay calendar.Date `json:"last_client_day,omitzero"` // last day as a client of child protection; zero: still one

	Placements   []Placement   `json:"placements,omitempty"`   // all of them, for who was placed more than once; at most 20
	LeapDay      string        `json:"leap_day,omitempty"`     // one of LeapDays, as a person reads it; empty: nobody has
	Unsettled    string        `json:"unsettled,omitempty"`    // one of UnsettledRights, as a person decides it; empty: nobody has
	Grounds      string        `json:"grounds,omitempty"`      // of what a person read or decided; sealed
	MeasureUntil calendar.Date `json:"measure_until,omitzero"` // last day of a support measure that was decided before 2024
}

// Placement is one placement outside the home.
type Placement struct {
	Kind string        `json:"kind"`        // one of PlacementKinds
	From calendar.Date `json:"from"`        // first day
	To   calendar.Date `json:"to,omitzero"` // last day; zero: it goes on
}

// PlacementKinds are the placements of which half a year may be made up.
func PlacementKinds() []string {
	return []string{"open-care-alone", "open-care-with-parent", "emergency-only"}
}

// LeapDays are the days on which who was born on 29 February may be held to
// reach an age in a year without one.
func LeapDays() []string { return []string{"feb28", "mar1"} }

// UnsettledRights are what a person may decide where the act settles nothing.
func UnsettledRights() []string { return []string{"statutory", "discretionary", "none"} }

// OpenQuestions are what a person is asked because the act does not say.
func OpenQuestions() []string { return []string{"unsettled-basis", "leap-day-birthday"} }

// Extension lets aftercare go on past the end of the duty, by the area's own
// decision.
type Extension struct {
	Until   calendar.Date `json:"until"`   // the last day; not before the end of the duty
	Grounds string        `json:"grounds"` // required, sealed
}

// Residence is what the responsible area and the one that bears the cost are
// judged on. Municipalities are three digits and are not stored; areas are two.
type Residence struct {
	Home      string `json:"home"`                 // home municipality; required
	LivesIn   string `json:"lives_in,omitempty"`   // municipality where the person mainly lives without it being the home municipality (201/1994 2 §, 3 § 1 k)
	PaidCare  string `json:"paid_care,omitempty"`  // area that paid for the substitute care
	HomeThen  string `json:"home_then,omitempty"`  // home municipality when a placement in open care ended
	DecidedIn string `json:"decided_in,omitempty"` // area in which discretionary aftercare was decided
}

// ClosingPlan is the plan of services and support after aftercare.
//
// Law: 417/2007, section 76, subsection 2.
type ClosingPlan struct {
	Ends      string `json:"ends"`                 // how aftercare ends; required, sealed
	Services  string `json:"services"`             // which services and support follow; required unless none are needed; sealed
	NotNeeded bool   `json:"not_needed,omitempty"` // no services follow
	Grounds   string `json:"grounds,omitempty"`    // why none are needed; then required; sealed
	WithYouth bool   `json:"with_youth"`           // made together with the young person; required
}

// Closing ends a case.
type Closing struct {
	Reason  string `json:"reason"`            // one of ClosingReasons
	Grounds string `json:"grounds,omitempty"` // sealed; required where there is no closing plan
}

// ClosingReasons are why a case ends.
func ClosingReasons() []string {
	return []string{"duty-ended", "goals-reached", "own-wish", "other-service", "moved-area", "died"}
}

// RightBases are what may have come before.
//
// Law: 417/2007, section 75, subsections 1 and 2.
func RightBases() []string {
	return []string{"taken-into-care", "open-care-alone", "open-care-with-parent", "emergency-only", "never-placed", "never-client", "other-basis"}
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
	PlanDepth
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

// WhichID asks under which of a person's ids their case is.
type WhichID struct {
	Persons []es.ID `json:"persons"` // 1 to 100 ids of one person, the one that goes on first
}

// ThisID is the id under which there is an open case, else any case; the first
// that was asked about where there is none.
type ThisID struct {
	Person es.ID `json:"person"`
}

// SignedIn says whose code it was.
type SignedIn struct {
	Person es.ID `json:"person"`
	Case   es.ID `json:"case"`
}

// Case is everything about one case of aftercare, for who may see it.
type Case struct {
	CaseRow
	Shows    string        `json:"shows"`              // ShowsCase, ShowsUntilHandover or ShowsOffer
	Withheld []string      `json:"withheld,omitempty"` // of HandoverDocuments: there, but not disclosed to the reader
	Matter   es.ID         `json:"matter,omitzero"`    // of intake, that it came from; zero: not for the reader
	Findings []law.Finding `json:"findings"`           // of the right and its end
	Open     []string      `json:"open,omitempty"`     // of OpenQuestions: a person has yet to decide

	ResponsibleArea string `json:"responsible_area,omitempty"` // code of the area; empty: not judged yet
	CostArea        string `json:"cost_area,omitempty"`        // code of the area that bears the cost

	ClosingPlan string `json:"closing_plan,omitempty"` // services and support after aftercare

	Decisions []Decision `json:"decisions,omitempty"` // oldest first
	Funds     *Funds     `json:"funds,omitempty"`     // the statement of independence funds; none: nothing was recorded

	Plan      *Plan          `json:"plan,omitempty"`
	PlannedOn calendar.Date  `json:"planned_on,omitzero"`
	Offer     *HandoverState `json:"offer,omitempty"` // the offer that awaits an answer
	Timeline  []Happened     `json:"timeline"`        // oldest first
	May       []string       `json:"may"`             // right, plan, offer, withdraw, refuse, meet, accept, invite, absence, extend, areas, decide, reserve, closing-plan, close, return, summary, consent, file, transfer, step, follow-up, answer, meeting, held

	Handover *HandoverWork `json:"handover,omitempty"` // the summary, consent and steps of a handover; nil: nothing, or not for the reader

	Continuity *Continuity `json:"continuity,omitempty"` // nil: only the offer is shown
	Away       *Absence    `json:"away,omitempty"`       // the worker is away today or will be

	PlanNumber int       `json:"plan_number,omitempty"` // of the version that is shown
	Writings   []Writing `json:"writings,omitempty"`    // of the young person, oldest first

	Meetings []Meeting     `json:"meetings,omitempty"` // with the worker, oldest first
	MeetBy   calendar.Date `json:"meet_by,omitzero"`   // the last day for the next one, by the plan; zero: it sets none

	Step  string       `json:"step,omitempty"`  // one of PlanSteps; empty: there is no plan to work on
	After *ClosingPlan `json:"after,omitempty"` // the plan for the time after aftercare, whole

	Groups []GroupTime `json:"groups,omitempty"` // peer groups, in the order of joining, as far as they are in the reader's view
}

// GroupTime is a time in which the young person had a seat in a peer group.
type GroupTime struct {
	Group  es.ID         `json:"group"` // what it is called, services/peergroups says
	Joined calendar.Date `json:"joined"`
	Left   calendar.Date `json:"left,omitzero"` // zero: they have the seat still
}

// Past is a case as it was on a past day: nothing can be done in it.
type Past struct {
	Case
	Day   calendar.Date `json:"day"`
	Known string        `json:"known"` // one of PastKnown
}

// Version returns what the edge puts into ETag and Nivel-Position: the past has none.
func (p Past) Version() (es.Revision, es.Position) { return es.NoStream, es.Position{} }

// What is taken as known of a past day.
const (
	KnownThen = "then" // what had been recorded by the end of that day
	KnownNow  = "now"  // what is known today of that day: corrections included
)

// PastKnown are both.
func PastKnown() []string { return []string{KnownThen, KnownNow} }

// What a reader is shown of a case.
const (
	ShowsCase          = "case"           // all of it that is not withheld
	ShowsUntilHandover = "until-handover" // as it stood when responsibility left the reader or their unit
	ShowsOffer         = "offer"          // the handover that awaits the reader's answer, and no record
)

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

	HousingDue    calendar.Date `json:"housing_due,omitzero"`    // by the area's own target, of an open need of housing; zero: none is open
	HousingLate   bool          `json:"housing_late,omitempty"`  // that day has passed
	ExtendedUntil calendar.Date `json:"extended_until,omitzero"` // last day of the area's own extension, apart from the duty
	ClosedOn      calendar.Date `json:"closed_on,omitzero"`      // zero: the case is open
	ReturnUntil   calendar.Date `json:"return_until,omitzero"`   // of a closed case: the first day on which nobody may come back
}

// CasePage is one page of a list of cases: view mine, offered-to-me,
// offered-by-me or closed, ordered by what is due.
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

	ExtendedUntil calendar.Date `json:"extended_until,omitzero"` // last day of the area's own extension
	ClosingPlan   string        `json:"closing_plan,omitempty"`  // services and support after aftercare
	ClosedOn      calendar.Date `json:"closed_on,omitzero"`
	ReturnUntil   calendar.Date `json:"return_until,omitzero"` // of a closed case: the first day on which nobody may come back

	Decisions []Decision `json:"decisions,omitempty"` // on the young person, oldest first
	Funds     *Funds     `json:"funds,omitempty"`     // the statement of independence funds

	Handover   *HandoverWork `json:"handover,omitempty"` // what is told to the next worker
	Review     bool          `json:"review"`             // there is a summary on which the young person may have their say
	PlannedOn  calendar.Date `json:"planned_on,omitzero"`
	PlanNumber int           `json:"plan_number,omitempty"` // of the version that is shown
	Writings   []Writing     `json:"writings,omitempty"`    // oldest first

	Meetings []Meeting `json:"meetings,omitempty"` // with the worker, oldest first

	Step  string       `json:"step,omitempty"`  // one of PlanSteps
	After *ClosingPlan `json:"after,omitempty"` // the plan for the time after aftercare, whole
}

// Facts of services/transitions. Subjects are cases.
const (
	FactCaseOpened       = "transitions.case-opened.v1"
	FactHandoverOffered  = "transitions.handover-offered.v1"
	FactHandoverDeclined = "transitions.handover-declined.v1"
	FactHandoverAccepted = "transitions.handover-accepted.v1"
	FactPlanMade         = "transitions.plan-made.v1"
	FactCaseClosed       = "transitions.case-closed.v1"
	FactCaseReopened     = "transitions.case-reopened.v1"
)

// CaseClosed tells that a case has ended, and until when the young person may
// come back.
type CaseClosed struct {
	Person      es.ID         `json:"person"`
	Reason      string        `json:"reason"` // one of ClosingReasons
	On          calendar.Date `json:"on"`
	ReturnUntil calendar.Date `json:"return_until,omitzero"` // the first day without the duty; zero: no right is left
	Tasks       []string      `json:"tasks,omitempty"`       // service tasks that the case was in; none: it was closed before 2026-11-23
}

// CaseReopened tells that a young person came back, and who is responsible.
type CaseReopened struct {
	Person      es.ID         `json:"person"`
	Responsible string        `json:"responsible"` // id of the worker
	On          calendar.Date `json:"on"`
}

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
