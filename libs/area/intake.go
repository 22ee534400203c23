package area

import (
	"fmt"
	"time"

	"nivel/libs/calendar"
)

// Target is by when the area means to be done where the law says only "without
// delay". It is no limit of law, and pages say so.
type Target struct {
	Start      int `json:"start"`      // working days from becoming pending until the assessment starts
	Completion int `json:"completion"` // days from becoming pending until it is complete
}

// houseTarget serves an area that chose none.
var houseTarget = Target{Start: 5, Completion: 60}

// ServiceTarget returns what the area means to keep; a house default where its
// file says nothing.
func (a Area) ServiceTarget() Target {
	if a.Target == (Target{}) {
		return houseTarget
	}
	return a.Target
}

// Office is when the area's offices are open on working days, HH:MM in
// Europe/Helsinki; empty: from 08:00 to 16:00.
type Office struct {
	Opens  string `json:"opens"`
	Closes string `json:"closes"`
}

const clockForm = "15:04"

func (o Office) orUsual() Office {
	if o == (Office{}) {
		return Office{"08:00", "16:00"}
	}
	return o
}

// OfficeOpen reports whether the offices are open at an instant. When they are
// not, contacts go to the social emergency duty (sosiaalipäivystys).
func (a Area) OfficeOpen(at time.Time) bool {
	hours, clock := a.Office.orUsual(), at.In(calendar.Helsinki()).Format(clockForm)
	return calendar.WorkingDay(calendar.On(at)) && clock >= hours.Opens && clock < hours.Closes
}

func (a Area) validateIntake() error {
	hours := a.Office.orUsual()
	for _, clock := range []string{hours.Opens, hours.Closes} {
		if at, err := time.Parse(clockForm, clock); err != nil || at.Format(clockForm) != clock {
			return fmt.Errorf("office hour %q is not of the form HH:MM", clock)
		}
	}
	switch target := a.ServiceTarget(); {
	case hours.Opens >= hours.Closes:
		return fmt.Errorf("the offices close at %s before they open", hours.Closes)
	case target.Start < 1 || target.Completion < 1:
		return fmt.Errorf("service target of %d working days and %d days: both are 1 at least", target.Start, target.Completion)
	}
	return nil
}
