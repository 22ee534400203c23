package notifications

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"time"

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

// Options is what notifications needs. All of it is required but Mail and Look.
type Options struct {
	Area  area.Area // also says where workers get e-mail, and in which language
	Store es.Store
	Log   es.Log
	Redis *readmodel.Redis
	Bus   *bus.Bus
	Vault *vault.Vault
	Edge  edge.Options // Service, Access and Decider are set by New

	Logger *slog.Logger
	Clock  func() time.Time // says which letters are due
	Mail   Mail             // zero: no e-mail is sent
	Look   time.Duration    // how often the mailer looks for due letters; default 1 s
}

func (o Options) validate() error {
	if o.Area.Code == "" || o.Store == nil || o.Log == nil || o.Redis == nil || o.Bus == nil || o.Vault == nil || o.Logger == nil || o.Clock == nil {
		return errors.New("notifications: an option is missing")
	}
	return nil
}

// Service is notifications, ready to serve and to run.
type Service struct {
	area    area.Area
	streams Streams
	vault   *vault.Vault
	list    *readmodel.Projection[Row, Event]
	relay   bus.Relay
	ears    bus.Consumer
	api     *edge.API

	logger *slog.Logger
	clock  func() time.Time
	look   time.Duration
	self   es.ID // of this process, so that no two take the same ticket
	post   *post // nil: no e-mail is sent
	links  Links
	words  map[Language]wording
}

// New composes the service. It starts nothing. Errors: an option that is
// missing; settings of e-mail that would not work or not be safe.
func New(o Options) (*Service, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	list, err := readmodel.New(o.Redis, o.Log, inboxes)
	if err != nil {
		return nil, err
	}
	words, err := wordings()
	if err != nil {
		return nil, err
	}
	sender, err := newPost(o.Mail)
	if err != nil {
		return nil, fmt.Errorf("settings of e-mail: %w", err)
	}
	decider, err := policy.Of(o.Area, Access)
	if err != nil {
		return nil, err
	}
	s := &Service{
		area:    o.Area,
		streams: Streams{Category: Category, Decider: Decider, Catalog: History, Store: o.Store, Hot: es.NewHot[Inbox](es.HotLimit)},
		vault:   o.Vault,
		list:    list,
		relay:   bus.Relay{Bus: o.Bus, Log: o.Log, Service: Category, Prefixes: []string{Category + "-"}, Translate: Translate},
		logger:  o.Logger, clock: o.Clock, look: o.Look, self: es.NewID(),
		post: sender, links: o.Mail.Links, words: words,
	}
	if s.look <= 0 {
		s.look = look
	}
	s.ears = bus.Consumer{Bus: o.Bus, Name: Category, Types: heardTypes(), Handle: s.hear}
	o.Edge.Service, o.Edge.Access, o.Edge.Decider = Category, Access, decider
	s.api = edge.New(o.Edge)
	s.routes()
	return s, nil
}

// newPost reads what the settings of e-mail name; nil where there is none.
func newPost(m Mail) (*post, error) {
	if m.Address == "" {
		return nil, nil
	}
	if m.TLS == "" {
		m.TLS = StartTLS
	}
	if err := m.validate(); err != nil {
		return nil, err
	}
	host, port, err := m.server()
	if err != nil {
		return nil, err
	}
	p := &post{host: host, port: port, from: m.From, domain: m.domain(), mode: m.TLS, user: m.User}
	p.tls = &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if m.PasswordFile != "" {
		raw, err := os.ReadFile(m.PasswordFile)
		if err != nil {
			return nil, fmt.Errorf("read the password of e-mail: %w", err)
		}
		p.password = string(bytes.TrimRight(raw, "\r\n"))
	}
	if m.CAFile != "" {
		raw, err := os.ReadFile(m.CAFile)
		if err != nil {
			return nil, fmt.Errorf("read who vouches for the SMTP server: %w", err)
		}
		p.tls.RootCAs = x509.NewCertPool()
		if !p.tls.RootCAs.AppendCertsFromPEM(raw) {
			return nil, errors.New("the file of who vouches for the SMTP server holds no certificate")
		}
	}
	return p, nil
}

// Handler serves the HTTP interface.
func (s *Service) Handler() http.Handler { return s.api }

// Routes lists the HTTP interface with what each route needs.
func (s *Service) Routes() []edge.Route { return s.api.Routes() }

// Lists says how the service's read models are, for ops.
func (s *Service) Lists() []readmodel.Status { return []readmodel.Status{s.list.Status()} }

// Rebuild builds the service's lists anew from history while the old ones serve.
func (s *Service) Rebuild(ctx context.Context) error { return s.list.Rebuild(ctx) }

// Digest returns a digest of all that the lists hold: equal lists, equal digest.
func (s *Service) Digest(ctx context.Context) (readmodel.Digest, error) { return s.list.Digest(ctx) }

// Ready says why lists cannot be shown yet, or nil. A mail server that is away
// is no reason: what was told is in the pages.
func (s *Service) Ready(ctx context.Context) error {
	_, err := s.list.Count(ctx, viewOwed, listing.Lowest, listing.Lowest)
	return err
}

// Run hears facts, keeps the lists up to date, tells of new notices and sends
// what is due, until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	parts := []func(context.Context) error{s.list.Run, s.relay.Run, s.ears.Run}
	if s.post != nil {
		parts = append(parts, s.mail)
	}
	return chassis.Together(ctx, parts...)
}
