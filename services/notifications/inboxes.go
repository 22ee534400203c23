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
	Notices []contracts.Notice `json:"notices"` // newest first, at most shown
}

// shown is how many notices a recipient sees; older ones stay in history.
const shown = 50

// viewOwed lists who is owed a letter, by when the next attempt may begin.
const viewOwed = "owed"

// inboxes answers "what was I told?" and "which letter is due?". Its rows hold
// Inbox: a change of how events change that is a new Version too.
var inboxes = readmodel.Model[Row, Event]{
	Name:     "notifications-inboxes",
	Version:  1,
	Prefixes: []string{Category + "-"},
	Decode:   func(r es.Recorded) (Event, error) { return History.Decode(r.Name, r.Data) },
	Key:      func(r es.Recorded, _ Event) string { return recipientOf(r.Stream) },
	Apply:    applyRow,
	Index:    indexRow,
}

func recipientOf(stream string) string { return strings.TrimPrefix(stream, Category+"-") }

func applyRow(row Row, _ es.Recorded, event Event) Row {
	row.Inbox = event.evolve(row.Inbox)
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
