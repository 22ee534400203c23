package web

import (
	"net/http"
	"net/url"
	"slices"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// caseViews are the lists of cases, in the order of their tabs.
func caseViews() []string { return append(append([]string{"mine"}, handoverViews()...), "closed") }

// handoverViews are the lists of handovers under way.
func handoverViews() []string { return []string{"offered-to-me", "offered-by-me"} }

// casesView is a list of cases as it is shown.
type casesView struct {
	contracts.CasePage
	names
	View  string
	From  string // the cursor of this page; empty: the first
	Today calendar.Date
	Away  bool // transitions does not answer: there is nothing to show
	Done  string
}

// showCases answers GET /cases: whom am I responsible for, and which handovers
// wait for an answer?
func (s *Service) showCases(v *visit) error {
	query := v.r.URL.Query()
	list := casesView{View: caseViews()[0], From: query.Get("from"), Done: doneOf(v.r), Today: calendar.On(v.now)}
	if view := query.Get("view"); slices.Contains(caseViews(), view) {
		list.View = view
	}
	page, err := s.cases(v, list)
	switch {
	case away(err):
		edge.Note(v.ctx(), err)
		list.Away = true
		return v.show(http.StatusServiceUnavailable, casesPage(v, list))
	case isCode(err, "malformed-cursor"), isCode(err, "malformed-position"):
		return v.goTo("/cases", url.Values{"view": {list.View}})
	case err != nil:
		return err
	}
	list.CasePage = page
	people := make([]es.ID, 0, len(page.Rows))
	for _, row := range page.Rows {
		people = append(people, row.Person)
	}
	list.names = v.namesOf(people)
	return v.show(http.StatusOK, casesPage(v, list))
}

func (s *Service) cases(v *visit, list casesView) (contracts.CasePage, error) {
	query := url.Values{"view": {list.View}}
	for name, value := range map[string]string{"from": list.From, "after": v.r.URL.Query().Get("after")} {
		if value != "" {
			query.Set(name, value)
		}
	}
	page, _, err := edge.Call[contracts.CasePage](v.ctx(), s.Transitions, edge.Request{Method: http.MethodGet, Path: "/cases", Query: query})
	return page, err
}

// casesAddress is where a list of cases is.
func casesAddress(view string) string { return "/cases?view=" + view }

// tab returns a list of cases as its tab shows it.
func (l casesView) tab(view string) tab {
	return tab{Address: casesAddress(view), Name: "cases.view." + view, Here: view == l.View, Count: countOf(l.Counts, view)}
}

// next is where the next page of the list is; empty: there is none.
func (l casesView) next() string {
	if l.Next == "" {
		return ""
	}
	return casesAddress(l.View) + "&" + url.Values{"from": {l.Next}}.Encode()
}

// first is where the first page of the list is; empty: it is the one shown.
func (l casesView) first() string {
	if l.From == "" {
		return ""
	}
	return casesAddress(l.View)
}

// countAhead is how many working days ahead a case counts; what is further off
// has its date only.
const countAhead = 30

// caseDue is what comes next with a case.
func (v *visit) caseDue(row contracts.CaseRow, today calendar.Date) due {
	if row.Next == "" {
		return due{step: v.texts.T("cases.nothing-next")}
	}
	step := v.texts.Code("next", row.Next)
	if row.Next == "accept" && row.OfferedTo != v.worker.ID {
		step = v.texts.T("next.accept-awaited")
	}
	if row.Due.IsZero() {
		return due{step: step}
	}
	left := calendar.WorkingDaysBetween(today, row.Due)
	if left > countAhead {
		left = 0
	}
	d := v.dueBy(row.Due, today, left)
	d.step, d.overdue = step, row.Overdue
	return d
}

// rightText says which right a case has been found to give.
func (v *visit) rightText(right string) string {
	if right == "" {
		return v.texts.T("right.none-yet")
	}
	return v.texts.Code("right", right)
}

// rowRightText says which right a case gives, as far as a list shows it: what was
// assessed in another service is not in lists.
func (v *visit) rowRightText(row contracts.CaseRow) string {
	if row.Right == "" && row.Task != "" && row.Next != "assess-right" && row.OfferedTo == "" {
		return v.texts.T("right.not-in-list")
	}
	return v.rightText(row.Right)
}

// stepAnchor is where the page of a case has the form of its next step; what a
// closed part of the page holds opens when a link leads to it.
func stepAnchor(next string) string {
	switch next {
	case "assess-right":
		return "#right-form"
	case "make-plan", "review-plan":
		return "#plan-form"
	case "answer-handover", "meet", "accept":
		return "#handover"
	case "answer-proposal":
		return "#writings"
	}
	return ""
}

// casePath is the page of a case.
func casePath(id es.ID) string { return "/cases/" + id.String() }
