package transitions_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/edge"
)

// TestMeetings: planned and held, seen by both; the board says when the plan's
// interval is over.
func TestMeetings(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	every := plan
	every.MeetEvery = 4
	do(c, "w-aino", id, "plan", every)
	do(c, "w-aino", id, "meetings", contracts.NewMeeting{For: day.AddDays(9), At: "14:30", Offered: "online", Chosen: "in-person", Place: "Canaryplace"})
	do(c, "w-aino", id, "meetings", contracts.NewMeeting{For: day.AddDays(3), Offered: "assisted", Chosen: "assisted"})
	last := do(c, "w-aino", id, "meetings/held", contracts.HeldMeeting{Met: day, Offered: "in-person", Chosen: "in-person"})

	seen := c.see("w-aino", id)
	if len(seen.Meetings) != 3 || seen.Meetings[0].Held != day || seen.Meetings[1].For != day.AddDays(3) || seen.Meetings[2].Place != "Canaryplace" || seen.MeetBy != day.AddDays(28) {
		t.Fatalf("%+v, next by %s", seen.Meetings, seen.MeetBy)
	}
	if mine := c.mine(someone); fmt.Sprint(mine.Meetings) != fmt.Sprint(seen.Meetings) {
		t.Errorf("the young person sees %+v", mine.Meetings)
	}
	board, _, err := edge.Call[contracts.GapPage](t.Context(), c.as("w-aino"), edge.Request{Method: "GET", Path: "/gaps", Query: map[string][]string{"view": {"mine"}, "after": {last.Position}}})
	must(t, err)
	if len(board.Rows) != 1 || !slices.ContainsFunc(board.Rows[0].Gaps, func(g contracts.Gap) bool { return g.Kind == "no-meeting" && g.On == day.AddDays(29) && !g.Open }) {
		t.Errorf("the board shows %+v", board.Rows)
	}
	t.Run("one that is held is planned no more, one that is cancelled is gone", func(t *testing.T) {
		c.clock.forward(3 * 24 * time.Hour)
		do(c, "w-aino", id, "meetings/held", contracts.HeldMeeting{Meeting: seen.Meetings[1].Meeting, Met: day.AddDays(3), Offered: "assisted", Chosen: "online"})
		do(c, "w-aino", id, "meetings/cancelled", contracts.CancelledMeeting{Meeting: seen.Meetings[2].Meeting})
		_, err := try(c, "w-aino", id, "meetings/cancelled", contracts.CancelledMeeting{Meeting: seen.Meetings[2].Meeting})
		c.refused(err, "no-such-meeting")
		now := c.see("w-aino", id)
		if len(now.Meetings) != 2 || now.Meetings[1].Held != day.AddDays(3) || now.Meetings[1].Chosen != "online" || now.Meetings[1].For != day.AddDays(3) || now.MeetBy != day.AddDays(31) {
			t.Errorf("%+v, by %s", now.Meetings, now.MeetBy)
		}
	})
	t.Run("the place is nowhere readable in history", func(t *testing.T) {
		recorded, err := c.history.Read(t.Context(), "transitions-"+id.String(), 0)
		must(t, err)
		for _, r := range recorded {
			if strings.Contains(string(r.Data), "Canary") {
				t.Errorf("%s is readable", r.Name)
			}
		}
	})
}
