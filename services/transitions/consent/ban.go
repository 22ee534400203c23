package consent

import (
	"slices"

	"nivel/libs/ban"
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/law"
	"nivel/libs/person"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// Scope is how much a ban covers.
type Scope string

// The scopes.
const (
	Controller Scope = ban.Controller // all data of this controller
	Task       Scope = ban.Task       // all data of one service task
	Document   Scope = ban.Document   // a single document
)

// Scopes lists every scope, the widest first.
func Scopes() []Scope { return []Scope{Controller, Task, Document} }

// Toward is to whom a ban forbids to give data.
type Toward string

// To whom.
const (
	Others    Toward = ban.Others    // other controllers and other service tasks
	Guardians Toward = ban.Guardians // the minor's guardians
)

// Ban is one ban in force.
type Ban struct {
	ID     es.ID // of the command that recorded it
	Toward Toward
	Scope  Scope
	Of     string // code of the service task, or of the document; empty: of the controller
}

// Paper is a document as far as a ban asks.
type Paper = ban.Paper

// covers reports whether a ban forbids to give a document.
func (b Ban) covers(p Paper) bool {
	return ban.Ban{ID: b.ID, Toward: string(b.Toward), Scope: string(b.Scope), Of: b.Of}.Covers(p)
}

// Forbids reports whether some ban forbids to give a document to them.
func (c Consent) Forbids(to Toward, p Paper) bool {
	return slices.ContainsFunc(c.Bans, func(b Ban) bool { return b.Toward == to && b.covers(p) })
}

// Forbid records a ban (kielto).
//
// Law: 703/2023, section 59, as in force from 2024-01-01: a client may forbid
// disclosure by controller, by service task or by single document, until further
// notice. Sections 40 and 51: a minor may for a weighty reason forbid giving data
// to the guardian; the ban and its reason are recorded. Who is of age has none.
type Forbid struct {
	ID     es.ID
	Toward Toward
	Scope  Scope
	Of     string
	Known  []string     // codes that Of may be, of the scope; empty for the controller
	Reason vault.Sealed // required towards guardians
	On     calendar.Date
	Born   calendar.Date // of the young person; zero: nobody knows
}

// ofAge is when nobody has custody any more.
const ofAge = 18

// Forbidden says that some data may not be given out.
type Forbidden struct {
	ID      es.ID         `json:"id"`
	Toward  Toward        `json:"toward"`
	Scope   Scope         `json:"scope"`
	Of      string        `json:"of,omitempty"` // code: of the service task or the document
	Reason  vault.Sealed  `json:"reason,omitzero"`
	On      calendar.Date `json:"on"`
	Finding law.Finding   `json:"finding"`
}

// LiftBan takes a ban back.
type LiftBan struct {
	ID es.ID
	On calendar.Date
}

// BanLifted says that a ban is in force no more.
type BanLifted struct {
	ID es.ID         `json:"id"`
	On calendar.Date `json:"on"`
}

// ErrNoBan: there is no such ban in force.
var ErrNoBan = refusal.Refusal{Kind: refusal.Untimely, Code: "no-such-ban", Law: "703/2023 59 §"}

func (cmd Forbid) decide(c Consent) ([]Event, error) {
	var fields refusal.Check
	fields.Require(cmd.Toward == Others || cmd.Toward == Guardians, "toward", "required")
	fields.Require(slices.Contains(Scopes(), cmd.Scope), "scope", "required")
	fields.Require(cmd.Scope == Controller || cmd.Of != "", "of", "required")
	fields.Require(cmd.Of == "" || cmd.Scope != Controller && slices.Contains(cmd.Known, cmd.Of), "of", "unknown-code")
	fields.Require(cmd.Toward != Guardians || !cmd.Reason.IsZero(), "reason", "required")
	adult := !cmd.Born.IsZero() && person.Age(cmd.Born, cmd.On) >= ofAge
	fields.Require(cmd.Toward != Guardians || !adult, "toward", "adult-has-no-guardian")
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(c.Bans, func(b Ban) bool { return b.Toward == cmd.Toward && b.Scope == cmd.Scope && b.Of == cmd.Of }) {
		return nil, nil // forbidden twice, forbidden once
	}
	return []Event{Forbidden{
		ID: cmd.ID, Toward: cmd.Toward, Scope: cmd.Scope, Of: cmd.Of, Reason: cmd.Reason, On: cmd.On, Finding: cmd.finding(),
	}}, nil
}

func (cmd Forbid) finding() law.Finding {
	f := law.Finding{
		Provision: section59, Outcome: map[string]string{"forbidden": "yes"},
		Inputs: map[string]string{"on": cmd.On.String(), "toward": string(cmd.Toward), "scope": string(cmd.Scope)},
	}
	if cmd.Toward == Guardians {
		f.Provision = section51
	}
	return f
}

func (e Forbidden) evolve(c Consent) Consent {
	c.Bans = append(slices.Clip(c.Bans), Ban{ID: e.ID, Toward: e.Toward, Scope: e.Scope, Of: e.Of})
	return c
}

func (cmd LiftBan) decide(c Consent) ([]Event, error) {
	if !slices.ContainsFunc(c.Bans, func(b Ban) bool { return b.ID == cmd.ID }) {
		return nil, ErrNoBan
	}
	return []Event{BanLifted(cmd)}, nil
}

func (e BanLifted) evolve(c Consent) Consent {
	c.Bans = slices.DeleteFunc(slices.Clone(c.Bans), func(b Ban) bool { return b.ID == e.ID })
	return c
}
