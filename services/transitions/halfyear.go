package transitions

import (
	"slices"
	"strconv"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/law"
)

// Placement is one placement outside the home.
type Placement struct {
	Kind Basis         `json:"kind"`        // OpenCareAlone, OpenCareWithParent or EmergencyOnly
	From calendar.Date `json:"from"`        // its first day
	To   calendar.Date `json:"to,omitzero"` // its last day; zero: it goes on
}

// kho2016n92 is the precedent that placements are counted together. It is named
// like an act; its day is the day on which it was given.
var kho2016n92 = law.Provision{Act: "KHO:2016:92", Section: "75 § 1 mom", InForce: "2016-06-14"}

// together is an unbroken time outside the home, alone.
type together struct {
	from, to  calendar.Date
	open      bool // a placement in open care is among them
	emergency bool // an emergency placement is
	count     int
}

// kho2016 returns the longest unbroken time alone outside the home among the
// placements of a background: what section 75 asks half a year of. Placements
// follow each other without a break when the next begins on the day after the
// last at latest; one that goes on lasts until on.
//
// Law: KHO:2016:92 (14.6.2016): an emergency placement, four and a half months
// in open care and another emergency placement, alone and one after the other,
// gave the right, though open care alone had lasted less than half a year. An
// emergency placement with none in open care beside it is not settled by it.
func kho2016(placements []Placement, on calendar.Date) together {
	sorted := slices.SortedFunc(slices.Values(placements), func(a, b Placement) int { return a.From.Compare(b.From) })
	var longest, now together
	for _, p := range sorted {
		if p.Kind == OpenCareWithParent {
			continue // not alone
		}
		if to := until(p.To, on); now.count == 0 || p.From.After(now.to.AddDays(1)) {
			now = together{from: p.From, to: to}
		} else if to.After(now.to) {
			now.to = to
		}
		now.count++
		now.open, now.emergency = now.open || p.Kind == OpenCareAlone, now.emergency || p.Kind == EmergencyOnly
		if now.open && (longest.count == 0 || now.from.DaysUntil(now.to) >= longest.from.DaysUntil(longest.to)) {
			longest = now
		}
	}
	return longest
}

// until is the last day of a placement, or on if it goes on.
func until(to, on calendar.Date) calendar.Date {
	if to.IsZero() {
		return on
	}
	return to
}

// placed returns the first and the last day of the time that half a year is
// asked of, and the finding if other placements were counted with it.
func (b Background) placed(on calendar.Date) (from, to calendar.Date, counted []law.Finding) {
	if len(b.Placements) == 0 {
		return b.PlacedFrom, until(b.PlacedTo, on), nil
	}
	longest := kho2016(b.Placements, on)
	if !longest.emergency {
		return longest.from, longest.to, nil
	}
	return longest.from, longest.to, []law.Finding{{
		Provision: kho2016n92,
		Inputs:    map[string]string{"placements": strconv.Itoa(len(b.Placements))},
		Outcome: map[string]string{
			"counted-together": strconv.Itoa(longest.count), "placed-from": longest.from.String(), "placed-to": longest.to.String(),
		},
	}}
}

// maxPlacements is how many placements a background names at most.
const maxPlacements = 20

// wrong says what is wrong with a placement of the background, which field of it
// first; empty: nothing.
func (b Background) wrong(at string, p Placement, on calendar.Date) (field, code string) {
	switch {
	case !slices.Contains(contracts.PlacementKinds(), string(p.Kind)):
		return at + ".kind", "unknown-code"
	case p.From.IsZero():
		return at + ".from", "required"
	case p.From.After(on):
		return at + ".from", "in-the-future"
	case p.To.After(on):
		return at + ".to", "in-the-future"
	case p.From.Before(b.Born):
		return at + ".from", "before-birth"
	case !p.To.IsZero() && p.To.Before(p.From):
		return at + ".to", "ends-before-start"
	}
	return "", ""
}
