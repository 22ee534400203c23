package main

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/policy"
	"nivel/libs/refusal"
	"nivel/services/intake"
)

// timedUses is the use log, and how long it took the last time.
type timedUses struct {
	edge.Uses
	mu   sync.Mutex
	took time.Duration
}

// Write implements edge.Uses.
func (u *timedUses) Write(ctx context.Context, uses []edge.Use) error {
	took, err := timed(func() error { return u.Uses.Write(ctx, uses) })
	u.mu.Lock()
	defer u.mu.Unlock()
	u.took = took
	return err
}

func (u *timedUses) last() time.Duration {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.took
}

// access measures what it costs to decide on one matter and to note who saw it,
// beside the request that both are part of.
func (p plan) access(ctx context.Context, s *stand, r *report) error {
	news := supply{now: s.Clock()}
	n, err := news.next()
	if err != nil {
		return err
	}
	matter, _, err := edge.Call[contracts.Registered](ctx, s.client, edge.Request{
		Method: http.MethodPost, Path: "/notifications", Body: n, Command: es.NewID(),
	})
	if err != nil {
		return fmt.Errorf("register: %w", err)
	}
	if err := p.denials(ctx, s, matter.Matter, r); err != nil {
		return err
	}
	decide, err := s.decision()
	if err != nil {
		return err
	}
	var request, decision, log []float64
	for range p.looks {
		took, err := timed(func() error {
			_, _, err := edge.Call[contracts.Matter](ctx, s.client, edge.Request{Method: http.MethodGet, Path: "/matters/" + matter.Matter.String()})
			return err
		})
		if err != nil {
			return fmt.Errorf("read a matter: %w", err)
		}
		request, log = append(request, milliseconds(took)), append(log, milliseconds(s.uses.last()))
		if took, err = timed(decide); err != nil {
			return err
		}
		decision = append(decision, milliseconds(took))
	}
	r.add(
		figure{Name: "read_p50", Unit: "ms", Value: quantile(request, 0.5)},
		figure{Name: "read_p99", Unit: "ms", Value: quantile(request, 0.99)},
		figure{Name: "decision_p50", Unit: "ms", Value: quantile(decision, 0.5)},
		figure{Name: "decision_p99", Unit: "ms", Value: quantile(decision, 0.99)},
		figure{Name: "log_p50", Unit: "ms", Value: quantile(log, 0.5)},
		figure{Name: "log_p99", Unit: "ms", Value: quantile(log, 0.99)},
	)
	return nil
}

// denials measures how long it takes to answer somebody who may not see a matter,
// beside the same answer of a matter that does not exist: they take turns.
func (p plan) denials(ctx context.Context, s *stand, matter es.ID, r *report) error {
	stranger, err := s.as("w-henri")
	if err != nil {
		return err
	}
	var denied, missing []float64
	for range p.looks {
		for _, ask := range []struct {
			id   es.ID
			took *[]float64
		}{{matter, &denied}, {es.NewID(), &missing}} {
			took, err := timed(func() error {
				_, _, err := edge.Call[contracts.Matter](ctx, stranger, edge.Request{Method: http.MethodGet, Path: "/matters/" + ask.id.String()})
				if no, ok := refusal.As(err); !ok || no.Kind != refusal.Missing {
					return fmt.Errorf("a stranger is answered %w", err)
				}
				return nil
			})
			if err != nil {
				return err
			}
			*ask.took = append(*ask.took, milliseconds(took))
		}
	}
	r.add(
		figure{Name: "denied_p50", Unit: "ms", Value: quantile(denied, 0.5)}, figure{Name: "denied_p99", Unit: "ms", Value: quantile(denied, 0.99)},
		figure{Name: "missing_p50", Unit: "ms", Value: quantile(missing, 0.5)}, figure{Name: "missing_p99", Unit: "ms", Value: quantile(missing, 0.99)},
	)
	return nil
}

// decision returns the decision that reading a matter of one's own unit takes.
func (s *stand) decision() (func() error, error) {
	engine, err := policy.Of(s.Area, intake.Access)
	if err != nil {
		return nil, err
	}
	worker, _ := s.Area.Worker("w-aino")
	actor := s.Area.Actor(worker)
	matter := access.Resource{
		Kind: access.KindMatter, Person: es.NewID().String(), Task: access.ChildProtection, Unit: worker.Unit,
		Relations: []access.Relation{access.Team},
	}
	return func() error {
		if d := engine.Decide(actor, "intake.see-matter", matter); !d.Allowed {
			return fmt.Errorf("a worker of the unit may not read a matter: %s", d.Policy)
		}
		return nil
	}, nil
}
