package backbone

import (
	"context"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/edge"
	"nivel/libs/es"
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

// TestUses_ALookThroughTheGlassIsNotedAsOne: by the relation that opened the door,
// in whatever order the service found them; see TestDecide_NamesTheRelation of
// libs/policy for which one did.
func TestUses_ALookThroughTheGlassIsNotedAsOne(t *testing.T) {
	stands := []access.Relation{access.Team, access.GlassBroken, access.Offered}
	for opened, want := range map[access.Relation]uselog.Outcome{
		access.Team: uselog.Allowed, access.GlassBroken: uselog.Glass, access.Offered: uselog.Allowed,
	} {
		log := &entries{}
		use := edge.Use{
			At: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC), Actor: access.Actor{ID: "w-elin", Role: access.SocialWorker, Unit: "north"},
			Action: "transitions.see-case", ID: es.NewID().String(), Request: es.NewID(), Decision: access.Decision{Allowed: true, Relation: opened},
			Resource: access.Resource{Kind: access.KindCase, Person: es.NewID().String(), Task: access.ChildProtection, Relations: stands},
		}
		if err := (uses{log, "test"}).Write(t.Context(), []edge.Use{use}); err != nil {
			t.Fatal(err)
		}
		if e := log.all[0]; e.Outcome != want || e.Relation != opened {
			t.Errorf("opened by %s: noted %s by %q", opened, e.Outcome, e.Relation)
		}
	}
}
