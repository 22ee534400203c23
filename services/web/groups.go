package web

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// groupListView is the list of groups as it is shown.
type groupListView struct {
	contracts.GroupPage
	From  string // the cursor of this page; empty: the first
	Today calendar.Date
	Away  bool   // peergroups does not answer: there is nothing to show
	Why   string // key of the text that says why
}

// showGroups answers GET /groups: which groups are there, and where is room?
func (s *Service) showGroups(v *visit) error {
	list := groupListView{From: v.r.URL.Query().Get("from"), Today: calendar.On(v.now)}
	query := url.Values{}
	for name, value := range map[string]string{"from": list.From, "after": v.r.URL.Query().Get("after")} {
		if value != "" {
			query.Set(name, value)
		}
	}
	page, _, err := edge.Call[contracts.GroupPage](v.ctx(), s.PeerGroups, edge.Request{Method: http.MethodGet, Path: "/groups", Query: query})
	list.GroupPage = page
	switch {
	case away(err):
		edge.Note(v.ctx(), err)
		list.Away, list.Why = true, awayText("groups.away", err)
		return v.show(http.StatusServiceUnavailable, groupsPage(v, list))
	case isCode(err, "malformed-cursor"), isCode(err, "malformed-position"):
		return v.goTo("/groups", nil)
	case err != nil:
		return err
	}
	return v.show(http.StatusOK, groupsPage(v, list))
}

// next is where the next page of the list is; empty: there is none.
func (l groupListView) next() string {
	if l.Next == "" {
		return ""
	}
	return "/groups?" + url.Values{"from": {l.Next}}.Encode()
}

// first is where the first page of the list is; empty: it is the one shown.
func (l groupListView) first() string {
	if l.From == "" {
		return ""
	}
	return "/groups"
}

// groupPageView is a group as its page shows it.
type groupPageView struct {
	contracts.Group
	contracts.GroupPeople
	names
	Leads bool // the reader, who is told who is in it
	Today calendar.Date
	Done  string
}

// showGroup answers GET /groups/{group}.
func (s *Service) showGroup(v *visit) error {
	id, err := es.ParseID(v.r.PathValue("group"))
	if err != nil {
		return errNoPage
	}
	query := url.Values{}
	if after := v.r.URL.Query().Get("after"); after != "" {
		query.Set("after", after)
	}
	g, _, err := edge.Call[contracts.Group](v.ctx(), s.PeerGroups, edge.Request{Method: http.MethodGet, Path: deskGroupPath(id), Query: query})
	if err != nil {
		return err
	}
	view := groupPageView{Group: g, Leads: g.Leader == v.worker.ID, Today: calendar.On(v.now), Done: doneOf(v.r)}
	if view.Leads {
		view.GroupPeople, _, err = edge.Call[contracts.GroupPeople](v.ctx(), s.PeerGroups, edge.Request{Method: http.MethodGet, Path: deskGroupPath(id) + "/people"})
		if err != nil {
			return err
		}
		view.names = v.namesInGroup(slices.Concat(view.Members, view.Queue))
	}
	return v.show(http.StatusOK, groupPage(v, view))
}

// deskGroupPath is the page of a group.
func deskGroupPath(id es.ID) string { return "/groups/" + id.String() }

// newGroup answers GET /groups/new: an empty form.
func (s *Service) newGroup(v *visit) error {
	f := emptyForm()
	f.typed = url.Values{"seats": {"8"}, "minutes": {"90"}, "sessions": {"3"}}
	return v.show(http.StatusOK, newGroupPage(v, f, nil))
}

// foundGroup answers POST /groups. What peergroups refuses comes back with
// everything that was typed.
func (s *Service) foundGroup(v *visit) error {
	f := v.sentForm()
	group, wrong := readGroup(f)
	if len(wrong) > 0 {
		return v.show(http.StatusUnprocessableEntity, newGroupPage(v, f.refusedFor(wrong), nil))
	}
	receipt, _, err := edge.Call[contracts.Receipt](v.ctx(), s.PeerGroups, edge.Request{
		Method: http.MethodPost, Path: "/groups", Body: group, Command: f.command,
	})
	if err == nil {
		return v.goTo(deskGroupPath(receipt.Matter), url.Values{"done": {"group"}, "after": {receipt.Position}})
	}
	edge.Note(v.ctx(), err)
	status, _ := statusOf(err)
	no, refused := refusal.As(err)
	switch {
	case !refused || away(err): // it may or may not be done: sending it again is the same command
		return v.show(status, newGroupPage(v, f, &refusal.Refusal{Kind: refusal.Busy, Code: "not-answered-group"}))
	case len(no.Fields) > 0:
		return v.show(status, newGroupPage(v, f.refusedFor(no.Fields), nil))
	}
	return v.show(status, newGroupPage(v, f.refusedFor(nil), &no))
}

// groupLanguages are the languages in which a group may be named, the required
// one first.
func groupLanguages() []string { return []string{"fi", "sv", "en"} }

// readGroup turns typed text into values. It judges form only.
func readGroup(f form) (contracts.NewGroup, []refusal.Field) {
	r := &reading{form: f}
	r.must("name."+groupLanguages()[0], "place", "first_day")
	g := contracts.NewGroup{Name: map[string]string{}, Place: r.text("place"), FirstDay: r.day("first_day"), At: r.clock("at")}
	for _, lang := range groupLanguages() {
		if name := r.text("name." + lang); name != "" {
			g.Name[lang] = name
		}
	}
	g.Seats, g.Minutes, g.Sessions = r.number("seats"), r.number("minutes"), r.number("sessions")
	return g, r.wrong
}

// sessionText is when a session begins and ends.
func (t Texts) sessionText(s contracts.Session, today calendar.Date) string {
	return t.T("group.session", "Day", t.Day(calendar.On(s.Starts), today), "From", t.Clock(s.Starts), "To", t.Clock(s.Ends))
}

// over reports whether a session has ended.
func (v *visit) over(s contracts.Session) bool { return s.Ends.Before(v.now) }

// spanText is from which day to which a group meets.
func (t Texts) spanText(first, last time.Time, today calendar.Date) string {
	return t.T("group.span", "First", t.DayAndClock(first, today), "Last", t.Day(calendar.On(last), today))
}
