package web_test

import (
	"encoding/json"
	"net/url"
	"testing"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

func TestMatterPage_InformationFromOutside(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	d.intake.set(func() {
		m := &d.intake.matter
		m.May = []string{"record-source"}
		m.Sources = []contracts.RecordedSource{{
			Kind: "education", From: "The school <social> worker", What: "Absent for a month", Got: calendar.MustParse("2026-11-20"), AskedBy: "w-oskari",
			Basis: "authority-right", Purpose: "To assess the need", By: "w-aino", At: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC),
		}}
	})
	b.get(matterOnePath).says(t, "Information from outside", "Early education, school or college: The school <social> worker", "Absent for a month",
		"Oskari Lampisuo", "section 64", "To assess the need", "Recorded by Aino Virtaharju")
	typed := url.Values{
		"source_kind": {"police"}, "from_whom": {"A constable"}, "information": {"What was <seen>"}, "got": {"19.11.2026"},
		"asked_by": {"w-aino"}, "legal_basis": {"consent"}, "purpose": {"To assess"},
	}
	b.submit(matterOnePath, matterOnePath+"/source", typed)
	var got contracts.OutsideSource
	want := contracts.OutsideSource{Kind: "police", From: "A constable", What: "What was <seen>", Got: calendar.MustParse("2026-11-19"), AskedBy: "w-aino", Basis: "consent", Purpose: "To assess"}
	if err := json.Unmarshal(d.intake.commands()[0].body, &got); err != nil || got != want {
		t.Errorf("sent %+v, %v", got, err)
	}
	d.intake.set(func() {
		d.intake.refuse = &refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Law: "703/2023 39 §", Fields: []refusal.Field{{Name: "legal_basis", Code: "legal-basis-missing"}}}
	})
	typed.Del("legal_basis")
	b.submit(matterOnePath, matterOnePath+"/source", typed).says(t, "Choose on what legal basis it came", "What was <seen>")
}
