package web_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// TestCaseInPicture_Groups: the picture has the peer groups of the young person,
// and stands without what services/peergroups knows of them.
func TestCaseInPicture_Groups(t *testing.T) {
	open := func(t *testing.T) (*desk, *browser) {
		d := newDesk(t)
		d.transitions.set(func() {
			d.transitions.one = longCase()
			d.transitions.one.Groups = []contracts.GroupTime{
				{Group: es.ID{}.Derive("a group before"), Joined: calendar.MustParse("2025-02-01"), Left: calendar.MustParse("2025-03-01")},
				{Group: deskGroup, Joined: calendar.MustParse("2026-11-02")},
			}
		})
		return d, d.signedIn(t, "w-aino")
	}
	rows := func(t *testing.T, p page) (of []string) {
		t.Helper()
		for _, row := range all(p.root, func(n *html.Node) bool { return n.Data == "tr" }) {
			if said := text(row); strings.HasPrefix(said, "Peer groups ") {
				of = append(of, said)
			}
		}
		return of
	}
	t.Run("are named, from joining until leaving or the last session", func(t *testing.T) {
		_, b := open(t)
		p := b.get(caseOnePath)
		got := rows(t, p)
		if len(got) != 2 || got[0] != "Peer groups Starting a home 1 Feb 2025 1 Mar 2025" || got[1] != "Peer groups Starting a home 2 Nov 2026 24 Nov 2026" {
			t.Errorf("%q", got)
		}
		lanes := all(p.root, func(n *html.Node) bool { return attr(n, "class") == "picture-lane lane-group" })
		if len(lanes) != 1 || len(all(lanes[0], func(n *html.Node) bool { return attr(n, "class") == "picture-bar" })) != 2 {
			t.Errorf("%d lanes of groups", len(lanes))
		}
		if strings.Contains(p.body, "could not be fetched") {
			t.Error("they are said not to be known")
		}
	})
	t.Run("stand without names while peergroups is away, and the page says so", func(t *testing.T) {
		d, b := open(t)
		d.peergroups.set(func() { d.peergroups.broken = true })
		p := b.get(caseOnePath)
		got := rows(t, p)
		if len(got) != 2 || got[0] != "Peer groups Peer group 1 Feb 2025 1 Mar 2025" || got[1] != "Peer groups Peer group 2 Nov 2026 Goes on" {
			t.Errorf("%q", got)
		}
		p.says(t, "What the peer groups are called, and until when they meet, could not be fetched now", "Responsible worker Elin Björkskog 8 May 2024 1 Mar 2025")
	})
	t.Run("stand without names that are not for the reader", func(t *testing.T) {
		d, b := open(t)
		d.peergroups.set(func() { d.peergroups.oneRefuse = &refusal.Refusal{Kind: refusal.Missing, Code: "not-found"} })
		p := b.get(caseOnePath)
		if got := rows(t, p); len(got) != 2 || got[1] != "Peer groups Peer group 2 Nov 2026 Goes on" || strings.Contains(p.body, "could not be fetched") {
			t.Errorf("%q", got)
		}
	})
	t.Run("and as of a past day the picture is of that day", func(t *testing.T) {
		d, b := open(t)
		p := b.get(caseOnePath + "/past?day=1.10.2026&known=now")
		got := rows(t, p)
		if len(got) != 1 || got[0] != "Peer groups Starting a home 1 Feb 2025 1 Mar 2025" {
			t.Errorf("%q", got)
		}
		p.says(t, "The upright line is 1 Oct 2026, the day that you asked for.", "Responsible worker Aino Virtaharju")
		d.peergroups.set(func() { d.peergroups.broken = true })
		b.get(caseOnePath+"/past?day=1.10.2026&known=now").says(t, "could not be fetched now")
	})
	t.Run("are asked for only where there are any", func(t *testing.T) {
		d := newDesk(t)
		d.signedIn(t, "w-aino").get(caseOnePath)
		if asked := d.peergroups.all(); len(asked) != 0 {
			t.Errorf("asked %+v", asked)
		}
	})
}
