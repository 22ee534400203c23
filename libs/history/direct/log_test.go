package direct_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"testing"
	"time"

	"nivel/libs/es"
	"nivel/libs/es/estest"
	"nivel/libs/history"
	"nivel/libs/history/direct"
	"nivel/libs/node"
)

func serve(t testing.TB) (*history.History, *node.Node) {
	t.Helper()
	dir, err := os.MkdirTemp("", "nivel") // t.TempDir is too long a path for a socket
	if err != nil {
		t.Fatal(err)
	}
	n, err := node.Start(t.Context(), node.Options{Dir: dir, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	h, err := history.Open(t.Context(), history.Options{Address: n.Address(), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(h.Close(context.Background()), n.Close(), os.RemoveAll(dir)); err != nil {
			t.Error(err)
		}
	})
	return h, n
}

func TestLog_PassesTheSuite(t *testing.T) {
	h, n := serve(t)
	estest.Suite(t, func(*testing.T) (es.Store, es.Log) { return h, direct.Log{Engine: n.Engine()} })
}

func TestLog_EndsWithItsContext(t *testing.T) {
	_, n := serve(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := direct.Log{Engine: n.Engine()}.Follow(ctx, es.Following{
		Event:    func(context.Context, es.Recorded) error { return nil },
		CaughtUp: func(context.Context) error { cancel(); return nil },
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
}
