package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"nivel/deploy/standalone"
	"nivel/libs/contracts"
	"nivel/libs/es"
)

// browsers is how many workers look at the inbox while notifications arrive.
const browsers = 50

// thinking is how long a worker reads the page before asking for it again.
const thinking = time.Second

// busy measures how the inbox answers so many workers while the notifications of
// the busiest hour of ten nations arrive: with nobody sending, with all of them
// sent within p.pace, and with all of them in one file as fast as it is read.
// Each page is asked for by a worker's own request; one that is refused, late or
// stale is an error, not a figure.
func (p plan) busy(ctx context.Context, s *stand, r *report) error {
	rows, err := notifications(s.Clock(), busySeed, 2*p.hour)
	if err != nil {
		return err
	}
	before, err := s.inbox(ctx)
	if err != nil {
		return err
	}
	for _, m := range []struct {
		name string
		send func(context.Context) error
	}{
		{"inbox_idle", func(ctx context.Context) error { return pause(ctx, p.pace) }},
		{"inbox_hour", func(ctx context.Context) error { return p.paced(ctx, s, rows[:p.hour]) }},
		{"inbox_burst", func(ctx context.Context) error { return p.burst(ctx, s, rows[p.hour:]) }},
	} {
		looks, err := s.browseDuring(ctx, m.send)
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		r.add(figure{Name: m.name + "_p50", Unit: "ms", Value: quantile(looks, 0.5)}, figure{Name: m.name + "_p95", Unit: "ms", Value: quantile(looks, 0.95)})
	}
	r.hour = p.hour
	return s.inboxHolds(ctx, before+len(rows))
}

// browseDuring lets the workers look until do has ended, and each of them at
// least once, and returns how long each look took, in milliseconds.
func (s *stand) browseDuring(ctx context.Context, do func(context.Context) error) ([]float64, error) {
	browsing, end := context.WithCancel(ctx)
	defer end()
	var mu sync.Mutex
	var looks []float64
	var errs []error
	var wg sync.WaitGroup
	for i := range browsers {
		wg.Go(func() {
			_ = pause(browsing, time.Duration(i)*thinking/browsers) // they do not all look at once
			for {
				took, err := timed(func() error { return s.inboxPage(ctx) })
				mu.Lock()
				looks, errs = append(looks, milliseconds(took)), append(errs, err)
				mu.Unlock()
				if err != nil || pause(browsing, thinking) != nil {
					return
				}
			}
		})
	}
	err := do(ctx)
	end()
	wg.Wait()
	return looks, errors.Join(append(errs, err)...)
}

// inboxPage asks for the first page of the inbox with its counts, as a worker's
// page does.
func (s *stand) inboxPage(ctx context.Context) error {
	page, err := s.look(ctx, "inbox", es.Position{})
	switch {
	case err != nil:
		return err
	case len(page.Rows) == 0 || len(page.Counts) == 0:
		return errors.New("the inbox is empty or not counted")
	}
	return nil
}

// paced registers notifications one by one, evenly over p.pace.
func (p plan) paced(ctx context.Context, s *stand, rows []contracts.Notification) error {
	tick := time.NewTicker(max(p.pace/time.Duration(len(rows)), time.Millisecond))
	defer tick.Stop()
	for _, n := range rows {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
		if _, err := s.register(ctx, n); err != nil {
			return fmt.Errorf("register: %w", err)
		}
	}
	return nil
}

// burst imports notifications from one file.
func (p plan) burst(ctx context.Context, s *stand, rows []contracts.Notification) error {
	file, err := writeFile(filepath.Join(s.dir, "hour.csv"), rows)
	if err != nil {
		return err
	}
	var said strings.Builder
	if err := (standalone.Import{File: file, Area: s.Area.Code, Intake: s.importer(), Out: &said, Now: s.Clock()}).Run(ctx); err != nil {
		return fmt.Errorf("import the hour: %w: %s", err, said.String())
	}
	return nil
}

// pause waits, unless ctx ends first.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
