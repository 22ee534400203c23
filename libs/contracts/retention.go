package contracts

import (
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/law"
)

// Death asks to record the day on which a person died, or to correct it.
type Death struct {
	On     calendar.Date `json:"on"`     // not in the future
	Source string        `json:"source"` // one of DeathSources
}

// DeathSources are where the day of a death may be known from.
func DeathSources() []string {
	return []string{"population-register", "authority", "relative", "document"}
}

// LifeReceipt answers what was asked of a person's data as a whole.
type LifeReceipt struct {
	Person   es.ID       `json:"person"`
	State    string      `json:"state"` // recorded; proposed: awaits a second person; approved: being destroyed
	Revision es.Revision `json:"revision"`
	Position string      `json:"position"` // wait for it with ?after= to see the effect in lists
}

// Version returns what the edge puts into ETag and Nivel-Position.
func (r LifeReceipt) Version() (es.Revision, es.Position) {
	position, _ := es.ParsePosition(r.Position)
	return r.Revision, position
}

// RetentionPage is one page of the list of whose data is to be destroyed, by day.
// It names nobody.
type RetentionPage struct {
	View   string         `json:"view"`           // endings, or proposed
	Rows   []RetentionRow `json:"rows"`           //
	Months []MonthCount   `json:"months"`         // what is due by the end of this month, and in each of the twelve after it
	Next   string         `json:"next,omitempty"` // give it as ?from= for the next page; empty: this is the last
	Stale  bool           `json:"stale"`          // the position asked for with ?after= was not reached in time
	Today  calendar.Date  `json:"today"`
}

// RetentionRow is one person's data.
type RetentionRow struct {
	Person     es.ID         `json:"person"`
	Died       calendar.Date `json:"died,omitzero"`        // zero: the terms run from a closing
	Due        calendar.Date `json:"due"`                  // first day on which something is to be destroyed
	Reached    bool          `json:"reached"`              // today
	Findings   []law.Finding `json:"findings"`             // a class each: which term, from when
	ProposedOn calendar.Date `json:"proposed_on,omitzero"` // zero: nobody has proposed it yet
	ProposedBy string        `json:"proposed_by,omitempty"`
	Revision   es.Revision   `json:"revision"`
}

// MonthCount says how much is due in a month.
type MonthCount struct {
	Month string `json:"month"` // YYYY-MM
	Total int    `json:"total"`
}

// ErasureAsked records that somebody asked for a person's data to be erased, and
// refuses it: the law obliges the county to keep it.
type ErasureAsked struct {
	Asked calendar.Date `json:"asked"` // the day of the request, not in the future
}

// Erasures are the requests for erasure that were refused, the latest first.
type Erasures struct {
	Person  es.ID            `json:"person"`
	Refused []ErasureRefused `json:"refused"`
}

// ErasureRefused is one of them: what the document of the decision says.
type ErasureRefused struct {
	Asked    calendar.Date `json:"asked"`
	On       calendar.Date `json:"on"`
	By       string        `json:"by"` // id of the worker who decided
	Classes  []Kept        `json:"classes"`
	Findings []law.Finding `json:"findings"`
}

// Kept is how long data of a retention class is kept.
type Kept struct {
	Class string `json:"class"`
	Years int    `json:"years"`
	From  string `json:"from"` // what the years run from: client-death, matter-closed and so on
}

// FactDestructionApproved: two persons agreed that a person's data of some classes
// is destroyed. Each service destroys its keys. Its subject is the person.
const FactDestructionApproved = "intake.destruction-approved.v1"

// DestructionApproved is the data of FactDestructionApproved.
type DestructionApproved struct {
	Person  es.ID    `json:"person"`
	Classes []string `json:"classes"` // of vault.Class
}
