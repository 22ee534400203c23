package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// peopleFillers is how many append at a time: history syncs what comes together
// at once.
const peopleFillers = 128

// indexPatience bounds how long the index of names may take to be built.
const indexPatience = 30 * time.Minute

// fewOf is which part of the people are there when the inbox is first looked at.
const fewOf = 100

// searchedNames is how many names are searched for.
const searchedNames = 200

// search measures how long the first page of a search for a name takes, among so
// many people: the whole name by who has all of them, the beginning of a family
// name by the same, and the whole name by who has to do with none. Nobody has
// taken the matters: they lie in the inbox that all of child protection shares.
func (p plan) search(ctx context.Context, s *stand, r *report) error {
	rows, err := notifications(s.Clock(), searchSeed, min(p.people, 10_000))
	if err != nil {
		return err
	}
	first := p.people / fewOf
	few, err := s.people(ctx, rows[:first], first)
	if err != nil {
		return err
	}
	if err := p.inboxes(ctx, s, r, "inbox_few"); err != nil {
		return err
	}
	took, err := s.people(ctx, slices.Concat(rows[first:], rows[:first]), p.people-first)
	if err != nil {
		return err
	}
	r.add(figure{Name: "search_indexed", Unit: perSecond, Value: float64(p.people) / (few + took).Seconds()})
	if err := p.inboxes(ctx, s, r, "inbox_many"); err != nil {
		return err
	}
	stranger, err := s.as("w-henri")
	if err != nil {
		return err
	}
	for _, m := range []struct {
		name   string
		client *edge.Client
		typed  func(contracts.Child) string
		found  bool
	}{
		{"search_name", s.client, func(c contracts.Child) string { return c.FamilyName + " " + c.GivenNames }, true},
		{"search_beginning", s.client, func(c contracts.Child) string { return string([]rune(c.FamilyName)[:3]) }, true},
		{"search_stranger", stranger, func(c contracts.Child) string { return c.FamilyName + " " + c.GivenNames }, false},
	} {
		var all []float64
		for i := range searchedNames {
			child := rows[i*len(rows)/searchedNames].Child
			took, err := timed(func() error { return find(ctx, m.client, m.typed(child), m.found) })
			if err != nil {
				return err
			}
			all = append(all, milliseconds(took))
		}
		r.add(figure{Name: m.name + "_p50", Unit: "ms", Value: quantile(all, 0.5)}, figure{Name: m.name + "_p95", Unit: "ms", Value: quantile(all, 0.95)})
	}
	r.people = p.people
	return nil
}

// inboxes measures the first page of the inbox with its counts as it is now.
func (p plan) inboxes(ctx context.Context, s *stand, r *report, name string) error {
	var all []float64
	for range p.looks {
		took, err := timed(func() error { return s.inboxPage(ctx) })
		if err != nil {
			return err
		}
		all = append(all, milliseconds(took))
	}
	r.add(figure{Name: name + "_p50", Unit: "ms", Value: quantile(all, 0.5)}, figure{Name: name + "_p95", Unit: "ms", Value: quantile(all, 0.95)})
	return nil
}

var errSearch = errors.New("a search does not find whom it should, or finds others")

func find(ctx context.Context, client *edge.Client, name string, found bool) error {
	out, _, err := edge.Call[contracts.PeopleFound](ctx, client, edge.Request{Method: http.MethodPost, Path: "/people/search", Body: contracts.PeopleSearch{Name: name}})
	if err == nil && (len(out.People) > 0) != found {
		err = errSearch
	}
	return err
}

// people appends a notification about each of so many people, and waits until all lists
// have them. It returns how long that took in all.
func (s *stand) people(ctx context.Context, rows []contracts.Notification, n int) (time.Duration, error) {
	var last es.Position
	var mu sync.Mutex
	began := time.Now()
	err := sideBySide(n, peopleFillers, func(i int) error {
		stream, events, err := s.matterOf(ctx, rows[i%len(rows)])
		if err != nil {
			return err
		}
		done, err := s.History.Append(ctx, stream, es.NoStream, events[0])
		mu.Lock()
		defer mu.Unlock()
		if done.Position.After(last) {
			last = done.Position
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("fill history: %w", err)
	}
	err = s.listed(ctx, last)
	return time.Since(began), err
}

// listed waits until every list of intake has reached a position.
func (s *stand) listed(ctx context.Context, at es.Position) error {
	ctx, done := context.WithTimeout(ctx, indexPatience)
	defer done()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for s.behind(at) {
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for the lists: %w", ctx.Err())
		case <-again.C:
		}
	}
	return nil
}

// behind reports whether a list has not reached a position.
func (s *stand) behind(at es.Position) bool {
	for _, list := range s.intake.Lists() {
		if at.After(list.Checkpoint) {
			return true
		}
	}
	return false
}
