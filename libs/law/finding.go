package law

// Provision is one place in the law, in one wording.
type Provision struct {
	Act     string `json:"act"`      // number of the act, such as "417/2007"
	Section string `json:"section"`  // such as "26 § 5 mom"
	InForce string `json:"in_force"` // YYYY-MM-DD from which this wording applies
}

// Finding is what a provision gave when it was applied: enough to show it, to
// check it and to replay it.
type Finding struct {
	Provision
	Inputs  map[string]string `json:"inputs"`          // what it was applied to; dates as YYYY-MM-DD
	Outcome map[string]string `json:"outcome"`         // what it gave; dates as YYYY-MM-DD
	Steps   []Step            `json:"steps,omitempty"` // how it was counted, in order
}

// Step is one move of a count, such as one day of a time limit.
type Step struct {
	Date  string `json:"date"`            // YYYY-MM-DD, Europe/Helsinki
	Count int    `json:"count,omitempty"` // the number that this day got; 0: it was not counted
	Why   string `json:"why,omitempty"`   // code of the reason it was not counted or moved, such as "saturday"
}
