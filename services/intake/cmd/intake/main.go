// Command intake runs services/intake as a process of its own.
package main

import (
	"context"
	"os"
	"time"

	"nivel/libs/backbone"
	"nivel/libs/chassis"
	"nivel/libs/edge"
	"nivel/services/intake"
)

func main() { os.Exit(run()) }

func run() int {
	settings := chassis.NewSettings("intake", "receives notifications and keeps their matters", os.Getenv)
	listen := settings.String("listen", "127.0.0.1:8081", "address of the HTTP interface")
	compose := func(ctx context.Context, b *backbone.Backbone) ([]chassis.Part, error) {
		if err := b.OpenAll(ctx); err != nil {
			return nil, err
		}
		service, err := intake.New(intake.Options{
			Area: b.Area, Store: b.History, Log: b.History, Redis: b.Redis, Bus: b.Bus, Vault: b.Vault,
			Logger: b.Logger(), Edge: edge.Options{Tokens: b.Tokens, Logger: b.Logger(), Clock: b.Clock},
		})
		if err != nil {
			return nil, err
		}
		b.Health.Ready("worklist", service.Ready)
		return []chassis.Part{
			{Name: "intake", Run: service.Run},
			chassis.HTTP(*listen, service.Handler()),
		}, nil
	}
	return backbone.Process{Name: "intake", Settings: settings, Args: os.Args[1:], Clock: time.Now, Compose: compose}.Main()
}
