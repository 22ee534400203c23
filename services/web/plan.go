package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/refusal"
)

// goalFields is how many goals the form has room for.
const goalFields = 5

// maxGoalFields is how many goals a form is read for: as many as a plan may have.
const maxGoalFields = 20

func goalField(i int) string { return "goals." + strconv.Itoa(i) }

// goals returns which of the form's goals somebody typed, or typed the way to.
func (f form) goals() []int {
	return f.rows(goalField, wayField("means"), wayField("by"), wayField("when"))
}

func askPlan(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("situation")
	plan := contracts.Plan{
		Situation: r.text("situation"), OwnRating: r.rating("own_rating"), OtherRating: r.rating("other_rating"),
		OwnView: r.text("own_view"), Dissent: r.text("dissent"),
	}
	for _, i := range f.goals() {
		r.must(goalField(i))
		plan.Goals = append(plan.Goals, f.text(goalField(i)))
	}
	if len(plan.Goals) == 0 {
		r.fault(goalField(0), "required")
	}
	plan.PlanDepth = r.depth()
	plan.Takes = f.takes()
	plan.ReviewBy = r.day("review_by")
	return edge.Request{Method: http.MethodPost, Path: "/plan", Body: plan}, r.wrong
}

// shownGoals returns what transitions found wrong under the names of the form: a
// row left out moves those behind it, and a missing one is missed in the first.
func shownGoals(f form, wrong []refusal.Field) []refusal.Field {
	out := slices.Clone(wrong)
	for i, w := range out {
		switch list, _, _ := strings.Cut(w.Name, "."); {
		case w.Name == "goals" || w.Name == "ways":
			out[i].Name = goalField(0)
		case w.Name == "planned":
			out[i].Name = plannedField("what")(0)
		case list == "goals" || list == "ways":
			out[i].Name = asTyped(w.Name, f.goals())
		case list == "planned":
			out[i].Name = asTyped(w.Name, f.planned())
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
	f.setDepth(c.Plan.PlanDepth)
	return f
}

// goalRoom is how many goals the form shows room for: never fewer than the plan
// has or somebody typed, and one more where that is full.
func (f form) goalRoom() int { return room(f.goals(), goalFields, maxGoalFields) }
