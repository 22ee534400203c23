package transitions

import (
	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// RecordContact records a contact of a worker and the young person that was no
// planned meeting.
type RecordContact struct {
	Contact es.ID
	Day     calendar.Date
	Mode    Mode
	Who     string       // id of the worker who had it
	Note    vault.Sealed // may be empty
	Task    access.Task  // to whose record it belongs
	On      calendar.Date
	By      Worker
}

// ContactHad says that a worker and the young person were in contact, and how.
type ContactHad struct {
	Contact es.ID         `json:"contact"`
	Day     calendar.Date `json:"day"`
	Mode    Mode          `json:"mode"`
	Who     string        `json:"who"` // id: of the worker
	Note    vault.Sealed  `json:"note,omitzero"`
	On      calendar.Date `json:"on"`
	Task    access.Task   `json:"task,omitempty"` // in histories before 2026-11-24 it is not said
}

func (cmd RecordContact) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	if err := c.files(cmd.Task); err != nil {
		return nil, err
	}
	var fields refusal.Check
	checkPast(&fields, "day", cmd.Day, cmd.On)
	cmd.Mode.check(&fields)
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	return []Event{ContactHad{Contact: cmd.Contact, Day: cmd.Day, Mode: cmd.Mode, Who: cmd.Who, Note: cmd.Note, On: cmd.On, Task: cmd.Task}}, nil
}

func (e ContactHad) evolve(c Case) Case { return c }

func (e ContactHad) soFrom() calendar.Date { return e.Day }

// checkPast notes what is wrong with a day on which something was: required, or
// in-the-future.
func checkPast(c *refusal.Check, field string, day, today calendar.Date) {
	c.Require(!day.IsZero(), field, "required")
	c.Require(!day.After(today), field, "in-the-future")
}
