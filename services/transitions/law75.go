package transitions

import (
	"strconv"

	"nivel/libs/calendar"
	"nivel/libs/law"
)

// The provisions as read in the amending acts up to February 2025. The day of
// subsections 1 and 2 is that of act 610/2022; that it also gave subsection 2
// its present wording is not verified.
var (
	section75sub1  = law.Provision{Act: "417/2007", Section: "75 § 1 mom", InForce: "2023-01-01"}
	section75sub2  = law.Provision{Act: "417/2007", Section: "75 § 2 mom", InForce: "2023-01-01"}
	section6       = law.Provision{Act: "417/2007", Section: "6 §", InForce: "2024-01-01"}
	transition2024 = law.Provision{Act: "1283/2023", Section: "voimaantulosäännös 2 mom", InForce: "2024-01-01"}
)

// halfYear is how "half a year" is counted: months of the calendar. The act
// leaves it open.
const halfYear = 6

// What a finding says instead of a date.
const (
	goesOn      = "goes-on"
	sealedInput = "sealed" // the birth date: whoever may see it opens it
)

// lsl75 applies section 75 to a background on a day: the right, the first day
// on which there is no duty any more (zero: there is no duty), and the findings.
//
// Law: 417/2007, section 75, subsections 1 to 3.
func lsl75(b Background, on calendar.Date) (Right, calendar.Date, []law.Finding) {
	right, findings := lsl75Subsection1(b, on)
	if right == Manual && b.Unsettled != "" {
		right, findings = b.Unsettled, append(findings, readBy(section75sub1, "right", string(b.Unsettled)))
	}
	if right == Statutory {
		end, last := lsl75Subsection3(b)
		if !on.Before(end) {
			right = Ended
		}
		return right, end, append(findings, append(measure2024(b, end), last)...)
	}
	if right == "" {
		var second law.Finding
		right, second = lsl75Subsection2(b)
		findings = append(findings, second)
	}
	if young, finding := lsl6(b, on); right != NoRight && !young {
		right, findings = Ended, append(findings, finding)
	}
	return right, calendar.Date{}, findings
}

// lsl75Subsection1 says whether there is a statutory right; empty: not by this
// subsection.
//
// Law: 417/2007, section 75, subsection 1: after substitute care under section
// 40; after a placement in open care that lasted without interruption for half
// a year at least and was for the child alone. Whether an emergency placement by
// itself is substitute care in this sense is not settled, nor is what the table
// of bases does not name: a person decides.
func lsl75Subsection1(b Background, on calendar.Date) (Right, []law.Finding) {
	finding := law.Finding{
		Provision: section75sub1,
		Inputs:    map[string]string{"basis": string(b.Basis), "on": on.String()},
		Outcome:   map[string]string{},
	}
	right, counted := Right(""), []law.Finding(nil)
	switch b.Basis {
	case TakenIntoCare:
		right = Statutory
	case EmergencyOnly, OtherBasis:
		right = Manual
	case OpenCareAlone:
		var from, to calendar.Date
		from, to, counted = b.placed(on)
		half := from.AddMonths(halfYear)
		finding.Inputs["placed-from"], finding.Inputs["placed-to"] = from.String(), to.String()
		if len(b.Placements) == 0 {
			finding.Inputs["placed-to"] = orGoesOn(b.PlacedTo)
		}
		finding.Outcome["half-year"] = half.String()
		if !from.IsZero() && !to.Before(half) {
			right = Statutory
		}
	}
	finding.Outcome["right"] = string(right)
	if right == "" {
		finding.Outcome["right"] = string(NoRight)
	}
	return right, append(counted, finding)
}

// lsl75Subsection2 says whether aftercare may be arranged where there is no
// statutory right.
//
// Law: 417/2007, section 75, subsection 2: for other former clients of child
// protection.
func lsl75Subsection2(b Background) (Right, law.Finding) {
	right := Discretionary
	if b.Basis == NeverClient {
		right = NoRight
	}
	return right, law.Finding{
		Provision: section75sub2,
		Inputs:    map[string]string{"basis": string(b.Basis)},
		Outcome:   map[string]string{"right": string(right)},
	}
}

// wording is section 75, subsection 3, as it reads from a day on.
type wording struct {
	from     calendar.Date
	ageLimit int
}

// wordings of subsection 3, oldest first.
//
// Law: 417/2007 as enacted: 21 years; 542/2019 and 1489/2019, from 2020-01-01:
// 25 years; 1283/2023, from 2024-01-01: 23 years.
var wordings = []wording{
	{calendar.MustParse("2008-01-01"), 21},
	{calendar.MustParse("2020-01-01"), 25},
	{since2024, 23},
}

// yearsAfterClient is how long the duty lasts after the last day as a client.
const yearsAfterClient = 5

// lsl75Subsection3 returns the first day on which there is no duty any more. A
// right that ended under one wording is not revived by the next.
//
// Law: 417/2007, section 75, subsection 3: the duty ends five years after the
// person was last a client of child protection, and at the latest at the age
// limit. Being in aftercare is being a client (section 3).
func lsl75Subsection3(b Background) (calendar.Date, law.Finding) {
	w := wordings[0]
	for _, next := range wordings[1:] {
		if end, _ := w.dutyEnd(b); end.Before(next.from) {
			break
		}
		w = next
	}
	end, by := w.dutyEnd(b)
	provision := law.Provision{Act: "417/2007", Section: "75 § 3 mom", InForce: w.from.String()}
	if by == "transition" {
		provision = transition2024
	}
	return end, law.Finding{
		Provision: provision,
		Inputs: map[string]string{
			"birth-date": sealedInput, "last-client-day": orGoesOn(b.LastClientDay),
			"age-limit": strconv.Itoa(w.ageLimit), "leap-day-birthday": string(b.leapDay()),
		},
		Outcome: map[string]string{"duty-end": end.String(), "by": by},
	}
}

// dutyEnd returns where the duty ends if w applies, and what ends it.
func (w wording) dutyEnd(b Background) (end calendar.Date, by string) {
	end, by = b.reaches(w.ageLimit), "age-limit"
	if last, applies := transition(w, end); applies {
		end, by = last, "transition"
	}
	if b.LastClientDay.IsZero() {
		return end, by
	}
	if after := b.LastClientDay.AddYears(yearsAfterClient); after.Before(end) {
		return after, "five-years"
	}
	return end, by
}

var (
	since2024       = calendar.MustParse("2024-01-01")
	transitionUntil = calendar.MustParse("2024-07-01")
	transitionEnd   = calendar.MustParse("2024-06-30")
)

// transition says whether the transition to the age limit of 2024 applies to
// who reaches it on that day, and where the right ends then.
//
// Law: 1283/2023, entry into force, subsection 2: a right that began before
// 2024-01-01 ended on 2024-06-30 for who was 23 before 2024-07-01. (Each such
// right had begun: whoever was 23 by then was 18, where placements end, before
// 2020.) The day itself is taken like any other end: the first without the duty.
// What was decided for longer: see measure2024.
func transition(w wording, ageReached calendar.Date) (calendar.Date, bool) {
	return transitionEnd, w.from == since2024 && ageReached.Before(transitionUntil)
}

// lsl6 says whether somebody is a child or a young person in the act's sense on
// a day: what is discretionary may be arranged for them only.
//
// Law: 417/2007, section 6: a young person (nuori) is 18 to 22 years old.
func lsl6(b Background, on calendar.Date) (bool, law.Finding) {
	young, outcome := on.Before(b.reaches(23)), "yes"
	if !young {
		outcome = "no"
	}
	return young, law.Finding{
		Provision: section6,
		Inputs:    map[string]string{"birth-date": sealedInput, "on": on.String(), "leap-day-birthday": string(b.leapDay())},
		Outcome:   map[string]string{"young": outcome},
	}
}

func orGoesOn(day calendar.Date) string {
	if day.IsZero() {
		return goesOn
	}
	return day.String()
}
