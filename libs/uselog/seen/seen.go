package seen

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
	"nivel/libs/uselog"
)

// The no of this package.
var (
	// ErrTooOld refuses log data from before the last two years.
	ErrTooOld = refusal.Refusal{Kind: refusal.Forbidden, Code: "log-too-old", Law: "703/2023 11 §"}
	// ErrWindow refuses a window without a beginning or an end.
	ErrWindow = refusal.Refusal{Kind: refusal.Invalid, Code: "no-window"}
	// ErrCursor refuses a cursor that no page gave.
	ErrCursor = refusal.Refusal{Kind: refusal.Invalid, Code: "no-cursor"}
)

// Window is the days that are asked for, both included, in Helsinki.
type Window struct {
	From, To calendar.Date
	// Special says that there is a special reason to go back more than two years.
	Special bool
}

// Cursor says where a page goes on; empty: at the newest, or nowhere.
type Cursor string

// Page is a part of an answer, newest first.
type Page struct {
	Entries []uselog.Entry
	Next    Cursor // empty: there are no more
}

// row is one entry of the log in Redis.
type row struct {
	Entry uselog.Entry `json:"entry"`
}

// Model answers "who has seen this person's data?", "what has this worker seen?"
// and "what was seen on this day?".
func Model() readmodel.Model[row, uselog.Event] {
	return readmodel.Model[row, uselog.Event]{
		Name: "uselog-seen", Version: 2, Prefixes: []string{"uselog-"},
		Decode: uselog.Decode,
		Key: func(r es.Recorded, event uselog.Event) string {
			if _, ok := event.(uselog.Noted); !ok {
				return ""
			}
			return r.Stream + "@" + strconv.FormatInt(int64(r.Revision), 10)
		},
		Apply: func(before row, _ es.Recorded, event uselog.Event) row {
			noted, ok := event.(uselog.Noted)
			if !ok {
				return before
			}
			noted.Entry.Reason = nil
			return row{noted.Entry}
		},
		Index: func(_ string, r row) []readmodel.Entry {
			at := newestFirst(r.Entry.At)
			places := []readmodel.Entry{{Set: everything, Score: at}, {Set: actorSet(r.Entry.Actor), Score: at}}
			for _, p := range r.Entry.Persons {
				places = append(places, readmodel.Entry{Set: personSet(p), Score: at})
			}
			return places
		},
	}
}

// everything is the set of all entries, for the report of a day.
const everything = "all"

func personSet(p es.ID) string     { return "person:" + p.String() }
func actorSet(actor string) string { return "actor:" + actor }

// newestFirst is a score: milliseconds, the later the smaller.
func newestFirst(t time.Time) float64 { return -float64(t.UnixMilli()) }

// Seen is the read model and its questions. It may be used by many at once.
type Seen struct {
	*readmodel.Projection[row, uselog.Event]
	clock func() time.Time
}

// New returns the read model of the logs in history. Run must run in some
// process.
func New(redis *readmodel.Redis, log es.Log, clock func() time.Time) (*Seen, error) {
	p, err := readmodel.New(redis, log, Model())
	if err != nil {
		return nil, err
	}
	return &Seen{p, clock}, nil
}

// Looks returns who has looked at person's data within a window, newest first, a
// page at a time (limit 1 to 500). Every entry is there with all whom it names:
// pass it through uselog.OwnView or uselog.Extract before it is shown to anybody
// but the privacy officer. Errors: ErrTooOld, ErrWindow, ErrCursor;
// readmodel.ErrRebuilding.
func (s *Seen) Looks(ctx context.Context, person es.ID, w Window, after Cursor, limit int) (Page, error) {
	if first := uselog.LookBack(calendar.On(s.clock())); !w.Special && w.From.Before(first) {
		return Page{}, ErrTooOld.With("from", first.String())
	}
	return s.page(ctx, personSet(person), w, after, limit)
}

// LooksBy returns what a worker has looked at, for the privacy officer, whose
// duty has no limit of two years. Errors: ErrWindow, ErrCursor;
// readmodel.ErrRebuilding.
func (s *Seen) LooksBy(ctx context.Context, actor string, w Window, after Cursor, limit int) (Page, error) {
	return s.page(ctx, actorSet(actor), w, after, limit)
}

// LooksOn returns all that was looked at on a day, for the report of it. Errors:
// ErrWindow, ErrCursor; readmodel.ErrRebuilding.
func (s *Seen) LooksOn(ctx context.Context, day calendar.Date, after Cursor, limit int) (Page, error) {
	return s.page(ctx, everything, Window{From: day, To: day}, after, limit)
}

func (s *Seen) page(ctx context.Context, set string, w Window, after Cursor, limit int) (Page, error) {
	if w.From.IsZero() || w.To.IsZero() {
		return Page{}, ErrWindow
	}
	end := w.To.AddDays(1).Midnight()
	q := readmodel.PageQuery{
		Min: math.Nextafter(newestFirst(end), math.Inf(1)), Max: newestFirst(w.From.Midnight()), Limit: limit,
	}
	if after != "" {
		at, err := readmodel.ParseCursor(string(after))
		if err != nil {
			return Page{}, ErrCursor
		}
		q.After = &at
	}
	items, next, err := s.Page(ctx, set, q)
	if err != nil {
		return Page{}, fmt.Errorf("ask who has seen: %w", err)
	}
	var page Page
	for _, item := range items {
		page.Entries = append(page.Entries, item.Row.Entry)
	}
	if next != nil {
		page.Next = Cursor(next.String())
	}
	return page, nil
}
