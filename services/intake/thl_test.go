package intake

import (
	"testing"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/es"
)

func TestLaw_LSL417_27a_TwoWindowsAYear(t *testing.T) {
	for _, c := range []struct {
		year          int
		month         time.Month
		from, to, due string
	}{{2026, time.April, "2026-04-01", "2026-09-30", "2026-10-17"}, {2026, time.October, "2026-10-01", "2027-03-31", "2027-04-17"}} {
		w, ok := WindowOf(c.year, c.month)
		if !ok || w.From.String() != c.from || w.To.String() != c.to || w.Due.String() != c.due {
			t.Errorf("%d %s: %+v", c.year, c.month, w)
		}
		if !w.holds(w.From) || !w.holds(w.To) || w.holds(w.From.AddDays(-1)) || w.holds(w.To.AddDays(1)) {
			t.Errorf("%d %s: does not hold its own days, or others", c.year, c.month)
		}
	}
	if _, ok := WindowOf(2026, time.May); ok {
		t.Error("a half-year begins in May")
	}
}

// timedBy folds events that were recorded one day after another from a day on.
func timedBy(first string, events ...Event) Timed {
	var out Timed
	for i, e := range events {
		out = applyTimed(out, es.Recorded{RecordedAt: day(first).AddDays(i).Midnight().Add(9 * time.Hour)}, e)
	}
	return out
}

func TestLaw_LSL417_27a_InTimeLateAndOpen(t *testing.T) {
	w, _ := WindowOf(2026, time.October)
	count := func(asOf string, cut bool, all ...Timed) (f contracts.ThlFigures) {
		var until time.Time
		if cut {
			until = day(asOf).AddDays(1).Midnight()
		}
		for _, one := range all {
			one.tally(w, day(asOf), until, &f)
		}
		return f
	}
	start := func(on string) Event { return AssessmentStarted{On: day(on)} }
	in := timedBy("2026-11-10", registered("2026-11-10"), start("2026-11-19"), AssessmentCompleted{On: day("2027-02-10")})
	late := timedBy("2026-11-10", registered("2026-11-10"), start("2026-11-20"), AssessmentCompleted{On: day("2027-02-11")})
	needless := timedBy("2026-11-10", registered("2026-11-10"), AssessmentFoundUnnecessary{On: day("2026-11-12")})
	target := timedBy("2026-11-10", arrived(arriving(WayApplication, WithoutDelay, "2026-11-10")))
	outside := timedBy("2026-09-30", registered("2026-09-30"))

	want := contracts.ThlFigures{Pending: 3, Unnecessary: 1, Start: contracts.ThlClock{InTime: 1, Late: 1}, Completion: contracts.ThlClock{InTime: 1, Late: 1}}
	if got := count("2027-03-31", false, in, late, needless, target, outside); got != want {
		t.Errorf("at the end: %+v", got)
	}
	want = contracts.ThlFigures{Pending: 1, Start: contracts.ThlClock{Open: 1}}
	if got := count("2026-11-18", false, in); got != want {
		t.Errorf("the day before the start: %+v", got)
	}
	want = contracts.ThlFigures{Pending: 1, Start: contracts.ThlClock{OpenLate: 1}}
	if got := count("2026-11-20", false, timedBy("2026-11-10", registered("2026-11-10"))); got != want {
		t.Errorf("the day after the limit: %+v", got)
	}
	born := timedBy("2026-11-10", arrived(unborn("2026-11-10")))
	if got := count("2027-03-31", false, born); got != (contracts.ThlFigures{}) {
		t.Errorf("a child who is not born: %+v", got)
	}
}

func TestThl_AsRecordedThenAndAsKnownNow(t *testing.T) {
	w, _ := WindowOf(2026, time.October)
	// Started on 19 November by what was written on the 11th day after.
	m := timedBy("2026-11-10", registered("2026-11-10"))
	m = applyTimed(m, es.Recorded{RecordedAt: day("2026-11-30").Midnight().Add(time.Hour)}, AssessmentStarted{On: day("2026-11-19")})
	asOf := day("2026-11-29")
	var then, now, later contracts.ThlFigures
	m.tally(w, asOf, asOf.AddDays(1).Midnight(), &then)
	m.tally(w, asOf, time.Time{}, &now)
	m.tally(w, asOf.AddDays(1), asOf.AddDays(2).Midnight(), &later)
	if then.Start != (contracts.ThlClock{OpenLate: 1}) || now.Start != (contracts.ThlClock{InTime: 1}) || later.Start != now.Start {
		t.Errorf("then %+v, now %+v, a day later %+v", then.Start, now.Start, later.Start)
	}
}
