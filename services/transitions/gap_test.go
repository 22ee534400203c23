package transitions

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/es"
)

// playedCase plays random commands on one case and returns what happened.
func playedCase(t *rapid.T) (Case, []es.Happening[Event]) {
	var c Case
	var happened []es.Happening[Event]
	for _, cmd := range append([]Command{opening}, make([]Command, rapid.IntRange(0, 25).Draw(t, "commands"))...) {
		if cmd == nil {
			cmd = commands(t, c)
		}
		events, _ := cmd.decide(c)
		for _, e := range events {
			c = e.evolve(c)
			happened = append(happened, es.Happening[Event]{Event: e})
		}
	}
	return c, happened
}

func kinds(gaps []Gap) (all []GapKind) {
	for _, g := range gaps {
		all = append(all, g.Kind)
	}
	return all
}

func TestGaps(t *testing.T) {
	opened := CaseOpened(opening)
	judged := RightAssessed{Right: Statutory, DutyEnd: date("2027-05-10"), On: monday}
	planned := PlanMade{On: monday, ReviewBy: date("2027-11-23")}
	met := JointMeetingHeld{Met: tuesday}
	again := func(from, until string) DecisionMade {
		return DecisionMade{About: onSupport, Granted: true, Service: "46", From: maybe(from), Until: maybe(until)}
	}
	housing := again("2026-11-23", "2027-01-31")
	other, refusedOne := again("2027-02-01", ""), DecisionMade{About: onSupport, Service: "46", On: monday}
	other.Service = "93"
	for _, x := range []struct {
		name   string
		events []Event
		on     calendar.Date
		want   []Gap
	}{
		{"a right that nobody assessed", []Event{opened}, monday, []Gap{{RightUnknown, monday}}},
		{"a right without a plan", []Event{opened, judged}, monday, []Gap{{NoPlan, monday}, {RightEnds, date("2027-05-10")}}},
		{"no right: none", []Event{opened, RightAssessed{Right: NoRight, On: monday}}, monday, nil},
		{"a plan is reviewed the day after its day at the latest", []Event{opened, judged, planned}, monday,
			[]Gap{{RightEnds, date("2027-05-10")}, {ReviewMissing, date("2027-11-24")}}},
		{"an offer is answered on its day", []Event{opened, judged, planned, offered}, wednesday,
			[]Gap{{Unanswered, wednesday.AddDays(1)}, {RightEnds, date("2027-05-10")}, {ReviewMissing, date("2027-11-24")}}},
		{"a meeting closes nothing yet", []Event{opened, judged, planned, offered, met}, wednesday,
			[]Gap{{Unanswered, wednesday.AddDays(1)}, {RightEnds, date("2027-05-10")}, {ReviewMissing, date("2027-11-24")}}},
		{"accepted in another service: the right may end", []Event{opened, judged, planned, offered, met, HandoverAccepted{To: henri.ID, Task: access.WorkingAge}}, wednesday,
			[]Gap{{ReviewMissing, date("2027-11-24")}}},
		{"accepted by a colleague of child protection: it may not", []Event{opened, judged, planned, offered, met, HandoverAccepted{To: elin.ID, Task: access.ChildProtection}}, wednesday,
			[]Gap{{RightEnds, date("2027-05-10")}, {ReviewMissing, date("2027-11-24")}}},
		{"declined: it may not", []Event{opened, judged, planned, offered, met, HandoverDeclined{}}, wednesday,
			[]Gap{{RightEnds, date("2027-05-10")}, {ReviewMissing, date("2027-11-24")}}},
		{"a decision on support ends, and there is none that follows", []Event{opened, judged, planned, housing}, monday,
			[]Gap{{DecisionEnds, date("2027-02-01")}, {RightEnds, date("2027-05-10")}, {ReviewMissing, date("2027-11-24")}}},
		{"the next starts a week later: on the last day of that week", []Event{opened, judged, planned, housing, again("2027-02-08", "2027-05-09")}, date("2027-02-07"),
			[]Gap{{DecisionEnds, date("2027-02-01")}, {RightEnds, date("2027-05-10")}, {ReviewMissing, date("2027-11-24")}}},
		{"and not once it has started", []Event{opened, judged, planned, housing, again("2027-02-08", "2027-05-09")}, date("2027-02-08"),
			[]Gap{{RightEnds, date("2027-05-10")}, {ReviewMissing, date("2027-11-24")}}},
		{"the next starts on the day after: none, and the next one's end is none, for aftercare ends then", []Event{opened, judged, planned, housing, again("2027-02-01", "2027-05-09")}, monday,
			[]Gap{{RightEnds, date("2027-05-10")}, {ReviewMissing, date("2027-11-24")}}},
		{"a day earlier it is one", []Event{opened, judged, planned, housing, again("2027-02-01", "2027-05-08")}, monday,
			[]Gap{{DecisionEnds, date("2027-05-09")}, {RightEnds, date("2027-05-10")}, {ReviewMissing, date("2027-11-24")}}},
		{"a shorter one within a longer one is none", []Event{opened, judged, planned, again("2026-11-23", "2027-05-09"), housing}, monday,
			[]Gap{{RightEnds, date("2027-05-10")}, {ReviewMissing, date("2027-11-24")}}},
		{"one without an end does not end", []Event{opened, judged, planned, housing, again("2027-01-15", "")}, monday,
			[]Gap{{RightEnds, date("2027-05-10")}, {ReviewMissing, date("2027-11-24")}}},
		{"that of another service does not follow it", []Event{opened, judged, planned, housing, other}, monday,
			[]Gap{{DecisionEnds, date("2027-02-01")}, {RightEnds, date("2027-05-10")}, {ReviewMissing, date("2027-11-24")}}},
		{"somebody decided that it does not go on", []Event{opened, judged, planned, housing, refusedOne}, monday,
			[]Gap{{RightEnds, date("2027-05-10")}, {ReviewMissing, date("2027-11-24")}}},
		{"aftercare goes on by the area's own decision, and the support does not", []Event{opened, judged, planned, again("2026-11-23", "2027-05-09"), AftercareExtended{Until: date("2027-08-31")}}, monday,
			[]Gap{{RightEnds, date("2027-05-10")}, {DecisionEnds, date("2027-05-10")}, {ReviewMissing, date("2027-11-24")}}},
		{"in another service its own decisions follow", []Event{opened, judged, planned, housing, HandoverAccepted{To: henri.ID, Task: access.WorkingAge}}, monday,
			[]Gap{{ReviewMissing, date("2027-11-24")}}},
		{"away without a substitute, to the last day", []Event{opened, RightAssessed{Right: NoRight}, WorkerAway{From: monday, Until: tuesday}}, tuesday,
			[]Gap{{NoWorker, monday}}},
		{"and not the day after", []Event{opened, RightAssessed{Right: NoRight}, WorkerAway{From: monday, Until: tuesday}}, wednesday, nil},
		{"away with a substitute: none", []Event{opened, RightAssessed{Right: NoRight}, WorkerAway{From: monday, Until: tuesday, Substitute: elin.ID}}, monday, nil},
	} {
		t.Run(x.name, func(t *testing.T) {
			if got := gapsOf(rowOf(x.events...), x.on); !slices.Equal(got, x.want) {
				t.Errorf("%v, want %v", got, x.want)
			}
		})
	}
}

// TestGaps_OfAnyCase holds for whatever happened: first things first, nothing
// opens by looking later, and the three dangers are never missed.
func TestGaps_OfAnyCase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, happened := playedCase(t)
		row := rowAfter(happened)
		day := monday.AddDays(rapid.IntRange(0, 2000).Draw(t, "day"))
		gaps := gapsOf(row, day)
		if !slices.IsSortedFunc(gaps, func(a, b Gap) int { return a.On.Compare(b.On) }) {
			t.Fatalf("not in order: %v", gaps)
		}
		before := gapsOf(row, monday)
		for _, g := range gaps {
			if !slices.Contains(before, g) {
				t.Fatalf("%v was not foreseen among %v", g, before)
			}
		}
		for _, x := range []struct {
			kind GapKind
			is   bool
		}{
			{Unanswered, c.Offer.Pending()},
			{RightEnds, c.Right == Statutory && c.Task == access.ChildProtection},
			{NoWorker, c.Away.unmanned() && !day.After(c.Away.Until)},
			{RightUnknown, c.Right == ""},
		} {
			if slices.Contains(kinds(gaps), x.kind) != x.is {
				t.Fatalf("%s is there: %v; gaps %v of %+v", x.kind, !x.is, gaps, c)
			}
		}
		if next, any := NextGap(row, day); any && next != gaps[0] || any != (len(gaps) > 0) {
			t.Fatalf("next is %v of %v", next, gaps)
		}
	})
}

func TestContinuity(t *testing.T) {
	history := func(events ...Event) (all []es.Happening[Event]) {
		for _, e := range events {
			all = append(all, es.Happening[Event]{Event: e})
		}
		return all
	}
	opened := CaseOpened(opening)
	t.Run("counts two changes of worker, and since when the present one is", func(t *testing.T) {
		got := continuityOf(history(opened, HandoverAccepted{To: elin.ID, On: tuesday}, HandoverAccepted{To: aino.ID, On: wednesday}), wednesday)
		if got != (Continuity{Changes: 2, Since: wednesday}) {
			t.Errorf("%+v", got)
		}
	})
	t.Run("who comes back to another worker has a change more, and to the same none", func(t *testing.T) {
		for worker, changes := range map[string]int{elin.ID: 1, aino.ID: 0} {
			got := continuityOf(history(opened, CaseClosed{On: tuesday}, CaseReopened{Responsible: worker, On: wednesday}), wednesday)
			if got != (Continuity{Changes: changes, Since: wednesday}) {
				t.Errorf("to %s: %+v", worker, got)
			}
		}
	})
	away := WorkerAway{From: monday, Until: monday.AddDays(9)}
	for _, x := range []struct {
		name   string
		events []Event
		on     calendar.Date
		want   int
	}{
		{"no day before the absence", []Event{opened, away}, monday.AddDays(-1), 0},
		{"the first day", []Event{opened, away}, monday, 1},
		{"all of it, and no more", []Event{opened, away}, monday.AddDays(30), 10},
		{"a substitute for the last three days", []Event{opened, away, WorkerAway{From: monday.AddDays(7), Until: monday.AddDays(9), Substitute: elin.ID}}, monday.AddDays(30), 7},
		{"the same days said twice", []Event{opened, away, away}, monday.AddDays(30), 10},
		{"until the case is closed, and not again when it is opened", []Event{opened, away, CaseClosed{On: monday.AddDays(2)}, CaseReopened{Responsible: elin.ID, On: monday.AddDays(5)}}, monday.AddDays(30), 2},
		{"and anew, if who takes them back is away too", []Event{opened, away, CaseClosed{On: monday.AddDays(2)}, CaseReopened{Responsible: elin.ID, On: monday.AddDays(5)}, WorkerAway{From: monday.AddDays(6), Until: monday.AddDays(6)}}, monday.AddDays(30), 3},
		{"until another worker accepts", []Event{opened, away, HandoverAccepted{To: elin.ID, On: monday.AddDays(4)}}, monday.AddDays(30), 4},
	} {
		t.Run(x.name, func(t *testing.T) {
			if got := continuityOf(history(x.events...), x.on); got.Uncovered != x.want {
				t.Errorf("%d days, want %d", got.Uncovered, x.want)
			}
		})
	}
}

func TestRecordAbsence(t *testing.T) {
	opened := CaseOpened(opening)
	ask := RecordAbsence{From: tuesday, Until: wednesday, Substitute: elin, On: monday, By: aino}
	with := func(change func(*RecordAbsence)) RecordAbsence {
		cmd := ask
		change(&cmd)
		return cmd
	}
	t.Run("is recorded by who is responsible, and by who leads", func(t *testing.T) {
		given(t, opened).When(ask).Then(WorkerAway{From: tuesday, Until: wednesday, Substitute: elin.ID})
		given(t, opened).When(with(func(a *RecordAbsence) { a.By = maria })).Then(WorkerAway{From: tuesday, Until: wednesday, Substitute: elin.ID})
	})
	t.Run("is not for a colleague, nor for a case that is not there", func(t *testing.T) {
		given(t, opened).When(with(func(a *RecordAbsence) { a.By = elin })).ThenRefused(ErrNotResponsible)
		given(t).When(with(func(a *RecordAbsence) { a.By = maria })).ThenRefused(ErrNotFound)
	})
	t.Run("names the field that is wrong", func(t *testing.T) {
		past := []Event{opened}
		thenWrong(t, past, with(func(a *RecordAbsence) { a.From = calendar.Date{} }), "from", "required")
		thenWrong(t, past, with(func(a *RecordAbsence) { a.Until = calendar.Date{} }), "until", "required")
		thenWrong(t, past, with(func(a *RecordAbsence) { a.Until = monday }), "until", "ends-before-start")
		thenWrong(t, past, with(func(a *RecordAbsence) { a.Until = tuesday.AddDays(366) }), "until", "absence-too-long")
		thenWrong(t, past, with(func(a *RecordAbsence) { a.Substitute = aino }), "substitute", "already-responsible")
		thenWrong(t, past, with(func(a *RecordAbsence) { a.Substitute = maria }), "substitute", "not-case-worker")
	})
	t.Run("may last a leap year's days and no more", func(t *testing.T) {
		given(t, opened).When(with(func(a *RecordAbsence) { a.Until = tuesday.AddDays(365) })).
			Then(WorkerAway{From: tuesday, Until: tuesday.AddDays(365), Substitute: elin.ID})
	})
	t.Run("said twice is recorded once", func(t *testing.T) {
		given(t, opened, WorkerAway{From: tuesday, Until: wednesday, Substitute: elin.ID}).When(ask).Then()
	})
}
