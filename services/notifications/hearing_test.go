package notifications

import (
	"slices"
	"testing"

	"nivel/libs/contracts"
)

func TestHeard(t *testing.T) {
	handover := contracts.HandoverTold{Person: youth, From: "w-aino", To: "w-elin"}
	toldYouth := func(what What, link string) []told { return []told{{youth.String(), what, link}} }
	toTheCase, toTheGroup := "/cases/"+case1.String(), "/groups/"+group.String()
	tellings := map[string][]told{
		contracts.FactCaseOpened:        tellOf(t, contracts.FactCaseOpened, contracts.CaseOpened{Person: youth, Responsible: "w-aino"}),
		contracts.FactHandoverOffered:   tellOf(t, contracts.FactHandoverOffered, handover),
		contracts.FactHandoverDeclined:  tellOf(t, contracts.FactHandoverDeclined, handover),
		contracts.FactHandoverAccepted:  tellOf(t, contracts.FactHandoverAccepted, handover),
		contracts.FactPlanMade:          tellOf(t, contracts.FactPlanMade, contracts.PlanMade{Person: youth}),
		contracts.FactSeatReserved:      tellOf(t, contracts.FactSeatReserved, contracts.SeatTold{Person: youth}),
		contracts.FactQueued:            tellOf(t, contracts.FactQueued, contracts.SeatTold{Person: youth}),
		contracts.FactPromoted:          tellOf(t, contracts.FactPromoted, contracts.SeatTold{Person: youth}),
		contracts.FactSeatReleased:      tellOf(t, contracts.FactSeatReleased, contracts.SeatTold{Person: youth}),
		contracts.FactHandoverWithdrawn: tellOf(t, contracts.FactHandoverWithdrawn, handover),
		contracts.FactHandoverOverdue:   tellOf(t, contracts.FactHandoverOverdue, contracts.HandoverOverdue{Person: youth, Told: []string{"w-maria", "w-mikko"}}),
		contracts.FactSummaryWritten:    tellOf(t, contracts.FactSummaryWritten, contracts.SummaryTold{Person: youth}),
		contracts.FactSummaryReviewed:   tellOf(t, contracts.FactSummaryReviewed, contracts.SummaryTold{Responsible: "w-aino"}),
		contracts.FactBanGroundStated:   tellOf(t, contracts.FactBanGroundStated, contracts.BanGroundTold{Person: youth, Actor: "w-henri", Ground: "endangered", Told: []string{"w-tuula"}}),
		contracts.FactConsultationAsked: tellOf(t, contracts.FactConsultationAsked, contracts.ConsultationTold{Members: []string{"w-sirkka", "w-pertti"}}),
		contracts.FactYouthWrote:        tellOf(t, contracts.FactYouthWrote, contracts.PlanTold{Responsible: "w-aino"}),
		contracts.FactYouthAnswered:     tellOf(t, contracts.FactYouthAnswered, contracts.PlanTold{Person: youth}),
		contracts.FactMeetingPlanned:    tellOf(t, contracts.FactMeetingPlanned, contracts.PlanTold{Person: youth}),
		contracts.FactMeetingCancelled:  tellOf(t, contracts.FactMeetingCancelled, contracts.PlanTold{Person: youth}),
		contracts.FactCaseClosed:        tellOf(t, contracts.FactCaseClosed, contracts.CaseClosed{Person: youth, Reason: "own-wish"}),
		contracts.FactCaseReopened:      tellOf(t, contracts.FactCaseReopened, contracts.CaseReopened{Person: youth, Responsible: "w-elin"}),
		contracts.FactGlassBroken:       tellOf(t, contracts.FactGlassBroken, contracts.GlassBroken{Person: youth, Actor: "w-elin", Told: []string{"w-aino", "w-tuula"}}),
	}
	for fact, want := range map[string][]told{
		contracts.FactCaseOpened:        {{"w-aino", "case-opened", toTheCase}},
		contracts.FactHandoverOffered:   {{"w-elin", "handover-offered", toTheCase}},
		contracts.FactHandoverDeclined:  {{"w-aino", "handover-declined", toTheCase}},
		contracts.FactHandoverAccepted:  {{"w-aino", "handover-accepted", toTheCase}, {youth.String(), "responsible-changed", "/"}},
		contracts.FactPlanMade:          toldYouth("plan-made", "/"),
		contracts.FactSeatReserved:      toldYouth("seat-reserved", toTheGroup),
		contracts.FactQueued:            toldYouth("queued", toTheGroup),
		contracts.FactPromoted:          toldYouth("promoted", toTheGroup),
		contracts.FactSeatReleased:      toldYouth("seat-released", toTheGroup),
		contracts.FactHandoverWithdrawn: {{"w-elin", "handover-withdrawn", "/cases?view=offered-to-me"}},
		contracts.FactHandoverOverdue:   {{"w-maria", "handover-overdue", toTheCase}, {"w-mikko", "handover-overdue", toTheCase}},
		contracts.FactSummaryWritten:    toldYouth("summary-written", "/handover"),
		contracts.FactSummaryReviewed:   {{"w-aino", "summary-reviewed", toTheCase}},
		contracts.FactBanGroundStated:   {{"w-tuula", "ban-ground-stated", "/oversight/people/" + youth.String()}},
		contracts.FactConsultationAsked: {{"w-sirkka", "consultation-asked", "/matters/" + case1.String() + "/consultation"}, {"w-pertti", "consultation-asked", "/matters/" + case1.String() + "/consultation"}},
		contracts.FactYouthWrote:        {{"w-aino", "youth-wrote", toTheCase}},
		contracts.FactYouthAnswered:     toldYouth("writing-answered", "/plan"),
		contracts.FactMeetingPlanned:    toldYouth("meeting-planned", "/plan"),
		contracts.FactMeetingCancelled:  toldYouth("meeting-cancelled", "/plan"),
		contracts.FactCaseClosed:        toldYouth("case-closed", "/"),
		contracts.FactCaseReopened:      toldYouth("case-reopened", "/"),
		contracts.FactGlassBroken:       {{"w-aino", "glass-broken", "/glass/" + case1.String()}, {"w-tuula", "glass-broken", "/glass/" + case1.String()}},
	} {
		t.Run(fact, func(t *testing.T) {
			got := tellings[fact]
			if !slices.Equal(got, want) {
				t.Errorf("told %+v, want %+v", got, want)
			}
			for _, x := range got {
				if !slices.Contains(contracts.NoticeKinds(), string(x.what)) {
					t.Errorf("%s is no kind of notice", x.what)
				}
			}
		})
	}
	t.Run("nobody of a closing after somebody has died", func(t *testing.T) {
		if got := tellOf(t, contracts.FactCaseClosed, contracts.CaseClosed{Person: youth, Reason: "died"}); got != nil {
			t.Errorf("told %+v", got)
		}
	})
	t.Run("and of no other", func(t *testing.T) {
		if len(heardTypes()) != len(tellings) {
			t.Errorf("hears %v", heardTypes())
		}
	})
}

// tellOf returns whom a fact tells what.
func tellOf[T toldOf](t *testing.T, fact string, data T) []told {
	t.Helper()
	subject := case1
	if _, isSeat := any(data).(contracts.SeatTold); isSeat {
		subject = group
	}
	for _, h := range heard {
		if h.fact == fact {
			all, err := h.tell(contracts.Fact{Type: fact, Subject: subject.String(), Data: raw(t, data)})
			must(t, err)
			return all
		}
	}
	t.Fatalf("%s is not heard", fact)
	return nil
}
