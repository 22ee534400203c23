package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"nivel/deploy/standalone"
	"nivel/libs/area"
	"nivel/libs/backbone"
	"nivel/libs/chassis"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/telemetry"
	"nivel/libs/vault"
	"nivel/services/intake"
)

const (
	logName    = "bench.log"
	redisName  = "redis/redis.sock"
	longSocket = 100 // a longer path is not the address of a socket
	patience   = 5 * time.Minute
)

// stand is the system as `nivel run` composes it, without the desk, in a folder
// of its own: embedded history and bus, a private Redis, intake behind HTTP.
type stand struct {
	*backbone.Backbone
	dir    string
	intake *intake.Service
	vault  *vault.Vault
	uses   *timedUses
	client *edge.Client // acts as writer
	reader *edge.Client // acts as a worker of the same unit who has no matter
	api    string
	log    *os.File
	end    context.CancelFunc
	ended  chan error

	mu      sync.Mutex
	told    es.Position // of the last fact that came over the bus
	changed chan struct{}
}

// open starts a system in dir and waits until it serves.
func open(ctx context.Context, dir string) (*stand, error) {
	if len(filepath.Join(dir, redisName)) > longSocket {
		return nil, errors.New("the path of the folder is too long for a socket: give a shorter --data")
	}
	s := &stand{dir: dir, ended: make(chan error, 1), changed: make(chan struct{}), end: func() {}}
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *stand) start(ctx context.Context) (err error) {
	settings := chassis.NewSettings("bench", "", func(string) string { return "" })
	common := backbone.Define(settings)
	if err := settings.Parse([]string{"--data", s.dir}, io.Discard); err != nil {
		return err
	}
	if s.log, err = os.Create(filepath.Join(s.dir, logName)); err != nil {
		return fmt.Errorf("make the log: %w", err)
	}
	if s.Backbone, err = backbone.Start(ctx, "bench", common, time.Now); err != nil {
		return err
	}
	// The lines of the log are written, as in production, but not between ours.
	lines := telemetry.Options{Service: "bench", Version: backbone.Version, LogOutput: s.log}
	if s.Telemetry, err = telemetry.Start(ctx, lines); err != nil {
		return err
	}
	if err := s.OpenServers(ctx); err != nil {
		return err
	}
	if s.vault, err = s.OpenVault(ctx, "intake"); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(s.dir, redisName)); err != nil {
		return errors.New("there is no redis-server to measure: install it")
	}
	log, err := s.OpenUseLog(ctx, "intake")
	if err != nil {
		return err
	}
	s.uses = &timedUses{Uses: log}
	s.intake, err = intake.New(intake.Options{
		Area: s.Area, Store: s.History, Log: s.History, Redis: s.Redis, Bus: s.Bus, Vault: s.vault,
		Logger: s.Logger(), Edge: edge.Options{Tokens: s.Tokens, Uses: s.uses, Logger: s.Logger(), Clock: s.Clock},
	})
	if err != nil {
		return err
	}
	return s.serve(ctx)
}

// serve runs intake behind a real HTTP server until close.
func (s *stand) serve(ctx context.Context) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	s.api = "http://" + listener.Addr().String()
	var running context.Context
	running, s.end = context.WithCancel(ctx)
	go func() {
		s.ended <- chassis.Run(running, chassis.Options{Logger: s.Logger()},
			chassis.Part{Name: "intake", Run: s.intake.Run},
			chassis.Part{Name: "watch", Run: func(ctx context.Context) error {
				return s.Bus.Watch(ctx, []string{contracts.FactMatterOpened, contracts.FactUrgencyAssessed, contracts.FactHolderChosen}, s.hear)
			}},
			chassis.Serve(listener, s.intake.Handler()))
	}()
	if s.client, err = s.as("w-aino"); err != nil {
		return err
	}
	if s.reader, err = s.as("w-oskari"); err != nil {
		return err
	}
	return s.warmUp(ctx)
}

func (s *stand) close() error {
	closing, done := context.WithTimeout(context.Background(), 30*time.Second)
	defer done()
	var errs []error
	if s.end(); s.intake != nil && s.api != "" {
		errs = append(errs, <-s.ended)
	}
	if s.Backbone != nil {
		errs = append(errs, s.Telemetry.Shutdown(closing), s.Backbone.Close(closing))
	}
	if s.log != nil {
		errs = append(errs, s.log.Close())
	}
	return errors.Join(errs...)
}

// as returns a client that acts as a worker of the demo area.
func (s *stand) as(id string) (*edge.Client, error) {
	worker, ok := s.Area.Worker(id)
	if !ok {
		return nil, fmt.Errorf("the demo area has no worker %s", id)
	}
	return s.acting(worker), nil
}

func (s *stand) acting(w area.Worker) *edge.Client {
	return &edge.Client{Base: s.api, Bearer: func(context.Context) (string, error) {
		return s.Tokens.Issue(s.Area.Actor(w), time.Minute)
	}}
}

func (s *stand) importer() *edge.Client { return standalone.Importer(s.api, s.Area.Code, s.Tokens) }

// register sends one notification and returns where the log stands then.
func (s *stand) register(ctx context.Context, n contracts.Notification) (es.Position, error) {
	_, meta, err := edge.Call[contracts.Registered](ctx, s.client, edge.Request{
		Method: http.MethodPost, Path: "/notifications", Body: n, Command: es.NewID(),
	})
	return meta.Position, err
}

// look reads a list, behind a position if one is given.
func (s *stand) look(ctx context.Context, view string, after es.Position) (contracts.MatterPage, error) {
	query := url.Values{"view": {view}}
	if after != (es.Position{}) {
		query.Set("after", after.String())
	}
	page, _, err := edge.Call[contracts.MatterPage](ctx, s.reader, edge.Request{Method: http.MethodGet, Path: "/matters", Query: query})
	return page, err
}

// hear notes how far the facts have come over the bus.
func (s *stand) hear(f contracts.Fact) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Position.After(s.told) {
		s.told = f.Position
		close(s.changed)
		s.changed = make(chan struct{})
	}
}

func (s *stand) heard() (es.Position, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.told, s.changed
}

// warmUp makes connections and sends commands until a fact of one comes back
// over the bus: then everything runs.
func (s *stand) warmUp(ctx context.Context) error {
	ctx, done := context.WithTimeout(ctx, patience)
	defer done()
	rows, err := notifications(s.Clock(), warmUpSeed, 200)
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		at, err := s.register(ctx, rows[i%len(rows)])
		if err != nil {
			return fmt.Errorf("warm up: %w", err)
		}
		if told, _ := s.heard(); told != (es.Position{}) {
			return s.settle(ctx, at)
		}
	}
}

// settle waits until the lists and the bus have come to a position, so that
// nothing works on behind the next measurement.
func (s *stand) settle(ctx context.Context, at es.Position) error {
	ctx, done := context.WithTimeout(ctx, patience)
	defer done()
	for stale := true; stale; {
		page, err := s.look(ctx, "mine", at)
		if err != nil {
			return fmt.Errorf("wait for the lists: %w", err)
		}
		stale = page.Stale
	}
	for {
		told, changed := s.heard()
		if !at.After(told) {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("wait for the bus to reach %s, it is at %s: %w", at, told, ctx.Err())
		}
	}
}
