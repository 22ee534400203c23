package transitions

import (
	"errors"
	"slices"
	"testing"

	"nivel/libs/access"
	"nivel/libs/vault"
)

// TestLaw_LSL417_16_And_16a are the move tests: who is responsible is not always
// who pays.
func TestLaw_LSL417_16_And_16a(t *testing.T) {
	for _, v := range []struct {
		name              string
		right             Right
		basis             Basis
		where             Whereabouts
		responsible, cost string
	}{
		{"M1 in care from Lapland, own home in Oulu", Statutory, TakenIntoCare, Whereabouts{Home: "19", PaidCare: "21"}, "19", "21"},
		{"M2 studies elsewhere, home municipality kept", Statutory, TakenIntoCare, Whereabouts{Home: "21", PaidCare: "21"}, "21", "21"},
		{"M2 and mainly lives there", Statutory, TakenIntoCare, Whereabouts{Home: "21", LivesIn: "08", PaidCare: "21"}, "08", "21"},
		{"M3 seven months in open care, then Helsinki", Statutory, OpenCareAlone, Whereabouts{Home: "90", HomeThen: "09"}, "90", "09"},
		{"M4 discretionary: where it was decided", Discretionary, NeverPlaced, Whereabouts{Home: "19", DecidedIn: "13"}, "19", "13"},
		{"M4 whatever the basis", Discretionary, OpenCareAlone, Whereabouts{Home: "19", DecidedIn: "13", HomeThen: "09"}, "19", "13"},
		{"a right that has ended had a cost too", Ended, TakenIntoCare, Whereabouts{Home: "19", PaidCare: "21"}, "19", "21"},
	} {
		t.Run(v.name, func(t *testing.T) {
			c := Decider.Evolve(CaseOpened(opening).evolve(Case{}), RightAssessed{Right: v.right, Basis: v.basis})
			events, err := FindAreas{Whereabouts: v.where, On: monday, By: aino}.decide(c)
			if err != nil {
				t.Fatal(err)
			}
			found := events[0].(AreasFound)
			if found.Responsible != v.responsible || found.Cost != v.cost || found.Findings[0].Section != "16 § 1 mom" || found.Findings[1].Section != "16 a § 3 mom" ||
				found.Findings[0].Outcome["responsible-area"] != v.responsible || found.Findings[1].Outcome["cost-area"] != v.cost {
				t.Errorf("%+v", found)
			}
		})
	}
	open := CaseOpened(opening)
	t.Run("asks for what the cost hangs on", func(t *testing.T) {
		for field, past := range map[string]RightAssessed{
			"paid_care": {Right: Statutory, Basis: TakenIntoCare}, "home_then": {Right: Statutory, Basis: OpenCareAlone}, "decided_in": {Right: Discretionary, Basis: NeverPlaced},
		} {
			thenWrong(t, []Event{open, past}, FindAreas{Whereabouts: Whereabouts{Home: "21"}, On: monday, By: aino}, field, "required")
		}
	})
	t.Run("knows the areas", func(t *testing.T) {
		thenWrong(t, []Event{open, RightAssessed{Right: Statutory, Basis: TakenIntoCare}}, FindAreas{Whereabouts: Whereabouts{Home: "21", PaidCare: "99"}, On: monday, By: aino}, "paid_care", "unknown-code")
	})
	t.Run("comes after the right", func(t *testing.T) {
		given(t, open).When(FindAreas{On: monday, By: aino}).ThenRefused(ErrRightNotAssessed)
		given(t, open, RightAssessed{Right: NoRight}).When(FindAreas{On: monday, By: aino}).ThenRefused(ErrNoAftercare)
	})
}

// statutory is a right until 2031-05-15.
var statutory = RightAssessed{Right: Statutory, Basis: TakenIntoCare, DutyEnd: date("2031-05-15"), BirthDate: someText, On: monday}

func TestExtendAftercare(t *testing.T) {
	open := []Event{CaseOpened(opening), statutory}
	cmd := ExtendAftercare{Until: date("2031-12-31"), Grounds: someText, On: monday, By: aino}
	t.Run("goes past the duty and leaves its end where it is", func(t *testing.T) {
		given(t, open...).When(cmd).Then(AftercareExtended{Until: cmd.Until, Grounds: someText, On: monday})
		c := AftercareExtended{Until: cmd.Until}.evolve(statutory.evolve(CaseOpened(opening).evolve(Case{})))
		if c.DutyEnd != statutory.DutyEnd || c.ExtendedUntil != cmd.Until {
			t.Errorf("the duty ends %s, extended until %s", c.DutyEnd, c.ExtendedUntil)
		}
	})
	t.Run("on the first day without the duty, and not before", func(t *testing.T) {
		on := cmd
		on.Until = statutory.DutyEnd
		given(t, open...).When(on).Then(AftercareExtended{Until: on.Until, Grounds: someText, On: monday})
		on.Until = statutory.DutyEnd.AddDays(-1)
		thenWrong(t, open, on, "until", "not-after-duty-end")
	})
	t.Run("needs grounds, and a duty to go past", func(t *testing.T) {
		bare := cmd
		bare.Grounds.Key, bare.Grounds.Cipher = "", nil
		thenWrong(t, open, bare, "grounds", "required")
		given(t, CaseOpened(opening)).When(cmd).ThenRefused(ErrNoDuty)
	})
	t.Run("lets a plan be made after the right has ended, and no longer", func(t *testing.T) {
		ended := RightAssessed{Right: Ended, DutyEnd: monday, On: monday}
		plan := MakePlan{OwnRating: 5, OtherRating: 5, On: tuesday, By: aino}
		given(t, CaseOpened(opening), ended).When(plan).ThenRefused(ErrNoAftercare)
		c := AftercareExtended{Until: tuesday}.evolve(ended.evolve(CaseOpened(opening).evolve(Case{})))
		if _, err := plan.decide(c); err != nil {
			t.Error(err)
		}
		plan.On = wednesday
		if _, err := plan.decide(c); !errors.Is(err, ErrNoAftercare) {
			t.Errorf("said %v", err)
		}
	})
}

// TestLaw_LSL417_76_2_TheClosingPlan: a social worker's, with the young person;
// without it a case of aftercare is closed only on grounds.
func TestLaw_LSL417_76_2_TheClosingPlan(t *testing.T) {
	open := []Event{CaseOpened(opening), statutory}
	plan := MakeClosingPlan{Ends: someText, Services: someText, WithYouth: true, On: monday, By: aino}
	made := ClosingPlanMade{Ends: someText, Services: someText, On: monday, Finding: lsl76(aino, true)}
	closing := CloseCase{Reason: "goals-reached", Born: date("2008-05-15"), On: monday, By: aino}
	t.Run("is made by a social worker with the young person", func(t *testing.T) {
		given(t, open...).When(plan).Then(made)
		if f := made.Finding; f.Section != "76 § 2 mom" || f.Inputs["role"] != "social-worker" || f.Inputs["with-youth"] != "yes" {
			t.Errorf("the finding says %+v", f)
		}
		alone := plan
		alone.WithYouth = false
		thenWrong(t, open, alone, "with_youth", "with-the-young-person")
	})
	t.Run("says how aftercare ends and what follows, or on what grounds nothing is needed", func(t *testing.T) {
		silent, nothing := plan, plan
		silent.Ends = vault.Sealed{}
		thenWrong(t, open, silent, "ends", "required")
		nothing.Services = vault.Sealed{}
		thenWrong(t, open, nothing, "services", "required")
		nothing.NotNeeded = true
		thenWrong(t, open, nothing, "grounds", "required")
		nothing.Grounds = someText
		events, err := nothing.decide(statutory.evolve(CaseOpened(opening).evolve(Case{})))
		if err != nil {
			t.Fatal(err)
		}
		if e := events[0].(ClosingPlanMade); !e.NotNeeded || e.Grounds.IsZero() || e.Finding.Outcome["follows"] != "not-needed" {
			t.Errorf("%+v", e)
		}
		needed := plan
		needed.Grounds = someText // of a box that was unticked again
		given(t, open...).When(needed).Then(made)
	})
	t.Run("is not a counsellor's", func(t *testing.T) {
		his, cmd := opening, plan
		his.Responsible, cmd.By = oskari.ID, oskari
		given(t, CaseOpened(his), statutory).When(cmd).ThenRefused(ErrNotSocialWorker)
	})
	t.Run("without it, or grounds, aftercare is not closed", func(t *testing.T) {
		thenWrong(t, open, closing, "grounds", "closing-plan-or-grounds")
		onGrounds := closing
		onGrounds.Grounds = someText
		c := statutory.evolve(CaseOpened(opening).evolve(Case{}))
		if events, err := onGrounds.decide(c); err != nil || events[0].(CaseClosed).ClosingPlan {
			t.Errorf("%+v, %v", events, err)
		}
		if events, err := closing.decide(made.evolve(c)); err != nil || !events[0].(CaseClosed).ClosingPlan {
			t.Errorf("%+v, %v", events, err)
		}
	})
	t.Run("is not asked of another service", func(t *testing.T) {
		c := statutory.evolve(CaseOpened(opening).evolve(Case{}))
		c = HandoverAccepted{To: henri.ID, Task: access.WorkingAge, On: tuesday}.evolve(c)
		cmd := closing
		cmd.By = henri
		if _, err := cmd.decide(c); err != nil {
			t.Error(err)
		}
	})
	t.Run("was for that end: who comes back and leaves again gets another", func(t *testing.T) {
		c := made.evolve(statutory.evolve(CaseOpened(opening).evolve(Case{})))
		if c = (CaseReopened{Responsible: aino.ID}).evolve(CaseClosed{On: monday}.evolve(c)); c.ClosingPlan {
			t.Error("the old one counts")
		}
	})
}

// TestLaw_LSL417_75_3_TheRightToReturn: until the duty ends, five years after
// the end of the case or at 23.
func TestLaw_LSL417_75_3_TheRightToReturn(t *testing.T) {
	closed := func(born, on string, right Right) CaseClosed {
		judged := statutory
		judged.Right = right
		c := judged.evolve(CaseOpened(opening).evolve(Case{}))
		events, err := CloseCase{Reason: "own-wish", Grounds: someText, Born: date(born), On: date(on), By: aino}.decide(c)
		if err != nil {
			t.Fatal(err)
		}
		return events[0].(CaseClosed)
	}
	for _, v := range []struct {
		name, born, on string
		right          Right
		until          string
	}{
		{"at 18 it lasts until 23", "2008-05-15", "2026-11-23", Statutory, "2031-05-15"},
		{"at 12 it lasts five years", "2014-05-15", "2026-11-23", Statutory, "2031-11-23"},
		{"on the day before 23 one day is left", "2003-11-24", "2026-11-23", Statutory, "2026-11-24"},
		{"at 23 none", "2003-11-23", "2026-11-23", Statutory, ""},
		{"what was discretionary is no right", "2008-05-15", "2026-11-23", Discretionary, ""},
	} {
		t.Run(v.name, func(t *testing.T) {
			if e := closed(v.born, v.on, v.right); e.ReturnUntil != maybe(v.until) {
				t.Errorf("until %s: %+v", e.ReturnUntil, e.Findings)
			}
		})
	}
	t.Run("counts from when child protection ended, where another service had the case since", func(t *testing.T) {
		c := statutory.evolve(CaseOpened(opening).evolve(Case{}))
		c = HandoverAccepted{To: henri.ID, Task: access.WorkingAge, On: date("2026-11-25")}.evolve(c)
		until, _ := c.returnUntil(date("2014-01-01"), date("2028-01-01"))
		if until != date("2031-11-25") {
			t.Errorf("until %s", until)
		}
	})
	t.Run("and from the end of the case itself, where it came back to child protection by a handover", func(t *testing.T) {
		c := statutory.evolve(CaseOpened(opening).evolve(Case{}))
		c = HandoverAccepted{To: henri.ID, Task: access.WorkingAge, On: date("2026-11-25")}.evolve(c)
		c = HandoverAccepted{To: elin.ID, Task: access.ChildProtection, On: date("2027-11-25")}.evolve(c)
		if until, _ := c.returnUntil(date("2014-01-01"), date("2028-01-01")); until != date("2033-01-01") {
			t.Errorf("until %s", until)
		}
		c = HandoverAccepted{To: henri.ID, Task: access.WorkingAge, On: date("2028-02-01")}.evolve(c)
		if until, _ := c.returnUntil(date("2014-01-01"), date("2029-01-01")); until != date("2033-02-01") {
			t.Errorf("left for another again: until %s", until)
		}
	})
	past := []Event{CaseOpened(opening), statutory, closed("2008-05-15", "2026-11-23", Statutory)}
	t.Run("opens the case again on its last day, with who takes it", func(t *testing.T) {
		var c Case
		for _, e := range past {
			c = e.evolve(c)
		}
		events, err := ReturnToAftercare{On: date("2031-05-14"), By: elin}.decide(c)
		if err != nil {
			t.Fatal(err)
		}
		c = events[0].evolve(c)
		if c.Responsible != elin.ID || !c.Closed.IsZero() || c.Right != Statutory || len(c.Former) != 1 || c.Former[0].Holder != aino.ID {
			t.Errorf("%+v", c)
		}
	})
	t.Run("and not on the day after", func(t *testing.T) {
		given(t, past...).When(ReturnToAftercare{On: date("2031-05-15"), By: elin}).ThenRefused(ErrNoReturn)
	})
	t.Run("is taken back by child protection, from a case that has ended", func(t *testing.T) {
		given(t, past...).When(ReturnToAftercare{On: tuesday, By: henri}).ThenRefused(ErrNotAftercare)
		given(t, past...).When(ReturnToAftercare{On: tuesday, By: maria}).ThenRefused(ErrNotAftercare)
		given(t, past[:2]...).When(ReturnToAftercare{On: tuesday, By: elin}).ThenRefused(ErrNotClosed)
	})
	t.Run("nothing else is done to a case that has ended", func(t *testing.T) {
		given(t, past...).When(MakePlan{OwnRating: 5, OtherRating: 5, On: tuesday, By: aino}).ThenRefused(ErrClosed)
	})
	t.Run("a handover under way is answered first", func(t *testing.T) {
		given(t, CaseOpened(opening), statutory, offered).When(CloseCase{Reason: "own-wish", Grounds: someText, On: tuesday, By: aino}).ThenRefused(ErrOfferPending)
	})
}

// TestCloseCase_NamesTheServicesThatItWasIn: from whose closing terms of retention
// run, a case that was handed over to another service tells.
func TestCloseCase_NamesTheServicesThatItWasIn(t *testing.T) {
	for _, c := range []struct {
		now    access.Task
		former []Part
		want   []access.Task
	}{
		{access.ChildProtection, nil, []access.Task{access.ChildProtection}},
		{access.WorkingAge, []Part{{Task: access.ChildProtection}, {Task: access.WorkingAge}}, []access.Task{access.ChildProtection, access.WorkingAge}},
	} {
		of := Case{Person: youth, Responsible: aino.ID, Task: c.now, Former: c.former, Right: NoRight}
		happened, err := CloseCase{Reason: "own-wish", On: monday, By: aino}.decide(of)
		if err != nil || len(happened) != 1 || !slices.Equal(happened[0].(CaseClosed).Tasks, c.want) {
			t.Errorf("closed in %s: %+v, %v", c.now, happened, err)
		}
	}
}
