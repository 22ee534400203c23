package contracts

import (
	"nivel/libs/calendar"
	"nivel/libs/es"
)

// What more there is to a handover (saattaen vaihtaminen) than the offer and its
// answer.
//
//	POST /cases/{case}/handover/withdrawal  HandoverWithdrawal  → Receipt
//	POST /cases/{case}/handover/summary     HandoverSummary     → Receipt
//	POST /cases/{case}/handover/consent     HandoverConsent     → Receipt
//	POST /my/summary                        SummaryReview       → Receipt   (the young person's own)

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

// HandoverSummary is what who takes over needs to know. All of it is sealed.
type HandoverSummary struct {
	Strengths   string `json:"strengths"`              // required
	Situation   string `json:"situation"`              // by areas of life; required
	Worked      string `json:"worked,omitempty"`       // what has helped and what has not
	Risks       string `json:"risks,omitempty"`        // safety included
	OpenMatters string `json:"open_matters,omitempty"` // applications and decisions, with their end dates
	People      string `json:"people,omitempty"`       // the young person's own contacts, and a safe adult
}

// WrittenSummary is a summary, and what the young person says of it.
type WrittenSummary struct {
	HandoverSummary
	On         calendar.Date `json:"on"`
	By         string        `json:"by"`                   // id of the worker who wrote it
	ReviewedOn calendar.Date `json:"reviewed_on,omitzero"` // zero: the young person has not answered
	Agrees     bool          `json:"agrees"`               // they say that it is right as it is
	Comment    string        `json:"comment,omitempty"`    // what they would correct or add
}

// SummaryReview is the young person's word on the summary.
type SummaryReview struct {
	Agrees  bool   `json:"agrees"`
	Comment string `json:"comment,omitempty"` // sealed; required unless they agree
}

// HandoverConsent is what a young person said when asked what the next worker may
// be told.
type HandoverConsent struct {
	Asked calendar.Date `json:"asked"`         // not in the future
	May   []string      `json:"may,omitempty"` // of HandoverConsents; none: they refuse
}

// HandoverConsents are what may be told to the next worker: the summary with the
// offer, documents on acceptance.
func HandoverConsents() []string { return append([]string{"summary"}, HandoverDocuments()...) }

// RecordedConsent is a consent, and who asked.
type RecordedConsent struct {
	HandoverConsent
	By string        `json:"by"` // id of the worker who asked
	On calendar.Date `json:"on"` // when it was recorded
}

// HandoverWork is what there is of a handover beside the offer, as far as the
// reader sees it.
type HandoverWork struct {
	Summary *WrittenSummary  `json:"summary,omitempty"`
	Consent *RecordedConsent `json:"consent,omitempty"` // of the handover under way
}

// Facts of the summary. Their subject is the case.
const (
	FactSummaryWritten  = "transitions.summary-written.v1"
	FactSummaryReviewed = "transitions.summary-reviewed.v1"
)

// SummaryTold tells whom a summary awaits: the young person, to read it, or the
// worker, to read what they say.
type SummaryTold struct {
	Person      es.ID  `json:"person,omitzero"`
	Responsible string `json:"responsible,omitempty"`
}
