package history_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"nivel/libs/es"
	"nivel/libs/es/estest"
	"nivel/libs/history"
	"nivel/libs/node"
)

// toxiproxy forgets goroutines of its own when a connection ends while it carries
// something. None of ours have these functions on their stacks.
func TestMain(m *testing.M) {
	const toxiproxy = "github.com/Shopify/toxiproxy/v2"
	goleak.VerifyTestMain(m,
		goleak.IgnoreAnyFunction(toxiproxy+"/toxics.(*ToxicStub).Run"),
		goleak.IgnoreAnyFunction(toxiproxy+".(*ToxicLink).read"),
		goleak.IgnoreAnyFunction(toxiproxy+".(*ToxicLink).write"))
}

// patience bounds how long a test waits for what must happen.
const patience = 20 * time.Second

// server is a node that can be stopped and started again in the same place.
type server struct {
	testing.TB
	dir    string
	listen string
	node   *node.Node
}

// serve starts a node that listens on a socket, or on listen.
func serve(t testing.TB, listen string) *server {
	dir, err := os.MkdirTemp("", "nivel") // t.TempDir is too long a path for a socket
	if err != nil {
		t.Fatal(err)
	}
	if listen == "" {
		listen = "unix://" + filepath.Join(dir, "node.sock")
	}
	s := &server{TB: t, dir: dir, listen: listen}
	s.start()
	t.Cleanup(func() {
		s.stop()
		os.RemoveAll(dir)
	})
	return s
}

func (s *server) start() {
	s.Helper()
	n, err := node.Start(s.Context(), node.Options{Dir: s.dir, Listen: []string{s.listen}, Clock: time.Now})
	if err != nil {
		s.Fatal(err)
	}
	s.node = n
	if address, ok := strings.CutPrefix(n.Address(), "esdb://"); ok {
		s.listen = strings.TrimSuffix(address, "?tls=false") // the same port after a restart
	}
}

func (s *server) stop() {
	s.Helper()
	if s.node == nil {
		return
	}
	if err := s.node.Close(); err != nil {
		s.Errorf("close node: %v", err)
	}
	s.node = nil
}

func open(t testing.TB, address string) *history.History {
	t.Helper()
	return openLogged(t, address, slog.New(slog.DiscardHandler))
}

func openLogged(t testing.TB, address string, logger *slog.Logger) *history.History {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	h, err := history.Open(ctx, history.Options{Address: address, Logger: logger, ProbeAfter: 500 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shut(t, h) })
	return h
}

func shut(t testing.TB, h *history.History) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := h.Close(ctx); err != nil {
		t.Error(err)
	}
}

func TestHistory_PassesTheSuite(t *testing.T) {
	for name, listen := range map[string]string{"over a unix socket": "", "over TCP": "127.0.0.1:0"} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, listen)
			h := open(t, s.node.Address())
			estest.Suite(t, func(*testing.T) (es.Store, es.Log) { return h, h })
		})
	}
	t.Run("against the server of NIVEL_EVENTSTORE", func(t *testing.T) {
		address := os.Getenv("NIVEL_EVENTSTORE")
		if address == "" {
			t.Skip("NIVEL_EVENTSTORE=esdb://… is not set: nothing was compared with a real cluster")
		}
		h := open(t, address)
		estest.Suite(t, func(*testing.T) (es.Store, es.Log) { return h, h })
	})
}

func TestOpen(t *testing.T) {
	t.Run("refuses an address that is none", func(t *testing.T) {
		for _, address := range []string{"", "localhost:2113", "http://localhost", "esdb://", "esdb://host?tls=maybe"} {
			if h, err := history.Open(t.Context(), history.Options{Address: address}); err == nil {
				shut(t, h)
				t.Errorf("%q was accepted", address)
			}
		}
	})
	t.Run("waits for a server that is not there yet", func(t *testing.T) {
		s := serve(t, "")
		address := s.node.Address()
		s.stop()
		opened := make(chan error, 1)
		go func() {
			h, err := history.Open(t.Context(), history.Options{Address: address, Logger: slog.New(slog.DiscardHandler)})
			if err == nil {
				shut(t, h)
			}
			opened <- err
		}()
		s.start()
		if err := <-opened; err != nil {
			t.Error(err)
		}
	})
	t.Run("says that history is unavailable when the context ends first", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		_, err := history.Open(ctx, history.Options{
			Address: "unix://" + filepath.Join(t.TempDir(), "none.sock"), Logger: slog.New(slog.DiscardHandler),
		})
		if !errors.Is(err, es.ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error is %v", err)
		}
	})
}
