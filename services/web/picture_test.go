package web_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
)

// longCase is a case that changed hands, was closed and opened again.
func longCase() contracts.Case {
	at := func(day string) time.Time { return calendar.MustParse(day).Midnight().Add(12 * time.Hour) }
	c := someCase()
	c.DutyEnd, c.Decisions, c.Meetings = calendar.MustParse("2029-05-10"), nil, []contracts.Meeting{
		{Held: calendar.MustParse("2026-11-02"), Offered: "online", Chosen: "online"},
		{For: calendar.MustParse("2026-12-01"), Offered: "in-person", Chosen: "in-person"},
	}
	c.Decisions = []contracts.Decision{
		{About: "support", Granted: true, Service: "93", From: calendar.MustParse("2025-02-01"), Until: calendar.MustParse("2025-12-31"), On: calendar.MustParse("2025-01-20")},
		{About: "support", Granted: true, Service: "46", From: calendar.MustParse("2025-06-01"), On: calendar.MustParse("2025-05-20")}, // beside the first
		{About: "support", Service: "93", On: calendar.MustParse("2026-01-20")},
	}
	c.Timeline = []contracts.Happened{
		{What: "transitions.case-opened.v1", At: at("2024-05-10"), Facts: map[string]string{"responsible": "w-elin", "on": "2024-05-08"}},
		{What: "transitions.right-assessed.v1", At: at("2024-05-20")},
		{What: "transitions.worker-away.v1", At: at("2024-06-01"), Facts: map[string]string{"from-day": "2024-07-01", "until-day": "2024-07-31"}},
		{What: "transitions.handover-accepted.v1", At: at("2025-03-01"), Facts: map[string]string{"from": "w-elin", "to": "w-aino", "task": "child-protection"}},
		{What: "transitions.case-closed.v1", At: at("2026-02-01")},
		{What: "transitions.case-reopened.v1", At: at("2026-05-01"), Facts: map[string]string{"responsible": "w-aino"}},
		{What: "transitions.plan-made.v1", At: at("2026-06-01")},
		{What: "transitions.handover-accepted.v1", At: at("2026-10-01"), Facts: map[string]string{"from": "w-aino", "to": "w-henri", "task": "working-age"}},
	}
	return c
}

func TestCaseInPicture(t *testing.T) {
	d := newDesk(t)
	d.transitions.set(func() { d.transitions.one = longCase() })
	b := d.signedIn(t, "w-aino")
	p := b.get(caseOnePath)
	section := all(p.root, func(n *html.Node) bool { return attr(n, "class") == "picture" })
	if len(section) != 1 {
		t.Fatalf("%d pictures", len(section))
	}
	t.Run("reads as a table of the same things, in their order", func(t *testing.T) {
		var rows []string
		for _, row := range all(section[0], func(n *html.Node) bool { return n.Data == "tr" }) {
			rows = append(rows, text(row))
		}
		want := []string{
			"What Who or which Begins Ends",
			"Phase Child protection 8 May 2024 1 Feb 2026", "Phase Child protection 1 May 2026 1 Oct 2026", "Phase Services for people of working age 1 Oct 2026 Goes on",
			"Responsible worker Elin Björkskog 8 May 2024 1 Mar 2025", "Responsible worker Aino Virtaharju 1 Mar 2025 1 Feb 2026",
			"Responsible worker Aino Virtaharju 1 May 2026 1 Oct 2026", "Responsible worker Henri Suvantola 1 Oct 2026 Goes on",
			"Worker away Away 1 Jul 2024 31 Jul 2024",
			"Right to aftercare Statutory 20 May 2024 10 May 2029",
		}
		for i, row := range want {
			if i >= len(rows) || rows[i] != row {
				t.Errorf("row %d is %q, not %q", i, rows[min(i, len(rows)-1)], row)
			}
		}
		if all := strings.Join(rows, "\n"); strings.Count(all, "\nDecisions ") != 3 || strings.Count(all, "\nMeetings ") != 2 || strings.Count(all, "\nPlans ") != 1 ||
			!strings.Contains(all, "Meetings Planned: In person 1 Dec 2026") {
			t.Error(all)
		}
	})
	t.Run("is drawn within its frame, hidden from who reads the table", func(t *testing.T) {
		lanes := all(section[0], func(n *html.Node) bool { return strings.HasPrefix(attr(n, "class"), "picture-lane ") })
		bars := all(section[0], func(n *html.Node) bool { return attr(n, "class") == "picture-bar" })
		points := all(section[0], func(n *html.Node) bool { return attr(n, "class") == "picture-point" })
		if len(lanes) != 8 || len(bars) != 11 || len(points) != 4 {
			t.Errorf("%d lanes, %d bars, %d points", len(lanes), len(bars), len(points))
		}
		if drawing := all(section[0], func(n *html.Node) bool { return attr(n, "class") == "picture-lanes" }); attr(drawing[0], "aria-hidden") != "true" {
			t.Error("the drawing is read out")
		}
		placed := 0
		for _, n := range all(section[0], func(*html.Node) bool { return true }) {
			for _, name := range []string{"x", "cx", "x1", "width"} {
				if share, isShare := strings.CutSuffix(attr(n, name), "%"); isShare {
					placed++
					if at, err := strconv.ParseFloat(share, 64); err != nil || at < 0 || at > 100 {
						t.Errorf("%s is %s", name, share)
					}
				}
			}
		}
		if placed < 30 {
			t.Errorf("%d things have a place", placed)
		}
	})
	t.Run("needs no style of its own", func(t *testing.T) {
		if strings.Contains(p.body, "style=") {
			t.Error("the page has a style that its policy forbids")
		}
	})
	t.Run("is not shown to who sees only the offer", func(t *testing.T) {
		d.transitions.set(func() { d.transitions.one.Shows = contracts.ShowsOffer })
		if strings.Contains(b.get(caseOnePath).body, `class="picture"`) {
			t.Error("there is a picture")
		}
	})
}
