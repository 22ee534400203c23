package transitions

import (
	"maps"
	"testing"

	"nivel/libs/access"
	"nivel/libs/calendar"
)

var opensNeed = OpenHousingNeed{Need: youth.Derive("a home"), What: "no-home", Opened: monday, Detail: someText, Target: 14, Task: access.ChildProtection, On: tuesday, By: aino}

// opened is what happens when a need is opened.
func (cmd OpenHousingNeed) opened() HousingNeedOpened {
	due, finding := lsl76a(cmd.Opened, cmd.Target)
	return HousingNeedOpened{Need: cmd.Need, What: cmd.What, Opened: cmd.Opened, Detail: cmd.Detail, Due: due, On: cmd.On, Finding: finding, Task: cmd.Task}
}

func TestOpenHousingNeed(t *testing.T) {
	begun := CaseOpened(opening)
	with := func(change func(*OpenHousingNeed)) OpenHousingNeed {
		cmd := opensNeed
		change(&cmd)
		return cmd
	}
	t.Run("says what is needed, and by when the area means to have met it", func(t *testing.T) {
		given(t, begun).When(opensNeed).Then(opensNeed.opened())
	})
	t.Run("is refused while the same is open, not beside another", func(t *testing.T) {
		given(t, begun, opensNeed.opened()).When(with(func(c *OpenHousingNeed) { c.Need = youth.Derive("again") })).ThenRefused(ErrHousingOpen)
		other := with(func(c *OpenHousingNeed) { c.Need, c.What = youth.Derive("other"), "income" })
		given(t, begun, opensNeed.opened()).When(other).Then(other.opened())
	})
	t.Run("is refused to who is not responsible", func(t *testing.T) {
		given(t, begun).When(with(func(c *OpenHousingNeed) { c.By = elin })).ThenRefused(ErrNotResponsible)
	})
	thenWrong(t, []Event{begun}, with(func(c *OpenHousingNeed) { c.What = "a-castle" }), "what", "required")
	thenWrong(t, []Event{begun}, with(func(c *OpenHousingNeed) { c.Opened = calendar.Date{} }), "opened", "required")
	thenWrong(t, []Event{begun}, with(func(c *OpenHousingNeed) { c.Opened = tuesday.AddDays(1) }), "opened", "in-the-future")
}

func TestEndHousingNeed(t *testing.T) {
	before := []Event{CaseOpened(opening), opensNeed.opened()}
	ends := EndHousingNeed{Need: opensNeed.Need, How: "arranged", Ended: tuesday, Task: access.ChildProtection, On: tuesday, By: aino}
	with := func(change func(*EndHousingNeed)) EndHousingNeed {
		cmd := ends
		change(&cmd)
		return cmd
	}
	ended := HousingNeedEnded{
		Need: ends.Need, How: "arranged", Ended: tuesday, On: tuesday, Finding: lsl76aEnded(opensNeed.opened().need(access.ChildProtection), tuesday),
		Task: access.ChildProtection,
	}
	t.Run("says how, and whether within the target", func(t *testing.T) { given(t, before...).When(ends).Then(ended) })
	t.Run("ends it once, and the same need may be opened again", func(t *testing.T) {
		after := append(before[:2:2], ended)
		given(t, after...).When(ends).ThenRefused(ErrNoHousingNeed)
		given(t, after...).When(opensNeed).Then(opensNeed.opened())
	})
	t.Run("is refused in another service task than that in which it was opened", func(t *testing.T) {
		moved := append(before[:2:2], HandoverAccepted{Person: youth, From: aino.ID, To: henri.ID, Task: access.WorkingAge, On: tuesday})
		given(t, moved...).When(with(func(c *EndHousingNeed) { c.By, c.Task = henri, access.WorkingAge })).ThenRefused(ErrNoHousingNeed)
	})
	thenWrong(t, before, with(func(c *EndHousingNeed) { c.How = "" }), "how", "required")
	thenWrong(t, before, with(func(c *EndHousingNeed) { c.Ended = tuesday.AddDays(1) }), "ended", "in-the-future")
	thenWrong(t, before, with(func(c *EndHousingNeed) { c.Ended = monday.AddDays(-1) }), "ended", "ends-before-start")
}

// TestLaw_LSL417_76a_WithoutDelay: the act gives no days; the day is the area's own
// target, and the finding says so. An older need is counted from the day on which
// the wording came into force.
func TestLaw_LSL417_76a_WithoutDelay(t *testing.T) {
	for _, x := range []struct {
		opened string
		target int
		from   string
		due    string
	}{
		{"2023-11-01", 14, "2024-01-01", "2024-01-15"},
		{"2023-12-31", 14, "2024-01-01", "2024-01-15"},
		{"2024-01-01", 14, "2024-01-01", "2024-01-15"},
		{"2024-01-02", 14, "2024-01-02", "2024-01-16"},
		{"2026-12-24", 30, "2026-12-24", "2027-01-23"},
	} {
		due, f := lsl76a(date(x.opened), x.target)
		if due != date(x.due) || f.Provision != section76a || f.InForce != "2024-01-01" || f.Act != "417/2007" || f.Section != "76 a §" {
			t.Errorf("of %s: %s, %+v", x.opened, due, f.Provision)
		}
		if f.Inputs["opened"] != x.opened || f.Inputs["counted-from"] != x.from || !maps.Equal(f.Outcome, map[string]string{"limit": "without-delay", "own-target": x.due}) {
			t.Errorf("of %s: %v gives %v", x.opened, f.Inputs, f.Outcome)
		}
	}
	need := opensNeed.opened().need(access.ChildProtection)
	for ended, within := range map[string]string{"2026-11-23": "yes", "2026-12-07": "yes", "2026-12-08": "no"} {
		if f := lsl76aEnded(need, date(ended)); f.Outcome["within-target"] != within || f.Inputs["ended"] != ended || f.Inputs["target-days"] != "14" {
			t.Errorf("ended %s: %v gives %v", ended, f.Inputs, f.Outcome)
		}
	}
}

// TestHousing_InTheList: the row has the first day of the open needs of its task.
func TestHousing_InTheList(t *testing.T) {
	later := opensNeed
	later.Need, later.What, later.Opened = youth.Derive("other"), "income", monday.AddDays(-3)
	ended := HousingNeedEnded{Need: later.Need}
	for name, x := range map[string]struct {
		events []Event
		due    calendar.Date
	}{
		"none":                   {nil, calendar.Date{}},
		"the first of two":       {[]Event{opensNeed.opened(), later.opened()}, monday.AddDays(11)},
		"without what has ended": {[]Event{opensNeed.opened(), later.opened(), ended}, monday.AddDays(14)},
		"not in another service task": {
			[]Event{opensNeed.opened(), HandoverAccepted{From: aino.ID, To: henri.ID, Task: access.WorkingAge}}, calendar.Date{},
		},
		"not of a closed case": {[]Event{opensNeed.opened(), CaseClosed{On: tuesday}}, calendar.Date{}},
	} {
		if due := rowOf(append([]Event{CaseOpened(opening)}, x.events...)...).housingDue(); due != x.due {
			t.Errorf("%s: %s, wanted %s", name, due, x.due)
		}
	}
}
