package contracts

import "nivel/libs/calendar"

// The HTTP interface of services/intake, emergency placements.
//
//	POST /matters/{matter}/placement              PlacementDecision     → Receipt
//	POST /matters/{matter}/placement/continuation PlacementContinuation → Receipt
//	POST /matters/{matter}/placement/end          PlacementEnd          → Receipt

// PlacementDecision asks to record an emergency placement (LSL 417/2007 38 §).
type PlacementDecision struct {
	Decided calendar.Date `json:"decided"` // the day of the decision
	Placed  calendar.Date `json:"placed"`  // the day of the actual placement: day 1, unless the decision is older
	Grounds string        `json:"grounds"` // required, sealed
}

// PlacementContinuation asks to continue it for 30 days more (38 a §): all three
// conditions hold.
type PlacementContinuation struct {
	ReportsNeeded  bool   `json:"reports_needed"`  // measures cannot be decided without more reports
	NotInThirty    bool   `json:"not_in_thirty"`   // these cannot be obtained in 30 days
	ChildsInterest bool   `json:"childs_interest"` // it is in the child's interest
	Grounds        string `json:"grounds"`         // required, sealed
}

// PlacementEnd asks to end it (39 §).
type PlacementEnd struct {
	Grounds string `json:"grounds"` // required, sealed
}

// EmergencyPlacement is one as a matter shows it.
type EmergencyPlacement struct {
	Decided   calendar.Date     `json:"decided"`
	Placed    calendar.Date     `json:"placed"`
	Ends      calendar.Deadline `json:"ends"` // the last day, and how it was counted
	Continued bool              `json:"continued,omitempty"`
	Ended     calendar.Date     `json:"ended,omitzero"`   // it was ended on that day
	Lapsed    bool              `json:"lapsed,omitempty"` // its last day has passed
}
