package intake_test

import (
	"errors"
	"log/slog"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/services/intake"
)

// assessment reads the assessment of a matter.
func (c *county) assessment(who string, matter es.ID) contracts.Assessment {
	c.Helper()
	a, _, err := edge.Call[contracts.Assessment](c.Context(), c.as(who), edge.Request{Method: "GET", Path: path(matter, "assessment")})
	must(c.T, err)
	return a
}

// begun is a matter that Aino assesses.
func (c *county) begun() es.ID {
	c.Helper()
	matter := c.held(notification())
	_, err := ask(c, "w-aino", "POST", path(matter, "urgency"), contracts.UrgencyAssessment{Grounds: "x"})
	must(c.T, err)
	_, err = ask(c, "w-aino", "POST", path(matter, "start"), contracts.StartDecision{Start: true})
	must(c.T, err)
	return matter
}

// draft is all that a form asks for, as typed on top of what a shows.
func draft(a contracts.Assessment) contracts.AssessmentDraft {
	out := contracts.AssessmentDraft{Form: a.Form.Code, Version: a.Form.Version}
	revisions := map[string]int{}
	for _, answer := range a.Answers {
		revisions[answer.Field] = answer.Revision
	}
	for _, section := range a.Form.Sections {
		for _, field := range section.Fields {
			answer := contracts.DraftAnswer{Field: field.Code, Revision: revisions[field.Code]}
			if len(field.Choices) > 0 {
				answer.Code = field.Choices[0].Code
			} else {
				answer.Text = "Canary" + field.Code
			}
			out.Answers = append(out.Answers, answer)
		}
	}
	return out
}

// assess fills in the whole form.
func (c *county) assess(who string, matter es.ID) {
	c.Helper()
	_, err := ask(c, who, "PUT", path(matter, "assessment"), draft(c.assessment(who, matter)))
	must(c.T, err)
}

// only is a draft of one field.
func only(d contracts.AssessmentDraft, field, text string) contracts.AssessmentDraft {
	d.Answers = slices.DeleteFunc(slices.Clone(d.Answers), func(a contracts.DraftAnswer) bool { return a.Field != field })
	d.Answers[0].Text = text
	return d
}

func textOf(a contracts.Assessment, field string) string {
	i := slices.IndexFunc(a.Answers, func(one contracts.AssessmentAnswer) bool { return one.Field == field })
	return a.Answers[i].Text
}

func TestAssessment_TwoEditorsLoseNothing(t *testing.T) {
	c := newCounty(t)
	matter := c.begun()
	blank := c.assessment("w-aino", matter)
	if len(blank.Answers) == 0 || len(blank.Missing) == 0 || !blank.MayEdit || blank.Twelve != "yes" {
		t.Fatalf("a blank form is %+v", blank)
	}
	at := path(matter, "assessment")
	_, err := ask(c, "w-aino", "PUT", at, only(draft(blank), "strengths", "Aino kirjoitti"))
	must(t, err)
	t.Run("a colleague writes another field of the same page", func(t *testing.T) {
		whole := only(draft(blank), "needs", "Elin kirjoitti")
		whole.Answers = append(whole.Answers, contracts.DraftAnswer{Field: "strengths"}) // as it was on her page: empty
		_, err := ask(c, "w-elin", "PUT", at, whole)
		must(t, err)
		now := c.assessment("w-oskari", matter)
		if textOf(now, "strengths") != "Aino kirjoitti" || textOf(now, "needs") != "Elin kirjoitti" {
			t.Errorf("now %+v", now.Answers)
		}
	})
	t.Run("the same field is refused with its name, and nothing of the draft is saved", func(t *testing.T) {
		both := only(draft(blank), "strengths", "Elin toisin")
		both.Answers = append(both.Answers, contracts.DraftAnswer{Field: "conclusions", Text: "Elin myös"})
		_, err := ask(c, "w-elin", "PUT", at, both)
		no, _ := refusal.As(err)
		if !errors.Is(err, intake.ErrWrittenSince) || len(no.Fields) != 1 || no.Fields[0].Name != "answers.strengths" {
			t.Fatalf("refused %+v", err)
		}
		now := c.assessment("w-elin", matter)
		if textOf(now, "strengths") != "Aino kirjoitti" || textOf(now, "conclusions") != "" {
			t.Errorf("now %+v", now.Answers)
		}
		t.Run("having read it, she may write over it", func(t *testing.T) {
			over := only(draft(now), "strengths", "Elin toisin")
			_, err := ask(c, "w-elin", "PUT", at, over)
			must(t, err)
			if got := c.assessment("w-aino", matter); textOf(got, "strengths") != "Elin toisin" {
				t.Errorf("now %+v", got.Answers)
			}
		})
	})
	t.Run("a draft survives the service", func(t *testing.T) {
		keep := c.assessment("w-aino", matter)
		again, err := intake.New(intake.Options{
			Area: testArea, Store: c.history, Log: c.history, Redis: c.redis, Bus: c.bus, Vault: c.keys, Logger: slog.New(slog.DiscardHandler),
			Edge: edge.Options{Tokens: c.tokens, Uses: c.uses, Logger: slog.New(slog.DiscardHandler), Clock: c.clock.read},
		})
		must(t, err)
		server := httptest.NewServer(again.Handler())
		defer server.Close()
		other := c.as("w-aino")
		other.Base = server.URL
		got, _, err := edge.Call[contracts.Assessment](t.Context(), other, edge.Request{Method: "GET", Path: at})
		must(t, err)
		if !slices.Equal(got.Answers, keep.Answers) {
			t.Errorf("before %+v, after %+v", keep.Answers, got.Answers)
		}
	})
	t.Run("the same command twice is one save", func(t *testing.T) {
		request := edge.Request{Method: "PUT", Path: at, Body: only(draft(c.assessment("w-aino", matter)), "took_part", "Kerran"), Command: es.NewID()}
		first, _, err := edge.Call[contracts.Receipt](t.Context(), c.as("w-aino"), request)
		must(t, err)
		second, _, err := edge.Call[contracts.Receipt](t.Context(), c.as("w-aino"), request)
		must(t, err)
		if first.Revision != second.Revision {
			t.Errorf("revision %d, then %d", first.Revision, second.Revision)
		}
	})
}

func TestAssessment_WhatIsWrongWithADraft(t *testing.T) {
	c := newCounty(t)
	matter := c.begun()
	blank := c.assessment("w-aino", matter)
	for name, change := range map[string]func(*contracts.DraftAnswer){
		"an unknown field":     func(a *contracts.DraftAnswer) { a.Field = "Canaryfield" },
		"an unknown choice":    func(a *contracts.DraftAnswer) { a.Field, a.Text, a.Code = "hearing", "", "shouted" },
		"words for a choice":   func(a *contracts.DraftAnswer) { a.Field = "hearing" },
		"a choice for words":   func(a *contracts.DraftAnswer) { a.Text, a.Code = "", "yes" },
		"too much":             func(a *contracts.DraftAnswer) { a.Text = strings.Repeat("ä", 20_001) },
		"a revision to come":   func(a *contracts.DraftAnswer) { a.Revision = 3 },
		"a revision before it": func(a *contracts.DraftAnswer) { a.Revision = -1 },
	} {
		d := only(draft(blank), "needs", "Tarve")
		change(&d.Answers[0])
		_, err := ask(c, "w-aino", "PUT", path(matter, "assessment"), d)
		if no, _ := refusal.As(err); no.Kind != refusal.Invalid || strings.Contains(no.Fields[0].Name, "Canary") {
			t.Errorf("%s: %+v", name, err)
		}
	}
	d := only(draft(blank), "needs", "Tarve")
	d.Version = 99
	if _, err := ask(c, "w-aino", "PUT", path(matter, "assessment"), d); !errors.Is(err, intake.ErrOtherForm) {
		t.Errorf("an unknown version of the form: %v", err)
	}
}

func TestAssessment_ItIsCompletedOnlyWhole(t *testing.T) {
	c := newCounty(t)
	matter := c.begun()
	outcome := contracts.Outcome{Outcome: "child-protection", Grounds: "x"}
	if _, err := ask(c, "w-aino", "POST", path(matter, "outcome"), outcome); !errors.Is(err, intake.ErrAssessmentIncomplete) {
		t.Fatalf("without a word: %v", err)
	}
	d := draft(c.assessment("w-aino", matter))
	for i := range d.Answers {
		if d.Answers[i].Field == "hearing" {
			d.Answers[i].Code = "found-out"
		}
	}
	_, err := ask(c, "w-aino", "PUT", path(matter, "assessment"), d)
	must(t, err)
	if _, err := ask(c, "w-aino", "POST", path(matter, "outcome"), outcome); !errors.Is(err, intake.ErrChildNotHeard) {
		t.Fatalf("the child is 18 and was not heard: %v", err)
	}
	c.assess("w-aino", matter) // heard
	_, err = ask(c, "w-aino", "POST", path(matter, "outcome"), outcome)
	must(t, err)
	last := c.see("w-aino", matter).Timeline
	var sections []string
	for _, finding := range last[len(last)-1].Findings {
		sections = append(sections, finding.Act+" "+finding.Section)
	}
	if want := []string{"417/2007 26 § 5 mom", "1301/2014 37 §", "417/2007 20 §"}; !slices.Equal(sections, want) {
		t.Errorf("findings %v", sections)
	}
	after := c.assessment("w-aino", matter)
	if after.MayEdit || textOf(after, "needs") != "Canaryneeds" {
		t.Errorf("a completed assessment is %+v", after)
	}
	if _, err := ask(c, "w-aino", "PUT", path(matter, "assessment"), only(draft(after), "needs", "Muutettu")); !errors.Is(err, intake.ErrAlreadyCompleted) {
		t.Errorf("a completed assessment was changed: %v", err)
	}
}

// TestLaw_LSL417_20_AChildUnder12ByAnyWayIn: the age is that of the child, in
// whatever way the matter came; on both sides of the 12th birthday.
func TestLaw_LSL417_20_AChildUnder12ByAnyWayIn(t *testing.T) {
	for born, lawful := range map[string]bool{"2014-11-24": true, "2014-11-23": false} { // 11 years and 364 days; 12
		c := newCounty(t)
		a := arrival("application", "child-welfare")
		a.Child.BirthDate = born
		done, err := c.arrive(a)
		must(t, err)
		_, err = ask(c, "w-aino", "POST", path(done.Matter, "holder"), struct{}{})
		must(t, err)
		_, err = ask(c, "w-aino", "POST", path(done.Matter, "urgency"), contracts.UrgencyAssessment{Grounds: "x"})
		must(t, err)
		_, err = ask(c, "w-aino", "POST", path(done.Matter, "start"), contracts.StartDecision{Start: true})
		must(t, err)
		whole := draft(c.assessment("w-aino", done.Matter))
		for i := range whole.Answers {
			if whole.Answers[i].Field == "hearing" {
				whole.Answers[i].Code = "found-out"
			}
		}
		_, err = ask(c, "w-aino", "PUT", path(done.Matter, "assessment"), whole)
		must(t, err)
		_, err = ask(c, "w-aino", "POST", path(done.Matter, "outcome"), contracts.Outcome{Outcome: "no-need", Grounds: "x"})
		if lawful {
			must(t, err)
		} else if !errors.Is(err, intake.ErrChildNotHeard) {
			t.Errorf("born %s: %v", born, err)
		}
	}
}
