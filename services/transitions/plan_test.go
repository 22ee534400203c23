package transitions

import (
	"testing"

	"nivel/libs/contracts"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

func TestMakePlan(t *testing.T) {
	ready := []Event{CaseOpened(opening), RightAssessed{Right: Statutory}}
	texts := PlanTexts{Situation: someText, Goals: []vault.Sealed{someText}, OwnView: someText}
	plan := MakePlan{OwnRating: 4, OtherRating: 6, Texts: texts, On: monday, By: aino}
	t.Run("is reviewed within a year when no day is given", func(t *testing.T) {
		reviewBy, finding := lsl30(monday, plan.ReviewBy)
		given(t, ready...).When(plan).Then(PlanMade{
			Person: youth, OwnRating: 4, OtherRating: 6, Texts: texts, On: monday, ReviewBy: reviewBy, Finding: finding,
		})
	})
	t.Run("may be made again: that is its review", func(t *testing.T) {
		reviewBy, finding := lsl30(monday, plan.ReviewBy)
		given(t, append(ready, PlanMade{Person: youth, On: monday.AddDays(-30)})...).When(plan).Then(PlanMade{
			Person: youth, OwnRating: 4, OtherRating: 6, Texts: texts, On: monday, ReviewBy: reviewBy, Finding: finding,
		})
	})
	t.Run("comes after the right", func(t *testing.T) {
		given(t, ready[0]).When(plan).ThenRefused(ErrRightNotAssessed)
	})
	t.Run("is not made where there is no aftercare", func(t *testing.T) {
		for _, right := range []Right{NoRight, Ended} {
			given(t, ready[0], RightAssessed{Right: right}).When(plan).ThenRefused(ErrNoAftercare)
		}
	})
	t.Run("is the responsible worker's, a counsellor's too", func(t *testing.T) {
		cmd := plan
		cmd.By = oskari
		given(t, ready...).When(cmd).ThenRefused(ErrNotResponsible)
		hers := opening
		hers.Responsible = oskari.ID
		reviewBy, finding := lsl30(monday, plan.ReviewBy)
		given(t, CaseOpened(hers), ready[1]).When(cmd).Then(PlanMade{
			Person: youth, OwnRating: 4, OtherRating: 6, Texts: texts, On: monday, ReviewBy: reviewBy, Finding: finding,
		})
	})
	t.Run("has ratings from 1 to 10", func(t *testing.T) {
		for _, wrong := range []int{-1, 0, 11} {
			own, other := plan, plan
			own.OwnRating, other.OtherRating = wrong, wrong
			thenWrong(t, ready, own, "own_rating", "rating-out-of-range")
			thenWrong(t, ready, other, "other_rating", "rating-out-of-range")
		}
		for _, edge := range []int{1, 10} {
			cmd := plan
			cmd.OwnRating, cmd.OtherRating = edge, edge
			if _, err := cmd.decide(Case{Person: youth, Responsible: aino.ID, Right: Statutory}); err != nil {
				t.Errorf("%d: %v", edge, err)
			}
		}
	})
}

func TestLaw_LSL417_30_ReviewedWithinAYear(t *testing.T) {
	ready := []Event{CaseOpened(opening), RightAssessed{Right: Statutory}}
	plan := MakePlan{OwnRating: 4, OtherRating: 6, On: monday, By: aino}
	for asked, want := range map[string]string{"": "2027-11-23", "2027-11-23": "2027-11-23", "2027-02-01": "2027-02-01"} {
		cmd := plan
		cmd.ReviewBy = maybe(asked)
		events, err := cmd.decide(Case{Person: youth, Responsible: aino.ID, Right: Discretionary})
		if err != nil {
			t.Fatal(err)
		}
		got := events[0].(PlanMade)
		f := got.Finding
		if got.ReviewBy.String() != want || f.Outcome["review-by"] != want || f.Outcome["latest"] != "2027-11-23" ||
			f.Act != "417/2007" || f.Section != "30 §" || f.InForce != "2020-01-01" || f.Inputs["on"] != "2026-11-23" {
			t.Errorf("asked %q: review by %s, finding %+v", asked, got.ReviewBy, f)
		}
	}
	t.Run("a plan of a leap day within a year too", func(t *testing.T) {
		if got, _ := lsl30(date("2028-02-29"), maybe("")); got.String() != "2029-02-28" {
			t.Errorf("reviewed by %s", got)
		}
	})
	for asked, code := range map[string]string{"2027-11-24": "review-too-late", "2026-11-23": "in-the-past"} {
		cmd := plan
		cmd.ReviewBy = date(asked)
		thenWrong(t, ready, cmd, "review_by", code)
	}
}

func TestCheckPlanTexts(t *testing.T) {
	var c refusal.Check
	checkPlanTexts(&c, contracts.Plan{Goals: []string{"a goal", " "}, OwnView: "\x00"})
	r, _ := refusal.As(c.Refusal())
	want := []refusal.Field{{Name: "situation", Code: "required"}, {Name: "goals.1", Code: "required"}, {Name: "own_view", Code: "unreadable-characters"}}
	if len(r.Fields) != len(want) {
		t.Fatalf("said %v", r.Fields)
	}
	for i := range want {
		if r.Fields[i] != want[i] {
			t.Errorf("said %v, wanted %v", r.Fields[i], want[i])
		}
	}
}
