package history_test

import (
	"io"
	"net"
	"sync"
	"testing"
)

// wire carries TCP connections to a server, and can fall silent: what then goes
// in does not come out, for good, while the connection stays open.
type wire struct {
	listener net.Listener
	server   string
	all      sync.WaitGroup

	mu    sync.Mutex
	dead  bool // new connections are silent from the start
	lines []*line
}

type line struct {
	ends [2]net.Conn
	mu   sync.Mutex
	dead bool
}

func newWire(t *testing.T, listener net.Listener, server string) *wire {
	w := &wire{listener: listener, server: server}
	w.all.Go(w.accept)
	t.Cleanup(w.close)
	return w
}

func listenTCP(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	return listener
}

func (w *wire) address() string { return w.listener.Addr().String() }

func (w *wire) accept() {
	for {
		in, err := w.listener.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", w.server)
		if err != nil {
			in.Close()
			continue
		}
		w.mu.Lock()
		l := &line{ends: [2]net.Conn{in, out}, dead: w.dead}
		w.lines = append(w.lines, l)
		w.mu.Unlock()
		for i := range l.ends {
			w.all.Go(func() {
				_, _ = io.Copy(l.muffled(i), l.ends[1-i])
				in.Close()
				out.Close()
			})
		}
	}
}

// muffled writes to one end of a line, or nowhere once the line is dead.
func (l *line) muffled(end int) io.Writer {
	return writerFunc(func(p []byte) (int, error) {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.dead {
			return len(p), nil
		}
		return l.ends[end].Write(p)
	})
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dead = true
	for _, l := range w.lines {
		l.mu.Lock()
		l.dead = true
		l.mu.Unlock()
	}
}

func (w *wire) mend() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dead = false
}

func (w *wire) close() {
	w.listener.Close()
	w.mu.Lock()
	for _, l := range w.lines {
		for _, end := range l.ends {
			end.Close()
		}
	}
	w.mu.Unlock()
	w.all.Wait()
}
