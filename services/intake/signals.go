package intake

import (
	"context"
	"hash/crc32"
	"net/http"
	"slices"
	"strconv"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
	"nivel/services/intake/persons"
)

// Watched is a matter as the report of signals sees it: days and codes.
type Watched struct {
	Person   es.ID       `json:"person"` // the child
	Signals  []Signalled `json:"signals,omitempty"`
	Supports []Step      `json:"supports,omitempty"` // on which days support began
	Placed   []Step      `json:"placed,omitempty"`   // the days of emergency placements
}

// Signalled is one signal, and what a worker made of it.
type Signalled struct {
	On         calendar.Date `json:"on"`
	Recorded   time.Time     `json:"recorded"`
	Conclusion Conclusion    `json:"conclusion,omitempty"` // empty: not judged yet
	Judged     time.Time     `json:"judged,omitzero"`      // when that was recorded
	Empty      bool          `json:"empty,omitempty"`      // nothing was answered as seen: there is no signal
}

// watched answers "what followed on signals?".
var watched = readmodel.Model[Watched, Event]{
	Name:     "intake-watched",
	Version:  2<<32 | int(crc32.ChecksumIEEE([]byte("signal, support, placed or not"))),
	Prefixes: []string{Category + "-"},
	Decode:   func(r es.Recorded) (Event, error) { return History.Decode(r.Name, r.Data) },
	Key:      func(r es.Recorded, _ Event) string { return matterOf(r.Stream) },
	Apply:    applyWatched,
	Index: func(_ string, w Watched) []readmodel.Entry {
		if len(w.Signals)+len(w.Placed) == 0 {
			return nil
		}
		return []readmodel.Entry{{Set: setWatched}}
	},
}

const setWatched = "watched"

func applyWatched(w Watched, r es.Recorded, event Event) Watched {
	if e, ok := arrivedBy(event); ok {
		w.Person = e.Person
	}
	switch e := event.(type) {
	case ChecklistFilled:
		w.Signals = append(slices.Clip(w.Signals), Signalled{On: e.On, Recorded: r.RecordedAt, Empty: len(e.Signal) == 0})
	case ChecklistJudged:
		w.Signals = slices.Clone(w.Signals)
		last := &w.Signals[len(w.Signals)-1]
		last.Conclusion, last.Judged = e.Conclusion, r.RecordedAt
	case SupportBegun:
		w.Supports = append(slices.Clip(w.Supports), Step{e.Begun, r.RecordedAt})
	case ChildPlaced:
		w.Placed = append(slices.Clip(w.Placed), Step{e.Placed, r.RecordedAt})
	}
	return w
}

// tracked is one child over all of their matters, from the first signal of a year.
type tracked struct {
	since             calendar.Date
	dismissed         bool // every signal of the year was
	supported, placed bool // after the first signal
}

// signalsCut is until when a year's report hears of what followed: what is
// recorded later changes it no more. Were it to change, two looks at it would tell
// what is between them, and the one child there is would show under a hidden number.
func signalsCut(year int) time.Time { return contracts.SignalsToldFrom(year).Midnight() }

// track puts the matters of each child together, as they were recorded by the cut
// of the year. A child counts once a year, however many signals there were: those
// of the year decide what group it is in.
func track(matters []Watched, year int) map[es.ID]tracked {
	children, cut := map[es.ID]tracked{}, signalsCut(year)
	for _, w := range matters {
		for _, s := range w.Signals {
			if s.Empty || s.On.Year() != year || !s.Recorded.Before(cut) {
				continue
			}
			child, known := children[w.Person]
			if !known {
				child = tracked{since: s.On, dismissed: true}
			}
			if s.On.Before(child.since) {
				child.since = s.On
			}
			child.dismissed = child.dismissed && s.Conclusion == Dismissed && s.Judged.Before(cut)
			children[w.Person] = child
		}
	}
	for _, w := range matters {
		child, known := children[w.Person]
		if !known {
			continue
		}
		child.supported = child.supported || anySince(w.Supports, child.since, cut)
		child.placed = child.placed || anySince(w.Placed, child.since, cut)
		children[w.Person] = child
	}
	return children
}

func anySince(steps []Step, since calendar.Date, cut time.Time) bool {
	return slices.ContainsFunc(steps, func(s Step) bool { return !s.On.Before(since) && s.Recorded.Before(cut) })
}

// group is the line of the report that a child is in.
func (t tracked) group() string {
	switch {
	case t.supported:
		return contracts.SignalSupported
	case t.dismissed:
		return contracts.SignalDismissed
	}
	return contracts.SignalNotSupported
}

// smallest is how many children a cell must have to be shown. House rule.
const smallest = 5

// reportOf counts children. Cells under five are hidden; so is the total where any
// cell is: what is hidden cannot be found by subtracting.
func reportOf(year int, children map[es.ID]tracked) contracts.SignalReport {
	placed, not := map[string]int{}, map[string]int{}
	for _, child := range children {
		if child.placed {
			placed[child.group()]++
		} else {
			not[child.group()]++
		}
	}
	report := contracts.SignalReport{Year: year, Smallest: smallest}
	whole := true
	shown := func(n int) *int {
		if n < smallest {
			whole = false
			return nil
		}
		return &n
	}
	for _, group := range contracts.SignalGroups() {
		report.Groups = append(report.Groups, contracts.SignalGroup{Group: group, Placed: shown(placed[group]), NotPlaced: shown(not[group])})
	}
	if total := len(children); whole {
		report.Total = &total
	}
	return report
}

// decodeYear reads the year of a report. Only whole years are told, each from a
// fixed day on and always alike: of two spans that differ by a day, the difference
// would be about somebody.
func decodeYear(r *http.Request) (int, error) {
	year, err := strconv.Atoi(r.URL.Query().Get("year"))
	if err != nil || year < firstDay.Year() || year > 9000 {
		return 0, ErrUnknownYear
	}
	return year, nil
}

// ErrUnknownYear: not a year that a report can be about, or not yet.
var ErrUnknownYear = refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "year", Code: "unknown-year"}}}

// seeSignals counts what followed on the signals of a year that is over.
func (s *Service) seeSignals(ctx context.Context, year int) (contracts.SignalReport, error) {
	if today(ctx).Before(contracts.SignalsToldFrom(year)) {
		return contracts.SignalReport{}, ErrUnknownYear
	}
	var matters []Watched
	query := readmodel.All(figuresPage)
	for {
		items, next, err := s.watched.Page(ctx, setWatched, query)
		if err != nil {
			return contracts.SignalReport{}, listing.Fault(err)
		}
		for _, item := range items {
			matters = append(matters, item.Row)
		}
		if next == nil {
			then, err := s.whoWas(ctx, signalsCut(year))
			if err != nil {
				return contracts.SignalReport{}, err
			}
			for i, w := range matters {
				matters[i].Person = then.Of(w.Person)
			}
			return reportOf(year, track(matters, year)), nil
		}
		query.After = next
	}
}

// whoWas is who counted as whom by what was recorded before a moment. A merge after
// the cut of a year would change what was told of it by the one child.
func (s *Service) whoWas(ctx context.Context, cut time.Time) (then persons.All, err error) {
	happened, err := s.persons.History(ctx, persons.Everybody)
	for _, h := range happened {
		if h.RecordedAt.Before(cut) {
			then = persons.Decider.Evolve(then, h.Event)
		}
	}
	return then, err
}
