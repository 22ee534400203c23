package web_test

import (
	"strings"
	"testing"

	"nivel/libs/calendar"
)

// TestOma_TheRightToReturn is told with its last day, and no longer than it lasts.
func TestOma_TheRightToReturn(t *testing.T) {
	o := newOma(t)
	o.mine.ClosedOn, o.mine.ReturnUntil, o.mine.ClosingPlan = calendar.On(now).AddDays(-3), calendar.On(now).AddDays(2), "Ohjaamo auttaa."
	b := o.come(t)
	b.get("/").says(t, "You can come back to aftercare until", "Ohjaamo auttaa.")
	o.mine.ReturnUntil = calendar.On(now)
	if strings.Contains(b.get("/").body, "You can come back") {
		t.Error("a right that is over is still offered")
	}
}
