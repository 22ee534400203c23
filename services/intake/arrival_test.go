package intake

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"nivel/libs/area"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
)

var ownTarget = area.Target{Start: 5, Completion: 60}

// arriving is a contact that came on a day.
func arriving(way Way, basis Basis, on string) RegisterArrival {
	return RegisterArrival{
		Notification: RegisterNotification{
			Received: calendar.MustParse(on).Midnight().Add(9 * time.Hour), Channel: "phone", Task: ChildProtection, ReporterBody: "education",
			Person: child, Texts: Texts{Identity: someText, Content: someText},
		},
		Way: way, Basis: basis, Own: ownTarget, Consent: "given",
	}
}

// unborn is an anticipatory notification that came on a day.
func unborn(on string) RegisterArrival {
	cmd := arriving(WayAnticipatory, ChildWelfare, on)
	cmd.ExpectedBirth = calendar.MustParse(on).AddDays(40)
	return cmd
}

// wholeArrival is one in which every field that is stored has a value.
func wholeArrival() ArrivalRegistered {
	cmd := arriving(WayOtherArea, SpecialSupportChild, "2026-11-10")
	n := &cmd.Notification
	n.Anonymous, n.ReporterSecret, n.NonDisclosure, n.ChildTold, n.GuardianTold, n.Origin = true, true, true, ToldYes, ToldNo, child
	n.Texts = Texts{someText, someText, someText, someText, someText, someText, someText}
	cmd.Unit, cmd.OutsideHours, cmd.Born = "north", true, calendar.MustParse("2012-01-01")
	cmd.PendingSince, cmd.ExpectedBirth = calendar.MustParse("2026-11-02"), calendar.MustParse("2026-12-24")
	return arrived(cmd)
}

// arrived is what came of a command that is not refused.
func arrived(cmd RegisterArrival) ArrivalRegistered {
	events, err := cmd.decide(Matter{})
	if err != nil {
		panic(err)
	}
	return events[0].(ArrivalRegistered)
}

func TestRegisterArrival_TheClockHangsOnTheBasis(t *testing.T) {
	for _, c := range []struct {
		basis               Basis
		act, start, end     string
		ownStart, ownTarget bool
	}{
		{ChildWelfare, "417/2007", "2026-11-19", "2027-02-10", false, false},
		{SpecialSupportChild, "1301/2014", "2026-11-19", "2027-02-10", false, false},
		{Over75, "1301/2014", "2026-11-19", "2027-01-11", false, true},
		{CareAllowance, "1301/2014", "2026-11-19", "2027-01-11", false, true},
		{Disabled, "1301/2014", "2026-11-19", "2027-01-11", false, true},
		{WithoutDelay, "1301/2014", "2026-11-17", "2027-01-11", true, true},
	} {
		got := arrived(arriving(WayApplication, c.basis, "2026-11-10"))
		if got.Start.Due.String() != c.start || got.Completion.Due.String() != c.end || got.Start.Finding.Act != c.act {
			t.Errorf("%s: start by %s (%s), complete by %s", c.basis, got.Start.Due, got.Start.Finding.Act, got.Completion.Due)
		}
		if got.Start.Target != c.ownStart || got.Completion.Target != c.ownTarget {
			t.Errorf("%s: start is a target: %v, completion %v", c.basis, got.Start.Target, got.Completion.Target)
		}
	}
}

func TestRegisterArrival_EveryWayHasItsLegalBasis(t *testing.T) {
	want := map[Way]string{
		WayNotification: "417/2007 25 §", WayAnticipatory: "417/2007 25 c §", WayContact: "1301/2014 35 §", WayApplication: "1301/2014 34 §",
		WayOtherArea: "417/2007 25 d §", WaySubstituteCare: "417/2007 75 § 1 mom", WayOwnRequest: "1301/2014 34 §",
		WayReturn: "417/2007 75 § 3 mom", WayEmergencyDuty: "1301/2014 29 §",
	}
	for _, way := range contracts.Ways() {
		p := Way(way).provision()
		if got := p.Act + " " + p.Section; got != want[Way(way)] || p.InForce == "" {
			t.Errorf("%s rests on %s", way, got)
		}
	}
}

func TestLaw_LSL417_6_OnlyAChildHasAChildsClock(t *testing.T) {
	for _, basis := range []Basis{ChildWelfare, SpecialSupportChild} {
		cmd := arriving(WayApplication, basis, "2026-11-10")
		cmd.Born = calendar.MustParse("2008-11-11") // 18 tomorrow
		given(t).When(cmd).Then(arrived(cmd))
		cmd.Born = calendar.MustParse("2008-11-10") // 18 today
		given(t).When(cmd).ThenRefused(ErrNotAChild)
	}
}

func TestLaw_SHL1301_36_2_Over75IsAfterThe75thBirthday(t *testing.T) {
	cmd := arriving(WayApplication, Over75, "2026-11-10")
	cmd.Born = calendar.MustParse("1951-11-10")
	given(t).When(cmd).ThenRefused(ErrNotOver75)
	cmd.Born = calendar.MustParse("1951-11-09")
	given(t).When(cmd).Then(arrived(cmd))
}

func TestLaw_SHL1301_35_AContactRestsOnConsentOrAGround(t *testing.T) {
	cmd := arriving(WayContact, WithoutDelay, "2026-11-10")
	for _, consent := range contracts.Consents() {
		cmd.Consent = Consent(consent)
		given(t).When(cmd).Then(arrived(cmd))
	}
	cmd.Consent = ""
	given(t).When(cmd).ThenRefused(ErrNoConsent)
}

func TestLaw_LSL417_25d_TheNewAreaGoesOnWithTheClockOfTheOld(t *testing.T) {
	cmd := arriving(WayOtherArea, ChildWelfare, "2026-11-20")
	cmd.PendingSince = calendar.MustParse("2026-11-10")
	if got := arrived(cmd); got.Pending.String() != "2026-11-10" || got.Start.Due.String() != "2026-11-19" {
		t.Errorf("pending %s, start by %s", got.Pending, got.Start.Due)
	}
	cmd.PendingSince = calendar.Date{}
	if got := arrived(cmd); got.Pending.String() != "2026-11-20" {
		t.Errorf("a matter that was not pending elsewhere is pending from %s", got.Pending)
	}
	cmd.PendingSince = calendar.MustParse("2026-11-21")
	given(t).When(cmd).ThenRefused(ErrPendingAfterReceipt)
}

func TestLaw_LSL417_75_3_AReturnIsWithinTheRight(t *testing.T) {
	back := func(born, last, on string) RegisterArrival {
		cmd := arriving(WayReturn, WithoutDelay, on)
		cmd.Born, cmd.LastClientDay = calendar.MustParse(born), calendar.MustParse(last)
		return cmd
	}
	for _, c := range []struct {
		name, born, last, on string
		within               bool
	}{
		{"the day before the 23rd birthday (A7)", "2003-11-23", "2024-01-10", "2026-11-22", true},
		{"on the 23rd birthday (A6)", "2003-11-22", "2024-01-10", "2026-11-22", false},
		{"the last day of five years (A8)", "2012-03-01", "2019-06-30", "2024-06-29", true},
		{"five years later (A8)", "2012-03-01", "2019-06-30", "2024-06-30", false},
		{"born on a leap day (A9)", "2004-02-29", "2026-01-01", "2027-02-28", false},
	} {
		cmd := back(c.born, c.last, c.on)
		if events, err := cmd.decide(Matter{}); (err == nil) != c.within || c.within && len(events) != 1 {
			t.Errorf("%s: said %v", c.name, err)
		}
	}
	cmd := back("2005-01-01", "2024-01-10", "2026-11-22")
	cmd.LastClientDay = calendar.Date{}
	given(t).When(cmd).ThenRefused(ErrNoClientDay)
}

func TestLaw_LSL417_25c_PendingOnlyAfterBirth(t *testing.T) {
	before := arrived(unborn("2026-11-10"))
	if !before.Pending.IsZero() || !before.Start.Due.IsZero() || !before.Completion.Due.IsZero() || before.Finding.Outcome["pending"] != "not-yet" {
		t.Errorf("before the birth: %+v", before)
	}
	without := unborn("2026-11-10")
	without.ExpectedBirth = calendar.Date{}
	given(t).When(without).ThenRefused(ErrNoExpectedBirth)
	day := calendar.MustParse("2026-12-23")
	given(t, before).When(AssessUrgency{Urgency: Urgent, Grounds: someText, On: day, By: aino}).ThenRefused(ErrNotPending)
	given(t, before, MatterTaken{Holder: aino.ID}).When(DecideStart{Decision: Started, On: day, By: aino}).ThenRefused(ErrNotPending)

	born := func(on, told string) BirthRecorded {
		events, err := RecordBirth{Born: calendar.MustParse(on), On: calendar.MustParse(told), By: oskari}.decide(before.evolve(Matter{}))
		if err != nil {
			t.Fatal(err)
		}
		return events[0].(BirthRecorded)
	}
	if got := born("2026-12-23", "2026-12-28"); got.Pending != day || got.Start.Due.String() != "2027-01-05" || got.Completion.Due.String() != "2027-03-23" {
		t.Errorf("born on %s: pending %s, start by %s, complete by %s", day, got.Pending, got.Start.Due, got.Completion.Due)
	}
	if got := born("2026-11-09", "2026-11-12"); got.Pending.String() != "2026-11-10" {
		t.Errorf("born the day before the contact: pending %s", got.Pending)
	}
	given(t, before).When(RecordBirth{Born: day, On: day.AddDays(-1), By: aino}).ThenRefused(ErrBornInFuture)
	given(t, before).When(RecordBirth{Born: day, On: day, By: maria}).ThenRefused(ErrNotChildProtectionWorker)
	given(t, before, born("2026-12-23", "2026-12-23")).When(RecordBirth{Born: day, On: day, By: aino}).ThenRefused(ErrNotAnticipated)
}

func TestJudged_WhoMissesAnOwnTargetIsNotLateByLaw(t *testing.T) {
	m := arrived(arriving(WayApplication, WithoutDelay, "2026-11-10")).evolve(Matter{})
	for on, kept := range map[string]string{"2026-11-17": "yes", "2026-11-18": "no"} {
		late, finding := startedInTime(m, DecideStart{Decision: Started, On: calendar.MustParse(on)})
		if late || finding.Outcome["within-target"] != kept || finding.Outcome["in-time"] != "" || finding.Act != "1301/2014" {
			t.Errorf("started on %s: late %v, %+v", on, late, finding)
		}
	}
}

func TestQueueMatter(t *testing.T) {
	held := []Event{registered("2026-11-10"), MatterTaken{Holder: aino.ID}}
	t.Run("goes from the holder into a unit's queue", func(t *testing.T) {
		given(t, held...).When(QueueMatter{Unit: "south", Note: someText, By: aino}).Then(MatterQueued{Unit: "south", From: aino.ID, Note: someText})
	})
	t.Run("a counsellor may route what nobody holds", func(t *testing.T) {
		given(t, registered("2026-11-10")).When(QueueMatter{Unit: "south", By: oskari}).Then(MatterQueued{Unit: "south"})
	})
	t.Run("is not for a colleague of who holds it", func(t *testing.T) {
		given(t, held...).When(QueueMatter{Unit: "south", By: elin}).ThenRefused(ErrNotHolder)
	})
	t.Run("is refused where it lies already", func(t *testing.T) {
		given(t, registered("2026-11-10")).When(QueueMatter{By: oskari}).ThenRefused(ErrSameQueue)
	})
	t.Run("is over when the matter is", func(t *testing.T) {
		given(t, append(held, AssessmentFoundUnnecessary{})...).When(QueueMatter{By: aino}).ThenRefused(ErrAlreadyDecided)
	})
}

// TestMatter_OneBasisAndOneOwnerOrOneQueue plays random commands on matters that
// came in any way: always one basis; always one owner or one queue, never both,
// never neither; the clock, once it runs, never moves, and runs forward; and what
// was decided has its finding.
func TestMatter_OneBasisAndOneOwnerOrOneQueue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := calendar.MustParse("2026-11-10").AddDays(rapid.IntRange(0, 400).Draw(t, "day"))
		m := begun(t, day)
		for range rapid.IntRange(1, 30).Draw(t, "commands") {
			day = day.AddDays(rapid.IntRange(0, 20).Draw(t, "later"))
			events, _ := Decider.Decide(m, anyCommand(t, day))
			before := m
			for _, e := range events {
				m = Decider.Evolve(m, e)
				if section, decided := sectionOf(e); decided && section == "" {
					t.Fatalf("%T has no finding", e)
				}
			}
			switch {
			case m.Basis == "" || m.Basis != before.Basis || m.Way != before.Way:
				t.Fatalf("basis %q after %q", m.Basis, before.Basis)
			case (m.Holder == "") == (m.Queue == ""):
				t.Fatalf("owner %q, queue %q", m.Holder, m.Queue)
			case !before.Pending.IsZero() && (m.Pending != before.Pending || m.StartDue != before.StartDue || m.CompletionDue != before.CompletionDue):
				t.Fatalf("the clock moved: %+v after %+v", m, before)
			case !m.Pending.IsZero() && (!m.StartDue.After(m.Pending) || !m.CompletionDue.After(m.StartDue)):
				t.Fatalf("the clock runs backwards: %+v", m)
			case m.Pending.IsZero() && (m.Urgency != "" || m.Decision != ""):
				t.Fatalf("decided before the birth: %+v", m)
			}
		}
	})
}

// begun is a matter that came in some way.
func begun(t *rapid.T, day calendar.Date) Matter {
	way := Way(rapid.SampledFrom(contracts.Ways()).Draw(t, "way"))
	if way == WayNotification {
		return registered(day.String()).evolve(Matter{})
	}
	cmd := arriving(way, Basis(rapid.SampledFrom(contracts.Bases()).Draw(t, "basis")), day.String())
	cmd.PendingSince, cmd.ExpectedBirth = day.AddDays(-3), day.AddDays(30)
	if way == WayReturn {
		cmd.Basis, cmd.Born, cmd.LastClientDay = WithoutDelay, day.AddYears(-20), day.AddYears(-1)
	}
	cmd.Unit = rapid.SampledFrom([]string{"", "north"}).Draw(t, "unit")
	return arrived(cmd).evolve(Matter{})
}

func anyCommand(t *rapid.T, day calendar.Date) Command {
	workers := []Worker{aino, elin, oskari, maria}
	by, to := rapid.SampledFrom(workers).Draw(t, "by"), rapid.SampledFrom(workers).Draw(t, "to")
	return rapid.SampledFrom([]Command{
		AssessUrgency{Urgency: Urgent, Grounds: someText, On: day, By: by},
		DecideStart{Decision: Started, On: day, By: by},
		DecideStart{Decision: Unnecessary, Grounds: someText, On: day, By: by},
		CompleteAssessment{Outcome: "aftercare", Grounds: someText, On: day, By: by},
		TakeMatter{By: by}, HandToColleague{To: to, By: by},
		QueueMatter{By: by}, QueueMatter{Unit: "south", By: by},
		RecordBirth{Born: day.AddDays(-1), On: day, By: by},
	}).Draw(t, "command")
}

// sectionOf returns the section of an event's finding, and whether the event is a
// decision, which must have one.
func sectionOf(event Event) (section string, decided bool) {
	switch e := event.(type) {
	case UrgencyAssessed:
		return e.Finding.Section, true
	case AssessmentStarted:
		return e.Finding.Section, true
	case AssessmentFoundUnnecessary:
		return e.Finding.Section, true
	case AssessmentCompleted:
		return e.Finding.Section, true
	case BirthRecorded:
		return e.Finding.Section, true
	}
	return "", false
}
