package contracts

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
