package intake

import (
	"nivel/libs/area"
	"nivel/libs/calendar"
	"nivel/libs/law"
)

// Way is how a need reached the county; see contracts.Ways.
type Way string

// The ways.
const (
	WayNotification   Way = "notification"    // child welfare notification
	WayAnticipatory   Way = "anticipatory"    // the same before the child's birth
	WayContact        Way = "contact"         // by a professional, with consent
	WayApplication    Way = "application"     // by the person or a guardian
	WayOtherArea      Way = "other-area"      // referral: the child has moved
	WaySubstituteCare Way = "substitute-care" // referral: substitute care ends
	WayOwnRequest     Way = "own-request"     // of a young person, from the own pages
	WayReturn         Way = "return"          // of a former client, within the right to aftercare
	WayEmergencyDuty  Way = "emergency-duty"  // through the social emergency duty
)

// provision returns the legal basis of the way. Not verified: section 29 of the
// Social Welfare Act, which was not among the texts that were read.
func (w Way) provision() law.Provision {
	lsl := func(section, inForce string) law.Provision {
		return law.Provision{Act: "417/2007", Section: section, InForce: inForce}
	}
	shl := func(section string) law.Provision {
		return law.Provision{Act: "1301/2014", Section: section, InForce: "2015-04-01"}
	}
	switch w {
	case WayAnticipatory:
		return lsl("25 c §", "2008-01-01")
	case WayOtherArea:
		return lsl("25 d §", "2023-01-01")
	case WaySubstituteCare:
		return lsl("75 § 1 mom", "2023-01-01")
	case WayReturn:
		return lsl("75 § 3 mom", "2024-01-01")
	case WayContact:
		return shl("35 §")
	case WayApplication, WayOwnRequest:
		return shl("34 §")
	case WayEmergencyDuty:
		return shl("29 §")
	default:
		return lsl("25 §", "2008-01-01")
	}
}

// Basis is what the clock of a matter hangs on; see contracts.Bases.
type Basis string

// The bases.
const (
	ChildWelfare        Basis = "child-welfare"         // LSL 26 § 5 mom: seven working days, three months
	SpecialSupportChild Basis = "special-support-child" // SHL 36 § 3 mom: the same
	Over75              Basis = "over-75"               // SHL 36 § 2 mom: seven working days
	CareAllowance       Basis = "care-allowance"        // SHL 36 § 2 mom
	Disabled            Basis = "disabled"              // SHL 36 § 2 mom
	WithoutDelay        Basis = "without-delay"         // SHL 36 § 2 mom: no number of days
)

// ofChild reports whether only a child (under 18) can have the basis.
func (b Basis) ofChild() bool { return b == ChildWelfare || b == SpecialSupportChild }

// clock is the two last days of a matter, each with how it was counted.
type clock struct{ Start, Completion calendar.Deadline }

// clockOf is the clock that a basis sets going on the day a matter becomes
// pending. Where the law has no number of days, the day is the area's own target
// and says so; that no basis falls through to a statutory limit is deliberate.
func clockOf(basis Basis, pending calendar.Date, own area.Target) clock {
	switch basis {
	case ChildWelfare:
		return clock{calendar.AssessmentStart(pending), calendar.AssessmentCompletion(pending)}
	case SpecialSupportChild:
		return clock{calendar.SpecialSupportStart(pending), calendar.SpecialSupportCompletion(pending)}
	case Over75, CareAllowance, Disabled:
		return clock{calendar.NamedGroupStart(pending), calendar.TargetCompletion(pending, own.Completion)}
	default:
		return clock{calendar.TargetStart(pending, own.Start), calendar.TargetCompletion(pending, own.Completion)}
	}
}

// judged is a limit applied to the day on which something was done. Late is by
// law only: who misses the area's own target is told so, and is not late.
func judged(limit calendar.Deadline, pending, on calendar.Date) (late bool, finding law.Finding) {
	past := on.After(limit.Due)
	kept, key := "yes", "in-time"
	if past {
		kept = "no"
	}
	if limit.Target {
		key = "within-target"
	}
	return past && !limit.Target, law.Finding{
		Provision: limit.Finding.Provision,
		Inputs:    map[string]string{"pending": pending.String(), "due": limit.Due.String(), "on": on.String()},
		Outcome:   map[string]string{key: kept},
	}
}
