package transitions_test

import (
	"testing"

	"nivel/libs/contracts"
)

// TestLaw_703_2023_51_WhoPrintsIsToldWhatIsKeptFromGuardians: plan and decision, by
// document, service task and controller, until the ban is lifted; a ban towards others
// says nothing of guardians.
func TestLaw_703_2023_51_WhoPrintsIsToldWhatIsKeptFromGuardians(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	do(c, "w-aino", id, "decisions", support)
	minor := facts
	minor.BirthDate = minor.BirthDate.AddYears(1)
	do(c, "w-aino", id, "right", minor)
	marked := func(plan, decision bool, why string) {
		t.Helper()
		if got := c.plans("w-aino", id).Versions; len(got) != 1 || got[0].NotToGuardians != plan {
			t.Errorf("%s: the plan is kept from guardians: %v", why, !plan)
		}
		if got := c.see("w-aino", id).Decisions; len(got) != 1 || got[0].NotToGuardians != decision {
			t.Errorf("%s: the decision is kept from guardians: %v", why, !decision)
		}
	}
	marked(false, false, "no ban")
	for _, x := range []struct {
		toward, scope, of string
		plan, decision    bool
	}{
		{"guardians", "document", "plan", true, false},
		{"guardians", "document", "right", false, false},
		{"guardians", "task", "child-protection", true, true},
		{"guardians", "task", "working-age", false, false},
		{"guardians", "controller", "", true, true},
		{"others", "controller", "", false, false},
	} {
		do(c, "w-aino", id, "consent/ban", contracts.NewBan{Toward: x.toward, Scope: x.scope, Of: x.of, Reason: "Canaryreason"})
		marked(x.plan, x.decision, x.toward+" "+x.scope+" "+x.of)
		do(c, "w-aino", id, "consent/lift", contracts.LiftedBan{Ban: c.consent("w-aino", id).Bans[0].Ban})
	}
	marked(false, false, "all lifted")
}
