package transitions

import (
	"strconv"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/law"
)

// draftLaw is a wording of section 75 that is not in force, as data.
type draftLaw contracts.LawRules

// PresentLaw is section 75 as it is, in the form of a draft: the one that changes
// nothing for anybody.
//
// Law: 417/2007, section 75, subsections 1 and 3; 1283/2023, entry into force.
func PresentLaw() contracts.LawRules {
	w := wordings[len(wordings)-1]
	return contracts.LawRules{
		InForce: w.from, AgeLimit: w.ageLimit, YearsAfterClient: yearsAfterClient, HalfYearMonths: halfYear,
		ReachedBefore: transitionUntil, EndsOn: transitionEnd,
	}
}

// What ends a duty under a draft.
const (
	byAgeLimit    = "age-limit"
	byYearsAfter  = "years-after"  // the last day as a client
	byTransition  = "transition"   //
	byAsBefore    = "as-before"    // today's law
	byInForce     = "in-force"     // the day on which the draft comes into force
	byNoRight     = "no-right"     // the draft gives none
	byEndedBefore = "ended-before" // the draft revives nothing
	byNothing     = "no-duty"      // there is none before and none after
)

// draftSection is the section as a draft has it.
const draftSection = "75 § (draft)"

// lsl75 applies the draft to a background on a day: the right, the first day
// without the duty (zero: there is no duty), what ends it.
//
// As with the acts before it, the draft takes nothing from before the day on
// which it comes into force, and revives nothing that had ended.
func (d draftLaw) lsl75(b Background, on calendar.Date, now Right, nowEnd calendar.Date) (Right, calendar.Date, string) {
	due := now == Statutory || now == Ended && !nowEnd.IsZero()
	if due && nowEnd.Before(d.InForce) {
		return now, nowEnd, byEndedBefore
	}
	if !d.gives(b, on) {
		if due {
			return endedOn(d.InForce, on), d.InForce, byNoRight
		}
		return now, calendar.Date{}, byNothing
	}
	end, by := d.dutyEnd(b)
	switch {
	case end.Before(d.InForce) && !due:
		return now, calendar.Date{}, byNothing
	case by == byTransition && due && end.After(nowEnd):
		end, by = nowEnd, byAsBefore // a transition softens the draft, it gives nobody more than today's law
	case end.Before(d.InForce):
		end, by = d.InForce, byInForce
	}
	return endedOn(end, on), end, by
}

func endedOn(end, on calendar.Date) Right {
	if on.Before(end) {
		return Statutory
	}
	return Ended
}

// lsl75Ends is lsl75 without its findings, for a whole caseload.
//
// Law: 417/2007, section 75, subsections 1 to 3, and section 6.
func lsl75Ends(b Background, on calendar.Date) (Right, calendar.Date) {
	if (draftLaw{HalfYearMonths: halfYear}).gives(b, on) {
		end := lsl75LastWording(b)
		return endedOn(end, on), end
	}
	switch {
	case b.Basis == NeverClient, b.unsettled() && b.Unsettled == NoRight:
		return NoRight, calendar.Date{}
	case !on.Before(b.reaches(23)):
		return Ended, calendar.Date{}
	case b.unsettled() && b.Unsettled == "":
		return Manual, calendar.Date{}
	case b.unsettled():
		return b.Unsettled, calendar.Date{}
	}
	return Discretionary, calendar.Date{}
}

// lsl75LastWording returns where the duty ends by the last wording that met it.
func lsl75LastWording(b Background) calendar.Date {
	end, _ := wordings[0].dutyEnd(b)
	for _, next := range wordings[1:] {
		if end.Before(next.from) {
			break
		}
		end, _ = next.dutyEnd(b)
	}
	return end
}

// gives reports whether the draft gives a statutory right (subsection 1).
func (d draftLaw) gives(b Background, on calendar.Date) bool {
	switch {
	case b.Basis == TakenIntoCare:
		return true
	case b.unsettled():
		return b.Unsettled == Statutory
	case b.Basis != OpenCareAlone:
		return false
	}
	from, to, _ := b.placed(on)
	return !from.IsZero() && !to.Before(from.AddMonths(d.HalfYearMonths))
}

// dutyEnd returns where the duty ends by the draft alone (subsection 3 and the
// transition).
func (d draftLaw) dutyEnd(b Background) (end calendar.Date, by string) {
	end, by = b.reaches(d.AgeLimit), byAgeLimit
	if !d.ReachedBefore.IsZero() && end.Before(d.ReachedBefore) {
		end, by = d.EndsOn, byTransition
	}
	if b.LastClientDay.IsZero() {
		return end, by
	}
	if after := b.LastClientDay.AddYears(d.YearsAfterClient); after.Before(end) {
		return after, byYearsAfter
	}
	return end, by
}

// finding says how the draft came to what it gives. The birth date is not in it.
func (d draftLaw) finding(b Background, now, end calendar.Date, right Right, by string) law.Finding {
	f := law.Finding{
		Provision: law.Provision{Act: "417/2007", Section: draftSection, InForce: d.InForce.String()},
		Inputs: map[string]string{
			"birth-date": sealedInput, "basis": string(b.Basis), "last-client-day": orGoesOn(b.LastClientDay),
			"age-limit": strconv.Itoa(d.AgeLimit), "years-after": strconv.Itoa(d.YearsAfterClient), "half-year-months": strconv.Itoa(d.HalfYearMonths),
		},
		Outcome: map[string]string{"right": string(right), "by": by},
	}
	for name, day := range map[string]calendar.Date{"placed-from": b.PlacedFrom, "placed-to": b.PlacedTo, "present-end": now, "reached-before": d.ReachedBefore} {
		if !day.IsZero() {
			f.Inputs[name] = day.String()
		}
	}
	if !end.IsZero() {
		f.Outcome["duty-end"] = end.String()
	}
	return f
}
