package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"

	"nivel/libs/contracts"
	"nivel/libs/es"
)

const (
	livePath = "/live"

	// streamEnd is the event after which a page does not ask again.
	streamEnd = "signed-out"
	// noList is the view of a page that has no list: it hears of notices only.
	noList = "none"

	// gather is how long news are gathered before a list is told: a burst is one
	// refresh.
	gather = 400 * time.Millisecond
	// heartbeat keeps a quiet stream open, and finds out that its session is over:
	// one that was revoked sees nothing more after five seconds.
	heartbeat = 4 * time.Second
)

// liveFacts are the facts that change a list.
func liveFacts() []string {
	return []string{
		contracts.FactMatterOpened, contracts.FactUrgencyAssessed,
		contracts.FactStartDecided, contracts.FactHolderChosen, contracts.FactCompleted,
	}
}

// news is what has happened since this process began, for everybody who
// watches a list.
type news struct {
	mu      sync.Mutex
	so      soFar
	changed chan struct{} // closed, and replaced, when something happens
}

// soFar is how much has happened.
type soFar struct {
	opened int         // matters that became pending
	latest es.Position // of the last fact
}

func newNews() *news { return &news{changed: make(chan struct{})} }

// tell notes a fact. A fact that comes again is no news.
func (n *news) tell(f contracts.Fact) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !f.Position.After(n.so.latest) {
		return
	}
	n.so.latest = f.Position
	if f.Type == contracts.FactMatterOpened {
		n.so.opened++
	}
	close(n.changed)
	n.changed = make(chan struct{})
}

// look returns what has happened so far, and what closes when more happens.
func (n *news) look() (soFar, <-chan struct{}) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.so, n.changed
}

// stream is one page that is told of news for its list, if it has one, and of
// its reader's notices.
type stream struct {
	*visit
	list  listView
	seen  es.Position        // what the list shows already
	begun int                // matters opened when the stream began
	rings <-chan es.Position // of the reader's bell
}

// live answers GET /live: a stream of events that tells a page when to refresh.
func (s *Service) live(v *visit) error {
	st := &stream{visit: v, list: listView{View: viewOf(v.r), From: v.r.URL.Query().Get("from")}}
	if v.r.URL.Query().Get("view") == noList {
		st.list.View = noList
	}
	st.seen = heard(v.r)
	v.w.Header().Set("Content-Type", "text/event-stream")
	v.w.WriteHeader(http.StatusOK)
	out := http.NewResponseController(v.w)
	_ = out.SetWriteDeadline(time.Time{}) // a stream has no end of its own; not every writer has deadlines
	if v.session == nil {
		_ = st.sendLast() // all is said, or the reader has gone
		return nil
	}
	rings, stop := s.bells.listen(v.worker.ID)
	defer stop()
	now, _ := s.news.look()
	st.begun, st.rings = now.opened, rings
	if err := st.open(); err != nil {
		return nil
	}
	for {
		if err := st.step(); err != nil || v.ctx().Err() != nil {
			return nil // the reader has gone, or the session is over: the stream ends either way
		}
	}
}

// open begins the stream. The bell is fetched after the stream listens for it,
// so that no notice falls between the two.
func (st *stream) open() error {
	if st.Notifications == nil {
		return st.write(": open\n\n")
	}
	return st.send(bellNews(bellAddress(es.Position{})), es.Position{})
}

// heard returns the position that a list shows: where its stream broke off, or
// what it was read at.
func heard(r *http.Request) es.Position {
	for _, text := range []string{r.Header.Get("Last-Event-ID"), r.URL.Query().Get("after")} {
		if position, err := es.ParsePosition(text); err == nil {
			return position
		}
	}
	return es.Position{}
}

// step waits for news, for the bell, or for the heart to beat, and tells the page.
func (st *stream) step() error {
	now, changed := st.news.look()
	if st.list.View == noList {
		changed = nil
	} else if now.latest.After(st.seen) {
		wait(st.ctx(), gather)
		now, _ = st.news.look()
		st.seen = now.latest
		return st.send(listNews(st.visit, st.list, now.opened-st.begun, st.refreshAddress()), now.latest)
	}
	beat, stop := context.WithTimeout(st.ctx(), heartbeat)
	defer stop()
	select {
	case <-changed:
		return nil
	case posted := <-st.rings:
		return st.send(bellNews(bellAddress(posted)), es.Position{})
	case <-beat.Done():
		return st.beat()
	}
}

// beat keeps the stream open while the session lasts.
func (st *stream) beat() error {
	found, err := st.keeper.of(st.r, st.Clock())
	if err != nil {
		return err
	}
	if found == nil {
		return st.sendLast()
	}
	return st.write(": still here\n\n")
}

// sendLast tells a page that its reader is signed out. A list has nothing more
// to show and leads to the sign-in page; what somebody types elsewhere stays.
func (st *stream) sendLast() error {
	last := signedOutNews(st.visit)
	if st.list.View == noList {
		last = signedOutBell(st.visit)
	}
	if err := st.send(last, es.Position{}); err != nil {
		return err
	}
	if st.list.View == noList {
		return errors.Join(errSignedOut, st.write("event: "+streamEnd+"\ndata:\n\n"))
	}
	return errSignedOut
}

// refreshAddress is where the list is once it shows what was told.
func (st *stream) refreshAddress() string {
	query := url.Values{"after": {st.seen.String()}}
	return st.list.address(st.list.View, st.list.From) + "&" + query.Encode()
}

// send sends markup as one event.
func (st *stream) send(markup templ.Component, id es.Position) error {
	var body bytes.Buffer
	if err := markup.Render(st.ctx(), &body); err != nil {
		return err
	}
	var event strings.Builder
	if id != (es.Position{}) {
		fmt.Fprintf(&event, "id: %s\n", id)
	}
	for line := range strings.Lines(body.String()) {
		fmt.Fprintf(&event, "data: %s\n", strings.TrimRight(line, "\r\n"))
	}
	return st.write(event.String() + "\n")
}

func (st *stream) write(event string) error {
	if _, err := st.w.Write([]byte(event)); err != nil {
		return err
	}
	return http.NewResponseController(st.w).Flush()
}
