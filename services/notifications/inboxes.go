package notifications

import (
	"slices"
	"strings"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/readmodel"
)

// Row is one recipient: what the newest notices are, and which letters are owed.
type Row struct {
	Inbox
	Notices []contracts.Notice `json:"notices"`           // newest first, at most shown
	Because map[string]Origin  `json:"because,omitempty"` // of the letters that are owed, by notice
}

// Origin is in the course of what a notice was posted: the conversation and the
// trace that its letter goes on with.
type Origin struct {
	Correlation es.ID  `json:"correlation,omitzero"`
	Traceparent string `json:"traceparent,omitempty"`
	Tracestate  string `json:"tracestate,omitempty"`
}

// shown is how many notices a recipient sees; older ones stay in history.
const shown = 50

// viewOwed lists who is owed a letter, by when the next attempt may begin.
const viewOwed = "owed"

// inboxes answers "what was I told?" and "which letter is due?". Its rows hold
// Inbox: a change of how events change that is a new Version too.
var inboxes = readmodel.Model[Row, Event]{
	Name:     "notifications-inboxes",
	Version:  2,
	Prefixes: []string{Category + "-"},
	Decode:   func(r es.Recorded) (Event, error) { return History.Decode(r.Name, r.Data) },
	Key:      func(r es.Recorded, _ Event) string { return recipientOf(r.Stream) },
	Apply:    applyRow,
	Index:    indexRow,
}

func recipientOf(stream string) string { return strings.TrimPrefix(stream, Category+"-") }

func applyRow(row Row, r es.Recorded, event Event) Row {
	row.Inbox = event.evolve(row.Inbox)
	row.Because = origins(row, event, r.Meta)
	switch e := event.(type) {
	case NoticePosted:
		row.Notices = posted(row.Notices, contracts.Notice{ID: e.Notice, What: string(e.What), At: e.At, Link: e.Link})
	case NoticesRead:
		row.Notices = slices.Clone(row.Notices)
		for i := range row.Notices {
			row.Notices[i].Read = true
		}
	}
	return row
}

// origins returns why each letter that is still owed is owed.
func origins(row Row, event Event, meta es.Meta) map[string]Origin {
	var why map[string]Origin
	for _, l := range row.Owed {
		if why == nil {
			why = map[string]Origin{}
		}
		key := l.Notice.String()
		why[key] = row.Because[key]
		if e, ok := event.(NoticePosted); ok && e.Notice == l.Notice {
			why[key] = Origin{meta.Correlation, meta.Traceparent, meta.Tracestate}
		}
	}
	return why
}

// posted returns notices with one more. It stands by when it happened: facts of
// different services come in any order.
func posted(notices []contracts.Notice, n contracts.Notice) []contracts.Notice {
	i := slices.IndexFunc(notices, func(old contracts.Notice) bool { return !old.At.After(n.At) })
	if i < 0 {
		i = len(notices)
	}
	notices = slices.Insert(slices.Clone(notices), i, n)
	return notices[:min(len(notices), shown)]
}

func indexRow(_ string, row Row) []readmodel.Entry {
	if len(row.Owed) == 0 {
		return nil
	}
	first := slices.MinFunc(row.Owed, func(a, b Letter) int { return a.Next.Compare(b.Next) })
	return []readmodel.Entry{{Set: viewOwed, Score: scoreOf(first.Next)}}
}

// scoreOf orders by instant; whole milliseconds are exact in a score.
func scoreOf(t time.Time) float64 { return float64(t.UnixMilli()) }
