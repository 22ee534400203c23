package web

import (
	"net/http"
	"net/url"
	"strconv"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// groupsView is the list of groups.
type groupsView struct {
	Rows  []contracts.GroupRow
	Stale bool
}

// groupView is the page of one group.
type groupView struct {
	contracts.Group
	Done string
	No   *refusal.Refusal // why what was asked was not done
}

// mostPages bounds how many pages of groups are read: an area has some tens of
// groups.
const mostPages = 10

// groups reads every group that meets today or later.
func (o *Oma) groups(v *omaVisit) (groupsView, error) {
	var all groupsView
	query := url.Values{}
	for range mostPages {
		page, _, err := edge.Call[contracts.GroupPage](v.ctx(), o.PeerGroups,
			edge.Request{Method: http.MethodGet, Path: "/groups", Query: query})
		if err != nil {
			return groupsView{}, err
		}
		all.Rows, all.Stale = append(all.Rows, page.Rows...), all.Stale || page.Stale
		if page.Next == "" {
			break
		}
		query = url.Values{"from": {page.Next}}
	}
	return all, nil
}

// showGroups answers GET /groups.
func (o *Oma) showGroups(v *omaVisit) error {
	all, err := o.groups(v)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, omaGroupsPage(v, all))
}

// showGroup answers GET /groups/{group}.
func (o *Oma) showGroup(v *omaVisit) error {
	id, err := parseGroup(v.r)
	if err != nil {
		return err
	}
	found, err := o.group(v, id, v.after())
	if err != nil {
		return err
	}
	view := groupView{Group: found}
	if done := v.done(); done == seatDone(found.Mine) { // it may have become something else since
		view.Done = done
	}
	return v.show(http.StatusOK, omaGroupPage(v, view))
}

func (o *Oma) group(v *omaVisit, id es.ID, query url.Values) (contracts.Group, error) {
	found, _, err := edge.Call[contracts.Group](v.ctx(), o.PeerGroups,
		edge.Request{Method: http.MethodGet, Path: groupPath(id), Query: query})
	return found, err
}

func groupPath(id es.ID) string { return "/groups/" + id.String() }

func parseGroup(r *http.Request) (es.ID, error) {
	id, err := es.ParseID(r.PathValue("group"))
	if err != nil {
		return es.ID{}, errNoPage
	}
	return id, nil
}

// actOnSeat answers the forms that ask for a seat and that give it up; method is
// how peergroups is asked.
func (o *Oma) actOnSeat(method string) func(*omaVisit) error {
	return func(v *omaVisit) error {
		id, err := parseGroup(v.r)
		if err != nil {
			return err
		}
		f := v.sentForm()
		receipt, meta, err := edge.Call[contracts.SeatReceipt](v.ctx(), o.PeerGroups,
			edge.Request{Method: method, Path: groupPath(id) + "/seat", Command: f.command})
		no, refused := refusal.As(err)
		switch {
		case err == nil:
			return v.goTo(groupPath(id), doneQuery(seatDone(receipt.Mine), meta))
		case away(err):
			edge.Note(v.ctx(), err)
			return v.show(http.StatusServiceUnavailable, omaSendAgainPage(v, f))
		case refused && (no.Kind == refusal.Untimely || no.Kind == refusal.Conflict):
			edge.Note(v.ctx(), err)
			return v.refuseSeat(id, no)
		}
		return err
	}
}

// refuseSeat shows the group as it is now, and why the act was refused.
func (v *omaVisit) refuseSeat(id es.ID, no refusal.Refusal) error {
	found, err := v.group(v, id, url.Values{})
	if err != nil {
		return err
	}
	status, _ := statusOf(no)
	return v.show(status, omaGroupPage(v, groupView{Group: found, No: &no}))
}

// seatDone is what was done if the reader stands like this now; see omaDone.
func seatDone(mine string) string {
	if mine == "" {
		return "cancelled"
	}
	return mine
}

// over reports whether the last meeting of a group has begun: nobody signs up for
// that group any more.
func (v *omaVisit) over(g contracts.GroupRow) bool { return !g.Last.IsZero() && v.now.After(g.Last) }

// freeText says whether there is room in a group.
func (v *omaVisit) freeText(g contracts.GroupRow) string {
	switch {
	case v.over(g):
		return v.texts.T("oma.group.over")
	case g.Free > 0:
		return v.texts.N("oma.group.free", g.Free)
	case g.Waiting > 0:
		return v.texts.N("oma.group.waiting", g.Waiting)
	}
	return v.texts.T("oma.group.full")
}

// mineText says how the reader stands with a group; empty where in no way.
func (v *omaVisit) mineText(g contracts.GroupRow) string {
	switch {
	case g.Mine == "seat":
		return v.texts.T("oma.group.seat")
	case g.Mine == "queue" && g.InLine == 1:
		return v.texts.T("oma.group.next-in-line")
	case g.Mine == "queue" && g.InLine > 1:
		return v.texts.T("oma.group.in-line", "Place", v.texts.ordinal(g.InLine))
	case g.Mine == "queue":
		return v.texts.T("oma.group.queue")
	}
	return ""
}

// joinText is what the button says that signs up.
func (v *omaVisit) joinText(g contracts.GroupRow) string {
	if g.Free > 0 {
		return v.texts.T("oma.group.join")
	}
	return v.texts.T("oma.group.join-queue")
}

// leaveText is what the button says that cancels.
func (v *omaVisit) leaveText(g contracts.GroupRow) string {
	if g.Mine == "queue" {
		return v.texts.T("oma.group.leave-queue")
	}
	return v.texts.T("oma.group.cancel")
}

// sessionText says when a meeting is: its day, and from when to when.
func (v *omaVisit) sessionText(s contracts.Session) string {
	return v.texts.T("oma.group.session", "Day", v.texts.Day(calendar.On(s.Starts), v.today()),
		"From", v.texts.Clock(s.Starts), "To", v.texts.Clock(s.Ends))
}

// ordinal returns a place in a line: 2. in Finnish, 2:a in Swedish, 2nd in English.
func (t Texts) ordinal(n int) string {
	suffix := "."
	tens, ones := n%100/10, n%10
	switch {
	case t.Lang == "sv" && tens != 1 && (ones == 1 || ones == 2):
		suffix = ":a"
	case t.Lang == "sv":
		suffix = ":e"
	case t.Lang == "en" && tens != 1 && ones >= 1 && ones <= 3:
		suffix = [...]string{"st", "nd", "rd"}[ones-1]
	case t.Lang == "en":
		suffix = "th"
	}
	return strconv.Itoa(n) + suffix
}
