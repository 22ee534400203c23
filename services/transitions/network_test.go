package transitions

import (
	"testing"

	"nivel/libs/access"
	"nivel/libs/calendar"
)

var (
	friend = youth.Derive("a friend")
	draws  = DrawTie{Tie: friend, Kind: "friend", Closeness: 2, Name: someText, From: monday, Task: access.ChildProtection, On: tuesday, Drawer: Drawer{By: aino}}
	drawn  = TieDrawn{Tie: friend, Kind: "friend", Closeness: 2, Name: someText, From: monday, Task: access.ChildProtection, On: tuesday}
)

func TestDrawTie(t *testing.T) {
	begun := CaseOpened(opening)
	with := func(change func(*DrawTie)) DrawTie {
		cmd := draws
		change(&cmd)
		return cmd
	}
	t.Run("by the worker or by the young person", func(t *testing.T) {
		given(t, begun).When(draws).Then(drawn)
		own := drawn
		own.Self, own.From = true, calendar.Date{}
		given(t, begun).When(with(func(c *DrawTie) { c.Drawer, c.From = Drawer{Youth: youth}, calendar.Date{} })).Then(own)
	})
	t.Run("by nobody else, and not of a closed case", func(t *testing.T) {
		given(t, begun).When(with(func(c *DrawTie) { c.By = elin })).ThenRefused(ErrNotResponsible)
		given(t, begun).When(with(func(c *DrawTie) { c.Drawer = Drawer{Youth: matter} })).ThenRefused(ErrNotFound)
		closed := CaseClosed{Person: youth, Reason: "own-wish", On: monday}
		given(t, begun, closed).When(with(func(c *DrawTie) { c.Drawer = Drawer{Youth: youth} })).ThenRefused(ErrClosed)
	})
	t.Run("until the network is full", func(t *testing.T) {
		past := []Event{begun}
		for i := range maxTies {
			one := drawn
			one.Tie = friend.Derive(string(rune('a' + i)))
			past = append(past, one)
		}
		given(t, past...).When(draws).ThenRefused(ErrTooManyTies)
		moved := append(past, HandoverAccepted{Person: youth, From: aino.ID, To: henri.ID, Task: access.WorkingAge, On: tuesday})
		anew := drawn // by who sees none of those
		anew.Task = access.WorkingAge
		given(t, moved...).When(with(func(c *DrawTie) { c.Drawer, c.Task = Drawer{By: henri}, access.WorkingAge })).Then(anew)
	})
	thenWrong(t, []Event{begun}, with(func(c *DrawTie) { c.Kind = "robot" }), "kind", "required")
	thenWrong(t, []Event{begun}, with(func(c *DrawTie) { c.Closeness = 4 }), "closeness", "required")
	thenWrong(t, []Event{begun}, with(func(c *DrawTie) { c.Name.Key, c.Name.Cipher = "", nil }), "name", "required")
	thenWrong(t, []Event{begun}, with(func(c *DrawTie) { c.From = tuesday.AddDays(1) }), "from", "in-the-future")
}

func TestChangeTie(t *testing.T) {
	before := []Event{CaseOpened(opening), drawn}
	nearer := ChangeTie{Tie: friend, Closeness: 1, From: tuesday, Task: access.ChildProtection, On: tuesday, Drawer: Drawer{Youth: youth}}
	with := func(change func(*ChangeTie)) ChangeTie {
		cmd := nearer
		change(&cmd)
		return cmd
	}
	gone := with(func(c *ChangeTie) { c.Gone = true })
	t.Run("nearer, and gone, from a day on", func(t *testing.T) {
		given(t, before...).When(nearer).Then(TieChanged{Tie: friend, Closeness: 1, From: tuesday, Self: true, Task: access.ChildProtection, On: tuesday})
		given(t, before...).When(gone).Then(TieChanged{Tie: friend, Gone: true, From: tuesday, Self: true, Task: access.ChildProtection, On: tuesday})
	})
	t.Run("is refused of who is not there, any more or in this service task", func(t *testing.T) {
		given(t, before...).When(with(func(c *ChangeTie) { c.Tie = matter })).ThenRefused(ErrNoTie)
		given(t, append(before[:2:2], TieChanged{Tie: friend, Gone: true, From: tuesday})...).When(nearer).ThenRefused(ErrNoTie)
		moved := append(before[:2:2], HandoverAccepted{Person: youth, From: aino.ID, To: henri.ID, Task: access.WorkingAge, On: tuesday})
		given(t, moved...).When(with(func(c *ChangeTie) { c.Drawer, c.Task = Drawer{By: henri}, access.WorkingAge })).ThenRefused(ErrNoTie)
	})
	t.Run("by the young person in whichever service task they were drawn: they see them all", func(t *testing.T) {
		moved := append(before[:2:2], HandoverAccepted{Person: youth, From: aino.ID, To: henri.ID, Task: access.WorkingAge, On: tuesday})
		now := func(cmd ChangeTie) ChangeTie { // sent from a page that shows the case as it is now
			cmd.Task = access.WorkingAge
			return cmd
		}
		given(t, moved...).When(now(nearer)).Then(TieChanged{Tie: friend, Closeness: 1, From: tuesday, Self: true, Task: access.ChildProtection, On: tuesday})
		given(t, moved...).When(now(gone)).Then(TieChanged{Tie: friend, Gone: true, From: tuesday, Self: true, Task: access.ChildProtection, On: tuesday})
	})
	thenWrong(t, before, with(func(c *ChangeTie) { c.Closeness = 0 }), "closeness", "required")
	thenWrong(t, before, with(func(c *ChangeTie) { c.From = monday.AddDays(-1) }), "from", "ends-before-start")
	thenWrong(t, before, with(func(c *ChangeTie) { c.From = tuesday.AddDays(1) }), "from", "in-the-future")
	thenWrong(t, before, with(func(c *ChangeTie) { c.From = calendar.Date{} }), "from", "required")
}

// TestClosenessOn: a changed contact shows as it was on an earlier day.
func TestClosenessOn(t *testing.T) {
	changes := []TieChanged{{Closeness: 1, From: date("2026-12-10")}, {Closeness: 3, From: date("2026-12-01")}, {Gone: true, From: date("2027-01-05")}, {Closeness: 2, From: date("2026-12-10")}}
	for day, want := range map[string]int{
		"2026-11-22": 0, "2026-11-23": 2, "2026-11-30": 2, "2026-12-01": 3, "2026-12-09": 3, "2026-12-10": 2, "2027-01-04": 2, "2027-01-05": 0, "2030-01-01": 0,
	} {
		if got := closenessOn(drawn, changes, date(day)); got != want {
			t.Errorf("on %s: %d, wanted %d", day, got, want)
		}
	}
	always := drawn
	always.From = calendar.Date{}
	if closenessOn(always, nil, date("2000-01-01")) != 2 {
		t.Error("who has always been there is not")
	}
}
