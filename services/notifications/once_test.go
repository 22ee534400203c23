package notifications

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/es"
)

// TestNotifications_OnceHoweverOftenItIsHeard replays all facts twice, in any
// order within a window and with more repetitions, into two processes, before a
// server that has its moods. Every notice is posted once, every letter is one.
func TestNotifications_OnceHoweverOftenItIsHeard(t *testing.T) {
	for seed := range uint64(2) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 9))
			c, _ := still(t)
			both := []*Service{c.service, c.newService()}
			crowd := newCrowd(c, r)
			moods := []habit{takes, takes, takes, saysLater, saysFrom, saysBye, cutsFirst, cutsAfter}
			var habits []habit
			for range 24 {
				habits = append(habits, moods[r.IntN(len(moods))])
			}
			c.smtp.next(habits...)
			for _, s := range both {
				c.during(s.mail)
			}
			for _, fact := range repeatedly(r, crowd.facts) {
				must(t, both[r.IntN(2)].hear(t.Context(), fact))
			}
			c.until("nothing is owed", func() bool { return crowd.settled(c) })
			crowd.check(c, habits)
		})
	}
}

// repeatedly returns every fact twice or more, in shuffled windows of 50.
func repeatedly(r *rand.Rand, facts []contracts.Fact) []contracts.Fact {
	all := slices.Concat(facts, facts)
	for _, f := range facts {
		if r.IntN(10) == 0 {
			all = append(all, f)
		}
	}
	for window := range slices.Chunk(all, 50) {
		r.Shuffle(len(window), func(i, j int) { window[i], window[j] = window[j], window[i] })
	}
	return all
}

// crowd is some people and what they are to be told.
type crowd struct {
	people  []string
	mailed  map[string]bool
	facts   []contracts.Fact
	notices map[string]map[es.ID]bool // by recipient
}

func newCrowd(c *county, r *rand.Rand) *crowd {
	w := &crowd{people: []string{"w-aino", "w-elin"}, mailed: map[string]bool{"w-aino": true}, notices: map[string]map[es.ID]bool{}}
	for i := range 6 {
		id := es.ID{byte(i)}.Derive("person").String()
		w.people = append(w.people, id)
		if w.mailed[id] = i%2 == 0; w.mailed[id] {
			c.choose(id, fmt.Sprintf("p%d@example.org", i), "en")
		}
	}
	for range 40 {
		w.happens(c, r)
	}
	w.people = slices.DeleteFunc(w.people, func(who string) bool { return w.notices[who] == nil })
	return w
}

// happens adds one fact, and who is to hear what of it.
func (w *crowd) happens(c *county, r *rand.Rand) {
	who := es.ID{byte(r.IntN(6))}.Derive("person")
	fact := contracts.Fact{ID: es.NewID(), Subject: case1.String(), Time: c.clock.read(), Correlation: es.NewID()}
	expect := func(recipient string, what string) {
		if w.notices[recipient] == nil {
			w.notices[recipient] = map[es.ID]bool{}
		}
		w.notices[recipient][fact.ID.Derive("tell", recipient, what)] = true
	}
	if r.IntN(2) == 0 {
		fact.Type, fact.Data = contracts.FactHandoverAccepted, raw(c.T, contracts.HandoverTold{Person: who, From: "w-aino", To: "w-elin"})
		expect("w-aino", "handover-accepted")
		expect(who.String(), "responsible-changed")
	} else {
		fact.Type, fact.Data = contracts.FactQueued, raw(c.T, contracts.SeatTold{Person: who})
		expect(who.String(), "queued")
	}
	w.facts = append(w.facts, fact)
}

// settled reports whether all are told and nothing is owed. While letters only
// wait, it lets time pass; never during an attempt, which no clock of the real
// world would outrun.
func (w *crowd) settled(c *county) bool {
	c.Helper()
	owed, underWay, told := 0, 0, true
	for _, who := range w.people {
		out, err := c.service.streams.Load(c.Context(), who)
		must(c.T, err)
		told = told && out.State.Unread == len(w.notices[who])
		for _, l := range out.State.Owed {
			owed++
			if !l.Ticket.IsZero() {
				underWay++
			}
		}
	}
	if underWay == 0 {
		c.clock.forward(time.Minute)
	}
	return told && owed == 0
}

func (w *crowd) check(c *county, habits []habit) {
	c.Helper()
	letters := 0
	for _, who := range w.people {
		posted, sent := map[es.ID]int{}, map[es.ID]int{}
		happened, err := c.service.streams.History(c.Context(), who)
		must(c.T, err)
		for _, h := range happened {
			switch e := h.Event.(type) {
			case NoticePosted:
				posted[e.Notice]++
			case MailSent:
				sent[e.Notice]++
			}
		}
		for id := range w.notices[who] {
			if posted[id] != 1 || sent[id] > 1 || (sent[id] == 1) != w.mailed[who] {
				c.Errorf("%s: notice %s was posted %d times and sent %d times", who, id, posted[id], sent[id])
			}
		}
		if len(posted) != len(w.notices[who]) {
			c.Errorf("%s was told %d things, want %d", who, len(posted), len(w.notices[who]))
		}
		letters += len(sent)
	}
	w.checkArrivals(c, letters, habits)
}

// checkArrivals looks at what the server has taken: each letter once, and again
// only where it died before it said so, as the very same bytes.
func (w *crowd) checkArrivals(c *county, letters int, habits []habit) {
	c.Helper()
	unsaid := 0
	for _, h := range habits[:min(len(habits), c.smtp.attempts())] {
		if h == cutsAfter {
			unsaid++
		}
	}
	byID := map[string]arrived{}
	for _, l := range c.smtp.all() {
		_, id, _ := strings.Cut(l.raw, "Message-ID: ")
		id, _, _ = strings.Cut(id, "\r\n")
		if first, again := byID[id]; again && first != l {
			c.Errorf("letter %s came again as another one", id)
		}
		byID[id] = l
	}
	if len(byID) != letters || len(c.smtp.all()) != letters+unsaid || unsaid == 0 {
		c.Errorf("%d letters came %d times, want %d and %d again", len(byID), len(c.smtp.all()), letters, unsaid)
	}
}

// TestMailer_KilledInTheGap kills a real process with SIGKILL at three moments
// of one letter, and goes on with what it left on disk.
func TestMailer_KilledInTheGap(t *testing.T) {
	for _, x := range []struct {
		habit   habit
		arrived int
	}{{killsEarly, 1}, {killsFirst, 1}, {killsAfter, 2}} {
		t.Run(string(x.habit), func(t *testing.T) {
			dir, server := t.TempDir(), &smtpServer{killing: make(chan struct{})}
			listenSMTP(t, server, "127.0.0.1:0", nil, false)
			child := exec.Command(os.Args[0], "-test.run=^TestChild$")
			child.Env = append(os.Environ(), childDir+"="+dir, childMail+"="+server.address)
			server.next(x.habit)
			must(t, child.Start())
			<-server.killing
			must(t, child.Process.Kill())
			if err := child.Wait(); err == nil || child.ProcessState.ExitCode() != -1 {
				t.Fatalf("the child was not killed: %v", err)
			}

			c := openCounty(t, dir, server)
			if got := c.story(youth.String()); got != "contact-chosen notice-posted mail-begun" {
				t.Fatalf("the child left %s", got)
			}
			first := c.letter(youth.String())
			c.run()
			c.clock.forward(attemptTime)
			c.until("the letter is sent", func() bool { return c.settled(youth.String(), 1) })
			letters := server.all()
			for _, l := range letters {
				if l != letters[0] || !strings.Contains(l.raw, "Message-ID: <"+first.MessageID+">") {
					t.Errorf("the letter is not the one that was begun:\n%s", l.raw)
				}
			}
			if len(letters) != x.arrived || c.story(youth.String()) != "contact-chosen notice-posted mail-begun mail-begun mail-sent" {
				t.Errorf("%d letters arrived, history says %s", len(letters), c.story(youth.String()))
			}
		})
	}
}

// What the child of TestMailer_KilledInTheGap is told.
const (
	childDir  = "NOTIFICATIONS_TEST_DIR"
	childMail = "NOTIFICATIONS_TEST_MAIL"
)

// TestChild is the process that is killed.
func TestChild(t *testing.T) {
	dir := os.Getenv(childDir)
	if dir == "" {
		t.Skip("runs as a child of TestMailer_KilledInTheGap")
	}
	c := openCounty(t, dir, &smtpServer{address: os.Getenv(childMail)})
	c.run()
	c.choose(youth.String(), "tuisku@example.org", "fi")
	must(t, c.service.hear(t.Context(), planMadeFact(t)))
	c.until("somebody kills us", func() bool { return false })
}
