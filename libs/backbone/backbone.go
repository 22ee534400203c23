package backbone

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"nivel/libs/area"
	"nivel/libs/bus"
	"nivel/libs/chassis"
	"nivel/libs/edge"
	"nivel/libs/history"
	"nivel/libs/history/direct"
	"nivel/libs/node"
	"nivel/libs/readmodel"
	"nivel/libs/telemetry"
	"nivel/libs/uselog"
)

// Backbone is what the services of one process stand on. A field is nil until
// its Open… was called.
type Backbone struct {
	Area      area.Area
	Clock     func() time.Time
	Tokens    *edge.Tokens
	Telemetry *telemetry.Telemetry
	Health    *chassis.Health

	Node    *node.Node // nil when history is elsewhere
	History *history.History
	Bus     *bus.Bus
	Redis   *readmodel.Redis

	settings    Settings
	checkpoints *uselog.Folder
	models      []kept
	vaults      []kin
	scavenge    chan struct{} // asks for one
	close       []func(context.Context) error
}

// Start reads the area and the secret and starts telemetry.
func Start(ctx context.Context, name string, s Settings, clock func() time.Time) (*Backbone, error) {
	b := &Backbone{settings: s, Clock: clock, Health: &chassis.Health{}, scavenge: make(chan struct{}, 1)}
	if err := b.start(ctx, name); err != nil {
		return nil, errors.Join(err, b.Close(ctx))
	}
	return b, nil
}

func (b *Backbone) start(ctx context.Context, name string) (err error) {
	if err := os.MkdirAll(*b.settings.Data, 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	if b.Area, err = b.readArea(); err != nil {
		return err
	}
	if *b.settings.Production && b.Area.Demo {
		return errors.New("a demo area does not run in production: give --area-file")
	}
	secret, err := b.secret()
	if err != nil {
		return err
	}
	if b.Tokens, err = edge.NewTokens(secret, b.Clock); err != nil {
		return err
	}
	b.Telemetry, err = telemetry.Start(ctx, telemetry.Options{Service: name, Version: Version, LogJSON: *b.settings.LogJSON, Clock: b.Clock})
	if err != nil {
		return fmt.Errorf("start telemetry: %w", err)
	}
	b.atEnd(b.Telemetry.Shutdown)
	return nil
}

// Version is the release that telemetry names.
const Version = "0.1.0"

func (b *Backbone) readArea() (area.Area, error) {
	if *b.settings.Area == "" {
		return area.Demo()
	}
	return area.Load(*b.settings.Area)
}

// Production reports whether demo features are refused.
func (b *Backbone) Production() bool { return *b.settings.Production }

// secret reads the shared secret, and makes the default one on first start. Who
// may read a file that the deployment names is the deployment's to see to: a
// container finds it in a mount of its own, for whatever user it runs as.
func (b *Backbone) secret() ([]byte, error) {
	if *b.settings.Secret != "" {
		raw, err := os.ReadFile(*b.settings.Secret)
		if err != nil {
			return nil, fmt.Errorf("read the secret: %w", err)
		}
		return raw, nil
	}
	fresh := make([]byte, 32)
	rand.Read(fresh)
	raw, err := keepFile(filepath.Join(*b.settings.Data, "secret.key"), fresh)
	if err != nil {
		return nil, fmt.Errorf("read or make the secret: %w", err)
	}
	return raw, nil
}

// Logger is the process's logger.
func (b *Backbone) Logger() *slog.Logger { return b.Telemetry.Logger() }

// OpenServers opens history, bus and read models, once.
func (b *Backbone) OpenServers(ctx context.Context) error {
	if b.History != nil {
		return nil
	}
	for _, open := range []func(context.Context) error{b.OpenHistory, b.OpenBus, b.OpenRedis} {
		if err := open(ctx); err != nil {
			return err
		}
	}
	return nil
}

// OpenHistory connects to history, or starts a node in this process and
// connects to that.
func (b *Backbone) OpenHistory(ctx context.Context) (err error) {
	address := *b.settings.EventStore
	if address == "" {
		if address, err = b.startNode(ctx); err != nil {
			return err
		}
	}
	b.History, err = history.Open(ctx, history.Options{Address: address, Logger: b.Logger()})
	if err != nil {
		return fmt.Errorf("open history: %w", err)
	}
	b.atEnd(b.History.Close)
	return nil
}

// longestSocket is how long a socket's path may be, with room to spare.
const longestSocket = 100

func (b *Backbone) startNode(ctx context.Context) (string, error) {
	dir, err := b.folder("history")
	if err != nil {
		return "", err
	}
	socket := filepath.Join(dir, "node.sock")
	if len(socket) > longestSocket {
		short, err := os.MkdirTemp("", "nivel-")
		if err != nil {
			return "", fmt.Errorf("make a folder for the node's socket: %w", err)
		}
		b.atEnd(func(context.Context) error { return os.RemoveAll(short) })
		socket = filepath.Join(short, "node.sock")
	}
	b.Node, err = node.Start(ctx, node.Options{Dir: dir, Listen: []string{"unix:" + socket}, Logger: b.Logger(), Clock: b.Clock})
	if err != nil {
		return "", err
	}
	b.atEnd(func(context.Context) error { return b.Node.Close() })
	return "unix://" + socket, nil
}

// OpenBus connects to the bus, or starts one in this process.
func (b *Backbone) OpenBus(ctx context.Context) error {
	dir, err := b.folder("bus")
	if err != nil {
		return err
	}
	b.Bus, err = bus.Open(ctx, bus.Options{URL: *b.settings.NATS, Dir: dir, Area: b.Area.Code, Logger: b.Logger(), Clock: b.Clock})
	if err != nil {
		return fmt.Errorf("open the bus: %w", err)
	}
	b.atEnd(b.Bus.Close)
	return nil
}

// OpenRedis connects to Redis, or starts a private one as a child process.
func (b *Backbone) OpenRedis(ctx context.Context) error {
	dir, err := b.folder("redis")
	if err != nil {
		return err
	}
	options := readmodel.Options{URL: *b.settings.Redis, Dir: dir, Area: b.Area.Code, Logger: b.Logger(), Clock: b.Clock}
	if b.Node != nil {
		options.Bulk = direct.Log{Engine: b.Node.Engine()}
	}
	b.Redis, err = readmodel.Open(ctx, options)
	if err != nil {
		return fmt.Errorf("open the read models: %w", err)
	}
	b.atEnd(func(context.Context) error { return b.Redis.Close() })
	return nil
}

func (b *Backbone) folder(name string) (string, error) {
	dir, err := filepath.Abs(filepath.Join(*b.settings.Data, name))
	if err != nil {
		return "", fmt.Errorf("find the data folder: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make the folder of %s: %w", name, err)
	}
	return dir, nil
}

func (b *Backbone) atEnd(stop func(context.Context) error) { b.close = append(b.close, stop) }

// Close closes what was opened, the last one first.
func (b *Backbone) Close(ctx context.Context) error {
	var errs []error
	for len(b.close) > 0 {
		last := len(b.close) - 1
		errs = append(errs, b.close[last](ctx))
		b.close = b.close[:last]
	}
	return errors.Join(errs...)
}

// Embedded lists what runs inside this process, for the person who started it.
func (b *Backbone) Embedded() string {
	var parts []string
	for _, p := range []struct{ name, address string }{
		{"history", *b.settings.EventStore}, {"bus", *b.settings.NATS}, {"read models", *b.settings.Redis},
	} {
		if p.address == "" {
			parts = append(parts, p.name)
		}
	}
	return strings.Join(parts, ", ")
}
