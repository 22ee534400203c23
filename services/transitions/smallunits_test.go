package transitions

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"nivel/libs/contracts"
)

// TestSituationReport_SmallUnitsAreToldTogether: a small unit does not hide the
// whole county.
func TestSituationReport_SmallUnitsAreToldTogether(t *testing.T) {
	units := []string{"north", "south", "east", "west", "adults", ""}
	for name, x := range map[string]struct {
		counts map[string]int // all of them engaged
		says   string
	}{
		"none is small": {map[string]int{"north": 400, "south": 60}, "north 400, south 60, all 460"},
		"small ones together, with workers who are gone": {map[string]int{"north": 400, "south": 3, "east": 4, "": 6}, "north 400, together 13, all 413"},
		"a single one with as many of the next as hide it": {
			map[string]int{"north": 400, "south": 60, "east": 40, "west": 3}, "north 400, together 103, all 503",
		},
		"two, of which each would tell the other, with the next": {
			map[string]int{"north": 400, "south": 60, "west": 3, "adults": 4}, "north 400, together 67, all 467",
		},
		"workers who are gone, when they are many, by themselves": {map[string]int{"north": 400, "": 7}, "north 400, together 7, all 407"},
		"where the two are all there is, who leads one would find the other": {
			map[string]int{"north": 400, "south": 3}, "north 400, south –, all –",
		},
		"where there is but one": {map[string]int{"south": 3}, "south –, all –"},
	} {
		counts := map[string]groupCounts{}
		for unit, n := range x.counts {
			counts[unit] = groupCounts{engaged: n}
		}
		report := situationReport(monday, units, counts, counts)
		var says []string
		for _, line := range report.Now.Units {
			if line.Unit == "" {
				line.Unit = "together"
			}
			says = append(says, line.Unit+" "+number(line.Total))
		}
		if got := strings.Join(append(says, "all "+number(report.Now.All.Total)), ", "); got != x.says {
			t.Errorf("%s: %s, wanted %s", name, got, x.says)
		}
	}
}

// TestSituationReport_WhoLeadsAUnitFindsNoSmallNumber: whoever knows their own
// unit and takes it away from what is told is left with nothing of one to four.
func TestSituationReport_WhoLeadsAUnitFindsNoSmallNumber(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	units := []string{"north", "south", "east", "west", "adults", ""}
	together := 0
	for range 2_000 {
		then, now := map[string]groupCounts{}, map[string]groupCounts{}
		for _, unit := range units {
			most := []int{2, 4, 40}[random.IntN(3)]
			for _, view := range []map[string]groupCounts{then, now} {
				view[unit] = groupCounts{engaged: random.IntN(most), neet: random.IntN(most), neetActive: random.IntN(most), unknown: random.IntN(most)}
			}
		}
		report := situationReport(monday, units, then, now)
		for i, view := range []contracts.SituationFigures{report.Then, report.Now} {
			counts := []map[string]groupCounts{then, now}[i]
			lines := []contracts.UnitOfSituations{{SituationCounts: view.All}}
			if j := slices.IndexFunc(view.Units, func(u contracts.UnitOfSituations) bool { return u.Unit == "" }); j >= 0 {
				lines = append(lines, view.Units[j])
				together++
			}
			for k, line := range lines {
				for _, unit := range units {
					inLine := k == 0 || !slices.ContainsFunc(view.Units, func(u contracts.UnitOfSituations) bool { return u.Unit == unit && unit != "" })
					if own := counts[unit]; inLine {
						notLeft(t, line.Engaged, own[engaged])
						notLeft(t, line.Neet, own[neet]+own[neetActive])
						notLeft(t, line.NeetActive, own[neetActive])
						notLeft(t, line.NeetWithout, own[neet])
						notLeft(t, line.Unknown, own[unknown])
						notLeft(t, line.Total, own.total())
					}
				}
			}
		}
	}
	if together == 0 {
		t.Error("nothing was told together")
	}
}

// notLeft expects that what is told, without what somebody knows of it, is not
// one to four.
func notLeft(t *testing.T, told *int, own int) {
	t.Helper()
	if told != nil && *told > own && *told-own < smallest {
		t.Fatalf("%d is told, of which who leads a unit knows %d", *told, own)
	}
}

// TestContactReport_SmallUnitsAreToldTogether: likewise of contacts.
func TestContactReport_SmallUnitsAreToldTogether(t *testing.T) {
	inPerson := func(n int) map[Mode]int { return map[Mode]int{{"in-person", "in-person"}: n} }
	units := []string{"north", "south", "east", "west", ""}
	for name, x := range map[string]struct {
		counts map[string]map[Mode]int
		says   string
	}{
		"a small one with as many of the next as hide it": {
			map[string]map[Mode]int{"north": inPerson(30), "south": inPerson(12), "east": inPerson(9), "west": inPerson(3)}, "north 30, together 24, all 54",
		},
		"small ones together":   {map[string]map[Mode]int{"north": inPerson(30), "south": inPerson(4), "east": inPerson(4), "": inPerson(3)}, "north 30, together 11, all 41"},
		"two are all there is":  {map[string]map[Mode]int{"north": inPerson(30), "west": inPerson(3)}, "north 30, west –, all –"},
		"none of them is small": {map[string]map[Mode]int{"north": inPerson(30), "west": inPerson(5)}, "north 30, west 5, all 35"},
	} {
		report := contactReport(2026, units, x.counts)
		var says []string
		for _, line := range report.Units {
			if line.Unit == "" {
				line.Unit = "together"
			}
			says = append(says, line.Unit+" "+number(line.Total))
		}
		if got := strings.Join(append(says, "all "+number(report.All.Total)), ", "); got != x.says {
			t.Errorf("%s: %s, wanted %s", name, got, x.says)
		}
	}
}
