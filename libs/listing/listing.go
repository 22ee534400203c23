package listing

import (
	"context"
	"errors"
	"math"
	"net/http"
	"slices"
	"time"

	"nivel/libs/es"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
)

// PageSize is how many rows a page of a list has.
const PageSize = 50

// The ends of a list.
var Lowest, Highest = math.Inf(-1), math.Inf(1)

// patience bounds how long a list waits for a position to become visible.
const patience = 2 * time.Second

// What a listing refuses.
var (
	// ErrUnknownView: there is no such list.
	ErrUnknownView = refusal.Refusal{Kind: refusal.Invalid, Code: "unknown-view"}
	// ErrMalformedPosition: what came as ?after= is no log position.
	ErrMalformedPosition = refusal.Refusal{Kind: refusal.Invalid, Code: "malformed-position"}
	// ErrMalformedCursor: what came as ?from= is no place in a list.
	ErrMalformedCursor = refusal.Refusal{Kind: refusal.Invalid, Code: "malformed-cursor"}
	// ErrRebuilding: the lists are being built anew from history; soon again.
	ErrRebuilding = refusal.Refusal{Kind: refusal.Busy, Code: "list-rebuilding"}
)

// Ask is a request for a page of a list.
type Ask struct {
	View  string            // one of the service's; empty where it has one list only
	From  *readmodel.Cursor // go on behind this; nil: from the start
	After es.Position       // what the page is to include; zero: nothing in particular
}

// Decoder reads an Ask of one of these views; the first is asked for when none
// is named. Errors: ErrUnknownView, ErrMalformedCursor, ErrMalformedPosition.
func Decoder(views ...string) func(*http.Request) (Ask, error) {
	return func(r *http.Request) (Ask, error) {
		q := r.URL.Query()
		ask := Ask{View: q.Get("view")}
		if ask.View == "" && len(views) > 0 {
			ask.View = views[0]
		}
		if ask.View != "" && !slices.Contains(views, ask.View) {
			return ask, ErrUnknownView
		}
		if from := q.Get("from"); from != "" {
			cursor, err := readmodel.ParseCursor(from)
			if err != nil {
				return ask, ErrMalformedCursor
			}
			ask.From = &cursor
		}
		if after := q.Get("after"); after != "" {
			position, err := es.ParsePosition(after)
			if err != nil {
				return ask, ErrMalformedPosition
			}
			ask.After = position
		}
		return ask, nil
	}
}

// Query returns the page of the whole list that was asked for.
func (a Ask) Query() readmodel.PageQuery {
	query := readmodel.All(PageSize)
	query.After = a.From
	return query
}

// List is a read model that can be waited for.
type List interface {
	WaitFor(ctx context.Context, at es.Position) error
}

// Visible waits, with patience, until list shows a position, and reports whether
// it does.
func Visible(ctx context.Context, list List, at es.Position) bool {
	if at == (es.Position{}) {
		return true
	}
	ctx, done := context.WithTimeout(ctx, patience)
	defer done()
	return list.WaitFor(ctx, at) == nil
}

// Fault returns err, or ErrRebuilding where that is what it means.
func Fault(err error) error {
	if errors.Is(err, readmodel.ErrRebuilding) {
		return ErrRebuilding
	}
	return err
}
