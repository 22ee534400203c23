package transitions_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// daily reads the everyday life of a case.
func (c *county) daily(who string, id es.ID) contracts.DailyLife {
	c.Helper()
	life, _, err := edge.Call[contracts.DailyLife](c.Context(), c.as(who), edge.Request{Method: "GET", Path: "/cases/" + id.String() + "/daily"})
	must(c.T, err)
	return life
}

// report reads a report, which is empty while its list is built.
func report[R any](c *county, who, path string, query ...string) (R, error) {
	c.Helper()
	values := map[string][]string{}
	for i := 0; i+1 < len(query); i += 2 {
		values[query[i]] = []string{query[i+1]}
	}
	out, _, err := edge.Call[R](c.Context(), c.as(who), edge.Request{Method: "GET", Path: path, Query: values})
	return out, err
}

// nothingReadable expects that nothing that people wrote is readable in history.
func (c *county) nothingReadable(id es.ID) {
	c.Helper()
	recorded, err := c.history.Read(c.Context(), "transitions-"+id.String(), 0)
	must(c.T, err)
	for _, r := range recorded {
		if strings.Contains(string(r.Data), "Canary") {
			c.Errorf("%s is readable", r.Name)
		}
	}
}

func number(n *int) string {
	if n == nil {
		return "–"
	}
	return fmt.Sprint(*n)
}

// TestContacts: six contacts, meetings among them, are split by mode on the case,
// and in the manager's report by unit, where small numbers are hidden.
func TestContacts(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	contact := contracts.NewContact{Day: day.AddDays(-1), Offered: "in-person", Chosen: "online", Note: "Canarynote"}
	for range 5 {
		do(c, "w-aino", id, "daily/contacts", contact)
	}
	do(c, "w-aino", id, "meetings/held", contracts.HeldMeeting{Met: day, Offered: "assisted", Chosen: "assisted"})

	t.Run("the case shows each, the newest first, and how they split", func(t *testing.T) {
		life := c.daily("w-aino", id)
		if len(life.Contacts) != 6 || !life.Contacts[0].Meeting || life.Contacts[1].Note != "Canarynote" || life.Contacts[1].Who != "w-aino" || life.May[0] != "contact" {
			t.Fatalf("%+v, may %v", life.Contacts, life.May)
		}
		m := life.Modes
		if number(m.Chosen[0].Count) != "0" || number(m.Chosen[1].Count) != "1" || number(m.Chosen[2].Count) != "5" || number(m.Other) != "5" || number(m.Total) != "6" {
			t.Errorf("%s", fmt.Sprint(m))
		}
	})
	t.Run("a colleague of the team sees them and records none, one of another unit sees nothing", func(t *testing.T) {
		if life := c.daily("w-oskari", id); len(life.Contacts) != 6 || len(life.May) != 0 {
			t.Errorf("%+v", life)
		}
		_, err := try(c, "w-oskari", id, "daily/contacts", contact)
		c.refused(err, "not-responsible")
		_, err = report[contracts.DailyLife](c, "w-henri", "/cases/"+id.String()+"/daily")
		c.refused(err, "not-found")
		_, err = report[contracts.DailyLife](c, "w-elin", "/cases/"+id.String()+"/daily")
		c.refused(err, "no-relation")
	})
	t.Run("a contact of a worker whom the area does not know is refused", func(t *testing.T) {
		contact.Who = "w-nobody"
		_, err := try(c, "w-aino", id, "daily/contacts", contact)
		c.refused(err, "unknown-worker")
	})
	t.Run("they stay in the service task in which they were written", func(t *testing.T) {
		c.handOver(id, "w-henri")
		if life := c.daily("w-henri", id); len(life.Contacts) != 0 || number(life.Modes.Total) != "0" {
			t.Errorf("adult social work sees %+v", life.Contacts)
		}
		if life := c.daily("w-aino", id); len(life.Contacts) != 6 || len(life.May) != 0 {
			t.Errorf("who handed over sees %+v", life)
		}
	})
	t.Run("the report hides the one, and what would tell it", func(t *testing.T) {
		c.clock.forward(9 * 24 * time.Hour) // in December: what was recorded in November is counted
		var got contracts.ContactReport
		c.until("the report counts them", func() bool {
			var err error
			got, err = report[contracts.ContactReport](c, "w-maria", "/daily/contacts", "year", "2026")
			return err == nil && len(got.Units) == 1 && got.Units[0].Cells[2].Count != nil && number(got.Units[0].Cells[4].Count) == "–"
		})
		if got.Through != calendar.MustParse("2026-11-30") {
			t.Errorf("it counts what was recorded by %s", got.Through)
		}
		north := got.Units[0]
		if north.Unit != "north" || number(north.Cells[2].Count) != "5" || number(north.Chosen[2].Count) != "5" || number(north.Other) != "5" || north.Total != nil || got.All.Total != nil {
			t.Errorf("%s other %s in all %s", north.Unit, number(north.Other), number(north.Total))
		}
		last, err := report[contracts.ContactReport](c, "w-maria", "/daily/contacts", "year", "2025")
		must(t, err)
		if len(last.Units) != 0 || number(last.All.Total) != "0" {
			t.Errorf("the year before: %+v", last)
		}
		for year, code := range map[string]string{"2027": "unknown-year", "now": "unknown-year"} {
			_, err := report[contracts.ContactReport](c, "w-maria", "/daily/contacts", "year", year)
			c.refused(err, code)
		}
		_, err = report[contracts.ContactReport](c, "w-aino", "/daily/contacts", "year", "2026")
		c.refused(err, "not-allowed")
	})
	c.nothingReadable(id)
}

// openAt opens the case of a young person at the clock's time.
func (c *county) openAt(person es.ID) es.ID {
	c.Helper()
	_, fact := c.complete(person, "aftercare")
	id := fact.Derive("case")
	c.until("the case is open", func() bool {
		_, err := c.seeing("w-aino", id)
		return err == nil
	})
	return id
}

// TestSituations_AsOfADay is the report as of 1.4.2024: a later correction changes
// what is known now, and not what was recorded then.
func TestSituations_AsOfADay(t *testing.T) {
	c := newCounty(t)
	march, april := time.Date(2024, 3, 4, 9, 0, 0, 0, time.UTC), calendar.MustParse("2024-04-01")
	c.clock.forward(march.Sub(monday))
	idle := contracts.Situation{Work: "none", Study: "none", Service: "none", Other: "none"}
	var ids []es.ID
	for i := range 10 {
		id := c.openAt(es.ID{}.Derive(fmt.Sprint("young ", i)))
		do(c, "w-aino", id, "daily/situations", contracts.NewSituation{From: calendar.On(march), Source: "worker", Situation: idle})
		ids = append(ids, id)
	}
	at := func(what string, holds func(contracts.SituationReport) bool) contracts.SituationReport {
		t.Helper()
		var got contracts.SituationReport
		c.until(what, func() bool {
			var err error
			got, err = report[contracts.SituationReport](c, "w-maria", "/daily/situations", "day", "2024-04-01")
			return err == nil && holds(got)
		})
		return got
	}
	c.clock.forward(60 * 24 * time.Hour) // in May
	before := at("both views say ten", func(r contracts.SituationReport) bool {
		return len(r.Now.Units) == 1 && number(r.Now.Units[0].Neet) == "10"
	})
	if before.Day != april || before.Then.Units[0].Unit != "north" || number(before.Then.Units[0].Neet) != "10" || number(before.Then.All.NeetWithout) != "10" {
		t.Errorf("%+v", before.Then)
	}
	studying := idle
	studying.Study = "vocational"
	for _, id := range ids[:5] {
		wrong := c.daily("w-aino", id).Situations[0].Record
		do(c, "w-aino", id, "daily/situations", contracts.NewSituation{From: calendar.On(march), Source: "own-word", Corrects: wrong, Situation: studying})
		_, err := try(c, "w-aino", id, "daily/situations", contracts.NewSituation{From: calendar.On(march), Source: "own-word", Corrects: wrong, Situation: studying})
		c.refused(err, "no-such-situation")
	}
	must(t, c.service.Rebuild(t.Context())) // the list has taken all that was recorded
	if now := at("nothing of this month is told", func(contracts.SituationReport) bool { return true }).Now.Units[0]; number(now.Neet) != "10" {
		t.Errorf("in the month of the corrections %+v", now)
	}
	c.clock.forward(31 * 24 * time.Hour)
	after := at("what is known now is corrected", func(r contracts.SituationReport) bool { return number(r.Now.Units[0].Engaged) == "5" })
	if number(after.Then.Units[0].Neet)+" "+number(after.Then.Units[0].Engaged)+" "+number(after.Now.Units[0].Neet) != "10 0 5" {
		t.Errorf("then %+v, now %+v", after.Then.Units[0], after.Now.Units[0])
	}
	t.Run("the case keeps both, and says what is now", func(t *testing.T) {
		all := c.daily("w-aino", ids[0]).Situations
		if len(all) != 2 || !all[0].Now || all[0].Group != "engaged" || all[0].Corrects != all[1].Record || !all[1].Corrected || all[1].Group != "neet" || all[1].Now || all[0].By != "w-aino" {
			t.Errorf("%+v", all)
		}
	})
	for day, code := range map[string]string{"2024-04-02": "not-first-of-month", "2029-01-01": "in-the-future", "april": "malformed-date"} {
		_, err := report[contracts.SituationReport](c, "w-maria", "/daily/situations", "day", day)
		c.refused(err, code)
	}
}

// TestHousing: an open need stands on the case and on the worker's list, with its
// day, and is late the day after the area's own target.
func TestHousing(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	last := do(c, "w-aino", id, "daily/housing", contracts.NewHousingNeed{What: "no-home", Opened: day, Detail: "Canaryhome"})
	row := func(after string) contracts.CaseRow { return c.list("w-aino", "mine", after).Rows[0] }
	if got := row(last.Position); got.HousingDue != day.AddDays(14) || got.HousingLate {
		t.Errorf("the list says %s, late %v", got.HousingDue, got.HousingLate)
	}
	life := c.daily("w-aino", id)
	if len(life.Housing) != 1 || life.HousingTarget != 14 || life.Housing[0].Detail != "Canaryhome" || life.Housing[0].Late || life.Housing[0].Findings[0].Outcome["limit"] != "without-delay" {
		t.Fatalf("%+v, target %d", life.Housing, life.HousingTarget)
	}
	need := life.Housing[0].Need
	t.Run("late from the day after", func(t *testing.T) {
		c.clock.forward(14 * 24 * time.Hour)
		if c.daily("w-aino", id).Housing[0].Late || row("").HousingLate {
			t.Error("it is late on its day")
		}
		c.clock.forward(24 * time.Hour)
		if seen := c.see("w-aino", id); !c.daily("w-aino", id).Housing[0].Late || !row("").HousingLate || !seen.HousingLate {
			t.Error("it is not late on the day after")
		}
	})
	t.Run("once ended it says whether it was late, and the list is free of it", func(t *testing.T) {
		_, err := try(c, "w-aino", id, "daily/housing/ended", contracts.EndedHousingNeed{Need: need, How: "arranged", Ended: day.AddDays(-1)})
		c.refused(err, "ends-before-start")
		done := do(c, "w-aino", id, "daily/housing/ended", contracts.EndedHousingNeed{Need: need, How: "arranged", Ended: day.AddDays(10)})
		got := c.daily("w-aino", id).Housing[0]
		if got.Late || got.How != "arranged" || got.Ended != day.AddDays(10) || got.Findings[1].Outcome["within-target"] != "yes" {
			t.Errorf("%+v", got)
		}
		if shown := row(done.Position); !shown.HousingDue.IsZero() {
			t.Errorf("the list says %s", shown.HousingDue)
		}
		_, err = try(c, "w-aino", id, "daily/housing/ended", contracts.EndedHousingNeed{Need: need, How: "arranged", Ended: day})
		c.refused(err, "no-such-housing-need")
	})
	c.nothingReadable(id)
}

// TestHousing_OpenAtAHandover: a need that is open when another service takes the
// case ends there and then, so that it is not open and late for ever; who handed
// over and the young person see how.
func TestHousing_OpenAtAHandover(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	do(c, "w-aino", id, "daily/housing", contracts.NewHousingNeed{What: "no-home", Opened: day, Detail: "Canaryhome"})
	last := c.handOver(id, "w-henri")
	for who, life := range map[string]contracts.DailyLife{"the young person": c.myDaily(someone), "who handed over": c.daily("w-aino", id)} {
		if len(life.Housing) != 1 || life.Housing[0].Ended != day || life.Housing[0].How != "handed-over" || life.Housing[0].Late {
			t.Errorf("%s sees %+v", who, life.Housing)
		}
	}
	if life := c.daily("w-henri", id); len(life.Housing) != 0 {
		t.Errorf("who took the case sees %+v", life.Housing)
	}
	if row := c.list("w-henri", "mine", last.Position).Rows[0]; !row.HousingDue.IsZero() {
		t.Errorf("their list says %s", row.HousingDue)
	}
	do(c, "w-henri", id, "daily/housing", contracts.NewHousingNeed{What: "no-home", Opened: day})
	if life := c.myDaily(someone); len(life.Housing) != 2 || !life.Housing[0].Ended.IsZero() || life.Housing[0].By != "w-henri" {
		t.Errorf("opened anew: %+v", life.Housing)
	}
	c.nothingReadable(id)
}

// myDaily reads a young person's own everyday life.
func (c *county) myDaily(person es.ID) contracts.DailyLife {
	c.Helper()
	life, err := report[contracts.DailyLife](c, person.String(), "/my/daily")
	must(c.T, err)
	return life
}

// tryMine asks something of a young person's own.
func tryMine[B any](c *county, person es.ID, path string, b B) error {
	c.Helper()
	_, _, err := edge.Call[contracts.Receipt](c.Context(), c.as(person.String()), edge.Request{Method: "POST", Path: path, Body: b, Command: es.NewID()})
	return err
}

// TestWellbeing: both rate, each sees both; the plan's ratings are among them; the
// manager's report hides small numbers.
func TestWellbeing(t *testing.T) {
	c := newCounty(t)
	id := c.planned() // its plan says 4 and 6
	must(t, tryMine(c, someone, "/my/ratings", contracts.OwnRating{Points: 8, Words: "Canarywords"}))
	do(c, "w-aino", id, "daily/ratings", contracts.NewRating{Of: "worker", Points: 5, Day: day})
	for who, life := range map[string]contracts.DailyLife{"the worker": c.daily("w-aino", id), "the young person": c.myDaily(someone)} {
		var says []string
		for _, r := range life.Ratings {
			says = append(says, fmt.Sprintf("%s %d %s %v %s", r.Of, r.Points, r.Moment, r.Plan, r.By))
		}
		if got := strings.Join(says, ", "); got != "own 4 start true w-aino, worker 6 start true w-aino, own 8 start false youth, worker 5 start false w-aino" || life.Ratings[2].Words != "Canarywords" {
			t.Errorf("%s sees %s", who, got)
		}
	}
	if seen := c.see("w-aino", id); seen.Timeline[3].By != "youth" || seen.Timeline[3].Facts["own-rating"] != "8" {
		t.Errorf("the timeline says %+v", seen.Timeline[3])
	}
	c.refused(tryMine(c, someone, "/my/ratings", contracts.OwnRating{Points: 12}), "rating-out-of-range")
	c.refused(tryMine(c, es.NewID(), "/my/ratings", contracts.OwnRating{Points: 8}), "not-found")
	c.clock.forward(9 * 24 * time.Hour) // in December: what was recorded in November is counted
	c.until("the report has the one, hidden", func() bool {
		got, err := report[contracts.WellbeingReport](c, "w-maria", "/daily/wellbeing", "year", "2026")
		return err == nil && len(got.Units) == 1 && got.Units[0].Unit == "north" && got.Units[0].Moments[0].Own.Count == nil && number(got.Units[0].Moments[1].Own.Count) == "0"
	})
	c.nothingReadable(id)
}

// TestWellbeing_TheYoungPersonRatesWhileTheCaseIsOpen: the page offers it no longer.
func TestWellbeing_TheYoungPersonRatesWhileTheCaseIsOpen(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	if may := c.myDaily(someone).May; strings.Join(may, " ") != "rating" {
		t.Errorf("they may %v", may)
	}
	do(c, "w-aino", id, "closing", contracts.Closing{Reason: "own-wish", Grounds: "x"})
	if may := c.myDaily(someone).May; may == nil || len(may) != 0 {
		t.Errorf("after the closing they may %v", may)
	}
	c.refused(tryMine(c, someone, "/my/ratings", contracts.OwnRating{Points: 8}), "case-closed")
}

// TestNetwork: drawn by both, seen by both, as of a day.
func TestNetwork(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	path := "/cases/" + id.String() + "/network"
	people := func(who, path, on string) string {
		t.Helper()
		n, err := report[contracts.Network](c, who, path, "day", on)
		must(t, err)
		var all []string
		for _, p := range n.People {
			all = append(all, fmt.Sprintf("%s %s %d %v", p.Kind, p.Name, p.Closeness, p.Self))
		}
		return strings.Join(all, ", ")
	}
	must(t, tryMine(c, someone, "/my/network/ties", contracts.NewTie{Kind: "sibling", Closeness: 1, Name: "Canarysister"}))
	do(c, "w-aino", id, "network/ties", contracts.NewTie{Kind: "friend", Closeness: 3, Name: "Canaryfriend", From: day.AddDays(-10)})
	c.clock.forward(20 * 24 * time.Hour)
	mine, err := report[contracts.Network](c, someone.String(), "/my/network")
	must(t, err)
	must(t, tryMine(c, someone, "/my/network/ties/changed", contracts.ChangedTie{Tie: mine.People[1].Tie, Closeness: 1, From: day.AddDays(5)}))
	do(c, "w-aino", id, "network/ties/changed", contracts.ChangedTie{Tie: mine.People[0].Tie, Gone: true, From: day.AddDays(15)})
	for on, want := range map[string]string{
		day.AddDays(-11).String(): "sibling Canarysister 1 true",
		day.AddDays(-10).String(): "sibling Canarysister 1 true, friend Canaryfriend 3 false",
		day.AddDays(4).String():   "sibling Canarysister 1 true, friend Canaryfriend 3 false",
		day.AddDays(5).String():   "sibling Canarysister 1 true, friend Canaryfriend 1 false",
		day.AddDays(15).String():  "friend Canaryfriend 1 false",
		"":                        "friend Canaryfriend 1 false",
	} {
		if got := people("w-aino", path, on); got != want {
			t.Errorf("on %q the worker sees %s, wanted %s", on, got, want)
		}
		if got := people(someone.String(), "/my/network", on); got != want {
			t.Errorf("on %q the young person sees %s, wanted %s", on, got, want)
		}
	}
	for on, code := range map[string]string{day.AddDays(30).String(): "in-the-future", "once": "malformed-date"} {
		_, err := report[contracts.Network](c, "w-aino", path, "day", on)
		c.refused(err, code)
	}
	if n, _ := report[contracts.Network](c, "w-oskari", path); len(n.People) != 1 || len(n.May) != 0 {
		t.Errorf("a colleague sees %+v", n)
	}
	_, err = report[contracts.Network](c, "w-henri", path)
	c.refused(err, "not-found")
	c.refused(tryMine(c, someone, "/my/network/ties", contracts.NewTie{Kind: "friend", Closeness: 1, Name: " "}), "required")
	c.nothingReadable(id)
}
