package intake

import (
	"testing"

	"nivel/libs/access"
	"nivel/libs/calendar"
)

func day(s string) calendar.Date { return calendar.MustParse(s) }

// placed is a matter of Aino's whose child Elin placed on 1 November 2026.
func placed() []Event {
	return []Event{registered("2026-10-30"), MatterTaken{Holder: aino.ID}, ChildPlaced{
		Decided: day("2026-11-01"), Placed: day("2026-11-01"), Decider: elin.ID, Grounds: someText,
		Ends: calendar.EmergencyPlacementEnd(day("2026-11-01"), day("2026-11-01"), false),
	}}
}

func continued(by Worker, on string) ContinuePlacement {
	return ContinuePlacement{ReportsNeeded: true, NotInThirty: true, ChildsInterest: true, Grounds: someText, On: day(on), By: by}
}

func TestLaw_LSL417_13_1_ASocialWorkerPlaces(t *testing.T) {
	cmd := PlaceUrgently{Decided: day("2026-11-01"), Placed: day("2026-11-03"), Grounds: someText, On: day("2026-11-03"), By: elin}
	given(t, registered("2026-10-30")).When(cmd).Then(ChildPlaced{
		Decided: cmd.Decided, Placed: cmd.Placed, Decider: elin.ID, Grounds: someText, Ends: calendar.EmergencyPlacementEnd(cmd.Decided, cmd.Placed, false)})
	for _, by := range []Worker{oskari, maria} {
		cmd.By = by
		given(t, registered("2026-10-30")).When(cmd).ThenRefused(ErrPlacementByWorker)
		given(t, placed()...).When(EndPlacement{Grounds: someText, On: day("2026-11-05"), By: by}).ThenRefused(ErrPlacementByWorker)
	}
	cmd.By, cmd.On = elin, day("2026-11-02")
	given(t, registered("2026-10-30")).When(cmd).ThenRefused(ErrPlacementDay)
	cmd.On = day("2026-11-10")
	given(t, placed()...).When(cmd).ThenRefused(ErrPlaced)
}

func TestLaw_LSL417_13_2_NotTheResponsibleWorker(t *testing.T) {
	given(t, placed()...).When(continued(aino, "2026-11-20")).ThenRefused(ErrNotByResponsible)
}

func TestLaw_LSL417_13_3_NotWhoDecidedThePlacement(t *testing.T) {
	given(t, placed()...).When(continued(elin, "2026-11-20")).ThenRefused(ErrNotByDecider)
	for _, by := range []Worker{maria, {"w-third", access.SocialWorker}} {
		events, err := continued(by, "2026-11-20").decide(after(placed()...))
		if err != nil {
			t.Fatalf("%s: %v", by.ID, err)
		}
		got := events[0].(PlacementContinued)
		if got.Ends.Due.String() != "2026-12-30" || got.Decider != by.ID || got.Finding.Section != "13 § 3 mom" || got.Ends.Finding.Section != "38 a §" {
			t.Errorf("%s: %+v", by.ID, got)
		}
	}
	given(t, placed()...).When(continued(oskari, "2026-11-20")).ThenRefused(ErrPlacementByWorker)
}

func after(events ...Event) Matter {
	var m Matter
	for _, e := range events {
		m = e.evolve(m)
	}
	return m
}

func TestLaw_LSL417_38a_ThreeConditionsWithinThirtyDaysOnce(t *testing.T) {
	for _, without := range []func(*ContinuePlacement){
		func(c *ContinuePlacement) { c.ReportsNeeded = false }, func(c *ContinuePlacement) { c.NotInThirty = false },
		func(c *ContinuePlacement) { c.ChildsInterest = false },
	} {
		cmd := continued(maria, "2026-11-20")
		without(&cmd)
		given(t, placed()...).When(cmd).ThenRefused(ErrConditions)
	}
	if _, err := continued(maria, "2026-11-30").decide(after(placed()...)); err != nil {
		t.Errorf("on the last day: %v", err)
	}
	given(t, placed()...).When(continued(maria, "2026-12-01")).ThenRefused(ErrLapsed.With("end", "2026-11-30"))
	events, _ := continued(maria, "2026-11-30").decide(after(placed()...))
	given(t, append(placed(), events...)...).When(continued(maria, "2026-12-01")).ThenRefused(ErrContinued)
}

func TestLaw_LSL417_39_EndsWhenTheGroundsCease(t *testing.T) {
	end := EndPlacement{Grounds: someText, On: day("2026-11-30"), By: aino}
	events, err := end.decide(after(placed()...))
	if err != nil || events[0].(PlacementEnded).Finding.Section != "39 §" {
		t.Fatalf("on the last day: %v", err)
	}
	given(t, append(placed(), events...)...).When(end).ThenRefused(ErrNotPlaced)
	given(t, append(placed(), events...)...).When(continued(maria, "2026-11-30")).ThenRefused(ErrNotPlaced)
	end.On = day("2026-12-01") // it has lapsed by itself
	given(t, placed()...).When(end).ThenRefused(ErrNotPlaced)
}
