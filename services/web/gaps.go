package web

import (
	"net/http"
	"net/url"
	"slices"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// gapViews are the boards of gaps, in the order of their tabs.
func gapViews() []string { return []string{"mine", "unit"} }

// gapsView is a board of gaps as it is shown.
type gapsView struct {
	contracts.GapPage
	names
	View string
	From string // the cursor of this page; empty: the first
}

// showGaps answers GET /gaps: who may fall between, and from when on? Who leads a
// unit begins with the unit.
func (s *Service) showGaps(v *visit) error {
	query := v.r.URL.Query()
	board := gapsView{View: gapViews()[0], From: query.Get("from")}
	if v.worker.Role == access.Manager {
		board.View = "unit"
	}
	if view := query.Get("view"); slices.Contains(gapViews(), view) {
		board.View = view
	}
	ask := url.Values{"view": {board.View}}
	if board.From != "" {
		ask.Set("from", board.From)
	}
	page, _, err := edge.Call[contracts.GapPage](v.ctx(), s.Transitions, edge.Request{Method: http.MethodGet, Path: "/gaps", Query: ask})
	if isCode(err, "malformed-cursor") {
		return v.goTo("/gaps", url.Values{"view": {board.View}})
	}
	if err != nil {
		return err
	}
	board.GapPage = page
	people := make([]es.ID, 0, len(page.Rows))
	for _, row := range page.Rows {
		people = append(people, row.Person)
	}
	board.names = v.namesOf(people)
	return v.show(http.StatusOK, gapsPage(v, board))
}

// gapsAddress is where a board of gaps is.
func gapsAddress(view string) string { return "/gaps?view=" + view }

func (b gapsView) tab(view string) tab {
	return tab{Address: gapsAddress(view), Name: "gaps.view." + view, Here: view == b.View}
}

// next is where the next page of the board is; empty: there is none.
func (b gapsView) next() string {
	if b.Next == "" {
		return ""
	}
	return gapsAddress(b.View) + "&" + url.Values{"from": {b.Next}}.Encode()
}

// first is where the first page of the board is; empty: it is the one shown.
func (b gapsView) first() string {
	if b.From == "" {
		return ""
	}
	return gapsAddress(b.View)
}

// gapText says since when or from when on a gap is open.
func (v *visit) gapText(gap contracts.Gap, today calendar.Date) string {
	days := gap.On.DaysUntil(today)
	switch {
	case gap.Open && days == 0:
		return v.texts.T("gaps.today")
	case gap.Open:
		return v.texts.N("gaps.since", days, "Day", v.texts.Date(gap.On))
	}
	return v.texts.N("gaps.from", -days, "Day", v.texts.Date(gap.On))
}

// absence is how the page of a case records that the worker is away.
var absence = act{name: "absence", path: "absence", done: "absence", request: askAbsence}

func askAbsence(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	away := contracts.Absence{From: r.day("from"), Until: r.day("until"), Substitute: r.text("substitute")}
	for name, day := range map[string]calendar.Date{"from": away.From, "until": away.Until} {
		if day.IsZero() && r.text(name) == "" {
			r.fault(name, "required")
		}
	}
	return edge.Request{Method: http.MethodPost, Path: "/absence", Body: away}, r.wrong
}

// standIns are the case workers who may stand in for who is responsible.
func (v *visit) standIns(c caseView) []unitWorkers {
	var units []unitWorkers
	for _, unit := range v.Area.Units {
		some := unitWorkers{Unit: unit}
		for _, w := range v.Area.Workers {
			if w.Unit == unit.Code && w.ID != c.Responsible && (w.Role == access.SocialWorker || w.Role == access.SocialCounsellor) {
				some.Workers = append(some.Workers, w)
			}
		}
		if len(some.Workers) > 0 {
			units = append(units, some)
		}
	}
	return units
}

// awayText says who stands in, and until when.
func (v *visit) awayText(away contracts.Absence) string {
	days := []string{"From", v.texts.Date(away.From), "Until", v.texts.Date(away.Until)}
	if away.Substitute == "" {
		return v.texts.T("absence.nobody", days...)
	}
	return v.texts.T("absence.somebody", append(days, "Name", v.workerName(away.Substitute))...)
}

// continuityText says how steady the worker has been.
func (v *visit) continuityText(c contracts.Continuity) string {
	text := v.texts.N("continuity.changes", c.Changes, "Day", v.texts.Date(c.Since))
	if c.Uncovered > 0 {
		text += " " + v.texts.N("continuity.uncovered", c.Uncovered)
	}
	return text
}
