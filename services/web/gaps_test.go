package web_test

import (
	"net/url"
	"strings"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
)

func someGaps() contracts.GapPage {
	today := calendar.On(now)
	row := contracts.CaseRow{Case: caseOne, Person: personOne, Task: "child-protection", Responsible: "w-aino", Right: "statutory", Next: "make-plan"}
	return contracts.GapPage{
		View: "unit", Today: today, Until: today.AddMonths(12), Next: "1~k",
		Workers: []contracts.WorkerGaps{{Worker: "w-aino", Open: 2, Coming: 5}},
		Rows: []contracts.GapRow{{CaseRow: row, Away: &contracts.Absence{From: today, Until: today.AddDays(2)}, Gaps: []contracts.Gap{
			{Kind: "no-plan", On: today.AddDays(-3), Open: true}, {Kind: "right-ends", On: today.AddDays(40)},
		}}},
	}
}

func TestGaps(t *testing.T) {
	d := newDesk(t)
	d.transitions.gaps = someGaps()
	b := d.signedIn(t, "w-aino")
	t.Run("says who, what, since when and whose", func(t *testing.T) {
		p := b.get("/gaps")
		row := text(p.element(t, "g-"+caseOne.String()))
		for _, want := range []string{"Virtasalo, Venla Testi", "There is no plan", "3 days", "The right ends and nobody has accepted", "in 40 days", "Nobody stands in"} {
			if !strings.Contains(row, want) {
				t.Errorf("the row %q does not say %q", row, want)
			}
		}
		p.says(t, "Aino Virtaharju 2 5", "Gaps")
		if got := d.transitions.last().query; got != "view=mine" {
			t.Errorf("asked for %s", got)
		}
	})
	t.Run("begins with the unit for who leads it, and asks for the page of the address", func(t *testing.T) {
		m := d.signedIn(t, "w-maria")
		m.get("/gaps")
		if got := d.transitions.last().query; got != "view=unit" {
			t.Errorf("asked for %s", got)
		}
		m.get("/gaps?view=mine&from=1~k")
		if got := d.transitions.last().query; got != "from=1~k&view=mine" {
			t.Errorf("asked for %s", got)
		}
	})
	t.Run("an empty board says so", func(t *testing.T) {
		d.transitions.gaps = contracts.GapPage{View: "mine", Today: calendar.On(now)}
		b.get("/gaps").says(t, "No gaps in sight")
	})
}

func TestCase_SaysHowSteadyTheWorkerIs(t *testing.T) {
	d := newDesk(t)
	today := calendar.On(now)
	d.transitions.one.Continuity = &contracts.Continuity{Changes: 2, Since: today, Uncovered: 3}
	d.transitions.one.Away = &contracts.Absence{From: today, Until: today, Substitute: "w-elin"}
	d.transitions.one.May = append(d.transitions.one.May, "absence")
	b := d.signedIn(t, "w-aino")
	b.get(caseOnePath).says(t, "has changed 2 times", "3 days without a named worker", "Substitute: Elin", "Record that the worker is away")
	b.submit(caseOnePath, caseOnePath+"/absence", url.Values{"from": {"23.11.2026"}, "until": {"25.11.2026"}, "substitute": {"w-elin"}})
	commands := d.transitions.commands()
	if got := string(commands[len(commands)-1].body); !strings.Contains(got, `"from":"2026-11-23"`) || !strings.Contains(got, `"substitute":"w-elin"`) {
		t.Errorf("sent %s", got)
	}
}
