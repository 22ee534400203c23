// Command web runs services/web, the workers' pages and the young people's, as a
// process of its own.
package main

import (
	"context"
	"errors"
	"os"
	"time"

	"nivel/libs/backbone"
	"nivel/libs/chassis"
	"nivel/libs/edge"
	"nivel/services/web"
)

func main() { os.Exit(run()) }

func run() int {
	settings := chassis.NewSettings("web", "the workers' pages and the young people's", os.Getenv)
	listen := settings.String("listen", "127.0.0.1:8080", "address of the workers' pages")
	intake := settings.String("intake", "http://127.0.0.1:8081", "address of services/intake")
	transitions := settings.String("transitions", "http://127.0.0.1:8082", "address of services/transitions; empty: no cases")
	peergroups := settings.String("peergroups", "http://127.0.0.1:8083", "address of services/peergroups; empty: no groups")
	notifications := settings.String("notifications", "http://127.0.0.1:8084", "address of services/notifications; empty: no notices")
	oversight := settings.String("oversight", "http://127.0.0.1:8085", "address of services/oversight; empty: no glass to break and no log to look into")
	omaListen := settings.String("oma-listen", "127.0.0.1:8090", "address of the young people's pages, on a host of their own; empty: none")
	oma := settings.String("oma-address", "", "where young people find their own pages; empty: invitations do not say")
	texts := settings.Bool("text-messages", false, "services/notifications has a gateway of text messages: offer to send codes by it")
	providers := web.ProviderFlags(settings)
	compose := func(ctx context.Context, b *backbone.Backbone) ([]chassis.Part, error) {
		if err := errors.Join(b.OpenBus(ctx), b.OpenRedis(ctx)); err != nil {
			return nil, err
		}
		workers, youngPeople := providers()
		desk, err := web.New(web.Options{
			Area: b.Area, Provider: workers, Tokens: b.Tokens, Facts: b.Bus, OmaAddress: *oma, TextMessages: *texts,
			Intake: &edge.Client{Base: *intake}, Transitions: client(*transitions), PeerGroups: client(*peergroups), Notifications: client(*notifications),
			Oversight: client(*oversight),
			Sessions:  b.Redis.Values("session"), Production: b.Production(), Logger: b.Logger(), Clock: b.Clock,
		})
		if err != nil {
			return nil, err
		}
		parts := []chassis.Part{
			{Name: "live lists", Run: desk.Run},
			chassis.HTTP(*listen, desk.Handler()),
		}
		if *omaListen == "" {
			return parts, nil
		}
		young, err := web.NewOma(web.OmaOptions{
			Area: b.Area, Provider: youngPeople, Tokens: b.Tokens, Facts: b.Bus, Intake: &edge.Client{Base: *intake},
			Transitions: client(*transitions), PeerGroups: client(*peergroups), Notifications: client(*notifications),
			Oversight: client(*oversight),
			Sessions:  b.Redis.Values("oma-session"), Production: b.Production(), Logger: b.Logger(), Clock: b.Clock,
		})
		if err != nil {
			return nil, err
		}
		return append(parts, chassis.Part{Name: "live messages", Run: young.Run}, chassis.HTTP(*omaListen, young.Handler())), nil
	}
	return backbone.Process{Name: "web", Settings: settings, Args: os.Args[1:], Clock: time.Now, Compose: compose}.Main()
}

// client returns a client of the service at base, nil for none.
func client(base string) *edge.Client {
	if base == "" {
		return nil
	}
	return &edge.Client{Base: base}
}
