package intake

import (
	"context"
	"hash/crc32"
	"net/http"
	"slices"
	"strconv"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
)

// Watched is a matter as the report of signals sees it: days and codes.
type Watched struct {
	Person   es.ID           `json:"person"` // the child
	Signals  []Signalled     `json:"signals,omitempty"`
	Supports []calendar.Date `json:"supports,omitempty"` // the days on which support began
	Placed   []calendar.Date `json:"placed,omitempty"`   // the days of emergency placements
}

// Signalled is one signal, and what a worker made of it.
type Signalled struct {
	On         calendar.Date `json:"on"`
	Conclusion Conclusion    `json:"conclusion,omitempty"` // empty: not judged yet
	Empty      bool          `json:"empty,omitempty"`      // nothing was answered as seen: there is no signal
}

// watched answers "what followed on signals?".
var watched = readmodel.Model[Watched, Event]{
	Name:     "intake-watched",
	Version:  1<<32 | int(crc32.ChecksumIEEE([]byte("signal, support, placed or not"))),
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

func applyWatched(w Watched, _ es.Recorded, event Event) Watched {
	if e, ok := arrivedBy(event); ok {
		w.Person = e.Person
	}
	switch e := event.(type) {
	case ChecklistFilled:
		w.Signals = append(slices.Clip(w.Signals), Signalled{On: e.On, Empty: len(e.Signal) == 0})
	case ChecklistJudged:
		w.Signals = slices.Clone(w.Signals)
		w.Signals[len(w.Signals)-1].Conclusion = e.Conclusion
	case SupportBegun:
		w.Supports = append(slices.Clip(w.Supports), e.Begun)
	case ChildPlaced:
		w.Placed = append(slices.Clip(w.Placed), e.Placed)
	}
	return w
}

// tracked is one child over all of their matters, from the first signal of a year.
type tracked struct {
	since             calendar.Date
	dismissed         bool // every signal of the year was
	supported, placed bool // after the first signal
}

// track puts the matters of each child together. A child counts once a year,
// however many signals there were: those of the year decide what group it is in.
func track(matters []Watched, year int) map[es.ID]tracked {
	children := map[es.ID]tracked{}
	for _, w := range matters {
		for _, s := range w.Signals {
			if s.Empty || s.On.Year() != year {
				continue
			}
			child, known := children[w.Person]
			if !known {
				child = tracked{since: s.On, dismissed: true}
			}
			if s.On.Before(child.since) {
				child.since = s.On
			}
			child.dismissed = child.dismissed && s.Conclusion == Dismissed
			children[w.Person] = child
		}
	}
	for _, w := range matters {
		child, known := children[w.Person]
		if !known {
			continue
		}
		child.supported = child.supported || anySince(w.Supports, child.since)
		child.placed = child.placed || anySince(w.Placed, child.since)
		children[w.Person] = child
	}
	return children
}

func anySince(days []calendar.Date, since calendar.Date) bool {
	return slices.ContainsFunc(days, func(day calendar.Date) bool { return !day.Before(since) })
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

// decodeYear reads the year of a report. Only whole years are told: of two spans
// that differ by a day, the difference would be about somebody.
func decodeYear(r *http.Request) (int, error) {
	year, err := strconv.Atoi(r.URL.Query().Get("year"))
	if err != nil || year < firstDay.Year() || year > 9000 {
		return 0, ErrUnknownYear
	}
	return year, nil
}

// ErrUnknownYear: not a year that a report can be about.
var ErrUnknownYear = refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "year", Code: "unknown-year"}}}

// seeSignals counts what followed on the signals of a year.
func (s *Service) seeSignals(ctx context.Context, year int) (contracts.SignalReport, error) {
	if year > today(ctx).Year() {
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
			return reportOf(year, track(matters, year)), nil
		}
		query.After = next
	}
}
