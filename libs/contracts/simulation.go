package contracts

import (
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/law"
)

// LawRules is a wording of the right to aftercare as data (417/2007, section 75):
// the present one, or a draft.
type LawRules struct {
	InForce          calendar.Date `json:"in_force"`           // the first day of the wording
	AgeLimit         int           `json:"age_limit"`          // the duty ends on this birthday at the latest
	YearsAfterClient int           `json:"years_after_client"` // and so many years after the last day as a client
	HalfYearMonths   int           `json:"half_year_months"`   // so many months of a placement in open care give the right

	// Who reaches the age limit before ReachedBefore keeps the right until EndsOn.
	ReachedBefore calendar.Date `json:"reached_before,omitzero"` // zero: no such transition
	EndsOn        calendar.Date `json:"ends_on,omitzero"`
}

// LawChanges are what a draft may do to somebody: nothing, as they have no right
// by either law or as both end it on the same day; end it earlier or later; give
// one that is not there today.
func LawChanges() []string { return []string{"none", "same", "earlier", "later", "gains"} }

// LawFigures is what a draft would do to a caseload, in figures about nobody.
type LawFigures struct {
	Rules     LawRules       `json:"rules"`
	AsOf      calendar.Date  `json:"as_of"`
	People    int            `json:"people"`    // whose right was judged
	Unknown   int            `json:"unknown"`   // cases without a judged right
	Undecided int            `json:"undecided"` // the act does not settle the right: a person must decide
	Changes   map[string]int `json:"changes"`   // by LawChanges
	Months    []LawMonth     `json:"months"`    // who leaves when, from the month of the day on
	Units     []UnitLoad     `json:"units"`     // by code; empty code: of workers whom the area does not know
}

// LawMonth counts whose right ends in a month.
type LawMonth struct {
	Month           calendar.Date `json:"month"` // its first day
	LeaveNow        int           `json:"leave_now"`
	LeaveDraft      int           `json:"leave_draft"`
	WithoutPlan     int           `json:"without_plan"`     // of those who leave by the draft
	WithoutReceiver int           `json:"without_receiver"` // of those: no other service has accepted or is asked
	ByAge           int           `json:"by_age"`           // of those: because they reach the age limit
	ByYears         int           `json:"by_years"`         // of those: because of the years after the last day as a client
	ComeOfAge       int           `json:"come_of_age"`      // who turns 18, whatever the law
}

// UnitLoad is how many people a unit has the duty for, month by month.
type UnitLoad struct {
	Unit   string      `json:"unit"`
	Months []UnitMonth `json:"months"`
}

// UnitMonth counts on the first day of a month; in the first, on the day itself.
type UnitMonth struct {
	Month calendar.Date `json:"month"`
	Now   int           `json:"now"`
	Draft int           `json:"draft"`
}

// LawPerson is one person whom a draft affects, and why.
type LawPerson struct {
	Case        es.ID         `json:"case"`
	Person      es.ID         `json:"person"`
	Responsible string        `json:"responsible"` // id of the worker
	Change      string        `json:"change"`      // one of LawChanges
	Right       string        `json:"right"`
	DutyEnd     calendar.Date `json:"duty_end,omitzero"`
	DraftRight  string        `json:"draft_right"`
	DraftEnd    calendar.Date `json:"draft_end,omitzero"`
	Planned     bool          `json:"planned"`
	HasReceiver bool          `json:"has_receiver"`
	Finding     law.Finding   `json:"finding"`
}

// LawSimulation is what a draft would do, with the people whom the reader leads.
type LawSimulation struct {
	Figures  LawFigures  `json:"figures"`
	Affected int         `json:"affected"` // how many of the reader's unit
	Persons  []LawPerson `json:"persons"`  // a page of them, the first to leave first
	Next     int         `json:"next,omitempty"`
}
