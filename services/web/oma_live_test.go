package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"nivel/libs/contracts"
	"nivel/libs/es"
)

// post adds a message and tells that it was posted.
func (o *oma) post(what string, at es.Position) contracts.Notice {
	n := contracts.Notice{ID: es.ID{}.Derive(what), What: what, At: o.clock(), Link: "/"}
	o.notifications.set(func() {
		o.notices = contracts.NoticePage{Unread: o.notices.Unread + 1, Notices: append([]contracts.Notice{n}, o.notices.Notices...)}
	})
	o.facts.told <- contracts.Fact{Type: contracts.FactNoticePosted, Subject: youthOne.String(), Position: at}
	return n
}

// stream is where the page hears of messages.
func (p page) stream(t *testing.T) string {
	t.Helper()
	for _, n := range all(p.root, tag("div")) {
		if has(n, "data-live") {
			return attr(n, "data-live")
		}
	}
	t.Fatal("the page hears of nothing")
	return ""
}

func TestOma_Live(t *testing.T) {
	t.Run("brings a new message to the page that is open", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		next, header := o.follow(b, b.get("/").stream(t), "")
		if header.Get("Content-Type") != "text/event-stream" || header.Get("Cache-Control") != "no-store" || header.Get("Content-Security-Policy") == "" {
			t.Errorf("the headers are %v", header)
		}
		n := o.post("responsible-changed", at(90))
		event := next()
		for _, want := range []string{"event: messages\n", "id: " + n.ID.String() + "\n", "You have a new worker.", "A new message just came.", "You got a place in the group", `name="form-token"`} {
			if !strings.Contains(event, want) {
				t.Errorf("the event %q lacks %q", event, want)
			}
		}
		reads := o.notifications.was(http.MethodGet)
		if last := reads[len(reads)-1]; last.query != "after=90%2F90" || o.actor(t, last).ID != youthOne.String() {
			t.Errorf("notifications was asked %v", last)
		}
	})
	t.Run("brings at once what came between the page and its stream, and where a stream broke off", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		address := b.get("/").stream(t)
		first := o.post("seat-reserved", at(90))
		next, _ := o.follow(b, address, "")
		if event := next(); !strings.Contains(event, "id: "+first.ID.String()) {
			t.Errorf("the event is %q", event)
		}
		o.post("queued", at(91))
		next, _ = o.follow(b, address, first.ID.String())
		if event := next(); !strings.Contains(event, "You are in line for the group.") {
			t.Errorf("the event is %q", event)
		}
	})
	t.Run("waits for an inbox that lags behind the fact", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		next, _ := o.follow(b, b.get("/").stream(t), "")
		o.notifications.set(func() { o.notices.Stale = true })
		o.facts.told <- contracts.Fact{Type: contracts.FactNoticePosted, Subject: youthOne.String(), Position: at(90)}
		seen := len(o.notifications.was(http.MethodGet))
		until(t, func() bool { return len(o.notifications.was(http.MethodGet)) > seen })
		o.notifications.set(func() {
			o.notices = contracts.NoticePage{Notices: []contracts.Notice{{ID: es.ID{}.Derive("late"), What: "promoted", At: o.now, Link: "/"}}}
		})
		if event := next(); !strings.Contains(event, "id: "+es.ID{}.Derive("late").String()) {
			t.Errorf("the event is %q", event)
		}
	})
	t.Run("tells nobody of somebody else's messages", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		next, _ := o.follow(b, b.get("/").stream(t), "")
		reads := len(o.notifications.was(http.MethodGet))
		o.facts.told <- contracts.Fact{Type: contracts.FactNoticePosted, Subject: es.ID{}.Derive("another youth").String(), Position: at(90)}
		mine := o.post("queued", at(91))
		if event := next(); !strings.Contains(event, mine.ID.String()) {
			t.Errorf("the event is %q", event)
		}
		if after := len(o.notifications.was(http.MethodGet)); after != reads+1 {
			t.Errorf("the inbox was read %d times", after-reads)
		}
	})
	t.Run("says so to a page whose reader is signed out", func(t *testing.T) {
		o := newOma(t)
		next, _ := o.browser(t).listen("/live?seen=none", "")
		if event := next(); event != "event: over\ndata:\n\n" {
			t.Errorf("the event is %q", event)
		}
		if rest := next(); rest != "" {
			t.Errorf("the stream goes on with %q", rest)
		}
	})
	t.Run("does not keep a page signed in that nobody looks at", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		address := b.get("/").stream(t)
		o.pass(29 * time.Minute)
		o.follow(b, address, "")
		o.pass(time.Minute)
		if p := b.get("/groups"); p.status != http.StatusSeeOther {
			t.Errorf("the groups answered %d", p.status)
		}
	})
	t.Run("ends when notifications is away, so that the browser asks again", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		address := b.get("/").stream(t)
		o.notifications.set(func() { o.notifications.broken = true })
		next, _ := o.follow(b, address, "")
		if rest := next(); rest != "" {
			t.Errorf("the stream goes on with %q", rest)
		}
	})
}

// follow opens a stream, and returns once it listens and has read the messages.
func (o *oma) follow(b *browser, address, lastEvent string) (next func() string, header http.Header) {
	b.t.Helper()
	before := len(o.notifications.was(http.MethodGet))
	next, header = b.listen(address, lastEvent)
	if event := next(); event != "retry: 5000\n\n" {
		b.t.Fatalf("the stream begins with %q", event)
	}
	until(b.t, func() bool { return len(o.notifications.was(http.MethodGet)) > before })
	return next, header
}

// until waits for a condition.
func until(t testing.TB, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); {
		if time.Now().After(end) {
			t.Fatal("it did not come")
		}
	}
}

func TestOma_Live_LeavesNothingBehind(t *testing.T) {
	before := goleak.IgnoreCurrent()
	t.Run("oma", func(t *testing.T) {
		o := newOma(t)
		b := o.come(t)
		next, _ := o.follow(b, b.get("/").stream(t), "")
		o.post("queued", at(2))
		next()
	})
	if err := goleak.Find(before); err != nil {
		t.Error(err)
	}
}
