// Command web runs services/web, the workers' pages, as a process of its own.
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
	settings := chassis.NewSettings("web", "the workers' pages", os.Getenv)
	listen := settings.String("listen", "127.0.0.1:8080", "address of the workers' pages")
	intake := settings.String("intake", "http://127.0.0.1:8081", "address of services/intake")
	compose := func(ctx context.Context, b *backbone.Backbone) ([]chassis.Part, error) {
		if err := errors.Join(b.OpenBus(ctx), b.OpenRedis(ctx)); err != nil {
			return nil, err
		}
		desk, err := web.New(web.Options{
			Area: b.Area, Intake: &edge.Client{Base: *intake}, Tokens: b.Tokens, Facts: b.Bus,
			Sessions: b.Redis.Values("session"), Production: b.Production(), Logger: b.Logger(), Clock: b.Clock,
		})
		if err != nil {
			return nil, err
		}
		return []chassis.Part{
			{Name: "live lists", Run: desk.Run},
			chassis.HTTP(*listen, desk.Handler()),
		}, nil
	}
	return backbone.Process{Name: "web", Settings: settings, Args: os.Args[1:], Clock: time.Now, Compose: compose}.Main()
}
