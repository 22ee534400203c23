package transitions

import (
	"math/rand/v2"
	"strings"
	"testing"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
)

var (
	idle     = Situation{"none", "none", "none", "none"}
	studying = Situation{"none", "vocational", "none", "none"}
	firstOne = youth.Derive("the first situation")
	nextOne  = youth.Derive("the next situation")
	saysSo   = RecordSituation{Record: firstOne, From: monday, Situation: idle, Source: "own-word", Task: access.ChildProtection, On: tuesday, By: aino}
)

func TestRecordSituation(t *testing.T) {
	opened := CaseOpened(opening)
	with := func(change func(*RecordSituation)) RecordSituation {
		cmd := saysSo
		change(&cmd)
		return cmd
	}
	recorded := SituationRecorded{Record: firstOne, From: monday, Situation: idle, Source: "own-word", Task: access.ChildProtection, On: tuesday}
	corrects := with(func(c *RecordSituation) { c.Record, c.Corrects, c.Situation = nextOne, firstOne, studying })
	corrected := SituationRecorded{Record: nextOne, From: monday, Situation: studying, Source: "own-word", Corrects: firstOne, Task: access.ChildProtection, On: tuesday}
	t.Run("says what, from when on, and from where that is known", func(t *testing.T) {
		given(t, opened).When(saysSo).Then(recorded)
	})
	t.Run("corrects a record once, and keeps it", func(t *testing.T) {
		given(t, opened, recorded).When(corrects).Then(corrected)
		given(t, opened, recorded, corrected).When(corrects).ThenRefused(ErrNoSituation)
		given(t, opened).When(corrects).ThenRefused(ErrNoSituation)
	})
	t.Run("is refused to who is not responsible", func(t *testing.T) {
		given(t, opened).When(with(func(c *RecordSituation) { c.By = elin })).ThenRefused(ErrNotResponsible)
	})
	for field, wrong := range map[string]RecordSituation{
		"from":    with(func(c *RecordSituation) { c.From = calendar.Date{} }),
		"source":  with(func(c *RecordSituation) { c.Source = "hearsay" }),
		"work":    with(func(c *RecordSituation) { c.Situation.Work = "" }),
		"study":   with(func(c *RecordSituation) { c.Situation.Study = "life" }),
		"service": with(func(c *RecordSituation) { c.Situation.Service = "" }),
		"other":   with(func(c *RecordSituation) { c.Situation.Other = "" }),
	} {
		t.Run("is refused without "+field, func(t *testing.T) { thenWrong(t, []Event{opened}, wrong, field, "required") })
	}
	thenWrong(t, []Event{opened}, with(func(c *RecordSituation) { c.From = tuesday.AddDays(1) }), "from", "in-the-future")
}

func TestSituation_WhoIsNeet(t *testing.T) {
	for group, of := range map[string][]Situation{
		engaged:    {{"gig", "none", "none", "none"}, {"none", "preparatory", "none", "none"}, {"none", "none", "conscript", "none"}, {"none", "none", "civil", "workshop"}},
		neet:       {idle, {"none", "none", "none", "parental-leave"}},
		neetActive: {{"none", "none", "none", "rehabilitation"}, {"none", "none", "none", "workshop"}, {"none", "none", "none", "rehabilitative-work"}},
	} {
		for _, s := range of {
			if s.group() != group {
				t.Errorf("%+v is %s, not %s", s, s.group(), group)
			}
		}
	}
}

// TestSituation_OfADay: what was recorded by then stands as it was recorded; what
// is known now has the corrections.
func TestSituation_OfADay(t *testing.T) {
	april := date("2024-04-01")
	wrong := Found{Record: firstOne, From: date("2024-03-01"), Situation: idle, Recorded: date("2024-03-05")}
	right := Found{Record: nextOne, From: date("2024-03-01"), Situation: studying, Corrects: firstOne, Recorded: date("2024-06-10")}
	later := Found{Record: youth.Derive("later"), From: date("2024-05-01"), Situation: Situation{"full", "none", "none", "none"}, Recorded: date("2024-05-02")}
	late := Found{Record: youth.Derive("late"), From: date("2024-03-20"), Situation: studying, Recorded: date("2024-04-02")}
	for name, x := range map[string]struct {
		all       []Found
		on        calendar.Date
		then, now string
	}{
		"corrected later":                  {[]Found{wrong, right}, april, neet, engaged},
		"on the day of the correction":     {[]Found{wrong, right}, date("2024-06-10"), engaged, engaged},
		"on the day before the correction": {[]Found{wrong, right}, date("2024-06-09"), neet, engaged},
		"before it was recorded":           {[]Found{wrong}, date("2024-03-04"), "", neet},
		"before it was so":                 {[]Found{wrong}, date("2024-02-29"), "", ""},
		"another since":                    {[]Found{wrong, later}, date("2024-05-01"), neet, engaged},
		"another that was recorded late":   {[]Found{wrong, late}, april, neet, engaged},
		"of two of one day, the later":     {[]Found{wrong, {Record: nextOne, From: wrong.From, Situation: studying, Recorded: wrong.Recorded}}, april, engaged, engaged},
		"nothing":                          {nil, april, "", ""},
	} {
		for known, want := range map[string]string{contracts.KnownThen: x.then, contracts.KnownNow: x.now} {
			got := ""
			if f, ok := situationOn(x.all, x.on, known); ok {
				got = f.Situation.group()
			}
			if got != want {
				t.Errorf("%s, as %s: %q, wanted %q", name, known, got, want)
			}
		}
	}
}

func TestHolderOn(t *testing.T) {
	turns := []Turn{
		{date("2024-01-10"), date("2024-01-12"), true, aino.ID}, {date("2024-03-01"), date("2024-03-01"), true, elin.ID}, {date("2024-06-01"), date("2024-06-01"), false, ""},
	}
	for on, want := range map[string][2]string{
		"2024-01-09": {"", ""}, "2024-01-10": {"", aino.ID}, "2024-01-12": {aino.ID, aino.ID}, "2024-03-01": {elin.ID, elin.ID}, "2024-06-01": {"", ""},
	} {
		for i, known := range []string{contracts.KnownThen, contracts.KnownNow} {
			if holder, open := holderOn(turns, date(on), known); holder != want[i] || open != (want[i] != "") {
				t.Errorf("on %s, as %s: %q", on, known, holder)
			}
		}
	}
}

// lineText is a line of the report in words.
func lineText(c contracts.SituationCounts) string {
	return strings.Join([]string{c.Parts, number(c.Engaged), number(c.Neet), number(c.NeetActive), number(c.NeetWithout), number(c.Unknown), number(c.Total)}, " ")
}

func TestSituationReport(t *testing.T) {
	many := groupCounts{engaged: 20, neet: 8, neetActive: 5, unknown: 0}
	for name, x := range map[string]struct {
		then, now groupCounts
		says      [2]string
	}{
		"all groups": {many, many, [2]string{"groups 20 13 5 8 0 33", "groups 20 13 5 8 0 33"}},
		"a small group goes into one that is not":     {groupCounts{engaged: 20, neet: 11, neetActive: 2}, many, [2]string{"neet 20 13 – – 0 33", "neet 20 13 – – 0 33"}},
		"what one view hides the other does not tell": {many, groupCounts{engaged: 29, neet: 4}, [2]string{"total – – – – – 33", "total – – – – – 33"}},
		"and a small total is not told":               {groupCounts{engaged: 4}, groupCounts{engaged: 4}, [2]string{"nothing – – – – – –", "nothing – – – – – –"}},
	} {
		report := situationReport(monday, []string{"north"}, map[string]groupCounts{"north": x.then}, map[string]groupCounts{"north": x.now})
		if lineText(report.Then.Units[0].SituationCounts) != x.says[0] || lineText(report.Now.Units[0].SituationCounts) != x.says[1] || lineText(report.Then.All) != x.says[0] {
			t.Errorf("%s: %s and %s", name, lineText(report.Then.Units[0].SituationCounts), lineText(report.Now.Units[0].SituationCounts))
		}
	}
	t.Run("the area is told in no more parts than any unit", func(t *testing.T) {
		counts := map[string]groupCounts{"north": many, "south": {engaged: 3, neet: 9}}
		report := situationReport(monday, []string{"north", "south", "adults"}, counts, counts)
		if len(report.Now.Units) != 2 || lineText(report.Now.All) != "total – – – – – 45" {
			t.Errorf("%d units, in all %s", len(report.Now.Units), lineText(report.Now.All))
		}
	})
}

// TestSituationReport_WhatIsHiddenCannotBeFound: of each number of one to four
// there are other numbers that make the same report.
func TestSituationReport_WhatIsHiddenCannotBeFound(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	hidden := 0
	some := func(most int) groupCounts {
		return groupCounts{engaged: random.IntN(most), neet: random.IntN(most), neetActive: random.IntN(most), unknown: random.IntN(most)}
	}
	report := func(then, now groupCounts) string {
		return asText(t, situationReport(monday, []string{"north", "south"},
			map[string]groupCounts{"north": then, "south": {engaged: 9}}, map[string]groupCounts{"north": now, "south": {engaged: 9}}))
	}
	for range 150 {
		then, now := some(12), some(12)
		said := report(then, now)
		for _, group := range contracts.SituationGroups() {
			if n := then[group]; n == 0 || n >= smallest {
				continue
			}
			hidden++
			found := false
			for other := range alternatives(then) {
				if other[group] != then[group] && report(other, now) == said {
					found = true
					break
				}
			}
			if !found {
				t.Fatalf("%v beside %v tells how many are %s: %s", then, now, group, said)
			}
		}
	}
	if hidden == 0 {
		t.Error("nothing was hidden")
	}
}

// alternatives are the numbers with the total of g, and, of a small total, those of
// every small one.
func alternatives(g groupCounts) func(func(groupCounts) bool) {
	return func(yield func(groupCounts) bool) {
		least, most := g.total(), g.total()
		if most < smallest {
			least, most = 1, smallest-1
		}
		for total := least; total <= most; total++ {
			for e := range total + 1 {
				for n := range total - e + 1 {
					for a := range total - e - n + 1 {
						if !yield(groupCounts{engaged: e, neet: n, neetActive: a, unknown: total - e - n - a}) {
							return
						}
					}
				}
			}
		}
	}
}
