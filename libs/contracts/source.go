package contracts

import (
	"time"

	"nivel/libs/calendar"
)

// Information about a client from outside, as services/intake takes it.
//
//	POST /matters/{matter}/sources  OutsideSource → Receipt

// OutsideSource asks to record one item of information that was got from outside,
// with the six parts that 703/2023, section 39 asks for. None may be left out.
type OutsideSource struct {
	Kind    string        `json:"source_kind"` // from whom: one of SourceKinds
	From    string        `json:"from_whom"`   // from whom: who it was, sealed
	What    string        `json:"information"` // what was got, sealed
	Got     calendar.Date `json:"got"`         // when
	AskedBy string        `json:"asked_by"`    // id of the worker who asked for it
	Basis   string        `json:"legal_basis"` // legal ground or consent: one of SourceBases
	Purpose string        `json:"purpose"`     // what for, sealed
}

// RecordedSource is one as a matter shows it.
type RecordedSource struct {
	Kind    string        `json:"source_kind"`
	From    string        `json:"from_whom"`
	What    string        `json:"information"`
	Got     calendar.Date `json:"got"`
	AskedBy string        `json:"asked_by"`
	Basis   string        `json:"legal_basis"`
	Purpose string        `json:"purpose"`
	By      string        `json:"by"` // id of who recorded it
	At      time.Time     `json:"at"` // when
}

// SourceKinds lists whom information may come from.
func SourceKinds() []string {
	return []string{"health-care", "social-care", "education", "social-insurance", "police", "other-authority", "service-provider", "close-person", "other"}
}

// SourceBases lists on what legal basis it may be got: the client's consent, the
// permit (luovutuslupa) for data of health care or of another controller's social
// care (703/2023 53 and 55 §), the authority's right to what is necessary (53 § 5
// mom, 55 § 2 mom), the same despite a refusal (56 §), and an authority's own right
// to information from Kela, education and others (64 §).
func SourceBases() []string {
	return []string{"consent", "permit-health", "necessary-health", "permit-social", "necessary-social", "despite-refusal", "authority-right"}
}
