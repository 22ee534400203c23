package transitions

import (
	"slices"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/law"
	"nivel/libs/refusal"
)

// Reading is how a person has read what the act leaves open. The zero value:
// nobody has, and what is open is asked (RightAssessed.Open).
type Reading struct {
	LeapDay   LeapDay
	Unsettled Right // Statutory, Discretionary or NoRight, where the table says Manual
}

// LeapDay is the day on which who was born on 29 February reaches an age in a
// year without one.
type LeapDay string

// The two readings. Until a person has read it the first is taken: act 150/1930,
// section 3, by analogy.
const (
	FebruaryLast LeapDay = "feb28"
	MarchFirst   LeapDay = "mar1"
)

// The questions that are asked of a person; see contracts.OpenQuestions.
const (
	askUnsettled = "unsettled-basis"
	askLeapDay   = "leap-day-birthday"
)

// measure283 is the part of the transition on measures that were decided before
// the act. Which of its subsections it is, is not verified.
var measure283 = law.Provision{Act: "1283/2023", Section: "voimaantulosäännös 2–3 mom", InForce: "2024-01-01"}

// reaches is the day on which somebody reaches an age.
func (b Background) reaches(age int) calendar.Date {
	day := b.Born.AddYears(age)
	if b.LeapDay == MarchFirst && b.bornOnLeapDay() && day.Day() != 29 {
		return day.AddDays(1)
	}
	return day
}

func (b Background) bornOnLeapDay() bool {
	return b.Born.Month() == time.February && b.Born.Day() == 29
}

func (b Background) leapDay() LeapDay {
	if b.LeapDay == "" {
		return FebruaryLast
	}
	return b.LeapDay
}

// unsettled reports whether the act does not say what the basis gives.
func (b Background) unsettled() bool { return b.Basis == EmergencyOnly || b.Basis == OtherBasis }

// unread lists the questions that are open for the background and that nobody
// has read yet.
func (b Background) unread() (open []string) {
	if b.unsettled() && b.Unsettled == "" {
		open = append(open, askUnsettled)
	}
	if b.bornOnLeapDay() && b.LeapDay == "" {
		open = append(open, askLeapDay)
	}
	return open
}

// readBy is the finding that a person has read a provision, not the table.
func readBy(provision law.Provision, question, as string) law.Finding {
	return law.Finding{
		Provision: provision,
		Inputs:    map[string]string{"read-by": "person"},
		Outcome:   map[string]string{question: as},
	}
}

// measure2024 is the finding that support goes on as decided, though the right
// ended in the transition.
//
// Law: 1283/2023, entry into force: a measure of chapter 12 that was decided
// before 2024-01-01 is arranged as decided, also past the age of 23.
func measure2024(b Background, dutyEnd calendar.Date) []law.Finding {
	if dutyEnd != transitionEnd || !b.MeasureUntil.After(dutyEnd) {
		return nil
	}
	return []law.Finding{{
		Provision: measure283,
		Inputs:    map[string]string{"duty-end": dutyEnd.String()},
		Outcome:   map[string]string{"measure-until": b.MeasureUntil.String()},
	}}
}

// checkReading notes what is wrong with how something was read: grounds are
// given for what is open, and for nothing else.
//
//	unknown-code, not-open, required
func (b Background) checkReading(c *refusal.Check, grounds bool) {
	c.Require(b.LeapDay == "" || slices.Contains(contracts.LeapDays(), string(b.LeapDay)), "leap_day", "unknown-code")
	c.Require(b.LeapDay == "" || b.bornOnLeapDay(), "leap_day", "not-open")
	c.Require(b.Unsettled == "" || slices.Contains(contracts.UnsettledRights(), string(b.Unsettled)), "unsettled", "unknown-code")
	c.Require(b.Unsettled == "" || b.unsettled(), "unsettled", "not-open")
	c.Require(b.Reading == (Reading{}) || grounds, "grounds", "required")
}
