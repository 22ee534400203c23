package intake

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"

	"nivel/libs/area"
	"nivel/libs/bus"
	"nivel/libs/chassis"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/policy"
	"nivel/libs/readmodel"
	"nivel/libs/vault"
	"nivel/services/intake/persons"
	"nivel/services/intake/protection"
	"nivel/services/intake/ties"
)

// Options is what intake needs. All of it but Glass is required.
type Options struct {
	Area  area.Area
	Store es.Store
	Log   es.Log
	Redis *readmodel.Redis
	Bus   *bus.Bus
	Vault *vault.Vault
	Edge  edge.Options // Service, Access and Decider are set by New
	Glass Glass        // nil: nobody breaks it

	Logger *slog.Logger
}

func (o Options) validate() error {
	if o.Area.Code == "" || o.Store == nil || o.Log == nil || o.Redis == nil || o.Bus == nil || o.Vault == nil || o.Logger == nil {
		return errors.New("intake: an option is missing")
	}
	return nil
}

// maxBody is how large a request may be: a full batch of long notifications.
const maxBody = 8 << 20

// Service is intake, ready to serve and to run.
type Service struct {
	area       area.Area
	streams    Streams
	ties       ties.Book
	vault      *vault.Vault
	glass      Glass
	forms      forms
	list       *readmodel.Projection[Row, Event]
	people     *readmodel.Projection[Known, Event]
	timed      *readmodel.Projection[Timed, Event]
	risks      forms
	watched    *readmodel.Projection[Watched, Event]
	consulted  *readmodel.Projection[Consulted, Event]
	names      *readmodel.Projection[Findable, findableEvent]
	lives      Lives
	endings    *readmodel.Projection[Ending, LifeEvent]
	protection protection.Streams
	protected  *readmodel.Projection[protection.Protection, protection.Event]
	persons    persons.Streams
	book       persons.Book
	identities *readmodel.Projection[persons.Identity, persons.Event]
	relay      bus.Relay
	ears       bus.Consumer
	api        *edge.API
}

// New composes the service. It starts nothing.
func New(o Options) (*Service, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	list, err := readmodel.New(o.Redis, o.Log, worklistOf(o.Area))
	if err != nil {
		return nil, err
	}
	known, err := readmodel.New(o.Redis, o.Log, people)
	if err != nil {
		return nil, err
	}
	written, err := loadForms(o.Area.Forms)
	if err != nil {
		return nil, err
	}
	figures, err := readmodel.New(o.Redis, o.Log, timed)
	if err != nil {
		return nil, err
	}
	asked, err := loadRiskForms()
	if err != nil {
		return nil, err
	}
	signals, err := readmodel.New(o.Redis, o.Log, watched)
	if err != nil {
		return nil, err
	}
	teams, err := readmodel.New(o.Redis, o.Log, consultedList)
	if err != nil {
		return nil, err
	}
	protected, err := readmodel.New(o.Redis, o.Log, protection.List)
	if err != nil {
		return nil, err
	}
	linked, err := readmodel.New(o.Redis, o.Log, persons.List)
	if err != nil {
		return nil, err
	}
	called, err := readmodel.New(o.Redis, o.Log, findables(o.Vault))
	if err != nil {
		return nil, err
	}
	ends, err := readmodel.New(o.Redis, o.Log, endings)
	if err != nil {
		return nil, err
	}
	decider, err := policy.Of(o.Area, Access)
	if err != nil {
		return nil, err
	}
	s := &Service{
		area:       o.Area,
		streams:    Streams{Category: Category, Decider: Decider, Catalog: History, Store: o.Store, Hot: es.NewHot[Matter](es.HotLimit)},
		ties:       ties.In(o.Store),
		vault:      o.Vault,
		glass:      o.Glass,
		forms:      written,
		list:       list,
		people:     known,
		timed:      figures,
		risks:      asked,
		watched:    signals,
		consulted:  teams,
		names:      called,
		lives:      Lives{Category: LifeCategory, Decider: LifeDecider, Catalog: LifeHistory, Store: o.Store},
		endings:    ends,
		protection: protection.In(o.Store),
		protected:  protected,
		persons:    persons.In(o.Store),
		identities: linked,
		relay:      bus.Relay{Bus: o.Bus, Log: o.Log, Service: Category, Prefixes: []string{Category + "-", LifeCategory + "-", persons.Category + "-"}, Translate: Translate},
	}
	s.ears = bus.Consumer{Bus: o.Bus, Name: Category, Types: heard(), Handle: s.hear}
	o.Edge.Service, o.Edge.Access, o.Edge.Decider, o.Edge.MaxBody = Category, Access, decider, maxBody
	s.api = edge.New(o.Edge)
	s.routes()
	return s, nil
}

// Handler serves the HTTP interface.
func (s *Service) Handler() http.Handler { return s.api }

// Routes lists the HTTP interface with what each route needs.
func (s *Service) Routes() []edge.Route { return s.api.Routes() }

// kept is a read model of the service, whatever it holds.
type kept interface {
	Status() readmodel.Status
	Rebuild(context.Context) error
	Digest(context.Context) (readmodel.Digest, error)
	Run(context.Context) error
}

// models are all read models of the service.
func (s *Service) models() []kept {
	return []kept{s.list, s.people, s.names, s.endings, s.protected, s.timed, s.watched, s.consulted, s.identities}
}

// Lists says how the service's read models are, for ops.
func (s *Service) Lists() []readmodel.Status {
	var all []readmodel.Status
	for _, model := range s.models() {
		all = append(all, model.Status())
	}
	return all
}

// Rebuild builds the service's lists anew from history while the old ones serve,
// all at once: one of rare events waits long until it stands where the old one does.
func (s *Service) Rebuild(ctx context.Context) error {
	models := s.models()
	errs := make([]error, len(models))
	var all sync.WaitGroup
	for i, model := range models {
		all.Go(func() { errs[i] = model.Rebuild(ctx) })
	}
	all.Wait()
	return errors.Join(errs...)
}

// Digest returns a digest of all that the lists hold: equal lists, equal digest.
func (s *Service) Digest(ctx context.Context) (readmodel.Digest, error) {
	return readmodel.DigestOf(ctx, s.models()...)
}

// Ready says why lists cannot be shown yet, or nil.
func (s *Service) Ready(ctx context.Context) error {
	_, err := s.list.Count(ctx, ofWho(viewInbox, ""), listing.Lowest, listing.Highest)
	return err
}

// Run keeps the lists up to date, tells facts and hears them, until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	all := []func(context.Context) error{s.relay.Run, s.ears.Run}
	for _, model := range s.models() {
		all = append(all, model.Run)
	}
	return chassis.Together(ctx, all...)
}
