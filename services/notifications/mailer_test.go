package notifications

import (
	"strings"
	"testing"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/vault"
)

// planMade tells the young person of a county one thing.
func planMadeIn(c *county) {
	tell(c, contracts.FactPlanMade, case1, contracts.PlanMade{Person: youth})
}

// readerOf starts a county whose young person gets letters.
func readerOf(t *testing.T) *county {
	c := newCounty(t)
	c.choose(youth.String(), "tuisku@example.org", "fi")
	return c
}

// still opens such a county in which nobody hears and mails: a test does.
func still(t *testing.T) (c *county, stop func()) {
	c = openCounty(t, t.TempDir(), &smtpServer{})
	stop = c.during(c.service.list.Run)
	c.until("the lists are there", func() bool { return c.service.Ready(t.Context()) == nil })
	c.choose(youth.String(), "tuisku@example.org", "fi")
	return c, stop
}

// story returns a recipient's history as one line.
func (c *county) story(recipient string) string { return strings.Join(c.happened(recipient), " ") }

// TestMailer_WhatTheServerDoes lets a real server treat the first attempt in
// every way, and looks at what arrives.
func TestMailer_WhatTheServerDoes(t *testing.T) {
	const again = "contact-chosen notice-posted mail-begun mail-failed mail-begun mail-sent"
	const never = "contact-chosen notice-posted mail-begun mail-failed"
	for _, x := range []struct {
		habit   habit
		story   string
		arrived int // letters that the server has taken in the end, repeated ones too
		reason  Reason
		status  int
	}{
		{takes, "contact-chosen notice-posted mail-begun mail-sent", 1, "", 0},
		{cutsFirst, again, 1, Unconfirmed, 0},
		{cutsAfter, again, 2, Unconfirmed, 0},
		{saysLater, again, 1, NotSent, 451},
		{saysFrom, again, 1, NotSent, 550},
		{saysBye, again, 1, NotSent, 421},
		{saysNever, never, 0, Refused, 554},
		{saysNot, never, 0, Refused, 550},
	} {
		t.Run(string(x.habit), func(t *testing.T) {
			c := readerOf(t)
			c.smtp.next(x.habit)
			planMadeIn(c)
			c.until("the first attempt is over", func() bool { return strings.Count(c.story(youth.String()), "mail-") == 2 })
			if !c.settled(youth.String(), 1) {
				c.waitsUntil(youth.String(), monday.Add(firstRetry))
				c.clock.forward(firstRetry)
			}
			c.until("nothing is owed", func() bool { return c.settled(youth.String(), 1) })
			if got := c.story(youth.String()); got != x.story {
				t.Errorf("history says %s, want %s", got, x.story)
			}
			if x.reason != "" {
				if got := c.failure(youth.String()); got.Reason != x.reason || got.Status != x.status {
					t.Errorf("failed with %s %d, want %s %d", got.Reason, got.Status, x.reason, x.status)
				}
			}
			letters := c.smtp.all()
			if len(letters) != x.arrived {
				t.Fatalf("%d letters arrived, want %d", len(letters), x.arrived)
			}
			for _, l := range letters {
				if l != letters[0] || !strings.Contains(l.raw, "Message-ID: <") {
					t.Errorf("a repeated letter is not the same:\n%s\n%s", letters[0].raw, l.raw)
				}
			}
		})
	}
}

// waitsUntil checks that a letter waits for its next attempt, and that none
// begins although the mailer looks.
func (c *county) waitsUntil(recipient string, next time.Time) {
	c.Helper()
	if l := c.letter(recipient); !l.Next.Equal(next) || !l.Ticket.IsZero() {
		c.Errorf("the next attempt is at %s, ticket %s, want %s", l.Next, l.Ticket, next)
	}
	tried := c.smtp.attempts()
	must(c.T, c.service.sendDue(c.Context()))
	if now := c.smtp.attempts(); now != tried {
		c.Error("tried again before it was time")
	}
}

// failure returns the last failure of a recipient's history.
func (c *county) failure(recipient string) (last MailFailed) {
	c.Helper()
	happened, err := c.service.streams.History(c.Context(), recipient)
	must(c.T, err)
	for _, h := range happened {
		if e, ok := h.Event.(MailFailed); ok {
			last = e
		}
	}
	return last
}

// TestMailer_AfterACrash: a process that died in an attempt left the beginning in
// history and nothing else. Whether its letter arrived nobody knows.
func TestMailer_AfterACrash(t *testing.T) {
	c, stop := still(t)
	must(t, c.service.hear(t.Context(), planMadeFact(t)))
	dead := c.newService()
	_, err := dead.issue(t.Context(), es.NewID(), es.NewID(), youth.String(), begunBy(c.letter(youth.String()), monday))
	must(t, err)
	stop()

	c.run()
	c.clock.forward(attemptTime - time.Second)
	must(t, c.service.sendDue(t.Context()))
	if n := c.smtp.attempts(); n != 0 {
		t.Fatalf("%d attempts while the dead process's may be under way", n)
	}
	c.clock.forward(time.Second)
	c.until("the letter is sent", func() bool { return c.settled(youth.String(), 1) })
	if got := c.story(youth.String()); got != "contact-chosen notice-posted mail-begun mail-begun mail-sent" {
		t.Errorf("history says %s", got)
	}
	if l := c.smtp.all(); len(l) != 1 || !strings.Contains(l[0].raw, "Message-ID: <of-the-dead@example.org>") {
		t.Errorf("arrived: %v", l)
	}
}

func begunBy(l Letter, now time.Time) BeginMail {
	return BeginMail{Notice: l.Notice, Ticket: es.NewID(), MessageID: "of-the-dead@example.org", Now: now}
}

func planMadeFact(t *testing.T) contracts.Fact {
	return contracts.Fact{ID: es.NewID(), Type: contracts.FactPlanMade, Subject: case1.String(), Time: monday, Data: raw(t, contracts.PlanMade{Person: youth})}
}

// TestMailer_TwoProcesses: both see the same letter as due, at the same moment.
func TestMailer_TwoProcesses(t *testing.T) {
	c, _ := still(t)
	other := c.newService()
	const letters = 20
	for range letters {
		fact := planMadeFact(t)
		must(t, c.service.hear(t.Context(), fact))
		must(t, other.hear(t.Context(), fact))
	}
	for _, s := range []*Service{c.service, other} {
		c.during(s.mail)
	}
	c.until("all are sent", func() bool { return c.settled(youth.String(), letters) })
	if n := len(c.smtp.all()); n != letters {
		t.Errorf("%d letters arrived, want %d", n, letters)
	}
}

func TestMailer_AServerThatIsAwayCostsNoEvents(t *testing.T) {
	c, _ := still(t)
	c.service.post.port = 1 // nobody listens there
	must(t, c.service.hear(t.Context(), planMadeFact(t)))
	c.until("the mailer knows", func() bool {
		n, err := c.service.list.Count(t.Context(), viewOwed, listing.Lowest, scoreOf(monday))
		return err == nil && n == 1
	})
	for range 3 {
		if err := c.service.sendDue(t.Context()); err == nil || !strings.Contains(err.Error(), "connection refused") {
			t.Errorf("said %v", err)
		}
	}
	if got := c.story(youth.String()); got != "contact-chosen notice-posted" {
		t.Errorf("history says %s", got)
	}
}

func TestMailer_WhoNoLongerWantsLettersGetsNone(t *testing.T) {
	c := readerOf(t)
	c.smtp.next(saysLater)
	planMadeIn(c)
	c.until("the first attempt failed", func() bool { return strings.HasSuffix(c.story(youth.String()), "mail-failed") })
	c.choose(youth.String(), "", "fi")
	c.clock.forward(time.Hour)
	must(t, c.service.sendDue(t.Context()))
	if !c.settled(youth.String(), 1) || len(c.smtp.all()) != 0 {
		t.Errorf("history says %s", c.story(youth.String()))
	}
}

func TestMailer_AnAddressThatWasDisposedOf(t *testing.T) {
	c := readerOf(t)
	must(t, c.keys.Destroy(t.Context(), es.ID{}, vault.Subject{Person: youth, Class: vault.ClientBasics}))
	planMadeIn(c)
	c.until("it is given up", func() bool { return c.failure(youth.String()).Reason == NoAddress })
	if !c.settled(youth.String(), 1) || c.smtp.attempts() != 0 {
		t.Errorf("history says %s", c.story(youth.String()))
	}
}

func TestMailer_OldFactsMailNobody(t *testing.T) {
	c := readerOf(t)
	planMadeIn(c)
	fact := planMadeFact(t)
	fact.Time = monday.Add(-worthwhile - time.Hour)
	must(t, c.service.hear(t.Context(), fact))
	c.until("both are settled", func() bool { return c.settled(youth.String(), 2) })
	if got := c.failure(youth.String()); got.Reason != TooLate || len(c.smtp.all()) != 1 {
		t.Errorf("%d letters, the other one ended with %s", len(c.smtp.all()), got.Reason)
	}
}

func TestMailer_WithoutAServerNobodyIsOwedALetter(t *testing.T) {
	c, _ := still(t)
	c.service.post = nil
	must(t, c.service.hear(t.Context(), planMadeFact(t)))
	if !c.settled(youth.String(), 1) {
		t.Errorf("history says %s", c.story(youth.String()))
	}
}
