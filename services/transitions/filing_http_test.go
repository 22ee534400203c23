package transitions_test

import (
	"slices"
	"testing"

	"nivel/libs/contracts"
)

// TestFiling_EverydayLifeIsReadByItsServiceTask: after a handover to another
// service, its worker in the class of arranging sees nothing of the everyday life
// that child protection wrote down; one of broad responsibility sees it, each entry
// with its task.
func TestFiling_EverydayLifeIsReadByItsServiceTask(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	writeAll := func(who, name string) {
		do(c, who, id, "daily/contacts", contracts.NewContact{Day: day, Offered: "online", Chosen: "online", Note: "Canary" + name})
		do(c, who, id, "daily/situations", contracts.NewSituation{From: day, Source: "worker", Situation: contracts.Situation{Work: "none", Study: "none", Service: "none", Other: "none"}})
		do(c, who, id, "daily/housing", contracts.NewHousingNeed{What: "no-home", Opened: day})
		do(c, who, id, "daily/ratings", contracts.NewRating{Of: "worker", Points: 5, Day: day})
		do(c, who, id, "network/ties", contracts.NewTie{Kind: "friend", Closeness: 2, Name: "Canary" + name})
	}
	writeAll("w-aino", "child")
	_, err := try(c, "w-aino", id, "daily/contacts", contracts.NewContact{Day: day, Offered: "online", Chosen: "online", Task: "working-age"})
	c.refused(err, "other-task")
	_, err = try(c, "w-aino", id, "daily/contacts", contracts.NewContact{Day: day, Offered: "online", Chosen: "online", Task: "fishing"})
	c.refused(err, "unknown-code")
	c.handOver(id, "w-henri")
	writeAll("w-henri", "adult")

	tasksIn := func(who string) map[string]int {
		t.Helper()
		life, in := c.daily(who, id), map[string]int{}
		for _, e := range life.Contacts {
			in["contacts "+e.Task]++
		}
		for _, e := range life.Situations {
			in["situations "+e.Task]++
		}
		for _, e := range life.Housing {
			in["housing "+e.Task]++
		}
		for _, e := range life.Ratings {
			in["ratings "+e.Task]++
		}
		n, err := report[contracts.Network](c, who, "/cases/"+id.String()+"/network")
		must(t, err)
		for _, e := range n.People {
			in["people "+e.Task]++
		}
		return in
	}
	for who, sees := range map[string]map[string]bool{
		"w-henri": {"working-age": true},
		"w-sari":  {"working-age": true, "child-protection": true},
		"w-aino":  {"child-protection": true}, // as it stood when it left her
	} {
		got := tasksIn(who)
		for _, task := range []string{"working-age", "child-protection"} {
			for _, what := range []string{"contacts", "situations", "housing", "ratings", "people"} {
				want := 0
				if sees[task] {
					want = 1
				}
				if sees[task] && what == "ratings" && task == "child-protection" {
					want = 3 // the plan has two
				}
				if n := got[what+" "+task]; n != want {
					t.Errorf("%s sees %d %s of %s, wanted %d", who, n, what, task, want)
				}
			}
		}
	}
	t.Run("the timeline says of each document that is seen to whose record it belongs", func(t *testing.T) {
		for who, want := range map[string][]string{"w-henri": {"", "working-age"}, "w-sari": {"child-protection", "working-age"}} {
			seen := c.see(who, id)
			plan, last := seen.Timeline[2], seen.Timeline[len(seen.Timeline)-1]
			if got := []string{plan.Task, last.Task}; !slices.Equal(got, want) || plan.What != "transitions.plan-made.v1" {
				t.Errorf("%s: %v of %s and %s, wanted %v", who, got, plan.What, last.What, want)
			}
		}
	})
	if life := c.daily("w-henri", id); life.Task != "working-age" {
		t.Errorf("the page says that the case is in %s", life.Task)
	}
	if life := c.daily("w-aino", id); len(life.May) != 0 {
		t.Errorf("who handed over may %v", life.May)
	}
}
