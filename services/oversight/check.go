package oversight

import (
	"slices"
	"strings"
	"unicode/utf8"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

// maxReason is how many characters a reason may have: a paragraph.
const maxReason = 2000

// CheckGlass refuses with all fields that are wrong, each with a code: required,
// unknown-task, too-long, unreadable-characters.
func CheckGlass(asked contracts.GlassAsked) error {
	var c refusal.Check
	c.Require(!asked.Person.IsZero(), "person", "required")
	c.Require(asked.Task != "", "task", "required")
	c.Require(asked.Task == "" || slices.Contains(access.Tasks(), access.Task(asked.Task)), "task", "unknown-task")
	c.Require(strings.TrimSpace(asked.Reason) != "", "reason", "required")
	c.Require(utf8.RuneCountInString(asked.Reason) <= maxReason, "reason", "too-long")
	c.Require(utf8.ValidString(asked.Reason) && !strings.ContainsRune(asked.Reason, 0), "reason", "unreadable-characters")
	return c.Refusal()
}
