package intake

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/es/estest"
	"nivel/libs/vault"
)

var (
	aino   = Worker{"w-aino", access.SocialWorker}
	elin   = Worker{"w-elin", access.SocialWorker}
	oskari = Worker{"w-oskari", access.SocialCounsellor}
	maria  = Worker{"w-maria", access.Manager}

	someText = vault.Sealed{Key: "k1", Cipher: []byte("sealed")}
	child    = es.ID{}.Derive("a child")
)

// registered is a matter that became pending on a day.
func registered(pending string) NotificationRegistered {
	day := calendar.MustParse(pending)
	return NotificationRegistered{
		Received: day.Midnight().Add(9 * time.Hour).UTC(), Channel: "phone", Task: ChildProtection, ReporterBody: "education",
		Person: child, Texts: Texts{Identity: someText, Content: someText}, Pending: day,
		Start: calendar.AssessmentStart(day), Completion: calendar.AssessmentCompletion(day),
	}
}

func given(t *testing.T, events ...Event) estest.Past[Matter, Command, Event] {
	t.Helper()
	return estest.Of(t, Decider).Given(events...)
}

func TestRegisterNotification(t *testing.T) {
	helsinki := calendar.Helsinki()
	cmd := RegisterNotification{
		Received: time.Date(2026, 11, 10, 9, 30, 0, 0, helsinki), Channel: "phone", Task: ChildProtection,
		ReporterBody: "education", ReporterSecret: true, NonDisclosure: true, ChildTold: ToldYes, GuardianTold: ToldNo,
		Person: child, Texts: Texts{Identity: someText, Content: someText},
	}
	pending := calendar.MustParse("2026-11-10")
	want := NotificationRegistered{
		Received: cmd.Received.UTC(), Channel: "phone", Task: ChildProtection, ReporterBody: "education",
		ReporterSecret: true, NonDisclosure: true, ChildTold: ToldYes, GuardianTold: ToldNo, Person: child, Texts: cmd.Texts,
		Pending: pending, Start: calendar.AssessmentStart(pending), Completion: calendar.AssessmentCompletion(pending),
	}
	t.Run("makes the matter pending with both time limits", func(t *testing.T) {
		given(t).When(cmd).Then(want)
	})
	t.Run("is refused for a matter that has its notification", func(t *testing.T) {
		given(t, registered("2026-11-10")).When(cmd).ThenRefused(ErrAlreadyRegistered)
	})
	t.Run("a call at 23:30 in Helsinki belongs to that day, although UTC agrees only by luck", func(t *testing.T) {
		late := cmd
		late.Received = time.Date(2026, 8, 31, 23, 30, 0, 0, helsinki)
		events, err := late.decide(Matter{})
		if err != nil {
			t.Fatal(err)
		}
		got := events[0].(NotificationRegistered)
		if got.Pending.String() != "2026-08-31" || got.Completion.Due.String() != "2026-11-30" {
			t.Errorf("pending %s, complete by %s", got.Pending, got.Completion.Due)
		}
	})
}

func TestAssessUrgency(t *testing.T) {
	monday := calendar.MustParse("2026-11-09")
	assess := AssessUrgency{Urgency: Urgent, Grounds: someText, On: monday, By: oskari}
	t.Run("is refused while nothing has arrived", func(t *testing.T) {
		given(t).When(assess).ThenRefused(ErrNotFound)
	})
	t.Run("may be done again until the start is decided", func(t *testing.T) {
		again := AssessUrgency{Urgency: NotUrgent, Grounds: someText, On: monday, By: aino}
		given(t, registered("2026-11-09"), UrgencyAssessed{Urgency: Urgent}).When(again).
			Then(UrgencyAssessed{Urgency: NotUrgent, Grounds: someText, On: monday, Finding: assessedImmediately(monday, again)})
	})
	t.Run("is refused when the start is decided", func(t *testing.T) {
		given(t, registered("2026-11-09"), AssessmentStarted{}).When(assess).ThenRefused(ErrAlreadyDecided)
	})
}

func TestLaw_LSL417_26_2_UrgencyByAChildProtectionWorkerAtOnce(t *testing.T) {
	pending := calendar.MustParse("2026-11-09")
	for _, c := range []struct {
		by      Worker
		on      string
		sameDay string
	}{{aino, "2026-11-09", "yes"}, {oskari, "2026-11-09", "yes"}, {aino, "2026-11-10", "no"}} {
		cmd := AssessUrgency{Urgency: NotUrgent, Grounds: someText, On: calendar.MustParse(c.on), By: c.by}
		events, err := cmd.decide(registered("2026-11-09").evolve(Matter{}))
		if err != nil {
			t.Fatal(err)
		}
		finding := events[0].(UrgencyAssessed).Finding
		if finding.Section != "26 § 2 mom" || finding.Outcome["same-day"] != c.sameDay || finding.Inputs["pending"] != pending.String() {
			t.Errorf("%s on %s: finding %+v", c.by.ID, c.on, finding)
		}
	}
	t.Run("a manager is told that it is a child-protection worker's", func(t *testing.T) {
		given(t, registered("2026-11-09")).When(AssessUrgency{Urgency: Urgent, Grounds: someText, On: pending, By: maria}).
			ThenRefused(ErrNotChildProtectionWorker)
	})
}

func TestDecideStart(t *testing.T) {
	due := calendar.MustParse("2026-11-19")
	ready := []Event{registered("2026-11-10"), UrgencyAssessed{Urgency: NotUrgent}, MatterTaken{Holder: aino.ID}}
	start := DecideStart{Decision: Started, On: due, By: aino}
	matter := registered("2026-11-10").evolve(Matter{})

	t.Run("starts the assessment", func(t *testing.T) {
		_, finding := startedInTime(matter, start)
		given(t, ready...).When(start).Then(AssessmentStarted{On: due, Finding: finding})
	})
	t.Run("leaves it out with grounds", func(t *testing.T) {
		cmd := DecideStart{Decision: Unnecessary, Grounds: someText, On: due, By: aino}
		_, finding := startedInTime(matter, cmd)
		given(t, ready...).When(cmd).Then(AssessmentFoundUnnecessary{On: due, Grounds: someText, Finding: finding})
	})
	t.Run("does not leave it out without grounds", func(t *testing.T) {
		given(t, ready...).When(DecideStart{Decision: Unnecessary, On: due, By: aino}).ThenRefused(ErrGroundsRequired)
	})
	t.Run("is refused before urgency is assessed", func(t *testing.T) {
		given(t, registered("2026-11-10"), MatterTaken{Holder: aino.ID}).When(start).ThenRefused(ErrUrgencyNotAssessed)
	})
	t.Run("is the holder's", func(t *testing.T) {
		given(t, ready...).When(DecideStart{Decision: Started, On: due, By: elin}).ThenRefused(ErrNotHolder)
	})
	t.Run("is made once", func(t *testing.T) {
		given(t, append(ready, AssessmentStarted{})...).When(start).ThenRefused(ErrAlreadyDecided)
	})
	t.Run("is refused while nothing has arrived", func(t *testing.T) {
		given(t).When(start).ThenRefused(ErrNotFound)
	})
}

func TestLaw_LSL417_26_4_TheSocialWorkerDecides(t *testing.T) {
	ready := []Event{registered("2026-11-10"), UrgencyAssessed{Urgency: NotUrgent}, MatterTaken{Holder: oskari.ID}}
	for _, who := range []Worker{oskari, maria} {
		given(t, ready...).When(DecideStart{Decision: Started, By: who}).ThenRefused(ErrNotSocialWorker)
	}
}

func TestLaw_LSL417_26_5_StartedInTimeOrLate(t *testing.T) {
	for on, late := range map[string]bool{"2026-11-18": false, "2026-11-19": false, "2026-11-20": true} {
		cmd := DecideStart{Decision: Started, On: calendar.MustParse(on), By: aino}
		m := Matter{Registered: true, Urgency: NotUrgent, Holder: aino.ID, Pending: calendar.MustParse("2026-11-10"), StartDue: calendar.MustParse("2026-11-19"), Basis: ChildWelfare}
		events, err := cmd.decide(m)
		if err != nil {
			t.Fatal(err)
		}
		got := events[0].(AssessmentStarted)
		inTime := map[bool]string{true: "no", false: "yes"}[late]
		if got.Late != late || got.Finding.Outcome["in-time"] != inTime || got.Finding.Inputs["due"] != "2026-11-19" || got.Finding.Act != "417/2007" {
			t.Errorf("started on %s: late %v, finding %+v", on, got.Late, got.Finding)
		}
	}
}

func TestCompleteAssessment(t *testing.T) {
	day := calendar.MustParse("2027-02-10")
	assessing := []Event{registered("2026-11-10"), UrgencyAssessed{Urgency: NotUrgent}, MatterTaken{Holder: aino.ID}, AssessmentStarted{}}
	form, id := theForm(t)
	complete := CompleteAssessment{Outcome: "aftercare", Grounds: someText, On: day, By: aino, Form: form, Twelve: TwelveYes}
	t.Run("ends the assessment", func(t *testing.T) {
		_, finding := completedInTime(registered("2026-11-10").evolve(Matter{}), complete)
		whole := AnswersWritten{Form: id, Answers: filled(form, hearingHeard)}
		m := whole.evolve(Matter{})
		contents, err := contentsOf(form, m, complete)
		if err != nil {
			t.Fatal(err)
		}
		given(t, append(assessing, whole)...).When(complete).Then(AssessmentCompleted{
			Outcome: "aftercare", Person: child, Holder: aino.ID, On: day, Grounds: someText, Finding: finding, Contents: contents,
		})
	})
	t.Run("is refused while required parts are empty", func(t *testing.T) {
		given(t, assessing...).When(complete).ThenRefused(ErrAssessmentIncomplete)
	})
	t.Run("is refused while none is under way", func(t *testing.T) {
		given(t, assessing[:3]...).When(complete).ThenRefused(ErrNotAssessing)
	})
	t.Run("is the holder's", func(t *testing.T) {
		given(t, assessing...).When(CompleteAssessment{Outcome: "aftercare", Grounds: someText, On: day, By: elin}).ThenRefused(ErrNotHolder)
	})
	t.Run("is a social worker's", func(t *testing.T) {
		given(t, assessing...).When(CompleteAssessment{Outcome: "aftercare", Grounds: someText, On: day, By: oskari}).ThenRefused(ErrNotSocialWorker)
	})
	t.Run("says why", func(t *testing.T) {
		given(t, assessing...).When(CompleteAssessment{Outcome: "no-need", On: day, By: aino}).ThenRefused(ErrGroundsRequired)
	})
	t.Run("is done once", func(t *testing.T) {
		given(t, append(assessing, AssessmentCompleted{})...).When(complete).ThenRefused(ErrAlreadyCompleted)
	})
}

func TestLaw_LSL417_26_5_CompletedInTimeOrLate(t *testing.T) {
	m := registered("2026-11-30").evolve(Matter{}) // nominal Sunday 2027-02-28, effective Monday 2027-03-01
	for on, late := range map[string]bool{"2027-02-26": false, "2027-03-01": false, "2027-03-02": true} {
		got, finding := completedInTime(m, CompleteAssessment{Outcome: "no-need", On: calendar.MustParse(on)})
		if got != late || finding.Inputs["due"] != "2027-03-01" || finding.Section != "26 § 5 mom" {
			t.Errorf("completed on %s: late %v, finding %+v", on, got, finding)
		}
	}
}

func TestTakeMatter(t *testing.T) {
	t.Run("gives it to the first", func(t *testing.T) {
		given(t, registered("2026-11-10")).When(TakeMatter{By: aino}).Then(MatterTaken{Holder: aino.ID})
	})
	t.Run("tells the second who has it", func(t *testing.T) {
		given(t, registered("2026-11-10"), MatterTaken{Holder: aino.ID}).When(TakeMatter{By: elin}).
			ThenRefused(ErrTaken.With("holder", aino.ID))
	})
	t.Run("taken twice is held once", func(t *testing.T) {
		given(t, registered("2026-11-10"), MatterTaken{Holder: aino.ID}).When(TakeMatter{By: aino}).ThenNothing()
	})
	t.Run("is not for a manager", func(t *testing.T) {
		given(t, registered("2026-11-10")).When(TakeMatter{By: maria}).ThenRefused(ErrNotChildProtectionWorker)
	})
	t.Run("is over when the assessment was unnecessary", func(t *testing.T) {
		given(t, registered("2026-11-10"), AssessmentFoundUnnecessary{}).When(TakeMatter{By: aino}).ThenRefused(ErrAlreadyDecided)
	})
}

func TestHandToColleague(t *testing.T) {
	held := []Event{registered("2026-11-10"), MatterTaken{Holder: aino.ID}}
	t.Run("goes from the holder to a colleague", func(t *testing.T) {
		given(t, held...).When(HandToColleague{To: elin, Note: someText, By: aino}).
			Then(MatterHanded{From: aino.ID, To: elin.ID, Note: someText})
	})
	t.Run("is not for who does not hold it", func(t *testing.T) {
		given(t, held...).When(HandToColleague{To: oskari, By: elin}).ThenRefused(ErrNotHolder)
	})
	t.Run("a manager may give what nobody holds", func(t *testing.T) {
		given(t, registered("2026-11-10")).When(HandToColleague{To: elin, By: maria}).Then(MatterHanded{To: elin.ID})
	})
	t.Run("is refused to who has it", func(t *testing.T) {
		given(t, held...).When(HandToColleague{To: aino, By: aino}).ThenRefused(ErrSameHolder)
	})
	t.Run("is refused to who is no child-protection worker", func(t *testing.T) {
		given(t, held...).When(HandToColleague{To: maria, By: aino}).ThenRefused(ErrColleagueCannot)
	})
}

// TestMatter_AlwaysMakesSense plays random commands and holds after each that a
// decision has everything that it needs before it, and is made at most once.
func TestMatter_AlwaysMakesSense(t *testing.T) {
	workers := []Worker{aino, elin, oskari, maria}
	form, id := theForm(t)
	rapid.Check(t, func(t *rapid.T) {
		var m Matter
		var happened []Event
		day := calendar.MustParse("2026-11-10")
		for range rapid.IntRange(1, 30).Draw(t, "commands") {
			by := rapid.SampledFrom(workers).Draw(t, "by")
			cmd := rapid.SampledFrom([]Command{
				RegisterNotification{Received: day.Midnight(), Person: child},
				AssessUrgency{Urgency: Urgent, Grounds: someText, On: day, By: by},
				DecideStart{Decision: Started, On: day, By: by},
				DecideStart{Decision: Unnecessary, Grounds: someText, On: day, By: by},
				WriteAnswers{Form: id, Answers: filled(form, hearingHeard), By: by},
				CompleteAssessment{Outcome: "aftercare", Grounds: someText, On: day, By: by, Form: form, Twelve: TwelveYes},
				TakeMatter{By: by},
				HandToColleague{To: rapid.SampledFrom(workers).Draw(t, "to"), By: by},
			}).Draw(t, "command")
			events, err := Decider.Decide(m, cmd)
			if err != nil && len(events) > 0 {
				t.Fatalf("%T both refused and happened", cmd)
			}
			before := m
			for _, e := range events {
				m = Decider.Evolve(m, e)
			}
			happened = append(happened, events...)
			if before.Decision != "" && m.Decision != before.Decision {
				t.Fatalf("decided twice: %v", happened)
			}
			if m.Decision != "" && (m.Urgency == "" || m.Holder == "" || !m.Registered) {
				t.Fatalf("decided without what comes first: %+v", m)
			}
			if m.Completed && len(missingIn(form, m)) > 0 {
				t.Fatalf("completed without what is required: %+v", m)
			}
			if m.Completed && m.Decision != Started {
				t.Fatalf("completed what never started: %+v", m)
			}
			if len(events) > 0 && !before.Registered && !m.Registered {
				t.Fatalf("%T happened before there was a matter", cmd)
			}
		}
	})
}
