// Command notifications runs services/notifications as a process of its own.
package main

import (
	"context"
	"os"
	"time"

	"nivel/libs/backbone"
	"nivel/libs/chassis"
	"nivel/libs/edge"
	"nivel/libs/vault"
	"nivel/services/notifications"
)

func main() { os.Exit(run()) }

func run() int {
	settings := chassis.NewSettings("notifications", "tells people, in their pages and by e-mail", os.Getenv)
	listen := settings.String("listen", "127.0.0.1:8084", "address of the HTTP interface")
	mail := notifications.MailFlags(settings)
	compose := func(ctx context.Context, b *backbone.Backbone) ([]chassis.Part, error) {
		return b.Serve(ctx, "notifications", *listen, func(keys *vault.Vault, e edge.Options) (backbone.Service, error) {
			return notifications.New(notifications.Options{
				Area: b.Area, Store: b.History, Log: b.History, Redis: b.Redis, Bus: b.Bus, Vault: keys, Logger: b.Logger(), Edge: e,
				Clock: b.Clock, Mail: mail(),
			})
		})
	}
	return backbone.Process{Name: "notifications", Settings: settings, Args: os.Args[1:], Clock: time.Now, Compose: compose}.Main()
}
