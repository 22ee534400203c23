//go:build e2e

package e2e

import (
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// outageTime is how long each service is kept away: 30 s, which is past the
// windows of acknowledgements, retries and subscriptions, or NIVEL_OUTAGE (such
// as 5m; not beyond 10m, as a session of the pages ends after 15).
func outageTime(t *testing.T) time.Duration {
	t.Helper()
	asked := os.Getenv("NIVEL_OUTAGE")
	if asked == "" {
		return 30 * time.Second
	}
	d, err := time.ParseDuration(asked)
	must(t, err)
	return d
}

// TestOutage_OfEachService takes each service, run as a process of its own, away
// for 30 s while work is pending for it and the others go on, then starts it
// again: nothing is lost, nothing happens twice, and it catches up. Two outages,
// so that what is away does not keep the rest from working; about 65 s in all.
//
//	first   transitions (killed), notifications (told to stop), web (killed)
//	second  intake (killed), peergroups (told to stop)
func TestOutage_OfEachService(t *testing.T) {
	l := newLabour(t)
	l.openCases(2)
	l.await("cases", func() bool { return len(l.cases()) == 2 })
	first, second := l.cases()[0].Person, l.cases()[1].Person
	l.choosesMail(first, second)
	group := l.found(1)

	went := t.Run("who hears and who shows is away", func(t *testing.T) {
		l.within(t)
		desk, oma := l.signedIn(l.cases()[0].Case)
		form := desk.fill("/notifications/new", "/notifications", canaryForm())
		l.openCases(2)
		l.seat(http.MethodPost, group, first, "seat-reserved")
		l.running["transitions"].kill()
		l.running["notifications"].end(syscall.SIGTERM)
		l.running["web"].kill()
		if _, err := http.PostForm(desk.base+"/notifications", form); err == nil {
			t.Error("the desk is there though its process was killed")
		}

		l.spread(
			func() { l.openCases(1) },
			func() { l.seat(http.MethodPost, group, second, "queued") },
			func() { l.openCases(2) },
			func() { l.seat(http.MethodDelete, group, first, "seat-released"); l.expect(second, "promoted") },
			func() { l.register(1) },
			func() { l.seat(http.MethodPost, group, first, "queued") },
			func() { l.openCases(1) },
		)
		l.start("transitions", "notifications", "web")
		l.settled()
		l.formSentTwice(desk, form)
		if page, _ := oma.do(http.MethodGet, "/groups", nil); !strings.Contains(page, group.String()) {
			t.Errorf("the young person was signed out by the outage, or sees no groups: %s", tail(page, 500))
		}
	})

	if !went { // what follows works with the cases of before
		return
	}
	t.Run("who is asked is away", func(t *testing.T) {
		l.within(t)
		desk, _ := l.signedIn(l.cases()[0].Case)
		rush := l.rush()
		l.await("some of the rush answered", rush.underWay)
		l.running["intake"].kill()
		l.running["peergroups"].end(syscall.SIGTERM)
		if rush.over() {
			t.Fatal("all of the rush was answered before anything was stopped")
		}

		var steps []func()
		for _, c := range l.cases()[:4] {
			steps = append(steps, func() { l.goesOn(c) }, func() { l.shows(desk) })
		}
		l.spread(steps...)
		l.start("intake", "peergroups")
		rush.wait()
		l.settled()
	})

	l.nothingDouble()
	l.rebuiltIsSame()
}
