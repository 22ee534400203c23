// Command oversight runs services/oversight as a process of its own.
package main

import (
	"context"
	"os"
	"time"

	"nivel/libs/backbone"
	"nivel/libs/chassis"
	"nivel/libs/edge"
	"nivel/libs/vault"
	"nivel/services/oversight"
)

func main() { os.Exit(run()) }

func run() int {
	settings := chassis.NewSettings("oversight", "says who has looked, and breaks the glass", os.Getenv)
	listen := settings.String("listen", "127.0.0.1:8085", "address of the HTTP interface")
	compose := func(ctx context.Context, b *backbone.Backbone) ([]chassis.Part, error) {
		return b.Serve(ctx, "oversight", *listen, func(keys *vault.Vault, e edge.Options) (backbone.Service, error) {
			return oversight.New(oversight.Options{
				Area: b.Area, Store: b.History, Log: b.History, Redis: b.Redis, Bus: b.Bus, Vault: keys, Clock: b.Clock, Edge: e,
			})
		})
	}
	return backbone.Process{Name: "oversight", Settings: settings, Args: os.Args[1:], Clock: time.Now, Compose: compose}.Main()
}
