package main

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// many is the number of writers beside one alone.
const many = 16

// measurement is one thing that is measured: a round of it gives one value.
type measurement struct {
	name  string
	unit  string
	round func(context.Context) (float64, error)
}

// takeTurns measures round by round, in each round all of them one after the
// other, so that what the machine does meanwhile is everybody's share. The
// middle value of each counts.
func takeTurns(ctx context.Context, rounds int, all ...measurement) ([]figure, error) {
	taken := make([]figure, len(all))
	for range rounds {
		for i, m := range all {
			value, err := m.round(ctx)
			if err != nil {
				return nil, err
			}
			taken[i].Rounds = append(taken[i].Rounds, value)
		}
	}
	for i, m := range all {
		taken[i].Name, taken[i].Unit, taken[i].Value = m.name, m.unit, middle(taken[i].Rounds)
	}
	return taken, nil
}

// rate lets writers work side by side, each one call after the other, for a
// while, and returns calls per second.
func rate(ctx context.Context, writers int, d time.Duration, call func(context.Context) error) (float64, error) {
	var done atomic.Int64
	var wg sync.WaitGroup
	errs := make([]error, writers)
	began := time.Now()
	for i := range writers {
		wg.Go(func() {
			for time.Since(began) < d && errs[i] == nil {
				if errs[i] = call(ctx); errs[i] == nil {
					done.Add(1)
				}
			}
		})
	}
	wg.Wait()
	return float64(done.Load()) / time.Since(began).Seconds(), errors.Join(errs...)
}

// sideBySide does n things, a number of them at a time, and returns the first
// errors.
func sideBySide(n, workers int, do func(int) error) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	errs := make([]error, workers)
	for w := range workers {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && errs[w] == nil; i = int(next.Add(1)) - 1 {
				errs[w] = do(i)
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// timed returns how long something took.
func timed(do func() error) (time.Duration, error) {
	began := time.Now()
	err := do()
	return time.Since(began), err
}

func middle(values []float64) float64 { return quantile(values, 0.5) }

// quantile returns the value that the share q of all values does not exceed.
func quantile(values []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

// milliseconds turns a duration into the unit of the table.
func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
