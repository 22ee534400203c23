package protection

import (
	"nivel/libs/calendar"
	"nivel/libs/law"
)

// The provision as read in act 1175/2019, which gave it its present wording.
var section36 = law.Provision{Act: "661/2009", Section: "36 §", InForce: "2020-01-01"}

// How long a safety non-disclosure may last.
const (
	yearsAtFirst   = 5
	yearsExtension = 2
)

// FurtherNotice is what a finding says instead of a last day.
const FurtherNotice = "further-notice"

// law36 returns the last day that a safety non-disclosure may have, and the
// finding of whether one that lasts until a day is within it. Zero until: until
// further notice, which the act allows for a special reason.
//
// Law: 661/2009, section 36: for five years at most, then for two years at a
// time; for a special reason until further notice.
func law36(from calendar.Date, years int, until calendar.Date) (last calendar.Date, f law.Finding) {
	last = from.AddYears(years)
	f = law.Finding{
		Provision: section36,
		Inputs:    map[string]string{"from-day": from.String(), "until": dayOrNotice(until)},
		Outcome:   map[string]string{"last-day": last.String(), "within": "yes"},
	}
	switch {
	case until.IsZero():
		f.Outcome = map[string]string{"last-day": FurtherNotice, "within": "yes"}
	case until.After(last):
		f.Outcome["within"] = "no"
	}
	return last, f
}

func dayOrNotice(day calendar.Date) string {
	if day.IsZero() {
		return FurtherNotice
	}
	return day.String()
}
