package contracts

import (
	"nivel/libs/calendar"
	"nivel/libs/es"
)

// What more there is to a handover (saattaen vaihtaminen) than the offer and its
// answer.
//
//	POST /cases/{case}/handover/withdrawal  HandoverWithdrawal  → Receipt

// HandoverWithdrawal takes back an offer that was not answered.
type HandoverWithdrawal struct {
	Reason string `json:"reason,omitempty"` // sealed
}

// FactHandoverWithdrawn tells, with a HandoverTold, that an offer was taken back.
// Its subject is the case.
const FactHandoverWithdrawn = "transitions.handover-withdrawn.v1"

// FactHandoverOverdue tells that the day of an offer has passed without an answer.
// Its subject is the case.
const FactHandoverOverdue = "transitions.handover-overdue.v1"

// HandoverOverdue tells of which offer, and who must hear of it.
type HandoverOverdue struct {
	Person    es.ID         `json:"person"`
	From      string        `json:"from"`
	To        string        `json:"to"`
	RespondBy calendar.Date `json:"respond_by"` // the day that has passed
	Told      []string      `json:"told"`       // ids of workers: who leads either unit
}
