package standalone

import (
	"context"
	"fmt"
	"net"
	"os"
	"time"

	"nivel/libs/backbone"
	"nivel/libs/chassis"
	"nivel/libs/edge"
	"nivel/libs/glass"
	"nivel/libs/vault"
	"nivel/services/intake"
	"nivel/services/notifications"
	"nivel/services/oversight"
	"nivel/services/peergroups"
	"nivel/services/transitions"
	"nivel/services/web"
)

// addresses are where the parts of the process listen.
type addresses struct {
	desk, oma, signIn, ops                         *string
	intake, transitions, peergroups, notifications *string
	oversight                                      *string
}

// Run is `nivel run`: everything in one process, until a signal.
func Run(args []string, clock func() time.Time) int {
	settings := chassis.NewSettings("nivel run", "the whole system in one process", os.Getenv)
	at := addresses{
		desk:          settings.String("desk", "127.0.0.1:8080", "address of the workers' pages"),
		oma:           settings.String("oma", "127.0.0.1:8088", "address of the young people's pages"),
		signIn:        settings.String("sign-in", "127.0.0.1:8087", "address of the demo area's own identity provider, where no other is named"),
		ops:           settings.String("ops", "127.0.0.1:8089", "address of the page for ops, of probes and metrics; never a public one"),
		intake:        settings.String("api", "127.0.0.1:8081", "address of intake's HTTP interface, for other systems"),
		transitions:   settings.String("transitions", "127.0.0.1:8082", "address of the HTTP interface of transitions"),
		peergroups:    settings.String("peergroups", "127.0.0.1:8083", "address of the HTTP interface of peergroups"),
		notifications: settings.String("notifications", "127.0.0.1:8084", "address of the HTTP interface of notifications"),
		oversight:     settings.String("oversight", "127.0.0.1:8085", "address of the HTTP interface of oversight"),
	}
	mail := notifications.MailFlags(settings)
	named := web.ProviderFlags(settings)
	content := settings.Bool("demo-content", true, "give an empty demo area its first notifications")
	everything := func(ctx context.Context, b *backbone.Backbone) ([]chassis.Part, error) {
		parts, err := services(ctx, b, at, mail())
		if err != nil {
			return nil, err
		}
		who, signIn, err := identify(b, at, named)
		if err != nil {
			return nil, err
		}
		pages, err := faces(b, at, who, mail().SMS.URL != "")
		if err != nil {
			return nil, err
		}
		parts = append(append(append(parts, signIn...), pages...), chassis.HTTP(*at.ops, opsPage(b)))
		if *content && b.Area.Demo {
			parts = append(parts, demoContent(b, *at.intake))
		}
		return append(parts, announce(b, at)), nil
	}
	return backbone.Process{Name: "nivel", Settings: settings, Args: args, Clock: clock, Compose: everything}.Main()
}

// services puts the services together, each as its own process would.
func services(ctx context.Context, b *backbone.Backbone, at addresses, mail notifications.Mail) ([]chassis.Part, error) {
	var parts []chassis.Part
	for _, s := range []struct {
		name, listen string
		make         func(*vault.Vault, edge.Options) (backbone.Service, error)
	}{
		{"intake", *at.intake, func(keys *vault.Vault, e edge.Options) (backbone.Service, error) {
			return intake.New(intake.Options{
				Area: b.Area, Store: b.History, Log: b.History, Redis: b.Redis, Bus: b.Bus, Vault: keys, Logger: b.Logger(), Edge: e,
				Glass: glass.Reader{Store: b.History},
			})
		}},
		{"transitions", *at.transitions, func(keys *vault.Vault, e edge.Options) (backbone.Service, error) {
			signer, err := b.HandoverKey()
			if err != nil {
				return nil, err
			}
			return transitions.New(transitions.Options{
				Area: b.Area, Store: b.History, Log: b.History, Redis: b.Redis, Bus: b.Bus, Vault: keys, Logger: b.Logger(), Edge: e,
				Glass: glass.Reader{Store: b.History}, Clock: b.Clock, Signer: signer,
			})
		}},
		{"peergroups", *at.peergroups, func(keys *vault.Vault, e edge.Options) (backbone.Service, error) {
			return peergroups.New(peergroups.Options{Area: b.Area, Store: b.History, Log: b.History, Redis: b.Redis, Bus: b.Bus, Vault: keys, Edge: e})
		}},
		{"notifications", *at.notifications, func(keys *vault.Vault, e edge.Options) (backbone.Service, error) {
			return notifications.New(notifications.Options{
				Area: b.Area, Store: b.History, Log: b.History, Redis: b.Redis, Bus: b.Bus, Vault: keys, Logger: b.Logger(), Edge: e,
				Clock: b.Clock, Mail: mail,
			})
		}},
		{"oversight", *at.oversight, func(keys *vault.Vault, e edge.Options) (backbone.Service, error) {
			return oversight.New(oversight.Options{
				Area: b.Area, Store: b.History, Log: b.History, Redis: b.Redis, Bus: b.Bus, Vault: keys, Clock: b.Clock, Edge: e,
			})
		}},
	} {
		more, err := b.Serve(ctx, s.name, s.listen, s.make)
		if err != nil {
			return nil, err
		}
		parts = append(parts, more...)
	}
	return parts, nil
}

// faces puts the pages together: the workers' desk and the young people's own.
func faces(b *backbone.Backbone, at addresses, who providers, textMessages bool) ([]chassis.Part, error) {
	to := func(address *string) *edge.Client { return &edge.Client{Base: "http://" + *address} }
	desk, err := web.New(web.Options{
		Area: b.Area, Intake: to(at.intake), Transitions: to(at.transitions), PeerGroups: to(at.peergroups),
		Notifications: to(at.notifications), Oversight: to(at.oversight), OmaAddress: browserAddress(*at.oma), TextMessages: textMessages, Tokens: b.Tokens, Facts: b.Bus,
		Provider: who.workers, Sessions: b.Redis.Values("desk-session"), Production: b.Production(), Logger: b.Logger(), Clock: b.Clock,
	})
	if err != nil {
		return nil, err
	}
	oma, err := web.NewOma(web.OmaOptions{
		Area: b.Area, Intake: to(at.intake), Transitions: to(at.transitions), PeerGroups: to(at.peergroups), Notifications: to(at.notifications),
		Oversight: to(at.oversight), Provider: who.young, Tokens: b.Tokens, Facts: b.Bus, Sessions: b.Redis.Values("oma-session"), Production: b.Production(),
		Logger: b.Logger(), Clock: b.Clock,
	})
	if err != nil {
		return nil, err
	}
	return []chassis.Part{
		{Name: "live desk", Run: desk.Run},
		{Name: "live oma", Run: oma.Run},
		chassis.HTTP(*at.desk, desk.Handler()),
		chassis.HTTP(*at.oma, oma.Handler()),
	}, nil
}

// announce tells the person who started the process where to go.
func announce(b *backbone.Backbone, at addresses) chassis.Part {
	return chassis.Part{Name: "announcement", Start: func(context.Context) (func(context.Context) error, error) {
		fmt.Printf("\n%s\n", b.Area.Name["en"])
		fmt.Printf("  desk  %s   pages for workers\n", browserAddress(*at.desk))
		fmt.Printf("  oma   %s   pages for young people\n", browserAddress(*at.oma))
		fmt.Printf("  api   %s   HTTP interface for other systems\n", browserAddress(*at.intake))
		fmt.Printf("  ops   %s   projections, traces, metrics, health\n", browserAddress(*at.ops))
		if embedded := b.Embedded(); embedded != "" {
			fmt.Printf("  in this process: %s\n", embedded)
		}
		if b.Area.Demo {
			fmt.Println("\nSign in as one of these fictional workers:")
			for _, w := range b.Area.Workers {
				fmt.Printf("  %-20s %s\n", w.Name, w.Role)
			}
		}
		fmt.Println("\nCtrl-C stops it; what was done is kept.")
		return nil, nil
	}}
}

// browserAddress returns how a browser on this machine reaches an address. It says
// localhost, because browsers keep cookies marked Secure there without TLS.
func browserAddress(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err == nil && net.ParseIP(host).IsLoopback() {
		address = net.JoinHostPort("localhost", port)
	}
	return "http://" + address
}
