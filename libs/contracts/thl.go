package contracts

import "nivel/libs/calendar"

// The HTTP interface of services/intake, supervision figures.
//
//	GET /figures?from=YYYY-MM&as_of=YYYY-MM-DD     – → ThlReport   for who manages a unit
//	GET /reports/thl?from=YYYY-MM&as_of=YYYY-MM-DD – → ThlReport   for who runs the system

// ThlReport is the figures of a half-year as of a day, twice: as the county knew
// them then, and as it knows them now. No person is in them.
//
// Law: 417/2007, section 27 a.
type ThlReport struct {
	From calendar.Date `json:"from"`
	To   calendar.Date `json:"to"`
	Due  calendar.Date `json:"due"`   // THL has them at latest
	AsOf calendar.Date `json:"as_of"` // the day that is looked at
	Then ThlFigures    `json:"then"`  // by what was recorded up to the end of that day
	Now  ThlFigures    `json:"now"`   // by all that is recorded by now about that day
}

// ThlFigures counts matters with a limit of law that became pending in the window.
type ThlFigures struct {
	Pending     int      `json:"pending"`     // became pending
	Unnecessary int      `json:"unnecessary"` // the assessment was clearly unnecessary
	Start       ThlClock `json:"start"`       // of the others: seven working days
	Completion  ThlClock `json:"completion"`  // of those that were started: three months
}

// ThlClock counts by one limit.
type ThlClock struct {
	InTime   int `json:"in_time"`
	Late     int `json:"late"`
	Open     int `json:"open"`      // not done, the last day is not over
	OpenLate int `json:"open_late"` // not done, and it is
}
