package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/readmodel"
	"nivel/services/intake"
)

// errDiffers: rebuilding a list changed it.
var errDiffers = errors.New("the rebuilt lists differ from those that grew with history")

// fillers is how many append to history at a time while it is filled.
const fillers = 32

// rebuild measures how fast lists are built anew from history, beside the bare
// read of the same history and the bare writes of the same rows.
func (p plan) rebuild(ctx context.Context, s *stand, r *report) error {
	before, err := s.inbox(ctx) // what warming up left
	if err != nil {
		return err
	}
	h, err := p.fill(ctx, s, r)
	if err != nil {
		return err
	}
	if err := s.inboxHolds(ctx, before+h.matters); err != nil {
		return err
	}
	h.warmUp = before
	redis, err := dialRedis(filepath.Join(s.dir, redisName))
	if err != nil {
		return err
	}
	defer redis.conn.Close()
	figures, err := takeTurns(ctx, p.rebuilds,
		measurement{"read_events", perSecond, func(ctx context.Context) (float64, error) { return h.read(ctx, s) }},
		measurement{"redis_writes", perSecond, func(context.Context) (float64, error) { return h.write(redis) }},
		measurement{"rebuild_events", perSecond, func(ctx context.Context) (float64, error) { return h.rebuild(ctx, s) }},
	)
	if err != nil {
		return err
	}
	r.add(figures...)
	r.add(figure{Name: "rebuild_writes", Unit: perSecond, Value: r.value("rebuild_events") * h.writesPerEvent()})
	r.events, r.digest = h.events(), h.digest.Sum
	return nil
}

// past is the history that is rebuilt.
type past struct {
	matters int
	warmUp  int // matters of one event each that were there before
	row     string
	digest  readmodel.Digest // of the lists as they grew with it
}

func (h *past) events() int { return h.matters*eventsPerMatter + h.warmUp }

// writesPerMatter: the row, its place in the inbox, its place in the list of
// whoever took it.
const writesPerMatter = 3

func (h *past) writesPerEvent() float64 {
	return float64(h.matters*writesPerMatter+h.warmUp*(writesPerMatter-1)) / float64(h.events())
}

// fill appends matters to history, each to a fresh stream, and waits until the
// lists and the bus have taken them. What it takes the bus is a figure.
func (p plan) fill(ctx context.Context, s *stand, r *report) (*past, error) {
	h := &past{matters: p.events / eventsPerMatter}
	rows, err := notifications(s.Clock(), fillSeed, 1_000)
	if err != nil {
		return nil, err
	}
	if h.row, err = s.sampleRow(ctx, rows[0]); err != nil {
		return nil, err
	}
	var mu sync.Mutex
	var last es.Position
	began := time.Now()
	err = sideBySide(h.matters, fillers, func(i int) error {
		stream, events, err := s.matterOf(ctx, rows[i%len(rows)])
		if err != nil {
			return err
		}
		done, err := s.History.Append(ctx, stream, es.NoStream, events...)
		mu.Lock()
		defer mu.Unlock()
		if done.Position.After(last) {
			last = done.Position
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("fill history: %w", err)
	}
	if err := s.settle(ctx, last); err != nil {
		return nil, err
	}
	r.add(figure{Name: "bus_facts", Unit: perSecond, Value: float64(h.matters*eventsPerMatter) / time.Since(began).Seconds()})
	if err := s.listed(ctx, last); err != nil { // the digest is of all of them
		return nil, err
	}
	h.digest, err = s.intake.Digest(ctx)
	return h, err
}

// sampleRow returns a row of a list, as long as it is in Redis.
func (s *stand) sampleRow(ctx context.Context, n contracts.Notification) (string, error) {
	_, events, err := s.matterOf(ctx, n)
	if err != nil {
		return "", err
	}
	var e intake.NotificationRegistered
	if err := json.Unmarshal(events[0].Data, &e); err != nil {
		return "", fmt.Errorf("read the sample event: %w", err)
	}
	row, err := json.Marshal(intake.Row{
		Registered: events[0].Meta.Command, Identity: e.Texts.Identity, ReporterBody: e.ReporterBody, Channel: e.Channel,
		Received: e.Received, Pending: e.Pending, StartDue: e.Start.Due, CompletionDue: e.Completion.Due,
		Urgency: intake.NotUrgent, Holder: events[0].Meta.Actor, Revision: eventsPerMatter - 1,
	})
	return string(row), err
}

var errRead = errors.New("everything was read")

// read follows the log from the start to its end and counts.
func (h *past) read(ctx context.Context, s *stand) (float64, error) {
	n := 0
	took, err := timed(func() error {
		return s.History.Follow(ctx, es.Following{
			Prefixes: []string{intake.Category + "-"},
			Event:    func(context.Context, es.Recorded) error { n++; return nil },
			CaughtUp: func(context.Context) error { return errRead },
		})
	})
	switch {
	case !errors.Is(err, errRead):
		return 0, fmt.Errorf("read the log: %w", err)
	case n != h.events():
		return 0, fmt.Errorf("the log has %d events, want %d", n, h.events())
	}
	return float64(n) / took.Seconds(), nil
}

// write writes as many rows of the same size to keys of its own, and each into
// the two lists that a row stands in, and removes them again.
func (h *past) write(redis *bareRedis) (float64, error) {
	score := fmt.Sprint(calendar.MustParse("2008-01-01").DaysUntil(calendar.MustParse("2026-01-01")))
	took, err := timed(func() error {
		for range h.matters {
			key := es.NewID().String()
			err := errors.Join(redis.send("HSET", "bench:rows", key, h.row),
				redis.send("ZADD", "bench:inbox", score, key), redis.send("ZADD", "bench:mine", score, key))
			if err != nil {
				return err
			}
		}
		return redis.finish()
	})
	if err != nil {
		return 0, err
	}
	err = errors.Join(redis.send("UNLINK", "bench:rows", "bench:inbox", "bench:mine"), redis.finish())
	return float64(h.matters*writesPerMatter) / took.Seconds(), err
}

// rebuild builds the lists anew and compares them with those that grew.
func (h *past) rebuild(ctx context.Context, s *stand) (float64, error) {
	took, err := timed(func() error { return s.intake.Rebuild(ctx) })
	if err != nil {
		return 0, err
	}
	digest, err := s.intake.Digest(ctx)
	if err == nil && digest != h.digest {
		err = errDiffers
	}
	return float64(h.events()) / took.Seconds(), err
}
