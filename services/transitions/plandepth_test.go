package transitions

import (
	"reflect"
	"testing"

	"nivel/libs/contracts"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// TestHistory_ThePlansOfOldAndThoseInDepth: a plan of before has none of the
// depth, and one with all of it is stored in this form.
func TestHistory_ThePlansOfOldAndThoseInDepth(t *testing.T) {
	old := `{"person":"` + youth.String() + `","own_rating":4,"other_rating":6,"texts":{"situation":{"k":"k1","c":"c2VhbGVk"},"goals":[{"k":"k1","c":"c2VhbGVk"}]},` +
		`"on":"2026-11-23","review_by":"2027-11-23","finding":{"act":"","section":"","in_force":"","inputs":null,"outcome":null}}`
	read, err := History.Decode("transitions.plan-made.v1", []byte(old))
	if made, ok := read.(PlanMade); err != nil || !ok || made.MeetEvery != 0 || len(made.Texts.Ways) != 0 || !made.Texts.Needs.IsZero() || len(made.Texts.Goals) != 1 {
		t.Errorf("read as %+v, %v", read, err)
	}
	deep := PlanMade{
		Person: youth, OwnRating: 4, OtherRating: 6, On: monday, ReviewBy: date("2027-05-01"), MeetEvery: 4,
		Texts: PlanTexts{
			Situation: someText, Goals: []vault.Sealed{someText, someText}, Needs: someText, Strengths: someText, TakesPart: someText,
			Ways:    []GoalWay{{Means: someText, By: date("2027-03-01")}, {When: someText}},
			Planned: []PlannedService{{Service: "93", What: someText}, {What: someText}},
		},
	}
	const sealed = `{"k":"k1","c":"c2VhbGVk"}`
	stored := `{"person":"` + youth.String() + `","own_rating":4,"other_rating":6,"texts":{"situation":` + sealed + `,"goals":[` + sealed + `,` + sealed + `],` +
		`"needs":` + sealed + `,"strengths":` + sealed + `,"ways":[{"means":` + sealed + `,"by":"2027-03-01"},{"when":` + sealed + `}],` +
		`"planned":[{"service":"93","what":` + sealed + `},{"what":` + sealed + `}],"takes_part":` + sealed + `},` +
		`"on":"2026-11-23","review_by":"2027-05-01","finding":{"act":"","section":"","in_force":"","inputs":null,"outcome":null},"meet_every":4}`
	name, data, err := History.Encode(deep)
	if err != nil || string(data) != stored {
		t.Errorf("%s, %v, want\n%s", data, err, stored)
	}
	if read, err := History.Decode(name, []byte(stored)); err != nil || !reflect.DeepEqual(read, deep) {
		t.Errorf("read as %+v, %v", read, err)
	}
}

func TestMakePlan_InDepth(t *testing.T) {
	ready := []Event{CaseOpened(opening), RightAssessed{Right: Statutory}}
	plan := func(change func(*MakePlan)) MakePlan {
		cmd := MakePlan{OwnRating: 4, OtherRating: 6, On: monday, By: aino, Texts: PlanTexts{
			Goals: []vault.Sealed{someText}, Ways: []GoalWay{{By: monday}}, Planned: []PlannedService{{Service: "46", What: someText}},
		}}
		change(&cmd)
		return cmd
	}
	for _, weeks := range []int{0, 1, 52} {
		reviewBy, finding := lsl30(monday, maybe(""))
		cmd := plan(func(p *MakePlan) { p.MeetEvery = weeks })
		given(t, ready...).When(cmd).Then(PlanMade{
			Person: youth, OwnRating: 4, OtherRating: 6, Texts: cmd.Texts, On: monday, ReviewBy: reviewBy, Finding: finding, MeetEvery: weeks,
		})
	}
	for _, weeks := range []int{-1, 53} {
		thenWrong(t, ready, plan(func(p *MakePlan) { p.MeetEvery = weeks }), "meet_every", "out-of-range")
	}
	thenWrong(t, ready, plan(func(p *MakePlan) { p.Texts.Ways[0].By = monday.AddDays(-1) }), "ways.0.by", "in-the-past")
	thenWrong(t, ready, plan(func(p *MakePlan) { p.Texts.Planned[0].Service = "1" }), "planned.0.service", "unknown-code")
}

func TestCheckDepthTexts(t *testing.T) {
	var c refusal.Check
	checkDepthTexts(&c, contracts.Plan{Goals: []string{"one"}, PlanDepth: contracts.PlanDepth{
		Needs: "\x00", Ways: []contracts.GoalWay{{}, {When: "\x00"}}, Planned: []contracts.PlannedService{{Service: "93"}},
	}})
	r, _ := refusal.As(c.Refusal())
	want := []refusal.Field{
		{Name: "needs", Code: "unreadable-characters"}, {Name: "ways", Code: "too-many"},
		{Name: "ways.1.when", Code: "unreadable-characters"}, {Name: "planned.0.what", Code: "required"},
	}
	if !reflect.DeepEqual(r.Fields, want) {
		t.Errorf("said %v, wanted %v", r.Fields, want)
	}
}
