package transitions

import (
	"slices"
	"strconv"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/law"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// AssessRight judges the right to aftercare (oikeus jälkihuoltoon) and the day
// on which the duty to arrange it ends. It may be assessed again: facts turn up.
//
// That a social worker assesses it is a house rule: the act leaves it to the
// county's own rules of delegation.
type AssessRight struct {
	Background
	BirthDate vault.Sealed // Born, for the event
	Grounds   vault.Sealed // why a person read what the act leaves open as they did
	On        calendar.Date
	By        Worker
}

// Background is what the right is judged on.
type Background struct {
	Born          calendar.Date
	Basis         Basis
	PlacedFrom    calendar.Date // first day of the last unbroken placement
	PlacedTo      calendar.Date // its last day; zero: it goes on
	LastClientDay calendar.Date // last day as a client of child protection; zero: still one

	// Placements are all placements outside the home, for who was placed more than
	// once; none: PlacedFrom and PlacedTo tell all.
	Placements []Placement

	Reading

	// MeasureUntil is the last day of a support measure of chapter 12 that was
	// decided before 2024; zero: there is none.
	MeasureUntil calendar.Date
}

// Basis is what came before aftercare; see contracts.RightBases.
type Basis string

// The bases.
const (
	TakenIntoCare      Basis = "taken-into-care"       // huostaanotto
	OpenCareAlone      Basis = "open-care-alone"       // avohuollon sijoitus, the child alone
	OpenCareWithParent Basis = "open-care-with-parent" //
	EmergencyOnly      Basis = "emergency-only"        // kiireellinen sijoitus and nothing else
	NeverPlaced        Basis = "never-placed"          // a client, at home
	NeverClient        Basis = "never-client"
	OtherBasis         Basis = "other-basis" // what the act does not name, such as the integration of a child who came alone
)

// Right is what the background gives; see contracts.Rights.
type Right string

// The rights.
const (
	Statutory     Right = "statutory"
	Discretionary Right = "discretionary" // may be arranged
	Manual        Right = "manual"        // the act does not settle it: a person must decide
	NoRight       Right = "none"
	Ended         Right = "ended"
)

// RightAssessed says what right there is, why, and until when. The birth date
// is sealed, and no finding holds it.
type RightAssessed struct {
	Basis         Basis         `json:"basis"`
	PlacedFrom    calendar.Date `json:"placed_from,omitzero"`
	PlacedTo      calendar.Date `json:"placed_to,omitzero"`
	LastClientDay calendar.Date `json:"last_client_day,omitzero"`
	BirthDate     vault.Sealed  `json:"birth_date"`
	Right         Right         `json:"right"`
	DutyEnd       calendar.Date `json:"duty_end,omitzero"` // the first day without the duty; zero: no duty
	On            calendar.Date `json:"on"`
	Findings      []law.Finding `json:"findings"`

	Placements   []Placement   `json:"placements,omitempty"`
	Open         []string      `json:"open,omitempty"`         // code: of a question that the act leaves open and nobody has read yet
	LeapDay      LeapDay       `json:"leap_day,omitempty"`     // code: as a person read it
	Unsettled    Right         `json:"unsettled,omitempty"`    // code: as a person decided what the act does not settle
	Grounds      vault.Sealed  `json:"grounds,omitzero"`       // of the two
	MeasureUntil calendar.Date `json:"measure_until,omitzero"` // support that was decided before 2024 goes on until then
}

// ErrNotSocialWorker: the right is a social worker's to assess.
var ErrNotSocialWorker = refusal.Refusal{Kind: refusal.Forbidden, Code: "not-social-worker"}

func (cmd AssessRight) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	if cmd.By.Role != access.SocialWorker {
		return nil, ErrNotSocialWorker
	}
	var fields refusal.Check
	cmd.check(&fields)
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	right, end, findings := lsl75(cmd.Background, cmd.On)
	return []Event{RightAssessed{
		Basis: cmd.Basis, PlacedFrom: cmd.PlacedFrom, PlacedTo: cmd.PlacedTo, LastClientDay: cmd.LastClientDay,
		BirthDate: cmd.BirthDate, Right: right, DutyEnd: end, On: cmd.On, Findings: findings, Placements: cmd.Placements,
		Open: cmd.unread(), LeapDay: cmd.LeapDay, Unsettled: cmd.Unsettled, Grounds: cmd.Grounds, MeasureUntil: cmd.MeasureUntil,
	}}, nil
}

func (e RightAssessed) evolve(c Case) Case {
	c.Right, c.DutyEnd = e.Right, e.DutyEnd
	c.Judged = Background{
		Basis: e.Basis, PlacedFrom: e.PlacedFrom, PlacedTo: e.PlacedTo, LastClientDay: e.LastClientDay, Placements: e.Placements,
		Reading: Reading{LeapDay: e.LeapDay, Unsettled: e.Unsettled}, MeasureUntil: e.MeasureUntil,
	}
	return c
}

// check notes what is wrong with the background:
//
//	required, unknown-code, in-the-future, before-birth, ends-before-start,
//	before-placement-end, too-many, not-open
func (cmd AssessRight) check(c *refusal.Check) {
	c.Require(!cmd.Born.IsZero(), "birth_date", "required")
	c.Require(cmd.Basis != "", "basis", "required")
	c.Require(cmd.Basis == "" || slices.Contains(contracts.RightBases(), string(cmd.Basis)), "basis", "unknown-code")
	cmd.checkPlacements(c)
	cmd.checkReading(c, !cmd.Grounds.IsZero())
	start := cmd.Basis == OpenCareAlone && len(cmd.Placements) == 0 || !cmd.PlacedTo.IsZero() // half a year is counted from it
	c.Require(!start || !cmd.PlacedFrom.IsZero(), "placed_from", "required")
	for _, day := range []struct {
		name string
		on   calendar.Date
	}{
		{"birth_date", cmd.Born}, {"placed_from", cmd.PlacedFrom}, {"placed_to", cmd.PlacedTo}, {"last_client_day", cmd.LastClientDay},
	} {
		c.Require(!day.on.After(cmd.On), day.name, "in-the-future")
		c.Require(day.on.IsZero() || !day.on.Before(cmd.Born), day.name, "before-birth")
	}
	c.Require(cmd.PlacedTo.IsZero() || !cmd.PlacedTo.Before(cmd.PlacedFrom), "placed_to", "ends-before-start")
	c.Require(cmd.LastClientDay.IsZero() || !cmd.LastClientDay.Before(cmd.PlacedTo), "last_client_day", "before-placement-end")
}

func (cmd AssessRight) checkPlacements(c *refusal.Check) {
	c.Require(len(cmd.Placements) <= maxPlacements, "placements", "too-many")
	for i, p := range cmd.Placements {
		field, code := cmd.wrong("placements."+strconv.Itoa(i), p, cmd.On)
		c.Require(code == "", field, code)
	}
	alone := slices.ContainsFunc(cmd.Placements, func(p Placement) bool { return p.Kind == OpenCareAlone })
	c.Require(cmd.Basis != OpenCareAlone || len(cmd.Placements) == 0 || alone, "placements", "required")
}
