package transitions

import (
	"slices"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// RecordConsent records that the young person was asked what the next worker may
// be told, and what they said. A later one takes the place of one before. It is
// not the permit of 703/2023 for other controllers: that, and bans, are in
// consent/. A refusal takes nothing from the young person's own right to see.
type RecordConsent struct {
	Asked calendar.Date // when they were asked
	May   []string      // of contracts.HandoverConsents; none: they refuse
	On    calendar.Date
	By    Worker // who asked
}

// ConsentRecorded says what the next worker may be told.
type ConsentRecorded struct {
	Person es.ID         `json:"person"`
	Asked  calendar.Date `json:"asked"`
	By     string        `json:"by"`            // id: of the worker who asked
	May    []string      `json:"may,omitempty"` // code: of contracts.HandoverConsents
	On     calendar.Date `json:"on"`
}

// Agreed is what a young person has said of the handover under way. The zero
// value: they were not asked.
type Agreed struct {
	Asked calendar.Date
	May   []string
}

// allows reports whether something may be told.
func (a Agreed) allows(what string) bool { return slices.Contains(a.May, what) }

// refuses reports whether the young person was asked and did not allow it. In
// histories before 2026-11-23 nobody recorded that they were.
func (a Agreed) refuses(what string) bool { return !a.Asked.IsZero() && !a.allows(what) }

func (cmd RecordConsent) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	var fields refusal.Check
	fields.Require(!cmd.Asked.IsZero(), "asked", "required")
	fields.Require(!cmd.Asked.After(cmd.On), "asked", "in-the-future")
	for _, what := range cmd.May {
		fields.Require(slices.Contains(contracts.HandoverConsents(), what), "may", "unknown-code")
	}
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	return []Event{ConsentRecorded{Person: c.Person, Asked: cmd.Asked, By: cmd.By.ID, May: cmd.May, On: cmd.On}}, nil
}

func (e ConsentRecorded) evolve(c Case) Case {
	c.Agreed = Agreed{Asked: e.Asked, May: e.May}
	return c
}
