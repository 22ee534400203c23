package transitions

import (
	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
)

// needsLeft ends the needs of housing that are open when the case moves into
// another service task: what was written stays where it was written, so there
// they could never be seen or ended. Who takes the case opens anew what is needed,
// in their own record. That a need was met in time is not said of it.
func (c Case) needsLeft(to access.Task, on calendar.Date) (ended []Event) {
	if to == c.Task {
		return nil
	}
	for _, n := range needsIn(c.Daily.Housing, c.Task) {
		_, f := lsl76a(n.Opened, n.Target)
		f.Inputs["ended"] = on.String()
		ended = append(ended, HousingNeedEnded{Need: n.ID, How: contracts.HousingHandedOver, Ended: on, On: on, Finding: f})
	}
	return ended
}
