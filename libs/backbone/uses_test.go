package backbone

import (
	"context"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/policy"
	"nivel/libs/uselog"
)

// entries is a use log that keeps what it is told.
type entries struct{ all []uselog.Entry }

func (e *entries) Write(_ context.Context, some ...uselog.Entry) error {
	e.all = append(e.all, some...)
	return nil
}

// TestUses_ATryAtWhatIsProtectedIsAnAlert follows a denied look at what a safety
// non-disclosure hides from the edge to the privacy officer's report.
func TestUses_ATryAtWhatIsProtectedIsAnAlert(t *testing.T) {
	person := es.NewID()
	about := func(relations ...access.Relation) access.Resource {
		return access.Resource{Kind: access.KindMatter, Person: person.String(), Task: access.ChildProtection, Relations: relations, Protected: true}
	}
	for _, x := range []struct {
		why     string
		r       access.Resource
		allowed bool
		alerts  int
	}{
		{"a colleague without the task", about(access.Team), false, 1},
		{"who has no relation", about(), false, 1},
		{"whose task needs it", about(access.Holder, access.ProtectsData), true, 0},
	} {
		log := &entries{}
		use := edge.Use{
			At: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC), Actor: access.Actor{ID: "w-elin", Role: access.SocialWorker, Unit: "north"},
			Action: "intake.see-matter", ID: es.NewID().String(), Resource: x.r, Decision: access.Decision{Allowed: x.allowed}, Request: es.NewID(),
		}
		if err := (uses{log, "test"}).Write(t.Context(), []edge.Use{use}); err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, alert := range uselog.Report(log.all, uselog.Facts{}, uselog.DefaultLimits()) {
			if alert.Kind == uselog.ProtectedTries && alert.Actor == "w-elin" && len(alert.Persons) == 1 && alert.Persons[0] == person {
				found++
			}
		}
		if found != x.alerts {
			t.Errorf("%s: %d alerts, want %d", x.why, found, x.alerts)
		}
	}
}

// TestUses_ThePurposeOfALook: what a team is asked for, where it is more than the
// service task.
func TestUses_ThePurposeOfALook(t *testing.T) {
	for purpose, want := range map[string]string{"": "child-protection", "consult-risk": "consult-risk"} {
		log := &entries{}
		use := edge.Use{
			At: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC), Actor: access.Actor{ID: "w-saga", Role: access.Consultant, Unit: "team"},
			Action: "intake.see-consultation", ID: es.NewID().String(), Decision: access.Decision{Allowed: true, Relation: access.Consulted}, Request: es.NewID(),
			Resource: access.Resource{
				Kind: access.KindConsultation, Person: es.NewID().String(), Task: access.ChildProtection, Relations: []access.Relation{access.Consulted}, Purpose: purpose,
			},
		}
		if err := (uses{log, "test"}).Write(t.Context(), []edge.Use{use}); err != nil {
			t.Fatal(err)
		}
		if e := log.all[0]; e.Purpose != want || e.Relation != access.Consulted || e.Object.Kind != access.KindConsultation {
			t.Errorf("noted %+v, want the purpose %s", e, want)
		}
	}
}

// TestUses_ALookThroughTheGlassIsNotedAsOne asks the policies themselves: what only
// the broken glass opened is in the log as that, in whatever order the relations
// were found, and nothing else is.
func TestUses_ALookThroughTheGlassIsNotedAsOne(t *testing.T) {
	see := access.Action("transitions.see-case")
	engine, err := policy.New(policy.Options{Rights: []access.Rights{{see: {Group: access.ReadClientRecord, Roles: access.Roles()}}}})
	if err != nil {
		t.Fatal(err)
	}
	elin := access.Actor{
		ID: "w-elin", Role: access.SocialWorker, Unit: "north",
		Classes: access.SetOf(access.BroadResponsibility), Tasks: access.SetOf(access.ChildProtection),
	}
	for _, x := range []struct {
		why      string
		kind     string
		stands   []access.Relation
		closed   bool
		outcome  uselog.Outcome
		relation access.Relation
	}{
		{"a teammate, while the case is open", access.KindCase, []access.Relation{access.Team, access.GlassBroken}, false, uselog.Allowed, access.Team},
		{"a teammate, after it was closed", access.KindCase, []access.Relation{access.Team, access.GlassBroken}, true, uselog.Glass, access.GlassBroken},
		{"a stranger", access.KindCase, []access.Relation{access.GlassBroken}, false, uselog.Glass, access.GlassBroken},
		{"who it was offered to, the offer", access.KindHandover, []access.Relation{access.GlassBroken, access.Offered}, false, uselog.Allowed, access.Offered},
		{"who it was offered to, the case", access.KindCase, []access.Relation{access.Offered, access.GlassBroken}, false, uselog.Glass, access.GlassBroken},
		{"who has it", access.KindCase, []access.Relation{access.Holder, access.Team, access.GlassBroken}, false, uselog.Allowed, access.Holder},
		{"a teammate to whom it was disclosed, after the end", access.KindPlan, []access.Relation{access.Team, access.DisclosedTo}, true, uselog.Allowed, access.DisclosedTo},
	} {
		r := access.Resource{Kind: x.kind, Person: es.NewID().String(), Task: access.ChildProtection, Unit: "north", Relations: x.stands, Closed: x.closed}
		log := &entries{}
		use := edge.Use{
			At: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC), Actor: elin, Action: see, ID: es.NewID().String(),
			Resource: r, Decision: engine.Decide(elin, see, r), Request: es.NewID(),
		}
		if err := (uses{log, "test"}).Write(t.Context(), []edge.Use{use}); err != nil {
			t.Fatal(err)
		}
		if e := log.all[0]; e.Outcome != x.outcome || e.Relation != x.relation {
			t.Errorf("%s: noted %s by %q, want %s by %q", x.why, e.Outcome, e.Relation, x.outcome, x.relation)
		}
	}
}
