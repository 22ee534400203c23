package intake_test

import (
	"strings"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

func askedTeam() contracts.ConsultationAsked {
	return contracts.ConsultationAsked{
		Purpose: "consult-prevention", Question: "Canaryquestion", Until: calendar.MustParse("2026-11-30"), Shows: []string{"notification", "checklist"},
		Members: []contracts.TeamMember{{Role: "social-worker", Worker: "w-sirkka"}, {Role: "family-therapist", Worker: "w-pertti"}, {Role: "psychiatric-nurse", Worker: "w-saga"}},
	}
}

func (c *county) consultation(who string, matter es.ID) (contracts.Consultation, error) {
	c.Helper()
	out, _, err := edge.Call[contracts.Consultation](c.Context(), c.as(who), edge.Request{Method: "GET", Path: path(matter, "consultation")})
	return out, err
}

func (c *county) asked(who, after string) []contracts.ConsultationRow {
	c.Helper()
	page, _, err := edge.Call[contracts.ConsultationPage](c.Context(), c.as(who), edge.Request{Method: "GET", Path: "/consultations", Query: map[string][]string{"after": {after}}})
	must(c.T, err)
	return page.Rows
}

// TestIntake_ATeamIsConsulted follows one from the question to its end, through the
// HTTP interface.
func TestIntake_ATeamIsConsulted(t *testing.T) {
	c := newCounty(t)
	matter := c.held(teenager())
	at := path(matter, "consultation")
	_, err := ask(c, "w-aino", "POST", path(matter, "checklist"), answers(c.checklist("w-aino", matter), "school"))
	must(t, err)
	team := []string{"w-sirkka", "w-pertti", "w-saga"}
	for _, who := range team {
		if got := c.raw(who, "GET", at, ""); got.status != 404 {
			t.Errorf("before the question %s is told %v", who, got)
		}
	}
	opened, err := ask(c, "w-aino", "POST", at, askedTeam())
	must(t, err)
	timeline := c.see("w-aino", matter).Timeline
	if line := timeline[len(timeline)-1]; line.Facts["open-until"] != "2026-11-30" || line.Facts["until"] != "" {
		t.Errorf("the timeline says %v", line.Facts)
	}

	t.Run("the team sees the question and what goes with it, and each look is noted with its purpose", func(t *testing.T) {
		for _, who := range team {
			before := len(c.uses.All())
			seen, err := c.consultation(who, matter)
			must(t, err)
			once := seen.Rounds[0]
			if once.Question != "Canaryquestion" || !strings.HasPrefix(once.Notification, "Canarycontent") || strings.Join(once.Checklist.Signal, "") != "school" || !once.Open || !seen.Member {
				t.Errorf("%s sees %+v", who, seen)
			}
			use := c.since(before)[0]
			if use.Resource.Purpose != "consult-prevention" || use.Resource.Kind != access.KindConsultation || use.Resource.Relations[0] != access.Consulted || !use.Decision.Allowed || use.Actor.ID != who {
				t.Errorf("noted %+v", use)
			}
		}
	})
	t.Run("it is on the team's lists, and on nobody else's", func(t *testing.T) {
		before := len(c.uses.All())
		rows := c.asked("w-saga", opened.Position)
		if len(rows) != 1 || rows[0].Matter != matter || rows[0].ChildName != "Canaryfamily, Tuisku Canarygiven" || rows[0].Answered || rows[0].Until.String() != "2026-11-30" {
			t.Errorf("listed %+v", rows)
		}
		if use := c.since(before)[0]; use.Resource.Purpose != "consult-prevention" {
			t.Errorf("noted %+v", use)
		}
		if got := c.raw("w-aino", "GET", "/consultations", ""); got.said() != "not-allowed" {
			t.Errorf("Aino's list: %v", got)
		}
	})
	t.Run("the question opens nothing else of the matter", func(t *testing.T) {
		for _, other := range []string{"/matters/" + matter.String(), path(matter, "assessment"), path(matter, "checklist"), "/matters?view=inbox", "/people?person=" + c.see("w-aino", matter).Person.String()} {
			for _, who := range team {
				if got := c.raw(who, "GET", other, ""); got.status < 400 || strings.Contains(got.body, "Canary") {
					t.Errorf("%s is shown %s: %v", who, other, got)
				}
			}
		}
	})
	t.Run("each gives a view of their own before seeing the others'", func(t *testing.T) {
		_, err := ask(c, "w-sirkka", "POST", at+"/view", contracts.ConsultationView{View: "Canaryview of Sirkka"})
		must(t, err)
		if seen, err := c.consultation("w-pertti", matter); err != nil || len(seen.Rounds[0].Views) != 0 {
			t.Errorf("Pertti sees %+v, %v", seen.Rounds, err)
		}
		_, err = ask(c, "w-pertti", "POST", at+"/recommendation", contracts.JointRecommendation{Recommendation: "x"})
		if no, _ := refusal.As(err); no.Code != "views-missing" {
			t.Errorf("recommended without the others: %v", err)
		}
		for _, who := range team[1:] {
			_, err := ask(c, who, "POST", at+"/view", contracts.ConsultationView{View: "Canaryview of " + who})
			must(t, err)
		}
		if seen, err := c.consultation("w-pertti", matter); err != nil || len(seen.Rounds[0].Views) != 3 {
			t.Errorf("Pertti sees %+v, %v", seen.Rounds, err)
		}
		if _, err := ask(c, "w-aino", "POST", at+"/view", contracts.ConsultationView{View: "x"}); err == nil {
			t.Error("who asked gives a view")
		}
	})
	t.Run("the joint recommendation is stored with each one's view", func(t *testing.T) {
		_, err := ask(c, "w-saga", "POST", at+"/recommendation", contracts.JointRecommendation{Recommendation: "Canaryjoint"})
		must(t, err)
		seen, err := c.consultation("w-aino", matter)
		must(t, err)
		once := seen.Rounds[0]
		if once.Recommendation.Text != "Canaryjoint" || once.Recommendation.By != "w-saga" || len(once.Views) != 3 || once.Views[0].View != "Canaryview of Sirkka" || once.Views[2].Role != "psychiatric-nurse" || seen.Member {
			t.Errorf("Aino sees %+v", once)
		}
	})
	request := edge.Request{Method: "GET", Path: at}
	if _, _, err := edge.Call[contracts.Consultation](t.Context(), c.as("w-pertti"), request); err != nil {
		t.Fatalf("before it closes: %v", err)
	}
	closed, err := ask(c, "w-aino", "POST", at+"/close", contracts.ConsultationClosing{})
	must(t, err)
	t.Run("when it closes the same request answers as for what is not there", func(t *testing.T) {
		for _, who := range team {
			got, none := c.raw(who, "GET", at, ""), c.raw(who, "GET", path(es.NewID(), "consultation"), "")
			if got.status != 404 || got.said() != "not-found" || got.said() != none.said() || got.status != none.status {
				t.Errorf("%s is told %v, of nothing %v", who, got, none)
			}
			if got := c.raw(who, "POST", at+"/view", `{"view":"once more"}`); got.status != 404 {
				t.Errorf("%s answers: %v", who, got)
			}
			if rows := c.asked(who, closed.Position); len(rows) != 0 {
				t.Errorf("%s is listed %+v", who, rows)
			}
		}
		if seen, err := c.consultation("w-elin", matter); err != nil || seen.Rounds[0].Recommendation == nil || seen.Rounds[0].Closed == nil {
			t.Errorf("who works with the matter sees %+v, %v", seen.Rounds, err)
		}
	})
}

func TestIntake_AConsultationEndsByItself(t *testing.T) {
	c := newCounty(t)
	matter := c.held(teenager())
	at := path(matter, "consultation")
	wrong := askedTeam()
	wrong.Members[1].Worker, wrong.Purpose, wrong.Shows = "w-saga", "curiosity", []string{"everything"}
	_, err := ask(c, "w-aino", "POST", at, wrong)
	if no, _ := refusal.As(err); len(no.Fields) != 3 {
		t.Errorf("refused %+v", err)
	}
	plain := askedTeam()
	plain.Shows = nil
	opened, err := ask(c, "w-aino", "POST", at, plain)
	must(t, err)
	c.clock.set(time.Date(2026, 11, 30, 23, 59, 0, 0, calendar.Helsinki()))
	if seen, err := c.consultation("w-saga", matter); err != nil || seen.Rounds[0].Notification != "" || seen.Rounds[0].Checklist != nil {
		t.Errorf("on the last day: %+v, %v", seen, err)
	}
	c.clock.set(time.Date(2026, 12, 1, 0, 1, 0, 0, calendar.Helsinki()))
	if got := c.raw("w-saga", "GET", at, ""); got.status != 404 {
		t.Errorf("on the day after: %v", got)
	}
	if rows := c.asked("w-saga", opened.Position); len(rows) != 0 {
		t.Errorf("listed on the day after: %+v", rows)
	}
}

// TestConsultations_WhatHasRunOutFillsNoPage: fifty that nobody closed, and the one
// that is open is on the first page.
func TestConsultations_WhatHasRunOutFillsNoPage(t *testing.T) {
	c := newCounty(t)
	team := askedTeam()
	last := ""
	for i := range 51 {
		matter := c.register(open()).Matter
		_, err := ask(c, "w-aino", "POST", path(matter, "holder"), struct{}{})
		must(t, err)
		if team.Until = calendar.MustParse("2026-11-30"); i == 50 {
			team.Until = calendar.MustParse("2026-12-01")
		}
		done, err := ask(c, "w-aino", "POST", path(matter, "consultation"), team)
		must(t, err)
		last = done.Position
	}
	if rows := c.asked("w-saga", last); len(rows) != 50 {
		t.Fatalf("the first page has %d", len(rows))
	}
	c.on(calendar.MustParse("2026-12-01"))
	if rows := c.asked("w-saga", last); len(rows) != 1 || rows[0].Until.String() != "2026-12-01" {
		t.Errorf("the first page has %+v", rows)
	}
}
