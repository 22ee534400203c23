package transitions

import (
	"testing"

	"pgregory.net/rapid"

	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/vault"
)

// TestLaw_LSL417_77_1_TheReserve are the arithmetic vectors F1 to F4.
func TestLaw_LSL417_77_1_TheReserve(t *testing.T) {
	for _, v := range []struct {
		name    string
		incomes []Income
		minimum int
		section string
	}{
		{"F1 child benefit does not count", []Income{{"maintenance", 190_00}, {"child-benefit", 94_88}}, 76_00, "77 § 1 mom"},
		{"F2 a part of a cent is a whole one", []Income{{"pension", 312_45}, {"interest", 10_00}}, 128_98, "77 § 1 mom"},
		{"F3 nothing: the area supports", nil, 0, "77 § 2 mom"},
		{"F3 child benefit alone is nothing", []Income{{"child-benefit", 94_88}}, 0, "77 § 2 mom"},
		{"F4 one cent", []Income{{"other", 1}}, 1, "77 § 1 mom"},
	} {
		t.Run(v.name, func(t *testing.T) {
			if _, minimum, f := lsl77(v.incomes); minimum != v.minimum || f.Section != v.section || (f.Outcome["support-needed"] == "yes") != (v.minimum == 0) {
				t.Errorf("%d by %+v", minimum, f)
			}
		})
	}
	t.Run("is never less than 40 per cent, and never a cent more than that takes", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			cents := rapid.IntRange(0, maxCents).Draw(t, "cents")
			_, minimum, _ := lsl77([]Income{{"pension", cents}, {"child-benefit", rapid.IntRange(0, 10_000).Draw(t, "benefit")}})
			if minimum*100 < cents*40 || (minimum-1)*100 >= cents*40 && minimum > 0 {
				t.Fatalf("%d of %d", minimum, cents)
			}
		})
	})
}

func TestReserveFunds(t *testing.T) {
	open := []Event{CaseOpened(opening), statutory}
	cmd := ReserveFunds{Month: "2026-11", Incomes: []Income{{"maintenance", 190_00}}, Reserved: 76_00, On: monday, By: aino}
	_, _, finding := lsl77(cmd.Incomes)
	t.Run("reserves the least, and more", func(t *testing.T) {
		given(t, open...).When(cmd).Then(FundsReserved{Month: "2026-11", Incomes: cmd.Incomes, Counted: 190_00, Minimum: 76_00, Reserved: 76_00, On: monday, Finding: finding})
	})
	t.Run("of the month that has begun, from its first day", func(t *testing.T) {
		for on, want := range map[string]string{"2026-11-30": "2026-11", "2026-12-01": "2026-12", "2027-01-01": "2027-01"} {
			first := cmd
			first.Month, first.On = want, date(on)
			given(t, open...).When(first).Then(FundsReserved{
				Month: want, Incomes: cmd.Incomes, Counted: 190_00, Minimum: 76_00, Reserved: 76_00, On: date(on), Finding: finding,
			})
		}
	})
	for code, wrong := range map[string]struct {
		field string
		cmd   ReserveFunds
	}{
		"below-minimum": {"reserved", ReserveFunds{Month: "2026-11", Incomes: cmd.Incomes, Reserved: 75_99, On: monday, By: aino}},
		"above-income":  {"reserved", ReserveFunds{Month: "2026-11", Incomes: cmd.Incomes, Reserved: 190_01, On: monday, By: aino}},
		"in-the-future": {"month", ReserveFunds{Month: "2026-12", On: date("2026-11-30"), By: aino}},
		"month-form":    {"month", ReserveFunds{Month: "11/2026", On: monday, By: aino}},
		"unknown-code":  {"incomes.0.of", ReserveFunds{Month: "2026-11", Incomes: []Income{{"lottery", 0}}, On: monday, By: aino}},
	} {
		t.Run("says what is wrong: "+code, func(t *testing.T) { thenWrong(t, open, wrong.cmd, wrong.field, code) })
	}
	t.Run("the same month again takes the place of the first", func(t *testing.T) {
		c := FundsReserved{Month: "2026-11", Reserved: 2}.evolve(FundsReserved{Month: "2026-10", Reserved: 5}.evolve(FundsReserved{Month: "2026-11", Reserved: 1}.evolve(Case{})))
		if c.saved() != 7 {
			t.Errorf("saved %d", c.saved())
		}
	})
	t.Run("never less than has been paid", func(t *testing.T) {
		paid := DecisionMade{About: "funds", Granted: true, Cents: 80_00}
		given(t, append(open, FundsReserved{Month: "2026-11", Reserved: 90_00}, paid)...).When(cmd).ThenRefused(ErrPaidAlready)
	})
}

func TestMakeDecision(t *testing.T) {
	id := es.ID{}.Derive("a decision")
	open := []Event{CaseOpened(opening), statutory}
	support := MakeDecision{
		Decision: id, About: "support", Granted: true, Service: "93", What: someText, Grounds: someText, From: monday, Until: date("2031-05-14"), On: monday, By: aino,
	}
	made := func(cmd MakeDecision, past ...Event) DecisionMade {
		t.Helper()
		var c Case
		for _, e := range past {
			c = e.evolve(c)
		}
		events, err := cmd.decide(c)
		if err != nil {
			t.Fatal(err)
		}
		return events[0].(DecisionMade)
	}
	t.Run("says on which provision", func(t *testing.T) {
		right := support
		right.About, right.Service = "right", ""
		for want, e := range map[string]DecisionMade{
			"76 § 1 mom": made(support, open...), "75 § 1 mom": made(right, open...),
			"75 § 2 mom": made(right, CaseOpened(opening), RightAssessed{Right: Discretionary}),
		} {
			if e.Provisions[0].Section != want || e.By != aino.ID {
				t.Errorf("%+v, want %s", e, want)
			}
		}
	})
	t.Run("lasts no longer than aftercare can", func(t *testing.T) {
		late := support
		late.Until = date("2031-05-15")
		thenWrong(t, open, late, "until", "after-the-end")
		made(late, append(open, AftercareExtended{Until: date("2031-05-15")})...)
	})
	t.Run("neither refuses a statutory right nor grants one that is not there", func(t *testing.T) {
		cmd := support
		cmd.About, cmd.Granted = "right", false
		thenWrong(t, open, cmd, "granted", "against-the-right")
		cmd.Granted, cmd.Until = true, calendar.Date{}
		thenWrong(t, []Event{CaseOpened(opening), RightAssessed{Right: NoRight}}, cmd, "granted", "against-the-right")
	})
	t.Run("needs grounds", func(t *testing.T) {
		cmd := support
		cmd.Grounds = vault.Sealed{}
		thenWrong(t, open, cmd, "grounds", "required")
	})
	t.Run("comes after a right that is settled", func(t *testing.T) {
		given(t, CaseOpened(opening)).When(support).ThenRefused(ErrRightNotAssessed)
		given(t, CaseOpened(opening), RightAssessed{Right: Manual}).When(support).ThenRefused(ErrRightNotAssessed)
	})
	t.Run("is made by who is responsible, or who leads", func(t *testing.T) {
		cmd := support
		cmd.By = elin
		given(t, open...).When(cmd).ThenRefused(ErrNotDecider)
		cmd.By = maria // whether she may, her area's delegation says
		made(cmd, open...)
	})
	t.Run("pays no more than has been reserved, and at 23 at latest", func(t *testing.T) {
		funds := MakeDecision{
			Decision: id, About: "funds", Granted: true, What: someText, Grounds: someText, From: date("2031-05-15"), Cents: 76_00,
			Born: date("2008-05-15"), On: monday, By: aino,
		}
		saved := append(open, FundsReserved{Month: "2026-11", Reserved: 76_00})
		if e := made(funds, saved...); e.Provisions[1].Section != "77 § 3 mom" {
			t.Errorf("%+v", e)
		}
		more, late := funds, funds
		more.Cents++
		thenWrong(t, saved, more, "cents", "above-balance")
		late.From = date("2031-05-16")
		thenWrong(t, saved, late, "from", "after-23")
		thenWrong(t, append(saved, made(funds, saved...)), funds, "cents", "above-balance")
	})
}

// TestServeDecision: the last day to claim a revised decision follows from how
// it was served (vectors of 434/2003, 49 c § and 59 §; 13/2003, 19 §).
func TestServeDecision(t *testing.T) {
	id := es.ID{}.Derive("a decision")
	past := []Event{CaseOpened(opening), statutory, DecisionMade{Decision: id, On: date("2026-11-16")}}
	for _, v := range []struct{ how, sent, known, by string }{
		{"letter", "2026-11-16", "2026-11-23", "2026-12-23"},
		{"message", "2026-11-16", "2026-11-19", "2026-12-21"},
		{"in-person", "2026-11-20", "2026-11-20", "2026-12-21"},
	} {
		_, _, findings := claim(v.how, date(v.sent))
		given(t, past...).When(ServeDecision{Decision: id, How: v.how, Sent: date(v.sent), On: monday, By: aino}).Then(
			DecisionServed{Decision: id, How: v.how, Sent: date(v.sent), Known: date(v.known), ClaimBy: date(v.by), On: monday, Findings: findings})
	}
	serve := ServeDecision{Decision: id, How: "letter", Sent: monday, On: monday, By: aino}
	given(t, append(past, DecisionServed{Decision: id})...).When(serve).ThenRefused(ErrServed)
	given(t, past[:2]...).When(serve).ThenRefused(ErrNoDecision)
	early := serve
	early.Sent = date("2026-11-15")
	thenWrong(t, past, early, "sent", "before-decision")
	early.Sent = monday.AddDays(1)
	thenWrong(t, past, early, "sent", "in-the-future")
}
