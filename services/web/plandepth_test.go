package web_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

// deepPlan is a plan with everything in it, as it is typed: rows left out between.
func deepPlan() url.Values {
	return url.Values{
		"situation": {"Asuu yksin."}, "needs": {"Raha-asiat."}, "strengths": {"Ystävät."}, "own_rating": {"8"}, "other_rating": {"6"},
		"goals.0": {""}, "goals.1": {"Työ"}, "ways.1.means": {"Ohjaamo"}, "ways.1.by": {"1.3.2027"}, "goals.3": {"Ajokortti"}, "ways.3.when": {"keväällä"},
		"planned.0.service": {"93"}, "planned.0.what": {"Tuki kotiin"}, "planned.2.what": {"Velkaneuvonta"},
		"takes_part": {"Täti auttaa."}, "meet_every": {"4"}, "own_view": {"Ihan ok."}, "dissent": {"Ei."}, "review_by": {"1.6.2027"},
	}
}

func TestPlanForm_InDepth(t *testing.T) {
	send := func(t *testing.T, d *desk, change url.Values) page {
		t.Helper()
		fields := deepPlan()
		maps.Copy(fields, change)
		return d.signedIn(t, "w-aino").submit(caseOnePath, caseOnePath+"/plan", fields)
	}
	t.Run("sends all that was typed", func(t *testing.T) {
		d := newDesk(t)
		p := send(t, d, nil)
		want := `{"situation":"Asuu yksin.","own_rating":8,"other_rating":6,"goals":["Työ","Ajokortti"],"own_view":"Ihan ok.","dissent":"Ei.","review_by":"2027-06-01",` +
			`"needs":"Raha-asiat.","strengths":"Ystävät.","ways":[{"means":"Ohjaamo","by":"2027-03-01"},{"when":"keväällä"}],` +
			`"planned":[{"service":"93","what":"Tuki kotiin"},{"what":"Velkaneuvonta"}],"takes_part":"Täti auttaa.","meet_every":4}`
		if got := d.transitions.commands(); p.status != http.StatusSeeOther || len(got) != 1 || string(got[0].body) != want {
			t.Errorf("answered %d; asked %v", p.status, got)
		}
	})
	// kept fails the test unless the form of the page holds all that was typed.
	kept := func(t *testing.T, p page, change url.Values) {
		t.Helper()
		form, shown := p.form(caseOnePath + "/plan")
		fields := deepPlan()
		maps.Copy(fields, change)
		for name := range fields {
			if !shown || form.Get(name) != fields.Get(name) {
				t.Errorf("%s was typed as %q and is now %q", name, fields.Get(name), form.Get(name))
			}
		}
	}
	t.Run("loses nothing of it where the page finds something wrong", func(t *testing.T) {
		wrong := url.Values{"ways.3.by": {"joskus"}, "planned.1.service": {"46"}, "goals.7": {""}, "ways.7.means": {"Keino ilman tavoitetta"}, "meet_every": {"usein"}}
		p := send(t, newDesk(t), wrong)
		kept(t, p, wrong)
		p.pointsTo(t, "plan-ways-3-by", "Write the date as 19.11.2026")
		p.pointsTo(t, "plan-planned-1-what", "Write which service it is")
		p.pointsTo(t, "plan-goals-7", "Write one goal at least")
	})
	t.Run("loses nothing where transitions does, even when the plan there is has become shorter", func(t *testing.T) {
		d := newDesk(t)
		more := url.Values{"goals.9": {"Kymmenes"}}
		d.transitions.set(func() {
			d.transitions.one.Plan.Goals = []string{"Yksi"}
			d.transitions.refuse = &refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{
				{Name: "ways.1.when", Code: "too-long"}, {Name: "planned.1.what", Code: "too-long"}, {Name: "meet_every", Code: "out-of-range"},
			}}
		})
		p := send(t, d, more)
		kept(t, p, more)
		p.pointsTo(t, "plan-ways-3-when", "The text is too long")
		p.pointsTo(t, "plan-planned-2-what", "The text is too long")
		p.pointsTo(t, "plan-meet_every", "Write the weeks as a number from 1 to 52")
	})
	t.Run("loses nothing where somebody else wrote since", func(t *testing.T) {
		d := newDesk(t)
		d.transitions.set(func() {
			d.transitions.refuse = &refusal.Refusal{Kind: refusal.Untimely, Code: "changed-since"}
		})
		kept(t, send(t, d, nil), nil)
	})
	t.Run("loses no text where the plan is no longer the reader's to make", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		open := b.get(caseOnePath)
		d.transitions.set(func() {
			d.transitions.refuse = &refusal.Refusal{Kind: refusal.Forbidden, Code: "not-responsible", Detail: map[string]string{"responsible": "w-elin"}}
			d.transitions.one.May = nil
		})
		p := b.send(open, caseOnePath+"/plan", deepPlan())
		for _, typed := range []string{"Asuu yksin.", "Raha-asiat.", "Ystävät.", "Ohjaamo", "keväällä", "Tuki kotiin", "Velkaneuvonta", "Täti auttaa.", "Ihan ok.", "Työ", "Ajokortti"} {
			if !strings.Contains(text(p.root), "You wrote: "+typed) {
				t.Errorf("%q is lost", typed)
			}
		}
	})
}

func TestPlanShown_InDepth(t *testing.T) {
	d := newDesk(t)
	d.transitions.set(func() {
		d.transitions.one.Plan.PlanDepth = contracts.PlanDepth{
			Needs: "Raha-asiat.", Strengths: "Ystävät.", Ways: []contracts.GoalWay{{Means: "Ohjaamo", By: calendar.MustParse("2027-03-01"), When: "keväällä"}},
			Planned: []contracts.PlannedService{{Service: "93", What: "Tuki kotiin"}}, TakesPart: "Täti auttaa.", MeetEvery: 4,
		}
	})
	p := d.signedIn(t, "w-aino").get(caseOnePath)
	p.says(t, "Need for support and services Raha-asiat.", "Strengths and resources Ystävät.", "Oma asunto Means: Ohjaamo Time: 1 Mar 2027, keväällä Ajokortti",
		"Tuki kotiin", "Who takes part in the support Täti auttaa.", "Time between meetings 4 weeks at most")
	if form, _ := p.form(caseOnePath + "/plan"); form.Get("ways.0.by") != "1.3.2027" || form.Get("planned.0.service") != "93" || form.Get("meet_every") != "4" || form.Get("needs") != "Raha-asiat." {
		t.Errorf("the review begins with %v", form)
	}
}
