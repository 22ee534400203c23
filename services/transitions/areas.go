package transitions

import (
	"nivel/libs/calendar"
	"nivel/libs/law"
	"nivel/libs/person"
	"nivel/libs/refusal"
)

// FindAreas judges which area is responsible for aftercare and which one bears
// its cost: they are not always the same. Areas are named by their national
// code; of municipalities, which may be protected, the case holds nothing.
type FindAreas struct {
	Whereabouts
	On calendar.Date
	By Worker
}

// Whereabouts is what the areas are judged on: each the code of the area in
// which a municipality lies, or empty.
type Whereabouts struct {
	Home      string `json:"home"`                 // code: of the home municipality
	LivesIn   string `json:"lives_in,omitempty"`   // code: of where the person mainly lives, if that is not the home municipality by 201/1994 2 § or 3 § 1 k
	PaidCare  string `json:"paid_care,omitempty"`  // code: that paid for the substitute care
	HomeThen  string `json:"home_then,omitempty"`  // code: of the home municipality when a placement in open care ended
	DecidedIn string `json:"decided_in,omitempty"` // code: of the area
}

// AreasFound says which area is responsible and which one bears the cost.
type AreasFound struct {
	Whereabouts
	Responsible string        `json:"responsible"`    // code: of the area
	Cost        string        `json:"cost,omitempty"` // code: of the area; empty: there is no aftercare to bear
	On          calendar.Date `json:"on"`
	Findings    []law.Finding `json:"findings"`
}

// The provisions as read in the amending acts up to February 2025.
var (
	section16  = law.Provision{Act: "417/2007", Section: "16 § 1 mom", InForce: "2023-01-01"}
	section16a = law.Provision{Act: "417/2007", Section: "16 a § 3 mom", InForce: "2023-01-01"}
)

// lsl16 returns the area that is responsible.
//
// Law: 417/2007, section 16, subsection 1 (610/2022): the area of the home
// municipality; who mainly lives where their home municipality does not follow
// (201/1994, sections 2 and 3, paragraph 1: such as for studies), that of the
// municipality of residence.
func lsl16(w Whereabouts) (string, law.Finding) {
	responsible, by := w.Home, "home-municipality"
	if w.LivesIn != "" {
		responsible, by = w.LivesIn, "residence"
	}
	return responsible, law.Finding{
		Provision: section16,
		Inputs:    map[string]string{"home-area": w.Home, "residence-area": orNone(w.LivesIn)},
		Outcome:   map[string]string{"responsible-area": responsible, "by": by},
	}
}

// lsl16a returns the area that bears the cost. Empty: the field that says it is
// missing.
//
// Law: 417/2007, section 16 a, subsection 3: the area that paid for the
// substitute care; after a placement in open care for half a year, that of the
// home municipality when it ended; where aftercare is discretionary, that in
// which it was decided.
func lsl16a(right Right, basis Basis, w Whereabouts) (cost, field string, finding law.Finding) {
	by := "paid-care"
	switch {
	case right == Discretionary:
		cost, field, by = w.DecidedIn, "decided_in", "decided-in"
	case basis == OpenCareAlone:
		cost, field, by = w.HomeThen, "home_then", "home-then"
	default:
		cost, field = w.PaidCare, "paid_care"
	}
	return cost, field, law.Finding{
		Provision: section16a,
		Inputs:    map[string]string{"basis": string(basis), "right": string(right)},
		Outcome:   map[string]string{"cost-area": cost, "by": by},
	}
}

func (cmd FindAreas) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	switch c.Right {
	case "", Manual:
		return nil, ErrRightNotAssessed
	case NoRight:
		return nil, ErrNoAftercare
	}
	responsible, first := lsl16(cmd.Whereabouts)
	cost, field, second := lsl16a(c.Right, c.Judged.Basis, cmd.Whereabouts)
	var fields refusal.Check
	fields.Require(cmd.Home != "", "home", "required")
	fields.Require(cost != "", field, "required")
	for _, area := range []struct{ name, code string }{{"paid_care", cmd.PaidCare}, {"decided_in", cmd.DecidedIn}} {
		_, known := person.AreaByCode(area.code)
		fields.Require(area.code == "" || known, area.name, "unknown-code")
	}
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	return []Event{AreasFound{
		Whereabouts: cmd.Whereabouts, Responsible: responsible, Cost: cost, On: cmd.On, Findings: []law.Finding{first, second},
	}}, nil
}

func (e AreasFound) evolve(c Case) Case { return c }

// areaOf returns the code of the area of a municipality, and notes a code that
// is none. No municipality has none.
func areaOf(c *refusal.Check, field, municipality string) string {
	if municipality == "" {
		return ""
	}
	m, known := person.MunicipalityByCode(municipality)
	c.Require(known, field, "unknown-municipality")
	return m.Area
}

func orNone(code string) string {
	if code == "" {
		return "none"
	}
	return code
}
