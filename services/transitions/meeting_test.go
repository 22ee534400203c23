package transitions

import (
	"slices"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/es"
)

var (
	visit     = youth.Derive("a visit")
	chosen    = Mode{Offered: "online", Chosen: "in-person"}
	agreed    = PlanMade{On: monday, ReviewBy: date("2027-11-23"), MeetEvery: 4}
	byChoice  = PlanMeeting{Meeting: visit, For: tuesday, At: "14:30", Mode: chosen, Place: someText, On: monday, By: aino}
	arranged  = MeetingPlanned{Meeting: visit, For: tuesday, At: "14:30", Mode: chosen, Place: someText, On: monday, Person: youth}
	whenTheyM = HoldMeeting{Meeting: visit, Met: tuesday, Mode: chosen, On: tuesday, By: aino}
)

func TestPlanMeeting(t *testing.T) {
	opened := CaseOpened(opening)
	with := func(change func(*PlanMeeting)) PlanMeeting {
		cmd := byChoice
		change(&cmd)
		return cmd
	}
	t.Run("says when and how, what was offered and what was chosen", func(t *testing.T) {
		given(t, opened).When(byChoice).Then(arranged)
	})
	t.Run("is the responsible worker's", func(t *testing.T) {
		given(t, opened).When(with(func(m *PlanMeeting) { m.By = elin })).ThenRefused(ErrNotResponsible)
	})
	t.Run("names the field that is wrong", func(t *testing.T) {
		past := []Event{opened}
		thenWrong(t, past, with(func(m *PlanMeeting) { m.For = calendar.Date{} }), "for", "required")
		thenWrong(t, past, with(func(m *PlanMeeting) { m.For = monday.AddDays(-1) }), "for", "in-the-past")
		thenWrong(t, past, with(func(m *PlanMeeting) { m.At = "25:00" }), "at", "time-form")
		thenWrong(t, past, with(func(m *PlanMeeting) { m.Mode.Offered = "letter" }), "offered", "required")
		thenWrong(t, past, with(func(m *PlanMeeting) { m.Mode.Chosen = "" }), "chosen", "required")
	})
	t.Run("is bounded", func(t *testing.T) {
		past := []Event{opened}
		for i := range maxMeetings {
			past = append(past, MeetingPlanned{Meeting: youth.Derive("m", string(rune('a'+i))), For: tuesday})
		}
		given(t, past...).When(byChoice).ThenRefused(ErrTooManyMeetings)
	})
	t.Run("is cancelled once", func(t *testing.T) {
		cancel := CancelMeeting{Meeting: visit, On: tuesday, By: aino}
		given(t, opened, arranged).When(cancel).Then(MeetingCancelled{Meeting: visit, On: tuesday, Person: youth})
		given(t, opened, arranged, MeetingCancelled{Meeting: visit}).When(cancel).ThenRefused(ErrNoMeeting)
	})
	t.Run("the next is the first by its day", func(t *testing.T) {
		row := rowOf(opened, MeetingPlanned{Meeting: visit.Derive("later"), For: wednesday}, arranged)
		if len(row.Meet.Planned) != 2 || row.Meet.Planned[0].ID != visit {
			t.Errorf("%+v", row.Meet)
		}
	})
}

// TestLaw_LSL417_29_MeetingsAsThePlanSays: within the interval on its last day,
// not on the day after; both sides of it.
func TestLaw_LSL417_29_MeetingsAsThePlanSays(t *testing.T) {
	for _, x := range []struct{ met, inTime, next string }{
		{"2026-12-21", "yes", "2027-01-18"}, // four weeks after the plan
		{"2026-12-22", "no", "2027-01-19"},
	} {
		c := agreed.evolve(CaseOpened(opening).evolve(Case{}))
		held := whenTheyM
		held.Met, held.On = date(x.met), date("2027-02-01")
		events, err := held.decide(c)
		if err != nil {
			t.Fatal(err)
		}
		f := events[0].(MeetingHeld).Finding
		if f.Section != "29 §" || f.InForce != "2008-01-01" || f.Inputs["weeks"] != "4" || f.Inputs["mode"] != "in-person" || f.Outcome["in-time"] != x.inTime || f.Outcome["meet-by"] != x.next {
			t.Errorf("%s: %+v", x.met, f)
		}
	}
	t.Run("a plan that sets no interval makes no meeting late", func(t *testing.T) {
		f := lsl29(Rhythm{}, tuesday, chosen)
		if _, judged := f.Outcome["in-time"]; judged || f.Outcome["meet-by"] != "none" || f.Inputs["weeks"] != "none" {
			t.Errorf("%+v", f)
		}
	})
	t.Run("a meeting is in no future", func(t *testing.T) {
		held := whenTheyM
		held.Met = wednesday
		thenWrong(t, []Event{CaseOpened(opening)}, held, "met", "in-the-future")
	})
}

func TestGaps_NoMeetingWithinThePlansInterval(t *testing.T) {
	judged := RightAssessed{Right: Discretionary, On: monday}
	held := func(on calendar.Date) MeetingHeld { return MeetingHeld{Meeting: es.NewID(), Met: on} }
	every := func(weeks int, on calendar.Date) PlanMade {
		return PlanMade{On: on, ReviewBy: on.AddYears(1), MeetEvery: weeks}
	}
	for _, x := range []struct {
		name   string
		events []Event
		from   string // empty: no gap
	}{
		{"no interval: none", []Event{every(0, monday)}, ""},
		{"four weeks after the plan that set it, on the day after", []Event{every(4, monday)}, "2026-12-22"},
		{"from the last meeting", []Event{every(4, monday), held(date("2026-12-01"))}, "2026-12-30"},
		{"not from one before the last", []Event{every(4, monday), held(date("2026-12-01")), held(date("2026-11-25"))}, "2026-12-30"},
		{"a meeting that is only planned closes nothing", []Event{every(4, monday), MeetingPlanned{Meeting: visit, For: date("2026-12-01")}}, "2026-12-22"},
		{"a new plan is no meeting", []Event{every(4, monday), every(4, date("2026-12-20"))}, "2026-12-22"},
		{"a longer interval counts from where the shorter did", []Event{every(4, monday), every(6, date("2026-12-20"))}, "2027-01-05"},
		{"a shorter one from the plan that sets it", []Event{every(8, monday), every(2, date("2026-12-20"))}, "2027-01-04"},
		{"a plan that gives it up closes it", []Event{every(4, monday), every(0, date("2026-12-20"))}, ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			gaps := gapsOf(rowOf(append([]Event{CaseOpened(opening), judged}, x.events...)...), monday)
			at := slices.IndexFunc(gaps, func(g Gap) bool { return g.Kind == NoMeeting })
			switch {
			case x.from == "" && at >= 0, x.from != "" && at < 0:
				t.Errorf("%v", gaps)
			case at >= 0 && gaps[at].On != date(x.from):
				t.Errorf("from %s, want %s", gaps[at].On, x.from)
			}
		})
	}
	t.Run("and none where there is no aftercare", func(t *testing.T) {
		if gaps := gapsOf(rowOf(CaseOpened(opening), RightAssessed{Right: NoRight}, every(4, monday)), monday); len(gaps) > 0 {
			t.Errorf("%v", gaps)
		}
	})
}
