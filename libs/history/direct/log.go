package direct

import (
	"context"
	"errors"
	"fmt"

	"nivel/libs/es"
	"nivel/libs/node/engine"
)

// pageRows is how many events a page is made of.
const pageRows = 2_000

// Log is the log of an engine.
type Log struct{ Engine *engine.Engine }

// Follow implements es.Log. Errors: ctx's, a callback's, the engine's.
func (l Log) Follow(ctx context.Context, f es.Following) error {
	filter, err := filterOf(f.Prefixes)
	if err != nil {
		return err
	}
	at, caughtUp := f.After.Commit, false
	for {
		_, grown := l.Engine.Changed() // before the page: what comes after it is not missed
		page, err := l.Engine.ReadAll(ctx, engine.AllQuery{From: at, Rows: pageRows, Filter: filter})
		if err != nil {
			return fmt.Errorf("read the log behind %d: %w", at, err)
		}
		if err := hand(ctx, f, page, page.Next > at); err != nil {
			return err
		}
		at = page.Next
		if !page.Last {
			continue
		}
		if !caughtUp && f.CaughtUp != nil {
			if err := f.CaughtUp(ctx); err != nil {
				return err
			}
		}
		caughtUp = true
		select {
		case <-grown:
		case <-l.Engine.Done():
			return errors.Join(es.ErrUnavailable, l.Engine.Err())
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// filterOf wants streams by prefix; without one, all but system streams.
func filterOf(prefixes []string) (engine.Filter, error) {
	spec := engine.FilterSpec{Prefixes: prefixes}
	if len(prefixes) == 0 {
		spec.Regex = `^[^$]`
	}
	return engine.NewFilter(spec)
}

// hand tells the callbacks of a page.
func hand(ctx context.Context, f es.Following, page engine.AllPage, moved bool) error {
	for _, e := range page.Events {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f.Event(ctx, recorded(e)); err != nil {
			return err
		}
	}
	if !moved || f.Checkpoint == nil {
		return nil
	}
	return f.Checkpoint(ctx, position(page.Next))
}

func position(at uint64) es.Position { return es.Position{Commit: at, Prepare: at} }

func recorded(e engine.Event) es.Recorded {
	r := es.Recorded{
		ID: es.ID(e.ID), Stream: e.Stream, Revision: es.Revision(e.Revision), Position: position(e.Position),
		Name: e.Type, Data: e.Data, RecordedAt: e.Created,
	}
	if meta, err := es.ReadMeta(e.Meta); err == nil { // metadata that is not ours must not stop a Follow
		r.Meta = meta
	}
	return r
}
