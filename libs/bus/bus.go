package bus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Options says which NATS carries the facts of one area.
type Options struct {
	URL    string           // of a NATS server with JetStream; empty: a server inside this process
	Dir    string           // where the server inside this process keeps its store; one process per folder
	Area   string           // such as "lapland": small letters, digits and dashes
	Logger *slog.Logger     // required
	Clock  func() time.Time // required; measures how far behind a reader is

	Dedupe time.Duration // how long a message id is remembered; default 2 minutes
	Check  time.Duration // how often a relay or consumer looks whether its stream is still there; default 1 s
	Retry  time.Duration // how often parked facts are tried again; default 30 s
}

var areaName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)

func (o *Options) validate() error {
	switch {
	case !areaName.MatchString(o.Area):
		return errors.New("the bus needs an area of small letters, digits and dashes")
	case o.URL == "" && o.Dir == "":
		return errors.New("the bus needs a server's URL or a folder for its own")
	case o.Logger == nil || o.Clock == nil:
		return errors.New("the bus needs a logger and a clock")
	}
	o.Dedupe = orDefault(o.Dedupe, 2*time.Minute)
	o.Check = orDefault(o.Check, time.Second)
	o.Retry = orDefault(o.Retry, 30*time.Second)
	return nil
}

func orDefault(d, otherwise time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return otherwise
}

// Bus is a connection to the facts of one area. It may be used by many at once.
type Bus struct {
	Options
	conn   *nats.Conn
	js     jetstream.JetStream
	server *server.Server // nil when the server is elsewhere
	gauges *gauges
}

// Open connects to NATS, or starts a server inside this process, and makes the
// area's stream of facts. Errors: wrong options; a server that is not there or
// has no JetStream.
func Open(ctx context.Context, options Options) (*Bus, error) {
	if err := options.validate(); err != nil {
		return nil, err
	}
	b := &Bus{Options: options}
	if err := b.open(ctx); err != nil {
		return nil, errors.Join(err, b.Close(context.WithoutCancel(ctx)))
	}
	return b, nil
}

func (b *Bus) open(ctx context.Context) (err error) {
	if b.gauges, err = newGauges(); err != nil {
		return err
	}
	if b.URL == "" {
		if b.server, err = startServer(b.Dir); err != nil {
			return err
		}
	}
	if b.conn, err = connect(b.URL, b.server); err != nil {
		return err
	}
	if b.js, err = jetstream.New(b.conn); err != nil {
		return fmt.Errorf("use JetStream: %w", err)
	}
	return b.Healthy(ctx)
}

func connect(url string, inProcess *server.Server) (*nats.Conn, error) {
	options := []nats.Option{nats.Name("nivel"), nats.MaxReconnects(-1), nats.ReconnectWait(250 * time.Millisecond)}
	if inProcess != nil {
		options = append(options, nats.InProcessServer(inProcess))
	}
	conn, err := nats.Connect(url, options...)
	if err != nil {
		return nil, errors.New("no NATS server answers at the configured address") // the cause may quote a password
	}
	return conn, nil
}

// Healthy reports whether NATS answers, has JetStream and holds the stream of
// facts, which it makes if there is none.
func (b *Bus) Healthy(ctx context.Context) error {
	_, err := b.js.AccountInfo(ctx)
	if errors.Is(err, jetstream.ErrJetStreamNotEnabled) || errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount) {
		return errors.New("the NATS server runs without JetStream: start it with JetStream on and a store folder")
	}
	if err != nil {
		return fmt.Errorf("ask for JetStream: %w", err)
	}
	_, err = b.facts(ctx)
	return err
}

// facts returns the stream of facts and makes it if it is not there.
func (b *Bus) facts(ctx context.Context) (jetstream.Stream, error) {
	return b.stream(ctx, "facts-"+b.Area, b.subject(">"))
}

// stream finds a stream or makes it. It never changes one that is there: NATS
// is not made for that while others begin to read it.
func (b *Bus) stream(ctx context.Context, name, subjects string) (jetstream.Stream, error) {
	stream, err := b.js.Stream(ctx, name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		stream, err = b.js.CreateStream(ctx, jetstream.StreamConfig{
			Name:       name,
			Subjects:   []string{subjects},
			Storage:    jetstream.FileStorage,
			Retention:  jetstream.LimitsPolicy,
			Duplicates: b.Dedupe,
		})
	}
	if err != nil {
		return nil, fmt.Errorf("find or make the stream %s: %w", name, err)
	}
	return stream, nil
}

func (b *Bus) subject(fact string) string { return "nivel." + b.Area + ".facts." + fact }

func (b *Bus) subjects(types []string) ([]string, error) {
	if len(types) == 0 {
		return nil, errors.New("no types of facts to read")
	}
	subjects := make([]string, len(types))
	for i, t := range types {
		if !typeName.MatchString(t) {
			return nil, fmt.Errorf("%q is not a type of fact", t)
		}
		subjects[i] = b.subject(t)
	}
	return subjects, nil
}

// Close ends the connection, and the server inside this process with it. What
// runs on the bus must have ended before.
func (b *Bus) Close(ctx context.Context) error {
	if b.conn != nil {
		b.conn.Close()
	}
	if b.server == nil {
		return nil
	}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		b.server.Shutdown()
		b.server.WaitForShutdown()
	}()
	select {
	case <-stopped:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("stop the NATS server: %w", ctx.Err())
	}
}
