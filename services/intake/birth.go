package intake

import (
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/law"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// RecordBirth says that the child of an anticipatory notification was born: from
// then on the matter is pending.
//
// Law: 417/2007, section 25 c: a matter becomes pending only after the birth. The
// day of birth is taken, not the day on which the county heard of it: of the two
// readings it never gives a later limit.
type RecordBirth struct {
	Born     calendar.Date
	Identity vault.Sealed // of the child, as far as known
	On       calendar.Date
	By       Worker
}

// BirthRecorded says that the matter is pending, with its clock.
type BirthRecorded struct {
	Born       calendar.Date     `json:"born"`
	Person     es.ID             `json:"person,omitzero"` // the child, as the matter has them; zero: recorded before 2026-11-23
	Identity   vault.Sealed      `json:"identity,omitzero"`
	Pending    calendar.Date     `json:"pending"`
	Start      calendar.Deadline `json:"start"`
	Completion calendar.Deadline `json:"completion"`
	Finding    law.Finding       `json:"finding"`
}

// What RecordBirth refuses.
var (
	// ErrNotAnticipated: the matter is pending already.
	ErrNotAnticipated = refusal.Refusal{Kind: refusal.Untimely, Code: "not-anticipated"}
	// ErrBornInFuture: the birth lies ahead.
	ErrBornInFuture = refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields",
		Fields: []refusal.Field{{Name: "born", Code: "in-the-future"}}}
	// ErrNotPending: before the birth nothing is assessed or decided.
	ErrNotPending = refusal.Refusal{Kind: refusal.Untimely, Code: "not-pending", Law: "LSL 417/2007 25 c §"}
)

func (cmd RecordBirth) decide(m Matter) ([]Event, error) {
	switch {
	case !m.Registered:
		return nil, ErrNotFound
	case !cmd.By.ChildProtection():
		return nil, ErrNotChildProtectionWorker
	case !m.Pending.IsZero():
		return nil, ErrNotAnticipated
	case cmd.Born.After(cmd.On):
		return nil, ErrBornInFuture
	}
	pending := cmd.Born
	if pending.Before(m.Received) {
		pending = m.Received // a clock never runs from before the contact
	}
	return []Event{BirthRecorded{
		Born: cmd.Born, Person: m.Person, Identity: cmd.Identity, Pending: pending,
		Start: calendar.AssessmentStart(pending), Completion: calendar.AssessmentCompletion(pending),
		Finding: law.Finding{
			Provision: WayAnticipatory.provision(),
			Inputs:    map[string]string{"born": cmd.Born.String(), "received": m.Received.String()},
			Outcome:   map[string]string{"pending": pending.String()},
		},
	}}, nil
}

func (e BirthRecorded) evolve(m Matter) Matter {
	m.Pending, m.StartDue, m.CompletionDue = e.Pending, e.Start.Due, e.Completion.Due
	return m
}
