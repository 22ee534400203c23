// Command peergroups runs services/peergroups as a process of its own.
package main

import (
	"context"
	"os"
	"time"

	"nivel/libs/backbone"
	"nivel/libs/chassis"
	"nivel/libs/edge"
	"nivel/libs/vault"
	"nivel/services/peergroups"
)

func main() { os.Exit(run()) }

func run() int {
	settings := chassis.NewSettings("peergroups", "keeps peer groups, their seats and the queues for them", os.Getenv)
	listen := settings.String("listen", "127.0.0.1:8083", "address of the HTTP interface")
	compose := func(ctx context.Context, b *backbone.Backbone) ([]chassis.Part, error) {
		return b.Serve(ctx, "peergroups", *listen, func(keys *vault.Vault, e edge.Options) (backbone.Service, error) {
			return peergroups.New(peergroups.Options{Area: b.Area, Store: b.History, Log: b.History, Redis: b.Redis, Bus: b.Bus, Vault: keys, Edge: e})
		})
	}
	return backbone.Process{Name: "peergroups", Settings: settings, Args: os.Args[1:], Clock: time.Now, Compose: compose}.Main()
}
