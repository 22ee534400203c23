package transitions_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nivel/libs/bus"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/services/transitions"
)

const overdueName = "transitions.handover-overdue.v1"

// alarmsOf counts the alarms in a case's history.
func (c *county) alarmsOf(id es.ID) (n int) {
	c.Helper()
	recorded, err := c.history.Read(c.Context(), "transitions-"+id.String(), 0)
	must(c.T, err)
	for _, r := range recorded {
		if r.Name == overdueName {
			n++
		}
	}
	return n
}

func TestAlarm_ADayAfterTheLastOneForAnAnswer(t *testing.T) {
	c := newCounty(t)
	id := c.open(someone)
	do(c, "w-aino", id, "handover/summary", summary)
	do(c, "w-aino", id, "handover/consent", contracts.HandoverConsent{Asked: day, May: []string{"summary"}})
	toHenri := offer
	toHenri.To = "w-henri"
	do(c, "w-aino", id, "handover", toHenri) // to be answered by the 30th

	// The alarms look every few milliseconds; other cases show that they have looked.
	sentinel := func(name string, respondBy int) es.ID {
		other := c.open(es.ID{}.Derive(name))
		do(c, "w-aino", other, "handover", contracts.HandoverOffer{To: "w-elin", RespondBy: day.AddDays(respondBy)})
		return other
	}
	before := sentinel("before", 6)
	c.clock.forward(7*24*time.Hour + 11*time.Hour + 58*time.Minute) // the 30th, 21.58 UTC: 23.58 in Helsinki
	c.until("the case of the day before is told of", func() bool { return c.alarmsOf(before) == 1 })
	after := es.ID{}.Derive("after the look in which that was told of, with all that was due then")
	c.offeredUntil(after, day.AddDays(6))
	c.until("one that came later is told of", func() bool { return c.alarmsOf(after) == 1 })
	if n := c.alarmsOf(id); n != 0 {
		t.Fatalf("%d alarms on the last day", n)
	}
	_, err := c.seeing("w-mikko", id)
	c.refused(err, "not-found") // his worker was asked; that is not yet his business

	c.clock.forward(2 * time.Minute) // midnight in Helsinki
	c.until("the managers are told", func() bool { return c.alarmsOf(id) == 1 })

	t.Run("who leads the sender's unit sees the case, who leads the receiver's the offer, and neither answers it", func(t *testing.T) {
		if seen := c.see("w-maria", id); seen.Shows != contracts.ShowsCase || len(seen.May) != 1 || seen.May[0] != "absence" {
			t.Errorf("shows %s, may %v", seen.Shows, seen.May)
		}
		seen := c.see("w-mikko", id)
		if seen.Shows != contracts.ShowsOffer || seen.Offer == nil || seen.Offer.RespondBy != toHenri.RespondBy || seen.Plan != nil || seen.Right != "" || len(seen.May) != 0 {
			t.Errorf("%+v", seen)
		}
		if words := fmt.Sprint(seen.Handover, texts(seen)); strings.Contains(words, "Canaryliving") || seen.Handover != nil {
			t.Errorf("he reads the summary: %+v", seen.Handover)
		}
		if seen := c.see("w-henri", id); seen.Handover == nil || seen.Handover.Summary == nil || seen.Handover.Summary.Situation != "Canaryliving" {
			t.Errorf("the receiver reads %+v", seen.Handover)
		}
		_, err := try(c, "w-mikko", id, "handover/acceptance", struct{}{})
		c.refused(err, "not-allowed")
	})
	t.Run("and once, however often it is looked", func(t *testing.T) {
		c.clock.forward(24 * time.Hour)
		after := sentinel("after", 15)
		c.clock.forward(30 * 24 * time.Hour)
		c.until("a later one is told of", func() bool { return c.alarmsOf(after) == 1 })
		if n := c.alarmsOf(id); n != 1 {
			t.Errorf("%d alarms", n)
		}
		must(t, c.service.Rebuild(t.Context()))
		later := sentinel("later", 60)
		c.clock.forward(60 * 24 * time.Hour)
		c.until("one after a rebuild is told of", func() bool { return c.alarmsOf(later) == 1 })
		if n := c.alarmsOf(id); n != 1 {
			t.Errorf("%d alarms after a rebuild", n)
		}
	})
	t.Run("what was answered late is no alarm any more, and responsibility moves", func(t *testing.T) {
		do(c, "w-henri", id, "handover/meeting", contracts.JointMeeting{On: day.AddDays(9)})
		do(c, "w-henri", id, "handover/acceptance", struct{}{})
		if seen := c.see("w-henri", id); seen.Responsible != "w-henri" {
			t.Errorf("%+v", seen.CaseRow)
		}
		_, err := c.seeing("w-mikko", id) // who now leads the unit of who has it
		must(t, err)
	})
}

// What the child of TestAlarm_KilledInTheMiddle is told.
const (
	childDir  = "TRANSITIONS_TEST_DIR"
	childStop = "TRANSITIONS_TEST_STOP" // before or after
	childMark = "killed-here"
)

// overdueCases is how many offers are due on one morning.
const overdueCases = 130 // more than a page of them

func overdueCase(i int) es.ID { return es.ID{}.Derive("overdue", fmt.Sprint(i)) }

// TestAlarm_KilledInTheMiddle has many offers due on one morning and kills the
// process, with SIGKILL, right before or right after one of its alarms is on
// disk. Whoever goes on tells of each case once: in history, and on the bus.
func TestAlarm_KilledInTheMiddle(t *testing.T) {
	for _, stop := range []string{"before", "after"} {
		t.Run(stop+" an alarm is on disk", func(t *testing.T) {
			dir := t.TempDir()
			child := exec.Command(os.Args[0], "-test.run=^TestAlarmChild$")
			child.Env = append(os.Environ(), childDir+"="+dir, childStop+"="+stop)
			must(t, child.Start())
			c := &county{T: t}
			c.until("the child is in the middle", func() bool {
				_, err := os.Stat(filepath.Join(dir, childMark))
				return err == nil
			})
			must(t, child.Process.Kill())
			if err := child.Wait(); err == nil || child.ProcessState.ExitCode() != -1 {
				t.Fatalf("the child was not killed: %v", err)
			}

			c = openCounty(t, dir)
			c.clock.forward(8 * 24 * time.Hour)
			raised := 0
			for i := range overdueCases {
				raised += c.alarmsOf(overdueCase(i))
			}
			if want := map[string]int{"before": killedAt - 1, "after": killedAt}[stop]; raised != want {
				t.Fatalf("the child left %d alarms, want %d", raised, want)
			}
			c.start()
			t.Cleanup(func() { c.stop() })
			told := c.overdueFacts(overdueCases)
			for i := range overdueCases {
				if n := c.alarmsOf(overdueCase(i)); n != 1 || told[overdueCase(i)] != 1 {
					t.Errorf("case %d: %d alarms, told %d times", i, n, told[overdueCase(i)])
				}
			}
		})
	}
}

// overdueFacts hears the facts of that many cases, and how often each was told.
func (c *county) overdueFacts(cases int) map[es.ID]int {
	c.Helper()
	var mu sync.Mutex
	told := map[es.ID]int{}
	listener := bus.Consumer{Bus: c.bus, Name: "test", Types: []string{contracts.FactHandoverOverdue}, Handle: func(_ context.Context, f contracts.Fact) error {
		id, err := es.ParseID(f.Subject)
		mu.Lock()
		defer mu.Unlock()
		told[id]++
		if !strings.Contains(string(f.Data), `"told":["w-maria","w-mikko"]`) {
			c.Errorf("the fact says %s", f.Data)
		}
		return err
	}}
	ctx, stop := context.WithCancel(c.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = listener.Run(ctx) })
	defer running.Wait()
	defer stop()
	c.until("all are told of", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(told) >= cases
	})
	mu.Lock()
	defer mu.Unlock()
	return told
}

// killedAt is the number of the alarm at which the child stops to be killed.
const killedAt = 17

// stopping is a history that stops for good at one alarm, right before or after
// it is on disk.
type stopping struct {
	es.Store
	dir, stop string
	mu        sync.Mutex
	alarms    int
}

func (s *stopping) Append(ctx context.Context, stream string, expected es.Revision, events ...es.NewEvent) (es.Appended, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.ContainsFunc(events, func(e es.NewEvent) bool { return e.Name == overdueName }) {
		return s.Store.Append(ctx, stream, expected, events...)
	}
	s.alarms++
	here := s.alarms == killedAt
	if here && s.stop == "before" {
		s.wait()
	}
	at, err := s.Store.Append(ctx, stream, expected, events...)
	if here {
		s.wait()
	}
	return at, err
}

// wait says that this is the moment, and waits to be killed.
func (s *stopping) wait() {
	_ = os.WriteFile(filepath.Join(s.dir, childMark), nil, 0o600)
	select {}
}

// TestAlarmChild is the process that is killed.
func TestAlarmChild(t *testing.T) {
	dir := os.Getenv(childDir)
	if dir == "" {
		t.Skip("runs as a child of TestAlarm_KilledInTheMiddle")
	}
	c := openCounty(t, dir)
	c.store = &stopping{Store: c.history, dir: dir, stop: os.Getenv(childStop)}
	for i := range overdueCases {
		c.offered(overdueCase(i))
	}
	c.clock.forward(8 * 24 * time.Hour)
	c.start()
	c.until("somebody kills us", func() bool { return false })
}

// offered puts a case with an offer to Henri into history.
func (c *county) offered(id es.ID) {
	c.Helper()
	c.offeredUntil(id, offer.RespondBy)
}

func (c *county) offeredUntil(id es.ID, respondBy calendar.Date) {
	c.Helper()
	var events []es.NewEvent
	for _, e := range []transitions.Event{
		transitions.CaseOpened{Person: id.Derive("person"), Matter: id.Derive("matter"), Responsible: "w-aino", On: day},
		transitions.HandoverOffered{Person: id.Derive("person"), From: "w-aino", To: "w-henri", RespondBy: respondBy, On: day},
	} {
		name, data, err := transitions.History.Encode(e)
		must(c.T, err)
		events = append(events, es.NewEvent{ID: es.NewID(), Name: name, Data: data, Meta: es.Meta{Command: es.NewID(), Actor: "w-aino"}})
	}
	_, err := c.history.Append(c.Context(), "transitions-"+id.String(), es.NoStream, events...)
	must(c.T, err)
}
