package chassis

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

// drain is how long requests may go on once a server stops, before their
// contexts end. Streams of events do not get it.
const drain = 5 * time.Second

// HTTP is a server as a part: on addr, which is "host:port" or "unix:///path" of
// a socket that only this user may open. When it stops it takes no more
// requests, ends streams of events at once, and lets other requests finish.
func HTTP(addr string, handler http.Handler) Part {
	return part("http "+addr, handler, func(ctx context.Context) (net.Listener, error) { return listen(ctx, addr) })
}

// Serve is HTTP on a listener that is open already.
func Serve(listener net.Listener, handler http.Handler) Part {
	return part("http "+listener.Addr().String(), handler, func(context.Context) (net.Listener, error) { return listener, nil })
}

func part(name string, handler http.Handler, open func(context.Context) (net.Listener, error)) Part {
	ended := make(chan error, 1) // what serving came to
	return Part{
		Name: name,
		Start: func(ctx context.Context) (func(context.Context) error, error) {
			listener, err := open(ctx)
			if err != nil {
				return nil, err
			}
			s := newServer(ctx, handler)
			go func() { ended <- s.http.Serve(listener) }()
			return s.stop, nil
		},
		Run: func(ctx context.Context) error {
			select {
			case err := <-ended:
				return err
			case <-ctx.Done():
				return nil
			}
		},
	}
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	socket, isSocket := strings.CutPrefix(addr, "unix://")
	if !isSocket {
		return (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	}
	// One that a killed process left behind would be in the way.
	if info, err := os.Lstat(socket); err == nil && info.Mode()&os.ModeSocket != 0 {
		if err := os.Remove(socket); err != nil {
			return nil, fmt.Errorf("remove the old socket: %w", err)
		}
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "unix", socket)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(socket, 0o600); err != nil {
		listener.Close()
		return nil, fmt.Errorf("close the socket to others: %w", err)
	}
	return listener, nil
}

// server is an http.Server that can end its streams before its requests.
type server struct {
	http        *http.Server
	endStreams  context.CancelFunc
	endRequests context.CancelFunc
}

// newServer sets no write timeout, which would cut streams of events; handlers
// bound their own time. Reading a header is bounded here, a body by libs/edge.
func newServer(ctx context.Context, handler http.Handler) *server {
	requests, endRequests := context.WithCancel(ctx)
	streams, endStreams := context.WithCancel(ctx)
	return &server{endStreams: endStreams, endRequests: endRequests, http: &http.Server{
		Handler:           endingStreams(streams, handler),
		BaseContext:       func(net.Listener) context.Context { return requests },
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		// It would tell of clients' addresses and, of a panic, the value.
		ErrorLog: log.New(io.Discard, "", 0),
	}}
}

func (s *server) stop(ctx context.Context) error {
	defer s.endRequests()
	s.endStreams()
	grace := drain
	if deadline, ok := ctx.Deadline(); ok {
		grace = min(grace, time.Until(deadline)/2)
	}
	late := time.AfterFunc(grace, s.endRequests)
	defer late.Stop()
	if err := s.http.Shutdown(ctx); err != nil {
		return errors.Join(err, s.http.Close())
	}
	return nil
}

// endingStreams lets the end of ctx end requests for streams of events, which
// would otherwise never end.
func endingStreams(ctx context.Context, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
			next.ServeHTTP(w, r)
			return
		}
		both, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(ctx, cancel)()
		next.ServeHTTP(w, r.WithContext(both))
	})
}
