package transitions

import (
	"nivel/libs/calendar"
	"nivel/libs/es"
)

// Continuity is how steady the young person's worker has been.
type Continuity struct {
	Changes   int           // of the responsible worker
	Since     calendar.Date // from which the present one is responsible
	Uncovered int           // days without a named worker so far: the worker was away and nobody stood in
}

// continuityOf counts over what happened, up to and with a day.
func continuityOf(happened []es.Happening[Event], day calendar.Date) Continuity {
	var c Continuity
	uncovered := map[calendar.Date]bool{}
	for _, h := range happened {
		switch e := h.Event.(type) {
		case CaseOpened:
			c.Since = e.On
		case WorkerAway:
			for on := e.From; !on.After(e.Until); on = on.AddDays(1) {
				uncovered[on] = e.Substitute == ""
			}
		case HandoverAccepted:
			c.Changes, c.Since = c.Changes+1, e.On
			for on := range uncovered {
				uncovered[on] = uncovered[on] && on.Before(e.On) // the new worker is not away
			}
		}
	}
	for on, without := range uncovered {
		if without && !on.After(day) {
			c.Uncovered++
		}
	}
	return c
}
