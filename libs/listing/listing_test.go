package listing_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"net/url"
	"testing"

	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/readmodel"
)

func ask(t testing.TB, query string, views ...string) (listing.Ask, error) {
	t.Helper()
	return listing.Decoder(views...)(httptest.NewRequest("GET", "/things?"+query, nil))
}

func TestDecoder(t *testing.T) {
	cursor := readmodel.Cursor{Score: 17, Key: "k"}
	for query, want := range map[string]listing.Ask{
		"":                      {View: "mine"},
		"view=theirs":           {View: "theirs"},
		"view=mine&after=12/12": {View: "mine", After: es.Position{Commit: 12, Prepare: 12}},
	} {
		if got, err := ask(t, query, "mine", "theirs"); err != nil || got != want {
			t.Errorf("?%s asks for %+v, %v", query, got, err)
		}
	}
	got, err := ask(t, "from="+url.QueryEscape(cursor.String()), "mine")
	if err != nil || got.From == nil || *got.From != cursor {
		t.Errorf("the cursor was read as %v, %v", got.From, err)
	}
	if got.Query().After == nil || got.Query().Limit != listing.PageSize {
		t.Errorf("the query is %+v", got.Query())
	}
	for query, want := range map[string]error{
		"view=all": listing.ErrUnknownView, "from=x": listing.ErrMalformedCursor, "after=now": listing.ErrMalformedPosition,
	} {
		if _, err := ask(t, query, "mine"); !errors.Is(err, want) {
			t.Errorf("?%s: error is %v, wanted %v", query, err, want)
		}
	}
	if _, err := ask(t, "view=mine"); !errors.Is(err, listing.ErrUnknownView) {
		t.Errorf("a list without views has one: %v", err)
	}
}

func FuzzDecoder(f *testing.F) {
	f.Add("view=mine&from=17+k&after=1/1")
	f.Fuzz(func(t *testing.T, query string) {
		r := httptest.NewRequest("GET", "/things", nil)
		r.URL.RawQuery = query
		if got, err := listing.Decoder("mine", "theirs")(r); err == nil && got.View != "mine" && got.View != "theirs" {
			t.Errorf("%q asks for %+v", query, got)
		}
	})
}

type never struct{}

func (never) WaitFor(ctx context.Context, _ es.Position) error { <-ctx.Done(); return ctx.Err() }

func TestVisible(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if listing.Visible(ctx, never{}, es.Position{Commit: 1, Prepare: 1}) {
		t.Error("shows what never came")
	}
	if !listing.Visible(ctx, never{}, es.Position{}) {
		t.Error("waits for nothing in particular")
	}
}

func TestFault(t *testing.T) {
	if err := listing.Fault(fmt.Errorf("page: %w", readmodel.ErrRebuilding)); !errors.Is(err, listing.ErrRebuilding) {
		t.Errorf("error is %v", err)
	}
	if err := listing.Fault(nil); err != nil {
		t.Errorf("error is %v", err)
	}
}
