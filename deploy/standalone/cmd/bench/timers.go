package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"nivel/libs/bus"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/services/transitions"
)

// overdue is the stored name of an alarm.
const overdue = "transitions.handover-overdue.v1"

// errTimers: an offer was not told of once.
var errTimers = errors.New("what was due on one morning was not told of exactly once")

// timers measures a morning on which many offers of a handover have not been
// answered: from the start of the service, whose lists are empty, until each is
// told of on the bus. Two services work at it, as two processes would.
func (p plan) timers(ctx context.Context, s *stand, r *report) error {
	if err := s.offers(ctx, p.due); err != nil {
		return err
	}
	m := &morning{told: map[string]int{}, want: p.due, all: make(chan struct{})}
	running, end := context.WithCancel(ctx)
	var parts sync.WaitGroup
	defer parts.Wait()
	defer end()
	listener := bus.Consumer{Bus: s.Bus, Name: "bench", Types: []string{contracts.FactHandoverOverdue}, Handle: m.hear}
	began := time.Now()
	for range 2 {
		service, err := s.transitions(ctx)
		if err != nil {
			return err
		}
		parts.Go(func() { _ = service.Run(running) })
	}
	parts.Go(func() { _ = listener.Run(running) })
	select {
	case <-m.all:
	case <-time.After(patience):
		return fmt.Errorf("%w: %d of %d in time", errTimers, m.heard(), p.due)
	case <-ctx.Done():
		return ctx.Err()
	}
	took := time.Since(began)
	r.due = p.due
	r.add(figure{Name: "alarms_took", Unit: "s", Value: took.Seconds()}, figure{Name: "alarms", Unit: perSecond, Value: float64(p.due) / took.Seconds()})
	return s.alarmedOnce(ctx, p.due)
}

// morning counts how often each offer was told of.
type morning struct {
	mu   sync.Mutex
	told map[string]int
	want int
	all  chan struct{}
}

func (m *morning) hear(_ context.Context, f contracts.Fact) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.told[f.Subject]++; m.told[f.Subject] == 1 && len(m.told) == m.want {
		close(m.all)
	}
	return nil
}

func (m *morning) heard() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.told)
}

// transitions composes the service over the stand's servers.
func (s *stand) transitions(ctx context.Context) (*transitions.Service, error) {
	keys, err := s.OpenVault(ctx, "transitions")
	if err != nil {
		return nil, err
	}
	signer, err := s.HandoverKey()
	if err != nil {
		return nil, err
	}
	return transitions.New(transitions.Options{
		Area: s.Area, Store: s.History, Log: s.History, Redis: s.Redis, Bus: s.Bus, Vault: keys, Logger: s.Logger(), Clock: s.Clock, Look: 100 * time.Millisecond, Signer: signer,
		Edge: edge.Options{Tokens: s.Tokens, Uses: s.uses, Logger: s.Logger(), Clock: s.Clock},
	})
}

// offers puts cases into history, each with an offer that was to be answered
// yesterday.
func (s *stand) offers(ctx context.Context, n int) error {
	yesterday := calendar.On(s.Clock()).AddDays(-1)
	return sideBySide(n, fillers, func(int) error {
		id := es.NewID()
		var events []es.NewEvent
		for _, e := range []transitions.Event{
			transitions.CaseOpened{Person: id.Derive("person"), Matter: id.Derive("matter"), Responsible: "w-aino", On: yesterday.AddDays(-7)},
			transitions.HandoverOffered{Person: id.Derive("person"), From: "w-aino", To: "w-henri", RespondBy: yesterday, On: yesterday.AddDays(-7)},
		} {
			name, data, err := transitions.History.Encode(e)
			if err != nil {
				return err
			}
			events = append(events, es.NewEvent{ID: es.NewID(), Name: name, Data: data, Meta: es.Meta{Command: es.NewID(), Actor: "w-aino"}})
		}
		_, err := s.History.Append(ctx, transitions.Category+"-"+id.String(), es.NoStream, events...)
		return err
	})
}

// alarmedOnce reads the log: each case has one alarm, and there are so many.
func (s *stand) alarmedOnce(ctx context.Context, n int) error {
	alarms := map[string]int{}
	err := s.History.Follow(ctx, es.Following{
		Prefixes: []string{transitions.Category + "-"},
		Event: func(_ context.Context, r es.Recorded) error {
			if r.Name == overdue {
				alarms[r.Stream]++
			}
			return nil
		},
		CaughtUp: func(context.Context) error { return errRead },
	})
	if !errors.Is(err, errRead) {
		return fmt.Errorf("read the log: %w", err)
	}
	for stream, times := range alarms {
		if times != 1 {
			return fmt.Errorf("%w: %s %d times", errTimers, stream, times)
		}
	}
	if len(alarms) != n {
		return fmt.Errorf("%w: %d of %d", errTimers, len(alarms), n)
	}
	return nil
}
