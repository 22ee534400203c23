package calendar

import "nivel/libs/law"

// The provisions of an emergency placement. Not verified: changes after February 2025.
var (
	emergencyPlacement    = law.Provision{Act: "417/2007", Section: "38 § 2 mom", InForce: "2016-01-01"}
	placementContinuation = law.Provision{Act: "417/2007", Section: "38 a §", InForce: "2016-01-01"}
)

// EmergencyPlacementEnd returns the last day of an emergency placement, or of its
// continuation. The days are days of duration: the first one counts, and an end on
// a closed day does not move.
//
// Law: 417/2007, section 38, subsection 2: at most 30 days, the day of the actual
// placement being day 1; where the decision was made on an earlier day, that day.
// Section 38 a: at most 30 days more, counted alike.
func EmergencyPlacementEnd(decided, placed Date, continued bool) Deadline {
	first, days, provision := placed, 30, emergencyPlacement
	if decided.Before(placed) {
		first = decided
	}
	if continued {
		days, provision = 60, placementContinuation
	}
	last := first.AddDays(days - 1)
	return Deadline{Nominal: last, Due: last, Finding: law.Finding{
		Provision: provision,
		Inputs:    map[string]string{"decided": decided.String(), "placed": placed.String()},
		Outcome:   map[string]string{"first-day": first.String(), "due": last.String()},
	}}
}
