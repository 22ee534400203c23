package history

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"nivel/libs/es"
)

// Options say where history is and how patient its readers are.
type Options struct {
	// Address is a connection string ("esdb://host:2113?tls=true"), or
	// "unix:///path/node.sock" for a node on this machine. Required.
	Address string

	// Logger hears when the server goes away and comes back. Default: slog's.
	Logger *slog.Logger

	// ProbeAfter is how long a Follow may hear nothing before it asks history
	// whether there was something to hear, and how long it waits for the answer:
	// a subscription that has silently stalled is noticed after at most twice as
	// long. Default 10 s.
	ProbeAfter time.Duration

	// MaxAppend is how many bytes one append may count: data, metadata and twice
	// the name of each event. It must not exceed what the server takes, because
	// the client does not pass on its refusal. Default 1 MiB, as of servers.
	MaxAppend int
}

// History is an es.Store and es.Log. It is safe for use by many goroutines.
type History struct {
	session    *session
	logger     *slog.Logger
	probeAfter time.Duration
	maxAppend  int
}

var (
	_ es.Store = (*History)(nil)
	_ es.Log   = (*History)(nil)
)

// Open connects to the server and waits until it answers or ctx ends; then the
// error is an es.ErrUnavailable. Once open, a History survives that its server
// goes away. It must be closed.
func Open(ctx context.Context, options Options) (*History, error) {
	if options.Logger == nil {
		options.Logger = slog.Default()
	}
	if options.ProbeAfter <= 0 {
		options.ProbeAfter = 10 * time.Second
	}
	if options.MaxAppend <= 0 {
		options.MaxAppend = 1 << 20
	}
	session, err := newSession(options.Address, options.Logger)
	if err != nil {
		return nil, err
	}
	h := &History{session: session, logger: options.Logger, probeAfter: options.ProbeAfter, maxAppend: options.MaxAppend}
	link, err := session.enter(ctx)
	if err != nil {
		session.end()
		return nil, fmt.Errorf("open history: %w", err)
	}
	link.leave()
	return h, nil
}

// Close lets the reads and appends in flight end, ends every Follow, and closes
// the connection. Later calls fail with es.ErrUnavailable. When ctx ends first,
// Close returns its error and the rest is cleaned up as the calls end.
func (h *History) Close(ctx context.Context) error {
	if err := h.session.close(ctx); err != nil {
		return fmt.Errorf("close history: %w", err)
	}
	return nil
}
