package web_test

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
)

// happenedOn is an entry of a timeline of a day; of one without facts the reader is
// told no more.
func happenedOn(day, what string, facts map[string]string) contracts.Happened {
	return contracts.Happened{What: "transitions." + what + ".v1", At: calendar.MustParse(day).Midnight().Add(12 * time.Hour), Facts: facts}
}

func awayOn(recorded, from, until string) contracts.Happened {
	return happenedOn(recorded, "worker-away", map[string]string{"from-day": from, "until-day": until})
}

// TestCaseInPicture_SaysWhatWasSo draws nobody away whose case it no longer was, no
// absence twice, and no name that is not disclosed.
func TestCaseInPicture_SaysWhatWasSo(t *testing.T) {
	opened := happenedOn("2026-01-01", "case-opened", map[string]string{"responsible": "w-elin", "on": "2026-01-01"})
	accepted := happenedOn("2026-03-10", "handover-accepted", map[string]string{"from": "w-elin", "to": "w-aino", "task": "child-protection"})
	closed := happenedOn("2026-03-10", "case-closed", nil)
	reopened := happenedOn("2026-04-01", "case-reopened", map[string]string{"responsible": "w-aino"})
	july := awayOn("2026-02-01", "2026-07-01", "2026-07-31")
	for name, x := range map[string]struct {
		timeline []contracts.Happened
		lane     string
		want     []string
	}{
		"a handover ends an absence":             {[]contracts.Happened{opened, awayOn("2026-02-01", "2026-03-01", "2026-03-31"), accepted}, "Worker away", []string{"Away 1 Mar 2026 9 Mar 2026"}},
		"and one that had not begun":             {[]contracts.Happened{opened, july, accepted}, "Worker away", nil},
		"but not that of the new worker":         {[]contracts.Happened{opened, accepted, awayOn("2026-03-11", "2026-07-01", "2026-07-31")}, "Worker away", []string{"Away 1 Jul 2026 31 Jul 2026"}},
		"the closing ends it":                    {[]contracts.Happened{opened, awayOn("2026-02-01", "2026-03-01", "2026-04-30"), closed, reopened}, "Worker away", []string{"Away 1 Mar 2026 9 Mar 2026"}},
		"what was over before it is as it was":   {[]contracts.Happened{opened, awayOn("2026-02-01", "2026-02-02", "2026-02-09"), closed}, "Worker away", []string{"Away 2 Feb 2026 9 Feb 2026"}},
		"recorded anew with a later last day":    {[]contracts.Happened{opened, july, awayOn("2026-07-20", "2026-07-01", "2026-08-15")}, "Worker away", []string{"Away 1 Jul 2026 15 Aug 2026"}},
		"and with an earlier one":                {[]contracts.Happened{opened, july, awayOn("2026-07-20", "2026-07-01", "2026-07-19")}, "Worker away", []string{"Away 1 Jul 2026 19 Jul 2026"}},
		"a later one says its own days anew":     {[]contracts.Happened{opened, july, awayOn("2026-07-05", "2026-07-10", "2026-07-12")}, "Worker away", []string{"Away 1 Jul 2026 9 Jul 2026", "Away 10 Jul 2026 12 Jul 2026", "Away 13 Jul 2026 31 Jul 2026"}},
		"the last days of one":                   {[]contracts.Happened{opened, july, awayOn("2026-07-05", "2026-07-25", "2026-08-05")}, "Worker away", []string{"Away 1 Jul 2026 24 Jul 2026", "Away 25 Jul 2026 5 Aug 2026"}},
		"two that have nothing in common":        {[]contracts.Happened{opened, july, awayOn("2026-07-05", "2026-09-01", "2026-09-02")}, "Worker away", []string{"Away 1 Jul 2026 31 Jul 2026", "Away 1 Sep 2026 2 Sep 2026"}},
		"whose it was is not disclosed":          {[]contracts.Happened{happenedOn("2026-01-01", "case-opened", nil), accepted}, "Responsible worker", []string{"Not disclosed to you 1 Jan 2026 10 Mar 2026", "Aino Virtaharju 10 Mar 2026 Goes on"}},
		"nor to whom it went":                    {[]contracts.Happened{opened, happenedOn("2026-03-10", "handover-accepted", nil)}, "Responsible worker", []string{"Elin Björkskog 1 Jan 2026 10 Mar 2026", "Not disclosed to you 10 Mar 2026 Goes on"}},
		"nor in which service it has been since": {[]contracts.Happened{opened, happenedOn("2026-03-10", "handover-accepted", nil)}, "Phase", []string{"Child protection 1 Jan 2026 10 Mar 2026", "Not disclosed to you 10 Mar 2026 Goes on"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.transitions.set(func() { d.transitions.one.Timeline = x.timeline })
			section := all(d.signedIn(t, "w-aino").get(caseOnePath).root, func(n *html.Node) bool { return attr(n, "class") == "picture" })
			if len(section) != 1 {
				t.Fatalf("%d pictures", len(section))
			}
			var got []string
			for _, row := range all(section[0], tag("tr")) {
				if span, of := strings.CutPrefix(text(row), x.lane+" "); of {
					got = append(got, span)
				}
			}
			if strings.Join(got, "|") != strings.Join(x.want, "|") {
				t.Errorf("it says %q, not %q", got, x.want)
			}
		})
	}
}
