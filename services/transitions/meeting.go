package transitions

import (
	"slices"
	"strconv"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/law"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// Mode is how a meeting is held: what was offered to the young person, and what
// they chose.
type Mode struct {
	Offered string `json:"offered"` // code: of contracts.MeetingModes
	Chosen  string `json:"chosen"`  // code: of contracts.MeetingModes
}

// PlanMeeting plans a meeting of the worker and the young person.
type PlanMeeting struct {
	Meeting es.ID
	For     calendar.Date
	At      string // time of day, HH:MM; empty: not agreed yet
	Mode    Mode
	Place   vault.Sealed // where, or by which link
	On      calendar.Date
	By      Worker
}

// MeetingPlanned says when they are to meet, and how.
type MeetingPlanned struct {
	Meeting es.ID         `json:"meeting"`
	For     calendar.Date `json:"for"`
	At      string        `json:"at,omitempty"` // code: time of day, HH:MM
	Mode    Mode          `json:"mode"`
	Place   vault.Sealed  `json:"place,omitzero"`
	On      calendar.Date `json:"on"`
	Person  es.ID         `json:"person,omitzero"` // whom they meet; in histories before 2026-11-24 it is not said
}

// HoldMeeting records that they met: as planned, or without a plan.
type HoldMeeting struct {
	Meeting es.ID // of one that was planned, or a new id
	Met     calendar.Date
	Mode    Mode
	On      calendar.Date
	By      Worker
}

// MeetingHeld says that they met, and whether it was within the plan's interval.
type MeetingHeld struct {
	Meeting es.ID         `json:"meeting"`
	Met     calendar.Date `json:"met"`
	Mode    Mode          `json:"mode"`
	On      calendar.Date `json:"on"`
	Finding law.Finding   `json:"finding"`
}

// CancelMeeting takes back a meeting that was planned.
type CancelMeeting struct {
	Meeting es.ID
	On      calendar.Date
	By      Worker
}

// MeetingCancelled says that they do not meet then.
type MeetingCancelled struct {
	Meeting es.ID         `json:"meeting"`
	On      calendar.Date `json:"on"`
	Person  es.ID         `json:"person,omitzero"` // whom they would have met; in histories before 2026-11-24 it is not said
}

// maxMeetings is how many meetings may be planned ahead.
const maxMeetings = 20

// What meetings refuse.
var (
	// ErrNoMeeting: no such meeting is planned.
	ErrNoMeeting = refusal.Refusal{Kind: refusal.Untimely, Code: "no-such-meeting"}
	// ErrTooManyMeetings: some of those planned are to be held or cancelled first.
	ErrTooManyMeetings = refusal.Refusal{Kind: refusal.Untimely, Code: "too-many-meetings"}
)

func (cmd PlanMeeting) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	if len(c.Meet.Planned) >= maxMeetings {
		return nil, ErrTooManyMeetings
	}
	var fields refusal.Check
	fields.Require(!cmd.For.IsZero(), "for", "required")
	fields.Require(cmd.For.IsZero() || !cmd.For.Before(cmd.On), "for", "in-the-past")
	_, err := time.Parse("15:04", cmd.At)
	fields.Require(cmd.At == "" || err == nil, "at", "time-form")
	cmd.Mode.check(&fields)
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	return []Event{MeetingPlanned{Meeting: cmd.Meeting, For: cmd.For, At: cmd.At, Mode: cmd.Mode, Place: cmd.Place, On: cmd.On, Person: c.Person}}, nil
}

func (e MeetingPlanned) evolve(c Case) Case {
	c.Meet = c.Meet.plan(e)
	return c
}

func (cmd HoldMeeting) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	var fields refusal.Check
	fields.Require(!cmd.Met.IsZero(), "met", "required")
	fields.Require(!cmd.Met.After(cmd.On), "met", "in-the-future")
	cmd.Mode.check(&fields)
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	finding := lsl29(c.Meet, cmd.Met, cmd.Mode)
	return []Event{MeetingHeld{Meeting: cmd.Meeting, Met: cmd.Met, Mode: cmd.Mode, On: cmd.On, Finding: finding}}, nil
}

func (e MeetingHeld) evolve(c Case) Case {
	c.Meet = c.Meet.hold(e)
	return c
}

func (cmd CancelMeeting) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(c.Meet.Planned, func(a Appointment) bool { return a.ID == cmd.Meeting }) {
		return nil, ErrNoMeeting
	}
	return []Event{MeetingCancelled{Meeting: cmd.Meeting, On: cmd.On, Person: c.Person}}, nil
}

func (e MeetingCancelled) evolve(c Case) Case {
	c.Meet = c.Meet.drop(e.Meeting)
	return c
}

// check notes what is wrong with a mode: required.
func (m Mode) check(c *refusal.Check) {
	c.Require(slices.Contains(contracts.MeetingModes(), m.Offered), "offered", "required")
	c.Require(slices.Contains(contracts.MeetingModes(), m.Chosen), "chosen", "required")
}

// Appointment is a meeting that is planned.
type Appointment struct {
	ID  es.ID         `json:"id"`
	For calendar.Date `json:"for"`
}

// Rhythm is how often the worker and the young person are to meet by the plan,
// and when they did. The zero value: nothing was agreed, and they never met.
type Rhythm struct {
	Every   int           `json:"every,omitempty"`   // weeks; 0: nothing was agreed
	From    calendar.Date `json:"from,omitzero"`     // the day on which that was agreed
	LastMet calendar.Date `json:"last_met,omitzero"` //
	Planned []Appointment `json:"planned,omitempty"` // the next first
}

// agree is the rhythm after a plan of a day. An interval that gets longer, or
// stays, is counted from where it was: a new plan is no meeting.
func (r Rhythm) agree(weeks int, on calendar.Date) Rhythm {
	if weeks > 0 && (r.Every == 0 || weeks < r.Every) {
		r.From = on
	}
	r.Every = weeks
	return r
}

func (r Rhythm) plan(e MeetingPlanned) Rhythm {
	r.Planned = append(slices.Clip(r.drop(e.Meeting).Planned), Appointment{e.Meeting, e.For})
	slices.SortStableFunc(r.Planned, func(a, b Appointment) int { return a.For.Compare(b.For) })
	return r
}

func (r Rhythm) hold(e MeetingHeld) Rhythm {
	r = r.drop(e.Meeting)
	r.LastMet = later(r.LastMet, e.Met)
	return r
}

func (r Rhythm) drop(meeting es.ID) Rhythm {
	r.Planned = slices.DeleteFunc(slices.Clone(r.Planned), func(a Appointment) bool { return a.ID == meeting })
	return r
}

// due is the last day for the next meeting within the plan's interval; zero: the
// plan sets none.
func (r Rhythm) due() calendar.Date {
	if r.Every == 0 {
		return calendar.Date{}
	}
	return later(r.LastMet, r.From).AddDays(7 * r.Every)
}

// lsl29 is the finding whether a meeting was within the plan's interval, and by
// when the next one is to be.
//
// Law: 417/2007, section 29, as in force from 2008-01-01: the worker meets the
// child in person often enough, as is written in the plan. House rule: for the
// interval every mode counts, as the plan agrees on it; the finding names it.
func lsl29(r Rhythm, met calendar.Date, mode Mode) law.Finding {
	f := law.Finding{
		Provision: law.Provision{Act: "417/2007", Section: "29 §", InForce: "2008-01-01"},
		Inputs:    map[string]string{"met": met.String(), "mode": mode.Chosen, "weeks": "none"},
		Outcome:   map[string]string{"meet-by": "none"},
	}
	if !r.LastMet.IsZero() {
		f.Inputs["last-met"] = r.LastMet.String()
	}
	if r.Every > 0 {
		f.Inputs["weeks"] = strconv.Itoa(r.Every)
		f.Outcome["in-time"] = yesNo(!met.After(r.due()))
		f.Outcome["meet-by"] = r.hold(MeetingHeld{Met: met}).due().String()
	}
	return f
}
