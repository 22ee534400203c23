package transitions

import (
	"slices"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/law"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// MakeDecision decides on the right to aftercare, on a measure of support or on
// the payment of independence funds. Who besides a social worker may, the area's
// delegations say (libs/policy); the case must be theirs, or of the unit they lead.
type MakeDecision struct {
	Decision es.ID
	About    string // of contracts.DecisionKinds
	Granted  bool
	Service  string // of support: code of contracts.SupportServices
	What     vault.Sealed
	Grounds  vault.Sealed
	From     calendar.Date // of funds: when they are paid
	Until    calendar.Date // zero: until further notice
	Cents    int           // of funds
	Born     calendar.Date // as the right was judged on; for the last day of paying funds
	On       calendar.Date
	By       Worker
}

// DecisionMade says what was decided, by whom, and on which provisions.
type DecisionMade struct {
	Decision   es.ID           `json:"decision"`
	About      string          `json:"about"` // code: of the contract
	Granted    bool            `json:"granted"`
	Service    string          `json:"service,omitempty"` // code: of the contract
	What       vault.Sealed    `json:"what"`
	Grounds    vault.Sealed    `json:"grounds"`
	From       calendar.Date   `json:"from,omitzero"`
	Until      calendar.Date   `json:"until,omitzero"`
	Cents      int             `json:"cents,omitempty"`
	On         calendar.Date   `json:"on"`
	By         string          `json:"by"` // id: of the worker who decided
	Provisions []law.Provision `json:"provisions"`
}

// ServeDecision records how the young person got the decision.
type ServeDecision struct {
	Decision es.ID
	How      string        // of contracts.ServiceWays
	Sent     calendar.Date // or handed over
	On       calendar.Date
	By       Worker
}

// DecisionServed says when a decision is held to be known, and until when a
// revised one may be claimed.
type DecisionServed struct {
	Decision es.ID         `json:"decision"`
	How      string        `json:"how"` // code: of the contract
	Sent     calendar.Date `json:"sent"`
	Known    calendar.Date `json:"known"`
	ClaimBy  calendar.Date `json:"claim_by"`
	On       calendar.Date `json:"on"`
	Findings []law.Finding `json:"findings"`
}

// What decisions refuse.
var (
	// ErrNotDecider: it is decided by who is responsible, or who leads their unit.
	ErrNotDecider = refusal.Refusal{Kind: refusal.Forbidden, Code: "not-decider"}
	// ErrNoDecision: the case has no such decision.
	ErrNoDecision = refusal.Refusal{Kind: refusal.Missing, Code: "not-found"}
	// ErrServed: it was served before.
	ErrServed = refusal.Refusal{Kind: refusal.Untimely, Code: "already-served"}
)

// Kinds of decisions.
const (
	onRight   = "right"
	onSupport = "support"
	onFunds   = "funds"
)

// Ways of serving.
const (
	byLetter  = "letter"
	byMessage = "message"
)

// ageOfFunds is the age at which funds are paid at latest.
const ageOfFunds = 23

func (cmd MakeDecision) decide(c Case) ([]Event, error) {
	switch {
	case c.Person.IsZero():
		return nil, ErrNotFound
	case !c.Closed.IsZero():
		return nil, ErrClosed.With("on", c.Closed.String())
	case c.Responsible != cmd.By.ID && cmd.By.Role != access.Manager:
		return nil, ErrNotDecider
	case c.Right == "" || c.Right == Manual:
		return nil, ErrRightNotAssessed
	}
	var fields refusal.Check
	cmd.check(&fields, c)
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	return []Event{DecisionMade{
		Decision: cmd.Decision, About: cmd.About, Granted: cmd.Granted, Service: cmd.Service, What: cmd.What, Grounds: cmd.Grounds,
		From: cmd.From, Until: cmd.Until, Cents: cmd.Cents, On: cmd.On, By: cmd.By.ID, Provisions: cmd.provisions(c),
	}}, nil
}

// check notes what is wrong with a decision:
//
//	required, unknown-code, ends-before-from, against-the-right, after-the-end,
//	amount-form, above-balance, after-23
func (cmd MakeDecision) check(f *refusal.Check, c Case) {
	f.Require(slices.Contains(contracts.DecisionKinds(), cmd.About), "about", "unknown-code")
	f.Require(!cmd.What.IsZero(), "what", "required")
	f.Require(!cmd.Grounds.IsZero(), "grounds", "required")
	f.Require(!cmd.Granted || !cmd.From.IsZero(), "from", "required")
	f.Require(cmd.Until.IsZero() || !cmd.Until.Before(cmd.From), "until", "ends-before-from")
	switch cmd.About {
	case onRight:
		against := cmd.Granted && (c.Right == NoRight || c.Right == Ended) || !cmd.Granted && c.Right == Statutory
		f.Require(!against, "granted", "against-the-right")
		f.Require(!cmd.Granted || !c.after(cmd.Until), "until", "after-the-end")
	case onSupport:
		f.Require(slices.Contains(contracts.SupportServices(), cmd.Service), "service", "required")
		f.Require(!cmd.Granted || !c.over(cmd.On), "granted", "against-the-right")
		f.Require(!cmd.Granted || !c.after(cmd.Until), "until", "after-the-end")
	case onFunds:
		f.Require(!cmd.Granted || cmd.Cents > 0 && cmd.Cents <= maxCents, "cents", "amount-form")
		f.Require(!cmd.Granted || cmd.Cents <= c.saved()-c.Paid, "cents", "above-balance")
		f.Require(cmd.Born.IsZero() || !cmd.From.After(cmd.atAge()), "from", "after-23")
	}
}

// atAge is the last day of paying funds.
//
// Law: 417/2007, section 77, subsection 3: paid when aftercare ends, for a
// special reason when the young person turns 23 at latest.
func (cmd MakeDecision) atAge() calendar.Date { return Background{Born: cmd.Born}.reaches(ageOfFunds) }

// after reports whether a day is later than aftercare can last: by right, by the
// area's own extension, or as it was decided before 2024. Without a duty there is
// no such end.
func (c Case) after(day calendar.Date) bool {
	last := later(later(c.DutyEnd.AddDays(-1), c.ExtendedUntil), c.Judged.MeasureUntil)
	return !c.DutyEnd.IsZero() && !day.IsZero() && day.After(last)
}

// provisions are what a decision is based on.
func (cmd MakeDecision) provisions(c Case) []law.Provision {
	switch {
	case cmd.About == onFunds:
		return []law.Provision{section77sub1, section77sub3}
	case cmd.About == onSupport:
		return []law.Provision{{Act: "417/2007", Section: "76 § 1 mom", InForce: "2008-01-01"}}
	case c.Right == Discretionary || c.Right == NoRight:
		return []law.Provision{section75sub2}
	}
	return []law.Provision{section75sub1, {Act: "417/2007", Section: "75 § 3 mom", InForce: since2024.String()}}
}

func (e DecisionMade) evolve(c Case) Case {
	c.Decisions = append(slices.Clip(c.Decisions), Decided{ID: e.Decision, On: e.On})
	if e.About == onFunds && e.Granted {
		c.Paid += e.Cents
	}
	return c
}

// Decided is a decision, as far as a rule asks.
type Decided struct {
	ID     es.ID
	On     calendar.Date
	Served bool
}

func (cmd ServeDecision) decide(c Case) ([]Event, error) {
	if c.Person.IsZero() {
		return nil, ErrNotFound
	}
	at := slices.IndexFunc(c.Decisions, func(d Decided) bool { return d.ID == cmd.Decision })
	switch {
	case at < 0:
		return nil, ErrNoDecision
	case c.Responsible != cmd.By.ID && cmd.By.Role != access.Manager:
		return nil, ErrNotDecider
	case c.Decisions[at].Served:
		return nil, ErrServed
	}
	var fields refusal.Check
	fields.Require(slices.Contains(contracts.ServiceWays(), cmd.How), "how", "unknown-code")
	fields.Require(!cmd.Sent.IsZero(), "sent", "required")
	fields.Require(!cmd.Sent.After(cmd.On), "sent", "in-the-future")
	fields.Require(cmd.Sent.IsZero() || !cmd.Sent.Before(c.Decisions[at].On), "sent", "before-decision")
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	served := DecisionServed{Decision: cmd.Decision, How: cmd.How, Sent: cmd.Sent, On: cmd.On}
	served.Known, served.ClaimBy, served.Findings = claim(cmd.How, cmd.Sent)
	return []Event{served}, nil
}

// claim returns when a decision is known that was sent on a day, and the last
// day to claim a revised one.
//
// Law: 434/2003, sections 49 c and 59; 13/2003, section 19. What is handed over is
// known on that day.
func claim(how string, sent calendar.Date) (known, by calendar.Date, findings []law.Finding) {
	known = sent
	var finding law.Finding
	switch how {
	case byLetter:
		known, finding = calendar.KnownByLetter(sent)
		findings = append(findings, finding)
	case byMessage:
		known, finding = calendar.KnownByMessage(sent)
		findings = append(findings, finding)
	}
	deadline := calendar.RevisionClaim(known)
	return known, deadline.Due, append(findings, deadline.Finding)
}

func (e DecisionServed) evolve(c Case) Case {
	c.Decisions = slices.Clone(c.Decisions)
	for i, d := range c.Decisions {
		if d.ID == e.Decision {
			c.Decisions[i].Served = true
		}
	}
	return c
}
