package transitions_test

import (
	"strings"
	"testing"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// writes lets the young person write to the own plan.
func (c *county) writes(kind, text string) (contracts.Receipt, error) {
	out, _, err := edge.Call[contracts.Receipt](c.Context(), c.as(someone.String()), edge.Request{
		Method: "POST", Path: "/my/writings", Body: contracts.NewWriting{Kind: kind, Text: text}, Command: es.NewID(),
	})
	return out, err
}

// TestWritings_TheYoungPersonSeesWhatBecameOfThem: proposed, taken into the next
// plan; commented, answered; another view, which stands in the plan it was of.
func TestWritings_TheYoungPersonSeesWhatBecameOfThem(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	for _, w := range [][2]string{{"proposal", "Canaryone"}, {"proposal", "Canarytwo"}, {"comment", "Canarywords"}, {"dissent", "Canaryview2"}} {
		_, err := c.writes(w[0], w[1])
		must(t, err)
	}
	_, err := c.writes("dissent", " ")
	c.refused(err, "required")
	seen := c.see("w-aino", id)
	if len(seen.Writings) != 4 || seen.Next != "answer-proposal" || !strings.Contains(strings.Join(seen.May, " "), "answer") || seen.PlanNumber != 1 {
		t.Fatalf("%+v, next %s, may %v", seen.Writings, seen.Next, seen.May)
	}
	if last := seen.Timeline[len(seen.Timeline)-1]; last.By != "youth" || last.Text != "Canaryview2" || last.Facts["wrote"] != "dissent" {
		t.Errorf("the timeline says %+v", last)
	}
	next := plan
	next.Takes = []es.ID{seen.Writings[0].Writing}
	do(c, "w-aino", id, "plan", next)
	do(c, "w-aino", id, "answers", contracts.WritingAnswer{Writing: seen.Writings[1].Writing, Answer: "Canarywhynot"})
	_, err = try(c, "w-aino", id, "answers", contracts.WritingAnswer{Writing: seen.Writings[1].Writing, Answer: "again"})
	c.refused(err, "nothing-to-answer")

	for who, writings := range map[string][]contracts.Writing{"the young person": c.mine(someone).Writings, "the worker": c.see("w-aino", id).Writings} {
		var said []string
		for _, w := range writings {
			said = append(said, strings.TrimSpace(strings.Join([]string{w.Kind, w.Text, w.State, w.Answer, w.By}, " ")))
		}
		want := "proposal Canaryone taken  w-aino|proposal Canarytwo answered Canarywhynot w-aino|comment Canarywords open|dissent Canaryview2 stands"
		if strings.Join(said, "|") != want {
			t.Errorf("%s sees\n%s\nwanted\n%s", who, strings.Join(said, "|"), want)
		}
	}
	t.Run("the other view stands in the version that it was of", func(t *testing.T) {
		versions := c.plans("w-aino", id).Versions
		if len(versions) != 2 || len(versions[0].Dissent) != 1 || versions[0].Dissent[0].Text != "Canaryview2" || len(versions[1].Dissent) != 0 {
			t.Errorf("%+v", versions)
		}
	})
	t.Run("nothing of it is readable in history, and nobody writes for somebody else", func(t *testing.T) {
		recorded, err := c.history.Read(t.Context(), "transitions-"+id.String(), 0)
		must(t, err)
		for _, r := range recorded {
			if strings.Contains(string(r.Data), "Canary") {
				t.Errorf("%s is readable", r.Name)
			}
		}
		for _, who := range []string{"w-aino", "w-ops", "web"} {
			said := c.raw(who, "POST", "/my/writings", `{"kind":"proposal","text":"x"}`)
			if !strings.HasPrefix(said, "403 ") {
				t.Error(said)
			}
		}
		said := c.raw(es.NewID().String(), "POST", "/my/writings", `{"kind":"proposal","text":"x"}`)
		if !strings.HasPrefix(said, "404 ") {
			t.Error(said)
		}
	})
	t.Run("a handover that discloses the plan discloses the view that differs, and no proposal", func(t *testing.T) {
		_, err := c.writes("dissent", "Canaryview3")
		must(t, err)
		c.handOver(id, "w-henri", "plan")
		seen := c.see("w-henri", id)
		var said []string
		for _, w := range seen.Writings {
			said = append(said, w.Kind+" "+w.Text)
		}
		if strings.Join(said, "|") != "dissent Canaryview3" || seen.Plan == nil || seen.PlanNumber != 2 {
			t.Errorf("he reads %v of plan %d", said, seen.PlanNumber)
		}
		for _, w := range c.mine(someone).Writings {
			if w.Text == "Canarywords" && w.State != "left" {
				t.Errorf("the comment nobody answered is %q", w.State)
			}
		}
	})
	t.Run("and one that does not, does not", func(t *testing.T) {
		c := newCounty(t)
		id := c.planned()
		_, err := c.writes("dissent", "Canaryview4")
		must(t, err)
		c.handOver(id, "w-henri", "right")
		if seen := c.see("w-henri", id); len(seen.Writings) != 0 || saysAny(seen, []string{"Canaryview4"}) != "" {
			t.Errorf("he reads %+v", seen.Writings)
		}
	})
}
