package intake_test

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
)

// teenager is a notification of a child who is 15.
func teenager() contracts.Notification {
	n := notification()
	n.Child.IdentityCode, n.Child.BirthDate, n.Child.NonDisclosure = "", "2011-05-01", false
	return n
}

func (c *county) checklist(who string, matter es.ID) contracts.RiskChecklist {
	c.Helper()
	out, _, err := edge.Call[contracts.RiskChecklist](c.Context(), c.as(who), edge.Request{Method: "GET", Path: path(matter, "checklist")})
	must(c.T, err)
	return out
}

// answers answers every question of the newest checklist.
func answers(list contracts.RiskChecklist, seen ...string) contracts.ChecklistAnswers {
	out := contracts.ChecklistAnswers{Form: list.Form.Code, Version: list.Form.Version, More: "Canarymore"}
	for _, section := range list.Form.Sections {
		for _, field := range section.Fields {
			code := "not-seen"
			if strings.Contains(strings.Join(seen, " "), field.Code) {
				code = "seen"
			}
			out.Answers = append(out.Answers, contracts.ChecklistAnswer{Field: field.Code, Code: code})
		}
	}
	return out
}

func TestIntake_ChecklistFromAnswersToSupport(t *testing.T) {
	c := newCounty(t)
	matter := c.held(teenager())
	blank := c.checklist("w-aino", matter)
	if len(blank.May) != 1 || blank.May[0] != "fill" || *blank.Age != 15 || blank.ChildName != "Canaryfamily, Tuisku Canarygiven" {
		t.Fatalf("blank: %+v", blank)
	}
	_, err := ask(c, "w-oskari", "POST", path(matter, "checklist"), answers(blank, "school", "substances"))
	must(t, err)
	signal := c.checklist("w-aino", matter)
	last := signal.Filled[0]
	if len(signal.Filled) != 1 || strings.Join(last.Signal, " ") != "school substances" || last.By != "w-oskari" || last.Judged != nil || last.More != "Canarymore" || last.Form.Version != 1 {
		t.Errorf("filled: %+v", last)
	}
	judge := contracts.ChecklistJudgement{Conclusion: "dismissed", Judgement: "Canaryjudgement"}
	_, err = ask(c, "w-aino", "POST", path(matter, "checklist/judgement"), judge)
	if no, _ := refusal.As(err); len(no.Fields) != 1 || no.Fields[0].Code != "dismissal-reason-required" {
		t.Errorf("dismissed without a reason: %v", err)
	}
	_, err = ask(c, "w-aino", "POST", path(matter, "checklist/judgement"), contracts.ChecklistJudgement{Conclusion: "support", Judgement: "  "})
	if no, _ := refusal.As(err); len(no.Fields) != 1 || no.Fields[0].Code != "judgement-required" {
		t.Errorf("judged without a word: %v", err)
	}
	judge.Conclusion = "support"
	_, err = ask(c, "w-aino", "POST", path(matter, "checklist/judgement"), judge)
	must(t, err)
	_, err = ask(c, "w-aino", "POST", path(matter, "checklist/support"), contracts.RiskSupport{Support: "school", Begun: calendar.MustParse("2026-11-23")})
	must(t, err)
	now := c.checklist("w-elin", matter)
	if now.Filled[0].Judged.Judgement != "Canaryjudgement" || now.Filled[0].Judged.By != "w-aino" || len(now.Supports) != 1 {
		t.Errorf("judged: %+v", now)
	}
	timeline := c.see("w-aino", matter).Timeline
	if end := timeline[len(timeline)-3:]; end[0].What != "intake.checklist-filled.v1" || end[1].Text != "Canaryjudgement" || end[2].Facts["risk-support"] != "school" {
		t.Errorf("the timeline ends with %+v", end)
	}
	t.Run("what is wrong is refused by field", func(t *testing.T) {
		wrong := answers(blank)
		wrong.Answers[0].Code, wrong.Answers[1].Code = "often", ""
		wrong.Answers = append(wrong.Answers, contracts.ChecklistAnswer{Field: "Canaryfield", Code: "seen"})
		_, err := ask(c, "w-aino", "POST", path(matter, "checklist"), wrong)
		if no, _ := refusal.As(err); no.Kind != refusal.Invalid || strings.Contains(err.Error(), "Canary") {
			t.Errorf("refused %v", err)
		}
		wrong.Version = 9
		if _, err := ask(c, "w-aino", "POST", path(matter, "checklist"), wrong); err == nil || !strings.Contains(err.Error(), "other-form") {
			t.Errorf("another version: %v", err)
		}
	})
	t.Run("on the 18th birthday there is no checklist any more, and what was judged stays", func(t *testing.T) {
		c.clock.set(time.Date(2029, 5, 1, 9, 0, 0, 0, calendar.Helsinki()))
		if grown := c.checklist("w-aino", matter); grown.Why != "not-12-to-17" || len(grown.Filled) != 1 {
			t.Errorf("grown up: %+v", grown)
		}
		if _, err := ask(c, "w-aino", "POST", path(matter, "checklist"), answers(blank)); err == nil || !strings.Contains(err.Error(), "not-12-to-17") {
			t.Errorf("filled in at 18: %v", err)
		}
		c.clock.set(time.Date(2029, 4, 30, 9, 0, 0, 0, calendar.Helsinki()))
		_, err := ask(c, "w-aino", "POST", path(matter, "checklist"), answers(blank))
		must(t, err)
	})
}

func TestIntake_WhatFollowedOnSignals(t *testing.T) {
	c := newCounty(t)
	var last string
	for range 5 {
		matter := c.held(teenager())
		_, err := ask(c, "w-aino", "POST", path(matter, "checklist"), answers(c.checklist("w-aino", matter), "school"))
		must(t, err)
		done, err := ask(c, "w-aino", "POST", path(matter, "placement"), contracts.PlacementDecision{
			Decided: calendar.MustParse("2026-11-23"), Placed: calendar.MustParse("2026-11-23"), Grounds: "x",
		})
		must(t, err)
		last = done.Position
	}
	c.list("w-aino", "mine", last)
	report := func(year string) (contracts.SignalReport, error) {
		out, _, err := edge.Call[contracts.SignalReport](t.Context(), c.as("w-maria"), edge.Request{Method: "GET", Path: "/signals", Query: url.Values{"year": {year}}})
		return out, err
	}
	c.on(calendar.MustParse("2027-02-01"))
	eventually(t, func() bool {
		got, err := report("2026")
		return err == nil && got.Groups[1].Placed != nil && *got.Groups[1].Placed == 5 && got.Total == nil
	})
	for _, year := range []string{"", "2007", "2027", "soon"} {
		if _, err := report(year); err == nil {
			t.Errorf("a report of %q", year)
		}
	}
}

// TestSignals_TwoLooksAtAYearTellNobody: a year is told from a fixed day on, and
// what is recorded after it is in no look.
func TestSignals_TwoLooksAtAYearTellNobody(t *testing.T) {
	c := newCounty(t)
	var matters []es.ID
	for i := range 6 {
		matter := c.held(teenager())
		_, err := ask(c, "w-aino", "POST", path(matter, "checklist"), answers(c.checklist("w-aino", matter), "school"))
		must(t, err)
		matters = append(matters, matter)
		if i == 0 {
			continue
		}
		c.place(matter, "2026-11-23")
	}
	look := func() (contracts.SignalReport, error) {
		out, _, err := edge.Call[contracts.SignalReport](t.Context(), c.as("w-maria"), edge.Request{Method: "GET", Path: "/signals", Query: url.Values{"year": {"2026"}}})
		return out, err
	}
	placed := func(want int) func() bool {
		return func() bool {
			got, err := look()
			return err == nil && got.Groups[1].Placed != nil && *got.Groups[1].Placed == want
		}
	}
	c.on(calendar.MustParse("2027-01-31"))
	if _, err := look(); err == nil {
		t.Error("the running month of a year is told")
	}
	c.on(calendar.MustParse("2027-02-01"))
	eventually(t, placed(5))
	last := c.place(matters[0], "2026-11-30") // placed in time, recorded too late
	c.list("w-aino", "mine", last)
	c.settle()
	if got, err := look(); err != nil || *got.Groups[1].Placed != 5 {
		t.Errorf("the next look tells %+v, %v", got, err)
	}
}

func (c *county) place(matter es.ID, on string) string {
	c.Helper()
	done, err := ask(c, "w-aino", "POST", path(matter, "placement"), contracts.PlacementDecision{Decided: calendar.MustParse(on), Placed: calendar.MustParse(on), Grounds: "x"})
	must(c.T, err)
	return done.Position
}

var errEnd = errors.New("the end of history")

// settle waits until every list has all that is in history.
func (c *county) settle() {
	c.Helper()
	var end es.Position
	err := c.history.Follow(c.Context(), es.Following{
		Prefixes: []string{"intake"},
		Event:    func(_ context.Context, r es.Recorded) error { end = r.Position; return nil },
		CaughtUp: func(context.Context) error { return errEnd },
	})
	if !errors.Is(err, errEnd) {
		c.Fatal(err)
	}
	eventually(c.T, func() bool {
		return !slices.ContainsFunc(c.service.Lists(), func(s readmodel.Status) bool { return end.After(s.Checkpoint) })
	})
}

// TestSignals_AMergeAfterTheCutTellsNobody: who was found to be one person before the
// year is told counts once; who is found to be so later changes nothing that was told.
func TestSignals_AMergeAfterTheCutTellsNobody(t *testing.T) {
	c := newCounty(t)
	var children []es.ID
	for i := range 7 {
		n := teenager()
		n.Child.GivenNames = []string{"Aamu", "Ilta", "Kuura", "Lumi", "Meri", "Routa", "Sade"}[i]
		matter := c.held(n)
		_, err := ask(c, "w-aino", "POST", path(matter, "checklist"), answers(c.checklist("w-aino", matter), "school"))
		must(t, err)
		c.place(matter, "2026-11-23")
		children = append(children, c.see("w-aino", matter).Person)
	}
	same := func(one, other es.ID) {
		t.Helper()
		_, err := sayWho(c, "w-aino", one, "merge", contracts.Merging{Other: other, Reason: "x"})
		must(t, err)
	}
	told := func(when string) {
		t.Helper()
		out, _, err := edge.Call[contracts.SignalReport](t.Context(), c.as("w-maria"), edge.Request{Method: "GET", Path: "/signals", Query: url.Values{"year": {"2026"}}})
		must(t, err)
		if placed := out.Groups[1].Placed; placed == nil || *placed != 6 {
			t.Errorf("%s it tells %+v", when, out.Groups[1])
		}
	}
	same(children[0], children[1])
	c.on(calendar.MustParse("2027-02-01"))
	told("at first")
	same(children[2], children[3])
	told("after a later merge")
	_, err := sayWho(c, "w-aino", children[1], "unmerge", contracts.Unmerging{Reason: "x"})
	must(t, err)
	told("after an earlier one is undone")
}
