package transitions_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

func (c *county) past(who string, id es.ID, on calendar.Date, known string) (contracts.Past, error) {
	seen, _, err := edge.Call[contracts.Past](c.Context(), c.as(who), edge.Request{
		Method: http.MethodGet, Path: "/cases/" + id.String() + "/past", Query: url.Values{"day": {on.String()}, "known": {known}},
	})
	return seen, err
}

// TestPast_AsRecordedThenAndAsKnownNow: a correction keeps the original. The right
// was judged on wrong facts and is corrected a month later; the case is given over
// after that.
func TestPast_AsRecordedThenAndAsKnownNow(t *testing.T) {
	c := newCounty(t)
	id := c.open(someone)
	c.clock.forward(24 * time.Hour)
	wrong := facts
	wrong.BirthDate = calendar.MustParse("2008-04-15")
	do(c, "w-aino", id, "right", wrong)
	do(c, "w-aino", id, "plan", plan)
	c.clock.forward(30 * 24 * time.Hour)
	do(c, "w-aino", id, "right", facts)
	corrected := day.AddDays(31)
	do(c, "w-aino", id, "handover", contracts.HandoverOffer{To: "w-elin", RespondBy: corrected.AddDays(14), Note: "Canarynote"})
	do(c, "w-elin", id, "handover/meeting", contracts.JointMeeting{On: corrected})
	do(c, "w-elin", id, "handover/acceptance", struct{}{})

	for name, x := range map[string]struct {
		on          calendar.Date
		known       string
		dutyEnd     string
		responsible string
		lines       int
	}{
		"on its first day, nothing was judged, as recorded then": {day, "then", "", "w-aino", 1},
		"nor as known now":                                {day, "now", "", "w-aino", 1},
		"the next day, the wrong end was recorded":        {day.AddDays(1), "then", "2031-04-15", "w-aino", 3},
		"and now we know the right one":                   {day.AddDays(1), "now", "2031-05-15", "w-aino", 3},
		"the day before the correction, it was the same":  {corrected.AddDays(-1), "then", "2031-04-15", "w-aino", 3},
		"on the day of the correction, both are the same": {corrected, "then", "2031-05-15", "w-elin", 7},
		"and as known now the wrong one never was":        {corrected, "now", "2031-05-15", "w-elin", 6},
	} {
		t.Run(name, func(t *testing.T) {
			seen, err := c.past("w-elin", id, x.on, x.known)
			must(t, err)
			end := seen.DutyEnd.String()
			if seen.DutyEnd.IsZero() {
				end = ""
			}
			if end != x.dutyEnd || seen.Responsible != x.responsible || len(seen.Timeline) != x.lines || seen.Day != x.on || seen.Known != x.known {
				t.Errorf("the right ended %q, %s was responsible, %d lines", end, seen.Responsible, len(seen.Timeline))
			}
			if len(seen.May) != 0 || seen.Next != "" || seen.Offer != nil {
				t.Errorf("in the past one may %v, next %q", seen.May, seen.Next)
			}
			if (seen.Plan != nil) != (x.lines > 1) {
				t.Errorf("the plan is %+v", seen.Plan)
			}
		})
	}
	t.Run("whose it was sees the past of what they see, and no more", func(t *testing.T) {
		do(c, "w-elin", id, "plan", plan)
		mine, err := c.past("w-aino", id, corrected, "then")
		must(t, err)
		whole, err := c.past("w-elin", id, corrected, "then")
		must(t, err)
		if len(mine.Timeline) != 7 || len(whole.Timeline) != 8 {
			t.Errorf("she sees %d lines of %d", len(mine.Timeline), len(whole.Timeline))
		}
	})
	t.Run("refuses", func(t *testing.T) {
		for code, ask := range map[string]struct {
			who   string
			on    calendar.Date
			known string
		}{
			"not-open-yet":  {"w-elin", day.AddDays(-1), "then"},
			"in-the-future": {"w-elin", corrected.AddDays(1), "now"},
			"unknown-code":  {"w-elin", day, "tomorrow"},
			"not-found":     {"w-henri", day, "then"},
		} {
			_, err := c.past(ask.who, id, ask.on, ask.known)
			c.refused(err, code)
		}
		_, _, err := edge.Call[contracts.Past](t.Context(), c.as("w-elin"), edge.Request{Method: http.MethodGet, Path: "/cases/" + id.String() + "/past", Query: url.Values{"known": {"then"}}})
		c.refused(err, "malformed-date")
	})
}

// TestPast_BeforeTheOpening: somebody who was around long before there was a case
// makes none, neither as recorded then nor as known now.
func TestPast_BeforeTheOpening(t *testing.T) {
	c := newCounty(t)
	id := c.open(someone)
	c.clock.forward(24 * time.Hour)
	do(c, "w-aino", id, "network/ties", contracts.NewTie{Kind: "friend", Closeness: 1, Name: "Canaryfriend", From: day.AddYears(-1)})
	for _, known := range contracts.PastKnown() {
		for _, on := range []calendar.Date{day.AddYears(-1), day.AddYears(-1).AddMonths(6), day.AddDays(-1)} {
			seen, err := c.past("w-aino", id, on, known)
			if err == nil {
				t.Errorf("%s, as known %s: %d lines of a case that there was not", on, known, len(seen.Timeline))
				continue
			}
			c.refused(err, "not-open-yet")
		}
	}
	for known, lines := range map[string]int{contracts.KnownThen: 1, contracts.KnownNow: 2} {
		seen, err := c.past("w-aino", id, day, known)
		must(t, err)
		if len(seen.Timeline) != lines || seen.Responsible != "w-aino" {
			t.Errorf("on the day of the opening, as known %s: %+v", known, seen.Timeline)
		}
	}
}
