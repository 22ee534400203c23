// Command intake runs services/intake as a process of its own.
package main

import (
	"context"
	"os"
	"time"

	"nivel/libs/backbone"
	"nivel/libs/chassis"
	"nivel/libs/edge"
	"nivel/libs/glass"
	"nivel/libs/vault"
	"nivel/services/intake"
)

func main() { os.Exit(run()) }

func run() int {
	settings := chassis.NewSettings("intake", "receives notifications and keeps their matters", os.Getenv)
	listen := settings.String("listen", "127.0.0.1:8081", "address of the HTTP interface")
	compose := func(ctx context.Context, b *backbone.Backbone) ([]chassis.Part, error) {
		return b.Serve(ctx, "intake", *listen, func(keys *vault.Vault, e edge.Options) (backbone.Service, error) {
			return intake.New(intake.Options{
				Area: b.Area, Store: b.History, Log: b.History, Redis: b.Redis, Bus: b.Bus, Vault: keys, Logger: b.Logger(), Edge: e, Glass: glass.Reader{Store: b.History},
			})
		})
	}
	return backbone.Process{Name: "intake", Settings: settings, Args: os.Args[1:], Clock: time.Now, Compose: compose}.Main()
}
