package intake

import (
	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/law"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// Placement is what the rules need to know of an emergency placement; zero: none.
type Placement struct {
	Decider   string // id: of who decided it
	Decided   calendar.Date
	Placed    calendar.Date
	Ends      calendar.Date // the last day
	Continued bool
	Over      bool // it was ended
}

// PlaceUrgently records the decision of an emergency placement (kiireellinen
// sijoitus) and the day of the actual placement.
//
// Law: 417/2007, section 13, subsection 1: a social worker in public service whom
// the area has designated; section 38, subsection 2: 30 days.
type PlaceUrgently struct {
	Decided calendar.Date
	Placed  calendar.Date
	Grounds vault.Sealed
	On      calendar.Date
	By      Worker
}

// ChildPlaced says that the child is placed, who decided it, and its last day.
type ChildPlaced struct {
	Decided calendar.Date     `json:"decided"`
	Placed  calendar.Date     `json:"placed"`
	Decider string            `json:"decider"` // id: of the worker
	Grounds vault.Sealed      `json:"grounds"`
	Ends    calendar.Deadline `json:"ends"`
}

// ContinuePlacement decides that the placement goes on for 30 days more.
//
// Law: 417/2007, section 13, subsections 2 and 3: the leading office holder or a
// social worker named by them; another person than the child's responsible social
// worker; and not who decided the placement. Section 38 a: its three conditions.
type ContinuePlacement struct {
	ReportsNeeded  bool // measures cannot be decided without more reports
	NotInThirty    bool // these cannot be obtained in 30 days
	ChildsInterest bool // the continuation is in the child's interest
	Grounds        vault.Sealed
	On             calendar.Date
	By             Worker
}

// PlacementContinued says until when the placement goes on, and who decided that.
type PlacementContinued struct {
	On      calendar.Date     `json:"on"`
	Decider string            `json:"decider"` // id: of the worker
	Grounds vault.Sealed      `json:"grounds"`
	Ends    calendar.Deadline `json:"ends"`
	Finding law.Finding       `json:"finding"` // who may: section 13
}

// EndPlacement ends it: the grounds have ceased.
//
// Law: 417/2007, section 13, subsection 1 and section 39, subsection 1.
type EndPlacement struct {
	Grounds vault.Sealed
	On      calendar.Date
	By      Worker
}

// PlacementEnded says that the placement is over.
type PlacementEnded struct {
	On      calendar.Date `json:"on"`
	Grounds vault.Sealed  `json:"grounds"`
	Finding law.Finding   `json:"finding"`
}

// What placements refuse.
var (
	// ErrPlacementByWorker: an emergency placement is a social worker's decision.
	ErrPlacementByWorker = refusal.Refusal{Kind: refusal.Forbidden, Code: "placement-by-social-worker", Law: "LSL 417/2007 13 § 1 mom"}
	// ErrNotByResponsible: the child's responsible social worker does not decide the continuation.
	ErrNotByResponsible = refusal.Refusal{Kind: refusal.Forbidden, Code: "not-by-responsible-worker", Law: "LSL 417/2007 13 § 2 mom"}
	// ErrNotByDecider: who decided the placement does not decide its continuation.
	ErrNotByDecider = refusal.Refusal{Kind: refusal.Forbidden, Code: "not-by-decider", Law: "LSL 417/2007 13 § 3 mom"}
	// ErrConditions: all three conditions of a continuation are met, or there is none.
	ErrConditions = refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Law: "LSL 417/2007 38 a §",
		Fields: []refusal.Field{{Name: "conditions", Code: "conditions-not-met"}}}
	// ErrPlaced: the child is placed.
	ErrPlaced = refusal.Refusal{Kind: refusal.Untimely, Code: "already-placed"}
	// ErrNotPlaced: no emergency placement is in force.
	ErrNotPlaced = refusal.Refusal{Kind: refusal.Untimely, Code: "not-placed"}
	// ErrContinued: it was continued once; there is no third period.
	ErrContinued = refusal.Refusal{Kind: refusal.Untimely, Code: "already-continued", Law: "LSL 417/2007 38 a §"}
	// ErrLapsed: its last day is over. Detail: end.
	ErrLapsed = refusal.Refusal{Kind: refusal.Untimely, Code: "placement-lapsed", Law: "LSL 417/2007 39 §"}
	// ErrPlacementDay: the days are given, and lie not ahead.
	ErrPlacementDay = refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "placed", Code: "in-the-future"}}}
)

// inForce reports whether a placement runs on a day.
func (p Placement) inForce(on calendar.Date) bool {
	return !p.Ends.IsZero() && !p.Over && !on.After(p.Ends)
}

func (cmd PlaceUrgently) decide(m Matter) ([]Event, error) {
	switch {
	case !m.Registered:
		return nil, ErrNotFound
	case cmd.By.Role != access.SocialWorker:
		return nil, ErrPlacementByWorker
	case m.Pending.IsZero():
		return nil, ErrNotPending
	case m.Placement.inForce(cmd.On):
		return nil, ErrPlaced
	case cmd.Grounds.IsZero():
		return nil, ErrGroundsRequired
	case cmd.Decided.After(cmd.On) || cmd.Placed.After(cmd.On):
		return nil, ErrPlacementDay
	}
	return []Event{ChildPlaced{
		Decided: cmd.Decided, Placed: cmd.Placed, Decider: cmd.By.ID, Grounds: cmd.Grounds,
		Ends: calendar.EmergencyPlacementEnd(cmd.Decided, cmd.Placed, false),
	}}, nil
}

func (e ChildPlaced) evolve(m Matter) Matter {
	m.Placement = Placement{Decider: e.Decider, Decided: e.Decided, Placed: e.Placed, Ends: e.Ends.Due}
	return m
}

func (cmd ContinuePlacement) decide(m Matter) ([]Event, error) {
	p := m.Placement
	switch {
	case !m.Registered:
		return nil, ErrNotFound
	case cmd.By.Role != access.SocialWorker && cmd.By.Role != access.Manager:
		return nil, ErrPlacementByWorker
	case p.Ends.IsZero() || p.Over:
		return nil, ErrNotPlaced
	case p.Continued:
		return nil, ErrContinued
	case !p.inForce(cmd.On):
		return nil, ErrLapsed.With("end", p.Ends.String())
	case cmd.By.ID == m.Holder:
		return nil, ErrNotByResponsible
	case cmd.By.ID == p.Decider:
		return nil, ErrNotByDecider
	case !cmd.ReportsNeeded || !cmd.NotInThirty || !cmd.ChildsInterest:
		return nil, ErrConditions
	case cmd.Grounds.IsZero():
		return nil, ErrGroundsRequired
	}
	return []Event{PlacementContinued{
		On: cmd.On, Decider: cmd.By.ID, Grounds: cmd.Grounds, Ends: calendar.EmergencyPlacementEnd(p.Decided, p.Placed, true),
		Finding: law.Finding{
			Provision: law.Provision{Act: "417/2007", Section: "13 § 3 mom", InForce: "2023-01-01"},
			Inputs:    map[string]string{"role": string(cmd.By.Role), "on": cmd.On.String()},
			Outcome:   map[string]string{"other-than-responsible": "yes", "other-than-decider": "yes"},
		},
	}}, nil
}

func (e PlacementContinued) evolve(m Matter) Matter {
	m.Placement.Ends, m.Placement.Continued = e.Ends.Due, true
	return m
}

func (cmd EndPlacement) decide(m Matter) ([]Event, error) {
	switch {
	case !m.Registered:
		return nil, ErrNotFound
	case cmd.By.Role != access.SocialWorker:
		return nil, ErrPlacementByWorker
	case !m.Placement.inForce(cmd.On):
		return nil, ErrNotPlaced
	case cmd.Grounds.IsZero():
		return nil, ErrGroundsRequired
	}
	return []Event{PlacementEnded{On: cmd.On, Grounds: cmd.Grounds, Finding: law.Finding{
		Provision: law.Provision{Act: "417/2007", Section: "39 §", InForce: "2016-01-01"},
		Inputs:    map[string]string{"on": cmd.On.String(), "due": m.Placement.Ends.String()},
		Outcome:   map[string]string{"ended": cmd.On.String()},
	}}}, nil
}

func (e PlacementEnded) evolve(m Matter) Matter {
	m.Placement.Over = true
	return m
}
