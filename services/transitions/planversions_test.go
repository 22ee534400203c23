package transitions_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

func (c *county) plans(who string, id es.ID) contracts.PlanVersions {
	c.Helper()
	seen, _, err := edge.Call[contracts.PlanVersions](c.Context(), c.as(who), edge.Request{Method: "GET", Path: "/cases/" + id.String() + "/plans"})
	must(c.T, err)
	return seen
}

// TestPlanVersions: each plan that was made is a version, and stays what it was.
func TestPlanVersions(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	if one := c.plans("w-aino", id); len(one.Versions) != 1 || one.Person != someone {
		t.Fatalf("%+v", one)
	}
	c.clock.forward(30 * 24 * time.Hour)
	next := plan
	next.Situation, next.ReviewBy = "Canarynext", day.AddDays(100)
	do(c, "w-aino", id, "plan", next)

	t.Run("says of each when, by whom, and by when and why it is reviewed", func(t *testing.T) {
		all := c.plans("w-oskari", id).Versions // of her unit
		if len(all) != 2 || all[0].Number != 1 || all[1].Number != 2 || all[0].On != day || all[1].On != day.AddDays(30) || all[1].By != "w-aino" {
			t.Fatalf("%+v", all)
		}
		if fmt.Sprint(all[0].Plan.Goals) != "[Canarygoal Canaryhome]" || all[0].Plan.Situation != "Canarysituation" || all[0].Plan.ReviewBy != day.AddYears(1) ||
			all[1].Plan.Situation != "Canarynext" || all[1].Plan.ReviewBy != day.AddDays(100) {
			t.Errorf("first %+v\nsecond %+v", all[0].Plan, all[1].Plan)
		}
		if f := all[1].Finding; f.Section != "30 §" || f.Inputs["on"] != day.AddDays(30).String() || f.Outcome["review-by"] != day.AddDays(100).String() {
			t.Errorf("%+v", f)
		}
	})
	t.Run("are hidden like the case itself, and noted in the use log", func(t *testing.T) {
		before := len(c.uses.All())
		said := c.raw("w-henri", "GET", "/cases/"+id.String()+"/plans", "")
		if !strings.HasPrefix(said, "404 ") || strings.Contains(said, "Canary") {
			t.Error(said)
		}
		c.plans("w-aino", id)
		uses := c.uses.All()[before:]
		if len(uses) != 3 || uses[0].Decision.Allowed || uses[2].Resource.Kind != "plan" || !uses[2].Decision.Allowed {
			t.Errorf("%+v", uses)
		}
	})
	t.Run("another service reads the one that was disclosed, of the other that it is there", func(t *testing.T) {
		do(c, "w-aino", id, "handover/consent", contracts.HandoverConsent{Asked: day, May: []string{"plan"}})
		do(c, "w-aino", id, "handover", contracts.HandoverOffer{To: "w-henri", RespondBy: day.AddDays(60), Documents: []string{"plan"}})
		do(c, "w-henri", id, "handover/meeting", contracts.JointMeeting{On: day.AddDays(30)})
		do(c, "w-henri", id, "handover/acceptance", struct{}{})
		all := c.plans("w-henri", id).Versions
		if len(all) != 2 || all[0].Plan != nil || !all[0].On.IsZero() || all[0].By != "w-aino" || all[0].At.IsZero() || all[1].Plan == nil || all[1].Plan.Situation != "Canarynext" {
			t.Errorf("%+v", all)
		}
		own := plan
		own.Situation = "Canaryadult"
		do(c, "w-henri", id, "plan", own)
		if all := c.plans("w-aino", id).Versions; len(all) != 2 {
			t.Errorf("who had the case sees %d versions", len(all))
		}
	})
}

// TestPlan_InDepth: all that was written is read again, and nothing of it is
// readable in history.
func TestPlan_InDepth(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	deep := plan
	deep.ReviewBy = day.AddDays(90)
	deep.PlanDepth = contracts.PlanDepth{
		Needs: "Canaryneeds", Strengths: "Canarystrengths", TakesPart: "Canarywho", MeetEvery: 4,
		Ways:    []contracts.GoalWay{{Means: "Canarymeans", By: day.AddDays(30)}, {When: "Canarywhen"}},
		Planned: []contracts.PlannedService{{Service: "93", What: "Canaryservice"}, {What: "Canaryother"}},
	}
	do(c, "w-aino", id, "plan", deep)
	if seen := c.see("w-aino", id); fmt.Sprint(*seen.Plan) != fmt.Sprint(deep) {
		t.Errorf("read %+v\nwrote %+v", *seen.Plan, deep)
	}
	if mine := c.mine(someone); fmt.Sprint(*mine.Plan) != fmt.Sprint(deep) {
		t.Errorf("the young person reads %+v", *mine.Plan)
	}
	recorded, err := c.history.Read(t.Context(), "transitions-"+id.String(), 0)
	must(t, err)
	last := string(recorded[len(recorded)-1].Data)
	if !strings.Contains(last, `"service":"93"`) || strings.Contains(last, "Canary") {
		t.Errorf("history holds %s", last)
	}
	deep.Ways[0].By = day.AddDays(-1)
	deep.Planned[1].What = " "
	_, err = try(c, "w-aino", id, "plan", deep)
	if r, _ := refusal.As(err); fmt.Sprint(r.Fields) != "[{planned.1.what required} {ways.0.by in-the-past}]" {
		t.Errorf("said %v", r.Fields)
	}
}

// TestPlanVersions_AsNationalDocuments: the version that is asked for, with what
// the sender says of the client, to who may read it.
func TestPlanVersions_AsNationalDocuments(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	export := func(who, number string, of contracts.PlanDocumentOf) (contracts.NationalDocument, error) {
		out, _, err := edge.Call[contracts.NationalDocument](c.Context(), c.as(who), edge.Request{
			Method: "POST", Path: "/cases/" + id.String() + "/plans/" + number + "/document", Body: of, Command: es.NewID(),
		})
		return out, err
	}
	of := contracts.PlanDocumentOf{FamilyName: "Virtasalo", GivenNames: "Venla", IdentityCode: "nonsense", Language: "en"}
	_, err := export("w-aino", "1", of)
	no, _ := refusal.As(err)
	if fmt.Sprint(no.Fields) != "[{identity_code identity-code-check} {language unknown-code}]" {
		t.Errorf("refused with %v", err)
	}
	of.IdentityCode, of.Language = "010190-900P", "fi"
	if doc, err := export("w-aino", "1", of); err != nil || !strings.Contains(doc.Content, "Canarysituation") || !strings.Contains(doc.Content, "010190-900P") || !strings.Contains(doc.Content, "sosiaalityöntekijä") {
		t.Errorf("exported %s, %v", doc.Content, err)
	}
	for _, number := range []string{"0", "2", "-1", "one"} {
		_, err = export("w-aino", number, of)
		c.refused(err, "not-found")
	}
	_, err = export("w-henri", "1", of)
	c.refused(err, "not-found")
}
