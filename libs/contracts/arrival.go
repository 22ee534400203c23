package contracts

import "nivel/libs/calendar"

// The HTTP interface of services/intake, the other ways in.
//
//	POST /arrivals                   Arrival     → Registered   any way in but a child welfare notification
//	POST /my/requests                OwnRequest  → Registered   of the young person who asks
//	POST /matters/{matter}/birth     Birth       → Receipt
//	PUT  /matters/{matter}/queue     NewQueue    → Receipt

// Arrival asks to register what reached the county in another way than as a
// child welfare notification. It has the same parts, and what belongs to its way.
type Arrival struct {
	Notification
	Way   string `json:"way"`                   // one of Ways but notification and own-request
	Basis string `json:"clock_basis,omitempty"` // one of Bases: decides the clock; empty for anticipatory, where it is child-welfare
	Unit  string `json:"unit,omitempty"`        // in whose queue it lies; empty: in the queue that all units share

	Consent       string        `json:"consent,omitempty"`        // of a contact: one of Consents
	PendingSince  calendar.Date `json:"pending_since,omitzero"`   // of a referral from another area: when it became pending there
	LastClientDay calendar.Date `json:"last_client_day,omitzero"` // of a return: the last day as a client of child protection
	ExpectedBirth calendar.Date `json:"expected_birth,omitzero"`  // of an anticipatory notification
}

// Ways are the ways in, each with a legal basis of its own.
//
// Law: 417/2007, section 25 (notification), 25 c (anticipatory), 25 d (another
// area), 75 (substitute care behind, return); 1301/2014, section 34 (application,
// own request), 35 (contact with consent), 29 (emergency duty).
func Ways() []string {
	return []string{
		"notification", "anticipatory", "contact", "application", "other-area", "substitute-care", "own-request", "return", "emergency-duty",
	}
}

// ArrivalWays are the ways that a worker registers as an Arrival.
func ArrivalWays() []string {
	return []string{"anticipatory", "contact", "application", "other-area", "substitute-care", "return", "emergency-duty"}
}

// ArrivalBodies are from whom an arrival may come: who notifies, and the person,
// who cares for them, and another area.
func ArrivalBodies() []string {
	return append(ReporterBodies(), "self", "guardian", "other-area")
}

// Bases are what the clock of a matter hangs on: the need of child protection
// (LSL 417/2007 26 § 5 mom), a child in need of special support (SHL 1301/2014 36 §
// 3 mom), the groups of 36 § 2 mom; for everybody else it is "without delay", by
// the area's own target.
func Bases() []string {
	return []string{"child-welfare", "special-support-child", "over-75", "care-allowance", "disabled", "without-delay"}
}

// Consents are on what a contact by a professional rests: the person's consent,
// or one of the two grounds to do without.
//
// Law: 1301/2014, section 35: without consent only when the person is evidently
// unable to take care of themselves, or a child's interest necessarily requires it.
func Consents() []string { return []string{"given", "unable", "child-interest"} }

// OwnRequest asks for help for who asks, from the own pages.
type OwnRequest struct {
	Content string `json:"content"` // in the own words; required
}

// Birth tells that the child of an anticipatory notification was born.
type Birth struct {
	Born  calendar.Date `json:"born"`
	Child Child         `json:"child"` // names as far as known
}

// NewQueue asks to put a matter into the queue of a unit, out of anybody's hands.
type NewQueue struct {
	Unit string `json:"unit"`           // empty: the queue that all units share
	Note string `json:"note,omitempty"` // a word on the way, sealed
}
