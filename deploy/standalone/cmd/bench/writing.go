package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"nivel/libs/es"
)

// rawRecord is the size in bytes of what is appended to a bare file.
const rawRecord = 400

// writing measures how fast things can be written down: on the bare disk, by the
// client of history, and as commands.
func (p plan) writing(ctx context.Context, s *stand, r *report) error {
	disk, err := os.Create(filepath.Join(s.dir, "raw"))
	if err != nil {
		return fmt.Errorf("make a bare file: %w", err)
	}
	defer disk.Close()
	event, err := s.sample(ctx)
	if err != nil {
		return err
	}
	w := writers{plan: p, stand: s, disk: disk, event: event, supply: supply{now: s.Clock()}}
	figures, err := takeTurns(ctx, p.rounds,
		measurement{"disk_1", perSecond, func(context.Context) (float64, error) { return w.onDisk(1) }},
		measurement{"history_1", perSecond, func(ctx context.Context) (float64, error) { return w.append(ctx, 1) }},
		measurement{"commands_1", perSecond, func(ctx context.Context) (float64, error) { return w.command(ctx, 1) }},
		measurement{"disk_16", perSecond, func(context.Context) (float64, error) { return w.onDisk(many) }},
		measurement{"history_16", perSecond, func(ctx context.Context) (float64, error) { return w.append(ctx, many) }},
		measurement{"commands_16", perSecond, func(ctx context.Context) (float64, error) { return w.command(ctx, many) }},
	)
	r.eventBytes = len(event.Data)
	r.add(figures...)
	return err
}

// sample returns one event as intake stores it.
func (s *stand) sample(ctx context.Context) (es.NewEvent, error) {
	rows, err := notifications(s.Clock(), fillSeed, 1)
	if err != nil {
		return es.NewEvent{}, err
	}
	_, events, err := s.matterOf(ctx, rows[0])
	if err != nil {
		return es.NewEvent{}, err
	}
	return events[0], nil
}

// writers are those who write.
type writers struct {
	plan
	*stand
	disk   *os.File
	event  es.NewEvent
	supply supply
}

// onDisk appends records, as many at a time as there are writers, each time down
// to the disk.
func (w *writers) onDisk(writers int) (float64, error) {
	records := bytes.Repeat([]byte("x"), rawRecord*writers)
	written, began := 0, time.Now()
	for time.Since(began) < w.slice {
		if _, err := w.disk.Write(records); err != nil {
			return 0, fmt.Errorf("write to the bare file: %w", err)
		}
		if err := dataSync(w.disk); err != nil {
			return 0, fmt.Errorf("sync the bare file: %w", err)
		}
		written += writers
	}
	return float64(written) / time.Since(began).Seconds(), nil
}

// append appends one event at a time to a fresh stream. No list reads those
// streams.
func (w *writers) append(ctx context.Context, writers int) (float64, error) {
	return rate(ctx, writers, w.slice, func(ctx context.Context) error {
		e := w.event
		e.ID = es.NewID()
		_, err := w.History.Append(ctx, "bench-"+e.ID.String(), es.NoStream, e)
		return err
	})
}

// command registers notifications, each of another child, and then waits until
// lists and bus have taken them.
func (w *writers) command(ctx context.Context, writers int) (float64, error) {
	if err := w.supply.stock(int(5_000 * w.slice.Seconds())); err != nil {
		return 0, err
	}
	var mu sync.Mutex
	var last es.Position
	perSecond, err := rate(ctx, writers, w.slice, func(ctx context.Context) error {
		n, err := w.supply.next()
		if err != nil {
			return err
		}
		at, err := w.register(ctx, n)
		mu.Lock()
		defer mu.Unlock()
		if at.After(last) {
			last = at
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("register: %w", err)
	}
	return perSecond, w.settle(ctx, last)
}
