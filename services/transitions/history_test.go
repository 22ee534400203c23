package transitions

import (
	"reflect"
	"testing"

	"nivel/libs/access"
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
		WorkerAway{From: monday, Until: wednesday, Substitute: elin.ID},
	)
}

// TestHistory_FieldsThatCameLater are stored in this form; without them an event
// means what it did before: nothing is disclosed, the service task stays.
func TestHistory_FieldsThatCameLater(t *testing.T) {
	for stored, event := range map[string]Event{
		`{"person":"` + youth.String() + `","from":"w-aino","to":"w-henri","respond_by":"2026-11-25","documents":["plan","right"],"on":"2026-11-23"}`: HandoverOffered{
			Person: youth, From: aino.ID, To: henri.ID, RespondBy: wednesday, Documents: []string{"plan", "right"}, On: monday,
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
