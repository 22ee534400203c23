package web

import (
	"net/http"
	"net/url"
	"slices"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// caseView is a case as its page shows it.
type caseView struct {
	contracts.Case
	attempt
	Names  names
	Origin *contracts.Matter // the matter that the case came from; nil: none, or not for the reader
	Partly bool              // intake did not tell what happened earlier
	Today  calendar.Date
	Done   string
	groups knownGroups // that the young person is or was in
}

// cases are what services/transitions is about.
func cases() subject {
	return subject{
		name: "case", lists: "/cases", path: casePath,
		service: func(s *Service) *edge.Client { return s.Transitions },
		refuse: func(v *visit, id es.ID, t attempt) error {
			view, err := v.caseView(id)
			if err != nil {
				return err
			}
			view.attempt = t
			status, _ := statusOf(*t.No)
			return v.show(status, casePage(v, view))
		},
	}
}

// showCase answers GET /cases/{case}.
func (s *Service) showCase(v *visit) error {
	id, err := cases().idOf(v.r)
	if err != nil {
		return err
	}
	view, err := v.caseView(id)
	if err != nil {
		return err
	}
	view.Done = doneOf(v.r)
	return v.show(http.StatusOK, casePage(v, view))
}

// caseView reads a case and, from intake, who it is about and what happened
// before: without intake the page shows everything else.
func (v *visit) caseView(id es.ID) (caseView, error) {
	query := url.Values{}
	if after := v.r.URL.Query().Get("after"); after != "" {
		query.Set("after", after)
	}
	c, _, err := edge.Call[contracts.Case](v.ctx(), v.Transitions, edge.Request{Method: http.MethodGet, Path: casePath(id), Query: query})
	if err != nil {
		return caseView{}, err
	}
	view := caseView{Case: c, Today: calendar.On(v.now), Names: v.namesOf([]es.ID{c.Person})}
	view.Origin, view.Partly = v.origin(c.Matter, view.Names.away)
	view.groups = v.groupsOf(c.Groups)
	return view, nil
}

// origin returns the matter that a case came from, where the reader may see it,
// and whether it is not known now. An intake that has just not answered is not
// asked again.
func (v *visit) origin(matter es.ID, away bool) (from *contracts.Matter, unknown bool) {
	if matter.IsZero() || away {
		return nil, away
	}
	m, err := v.matter(v, matter)
	if no, refused := refusal.As(err); refused && no.Kind != refusal.Busy {
		return nil, false // not for the reader, whatever there is
	}
	if err != nil {
		edge.Note(v.ctx(), err)
		return nil, true
	}
	return &m, false
}

// wholeTimeline is what happened on both sides of the case's opening, oldest
// first.
func (c caseView) wholeTimeline() []contracts.Happened {
	ours := ofOtherTasks(c.Timeline, c.Task)
	if c.Origin == nil {
		return ours
	}
	whole := slices.Concat(c.Origin.Timeline, ours)
	slices.SortStableFunc(whole, func(a, b contracts.Happened) int { return a.At.Compare(b.At) })
	return whole
}

// ofOtherTasks leaves in lines to which service task they belong only where that is
// another than the one of the case: of all others it goes without saying.
func ofOtherTasks(lines []contracts.Happened, task string) []contracts.Happened {
	lines = slices.Clone(lines)
	for i, line := range lines {
		if line.Task == task {
			lines[i].Task = ""
		}
	}
	return lines
}

// withheld reports whether there is a document that the reader does not see.
func (c caseView) withheld(name string) bool { return slices.Contains(c.Withheld, name) }

// offerOnly reports whether the reader sees the offer and no record.
func (c caseView) offerOnly() bool { return c.Shows == contracts.ShowsOffer }

// rightWords says which right the case has been found to give, or why that is
// not shown.
func (v *visit) rightWords(c caseView) string {
	if c.Right == "" && c.withheld("right") {
		return v.texts.T("right.withheld")
	}
	return v.rightText(c.Right)
}

// may reports whether the reader may do something now.
func (c caseView) may(act string) bool { return slices.Contains(c.May, act) }

// The acts, as the page of a case offers them.
var (
	assessRight   = act{name: "right", path: "right", done: "right", request: askRight}
	makePlan      = act{name: "plan", path: "plan", done: "plan", request: askPlan, shown: shownGoals}
	offerCase     = act{name: "offer", path: "offer", done: "offer", request: askOffer}
	refuseCase    = act{name: "refuse", path: "refuse", done: "refuse", request: askRefusal}
	recordMeeting = act{name: "meet", path: "meet", done: "meet", request: askMeeting}
	acceptCase    = act{name: "accept", path: "accept", done: "accept", request: askAcceptance}
	inviteYouth   = act{name: "invite", path: "invite"}

	extendCase      = act{name: "extend", path: "extend", done: "extend", request: askExtendCase, shown: shownAs("until", "extended_until")}
	findAreas       = act{name: "areas", path: "areas", done: "areas", request: askAreas}
	makeClosingPlan = act{name: "closing-plan", path: "closing-plan", done: "closing-plan", request: askClosingPlan}
	closeCase       = act{name: "close", path: "close", done: "close", request: askClosing, shown: shownAs("reason", "closing_reason")}
	makeDecision    = act{name: "decide", path: "decide", done: "decide", request: askDecision}
	serveDecision   = act{name: "decide", path: "serve", done: "serve", request: askService}
	reserveFunds    = act{name: "reserve", path: "reserve", done: "reserve", request: askReserve}
	takeBack        = act{name: "return", path: "return", done: "return", request: askReturn}
)
