package web

import (
	"math"
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

// networkView is the people around the young person on a day.
type networkView struct {
	contracts.Network
	attempt
	Asked form // which day
	Names names
	Done  string
}

func networkPath(id es.ID) string { return casePath(id) + "/network" }

// networkAnswers are the pages of the network.
func (s *Service) networkAnswers() []answer {
	return []answer{
		{"GET /cases/{case}/network", signedIn, s.showNetwork},
		{"POST /cases/{case}/network/tie", signedIn, s.act(networks(), drawTie)},
		{"POST /cases/{case}/network/tie-change", signedIn, s.act(networks(), changeTie)},
	}
}

// networks are the people around the young people of cases.
func networks() subject {
	return subject{
		name: "case", lists: "/cases", path: networkPath,
		service: func(s *Service) *edge.Client { return s.Transitions },
		refuse: func(v *visit, id es.ID, t attempt) error {
			view, err := v.network(id, calendar.Date{})
			if err != nil {
				return err
			}
			view.attempt = t
			status, _ := statusOf(*t.No)
			return v.show(status, networkPage(v, view))
		},
	}
}

// showNetwork answers GET /cases/{case}/network: who was there on a day? Without
// one, today.
func (s *Service) showNetwork(v *visit) error {
	id, err := cases().idOf(v.r)
	if err != nil {
		return err
	}
	asked := form{typed: url.Values{"day": {v.r.URL.Query().Get("day")}}, command: es.NewID()}
	r := reading{form: asked}
	day := r.day("day")
	if len(r.wrong) == 0 && day.After(v.today()) {
		r.fault("day", "in-the-future")
	}
	if len(r.wrong) > 0 {
		day = calendar.Date{}
	}
	view, err := v.network(id, day)
	if err != nil {
		return err
	}
	view.Done = doneOf(v.r)
	if len(r.wrong) > 0 {
		view.Asked = asked.refusedFor(r.wrong)
		return v.show(http.StatusUnprocessableEntity, networkPage(v, view))
	}
	return v.show(http.StatusOK, networkPage(v, view))
}

// network reads a network as of a day; the zero day is today.
func (v *visit) network(id es.ID, day calendar.Date) (networkView, error) {
	n, _, err := edge.Call[contracts.Network](v.ctx(), v.Transitions, edge.Request{Method: http.MethodGet, Path: networkPath(id), Query: dayQuery(day)})
	if err != nil {
		return networkView{}, err
	}
	asked := emptyForm()
	asked.typed.Set("day", typedDay(n.Day))
	return networkView{Network: n, Asked: asked, Names: v.namesOf([]es.ID{n.Person})}, nil
}

// dayQuery asks for a day; nil: for today.
func dayQuery(day calendar.Date) url.Values {
	if day.IsZero() {
		return nil
	}
	return url.Values{"day": {day.String()}}
}

// may reports whether the reader may draw now: only in the network of today.
func (n networkView) may(act string) bool { return n.Day == n.Today && slices.Contains(n.May, act) }

// How the page draws a person, and how it says that something has changed.
var (
	drawTie = act{
		name: "tie", path: "tie", done: "tie", request: askTie,
		shown: inForm(map[string]string{"name": "tie_name", "kind": "tie_kind", "from": "tie_from"}),
	}
	changeTie = act{
		name: "tie-change", path: "tie-change", done: "tie-change", request: askTieChange,
		shown: inForm(map[string]string{"closeness": "tie_change", "from": "tie_since"}),
	}
)

func askTie(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("tie_name", "tie_kind", "closeness")
	return edge.Request{Method: http.MethodPost, Path: "/ties", Body: contracts.NewTie{
		Kind: r.text("tie_kind"), Closeness: pointsOf(r.text("closeness")), Name: r.text("tie_name"), From: r.day("tie_from"), Task: r.text("task"),
	}}, r.wrong
}

func askTieChange(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("tie", "tie_change", "tie_since")
	changed, wrong := tieChange(r.text("tie"), r.text("tie_change"))
	r.wrong = append(r.wrong, wrong...)
	changed.From, changed.Task = r.day("tie_since"), r.text("task")
	return edge.Request{Method: http.MethodPost, Path: "/ties/changed", Body: changed}, r.wrong
}

// gone is the choice that somebody is in the network no more.
const gone = "gone"

// closenesses are how near somebody may be; changes what may become of it.
func closenesses() []string { return []string{"1", "2", "3"} }
func tieChanges() []string  { return append(closenesses(), gone) }

// tieChange reads of whom something changes, and what.
func tieChange(tie, change string) (contracts.ChangedTie, []refusal.Field) {
	id, err := es.ParseID(tie)
	if err != nil && tie != "" {
		return contracts.ChangedTie{}, []refusal.Field{{Name: "tie", Code: "no-such-tie"}}
	}
	return contracts.ChangedTie{Tie: id, Closeness: pointsOf(change), Gone: change == gone}, nil
}

// The picture of the network: its size, how far the rings are from the middle, and
// how big a person is.
const (
	networkSize = 360
	networkDot  = 13
)

func networkRing(closeness int) int { return 15 + 48*closeness }

// networkSpots are where people stand, in their order: on their ring, evenly around
// the middle, each ring beginning a little further on.
func networkSpots(people []contracts.Tie) []chartPoint {
	var spots []chartPoint
	on := map[int]int{}
	for _, p := range people {
		on[p.Closeness]++
	}
	seen := map[int]int{}
	for _, p := range people {
		angle := 2*math.Pi*float64(seen[p.Closeness])/float64(on[p.Closeness]) + float64(p.Closeness)*0.7 - math.Pi/2
		seen[p.Closeness]++
		ring := float64(networkRing(p.Closeness))
		spots = append(spots, chartPoint{networkSize/2 + int(math.Round(ring*math.Cos(angle))), networkSize/2 + int(math.Round(ring*math.Sin(angle)))})
	}
	return spots
}

// fromText is since when somebody is in the network.
func (t Texts) fromText(family string, p contracts.Tie) string {
	if p.From.IsZero() {
		return t.T(family + ".always")
	}
	return t.Date(p.From)
}

// closenessText is how near somebody is.
func (t Texts) closenessText(family string, p contracts.Tie) string {
	return t.Code(family+".near", strconv.Itoa(p.Closeness))
}
