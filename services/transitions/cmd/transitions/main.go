// Command transitions runs services/transitions as a process of its own.
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
	"nivel/services/transitions"
)

func main() { os.Exit(run()) }

func run() int {
	settings := chassis.NewSettings("transitions", "keeps who is responsible for a young person", os.Getenv)
	listen := settings.String("listen", "127.0.0.1:8082", "address of the HTTP interface")
	compose := func(ctx context.Context, b *backbone.Backbone) ([]chassis.Part, error) {
		return b.Serve(ctx, "transitions", *listen, func(keys *vault.Vault, e edge.Options) (backbone.Service, error) {
			signer, err := b.HandoverKey()
			if err != nil {
				return nil, err
			}
			return transitions.New(transitions.Options{
				Area: b.Area, Store: b.History, Log: b.History, Redis: b.Redis, Bus: b.Bus, Vault: keys, Logger: b.Logger(), Clock: b.Clock, Signer: signer, Edge: e, Glass: glass.Reader{Store: b.History},
			})
		})
	}
	return backbone.Process{Name: "transitions", Settings: settings, Args: os.Args[1:], Clock: time.Now, Compose: compose}.Main()
}
