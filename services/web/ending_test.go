package web_test

import (
	"testing"

	"nivel/libs/calendar"
)

// TestCasePage_TheEndOfAftercare: the extension stands apart from the end of the
// duty, the two areas apart from each other, and what is open is asked.
func TestCasePage_TheEndOfAftercare(t *testing.T) {
	d := newDesk(t)
	d.transitions.set(func() {
		one := &d.transitions.one
		one.ExtendedUntil, one.ResponsibleArea, one.CostArea = calendar.MustParse("2032-01-31"), "19", "21"
		one.Open, one.ClosingPlan = []string{"leap-day-birthday"}, "Ohjaamo auttaa."
	})
	b := d.signedIn(t, "w-aino")
	b.get(caseOnePath).says(t, "ends 10 May 2031", "31 Jan 2032", "North Ostrobothnia", "Lapland", "born on a leap day", "Ohjaamo auttaa.")
	d.transitions.set(func() {
		d.transitions.one.ClosedOn, d.transitions.one.ReturnUntil = calendar.On(now), calendar.MustParse("2031-05-10")
	})
	b.get(caseOnePath).says(t, "the right to return until 9 May 2031")
}
