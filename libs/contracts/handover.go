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
//	POST /cases/{case}/handover/transfer    PlannedTransfer     → Receipt
//	POST /cases/{case}/handover/steps       StepTaken           → Receipt
//	POST /cases/{case}/handover/follow-ups  NewFollowUp         → Receipt   (by who handed over, too)
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
	Summary    es.ID         `json:"summary,omitzero"` // which one it is; zero: one of the oldest
	On         calendar.Date `json:"on"`
	By         string        `json:"by"`                   // id of the worker who wrote it
	ReviewedOn calendar.Date `json:"reviewed_on,omitzero"` // zero: the young person has not answered
	Agrees     bool          `json:"agrees"`               // they say that it is right as it is
	Comment    string        `json:"comment,omitempty"`    // what they would correct or add
}

// SummaryReview is the young person's word on the summary.
type SummaryReview struct {
	Summary es.ID  `json:"summary,omitzero"` // that they have read, as WrittenSummary has it
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

	Transfer  calendar.Date  `json:"transfer,omitzero"`    // planned for the move into another service; zero: none was
	Steps     []HandoverStep `json:"steps,omitempty"`      // of that move, in the order of their days; none: there is no day to count from
	FollowUps []FollowUp     `json:"follow_ups,omitempty"` // after the last acceptance, the first first
}

// HandoverStep is a step of the move into another service, by which day it should
// be done, and when it was.
type HandoverStep struct {
	Step string        `json:"step"` // one of HandoverSteps
	Due  calendar.Date `json:"due"`
	Done calendar.Date `json:"done,omitzero"` // zero: it is not
	Late bool          `json:"late"`          // it is not done, and its day has passed
}

// HandoverSteps are the steps in their order: from twelve months before the move
// to three after it.
func HandoverSteps() []string {
	return []string{
		"start", "needs-assessment", "joint-meeting", "closing-plan-draft", "closing-plan", "transfer", "follow-up-1", "follow-up-3",
	}
}

// RecordedSteps are those that somebody records as such; the others are done by
// what happens to the case.
func RecordedSteps() []string { return []string{"needs-assessment", "closing-plan-draft"} }

// PlannedTransfer says on which day responsibility is to move.
type PlannedTransfer struct {
	Transfer calendar.Date `json:"transfer"` // not in the past
}

// StepTaken says that a step was done.
type StepTaken struct {
	Step string        `json:"step"` // one of RecordedSteps
	Done calendar.Date `json:"done"` // not in the future
}

// FollowUp is a contact with the young person after a handover.
type FollowUp struct {
	Months int           `json:"months"` // after the acceptance: 1 or 3
	Due    calendar.Date `json:"due"`
	Done   calendar.Date `json:"done,omitzero"` // zero: not yet
	Late   bool          `json:"late"`
}

// NewFollowUp records one.
type NewFollowUp struct {
	Months int           `json:"months"` // 1 or 3
	Met    calendar.Date `json:"met"`    // not in the future, not before the acceptance
	Note   string        `json:"note,omitempty"`
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
