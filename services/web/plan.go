package web

import (
	"net/http"
	"slices"
	"strconv"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/refusal"
)

// goalFields is how many goals the form has room for.
const goalFields = 5

// maxGoalFields is how many goals a form is read for: as many as a plan may have.
const maxGoalFields = 20

func goalField(i int) string { return "goals." + strconv.Itoa(i) }

// goals returns which of the form's goals somebody typed.
func (f form) goals() []int {
	var typed []int
	for i := range maxGoalFields {
		if f.text(goalField(i)) != "" {
			typed = append(typed, i)
		}
	}
	return typed
}

func askPlan(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("situation")
	plan := contracts.Plan{
		Situation: r.text("situation"), OwnRating: r.rating("own_rating"), OtherRating: r.rating("other_rating"),
		OwnView: r.text("own_view"), Dissent: r.text("dissent"),
	}
	for _, i := range f.goals() {
		plan.Goals = append(plan.Goals, f.text(goalField(i)))
	}
	if len(plan.Goals) == 0 {
		r.fault(goalField(0), "required")
	}
	plan.ReviewBy = r.day("review_by")
	return edge.Request{Method: http.MethodPost, Path: "/plan", Body: plan}, r.wrong
}

// shownGoals returns what transitions found wrong under the names of the form: a
// goal left out moves those behind it, and a missing one is missed in the first.
func shownGoals(f form, wrong []refusal.Field) []refusal.Field {
	typed, out := f.goals(), slices.Clone(wrong)
	for i, w := range out {
		if w.Name == "goals" {
			out[i].Name = goalField(0)
		}
		for n, at := range typed {
			if w.Name == goalField(n) {
				out[i].Name = goalField(at)
			}
		}
	}
	return out
}

// ratings are the points of the scale of wellbeing.
func ratings() []string { return []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"} }

// rating reads a point of the scale.
func (r *reading) rating(name string) int {
	if !slices.Contains(ratings(), r.text(name)) {
		r.fault(name, "required")
		return 0
	}
	return r.number(name)
}

// planForm returns the form of the plan: with the plan there is, so that a review
// goes on from it, unless something was typed. Ratings are asked anew.
func (c caseView) planForm() form {
	f := c.formOf(makePlan)
	if c.tried(makePlan) || c.Plan == nil {
		return f
	}
	f.typed.Set("situation", c.Plan.Situation)
	for i, goal := range c.Plan.Goals {
		f.typed.Set(goalField(i), goal)
	}
	f.typed.Set("own_view", c.Plan.OwnView)
	f.typed.Set("dissent", c.Plan.Dissent)
	return f
}

// goalRoom is how many goals the form shows room for: never fewer than the plan
// has.
func (c caseView) goalRoom() int {
	if c.Plan != nil {
		return max(goalFields, len(c.Plan.Goals))
	}
	return goalFields
}
