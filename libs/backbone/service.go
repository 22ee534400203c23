package backbone

import (
	"context"
	"net/http"

	"nivel/docs/api"
	"nivel/libs/chassis"
	"nivel/libs/edge"
	"nivel/libs/vault"
)

// Service is a service that stands on a backbone.
type Service interface {
	ReadModels
	Handler() http.Handler     // of the HTTP interface
	Run(context.Context) error // works until ctx ends
}

// Serve opens what a service stands on, lets make put it together, and returns
// its parts: its work, and its HTTP interface on listen with the description of
// that interface (/openapi.json, and /docs to read).
func (b *Backbone) Serve(ctx context.Context, name, listen string, make func(*vault.Vault, edge.Options) (Service, error)) ([]chassis.Part, error) {
	if err := b.OpenServers(ctx); err != nil {
		return nil, err
	}
	keys, err := b.OpenVault(ctx, name)
	if err != nil {
		return nil, err
	}
	uses, err := b.OpenUseLog(ctx, name)
	if err != nil {
		return nil, err
	}
	service, err := make(keys, edge.Options{Tokens: b.Tokens, Uses: uses, Logger: b.Logger(), Clock: b.Clock})
	if err != nil {
		return nil, err
	}
	described, err := api.Before(service.Handler(), name)
	if err != nil {
		return nil, err
	}
	b.Keep(name, service)
	return []chassis.Part{{Name: name, Run: service.Run}, b.watchKeys(name), chassis.HTTP(listen, described)}, nil
}
