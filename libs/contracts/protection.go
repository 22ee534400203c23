package contracts

import (
	"nivel/libs/calendar"
	"nivel/libs/es"
)

// Safety non-disclosure (turvakielto) in the HTTP interface of services/intake.
//
//	GET  /people/{person}/protection            –                    → Protection
//	POST /people/{person}/protection/order      ProtectionOrder      → Receipt
//	POST /people/{person}/protection/extension  ProtectionExtension  → Receipt
//	POST /people/{person}/protection/end        ProtectionEnd        → Receipt
//
// A Receipt's Matter holds the person's id.

// Protection is from when until when a person is under a safety non-disclosure.
type Protection struct {
	Person   es.ID           `json:"person"`
	InForce  bool            `json:"in_force"` // today
	Times    []ProtectedTime `json:"times"`    // by their first day
	Timeline []Happened      `json:"timeline"` // who recorded what, oldest first
	May      []string        `json:"may"`      // what the reader may do now: order, extend, end
	Revision es.Revision     `json:"revision"`
}

// ProtectedTime is one unbroken time under a safety non-disclosure.
type ProtectedTime struct {
	From     calendar.Date `json:"from"`
	Until    calendar.Date `json:"until,omitzero"`     // its last day; zero: until further notice
	Reported bool          `json:"reported,omitempty"` // somebody said so; the register's dates are not recorded yet
}

// ProtectionOrder asks to record a safety non-disclosure as the population
// register has it.
//
// Law: 661/2009, section 36: five years at most, or for a special reason until
// further notice.
type ProtectionOrder struct {
	From          calendar.Date `json:"from"`                     // its first day
	Until         calendar.Date `json:"until,omitzero"`           // its last day; required unless FurtherNotice
	FurtherNotice bool          `json:"further_notice,omitempty"` // it has no last day
}

// ProtectionExtension asks to record that the register goes on with the last
// order: two years at a time, or until further notice.
type ProtectionExtension struct {
	Until         calendar.Date `json:"until,omitzero"` // the new last day; required unless FurtherNotice
	FurtherNotice bool          `json:"further_notice,omitempty"`
}

// ProtectionEnd asks to record that it ends.
type ProtectionEnd struct {
	Last calendar.Date `json:"last"` // the last day on which it is in force; yesterday: at once
}
