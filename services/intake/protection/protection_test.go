package protection

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"nivel/libs/calendar"
	"nivel/libs/es/estest"
	"nivel/libs/law"
	"nivel/libs/refusal"
)

var today = calendar.MustParse("2026-11-23")

func day(s string) calendar.Date {
	if s == "" {
		return calendar.Date{}
	}
	return calendar.MustParse(s)
}

func ordered(from, until string) ProtectionOrdered {
	_, finding := law36(day(from), yearsAtFirst, day(until))
	return ProtectionOrdered{From: day(from), Until: day(until), On: today, Finding: finding}
}

func extended(after, until string) ProtectionExtended {
	_, finding := law36(day(after), yearsExtension, day(until))
	return ProtectionExtended{Until: day(until), On: today, Finding: finding}
}

func order(from, until string) OrderProtection {
	return OrderProtection{From: day(from), Until: day(until), Further: until == "", On: today}
}

// TestHistory_EveryStoredNameHasItsGoldenFile fails when an event is stored in
// another form than the one that is in counties' histories.
func TestHistory_EveryStoredNameHasItsGoldenFile(t *testing.T) {
	estest.Golden[Event](t, History, "testdata/events",
		ProtectionReported{today}, ordered("2026-11-23", "2031-11-23"), extended("2031-11-23", "2033-11-23"), ProtectionEnded{Last: today, On: today})
}

func TestLaw_661_2009_36_HowLongItMayLast(t *testing.T) {
	for _, x := range []struct {
		from, until string
		years       int
		within      string
	}{
		{"2026-11-23", "2031-11-22", yearsAtFirst, "yes"},
		{"2026-11-23", "2031-11-23", yearsAtFirst, "yes"},
		{"2026-11-23", "2031-11-24", yearsAtFirst, "no"},
		{"2024-02-29", "2029-02-28", yearsAtFirst, "yes"},
		{"2024-02-29", "2029-03-01", yearsAtFirst, "no"},
		{"2031-11-23", "2033-11-23", yearsExtension, "yes"},
		{"2031-11-23", "2033-11-24", yearsExtension, "no"},
		{"2026-11-23", "", yearsAtFirst, "yes"},
	} {
		_, f := law36(day(x.from), x.years, day(x.until))
		if f.Provision != (law.Provision{Act: "661/2009", Section: "36 §", InForce: "2020-01-01"}) || f.Outcome["within"] != x.within {
			t.Errorf("from %s until %q: %+v", x.from, x.until, f)
		}
	}
}

func TestProtection_TheDatesDecide(t *testing.T) {
	for _, x := range []struct {
		why  string
		past []Event
		in   map[string]bool
	}{
		{"an order holds on its first and its last day", []Event{ordered("2026-12-01", "2027-02-28")},
			map[string]bool{"2026-11-30": false, "2026-12-01": true, "2027-02-28": true, "2027-03-01": false}},
		{"an extension goes on without a gap", []Event{ordered("2026-12-01", "2027-02-28"), extended("2027-02-28", "2027-03-31")},
			map[string]bool{"2027-03-01": true, "2027-03-31": true, "2027-04-01": false}},
		{"an extension until further notice has no end", []Event{ordered("2026-12-01", "2027-02-28"), extended("2027-02-28", "")},
			map[string]bool{"2027-03-01": true, "2126-01-01": true}},
		{"it ends after the day that was said", []Event{ordered("2026-12-01", ""), ProtectionEnded{Last: day("2026-12-24"), On: today}},
			map[string]bool{"2026-12-24": true, "2026-12-25": false}},
		{"a report holds until more is known", []Event{ProtectionReported{today}},
			map[string]bool{"2026-11-22": false, "2026-11-23": true, "2036-11-23": true}},
		{"an order that begins later leaves no gap after a report", []Event{ProtectionReported{today}, ordered("2027-01-01", "2027-12-31")},
			map[string]bool{"2026-12-31": true, "2027-01-01": true, "2027-12-31": true, "2028-01-01": false}},
		{"an order takes the place of a report", []Event{ProtectionReported{today}, ordered("2026-11-01", "2026-12-31")},
			map[string]bool{"2026-10-31": false, "2026-11-01": true, "2026-12-31": true, "2027-01-01": false}},
		{"a report before an order lasts until it begins", []Event{ordered("2026-12-01", "2026-12-31"), ProtectionReported{today}},
			map[string]bool{"2026-11-30": true, "2026-12-31": true, "2027-01-01": false}},
		{"an end takes back what was to come", []Event{ordered("2026-12-01", "2026-12-31"), ProtectionEnded{Last: today, On: today}},
			map[string]bool{"2026-12-01": false}},
	} {
		var p Protection
		for _, e := range x.past {
			p = e.evolve(p)
		}
		for on, want := range x.in {
			if p.InForce(day(on)) != want {
				t.Errorf("%s: in force on %s: %v (%+v)", x.why, on, !want, p.Spans)
			}
		}
	}
}

func invalid(field, code string) refusal.Refusal {
	return refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: field, Code: code}}}
}

func TestOrderProtection(t *testing.T) {
	of := func(past ...Event) estest.Past[Protection, Command, Event] {
		return estest.Of(t, Decider).Given(past...)
	}
	of().When(order("2026-11-23", "2031-11-23")).Then(ordered("2026-11-23", "2031-11-23"))
	of().When(order("2026-11-23", "")).Then(ordered("2026-11-23", ""))
	of().When(order("2026-11-23", "2031-11-24")).ThenRefused(ErrTooLong)
	of().When(order("2026-11-23", "2026-11-22")).ThenRefused(invalid("until", "ends-before-start"))
	of().When(order("2025-11-23", "2026-11-22")).ThenRefused(invalid("until", "in-the-past"))
	of().When(OrderProtection{From: today, On: today}).ThenRefused(invalid("until", "required"))
	of().When(OrderProtection{From: today, Until: today, Further: true, On: today}).ThenRefused(invalid("until", "day-and-further-notice"))
	of(ordered("2026-12-01", "2026-12-31")).When(order("2026-12-31", "2027-12-31")).ThenRefused(ErrOverlaps)
	of(ordered("2026-12-01", "2026-12-31")).When(order("2027-01-01", "2027-12-31")).Then(ordered("2027-01-01", "2027-12-31"))
	of(ProtectionReported{today}).When(order("2026-11-23", "2027-12-31")).Then(ordered("2026-11-23", "2027-12-31"))
}

func TestExtendProtection(t *testing.T) {
	of := func(past ...Event) estest.Past[Protection, Command, Event] {
		return estest.Of(t, Decider).Given(past...)
	}
	one := ordered("2026-11-23", "2031-11-23")
	of(one).When(ExtendProtection{Until: day("2033-11-23"), On: today}).Then(extended("2031-11-23", "2033-11-23"))
	of(one).When(ExtendProtection{Further: true, On: today}).Then(extended("2031-11-23", ""))
	of(one).When(ExtendProtection{Until: day("2033-11-24"), On: today}).ThenRefused(ErrTooLong)
	of(one).When(ExtendProtection{Until: day("2031-11-23"), On: today}).ThenRefused(invalid("until", "not-later"))
	of(one).When(ExtendProtection{Until: day("2033-01-01"), On: day("2031-11-24")}).ThenRefused(ErrNoOrder)
	of(ordered("2026-11-23", "")).When(ExtendProtection{Further: true, On: today}).ThenRefused(ErrNoOrder)
	of(ProtectionReported{today}).When(ExtendProtection{Further: true, On: today}).ThenRefused(ErrNoOrder)
}

func TestReportProtection(t *testing.T) {
	of := func(past ...Event) estest.Past[Protection, Command, Event] {
		return estest.Of(t, Decider).Given(past...)
	}
	of().When(ReportProtection{today}).Then(ProtectionReported{today})
	of(ordered("2026-11-01", "2026-12-31")).When(ReportProtection{today}).ThenNothing()
	ended := ProtectionEnded{Last: today.AddDays(-1), On: today}
	of(ProtectionReported{today}, ended).When(ReportProtection{today.AddDays(-1)}).ThenNothing() // an old letter, after a look into the register
	of(ProtectionReported{today}, ended).When(ReportProtection{today}).Then(ProtectionReported{today})
}

func TestEndProtection(t *testing.T) {
	of := func(past ...Event) estest.Past[Protection, Command, Event] {
		return estest.Of(t, Decider).Given(past...)
	}
	end := func(last string) EndProtection { return EndProtection{Last: day(last), On: today} }
	one := ordered("2026-11-01", "2026-12-31")
	of(one).When(end("2026-11-22")).Then(ProtectionEnded{Last: day("2026-11-22"), On: today})
	of(one).When(end("2026-11-21")).ThenRefused(invalid("last", "in-the-past"))
	of(one).When(end("2026-12-31")).ThenRefused(invalid("last", "not-earlier"))
	of(one).When(end("")).ThenRefused(invalid("last", "required"))
	of().When(end("2026-11-23")).ThenRefused(ErrNotProtected)
	of(one, ProtectionEnded{Last: day("2026-11-22"), On: today}).When(end("2026-11-23")).ThenRefused(ErrNotProtected)
}

func TestProtection_AnExtensionReachesIntoAReport(t *testing.T) {
	ordered := ProtectionOrdered{From: today.AddDays(-30), Until: today, On: today}
	reported := ProtectionReported{On: today.AddDays(1)}
	p := ordered.evolve(Protection{})
	p = reported.evolve(p)
	for _, c := range []struct {
		until calendar.Date
		want  []Span
	}{
		{today.AddDays(5), []Span{{From: ordered.From, Until: today.AddDays(5)}, {From: today.AddDays(6), Reported: true}}},
		{calendar.Date{}, []Span{{From: ordered.From}}},
	} {
		if got := (ProtectionExtended{Until: c.until, On: today}).evolve(p); !slices.Equal(got.Spans, c.want) {
			t.Errorf("extended until %q it is %+v, want %+v", c.until, got.Spans, c.want)
		}
	}
}

// TestProtection_NobodyIsUncoveredByWhatIsAdded lets people report, order and
// extend at random, and holds that none of it uncovers a day that is covered now
// and that no record of the register decides: only an end, and the register's
// dates against a mere report, do.
func TestProtection_NobodyIsUncoveredByWhatIsAdded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p Protection
		on := today
		somewhen := rapid.Custom(func(t *rapid.T) calendar.Date { return on.AddDays(rapid.IntRange(-30, 400).Draw(t, "day")) })
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			on = on.AddDays(rapid.IntRange(0, 60).Draw(t, "later"))
			further := rapid.Bool().Draw(t, "further")
			until := somewhen.Draw(t, "until")
			if further {
				until = calendar.Date{}
			}
			cmd := rapid.SampledFrom([]Command{
				ReportProtection{somewhen.Draw(t, "reported")}, OrderProtection{somewhen.Draw(t, "from"), until, further, on},
				ExtendProtection{until, further, on}, EndProtection{somewhen.Draw(t, "last"), on},
			}).Draw(t, "cmd")
			before := p
			events, err := cmd.decide(p)
			for _, e := range events {
				p = e.evolve(p)
			}
			if err != nil {
				continue
			}
			holdsAfter(t, before, p, cmd)
		}
	})
}

func holdsAfter(t *rapid.T, before, after Protection, cmd Command) {
	for i, s := range after.Spans {
		if i > 0 && !after.Spans[i-1].over(s.From) {
			t.Fatalf("after %+v two spans share a day: %+v", cmd, after.Spans)
		}
	}
	for offset := -40; offset < 900; offset++ {
		on := today.AddDays(offset)
		was, is := before.InForce(on), after.InForce(on)
		switch c := cmd.(type) {
		case EndProtection:
			if is != (was && !on.After(c.Last)) {
				t.Fatalf("%+v: in force on %s: %v, was %v", c, on, is, was)
			}
		case OrderProtection:
			if want := (Span{From: c.From, Until: c.Until}).InForce(on) || was && !before.onlyReported(on, c.From); is != want {
				t.Fatalf("%+v: in force on %s: %v, was %v", c, on, is, was)
			}
		default:
			if was && !is {
				t.Fatalf("%+v uncovers %s", c, on)
			}
		}
	}
}

// onlyReported reports whether a day from first on is covered by a report alone.
func (p Protection) onlyReported(on, first calendar.Date) bool {
	for _, s := range p.Spans {
		if s.InForce(on) {
			return s.Reported && !on.Before(first)
		}
	}
	return false
}
