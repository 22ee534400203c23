package intake

import (
	"nivel/libs/calendar"
	"nivel/libs/law"
	"nivel/libs/vault"
)

// AssessUrgency records how urgent the need is. It may be assessed again until
// the start is decided: a situation changes.
//
// Law: 417/2007, section 26, subsection 2: a possible urgent need is assessed
// immediately, by a social worker or another child-protection worker.
type AssessUrgency struct {
	Urgency Urgency
	Grounds vault.Sealed
	On      calendar.Date
	By      Worker
}

// UrgencyAssessed says how urgent the need was found to be.
type UrgencyAssessed struct {
	Urgency Urgency       `json:"urgency"`
	Grounds vault.Sealed  `json:"grounds,omitzero"`
	On      calendar.Date `json:"on"`
	Finding law.Finding   `json:"finding"`
}

func (cmd AssessUrgency) decide(m Matter) ([]Event, error) {
	switch {
	case !m.Registered:
		return nil, ErrNotFound
	case !cmd.By.ChildProtection():
		return nil, ErrNotChildProtectionWorker
	case m.Pending.IsZero():
		return nil, ErrNotPending
	case m.Decision != "":
		return nil, ErrAlreadyDecided
	}
	finding := assessedImmediately(m.Pending, cmd)
	return []Event{UrgencyAssessed{Urgency: cmd.Urgency, Grounds: cmd.Grounds, On: cmd.On, Finding: finding}}, nil
}

func (e UrgencyAssessed) evolve(m Matter) Matter {
	m.Urgency = e.Urgency
	return m
}

// assessedImmediately is LSL 26 § 2 mom applied: who assessed, and whether on
// the day of receipt. The act gives no number of days, so none is judged late.
func assessedImmediately(pending calendar.Date, cmd AssessUrgency) law.Finding {
	sameDay := "no"
	if !cmd.On.After(pending) {
		sameDay = "yes"
	}
	return law.Finding{
		Provision: law.Provision{Act: "417/2007", Section: "26 § 2 mom", InForce: "2015-04-01"},
		Inputs:    map[string]string{"pending": pending.String(), "on": cmd.On.String(), "role": string(cmd.By.Role)},
		Outcome:   map[string]string{"urgency": string(cmd.Urgency), "same-day": sameDay},
	}
}
