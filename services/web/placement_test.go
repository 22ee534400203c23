package web_test

import (
	"encoding/json"
	"net/url"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

func TestMatterPage_EmergencyPlacement(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	day := calendar.MustParse("2026-11-01")
	d.intake.set(func() {
		m := &d.intake.matter
		m.May = []string{"continue-placement", "end-placement", "place"}
		m.Placement = &contracts.EmergencyPlacement{Decided: day, Placed: day, Ends: calendar.EmergencyPlacementEnd(day, day, false), Lapsed: true}
	})
	b.get(matterOnePath).says(t, "Emergency placement", "30 November 2026", "section 38, subsection 2", "last day has passed")
	b.submit(matterOnePath, matterOnePath+"/continuation", url.Values{"conditions": {"reports-needed", "childs-interest"}, "grounds": {"Selvitys kesken."}})
	var c contracts.PlacementContinuation
	if err := json.Unmarshal(d.intake.commands()[0].body, &c); err != nil || !c.ReportsNeeded || c.NotInThirty || !c.ChildsInterest || c.Grounds == "" {
		t.Errorf("sent %+v, %v", c, err)
	}
	b.submit(matterOnePath, matterOnePath+"/placement", url.Values{"decided": {"1.11.2026"}, "placed": {"3.11.2026"}, "grounds": {"x"}})
	var p contracts.PlacementDecision
	if err := json.Unmarshal(d.intake.commands()[1].body, &p); err != nil || p.Placed.String() != "2026-11-03" {
		t.Errorf("sent %+v, %v", p, err)
	}
	d.intake.set(func() {
		d.intake.refuse = &refusal.Refusal{Kind: refusal.Forbidden, Code: "not-by-decider", Law: "LSL 417/2007 13 § 3 mom"}
	})
	b.submit(matterOnePath, matterOnePath+"/placement-end", url.Values{"grounds": {"x"}}).says(t, "Who decided the placement may not decide its continuation")
}
