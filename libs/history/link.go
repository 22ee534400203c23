package history

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// inFlight bounds the reads and appends that are under way on one client.
const inFlight = 256

// link is one client with the calls that it has in flight.
//
// A client whose server goes away looks for it again at the next call, cannot be
// called off, and forgets to close the connection that it had. So no call may
// come after the first that failed: the link retires before the client gives up
// its connection, and is closed after its last call.
type link struct {
	client *esdb.Client
	slots  chan struct{} // one for each read or append in flight
	gone   chan struct{} // closed when the link takes no more calls
	closed func()        // told once the client is closed

	mu      sync.Mutex
	calls   int
	passing int        // calls that have not taken the client's connection yet
	passed  *sync.Cond // told when passing falls
	failed  bool       // the client is about to give up its connection
	retired bool
}

// failedCall is what the client logs about a call right before it gives up the
// connection that the call was made on.
const failedCall = "unexpected exception: %v"

func newLink(config esdb.Configuration, attempts int, closed func()) (*link, error) {
	l := &link{slots: make(chan struct{}, inFlight), gone: make(chan struct{}), closed: closed}
	l.passed = sync.NewCond(&l.mu)
	config.MaxDiscoverAttempts = attempts
	config.Logger = func(_ esdb.LogLevel, format string, args ...any) {
		if format != failedCall || len(args) != 1 {
			return
		}
		if err, ok := args[0].(error); ok && status.Code(err) == codes.Unavailable {
			l.fail()
		}
	}
	client, err := esdb.NewClient(&config)
	l.client = client
	return l, err
}

// enter adds a call; false: this link takes no more.
func (l *link) enter() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.retired {
		l.calls++
	}
	return !l.retired
}

func (l *link) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls--
	l.closeWhenDone()
}

// retire makes the link take no more calls. The ones in flight go on.
func (l *link) retire() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.retired {
		return
	}
	l.retired = true
	close(l.gone)
	l.closeWhenDone()
}

// closeWhenDone closes the client after its last call: to close it with calls in
// flight makes them panic.
func (l *link) closeWhenDone() {
	if l.retired && l.calls == 0 {
		_ = l.client.Close() // always nil
		l.closed()
	}
}

// run makes a call on the client for one who has entered. It turns the client's
// panics into errors, says what they mean, and retires the link when its server
// went away.
func (l *link) run(ctx context.Context, call func(context.Context) error) (err error) {
	if !l.pass() {
		return fmt.Errorf("%w: its server just went away", errAgain)
	}
	passed := sync.OnceFunc(l.hasPassed)
	defer func() {
		passed()
		if r := recover(); r != nil {
			err = fmt.Errorf("client panicked: %v", r)
		}
		if known := classify(err); known != nil {
			err = fmt.Errorf("%w: %w", known, err)
		}
		if lost(err) {
			l.retire()
		}
	}()
	return call(passing{ctx, passed})
}

// passing is a context that notices when a call has taken the client's
// connection: right then the client asks for the deadline.
type passing struct {
	context.Context
	passed func()
}

// Deadline implements context.Context.
func (p passing) Deadline() (time.Time, bool) {
	p.passed()
	return p.Context.Deadline()
}

func (l *link) pass() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.failed {
		l.passing++
	}
	return !l.failed
}

func (l *link) hasPassed() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.passing--
	l.passed.Broadcast()
}

// fail retires the link, lets no call pass any more, and waits for those that
// are passing. They get the connection that is there, so this does not take long.
func (l *link) fail() {
	l.retire()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failed = true
	for l.passing > 0 {
		l.passed.Wait()
	}
}

// lost reports whether err means that the client has lost its server.
func lost(err error) bool {
	fault, ok := errors.AsType[*esdb.Error](err)
	return ok && (fault.IsErrorCode(esdb.ErrorUnavailable) || fault.IsErrorCode(esdb.ErrorCodeConnectionClosed)) ||
		status.Code(err) == codes.Unavailable
}
