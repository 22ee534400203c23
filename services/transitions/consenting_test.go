package transitions_test

import (
	"strings"
	"testing"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/services/transitions"
	"nivel/services/transitions/necessity"
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
	_, err := try(c, "w-aino", id, "consent/ban", contracts.NewBan{Toward: "guardians", Scope: "controller", Reason: "x"})
	c.refused(err, "adult-has-no-guardian")
	minor := facts
	minor.BirthDate = minor.BirthDate.AddYears(1)
	do(c, "w-aino", id, "right", minor)
	_, err = try(c, "w-aino", id, "consent/ban", contracts.NewBan{Toward: "guardians", Scope: "controller"})
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

// TestLaw_703_2023_55_2_And_56_WhatIsNecessaryInSpiteOfABan follows a ground from
// who is responsible to what they then see, for an hour; to the use log, where the
// young person reads it; and to the privacy officer. Nobody else sees more by it.
func TestLaw_703_2023_55_2_And_56_WhatIsNecessaryInSpiteOfABan(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	c.handOver(id, "w-henri", "plan", "right")
	do(c, "w-henri", id, "consent/ban", ban("document", "plan"))
	reads := func(who string) bool { return c.see(who, id).Plan != nil }
	if reads("w-henri") || reads("w-sari") {
		t.Fatal("the ban does not hold")
	}
	ground := contracts.StatedGround{Ground: "endangered", Reason: "Canaryground: uhka itselle."}
	state := func(who string, ground contracts.StatedGround) (contracts.GroundReceipt, error) {
		out, _, err := edge.Call[contracts.GroundReceipt](t.Context(), c.as(who), edge.Request{
			Method: "POST", Path: "/cases/" + id.String() + "/consent/ground", Body: ground, Command: es.NewID(),
		})
		return out, err
	}
	for _, who := range []string{"w-sari", "w-elin", "w-aino"} { // a colleague, a stranger, who had it
		if _, err := state(who, ground); err == nil {
			t.Errorf("%s states a ground", who)
		}
	}
	_, err := state("w-henri", contracts.StatedGround{Ground: "curiosity", Reason: "x"})
	c.refused(err, "required")
	_, err = state("w-henri", contracts.StatedGround{Ground: "endangered"})
	c.refused(err, "required")

	stated, err := state("w-henri", ground)
	must(t, err)
	if !stated.Until.Equal(c.clock.read().Add(time.Hour)) {
		t.Errorf("it holds until %s", stated.Until)
	}
	before := len(c.uses.All())
	if !reads("w-henri") || reads("w-sari") {
		t.Error("who is responsible does not see the plan, or a colleague does")
	}
	noted := 0
	for _, use := range c.uses.All()[before:] {
		if use.Resource.Purpose == "despite-ban-endangered" {
			noted++
			if !use.Decision.Allowed || use.Actor.ID != "w-henri" || use.Resource.Person != someone.String() {
				t.Errorf("noted %+v", use)
			}
		}
	}
	if noted != 1 {
		t.Errorf("%d looks were noted as in spite of a ban, want one", noted)
	}
	if seen := c.consent("w-henri", id); seen.Ground != "endangered" || !seen.GroundUntil.Equal(stated.Until) {
		t.Errorf("their page says %q until %s", seen.Ground, seen.GroundUntil)
	}
	_, err = state("w-henri", ground)
	c.refused(err, "ban-ground-holds")

	events, err := c.history.Read(t.Context(), "transitionsnecessity-"+necessity.IDOf("w-henri", id).String(), 0)
	must(t, err)
	if len(events) != 1 || strings.Contains(string(events[0].Data), "Canary") {
		t.Fatalf("history has %d events, or what was typed", len(events))
	}
	fact, told, err := transitions.Translate(events[0])
	if err != nil || !told || fact.Type != contracts.FactBanGroundStated || fact.Subject != id.String() || !strings.Contains(string(fact.Data), `"told":["w-tuula"]`) ||
		strings.Contains(string(fact.Data), "cipher") || strings.Contains(string(fact.Data), `"reason"`) {
		t.Errorf("told %s %s, %v", fact.Type, fact.Data, err)
	}
	c.clock.forward(time.Hour)
	if reads("w-henri") {
		t.Error("it holds when the hour is over")
	}
}

// TestLaw_703_2023_51_AMinorForbidsADocumentOfIntakeTowardsGuardians: it is they who get
// copies of it; to another service no handover discloses it.
func TestLaw_703_2023_51_AMinorForbidsADocumentOfIntakeTowardsGuardians(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	minor := facts
	minor.BirthDate = minor.BirthDate.AddYears(1)
	do(c, "w-aino", id, "right", minor)
	for _, document := range contracts.IntakeDocuments() {
		_, err := try(c, "w-aino", id, "consent/ban", ban("document", document))
		c.refused(err, "unknown-code")
		do(c, "w-aino", id, "consent/ban", contracts.NewBan{Toward: "guardians", Scope: "document", Of: document, Reason: "Canaryreason"})
	}
	if bans := c.consent("w-aino", id).Bans; len(bans) != len(contracts.IntakeDocuments()) || bans[0].Of != contracts.DocumentNotification {
		t.Errorf("the bans are %+v", bans)
	}
}

// TestLaw_703_2023_55_2_And_56_AGroundEndsWithTheResponsibility: who stated it and
// then handed the case over reads on what was theirs, and no longer what the young
// person has forbidden.
func TestLaw_703_2023_55_2_And_56_AGroundEndsWithTheResponsibility(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	c.handOver(id, "w-henri", "plan", "right")
	do(c, "w-henri", id, "consent/ban", ban("document", "plan"))
	_, _, err := edge.Call[contracts.GroundReceipt](t.Context(), c.as("w-henri"), edge.Request{
		Method: "POST", Path: "/cases/" + id.String() + "/consent/ground", Command: es.NewID(),
		Body: contracts.StatedGround{Ground: "endangered", Reason: "Canaryground"},
	})
	must(t, err)
	if c.see("w-henri", id).Plan == nil {
		t.Fatal("the ground does not hold")
	}
	c.passOn("w-henri", id, "w-pekka")
	before := len(c.uses.All())
	seen := c.see("w-henri", id)
	if seen.Shows != contracts.ShowsUntilHandover || seen.Plan != nil || saysAny(seen, ofThePlan) != "" || strings.Join(seen.Withheld, " ") != "plan" {
		t.Errorf("who handed over reads %+v, withheld %v", seen.Plan, seen.Withheld)
	}
	for _, use := range c.uses.All()[before:] {
		if strings.HasPrefix(string(use.Resource.Purpose), contracts.BanPurposes) {
			t.Errorf("noted %+v", use)
		}
	}
}
