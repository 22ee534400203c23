package history

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"sync"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"nivel/libs/es"
)

const (
	firstWait = 10 * time.Millisecond
	longWait  = 500 * time.Millisecond
)

// errClosed answers calls after Close.
var errClosed = fmt.Errorf("history is closed: %w", es.ErrUnavailable)

// session keeps one working client for everybody.
type session struct {
	config esdb.Configuration
	logger *slog.Logger

	ending context.Context // ends with close
	end    context.CancelFunc
	open   sync.WaitGroup // the keeper, and links that are not closed yet

	mu      sync.Mutex
	current *link
	renewed chan struct{} // closed when current changes
}

// newSession starts to look for the server of address.
func newSession(address string, logger *slog.Logger) (*session, error) {
	config, err := configure(address)
	if err != nil {
		return nil, fmt.Errorf("address of history: %w", err)
	}
	s := &session{config: *config, logger: logger, renewed: make(chan struct{})}
	s.ending, s.end = context.WithCancel(context.Background())
	s.open.Go(s.keep)
	return s, nil
}

func configure(address string) (*esdb.Configuration, error) {
	socket := strings.HasPrefix(address, "unix:")
	text := address
	if socket {
		text = "esdb://localhost?tls=false"
	}
	config, err := esdb.ParseConnectionString(text)
	if err != nil {
		return nil, err
	}
	if socket {
		config.Address = address
	}
	config.DiscoveryInterval = int(firstWait / time.Millisecond)
	return config, config.Validate()
}

// keep holds a link open and replaces it when its server went away.
func (s *session) keep() {
	for try := 0; s.ending.Err() == nil; try++ {
		l, err := s.connect()
		if err == nil {
			s.logger.Info("history answers", "tries", try+1)
			s.serve(l)
			try = -1
		} else if try == 0 {
			s.logger.Warn("history does not answer", "error", err)
		}
		_ = pause(s.ending, max(try, 0)) // the loop's condition sees the end
	}
}

// serve gives l to everybody until its server went away or the session ends.
func (s *session) serve(l *link) {
	s.publish(l)
	select {
	case <-l.gone:
		s.logger.Warn("history went away")
	case <-s.ending.Done():
	}
	l.retire()
}

// connect makes a client when a server answers. A client that looks for a server
// can neither be called off nor closed, so one that tries once looks first;
// the one to keep may then look for as long as it likes.
func (s *session) connect() (*link, error) {
	probe, err := s.dial(1)
	if err != nil {
		return nil, err
	}
	probe.retire()
	return s.dial(math.MaxInt)
}

// dial makes a client and has it connect, in at most so many attempts.
func (s *session) dial(attempts int) (*link, error) {
	l, err := newLink(s.config, attempts, s.open.Done)
	if err != nil {
		return nil, err
	}
	s.open.Add(1)
	l.enter()
	connected := make(chan error, 1)
	go func() {
		defer l.leave()
		_, err := l.client.GetServerVersion()
		connected <- err
	}()
	select {
	case err = <-connected:
	case <-s.ending.Done():
		err = errClosed
	}
	if err != nil {
		l.retire()
		return nil, err
	}
	return l, nil
}

func (s *session) publish(l *link) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current = l
	close(s.renewed)
	s.renewed = make(chan struct{})
}

// enter waits for a link that works and enters it. Whoever entered must leave.
// Errors: es.ErrUnavailable together with ctx's.
func (s *session) enter(ctx context.Context) (*link, error) {
	for {
		s.mu.Lock()
		l, renewed := s.current, s.renewed
		s.mu.Unlock()
		switch {
		case s.ending.Err() != nil:
			return nil, errClosed
		case ctx.Err() != nil:
			return nil, fmt.Errorf("%w: %w", es.ErrUnavailable, ctx.Err())
		case l != nil && l.enter():
			return l, nil
		}
		select {
		case <-renewed:
		case <-ctx.Done():
		case <-s.ending.Done():
		}
	}
}

// close ends the session and waits until its links are closed.
func (s *session) close(ctx context.Context) error {
	s.end()
	done := make(chan struct{})
	go func() {
		s.open.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// pause waits before try number n+1, longer from try to try.
func pause(ctx context.Context, n int) error {
	timer := time.NewTimer(min(firstWait<<min(n, 10), longWait))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
