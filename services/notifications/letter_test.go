package notifications

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"nivel/libs/es"
	"nivel/libs/es/estest"
)

var (
	notice  = es.ID{1}
	ticket1 = es.ID{0xe1}
	ticket2 = es.ID{0xe2}

	owed  = NoticePosted{Notice: notice, What: "plan-made", Link: "/", At: monday, MailDue: true}
	begun = MailBegun{Notice: notice, Ticket: ticket1, MessageID: "m@example.org", Until: monday.Add(attemptTime)}
)

func begin(ticket es.ID, now time.Time) BeginMail {
	return BeginMail{Notice: notice, Ticket: ticket, MessageID: "m@example.org", Now: now}
}

func TestBeginMail(t *testing.T) {
	t.Run("begins an attempt at a letter that is owed, for as long as an attempt may take", func(t *testing.T) {
		estest.Of(t, Decider).Given(owed).When(begin(ticket1, monday)).Then(begun)
	})
	t.Run("does nothing while an attempt may be under way", func(t *testing.T) {
		estest.Of(t, Decider).Given(owed, begun).When(begin(ticket2, begun.Until.Add(-time.Second))).ThenNothing()
	})
	t.Run("begins another one when the first said nothing in its time, with the same Message-ID", func(t *testing.T) {
		later := begin(ticket2, begun.Until)
		later.MessageID = "other@example.net"
		estest.Of(t, Decider).Given(owed, begun).When(later).
			Then(MailBegun{Notice: notice, Ticket: ticket2, MessageID: "m@example.org", Until: begun.Until.Add(attemptTime)})
	})
	t.Run("does nothing before the pause after a failure is over", func(t *testing.T) {
		failed := MailFailed{Notice: notice, Reason: NotSent, Next: monday.Add(time.Minute)}
		estest.Of(t, Decider).Given(owed, begun, failed).When(begin(ticket2, monday.Add(59*time.Second))).ThenNothing()
	})
	t.Run("does nothing for a letter that was sent, given up or never owed", func(t *testing.T) {
		for _, past := range [][]Event{
			{owed, begun, MailSent{notice}},
			{owed, begun, MailFailed{Notice: notice, Reason: Refused, Final: true}},
			{NoticePosted{Notice: notice, At: monday}},
		} {
			estest.Of(t, Decider).Given(past...).When(begin(ticket2, monday.Add(time.Hour))).ThenNothing()
		}
	})
	t.Run("gives up what is no longer worth a letter", func(t *testing.T) {
		estest.Of(t, Decider).Given(owed).When(begin(ticket1, monday.Add(worthwhile))).
			Then(MailBegun{Notice: notice, Ticket: ticket1, MessageID: "m@example.org", Until: monday.Add(worthwhile + attemptTime)})
		estest.Of(t, Decider).Given(owed).When(begin(ticket1, monday.Add(worthwhile+time.Second))).
			Then(MailFailed{Notice: notice, Reason: TooLate, Final: true})
	})
}

func TestRecordSent(t *testing.T) {
	t.Run("settles the letter, whichever attempt it was", func(t *testing.T) {
		again := MailBegun{Notice: notice, Ticket: ticket2, MessageID: "m@example.org", Until: monday.Add(time.Hour)}
		estest.Of(t, Decider).Given(owed, begun, again).When(RecordSent{notice}).Then(MailSent{notice})
	})
	t.Run("is recorded once", func(t *testing.T) {
		estest.Of(t, Decider).Given(owed, begun, MailSent{notice}).When(RecordSent{notice}).ThenNothing()
	})
}

func TestRecordFailed(t *testing.T) {
	fail := func(reason Reason, status int) RecordFailed {
		return RecordFailed{Notice: notice, Ticket: ticket1, Reason: reason, Status: status, Now: monday}
	}
	t.Run("sets when the next attempt may begin", func(t *testing.T) {
		estest.Of(t, Decider).Given(owed, begun).When(fail(NotSent, 451)).
			Then(MailFailed{Notice: notice, Reason: NotSent, Status: 451, Next: monday.Add(time.Minute)})
		estest.Of(t, Decider).Given(owed, begun).When(fail(Unconfirmed, 0)).
			Then(MailFailed{Notice: notice, Reason: Unconfirmed, Next: monday.Add(time.Minute)})
	})
	t.Run("ends it where trying again is of no use", func(t *testing.T) {
		estest.Of(t, Decider).Given(owed, begun).When(fail(Refused, 550)).Then(MailFailed{Notice: notice, Reason: Refused, Status: 550, Final: true})
		estest.Of(t, Decider).Given(owed, begun).When(fail(NoAddress, 0)).Then(MailFailed{Notice: notice, Reason: NoAddress, Final: true})
	})
	t.Run("says nothing once its time was up: a later attempt decides", func(t *testing.T) {
		again := MailBegun{Notice: notice, Ticket: ticket2, MessageID: "m@example.org", Until: monday.Add(time.Hour)}
		estest.Of(t, Decider).Given(owed, begun, again).When(fail(Refused, 550)).ThenNothing()
		estest.Of(t, Decider).Given(owed, begun, MailSent{notice}).When(fail(NotSent, 0)).ThenNothing()
	})
	t.Run("pauses twice as long each time, and never longer than two hours", func(t *testing.T) {
		var got []time.Duration
		for n := 1; n <= 9; n++ {
			got = append(got, retryAfter(n))
		}
		m := time.Minute
		if want := []time.Duration{m, 2 * m, 4 * m, 8 * m, 16 * m, 32 * m, 64 * m, 2 * time.Hour, 2 * time.Hour}; !slices.Equal(got, want) {
			t.Errorf("pauses %v", got)
		}
	})
}

// TestLetter_OneAttemptAtATime lets any number of processes try, answer late and
// die at any moment.
func TestLetter_OneAttemptAtATime(t *testing.T) {
	t.Run("whatever happens", rapid.MakeCheck(func(t *rapid.T) {
		w := &tries{now: monday, used: map[es.ID]bool{}}
		w.do(t, Tell{Notice: notice, What: "plan-made", Link: "/", At: monday, Mail: Mailing{On: true, Address: true}})
		t.Repeat(map[string]func(*rapid.T){
			"time passes": func(t *rapid.T) {
				w.now = w.now.Add(rapid.SampledFrom([]time.Duration{time.Second, time.Minute, attemptTime, lastRetry, 24 * time.Hour}).Draw(t, "time"))
			},
			"a process tries": func(t *rapid.T) {
				w.do(t, begin(es.ID{0xe0, byte(len(w.tickets))}.Derive("ticket", rapid.StringN(1, 3, 3).Draw(t, "process")), w.now))
			},
			"the server has taken it": func(t *rapid.T) { w.do(t, RecordSent{notice}) },
			"an attempt failed": func(t *rapid.T) {
				if len(w.tickets) == 0 {
					t.Skip("no attempt was made")
				}
				ticket := rapid.SampledFrom(w.tickets).Draw(t, "ticket")
				reason := rapid.SampledFrom([]Reason{NotSent, Unconfirmed, Refused, NoAddress}).Draw(t, "reason")
				w.do(t, RecordFailed{Notice: notice, Ticket: ticket, Reason: reason, Now: w.now})
			},
			"": func(t *rapid.T) {
				if w.sent+w.final > 1 {
					t.Fatalf("%d times sent and %d times given up", w.sent, w.final)
				}
			},
		})
	}))
}

// tries follows one letter through its attempts.
type tries struct {
	inbox       Inbox
	now         time.Time
	quietUntil  time.Time // no attempt may begin before
	tickets     []es.ID
	used        map[es.ID]bool
	sent, final int
}

func (w *tries) do(t *rapid.T, cmd Command) {
	happened, err := Decider.Decide(w.inbox, cmd)
	if err != nil {
		t.Fatalf("%T was refused: %v", cmd, err)
	}
	for _, event := range happened {
		switch e := event.(type) {
		case MailBegun:
			if w.now.Before(w.quietUntil) || w.sent+w.final > 0 || w.used[e.Ticket] || e.MessageID != "m@example.org" {
				t.Fatalf("an attempt began at %s, free from %s, sent %d, given up %d: %+v", w.now, w.quietUntil, w.sent, w.final, e)
			}
			w.quietUntil, w.tickets, w.used[e.Ticket] = e.Until, append(w.tickets, e.Ticket), true
		case MailSent:
			w.sent++
		case MailFailed:
			if e.Final {
				w.final++
			}
			w.quietUntil = e.Next
		}
		w.inbox = Decider.Evolve(w.inbox, event)
	}
}
