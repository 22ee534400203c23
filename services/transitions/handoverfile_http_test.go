package transitions_test

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/handfile"
	"nivel/libs/refusal"
)

// TestHandoverFile: a file for another area holds exactly what is named, can be
// checked by who has the key, and is noted as a disclosure with its ground.
func TestHandoverFile(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	issue := func(who string, in contracts.HandoverFileFor) (contracts.HandoverFile, error) {
		out, _, err := edge.Call[contracts.HandoverFile](c.Context(), c.as(who), edge.Request{
			Method: "POST", Path: "/cases/" + id.String() + "/handover/file", Body: in, Command: es.NewID(),
		})
		return out, err
	}
	in := contracts.HandoverFileFor{ToArea: "08", Documents: []string{"plan"}, FamilyName: "Virtasalo", GivenNames: "Venla", IdentityCode: "010190-900P"}
	_, err := issue("w-aino", in)
	c.refused(err, "no-permit")
	do(c, "w-aino", id, "consent/permit", contracts.Permit{Permitted: true})
	_, err = issue("w-aino", in)
	c.refused(err, "consent-missing")
	do(c, "w-aino", id, "handover/consent", contracts.HandoverConsent{Asked: day, May: []string{"plan"}})
	_, err = issue("w-henri", in)
	c.refused(err, "not-found")
	nobody := in
	nobody.IdentityCode, nobody.FamilyName = "", ""
	_, err = issue("w-aino", nobody)
	if no, _ := refusal.As(err); fmt.Sprint(no.Fields) != "[{family_name required} {identity_code identity-code-check}]" {
		t.Errorf("refused with %v", err)
	}
	before := len(c.uses.All())
	file, err := issue("w-aino", in)
	must(t, err)

	t.Run("holds what was named and nothing else", func(t *testing.T) {
		raw, _ := json.Marshal(file)
		handed, err := handfile.Open(raw, signer.Public().(ed25519.PublicKey))
		if err != nil || handed.Plan == nil || handed.Plan.Plan.Situation != "Canarysituation" || handed.Right != nil || handed.Summary != nil ||
			handed.Client.IdentityCode != "010190-900P" || handed.FromArea != testArea.Code || handed.ToArea != "08" || handed.By.Name == "" {
			t.Errorf("holds %+v, %v", handed, err)
		}
	})
	t.Run("is in the use log as given out, to whom and by which permit", func(t *testing.T) {
		given := 0
		for _, u := range c.uses.All()[before:] {
			if u.Disclosed != nil {
				given++
				if !u.Decision.Allowed || u.Disclosed.Recipient != "area-08" || u.Disclosed.Description != "plan" || u.Disclosed.Permit.IsZero() {
					t.Errorf("noted %+v", u.Disclosed)
				}
			}
		}
		if given != 1 {
			t.Errorf("%d disclosures are noted", given)
		}
		for _, u := range c.uses.All()[:before] {
			if u.Disclosed != nil {
				t.Errorf("what was refused is noted as given: %+v", u)
			}
		}
	})
	t.Run("is in the case's timeline, without what was in it, and leaves the case where it was", func(t *testing.T) {
		seen := c.see("w-aino", id)
		last := seen.Timeline[len(seen.Timeline)-1]
		if last.What != "transitions.handover-file-issued.v1" || last.Facts["to-area"] != "08" || last.Facts["documents"] != "plan" || seen.Responsible != "w-aino" {
			t.Errorf("the timeline says %+v", last)
		}
		recorded, err := c.history.Read(c.Context(), "transitions-"+id.String(), 0)
		must(t, err)
		for _, r := range recorded {
			if strings.Contains(string(r.Data), "Virtasalo") || strings.Contains(string(r.Data), "010190-900P") {
				t.Errorf("who the client is is readable in %s", r.Name)
			}
		}
	})
}

// TestLaw_703_2023_59_AFileHoldsNothingOfAForbiddenServiceTask: in force from
// 2024-01-01. The case has moved on, and who has it now works in both service
// tasks, so the right that was found in child protection is shown to them. It
// still belongs to child protection, which the young person has forbidden.
func TestLaw_703_2023_59_AFileHoldsNothingOfAForbiddenServiceTask(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	c.handOver(id, "w-henri")
	c.passOn("w-henri", id, "w-salla")
	if seen := c.see("w-salla", id); saysAny(seen, ofTheRight) == "" {
		t.Fatal("she does not see the right")
	}
	do(c, "w-salla", id, "consent/permit", contracts.Permit{Permitted: true})
	do(c, "w-salla", id, "handover/consent", contracts.HandoverConsent{Asked: day, May: []string{"right"}})
	in := contracts.HandoverFileFor{ToArea: "08", Documents: []string{"right"}, FamilyName: "Virtasalo", GivenNames: "Venla", IdentityCode: "010190-900P"}
	banOn := func(task string) {
		for _, b := range c.consent("w-salla", id).Bans {
			do(c, "w-salla", id, "consent/lift", contracts.LiftedBan{Ban: b.Ban})
		}
		do(c, "w-salla", id, "consent/ban", ban("task", task))
	}
	banOn("child-protection")
	_, err := c.issueFile("w-salla", id, es.NewID(), in)
	c.refused(err, "forbidden-by-client")
	if c.disclosures() != 0 {
		t.Error("it is noted as given out")
	}
	banOn("working-age") // nothing of the file is of that
	_, err = c.issueFile("w-salla", id, es.NewID(), in)
	must(t, err)
}

// TestHandoverFile_TheRightWithoutTheAreas: which area is responsible is a decision
// of its own, which nobody named and which tells where somebody has moved.
func TestHandoverFile_TheRightWithoutTheAreas(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	do(c, "w-aino", id, "areas", contracts.Residence{Home: "564", PaidCare: "21"})
	if seen := c.see("w-aino", id); seen.ResponsibleArea == "" || seen.CostArea == "" {
		t.Fatal("the areas were not found")
	}
	do(c, "w-aino", id, "consent/permit", contracts.Permit{Permitted: true})
	do(c, "w-aino", id, "handover/consent", contracts.HandoverConsent{Asked: day, May: []string{"right"}})
	file, err := c.issueFile("w-aino", id, es.NewID(), contracts.HandoverFileFor{
		ToArea: "08", Documents: []string{"right"}, FamilyName: "Virtasalo", GivenNames: "Venla", IdentityCode: "010190-900P",
	})
	must(t, err)
	raw, _ := json.Marshal(file)
	handed, err := handfile.Open(raw, signer.Public().(ed25519.PublicKey))
	must(t, err)
	if handed.Right == nil || *handed.Right != (contracts.HandedRight{Right: "statutory", DutyEnd: calendar.MustParse("2031-05-15")}) || strings.Contains(file.Content, "_area\":\"19\"") {
		t.Errorf("the right is %+v", handed.Right)
	}
}
