package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/services/transitions"
)

// casesOfOne is how many cases a worker has.
const casesOfOne = 40

// caseload measures the lists and boards of cases as a worker and a manager see
// them, with few cases in the area and with many: everybody has as many as ever.
func (p plan) caseload(ctx context.Context, s *stand, r *report) error {
	service, err := s.transitions(ctx)
	if err != nil {
		return err
	}
	server := httptest.NewServer(service.Handler())
	defer server.Close()
	running, end := context.WithCancel(ctx)
	var parts sync.WaitGroup
	defer parts.Wait()
	defer end()
	parts.Go(func() { _ = service.Run(running) })
	few := p.cases / fewCases
	for _, m := range []struct {
		name     string
		from, to int
	}{{"few", 0, few}, {"many", few, p.cases}} {
		last, err := s.cases(ctx, m.from, m.to)
		if err != nil {
			return err
		}
		if err := caughtUp(ctx, service, last); err != nil {
			return err
		}
		for _, list := range []struct{ name, worker, path, view string }{
			{"cases", "w-aino", "/cases", "mine"}, {"board", "w-maria", "/gaps", "unit"},
		} {
			client, err := s.as(list.worker)
			if err != nil {
				return err
			}
			client.Base = server.URL
			var all []float64
			for range p.looks {
				took, err := timed(func() error { return listed(ctx, client, list.path, list.view) })
				if err != nil {
					return err
				}
				all = append(all, milliseconds(took))
			}
			name := list.name + "_" + m.name
			r.add(figure{Name: name + "_p50", Unit: "ms", Value: quantile(all, 0.5)}, figure{Name: name + "_p95", Unit: "ms", Value: quantile(all, 0.95)})
		}
	}
	r.cases = p.cases
	return nil
}

// fewCases is which part of the cases are there when they are first looked at.
const fewCases = 100

// listed asks for a list as a page does, and finds something in it.
func listed(ctx context.Context, client *edge.Client, path, view string) error {
	ask := edge.Request{Method: http.MethodGet, Path: path, Query: url.Values{"view": {view}}}
	rows := 0
	if path == "/gaps" {
		page, _, err := edge.Call[contracts.GapPage](ctx, client, ask)
		if err != nil {
			return err
		}
		rows = len(page.Rows)
	} else {
		page, _, err := edge.Call[contracts.CasePage](ctx, client, ask)
		if err != nil {
			return err
		}
		rows = len(page.Rows)
	}
	if rows == 0 {
		return fmt.Errorf("%s of %s is empty", view, path)
	}
	return nil
}

// cases opens cases, each worker's one after the other's: the first are those of
// the worker who looks. It returns where the log stands then.
func (s *stand) cases(ctx context.Context, from, to int) (last es.Position, err error) {
	opened := s.Clock().AddDate(0, -1, 0)
	var mu sync.Mutex
	err = sideBySide(to-from, peopleFillers, func(i int) error {
		id, worker := es.NewID(), "w-aino"
		if n := (from + i) / casesOfOne; n > 0 {
			worker = fmt.Sprintf("w-%d", n)
		}
		name, data, err := transitions.History.Encode(transitions.CaseOpened{
			Person: id.Derive("person"), Matter: id.Derive("matter"), Responsible: worker, On: calendar.On(opened),
		})
		if err != nil {
			return err
		}
		done, err := s.History.Append(ctx, transitions.Category+"-"+id.String(), es.NoStream, es.NewEvent{ID: es.NewID(), Name: name, Data: data, Meta: es.Meta{Command: es.NewID(), Actor: worker}})
		mu.Lock()
		defer mu.Unlock()
		if done.Position.After(last) {
			last = done.Position
		}
		return err
	})
	return last, err
}

// caughtUp waits until all lists of the service have come to a position.
func caughtUp(ctx context.Context, service *transitions.Service, at es.Position) error {
	ctx, done := context.WithTimeout(ctx, indexPatience)
	defer done()
	for {
		behind := false
		for _, list := range service.Lists() {
			behind = behind || at.After(list.Checkpoint)
		}
		if !behind {
			return nil
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return fmt.Errorf("wait for the lists of cases: %w", err)
		}
	}
}
