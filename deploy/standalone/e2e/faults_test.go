//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// cycles is how often the process is killed under load.
const cycles = 20

// TestKill_NoAcknowledgedCommandIsLost kills the process at any moment, 20
// times, while eight clients register notifications. What was acknowledged is
// there afterwards, once; what was not may be there, and sending it again makes
// it one.
func TestKill_NoAcknowledgedCommandIsLost(t *testing.T) {
	s := newSystem(t, "--demo-content=false")
	var acked, unknown sync.Map // command → matter, command → its notification
	count := 0
	for cycle := range cycles {
		ctx, stop := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		var mu sync.Mutex
		done := 0
		for writer := range 8 {
			c := s.as("w-aino", access.SocialWorker)
			wg.Go(func() {
				for i := 0; ctx.Err() == nil; i++ {
					command, n := es.NewID(), sample(fmt.Sprintf("cycle %d writer %d row %d", cycle, writer, i))
					out, _, err := edge.Call[contracts.Registered](ctx, c, edge.Request{Method: http.MethodPost, Path: "/notifications", Body: n, Command: command})
					if err != nil {
						unknown.Store(command, n)
						return
					}
					acked.Store(command, out.Matter)
					mu.Lock()
					done++
					mu.Unlock()
				}
			})
		}
		// Let some commands through, another number each time, then pull the plug.
		eventually(t, 20*time.Second, "commands under way", func() bool {
			mu.Lock()
			defer mu.Unlock()
			return done > 3+7*(cycle%5)
		})
		s.process.kill()
		stop()
		wg.Wait()
		count += done
		s.start()
	}
	if count < cycles*4 {
		t.Fatalf("only %d commands were acknowledged: the test did not load the system", count)
	}
	c := s.as("w-aino", access.SocialWorker)
	unknown.Range(func(command, n any) bool {
		out, _, err := edge.Call[contracts.Registered](t.Context(), c, edge.Request{Method: http.MethodPost, Path: "/notifications", Body: n, Command: command.(es.ID)})
		must(t, err)
		acked.Store(command, out.Matter)
		return true
	})
	want := map[es.ID]bool{}
	acked.Range(func(_, matter any) bool { want[matter.(es.ID)] = true; return true })
	eventually(t, 20*time.Second, "all rows in the list", func() bool {
		page, err := list(t.Context(), c, "inbox", "", "")
		return err == nil && page.Counts[0].Total == len(want)
	})
	for _, row := range everyRow(t, c, "inbox") {
		if !want[row.Matter] {
			t.Errorf("%s is there and nobody registered it", row.Matter)
		}
		delete(want, row.Matter)
	}
	if len(want) > 0 {
		t.Errorf("%d of %d acknowledged commands are lost", len(want), count)
	}
	t.Logf("%d commands acknowledged over %d kills", count, cycles)
}

func sample(content string) contracts.Notification {
	return contracts.Notification{
		ReceivedAt: time.Now().Add(-time.Minute), Channel: "phone", Content: content,
		Child:    contracts.Child{FamilyName: "Testinen", GivenNames: "Tuisku", IdentityCode: "150508A9990"},
		Reporter: contracts.Reporter{Body: "education"},
	}
}

func (s *system) see(c *edge.Client, matter es.ID) contracts.Matter {
	s.t.Helper()
	m, _, err := edge.Call[contracts.Matter](s.t.Context(), c, edge.Request{Method: http.MethodGet, Path: "/matters/" + matter.String()})
	must(s.t, err)
	return m
}

// TestRedis_FlushedWhileRunning wipes the read models under the running system:
// the lists come back by themselves.
func TestRedis_FlushedWhileRunning(t *testing.T) {
	s := newSystem(t)
	c := s.as("w-aino", access.SocialWorker)
	before := settled(t, c, registeredNow(t, c))
	if before.Counts[0].Total == 0 {
		t.Fatal("the demo area is empty")
	}
	redisCommand(t, s, "FLUSHALL")
	eventually(t, 15*time.Second, "the lists to come back", func() bool {
		after, err := list(t.Context(), c, "inbox", "", "")
		return err == nil && after.Counts[0] == before.Counts[0]
	})
}

// registeredNow registers a notification and returns where the log stands then.
func registeredNow(t testing.TB, c *edge.Client) string {
	t.Helper()
	_, meta, err := edge.Call[contracts.Registered](t.Context(), c, edge.Request{Method: http.MethodPost, Path: "/notifications", Body: sample("the last before"), Command: es.NewID()})
	must(t, err)
	return meta.Position.String()
}

// settled returns the first page of the inbox once the list has come to a place of
// the log: what the demo area did before it was ready reaches the list a moment
// later, and so does what was written just before a restart.
func settled(t testing.TB, c *edge.Client, at string) (page contracts.MatterPage) {
	t.Helper()
	eventually(t, 30*time.Second, "the list to come to "+at, func() bool {
		var err error
		page, err = list(t.Context(), c, "inbox", "", at)
		return err == nil && !page.Stale
	})
	return page
}

// redisCommand asks the system's private Redis for something.
func redisCommand(t testing.TB, s *system, args ...string) []byte {
	t.Helper()
	socket := filepath.Join(s.data, "redis", "redis.sock")
	out, err := exec.Command("redis-cli", append([]string{"--raw", "-s", socket}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("ask redis: %v: %s", err, out)
	}
	return out
}

// TestRestart_KeepsEverythingAndStopsInTime stops with Ctrl-C and starts again.
func TestRestart_KeepsEverythingAndStopsInTime(t *testing.T) {
	s := newSystem(t)
	c := s.as("w-aino", access.SocialWorker)
	at := registeredNow(t, c)
	settled(t, c, at)
	before := everyRow(t, c, "inbox")
	if took := s.process.stop(); took > 5*time.Second {
		t.Errorf("Ctrl-C took %s, want at most 5 s", took)
	}
	s.start()
	c = s.as("w-aino", access.SocialWorker)
	settled(t, c, at)
	after := everyRow(t, c, "inbox")
	if len(before) == 0 || len(after) != len(before) || after[0].Matter != before[0].Matter {
		t.Errorf("%d rows before, %d after", len(before), len(after))
	}
}
