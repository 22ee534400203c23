package intake_test

import (
	"testing"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/edge"
)

func (c *county) figures(who, from, asOf string) (contracts.ThlReport, error) {
	c.Helper()
	out, _, err := edge.Call[contracts.ThlReport](c.Context(), c.as(who), edge.Request{
		Method: "GET", Path: "/figures", Query: map[string][]string{"from": {from}, "as_of": {asOf}}})
	return out, err
}

func TestFigures_OfAHalfYearCanBeMadeAgain(t *testing.T) {
	c := newCounty(t)
	matter := c.held(notification())
	_, err := ask(c, "w-aino", "POST", path(matter, "urgency"), contracts.UrgencyAssessment{Grounds: "x"})
	must(t, err)
	eventually(t, func() bool {
		r, err := c.figures("w-maria", "2026-10", "")
		must(t, err)
		return r.Now == contracts.ThlFigures{Pending: 1, Start: contracts.ThlClock{Open: 1}} && r.Then == r.Now
	})
	c.clock.set(monday.AddDate(0, 0, 8))
	_, err = ask(c, "w-aino", "POST", path(matter, "start"), contracts.StartDecision{Start: true})
	must(t, err)
	eventually(t, func() bool {
		today, err := c.figures("w-maria", "2026-10", "")
		must(t, err)
		before, err := c.figures("w-maria", "2026-10", "2026-11-23")
		must(t, err)
		return today.Now.Start.InTime == 1 && before.Then.Start.Open == 1 && before.Due.String() == "2027-04-17"
	})
	for _, wrong := range [][2]string{{"2026-05", ""}, {"2026-10", "soon"}, {"2026-10", "2099-01-01"}} {
		_, err := c.figures("w-maria", wrong[0], wrong[1])
		refusalOf(t, err)
	}
}

// eventually waits until a list shows what it will.
func eventually(t *testing.T, done func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !done(); {
		if time.Now().After(end) {
			t.Fatal("it did not come")
		}
		<-time.After(20 * time.Millisecond)
	}
}
