package web

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// messagesView is what the reader was told, as far as it is known.
type messagesView struct {
	contracts.NoticePage
	Err  error
	News bool // something came while the page was open
}

// messages reads what the reader was told.
func (o *Oma) messages(v *omaVisit, query url.Values) messagesView {
	page, _, err := edge.Call[contracts.NoticePage](v.ctx(), o.Notifications,
		edge.Request{Method: http.MethodGet, Path: "/notices", Query: query})
	return messagesView{NoticePage: page, Err: err}
}

// fresh are the messages that have not been read, or that have.
func (m messagesView) fresh(unread bool) []contracts.Notice {
	return slices.DeleteFunc(slices.Clone(m.Notices), func(n contracts.Notice) bool { return n.Read == unread })
}

// newest identifies what the messages show: the id of the latest one.
func (m messagesView) newest() string {
	if len(m.Notices) == 0 {
		return "none"
	}
	return m.Notices[0].ID.String()
}

// liveAddress is where the page hears of newer messages.
func (m messagesView) liveAddress() string {
	return livePath + "?" + url.Values{"seen": {m.newest()}}.Encode()
}

// noticeText says what a notice tells.
func (v *omaVisit) noticeText(n contracts.Notice) string {
	if key := "oma.notice." + n.What; v.texts.Has(key) {
		return v.texts.T(key)
	}
	return v.texts.T("oma.notice.other")
}

// noticeLink is where a notice leads; empty where that is the page it stands on.
func noticeLink(n contracts.Notice) string {
	if link := ownPath(n.Link); n.Link != "" && link != "/" {
		return link
	}
	return ""
}

// readMessages answers POST /messages/read: everything so far has been read.
func (o *Oma) readMessages(v *omaVisit) error {
	f := v.sentForm()
	_, meta, err := edge.Call[struct{}](v.ctx(), o.Notifications,
		edge.Request{Method: http.MethodPost, Path: "/notices/read", Command: f.command})
	if away(err) {
		edge.Note(v.ctx(), err)
		return v.show(http.StatusServiceUnavailable, omaSendAgainPage(v, f))
	}
	if err != nil {
		return err
	}
	return v.goTo("/", doneQuery("read", meta))
}

// doneQuery says to the page that follows what was done, and where in the log it
// stands.
func doneQuery(done string, meta edge.Meta) url.Values {
	query := url.Values{"done": {done}}
	if meta.Position != (es.Position{}) {
		query.Set("after", meta.Position.String())
	}
	return query
}

// omaStream is one page that is told of messages.
type omaStream struct {
	*omaVisit
	seen  string // the newest message that the page shows
	rings <-chan es.Position
}

// live answers GET /live: a stream of events that brings new messages.
func (o *Oma) live(v *omaVisit) error {
	st := &omaStream{omaVisit: v, seen: v.r.URL.Query().Get("seen")}
	if last := v.r.Header.Get("Last-Event-ID"); last != "" {
		st.seen = last
	}
	v.w.Header().Set("Content-Type", "text/event-stream")
	v.w.WriteHeader(http.StatusOK)
	_ = http.NewResponseController(v.w).SetWriteDeadline(time.Time{}) // a stream has no end of its own; not every writer has deadlines
	if v.session == nil {
		_ = st.sayOver() // the stream is the answer
		return nil
	}
	rings, stop := o.bells.listen(v.session.Who)
	defer stop()
	st.rings = rings
	if err := st.write("retry: 5000\n\n"); err != nil {
		return nil
	}
	err := st.tell(url.Values{}) // what came after the page was read and before anybody listened
	for err == nil && v.ctx().Err() == nil {
		err = st.step()
	}
	return nil // the reader has gone, the session is over, or the browser asks again
}

// step waits for news, or for the heart to beat.
func (st *omaStream) step() error {
	beat, stop := context.WithTimeout(st.ctx(), heartbeat)
	defer stop()
	select {
	case at := <-st.rings:
		if err := st.beat(); err != nil {
			return err
		}
		return st.tell(url.Values{"after": {at.String()}})
	case <-beat.Done():
		return st.beat()
	}
}

// tell reads the messages and sends them if the page lacks any. An inbox that
// does not show yet what it was asked for is asked again.
func (st *omaStream) tell(query url.Values) error {
	const patience = 5
	for range patience {
		found := st.messages(st.omaVisit, query)
		if found.Err != nil {
			return found.Err
		}
		if found.newest() != st.seen {
			found.News, st.seen = true, found.newest()
			return st.send(found)
		}
		if !found.Stale {
			return nil
		}
		wait(st.ctx(), rewatch)
	}
	return nil
}

// beat keeps the stream open while the session lasts.
func (st *omaStream) beat() error {
	found, err := st.keeper.of(st.r, st.Clock())
	if err != nil {
		return err
	}
	if found == nil {
		return st.sayOver()
	}
	return st.write(": still here\n\n")
}

// sayOver tells the page that its reader is signed out, and ends the stream.
func (st *omaStream) sayOver() error {
	if err := st.write("event: over\ndata:\n\n"); err != nil {
		return err
	}
	return errSignedOut
}

// send sends the messages as they stand in the page.
func (st *omaStream) send(m messagesView) error {
	st.now = st.Clock()
	var body bytes.Buffer
	if err := omaMessageList(st.omaVisit, m).Render(st.ctx(), &body); err != nil {
		return err
	}
	var event strings.Builder
	fmt.Fprintf(&event, "event: messages\nid: %s\n", st.seen)
	for line := range strings.Lines(body.String()) {
		fmt.Fprintf(&event, "data: %s\n", strings.TrimRight(line, "\r\n"))
	}
	return st.write(event.String() + "\n")
}

func (st *omaStream) write(event string) error {
	if _, err := st.w.Write([]byte(event)); err != nil {
		return err
	}
	return http.NewResponseController(st.w).Flush()
}
