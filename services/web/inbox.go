package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// views are the lists of the desk, in the order of their tabs.
func views() []string { return []string{"inbox", "mine", "assessing"} }

// listView is a list as it is shown.
type listView struct {
	contracts.MatterPage
	View  string
	From  string // the cursor of this page; empty: the first
	Today calendar.Date
	Away  bool   // intake does not answer: there is nothing to show
	Why   string // key of the text that says why
	Done  string
}

// showInbox answers GET /inbox: what needs doing, by when?
func (s *Service) showInbox(v *visit) error {
	if v.oversees() { // whose work is not with clients
		return v.goTo("/oversight", nil)
	}
	list := listView{View: viewOf(v.r), From: v.r.URL.Query().Get("from"), Done: doneOf(v.r), Today: calendar.On(v.now)}
	page, err := s.matters(v, list)
	switch {
	case away(err):
		edge.Note(v.ctx(), err)
		list.Away, list.Why = true, awayText("inbox.away", err)
	case isCode(err, "malformed-cursor"), isCode(err, "malformed-position"):
		return v.goTo("/inbox", url.Values{"view": {list.View}})
	case err != nil:
		return err
	}
	list.MatterPage = page
	if byItself(v.r) {
		return v.refresh(list)
	}
	if list.Away {
		return v.show(http.StatusServiceUnavailable, inboxPage(v, list))
	}
	v.listens = list.liveAddress()
	return v.show(http.StatusOK, inboxPage(v, list))
}

func (s *Service) matters(v *visit, list listView) (contracts.MatterPage, error) {
	query := url.Values{"view": {list.View}}
	for name, value := range map[string]string{"from": list.From, "after": v.r.URL.Query().Get("after")} {
		if value != "" {
			query.Set(name, value)
		}
	}
	page, _, err := edge.Call[contracts.MatterPage](v.ctx(), s.Intake, edge.Request{Method: http.MethodGet, Path: "/matters", Query: query})
	return page, err
}

// refresh answers a live list that asks by itself: with the list only, or, where
// there is none, with a word beside the list that is there.
func (v *visit) refresh(list listView) error {
	if list.Away {
		v.w.Header().Set("HX-Retarget", "#news")
		v.w.Header().Set("HX-Reswap", "innerHTML")
		return v.show(http.StatusServiceUnavailable, refreshFailed(v))
	}
	return v.show(http.StatusOK, matterList(v, list))
}

func viewOf(r *http.Request) string {
	if view := r.URL.Query().Get("view"); slices.Contains(views(), view) {
		return view
	}
	return views()[0]
}

// done lists what a page can confirm that was done just now.
func done() []string {
	return append(dailyDone(),
		"registered", "repeated", "urgency", "start", "outcome", "take", "hand", "birth", "queue", "placement", "continuation", "placement-end", "draft", "delay",
		"right", "plan", "offer", "refuse", "meet", "accept", "group", "protected", "protection-ended", "ban", "lift", "absence", "extend", "areas", "closing-plan", "close", "return", "decide", "serve", "reserve", "permit",
		"source", "checklist", "judged", "support", "team-asked", "team-view", "team-recommended", "team-closed",
		"withdraw", "summary", "agreed", "transfer", "step", "follow-up",
		"answer", "meeting", "held", "meeting-cancel",
		"identified", "merged", "unmerged",
	)
}

func doneOf(r *http.Request) string {
	if what := r.URL.Query().Get("done"); slices.Contains(done(), what) {
		return what
	}
	return ""
}

func isCode(err error, code string) bool {
	no, ok := refusal.As(err)
	return ok && no.Code == code
}

// tab is one list among several, with how much work it holds.
type tab struct {
	Address string
	Name    string // key of its text
	Here    bool   // it is the one shown
	Count   contracts.ViewCount
}

// tab returns a list as its tab shows it.
func (l listView) tab(view string) tab {
	return tab{Address: l.address(view, ""), Name: "view." + view, Here: view == l.View, Count: countOf(l.Counts, view)}
}

// countOf returns how much work a view holds.
func countOf(counts []contracts.ViewCount, view string) contracts.ViewCount {
	i := slices.IndexFunc(counts, func(c contracts.ViewCount) bool { return c.View == view })
	if i < 0 {
		return contracts.ViewCount{View: view}
	}
	return counts[i]
}

// next is where the next page of the list is; empty: there is none.
func (l listView) next() string {
	if l.Next == "" {
		return ""
	}
	return l.address(l.View, l.Next)
}

// first is where the first page of the list is; empty: it is the one shown.
func (l listView) first() string {
	if l.From == "" {
		return ""
	}
	return l.address(l.View, "")
}

// address is where a page of the list is.
func (l listView) address(view, from string) string {
	query := url.Values{"view": {view}}
	if from != "" {
		query.Set("from", from)
	}
	return "/inbox?" + query.Encode()
}

// liveAddress is where a list hears of what happens after it was read.
func (l listView) liveAddress() string {
	query := url.Values{"view": {l.View}, "after": {l.AsOf}}
	if l.From != "" {
		query.Set("from", l.From)
	}
	return livePath + "?" + query.Encode()
}

// nextAct is the one thing that a row offers to do.
func (v *visit) nextAct(row contracts.MatterRow) string {
	switch {
	case row.Next == "assess-urgency":
		return "assess-urgency"
	case row.Holder == "" && row.Next != "":
		return "take"
	case row.Next == "decide-start" && row.Holder == v.worker.ID:
		return "decide-start"
	default:
		return "open"
	}
}

// holderText says who has a matter.
func (v *visit) holderText(holder string) string {
	switch holder {
	case "":
		return v.texts.T("holder.nobody")
	case v.worker.ID:
		return v.texts.T("holder.me")
	}
	return v.workerName(holder)
}

// ageText says how old somebody is, as far as that is known.
func (v *visit) ageText(years *int) string {
	if years == nil {
		return v.texts.T("age.unknown")
	}
	return v.texts.N("age.years", *years)
}

// matterDue is what comes next with a matter.
func (v *visit) matterDue(row contracts.MatterRow, today calendar.Date) due {
	if row.Next == "" {
		return due{step: v.texts.Code("state", row.State)}
	}
	d := v.dueBy(row.Due, today, row.DaysLeft)
	d.step, d.overdue = v.texts.Code("next", row.Next), row.Overdue
	if row.Target {
		d.step = v.texts.T("due.target", "Step", d.step)
	}
	if row.Next == "assess-urgency" {
		d.by = v.texts.T("due.at-once", "Day", v.texts.Day(row.Due, today))
	}
	return d
}

// matterPath is the page of a matter.
func matterPath(id es.ID) string { return "/matters/" + id.String() }

// revisionText is a revision as a form carries it.
func revisionText(r es.Revision) string { return strconv.FormatInt(int64(r), 10) }
