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
	"nivel/services/intake"
	"nivel/services/web"
)

// addresses are where the parts of the process listen.
type addresses struct{ desk, api, ops *string }

// Run is `nivel run`: everything in one process, until a signal.
func Run(args []string, clock func() time.Time) int {
	settings := chassis.NewSettings("nivel run", "the whole system in one process", os.Getenv)
	at := addresses{
		desk: settings.String("desk", "127.0.0.1:8080", "address of the workers' pages"),
		api:  settings.String("api", "127.0.0.1:8081", "address of the HTTP interface for other systems"),
		ops:  settings.String("ops", "127.0.0.1:8089", "address of the page for ops, of probes and metrics; never a public one"),
	}
	content := settings.Bool("demo-content", true, "give an empty demo area its first notifications")
	everything := func(ctx context.Context, b *backbone.Backbone) ([]chassis.Part, error) {
		parts, err := compose(ctx, b, at)
		if err == nil && *content && b.Area.Demo {
			parts = append(parts, demoContent(b, *at.api))
		}
		return append(parts, announce(b, at)), err
	}
	return backbone.Process{Name: "nivel", Settings: settings, Args: args, Clock: clock, Compose: everything}.Main()
}

func compose(ctx context.Context, b *backbone.Backbone, at addresses) ([]chassis.Part, error) {
	if err := b.OpenAll(ctx); err != nil {
		return nil, err
	}
	matters, err := intake.New(intake.Options{
		Area: b.Area, Store: b.History, Log: b.History, Redis: b.Redis, Bus: b.Bus, Vault: b.Vault,
		Logger: b.Logger(), Edge: edge.Options{Tokens: b.Tokens, Logger: b.Logger(), Clock: b.Clock},
	})
	if err != nil {
		return nil, err
	}
	desk, err := web.New(web.Options{
		Area: b.Area, Intake: &edge.Client{Base: "http://" + *at.api}, Tokens: b.Tokens, Facts: b.Bus,
		Sessions: b.Redis.Values("session"), Production: b.Production(), Logger: b.Logger(), Clock: b.Clock,
	})
	if err != nil {
		return nil, err
	}
	b.Health.Ready("intake worklist", matters.Ready)
	return []chassis.Part{
		{Name: "intake", Run: matters.Run},
		{Name: "live lists", Run: desk.Run},
		chassis.HTTP(*at.api, matters.Handler()),
		chassis.HTTP(*at.desk, desk.Handler()),
		chassis.HTTP(*at.ops, opsPage(b, matters.Lists)),
	}, nil
}

// announce tells the person who started the process where to go.
func announce(b *backbone.Backbone, at addresses) chassis.Part {
	return chassis.Part{Name: "announcement", Start: func(context.Context) (func(context.Context) error, error) {
		fmt.Printf("\n%s\n", b.Area.Name["en"])
		fmt.Printf("  desk  %s   pages for workers\n", browserAddress(*at.desk))
		fmt.Printf("  api   %s   HTTP interface for other systems\n", browserAddress(*at.api))
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
