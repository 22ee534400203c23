package transitions

import (
	"testing"

	"nivel/libs/es/estest"
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
		YouthInvited{Token: "blind-token", Expires: noon},
		YouthSignedIn{At: noon},
	)
}
