package transitions_test

import (
	"strings"
	"testing"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

func (c *county) consent(who string, id es.ID) contracts.Consent {
	c.Helper()
	path := "/cases/" + id.String() + "/consent"
	if who == someone.String() {
		path = "/my/consent"
	}
	seen, _, err := edge.Call[contracts.Consent](c.Context(), c.as(who), edge.Request{Method: "GET", Path: path})
	must(c.T, err)
	return seen
}

func ban(scope, of string) contracts.NewBan {
	return contracts.NewBan{Toward: "others", Scope: scope, Of: of}
}

// TestLaw_703_2023_59_AHandoverDoesNotDiscloseWhatIsForbidden tries every scope:
// what is forbidden cannot be named to another service, and can to the same.
func TestLaw_703_2023_59_AHandoverDoesNotDiscloseWhatIsForbidden(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	o := offer
	o.To, o.Documents = "w-henri", []string{"plan"}
	do(c, "w-aino", id, "handover/consent", contracts.HandoverConsent{Asked: day, May: o.Documents})
	for _, x := range []contracts.NewBan{ban("document", "plan"), ban("task", "child-protection"), ban("controller", "")} {
		do(c, "w-aino", id, "consent/ban", x)
		_, err := try(c, "w-aino", id, "handover", o)
		c.refused(err, "forbidden-by-client")
		bans := c.consent("w-aino", id).Bans
		if len(bans) != 1 || bans[0].Scope != x.Scope || bans[0].Of != x.Of || bans[0].On != day {
			t.Fatalf("the bans are %+v", bans)
		}
		do(c, "w-aino", id, "consent/lift", contracts.LiftedBan{Ban: bans[0].Ban})
	}
	do(c, "w-aino", id, "consent/ban", ban("document", "right"))
	do(c, "w-aino", id, "consent/ban", ban("task", "working-age"))
	do(c, "w-aino", id, "handover", o) // neither is about the plan
	do(c, "w-henri", id, "handover/refusal", contracts.HandoverRefusal{Reason: "x"})
	do(c, "w-aino", id, "consent/ban", ban("document", "plan"))
	o.To = "w-elin" // of child protection herself: nothing is given to another service
	_, err := try(c, "w-aino", id, "handover", o)
	c.refused(err, "consent-missing") // what they had said was for that handover
	do(c, "w-aino", id, "handover/consent", contracts.HandoverConsent{Asked: day, May: o.Documents})
	do(c, "w-aino", id, "handover", o)
}

// TestLaw_703_2023_59_ABanHoldsWhenAskedAndIsRevocable: a ban that comes after
// the disclosure takes the document away, from who got it and from a colleague of
// broad responsibility, and lifting it gives it back; each with the next request.
func TestLaw_703_2023_59_ABanHoldsWhenAskedAndIsRevocable(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	c.handOver(id, "w-henri", "plan", "right")
	reads := func(who string, want bool) {
		t.Helper()
		seen := c.see(who, id)
		if (seen.Plan != nil) != want || (saysAny(seen, ofThePlan) != "") != want {
			t.Errorf("%s reads %+v", who, seen.Plan)
		}
		if saysAny(seen, ofTheRight) == "" {
			t.Errorf("%s does not read the right, which nobody forbade", who)
		}
	}
	reads("w-henri", true)
	reads("w-sari", true)
	do(c, "w-henri", id, "consent/ban", ban("document", "plan"))
	reads("w-henri", false)
	reads("w-sari", false)
	reads("w-aino", true) // it was written in her service
	if seen := c.see("w-henri", id); strings.Join(seen.Withheld, " ") != "plan" {
		t.Errorf("withheld: %v", seen.Withheld)
	}
	do(c, "w-henri", id, "consent/lift", contracts.LiftedBan{Ban: c.consent("w-henri", id).Bans[0].Ban})
	reads("w-henri", true)
	reads("w-sari", true)
}

// TestLaw_703_2023_55_59_TheYoungSeeTheirs: all of it, and nobody else's.
func TestLaw_703_2023_55_59_TheYoungSeeTheirs(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	_, err := try(c, "w-aino", id, "consent/ban", contracts.NewBan{Toward: "guardians", Scope: "controller"})
	c.refused(err, "required")
	do(c, "w-aino", id, "consent/ban", contracts.NewBan{Toward: "guardians", Scope: "controller", Reason: "Canaryreason"})
	do(c, "w-aino", id, "consent/permit", contracts.Permit{Permitted: true})
	for _, who := range []string{"w-aino", someone.String()} {
		seen := c.consent(who, id)
		if !seen.Permitted || seen.PermittedOn != day || len(seen.Bans) != 1 || seen.Bans[0].Reason != "Canaryreason" || len(seen.Timeline) != 2 {
			t.Errorf("%s sees %+v", who, seen)
		}
		if f := seen.Timeline[0].Findings; len(f) != 1 || f[0].Section != "51 §" {
			t.Errorf("found %+v", f)
		}
	}
	do(c, "w-aino", id, "consent/permit", contracts.Permit{})
	if c.consent(someone.String(), id).Permitted {
		t.Error("the permit cannot be withdrawn")
	}
	other, _, err := edge.Call[contracts.Consent](t.Context(), c.as(es.NewID().String()), edge.Request{Method: "GET", Path: "/my/consent"})
	must(t, err)
	if len(other.Bans)+len(other.Timeline) != 0 {
		t.Errorf("somebody else sees %+v", other)
	}
	for _, who := range []string{"w-henri", "w-elin", "w-ops"} {
		_, _, err := edge.Call[contracts.Consent](t.Context(), c.as(who), edge.Request{Method: "GET", Path: "/cases/" + id.String() + "/consent"})
		if err == nil {
			t.Errorf("%s sees it", who)
		}
		if _, err := try(c, who, id, "consent/ban", ban("controller", "")); err == nil {
			t.Errorf("%s records a ban", who)
		}
	}
	if len(c.consent("w-aino", id).Bans) != 1 {
		t.Error("a ban was recorded by who may not")
	}
	events, err := c.history.Read(t.Context(), "transitionsconsent-"+someone.String(), 0)
	must(t, err)
	for _, e := range events {
		if strings.Contains(string(e.Data), "Canary") {
			t.Errorf("%s holds a readable reason", e.Name)
		}
	}
}
