package standalone

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"log/slog"
	"os"
	"time"

	"nivel/deploy/demoprovider"
	"nivel/libs/area"
	"nivel/libs/backbone"
	"nivel/libs/chassis"
	"nivel/services/web"
)

// providers are who says who somebody is: the workers' and the young people's.
type providers struct{ workers, young web.Provider }

// identify returns the providers that the settings name or, in a demo area that
// names none, one in this process and the part that serves it on listen.
func identify(b *backbone.Backbone, at addresses, named func() (workers, young web.Provider)) (providers, []chassis.Part, error) {
	workers, young := named()
	if workers.Issuer != "" || !b.Area.Demo {
		return providers{workers, young}, nil, nil
	}
	clients := map[string]demoprovider.Client{
		demoprovider.Workers: demoClient(demoprovider.Workers, browserAddress(*at.desk)),
		demoprovider.Young:   demoClient(demoprovider.Young, browserAddress(*at.oma)),
	}
	demo, err := demoprovider.New(demoprovider.Options{
		Area: b.Area, Production: b.Production(), Address: browserAddress(*at.signIn), Clients: clients, Clock: b.Clock,
	})
	if err != nil {
		return providers{}, nil, err
	}
	of := func(realm string) web.Provider {
		c := clients[realm]
		return web.Provider{Issuer: demo.Issuer(realm), ClientID: c.ID, Secret: c.Secret, Scopes: []string{"profile"}, Address: c.Address, Reach: *at.signIn}
	}
	return providers{of(demoprovider.Workers), of(demoprovider.Young)}, []chassis.Part{chassis.HTTP(*at.signIn, demo.Handler())}, nil
}

func demoClient(realm, address string) demoprovider.Client {
	secret := make([]byte, 32)
	rand.Read(secret)
	return demoprovider.Client{ID: "nivel-" + realm, Secret: base64.RawURLEncoding.EncodeToString(secret), Address: address, Back: web.BackPath}
}

// DemoSignIn is `nivel demo-sign-in`: the provider of a demo area by itself, for
// pages that are processes of their own. It ends with 0 after a signal, 1 after
// a fault, 2 for a wrong call.
func DemoSignIn(args []string, clock func() time.Time) int {
	settings := chassis.NewSettings("nivel demo-sign-in", "sign-in without a password, for a demo area whose pages are processes of their own", os.Getenv)
	listen := settings.String("listen", "127.0.0.1:8087", "address to serve on")
	address := settings.String("address", "http://localhost:8087", "address of it as browsers know it")
	desk := settings.String("desk-address", "http://localhost:8080", "address of the workers' pages as browsers know them")
	oma := settings.String("oma-address", "http://localhost:8090", "address of the young people's pages as browsers know them")
	secret := settings.String("client-secret-file", "", "file with the secret that the pages show, the same for both")
	file := settings.String("area-file", "", "area.json of a demo area; empty: the fictional one")
	production := settings.Bool("production", false, "refuse to start")
	if code, done := parse(settings, args); done {
		return code
	}
	ctx, stop := chassis.Signals(context.Background())
	defer stop()
	clients, err := demoClients(*secret, *desk, *oma)
	if err == nil {
		err = serveDemo(ctx, *file, *listen, demoprovider.Options{Production: *production, Address: *address, Clients: clients, Clock: clock})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "nivel demo-sign-in:", err)
		return 1
	}
	return 0
}

func demoClients(secretFile, desk, oma string) (map[string]demoprovider.Client, error) {
	raw, err := os.ReadFile(secretFile)
	if err != nil {
		return nil, fmt.Errorf("read the client secret: %w", err)
	}
	of := func(realm, address string) demoprovider.Client {
		return demoprovider.Client{ID: "nivel-" + realm, Secret: string(bytes.TrimSpace(raw)), Address: address, Back: web.BackPath}
	}
	return map[string]demoprovider.Client{
		demoprovider.Workers: of(demoprovider.Workers, desk), demoprovider.Young: of(demoprovider.Young, oma),
	}, nil
}

// serveDemo serves a provider until ctx ends.
func serveDemo(ctx context.Context, file, listen string, o demoprovider.Options) (err error) {
	if o.Area, err = area.Demo(); file != "" {
		o.Area, err = area.Load(file)
	}
	if err != nil {
		return err
	}
	p, err := demoprovider.New(o)
	if err != nil {
		return err
	}
	logger := slog.New(slog.NewTextHandler(os.Stderr, nil))
	return chassis.Run(ctx, chassis.Options{Logger: logger, StopTimeout: 4 * time.Second}, chassis.HTTP(listen, p.Handler()))
}
