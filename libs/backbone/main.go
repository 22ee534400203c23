package backbone

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"time"

	"nivel/libs/chassis"
)

// stopTimeout bounds how long a process takes to stop once it is asked to.
const stopTimeout = 4 * time.Second

// Process is a process that stands on a backbone.
type Process struct {
	Name     string
	Settings *chassis.Settings // its own; those that all processes have are added
	Args     []string          // without the program's name
	Clock    func() time.Time
	// Compose opens what the process needs of the backbone and returns its parts.
	Compose func(context.Context, *Backbone) ([]chassis.Part, error)
}

// Main reads the settings, starts the backbone and what Compose makes of it,
// serves probes, and stops everything at a signal. It returns the exit code: 0
// after a stop that was asked for, 1 after a fault, 2 for wrong settings.
func (p Process) Main() int {
	common := Define(p.Settings)
	probes := p.Settings.String("probes", "", "address of /livez, /readyz and /metrics; empty: none")
	switch err := p.Settings.Parse(p.Args, os.Stderr); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintln(os.Stderr, p.Name+":", err)
		return 2
	}
	ctx, stop := chassis.Signals(context.Background())
	defer stop()
	if err := p.run(ctx, common, *probes); err != nil {
		fmt.Fprintln(os.Stderr, p.Name+":", err)
		return 1
	}
	return 0
}

func (p Process) run(ctx context.Context, common Settings, probes string) (err error) {
	b, err := Start(ctx, p.Name, common, p.Clock)
	if err != nil {
		return err
	}
	defer func() {
		closing, done := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
		defer done()
		err = errors.Join(err, b.Close(closing))
	}()
	parts, err := p.Compose(ctx, b)
	if err != nil {
		return err
	}
	parts = append([]chassis.Part{b.watchNode(), b.scavengeWhenAsked()}, parts...)
	if probes != "" {
		parts = append(parts, chassis.HTTP(probes, b.Probes()))
	}
	return chassis.Run(ctx, chassis.Options{Logger: b.Logger(), StopTimeout: stopTimeout, Health: b.Health}, parts...)
}

// watchNode ends the process when the embedded node had to stop: it takes no
// append after the disk failed it.
func (b *Backbone) watchNode() chassis.Part {
	return chassis.Part{Name: "history watch", Run: func(ctx context.Context) error {
		if b.Node == nil {
			<-ctx.Done()
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-b.Node.Done():
			return b.Node.Err()
		}
	}}
}

// Probes serves /livez, /readyz, /metrics, the rebuild of read models and the
// upkeep of keys.
func (b *Backbone) Probes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", b.Telemetry.Metrics())
	mux.HandleFunc("POST /read-models/{service}/rebuild", b.rebuild)
	mux.HandleFunc("POST /keys/{task}", b.tendKeys)
	mux.Handle("GET /", b.Health.Handler())
	return mux
}
