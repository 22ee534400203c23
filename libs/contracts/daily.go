package contracts

import (
	"time"

	"nivel/libs/calendar"
	"nivel/libs/es"
)

// Daily life, part of the HTTP interface of services/transitions.
//
//	GET  /cases/{case}/daily           –          → DailyLife
//	POST /cases/{case}/daily/contacts  NewContact → Receipt
//	GET  /daily/contacts?year=         –          → ContactReport (for who leads a unit)

// DailyLife is what is recorded of a young person's everyday life in a case, as
// far as it is in the reader's view.
type DailyLife struct {
	Case     es.ID         `json:"case"`
	Person   es.ID         `json:"person"`
	Shows    string        `json:"shows"` // one of CaseShows
	Today    calendar.Date `json:"today"`
	Contacts []Contacted   `json:"contacts"` // held meetings among them, the newest first
	Modes    ModeFigures   `json:"modes"`    // of the contacts; nothing is hidden
	May      []string      `json:"may"`      // contact
}

// NewContact records a contact of a worker and the young person that was no
// planned meeting: a visit, a call, a message that was answered.
type NewContact struct {
	Day     calendar.Date `json:"day"`            // not in the future
	Offered string        `json:"offered"`        // one of MeetingModes
	Chosen  string        `json:"chosen"`         // one of MeetingModes
	Who     string        `json:"who,omitempty"`  // id of the worker who had it; empty: who records it
	Note    string        `json:"note,omitempty"` // sealed
}

// Contacted is one contact, or one meeting that was held.
type Contacted struct {
	Contact es.ID         `json:"contact"`
	Day     calendar.Date `json:"day"`
	Offered string        `json:"offered"` // one of MeetingModes
	Chosen  string        `json:"chosen"`  // one of MeetingModes
	Who     string        `json:"who"`     // id of the worker who had it
	Meeting bool          `json:"meeting"` // it was a meeting with the worker
	Note    string        `json:"note,omitempty"`
	At      time.Time     `json:"at"` // when it was recorded; UTC
}

// ModeFigures counts contacts by what was offered and what was chosen. A number
// that is nil is hidden: a cell under the smallest, or a sum over such a cell.
type ModeFigures struct {
	Cells  []ModeCell `json:"cells"`  // one for each pair of MeetingModes, by offered, then by chosen
	Chosen []ModeSum  `json:"chosen"` // one for each of MeetingModes
	Other  *int       `json:"other"`  // another mode was chosen than offered
	Total  *int       `json:"total"`
}

// ModeCell counts the contacts that were offered in one mode and had in one.
type ModeCell struct {
	Offered string `json:"offered"` // one of MeetingModes
	Chosen  string `json:"chosen"`  // one of MeetingModes
	Count   *int   `json:"count"`
}

// ModeSum counts the contacts that were had in a mode, whatever was offered.
type ModeSum struct {
	Mode  string `json:"mode"` // one of MeetingModes
	Count *int   `json:"count"`
}

// ContactReport counts the contacts of a year, by the unit of the worker who had
// them. It is about whole years only.
type ContactReport struct {
	Year     int           `json:"year"`
	Smallest int           `json:"smallest"` // the least number that is shown, besides none
	Units    []UnitOfModes `json:"units"`    // with contacts, in the order of the area's register
	All      ModeFigures   `json:"all"`
}

// UnitOfModes is a unit's line.
type UnitOfModes struct {
	Unit string `json:"unit"` // code; empty: of workers whom the register knows no more
	ModeFigures
}
