package chassis

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// diary notes what happens, in order.
type diary struct {
	mu    sync.Mutex
	lines []string
}

func (d *diary) note(line string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, line)
}

func (d *diary) says(t *testing.T, want ...string) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if !slices.Equal(d.lines, want) {
		t.Fatalf("what happened: %q, want %q", d.lines, want)
	}
}

// part starts, runs and stops, and notes it.
func (d *diary) part(name string) Part {
	return Part{
		Name: name,
		Start: func(context.Context) (func(context.Context) error, error) {
			d.note("start " + name)
			return func(context.Context) error { d.note("stop " + name); return nil }, nil
		},
		Run: func(ctx context.Context) error {
			<-ctx.Done()
			d.note("ended " + name)
			return ctx.Err()
		},
	}
}

func quiet() Options {
	return Options{Logger: slog.New(slog.NewTextHandler(io.Discard, nil)), StopTimeout: time.Minute}
}

func TestRun(t *testing.T) {
	t.Run("starts in order and stops in the opposite order, each before the next", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			var d diary
			result := make(chan error)
			go func() { result <- Run(ctx, quiet(), d.part("history"), d.part("intake"), d.part("web")) }()
			synctest.Wait()
			d.says(t, "start history", "start intake", "start web")
			cancel()
			if err := <-result; err != nil {
				t.Fatalf("a wished end is an error: %v", err)
			}
			d.says(t, "start history", "start intake", "start web",
				"ended web", "stop web", "ended intake", "stop intake", "ended history", "stop history")
		})
	})

	t.Run("ends as a whole when a part dies", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var d diary
			boom := errors.New("disk is gone")
			err := Run(t.Context(), quiet(), d.part("history"), Part{Name: "relay", Run: func(context.Context) error {
				time.Sleep(time.Hour) // of the bubble's clock
				return boom
			}})
			if !errors.Is(err, boom) || !strings.Contains(err.Error(), "run relay") {
				t.Fatalf("error is %v", err)
			}
			d.says(t, "start history", "ended history", "stop history")
		})
	})

	t.Run("takes a part that returns without being asked for dead", func(t *testing.T) {
		err := Run(t.Context(), quiet(), Part{Name: "relay", Run: func(context.Context) error { return nil }})
		if err == nil || !strings.Contains(err.Error(), "run relay: ended by itself") {
			t.Fatalf("error is %v", err)
		}
	})

	t.Run("stops what it had started when a part does not start", func(t *testing.T) {
		var d diary
		boom := errors.New("port is taken")
		failing := Part{Name: "http", Start: func(context.Context) (func(context.Context) error, error) { return nil, boom }}
		err := Run(t.Context(), quiet(), d.part("history"), failing, d.part("never"))
		if !errors.Is(err, boom) || !strings.Contains(err.Error(), "start http") {
			t.Fatalf("error is %v", err)
		}
		d.says(t, "start history", "ended history", "stop history")
	})

	t.Run("leaves behind what does not stop in time, and stops the rest", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			var d diary
			release := make(chan struct{})
			stuck := Part{Name: "stuck", Run: func(context.Context) error { <-release; return nil }}
			result := make(chan error)
			go func() { result <- Run(ctx, quiet(), d.part("history"), stuck) }()
			synctest.Wait()
			cancel()
			err := <-result
			if err == nil || !strings.Contains(err.Error(), "stop stuck") {
				t.Fatalf("error is %v", err)
			}
			close(release)
			synctest.Wait()
			d.says(t, "start history", "ended history", "stop history")
		})
	})

	t.Run("breaks off a start when it is asked to end meanwhile", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			slow := Part{Name: "slow", Start: func(ctx context.Context) (func(context.Context) error, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			}}
			result := make(chan error)
			go func() { result <- Run(ctx, quiet(), slow) }()
			synctest.Wait()
			cancel()
			if err := <-result; err != nil {
				t.Fatalf("a wished end is an error: %v", err)
			}
		})
	})
}
