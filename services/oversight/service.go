package oversight

import (
	"context"
	"errors"
	"net/http"
	"time"

	"nivel/libs/area"
	"nivel/libs/bus"
	"nivel/libs/calendar"
	"nivel/libs/chassis"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/glass"
	"nivel/libs/policy"
	"nivel/libs/readmodel"
	"nivel/libs/uselog/seen"
	"nivel/libs/vault"
)

// Options is what oversight needs. All of it is required.
type Options struct {
	Area  area.Area // says who the privacy officers are
	Store es.Store
	Log   es.Log
	Redis *readmodel.Redis
	Bus   *bus.Bus
	Vault *vault.Vault     // of this service alone
	Clock func() time.Time // says which part of the log may still be given
	Edge  edge.Options     // Service, Access and Decider are set by New
}

func (o Options) validate() error {
	if o.Area.Code == "" || o.Store == nil || o.Log == nil || o.Redis == nil || o.Bus == nil || o.Vault == nil || o.Clock == nil {
		return errors.New("oversight: an option is missing")
	}
	return nil
}

// Service is oversight, ready to serve and to run.
type Service struct {
	area        area.Area
	glass       glass.Streams
	responsible Streams
	vault       *vault.Vault
	seen        *seen.Seen
	relay       bus.Relay
	ears        bus.Consumer
	clock       func() time.Time
	api         *edge.API
}

// New composes the service. It starts nothing.
func New(o Options) (*Service, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	log, err := seen.New(o.Redis, o.Log, o.Clock)
	if err != nil {
		return nil, err
	}
	decider, err := policy.Of(o.Area, Access)
	if err != nil {
		return nil, err
	}
	s := &Service{
		area:        o.Area,
		glass:       glass.Of(o.Store),
		responsible: Streams{Category: Category, Decider: Decider, Catalog: History, Store: o.Store},
		vault:       o.Vault,
		seen:        log,
		relay:       bus.Relay{Bus: o.Bus, Log: o.Log, Service: Category, Prefixes: []string{glass.Category + "-"}, Translate: Translate},
		clock:       o.Clock,
	}
	s.ears = bus.Consumer{Bus: o.Bus, Name: Category, Types: heard, Handle: s.hear}
	o.Edge.Service, o.Edge.Access, o.Edge.Decider = Category, Access, decider
	s.api = edge.New(o.Edge)
	s.routes()
	return s, nil
}

// Handler serves the HTTP interface.
func (s *Service) Handler() http.Handler { return s.api }

// Routes lists the HTTP interface with what each route needs.
func (s *Service) Routes() []edge.Route { return s.api.Routes() }

// Lists says how the service's read models are, for ops.
func (s *Service) Lists() []readmodel.Status { return []readmodel.Status{s.seen.Status()} }

// Rebuild builds the read model of the log anew from history while the old one
// serves.
func (s *Service) Rebuild(ctx context.Context) error { return s.seen.Rebuild(ctx) }

// Digest returns a digest of all that the read model holds: equal logs, equal
// digest.
func (s *Service) Digest(ctx context.Context) (readmodel.Digest, error) { return s.seen.Digest(ctx) }

// Ready says why the log cannot be shown yet, or nil.
func (s *Service) Ready(ctx context.Context) error {
	_, err := s.seen.LooksOn(ctx, calendar.On(s.clock()), "", 1)
	return err
}

// Run hears who is responsible, keeps the read model up to date and tells of
// broken glasses, until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	return chassis.Together(ctx, s.seen.Run, s.relay.Run, s.ears.Run)
}
