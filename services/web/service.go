package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"time"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/contracts"
	"nivel/libs/edge"
)

// Options is what the desk needs. New sets the Bearer of every client.
type Options struct {
	Area          area.Area        // whose desk it is
	Intake        *edge.Client     // services/intake; required
	Transitions   *edge.Client     // services/transitions; nil: no cases and no handovers
	PeerGroups    *edge.Client     // services/peergroups; nil: no groups
	Notifications *edge.Client     // services/notifications; nil: no notices
	Oversight     *edge.Client     // services/oversight; nil: no glass to break and no log to look into
	OmaAddress    string           // of the young people's pages, for who is invited; empty: the page does not name it
	TextMessages  bool             // services/notifications has a gateway for them
	Tokens        Tokens           // says to the services who asks
	Facts         Facts            // what has happened, for live lists; nil: lists are fresh when loaded
	Provider      Provider         // says who somebody is; required
	Sessions      Sessions         // who is signed in; nil: in memory, gone at a restart
	Production    bool             // real clients: no demo area, and HSTS because TLS ends in front
	Logger        *slog.Logger     // required
	Clock         func() time.Time // required
}

// OmaOptions is what the young people's pages need. NewOma sets the Bearer of
// every client.
type OmaOptions struct {
	Area          area.Area        // whose pages they are
	Intake        *edge.Client     // services/intake; required where there is a provider; nil: nobody asks for help here
	Transitions   *edge.Client     // services/transitions; required
	PeerGroups    *edge.Client     // services/peergroups; required
	Notifications *edge.Client     // services/notifications; required
	Oversight     *edge.Client     // services/oversight; nil: no page of who has looked
	Tokens        Tokens           // says to the services who asks
	Facts         Facts            // what has happened, for live messages; nil: they are fresh when loaded
	Provider      Provider         // says who somebody is; zero: young people sign in by a code only
	Sessions      Sessions         // who is signed in; nil: in memory, gone at a restart
	Exit          string           // https address that quick exit leads to; empty: the weather
	Production    bool             // TLS ends at one proxy in front: HSTS, and that proxy names the client's address
	Logger        *slog.Logger     // required
	Clock         func() time.Time // required
}

// system is who asks where the pages do something themselves for a worker.
func (s *Service) system() access.Actor {
	return access.Actor{ID: "desk", Role: access.System, Area: s.Area.Code}
}

// Tokens issues the proof of who asks that services check.
type Tokens interface {
	// Issue proves for ttl who asks.
	Issue(actor access.Actor, ttl time.Duration) (string, error)
	// IssueFor is Issue, with who they are in private, sealed.
	IssueFor(actor access.Actor, own access.Own, ttl time.Duration) (string, error)
}

// Facts tells what the services tell each other, from now on, until ctx ends or
// the connection breaks.
type Facts interface {
	Watch(ctx context.Context, types []string, tell func(contracts.Fact)) error
}

// Service is the desk.
type Service struct {
	Options
	catalogs catalogs
	assets   assets
	news     *news
	bells    *bells
	provider *provider
	keeper   keeper
}

// New puts a desk together.
// Errors: an option that is missing, and a configuration that would let nobody
// or anybody sign in.
func New(o Options) (*Service, error) {
	provider, err := o.Provider.withSecret()
	if err != nil {
		return nil, err
	}
	o.Provider = provider
	if err := o.validate(); err != nil {
		return nil, err
	}
	if o.Sessions == nil {
		o.Sessions = NewMemorySessions(o.Clock)
	}
	catalogs, err := loadCatalogs(o.Area.Languages)
	if err != nil {
		return nil, err
	}
	assets, err := loadAssets(o.Area.Accent)
	if err != nil {
		return nil, err
	}
	for _, behind := range []*edge.Client{o.Intake, o.Transitions, o.PeerGroups, o.Notifications, o.Oversight} {
		if behind != nil {
			behind.Bearer = func(ctx context.Context) (string, error) {
				return o.Tokens.IssueFor(edge.ActorOf(ctx), edge.OwnOf(ctx), tokenLife)
			}
		}
	}
	return &Service{
		Options: o, catalogs: catalogs, assets: assets, news: newNews(), bells: newBells(), provider: newProvider(o.Provider, o.Clock),
		keeper: keeper{store: o.Sessions, cookie: cookieName, idle: idleLimit, absolute: absoluteLimit},
	}, nil
}

// withSecret returns the provider with the secret that its file holds.
func (p Provider) withSecret() (Provider, error) {
	if p.Secret != "" || p.SecretFile == "" {
		return p, nil
	}
	raw, err := os.ReadFile(p.SecretFile)
	if err != nil {
		return p, fmt.Errorf("read the client secret: %w", err)
	}
	p.Secret = string(bytes.TrimSpace(raw))
	return p, nil
}

func (o Options) validate() error {
	switch {
	case o.Intake == nil || o.Tokens == nil || o.Logger == nil || o.Clock == nil:
		return errors.New("web: intake, tokens, logger and clock are required")
	case o.Production && o.Area.Demo:
		return errors.New("web: a demo area lets anybody sign in without a password: not in production mode")
	case o.Provider.Issuer == "":
		return errors.New("web: nobody could sign in: no identity provider is configured")
	}
	return o.Provider.validate(o.Production)
}

// Handler answers every request to the desk.
func (s *Service) Handler() http.Handler {
	return edge.Pages("web", s.Logger, s.Clock, s.guard())
}

// Run feeds live lists from facts until ctx ends. A watch that breaks is begun
// again; what was missed shows when a list is next loaded.
func (s *Service) Run(ctx context.Context) error {
	if s.Facts == nil {
		<-ctx.Done()
		return nil
	}
	for ctx.Err() == nil {
		err := s.Facts.Watch(ctx, append(liveFacts(), contracts.FactNoticePosted), s.tell)
		if ctx.Err() != nil {
			break
		}
		s.Logger.WarnContext(ctx, "watch of facts broke; beginning again", "error", err)
		wait(ctx, rewatch)
	}
	return nil
}

// tell passes a fact on to whoever waits for it: a notice to its reader, what
// changes a list to everybody who watches one.
func (s *Service) tell(f contracts.Fact) {
	if f.Type == contracts.FactNoticePosted {
		s.bells.ring(f.Subject, f.Position)
		return
	}
	s.news.tell(f)
}

// tokenLife is how long a call's proof of who asks holds: as long as a call may take.
const tokenLife = time.Minute

// rewatch is the pause before a broken watch is begun again.
const rewatch = time.Second

// wait pauses for d or until ctx ends.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
