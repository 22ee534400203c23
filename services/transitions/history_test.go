package transitions

import (
	"reflect"
	"testing"

	"nivel/libs/access"
	"nivel/libs/es/estest"
	"nivel/libs/law"
	"nivel/libs/vault"
)

// TestHistory_EveryStoredNameHasItsGoldenFile fails when an event is stored in
// another form than the one that is in counties' histories.
func TestHistory_EveryStoredNameHasItsGoldenFile(t *testing.T) {
	b := Background{
		Born: date("2005-08-01"), Basis: OpenCareAlone,
		PlacedFrom: date("2022-01-15"), PlacedTo: date("2022-07-15"), LastClientDay: date("2022-07-15"),
	}
	right, end, findings := lsl75(b, monday)
	reviewBy, finding := lsl30(monday, date("2027-05-01"))
	known, claimBy, served := claim("letter", monday)
	_, _, minimum := lsl77([]Income{{"maintenance", 19000}})
	_, responsible := lsl16(Whereabouts{Home: "19", LivesIn: "08"})
	estest.Golden[Event](t, History, "testdata/events",
		CaseOpened(opening),
		RightAssessed{
			Basis: b.Basis, PlacedFrom: b.PlacedFrom, PlacedTo: b.PlacedTo, LastClientDay: b.LastClientDay,
			BirthDate: someText, Right: right, DutyEnd: end, On: monday, Findings: findings,
		},
		PlanMade{
			Person: youth, OwnRating: 4, OtherRating: 6, On: monday, ReviewBy: reviewBy, Finding: finding,
			Texts: PlanTexts{Situation: someText, Goals: []vault.Sealed{someText, someText}, OwnView: someText, Dissent: someText},
		},
		offered,
		HandoverDeclined{Person: youth, From: aino.ID, To: elin.ID, Reason: someText, On: tuesday},
		JointMeetingHeld{Met: tuesday},
		HandoverAccepted{Person: youth, From: aino.ID, To: elin.ID, On: wednesday},
		HandoverFileIssued{
			Person: youth, To: "19", Documents: []string{"plan", "summary"}, Permit: youth, Digest: "00ff", On: monday,
			Finding: law.Finding{Provision: law.Provision{Act: "703/2023", Section: "55 §", InForce: "2024-01-01"}, Inputs: map[string]string{"to-area": "19"}},
		},
		YouthInvited{Token: "blind-token", Expires: noon},
		YouthSignedIn{At: noon},
		WorkerAway{From: monday, Until: wednesday, Substitute: elin.ID},
		AftercareExtended{Until: date("2028-01-31"), Grounds: someText, On: monday},
		AreasFound{
			Whereabouts: Whereabouts{Home: "19", LivesIn: "08", PaidCare: "21"}, Responsible: "08", Cost: "21", On: monday, Findings: []law.Finding{responsible},
		},
		ClosingPlanMade{Services: someText, On: monday, Finding: lsl76(aino, true)},
		CaseClosed{Person: youth, Reason: "own-wish", Grounds: someText, ClosingPlan: true, On: monday, ReturnUntil: end, Findings: findings[:1]},
		DecisionMade{
			Decision: youth.Derive("decision"), About: "support", Granted: true, Service: "93", What: someText, Grounds: someText, From: monday,
			Until: date("2027-05-31"), Cents: 1, On: monday, By: aino.ID, Provisions: []law.Provision{section77sub1},
		},
		ContactHad{Contact: youth.Derive("contact"), Day: monday, Mode: Mode{"online", "in-person"}, Who: oskari.ID, Note: someText, On: tuesday},
		ContactWithdrawn{Contact: talk, Day: monday, Mode: Mode{"online", "in-person"}, Who: oskari.ID, Reason: someText, On: tuesday, Task: access.ChildProtection},
		SituationRecorded{Record: youth.Derive("situation"), From: monday, Situation: Situation{"none", "none", "none", "workshop"}, Source: "own-word", Corrects: youth.Derive("wrong"), On: tuesday},
		asBefore(opensNeed.opened()),
		HousingNeedEnded{Need: opensNeed.Need, How: "arranged", Ended: tuesday, On: tuesday, Finding: lsl76aEnded(opensNeed.opened().need(access.ChildProtection), tuesday)},
		WellbeingRated{Rating: youth.Derive("rating"), Of: "own", Points: 7, Words: someText, Day: monday, Self: true, On: monday},
		TieDrawn{Tie: youth.Derive("tie"), Kind: "friend", Closeness: 2, Name: someText, From: monday, Self: true, On: tuesday},
		TieChanged{Tie: youth.Derive("tie"), Closeness: 1, From: tuesday, On: tuesday},
		DecisionServed{Decision: youth.Derive("decision"), How: "letter", Sent: monday, Known: known, ClaimBy: claimBy, On: monday, Findings: served},
		FundsReserved{Month: "2026-11", Incomes: []Income{{"maintenance", 19000}}, Counted: 19000, Minimum: 7600, Reserved: 8000, On: monday, Finding: minimum},
		CaseReopened{Person: youth, Responsible: aino.ID, On: tuesday, Finding: finding},
		HandoverWithdrawn{Person: youth, From: aino.ID, To: elin.ID, Reason: someText, On: tuesday},
		HandoverOverdue{Person: youth, From: aino.ID, To: elin.ID, RespondBy: tuesday, Told: []string{maria.ID}, On: wednesday},
		SummaryWritten{Person: youth, On: monday, Texts: SummaryTexts{Strengths: someText, Situation: someText, Worked: someText, Risks: someText, OpenMatters: someText, People: someText}},
		SummaryReviewed{Agrees: true, Comment: someText, Responsible: aino.ID, On: tuesday},
		ConsentRecorded{Person: youth, Asked: monday, By: aino.ID, May: []string{"plan", "summary"}, On: tuesday},
		TransferPlanned{Transfer: date("2027-05-10"), On: monday},
		StepTaken{Step: "needs-assessment", Done: monday, On: tuesday},
		FollowedUp{Months: 1, Met: tuesday, Note: someText, On: wednesday},
		YouthWrote{Writing: youth.Derive("writing"), Kind: proposal, Text: someText, Plan: 2, On: monday},
		MeetingPlanned{Meeting: youth.Derive("meeting"), For: tuesday, At: "14:30", Mode: Mode{"online", "in-person"}, Place: someText, On: monday},
		MeetingHeld{
			Meeting: youth.Derive("meeting"), Met: tuesday, Mode: Mode{"online", "in-person"}, On: tuesday,
			Finding: lsl29(Rhythm{Every: 4, From: monday, LastMet: monday}, tuesday, Mode{"online", "in-person"}),
		},
		MeetingCancelled{Meeting: youth.Derive("meeting"), On: tuesday},
		YouthAnswered{Writing: youth.Derive("writing"), Answer: someText, On: tuesday},
	)
}

// TestHistory_FieldsThatCameLater are stored in this form; without them an event
// means what it did before: nothing is disclosed, the service task stays.
func TestHistory_FieldsThatCameLater(t *testing.T) {
	for stored, event := range map[string]Event{
		`{"person":"` + youth.String() + `","from":"w-aino","to":"w-henri","respond_by":"2026-11-25","documents":["plan","right"],"on":"2026-11-23"}`: HandoverOffered{
			Person: youth, From: aino.ID, To: henri.ID, RespondBy: wednesday, Documents: []string{"plan", "right"}, On: monday,
		},
		`{"basis":"other-basis","birth_date":{"k":"k1","c":"c2VhbGVk"},"right":"statutory","duty_end":"2031-05-15","on":"2026-11-23","findings":null,` +
			`"placements":[{"kind":"emergency-only","from":"2020-01-01","to":"2020-01-30"}],"open":["leap-day-birthday"],"leap_day":"mar1",` +
			`"unsettled":"statutory","grounds":{"k":"k1","c":"c2VhbGVk"},"measure_until":"2024-12-31"}`: RightAssessed{
			Basis: OtherBasis, BirthDate: someText, Right: Statutory, DutyEnd: date("2031-05-15"), On: monday,
			Placements: []Placement{{EmergencyOnly, date("2020-01-01"), date("2020-01-30")}}, Open: []string{askLeapDay}, LeapDay: MarchFirst,
			Unsettled: Statutory, Grounds: someText, MeasureUntil: date("2024-12-31"),
		},
		`{"person":"` + youth.String() + `","texts":{"strengths":{"k":"k1","c":"c2VhbGVk"},"situation":{"k":"k1","c":"c2VhbGVk"}},"on":"2026-11-23","summary":"` + idea.String() + `"}`: SummaryWritten{
			Person: youth, Texts: SummaryTexts{Strengths: someText, Situation: someText}, On: monday, Summary: idea,
		},
		`{"writing":"` + idea.String() + `","kind":"proposal","text":{"k":"k1","c":"c2VhbGVk"},"on":"2026-11-23","responsible":"w-aino"}`: YouthWrote{
			Writing: idea, Kind: proposal, Text: someText, On: monday, Responsible: aino.ID,
		},
		`{"writing":"` + idea.String() + `","answer":{"k":"k1","c":"c2VhbGVk"},"on":"2026-11-23","person":"` + youth.String() + `"}`: YouthAnswered{
			Writing: idea, Answer: someText, On: monday, Person: youth,
		},
		`{"meeting":"` + visit.String() + `","for":"2026-11-24","mode":{"offered":"online","chosen":"in-person"},"on":"2026-11-23","person":"` + youth.String() + `"}`: MeetingPlanned{
			Meeting: visit, For: tuesday, Mode: chosen, On: monday, Person: youth,
		},
		`{"meeting":"` + visit.String() + `","on":"2026-11-23","person":"` + youth.String() + `"}`: MeetingCancelled{Meeting: visit, On: monday, Person: youth},
		`{"contact":"` + talk.String() + `","day":"2026-11-23","mode":{"offered":"online","chosen":"in-person"},"who":"w-oskari","on":"2026-11-24","task":"child-protection"}`: ContactHad{
			Contact: talk, Day: monday, Mode: Mode{"online", "in-person"}, Who: oskari.ID, On: tuesday, Task: access.ChildProtection,
		},
		`{"person":"` + youth.String() + `","from":"w-aino","to":"w-henri","task":"working-age","on":"2026-11-25"}`: HandoverAccepted{
			Person: youth, From: aino.ID, To: henri.ID, Task: access.WorkingAge, On: wednesday,
		},
	} {
		name, data, err := History.Encode(event)
		if err != nil || string(data) != stored {
			t.Errorf("%s, %v, want %s", data, err, stored)
		}
		if read, err := History.Decode(name, []byte(stored)); err != nil || !reflect.DeepEqual(read, event) {
			t.Errorf("read as %+v, %v", read, err)
		}
	}
}
