package transitions

import (
	"testing"

	"nivel/libs/access"
	"nivel/libs/es"
)

var (
	idea  = youth.Derive("an idea")
	wrote = YouthWrote{Writing: idea, Kind: proposal, Text: someText, Plan: 1, On: monday, Responsible: aino.ID}
)

func TestWriteToPlan(t *testing.T) {
	opened, planned := CaseOpened(opening), PlanMade{Person: youth, On: monday}
	write := func(kind string) WriteToPlan {
		return WriteToPlan{Person: youth, Writing: idea, Kind: kind, Text: someText, On: monday}
	}
	t.Run("says to which version of the plan it was written", func(t *testing.T) {
		given(t, opened, planned).When(write(proposal)).Then(wrote)
		second := wrote
		second.Plan, second.Kind = 2, dissent
		given(t, opened, planned, planned).When(write(dissent)).Then(second)
	})
	t.Run("a proposal may come before the plan, a comment or another view not", func(t *testing.T) {
		first := wrote
		first.Plan = 0
		given(t, opened).When(write(proposal)).Then(first)
		given(t, opened).When(write("comment")).ThenRefused(ErrNoPlanYet)
		given(t, opened).When(write(dissent)).ThenRefused(ErrNoPlanYet)
	})
	t.Run("is the young person's own, and of an open case", func(t *testing.T) {
		other := write(proposal)
		other.Person = es.ID{}.Derive("somebody else")
		given(t, opened, planned).When(other).ThenRefused(ErrNotFound)
		given(t).When(write(proposal)).ThenRefused(ErrNotFound)
		given(t, opened, CaseClosed{On: monday}).When(write(proposal)).ThenRefused(ErrClosed)
	})
	t.Run("needs words, of a kind that there is", func(t *testing.T) {
		thenWrong(t, []Event{opened, planned}, write("opinion"), "kind", "required")
		thenWrong(t, []Event{opened, planned}, WriteToPlan{Person: youth, Kind: proposal, On: monday}, "text", "required")
	})
	t.Run("waits for an answer when thirty have none, but another view is always heard", func(t *testing.T) {
		past := []Event{opened, planned}
		for i := range maxUnanswered - 1 {
			past = append(past, YouthWrote{Writing: youth.Derive("more", string(rune('a'+i))), Kind: proposal, Plan: 1})
		}
		given(t, past...).When(write(proposal)).Then(wrote)
		past = append(past, wrote)
		given(t, past...).When(write("comment")).ThenRefused(ErrTooMuchUnanswered)
		view := wrote
		view.Kind = dissent
		given(t, past...).When(write(dissent)).Then(view)
	})
	t.Run("but not for one that nobody can give any more", func(t *testing.T) {
		past := []Event{opened, planned}
		for i := range maxUnanswered {
			past = append(past, YouthWrote{Writing: youth.Derive("more", string(rune('a'+i))), Kind: proposal, Plan: 1})
		}
		past = append(past, HandoverAccepted{From: aino.ID, To: henri.ID, Task: access.WorkingAge})
		his := wrote
		his.Responsible = henri.ID
		given(t, past...).When(write(proposal)).Then(his)
	})
}

func TestAnswerWriting(t *testing.T) {
	past := []Event{CaseOpened(opening), PlanMade{Person: youth, On: monday}, wrote}
	answer := AnswerWriting{Writing: idea, Answer: someText, On: tuesday, By: aino}
	answered := YouthAnswered{Writing: idea, Answer: someText, On: tuesday, Person: youth}
	t.Run("is the responsible worker's, with a reason", func(t *testing.T) {
		given(t, past...).When(answer).Then(answered)
		by := answer
		by.By = elin
		given(t, past...).When(by).ThenRefused(ErrNotResponsible)
		thenWrong(t, past, AnswerWriting{Writing: idea, On: tuesday, By: aino}, "answer", "required")
	})
	t.Run("is given once, and not to a view that stands", func(t *testing.T) {
		given(t, append(past, answered)...).When(answer).ThenRefused(ErrNothingToAnswer)
		view := wrote
		view.Kind = dissent
		given(t, past[0], past[1], view).When(answer).ThenRefused(ErrNothingToAnswer)
	})
	t.Run("is not the task of another service, to which it was not written", func(t *testing.T) {
		accepted := HandoverAccepted{To: henri.ID, Task: access.WorkingAge, On: tuesday}
		by := answer
		by.By = henri
		given(t, append(past, accepted)...).When(by).ThenRefused(ErrNothingToAnswer)
		if row := rowOf(append(past, accepted)...); len(openIn(row.Proposed, row.Task)) > 0 {
			t.Errorf("his list shows %v", row.Proposed)
		}
	})
}

func TestMakePlan_TakesProposals(t *testing.T) {
	past := []Event{CaseOpened(opening), RightAssessed{Right: Statutory}, PlanMade{Person: youth, On: monday}, wrote}
	reviewBy, finding := lsl30(monday, maybe(""))
	plan := MakePlan{OwnRating: 4, OtherRating: 6, Takes: []es.ID{idea}, On: monday, By: aino}
	made := PlanMade{Person: youth, OwnRating: 4, OtherRating: 6, Takes: []es.ID{idea}, On: monday, ReviewBy: reviewBy, Finding: finding}
	given(t, past...).When(plan).Then(made)
	t.Run("each once, and no comment", func(t *testing.T) {
		thenWrong(t, append(past, made), plan, "takes", "no-such-proposal")
		comment := wrote
		comment.Kind = "comment"
		thenWrong(t, []Event{past[0], past[1], past[2], comment}, plan, "takes", "no-such-proposal")
	})
	t.Run("and then the list shows nothing to answer", func(t *testing.T) {
		for _, x := range []struct {
			events []Event
			next   string
		}{{past, "answer-proposal"}, {append(past, made), "review-plan"}, {append(past, YouthAnswered{Writing: idea}), "review-plan"}} {
			row := rowOf(x.events...)
			if row.ReviewBy.IsZero() {
				row.ReviewBy = reviewBy
			}
			if next, _ := row.Next(aino.ID); next != x.next {
				t.Errorf("next is %s, want %s", next, x.next)
			}
		}
	})
}
