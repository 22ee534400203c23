package web

import (
	"net/http"
	"net/url"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// noticesView is what a worker was told, as the page shows it.
type noticesView struct {
	contracts.NoticePage
	Today calendar.Date
	Away  bool // notifications does not answer: there is nothing to show
}

// showNotices answers GET /notices: what was I told?
func (s *Service) showNotices(v *visit) error {
	page, err := s.notices(v)
	view := noticesView{NoticePage: page, Today: calendar.On(v.now)}
	switch {
	case away(err):
		edge.Note(v.ctx(), err)
		view.Away = true
		return v.show(http.StatusServiceUnavailable, noticesPage(v, view))
	case isCode(err, "malformed-position"):
		return v.goTo("/notices", nil)
	case err != nil:
		return err
	}
	return v.show(http.StatusOK, noticesPage(v, view))
}

// showBell answers GET /notices/bell, which pages ask by themselves: how many
// notices are unread. While notifications is away the bell has no number.
func (s *Service) showBell(v *visit) error {
	page, err := s.notices(v)
	if err != nil {
		edge.Note(v.ctx(), err)
		v.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return v.show(http.StatusOK, bellCount(v, page.Unread))
}

// markRead answers POST /notices/read: all of them are read.
func (s *Service) markRead(v *visit) error {
	f := v.sentForm()
	receipt, _, err := edge.Call[contracts.Receipt](v.ctx(), s.Notifications, edge.Request{Method: http.MethodPost, Path: "/notices/read", Command: f.command})
	switch {
	case away(err):
		edge.Note(v.ctx(), err)
		return v.show(http.StatusServiceUnavailable, sendAgainPage(v, f))
	case err != nil:
		return err
	}
	_, read := receipt.Version()
	return v.goTo("/notices", afterPosition(read))
}

func (s *Service) notices(v *visit) (contracts.NoticePage, error) {
	query := url.Values{}
	if after := v.r.URL.Query().Get("after"); after != "" {
		query.Set("after", after)
	}
	page, _, err := edge.Call[contracts.NoticePage](v.ctx(), s.Notifications, edge.Request{Method: http.MethodGet, Path: "/notices", Query: query})
	return page, err
}

// afterPosition is the query of a page that waits until it shows what happened
// at a position; none for no position.
func afterPosition(p es.Position) url.Values {
	if p == (es.Position{}) {
		return nil
	}
	return url.Values{"after": {p.String()}}
}

// bellAddress is where the bell gets its number from once the notice at a
// position counts.
func bellAddress(posted es.Position) string {
	address := "/notices/bell"
	if query := afterPosition(posted); query != nil {
		address += "?" + query.Encode()
	}
	return address
}
