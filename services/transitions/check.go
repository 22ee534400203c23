package transitions

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

// Longest texts taken, in characters, and how many goals a plan has at most.
const (
	maxText  = 2_000
	maxGoals = 20
)

// checkPlanTexts notes what is wrong with the texts of a plan:
//
//	required, too-long, too-many, unreadable-characters
func checkPlanTexts(c *refusal.Check, plan contracts.Plan) {
	text(c, "situation", plan.Situation, true)
	c.Require(len(plan.Goals) > 0, "goals", "required")
	c.Require(len(plan.Goals) <= maxGoals, "goals", "too-many")
	for i, goal := range plan.Goals {
		text(c, goalField(i), goal, true)
	}
	text(c, "own_view", plan.OwnView, false)
	text(c, "dissent", plan.Dissent, false)
	checkDepthTexts(c, plan)
}

func goalField(i int) string { return "goals." + strconv.Itoa(i) }

func text(c *refusal.Check, name, value string, required bool) {
	c.Require(!required || strings.TrimSpace(value) != "", name, "required")
	c.Require(utf8.RuneCountInString(value) <= maxText, name, "too-long")
	c.Require(utf8.ValidString(value) && !strings.ContainsRune(value, 0), name, "unreadable-characters")
}
