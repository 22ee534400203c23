package contracts

import (
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/law"
)

// Decisions on aftercare, part of the HTTP interface of services/transitions.
//
//	POST /cases/{case}/decisions                        NewDecision  → Receipt
//	POST /cases/{case}/decisions/{decision}/service     Service      → Receipt
//	POST /cases/{case}/decisions/{decision}/document    DocumentOf   → NationalDocument (stores nothing)
//	POST /cases/{case}/funds                            Reserve      → Receipt

// NewDecision asks for a decision (päätös) on aftercare.
type NewDecision struct {
	About   string        `json:"about"`             // one of DecisionKinds
	Granted bool          `json:"granted"`           // false: refused
	Service string        `json:"service,omitempty"` // of support: one of SupportServices
	What    string        `json:"what"`              // what is granted or refused; required, sealed
	Grounds string        `json:"grounds"`           // required, sealed
	From    calendar.Date `json:"from,omitzero"`     // first day; of funds: the day on which they are paid
	Until   calendar.Date `json:"until,omitzero"`    // last day; zero: until further notice
	Cents   int           `json:"cents,omitempty"`   // of funds: what is paid, in cents of a euro
}

// DecisionKinds are what is decided on: the right to aftercare, a measure of
// support, and the payment of independence funds.
func DecisionKinds() []string { return []string{"right", "support", "funds"} }

// SupportServices are the services that support may be, by their codes in the
// national code set 1.2.246.537.6.1222.
func SupportServices() []string { return []string{"45", "46", "93", "31", "24"} }

// Service says how and when a decision was served (tiedoksianto).
type Service struct {
	How  string        `json:"how"`  // one of ServiceWays
	Sent calendar.Date `json:"sent"` // the day on which it was posted, sent or handed over
}

// ServiceWays are how a decision may be served.
func ServiceWays() []string { return []string{"letter", "message", "in-person"} }

// Decision is a decision as it is shown and printed.
type Decision struct {
	Decision   es.ID             `json:"decision"`
	About      string            `json:"about"` // one of DecisionKinds
	Granted    bool              `json:"granted"`
	Service    string            `json:"service,omitempty"`
	What       string            `json:"what"`
	Grounds    string            `json:"grounds"`
	From       calendar.Date     `json:"from,omitzero"`
	Until      calendar.Date     `json:"until,omitzero"`
	Cents      int               `json:"cents,omitempty"`
	On         calendar.Date     `json:"on"`
	By         string            `json:"by"` // id of the worker who decided
	Provisions []law.Provision   `json:"provisions"`
	Appeal     map[string]string `json:"appeal"`             // how a revised decision is claimed, by language: fi, sv
	Sent       calendar.Date     `json:"sent,omitzero"`      // zero: not served yet
	Known      calendar.Date     `json:"known,omitzero"`     // when it is held to be known
	ClaimBy    calendar.Date     `json:"claim_by,omitzero"`  // last day to claim a revised decision
	Findings   []law.Finding     `json:"findings,omitempty"` // of Known and ClaimBy

	NotToGuardians bool `json:"not_to_guardians,omitempty"` // the young person's ban forbids to give it to the guardians today
}

// Reserve records what is reserved of a month's incomes for independence
// (itsenäistymisvarat).
type Reserve struct {
	Month    string   `json:"month"`    // YYYY-MM
	Incomes  []Income `json:"incomes"`  // of that month; none is possible
	Reserved int      `json:"reserved"` // cents; at least 40 % of what counts
}

// Income is one income of a month.
type Income struct {
	Of    string `json:"of"`    // one of IncomeKinds
	Cents int    `json:"cents"` //
}

// IncomeKinds are the incomes; child benefit does not count.
//
// Law: 417/2007, section 77, subsection 1; 734/1992, section 14.
func IncomeKinds() []string {
	return []string{"pension", "maintenance", "allowance", "interest", "compensation", "other", "child-benefit"}
}

// Funds are the statement of what has accrued and been paid. All amounts are in
// cents of a euro.
type Funds struct {
	Months   []FundsMonth `json:"months"`
	Reserved int          `json:"reserved"`
	Paid     int          `json:"paid"`
	Balance  int          `json:"balance"`
	Support  bool         `json:"support"` // nothing has accrued: the area supports with the necessary funds (77 § 2 mom)
}

// FundsMonth is a month of the statement.
type FundsMonth struct {
	Month    string      `json:"month"`
	Counted  int         `json:"counted"`
	Minimum  int         `json:"minimum"`
	Reserved int         `json:"reserved"`
	Finding  law.Finding `json:"finding"`
}

// DocumentOf brings what a national document needs and this service does not
// know: who the client is, and who gives more information. None of it is stored.
type DocumentOf struct {
	FamilyName   string `json:"family_name"`
	GivenNames   string `json:"given_names"`
	IdentityCode string `json:"identity_code"`
	Language     string `json:"language"` // fi or sv, of the instructions
	Street       string `json:"street"`   // postal address of who gives more information
	Postcode     string `json:"postcode"`
	PostOffice   string `json:"post_office"`
	Phone        string `json:"phone"`
}

// NationalDocument is a decision in the national structure.
type NationalDocument struct {
	Structure string `json:"structure"` // object identifier of the structure
	Content   string `json:"content"`   // the document, as JSON
}
