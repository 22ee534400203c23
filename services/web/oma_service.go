package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// Oma is the pages of young people.
type Oma struct {
	OmaOptions
	catalogs catalogs
	assets   assets
	bells    *bells
	tries    *tries
	provider *provider // nil: young people sign in by a code only
	keeper   keeper
}

// defaultExit is where quick exit leads in an area that chose nothing: the
// weather, which anybody may have been looking at.
const defaultExit = "https://www.ilmatieteenlaitos.fi/"

// NewOma puts the young people's pages together.
// Errors: an option that is missing or cannot work.
func NewOma(o OmaOptions) (*Oma, error) {
	if o.Exit == "" {
		o.Exit = defaultExit
	}
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
	assets, err := loadOmaAssets(o.Area.Accent)
	if err != nil {
		return nil, err
	}
	for _, behind := range []*edge.Client{o.Intake, o.Transitions, o.PeerGroups, o.Notifications, o.Oversight} {
		if behind != nil {
			behind.Bearer = func(ctx context.Context) (string, error) { return o.Tokens.Issue(edge.ActorOf(ctx), tokenLife) }
		}
	}
	oma := &Oma{
		OmaOptions: o, catalogs: catalogs, assets: assets, bells: newBells(), tries: newTries(o.Clock),
		keeper: keeper{store: o.Sessions, cookie: omaCookie, idle: omaIdleLimit, absolute: omaAbsoluteLimit},
	}
	if o.Provider.Issuer != "" {
		oma.provider = newProvider(o.Provider, o.Clock)
	}
	return oma, nil
}

func (o OmaOptions) validate() error {
	if o.Transitions == nil || o.PeerGroups == nil || o.Notifications == nil || o.Tokens == nil || o.Logger == nil || o.Clock == nil {
		return errors.New("oma: transitions, peergroups, notifications, tokens, logger and clock are required")
	}
	exit, err := url.Parse(o.Exit)
	if err != nil || exit.Scheme != "https" || exit.Host == "" {
		return fmt.Errorf("oma: quick exit %q is not an https address", o.Exit)
	}
	if o.Provider.Issuer == "" {
		return nil
	}
	if o.Intake == nil {
		return errors.New("oma: intake is required where a provider says who somebody is")
	}
	return o.Provider.validate(o.Production)
}

// youth is who asks when person is signed in.
func (o *Oma) youth(person es.ID) access.Actor {
	return access.Actor{ID: person.String(), Role: access.Youth, Area: o.Area.Code}
}

// system is who asks while nobody is signed in.
func (o *Oma) system() access.Actor {
	return access.Actor{ID: "oma", Role: access.System, Area: o.Area.Code}
}

// Handler answers every request to the young people's pages.
func (o *Oma) Handler() http.Handler {
	return edge.Pages("oma", o.Logger, o.Clock, o.guard())
}

// Run tells open pages of new messages until ctx ends. A watch that breaks is
// begun again; what was missed shows when a page is next loaded.
func (o *Oma) Run(ctx context.Context) error {
	if o.Facts == nil {
		<-ctx.Done()
		return nil
	}
	ring := func(f contracts.Fact) { o.bells.ring(f.Subject, f.Position) }
	for ctx.Err() == nil {
		err := o.Facts.Watch(ctx, []string{contracts.FactNoticePosted}, ring)
		if ctx.Err() != nil {
			break
		}
		o.Logger.WarnContext(ctx, "watch of notices broke; beginning again", "error", err)
		wait(ctx, rewatch)
	}
	return nil
}
