package contracts

import (
	"time"

	"nivel/libs/calendar"
	"nivel/libs/es"
)

// Permits and bans in the HTTP interface of services/transitions.
//
//	GET  /cases/{case}/consent         –          → Consent
//	POST /cases/{case}/consent/permit  Permit     → Receipt
//	POST /cases/{case}/consent/ban     NewBan     → Receipt
//	POST /cases/{case}/consent/lift    LiftedBan  → Receipt
//	GET  /my/consent                   –          → Consent

// Consent is what a young person permits and forbids about giving out data.
//
// Law: 703/2023, sections 55 to 59.
type Consent struct {
	Person      es.ID         `json:"person"`
	Permitted   bool          `json:"permitted"`             // there is a permit for disclosure (luovutuslupa) to other controllers
	PermittedOn calendar.Date `json:"permitted_on,omitzero"` // when it was last given
	Bans        []Ban         `json:"bans"`                  // in force, oldest first
	Timeline    []Happened    `json:"timeline"`              // oldest first
	Revision    es.Revision   `json:"revision"`
	Ground      string        `json:"ground,omitempty"`      // one of BanGrounds: on which the reader sees what the bans hide
	GroundUntil time.Time     `json:"ground_until,omitzero"` // and until when; UTC
}

// Ban is a ban (kielto) in force.
type Ban struct {
	Ban    es.ID         `json:"ban"`
	Toward string        `json:"toward"`           // one of BanTowards
	Scope  string        `json:"scope"`            // one of BanScopes
	Of     string        `json:"of,omitempty"`     // code of the service task, or of the document; empty: of the controller
	On     calendar.Date `json:"on"`               // since
	Reason string        `json:"reason,omitempty"` // sealed
}

// Permit asks to record that the permit for disclosure is given, or withdrawn.
type Permit struct {
	Permitted bool `json:"permitted"`
}

// NewBan asks to record a ban.
type NewBan struct {
	Toward string `json:"toward"`           // one of BanTowards
	Scope  string `json:"scope"`            // one of BanScopes
	Of     string `json:"of,omitempty"`     // code of the service task, or one of HandoverDocuments, towards guardians of IntakeDocuments too; empty: of the controller
	Reason string `json:"reason,omitempty"` // required towards guardians; sealed
}

// BanTowards are to whom a ban forbids to give data: other controllers and other
// service tasks; a minor's guardians.
func BanTowards() []string { return []string{"others", "guardians"} }

// BanScopes are how much a ban covers: all data of this controller, all of a
// service task, a single document.
func BanScopes() []string { return []string{"controller", "task", "document"} }

// LiftedBan asks to record that a ban is taken back.
type LiftedBan struct {
	Ban es.ID `json:"ban"`
}
