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

// continuityOf counts over what happened, up to and with a day. While a case is
// closed nobody is missing; who comes back to another worker has a change more.
func continuityOf(happened []es.Happening[Event], day calendar.Date) Continuity {
	var c Continuity
	worker := ""
	uncovered := map[calendar.Date]bool{}
	until := func(on calendar.Date) { // from then on who was away is not missed
		for away := range uncovered {
			uncovered[away] = uncovered[away] && away.Before(on)
		}
	}
	for _, h := range happened {
		switch e := h.Event.(type) {
		case CaseOpened:
			worker, c.Since = e.Responsible, e.On
		case WorkerAway:
			for on := e.From; !on.After(e.Until); on = on.AddDays(1) {
				uncovered[on] = e.Substitute == ""
			}
		case HandoverAccepted:
			worker, c.Changes, c.Since = e.To, c.Changes+1, e.On
			until(e.On)
		case CaseClosed:
			until(e.On)
		case CaseReopened:
			if e.Responsible != worker {
				c.Changes++
			}
			worker, c.Since = e.Responsible, e.On
			until(e.On)
		}
	}
	for on, without := range uncovered {
		if without && !on.After(day) {
			c.Uncovered++
		}
	}
	return c
}
