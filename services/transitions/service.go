package transitions

import (
	"context"
	"crypto"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"nivel/libs/area"
	"nivel/libs/bus"
	"nivel/libs/chassis"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/policy"
	"nivel/libs/readmodel"
	"nivel/libs/vault"
	"nivel/services/transitions/consent"
	"nivel/services/transitions/necessity"
	"nivel/services/transitions/peers"
)

// Options is what transitions needs. All of it is required, but Glass and Look.
type Options struct {
	Area  area.Area
	Store es.Store
	Log   es.Log
	Redis *readmodel.Redis
	Bus   *bus.Bus
	Vault *vault.Vault
	Glass Glass        // none: nobody breaks it
	Edge  edge.Options // Service, Access and Decider are set by New

	Logger *slog.Logger
	Signer crypto.Signer    // of files for other areas: Ed25519
	Clock  func() time.Time // says which answers are overdue
	Look   time.Duration    // how often it is looked for them; default 30 s
}

func (o Options) validate() error {
	if o.Area.Code == "" || o.Store == nil || o.Log == nil || o.Redis == nil || o.Bus == nil || o.Vault == nil || o.Logger == nil || o.Clock == nil || o.Signer == nil {
		return errors.New("transitions: an option is missing")
	}
	return nil
}

// Service is transitions, ready to serve and to run.
type Service struct {
	area     area.Area
	streams  Streams
	consents consent.Streams

	necessities necessity.Streams
	peers       peers.Streams
	vault       *vault.Vault
	glass       Glass
	signer      crypto.Signer
	list        *readmodel.Projection[Row, Event]
	daily       *readmodel.Projection[Lived, Event]
	relay       bus.Relay
	consumer    bus.Consumer
	ofPeers     bus.Consumer // hears of seats in peer groups
	api         *edge.API

	logger *slog.Logger
	clock  func() time.Time
	every  time.Duration
}

// New composes the service. It starts nothing.
func New(o Options) (*Service, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	decider, err := policy.Of(o.Area, Access)
	if err != nil {
		return nil, err
	}
	list, err := readmodel.New(o.Redis, o.Log, worklist)
	if err != nil {
		return nil, err
	}
	lived, err := readmodel.New(o.Redis, o.Log, daily)
	if err != nil {
		return nil, err
	}
	s := &Service{
		area:     o.Area,
		streams:  Streams{Category: Category, Decider: Decider, Catalog: History, Store: o.Store, Hot: es.NewHot[Case](es.HotLimit)},
		consents: consent.In(o.Store),

		necessities: necessity.In(o.Store),
		peers:       peers.In(o.Store),
		vault:       o.Vault,
		glass:       o.Glass,
		list:        list,
		daily:       lived,
		relay:       bus.Relay{Bus: o.Bus, Log: o.Log, Service: Category, Prefixes: []string{Category + "-", necessity.Category + "-"}, Translate: Translate},
		signer:      o.Signer,
		logger:      o.Logger, clock: o.Clock, every: o.Look,
	}
	if s.every <= 0 {
		s.every = lookEvery
	}
	s.consumer = bus.Consumer{Bus: o.Bus, Name: Category, Types: []string{contracts.FactCompleted}, Handle: s.hear}
	s.ofPeers = bus.Consumer{Bus: o.Bus, Name: peers.Category, Types: peers.Heard(), Handle: s.hearOfPeers}
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
func (s *Service) Lists() []readmodel.Status {
	return []readmodel.Status{s.list.Status(), s.daily.Status()}
}

// Rebuild builds the service's lists anew from history while the old ones serve.
func (s *Service) Rebuild(ctx context.Context) error {
	return errors.Join(s.list.Rebuild(ctx), s.daily.Rebuild(ctx))
}

// Digest returns a digest of all that the lists hold: equal lists, equal digest.
func (s *Service) Digest(ctx context.Context) (readmodel.Digest, error) {
	return readmodel.DigestOf[readmodel.Digester](ctx, s.list, s.daily)
}

// Ready says why lists cannot be shown yet, or nil.
func (s *Service) Ready(ctx context.Context) error {
	_, err := s.list.Count(ctx, ofWorker(viewMine, ""), listing.Lowest, listing.Highest)
	return err
}

// Run keeps the worklist and the facts up to date, hears those of intake
// and peergroups, and tells of what was not answered in time, until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	return chassis.Together(ctx, s.list.Run, s.daily.Run, s.relay.Run, s.consumer.Run, s.ofPeers.Run, s.alarms)
}
