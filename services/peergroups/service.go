package peergroups

import (
	"context"
	"errors"
	"net/http"

	"nivel/libs/area"
	"nivel/libs/bus"
	"nivel/libs/chassis"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/policy"
	"nivel/libs/readmodel"
	"nivel/libs/vault"
)

// Options is what peergroups needs. All of it is required.
type Options struct {
	Area  area.Area
	Store es.Store
	Log   es.Log
	Redis *readmodel.Redis
	Bus   *bus.Bus
	Vault *vault.Vault // of this service alone
	Edge  edge.Options // Service, Access and Decider are set by New
}

func (o Options) validate() error {
	if o.Area.Code == "" || o.Store == nil || o.Log == nil || o.Redis == nil || o.Bus == nil || o.Vault == nil {
		return errors.New("peergroups: an option is missing")
	}
	return nil
}

// Service is peergroups, ready to serve and to run.
type Service struct {
	streams Streams
	vault   *vault.Vault
	list    *readmodel.Projection[Row, Event]
	relay   bus.Relay
	turns   turns
	api     *edge.API
}

// New composes the service. It starts nothing.
func New(o Options) (*Service, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	list, err := readmodel.New(o.Redis, o.Log, grouplist)
	if err != nil {
		return nil, err
	}
	decider, err := policy.Of(o.Area, Access)
	if err != nil {
		return nil, err
	}
	s := &Service{
		streams: Streams{Category: Category, Decider: Decider, Catalog: History, Store: o.Store, Hot: es.NewHot[Group](es.HotLimit)},
		vault:   o.Vault,
		list:    list,
		relay:   bus.Relay{Bus: o.Bus, Log: o.Log, Service: Category, Prefixes: []string{Category + "-"}, Translate: Translate},
		turns:   newTurns(),
	}
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
func (s *Service) Lists() []readmodel.Status { return []readmodel.Status{s.list.Status()} }

// Rebuild builds the service's list anew from history while the old one serves.
func (s *Service) Rebuild(ctx context.Context) error { return s.list.Rebuild(ctx) }

// Digest returns a digest of all that the list holds: equal lists, equal digest.
func (s *Service) Digest(ctx context.Context) (readmodel.Digest, error) { return s.list.Digest(ctx) }

// Ready says why the list cannot be shown yet, or nil.
func (s *Service) Ready(ctx context.Context) error {
	_, err := s.list.Count(ctx, listed, listing.Lowest, listing.Highest)
	return err
}

// Run keeps the list and the facts up to date until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	return chassis.Together(ctx, s.list.Run, s.relay.Run)
}
