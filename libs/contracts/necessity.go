package contracts

import (
	"time"

	"nivel/libs/es"
)

// Seeing what is necessary in spite of a ban, part of the HTTP interface of
// services/transitions.
//
//	POST /cases/{case}/consent/ground  StatedGround → GroundReceipt

// StatedGround states why papers of a case are necessary that a ban hides. Who is
// responsible for the case sees them for an hour.
//
// Law: 703/2023, section 55, subsection 2, and section 56.
type StatedGround struct {
	Ground string `json:"ground"` // one of BanGrounds
	Reason string `json:"reason"` // required; sealed
}

// GroundReceipt says until when they are shown.
type GroundReceipt struct {
	Receipt
	Until time.Time `json:"until"` // UTC
}

// BanGrounds are why data may be necessary in spite of a ban: the authority needs
// it for its task (55 § 2 mom); health, development or safety is in danger, the
// interest of a child demands it, or essential interests of a client do who cannot
// judge (56 § 1, 2 and 3 kohta).
func BanGrounds() []string {
	return []string{"authority", "endangered", "childs-interest", "cannot-judge"}
}

// BanPurposes precedes a ground where it is a purpose in the use log.
const BanPurposes = "despite-ban-"

// LookPurposes are the purposes of a look that are more than a service task.
func LookPurposes() []string {
	all := ConsultationPurposes()
	for _, ground := range BanGrounds() {
		all = append(all, BanPurposes+ground)
	}
	return all
}

// FactBanGroundStated tells that a worker sees what a ban hides, and on what
// ground. Its subject is the case.
const FactBanGroundStated = "transitions.ban-ground-stated.v1"

// BanGroundTold tells who did it, and which privacy officers hear of it.
type BanGroundTold struct {
	Person es.ID     `json:"person"`
	Actor  string    `json:"actor"`  // id of the worker
	Ground string    `json:"ground"` // one of BanGrounds
	Told   []string  `json:"told"`   // ids of workers
	Until  time.Time `json:"until"`  // UTC
}
