package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"nivel/deploy/standalone"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/scripts/demo/day"
)

// errStale: a list did not come to a position in the time that it gives itself.
var errStale = errors.New("a list did not show in time what was written")

// seeing measures how long after the acknowledgement a worker's list includes
// what was acknowledged, beside the same list asked for without waiting. The
// worker has no matter, so that the list itself costs nothing.
func (p plan) seeing(ctx context.Context, s *stand, r *report) error {
	news := supply{now: s.Clock()}
	if err := news.stock(p.looks); err != nil {
		return err
	}
	var visible, floor []float64
	for range p.looks {
		n, err := news.next()
		if err != nil {
			return err
		}
		at, err := s.register(ctx, n)
		if err != nil {
			return fmt.Errorf("register: %w", err)
		}
		took, err := timed(func() error { return s.sees(ctx, at) })
		if err != nil {
			return err
		}
		visible = append(visible, milliseconds(took))
		if took, err = timed(func() error { return s.sees(ctx, es.Position{}) }); err != nil {
			return err
		}
		floor = append(floor, milliseconds(took))
	}
	r.add(
		figure{Name: "visible_p50", Unit: "ms", Value: quantile(visible, 0.5)},
		figure{Name: "visible_p99", Unit: "ms", Value: quantile(visible, 0.99)},
		figure{Name: "list_p50", Unit: "ms", Value: quantile(floor, 0.5)},
		figure{Name: "list_p99", Unit: "ms", Value: quantile(floor, 0.99)},
	)
	return nil
}

// sees returns when the empty list of a worker includes a position.
func (s *stand) sees(ctx context.Context, at es.Position) error {
	page, err := s.look(ctx, "mine", at)
	switch {
	case err != nil:
		return fmt.Errorf("look at a list: %w", err)
	case page.Stale:
		return errStale
	case len(page.Rows) > 0:
		return errors.New("a list that should be empty has rows")
	}
	return nil
}

// nation measures one day of the nation's notifications: from a file, through
// the importer, into the inbox.
func (p plan) nation(ctx context.Context, s *stand, r *report) error {
	rows, err := notifications(s.Clock(), nationSeed, p.rows)
	if err != nil {
		return err
	}
	file, err := writeFile(filepath.Join(s.dir, "day.csv"), rows)
	if err != nil {
		return err
	}
	before, err := s.inbox(ctx)
	if err != nil {
		return err
	}
	var said strings.Builder
	began := time.Now()
	err = standalone.Import{File: file, Area: s.Area.Code, Intake: s.importer(), Out: &said, Now: s.Clock()}.Run(ctx)
	if err != nil {
		return fmt.Errorf("import the day: %w: %s", err, said.String())
	}
	imported := time.Since(began)
	if err := s.inboxHolds(ctx, before+p.rows); err != nil {
		return err
	}
	r.add(
		figure{Name: "nation_import", Unit: perSecond, Value: float64(p.rows) / imported.Seconds()},
		figure{Name: "nation_visible", Unit: "s", Value: time.Since(began).Seconds()},
	)
	return nil
}

func writeFile(path string, rows []contracts.Notification) (string, error) {
	var out bytes.Buffer
	if err := day.WriteCSV(&out, rows); err != nil {
		return "", err
	}
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		return "", fmt.Errorf("write the day: %w", err)
	}
	return path, nil
}

// inbox returns how many matters wait in it.
func (s *stand) inbox(ctx context.Context) (int, error) {
	page, err := s.look(ctx, "mine", es.Position{})
	if err != nil {
		return 0, fmt.Errorf("count the inbox: %w", err)
	}
	for _, count := range page.Counts {
		if count.View == "inbox" {
			return count.Total, nil
		}
	}
	return 0, errors.New("count the inbox: it is not counted")
}

// inboxHolds returns when the inbox has so many rows. Errors: it has more, or
// not as many in time.
func (s *stand) inboxHolds(ctx context.Context, want int) error {
	ctx, done := context.WithTimeout(ctx, time.Minute)
	defer done()
	tick := time.NewTicker(5 * time.Millisecond) // not in the way of what it waits for
	defer tick.Stop()
	for ; ; <-tick.C {
		n, err := s.inbox(ctx)
		switch {
		case err != nil:
			return err
		case n == want:
			return nil
		case n > want:
			return fmt.Errorf("the inbox has %d rows, want %d", n, want)
		}
	}
}
