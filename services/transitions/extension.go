package transitions

import (
	"nivel/libs/calendar"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// ExtendAftercare lets aftercare go on past the end of the duty, because the
// area wants to. No law asks for it: it is the area's own, is shown apart from
// the end of the duty, and never moves that.
type ExtendAftercare struct {
	Until   calendar.Date // the last day
	Grounds vault.Sealed
	On      calendar.Date
	By      Worker
}

// AftercareExtended says until when the area goes on by its own decision.
type AftercareExtended struct {
	Until   calendar.Date `json:"until"`
	Grounds vault.Sealed  `json:"grounds"`
	On      calendar.Date `json:"on"`
}

// ErrNoDuty: there is no end of a duty to go past.
var ErrNoDuty = refusal.Refusal{Kind: refusal.Untimely, Code: "no-duty", Law: "LSL 417/2007 75 §"}

func (cmd ExtendAftercare) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	if c.DutyEnd.IsZero() {
		return nil, ErrNoDuty
	}
	var fields refusal.Check
	fields.Require(!cmd.Until.IsZero(), "until", "required")
	fields.Require(cmd.Until.IsZero() || !cmd.Until.Before(c.DutyEnd), "until", "not-after-duty-end")
	fields.Require(cmd.Until.IsZero() || !cmd.Until.Before(cmd.On), "until", "in-the-past")
	fields.Require(!cmd.Grounds.IsZero(), "grounds", "required")
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	return []Event{AftercareExtended{Until: cmd.Until, Grounds: cmd.Grounds, On: cmd.On}}, nil
}

func (e AftercareExtended) evolve(c Case) Case {
	c.ExtendedUntil = e.Until
	return c
}

// over reports whether there is no aftercare on a day: neither by right nor by
// the area's own decision, nor as it was decided before 2024.
func (c Case) over(on calendar.Date) bool {
	ended := c.Right == NoRight || c.Right == Ended
	return ended && c.ExtendedUntil.Before(on) && c.Judged.MeasureUntil.Before(on)
}
