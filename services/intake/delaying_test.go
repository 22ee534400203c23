package intake_test

import (
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
)

// TestDelay_TheReasonStandsBesideTheMark in the list, on the matter and as a count on
// the board, until the step is done.
func TestDelay_TheReasonStandsBesideTheMark(t *testing.T) {
	c := newCounty(t)
	matter := c.held(open())
	_, err := ask(c, "w-aino", "POST", path(matter, "urgency"), contracts.UrgencyAssessment{Grounds: "x"})
	must(t, err)
	c.on(calendar.MustParse("2026-12-03")) // the start was due by 2 December
	load := func() contracts.Load {
		board, _, err := edge.Call[contracts.Board](t.Context(), c.as("w-maria"), edge.Request{Method: "GET", Path: "/board"})
		must(t, err)
		return board.Workers[0]
	}
	if got := load(); got.Overdue != 1 || got.Unexplained != 1 {
		t.Errorf("before there is a reason the board shows %+v", got)
	}
	done, err := ask(c, "w-aino", "POST", path(matter, "delay"), contracts.Delay{Grounds: "Canarydelay"})
	must(t, err)
	row := c.list("w-aino", "mine", done.Position).Rows[0]
	if !row.Overdue || row.Delay != "Canarydelay" || c.see("w-aino", matter).Delay != "Canarydelay" {
		t.Errorf("the list shows %+v", row)
	}
	if got := load(); got.Overdue != 1 || got.Unexplained != 0 {
		t.Errorf("with a reason the board shows %+v", got)
	}
	done, err = ask(c, "w-aino", "POST", path(matter, "start"), contracts.StartDecision{Start: true})
	must(t, err)
	if row := c.list("w-aino", "mine", done.Position).Rows[0]; row.Delay != "" || row.Overdue {
		t.Errorf("after the step the list shows %+v", row)
	}
}
