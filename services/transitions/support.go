package transitions

import (
	"cmp"
	"slices"

	"nivel/libs/access"
	"nivel/libs/calendar"
)

// Support is a service that was granted for a time.
type Support struct {
	Service string        `json:"service"` // code: of contracts.SupportServices
	From    calendar.Date `json:"from"`
	Until   calendar.Date `json:"until,omitzero"` // inclusive; zero: it does not end
}

// supportAfter is the support that is granted once something more was decided. A
// service that is refused is one of which somebody has said that it does not go on.
func supportAfter(all []Support, e DecisionMade) []Support {
	switch {
	case e.About != onSupport:
		return all
	case !e.Granted:
		return slices.DeleteFunc(slices.Clone(all), func(s Support) bool { return s.Service == e.Service })
	}
	return append(slices.Clip(all), Support{e.Service, e.From, e.Until})
}

// supportGaps are the days from which a granted service has ended before the next
// decision on it starts: until that day, or, where there is none, until somebody
// decides. What lasts as long as aftercare does ends with it. House rule: a
// decision in aftercare says until when, and nobody is left without one
// unnoticed; what another service decides after a handover is not in this case.
func (r Row) supportGaps(add func(on, until calendar.Date)) {
	if r.Task != access.ChildProtection || r.Right == NoRight {
		return
	}
	granted := slices.SortedStableFunc(slices.Values(r.Support), func(a, b Support) int {
		return cmp.Or(cmp.Compare(a.Service, b.Service), a.From.Compare(b.From))
	})
	for i := 0; i < len(granted); {
		service, last := granted[i].Service, granted[i].Until
		for i++; i < len(granted) && granted[i].Service == service; i++ {
			if next := granted[i]; !last.IsZero() && next.From.After(last.AddDays(1)) {
				add(last.AddDays(1), next.From.AddDays(-1))
			}
			if !last.IsZero() && (granted[i].Until.IsZero() || granted[i].Until.After(last)) {
				last = granted[i].Until
			}
		}
		if !last.IsZero() && !r.aftercareEnds(last) {
			add(last.AddDays(1), calendar.Date{})
		}
	}
}

// aftercareEnds reports whether aftercare does not last longer than a day: by right
// or by the area's own extension.
func (r Row) aftercareEnds(day calendar.Date) bool {
	return !r.DutyEnd.IsZero() && !day.Before(later(r.DutyEnd.AddDays(-1), r.ExtendedUntil))
}
