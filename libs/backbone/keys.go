package backbone

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"nivel/libs/bus"
	"nivel/libs/chassis"
	"nivel/libs/contracts"
	"nivel/libs/vault"
)

// KeySettings say what wraps the keys of personal data.
type KeySettings struct {
	Dir          *string
	Transit      *string
	TransitMount *string
	TransitToken *string
	CheckEvery   *time.Duration
}

func defineKeys(s *chassis.Settings) KeySettings {
	return KeySettings{
		Dir:          s.String("keys", "", "folder of the key-encryption keys and of the registers of destroyed keys; on another volume than history, and never restored to an older state; empty: in --data"),
		Transit:      s.String("transit", "", "address of a HashiCorp Vault or OpenBao server whose transit engine wraps keys; empty: files in --keys do"),
		TransitMount: s.String("transit-mount", "transit", "where the transit engine is mounted"),
		TransitToken: s.String("transit-token-file", "", "file with the token for the transit engine"),
		CheckEvery:   s.Duration("check-keys-every", 24*time.Hour, "time between checks that every key can be opened, after the one at the start"),
	}
}

// kin is one service's keys, and what was last found wrong with them.
type kin struct {
	service string
	vault   *vault.Vault
	wrong   *atomic.Pointer[error]
}

// OpenVault opens the keys of one service. No service opens another's. Needs
// OpenHistory.
func (b *Backbone) OpenVault(ctx context.Context, service string) (*vault.Vault, error) {
	dir, err := b.keyFolder(service)
	if err != nil {
		return nil, err
	}
	alarms, err := otel.Meter("nivel/libs/backbone").Int64Counter("nivel_vault_alarms_total")
	if err != nil {
		return nil, fmt.Errorf("make the metrics of the vault: %w", err)
	}
	k := kin{service: service, wrong: &atomic.Pointer[error]{}}
	alarm := func(err error) {
		k.wrong.Store(&err)
		alarms.Add(ctx, 1, of(service))
		b.Logger().Error("a key is missing or cannot be opened", "service", service, "error", err)
	}
	k.vault, err = vault.Open(ctx, vault.Options{
		Service: service, History: b.History, KEK: b.kek(dir, service), Register: filepath.Join(dir, "destroyed"), Alarm: alarm,
	})
	if err != nil {
		return nil, fmt.Errorf("open the vault of %s: %w", service, err)
	}
	if n := k.vault.Reapplied(); n > 0 {
		b.Logger().Warn("history is older than destructions of keys: they were carried out again", "service", service, "keys", n)
		b.askScavenge()
	}
	b.Health.Warn(service+" keys", func(context.Context) error {
		if wrong := k.wrong.Load(); wrong != nil {
			return *wrong
		}
		return nil
	})
	b.vaults = append(b.vaults, k)
	return k.vault, nil
}

func (b *Backbone) keyFolder(service string) (string, error) {
	if *b.settings.Keys.Dir == "" {
		return b.folder(filepath.Join("keys", service))
	}
	dir, err := filepath.Abs(filepath.Join(*b.settings.Keys.Dir, service))
	if err != nil {
		return "", fmt.Errorf("find the folder of keys: %w", err)
	}
	return dir, nil
}

func (b *Backbone) kek(dir, service string) vault.KEK {
	if *b.settings.Keys.Transit == "" {
		return vault.NewFileKEK(filepath.Join(dir, "kek.json"))
	}
	return vault.Transit{
		Address: *b.settings.Keys.Transit, Mount: *b.settings.Keys.TransitMount, Key: "nivel-" + b.Area.Code + "-" + service,
		TokenFile: *b.settings.Keys.TransitToken,
	}
}

func of(service string) metric.MeasurementOption {
	return metric.WithAttributes(attribute.String("service", service))
}

// watchKeys destroys what two persons have approved; and at the start, and again and
// again, it finishes a rotation that broke off and checks all keys of a service.
func (b *Backbone) watchKeys(service string) chassis.Part {
	return chassis.Part{Name: service + " keys", Run: func(ctx context.Context) error {
		for _, k := range b.vaults {
			if k.service == service {
				ears := bus.Consumer{
					Bus: b.Bus, Name: service + "-keys", Types: []string{contracts.FactDestructionApproved},
					Handle: func(ctx context.Context, fact contracts.Fact) error { return b.destroyKeys(ctx, k, fact) },
				}
				return chassis.Together(ctx, k.vault.Run, ears.Run, func(ctx context.Context) error { return b.checkAgain(ctx, k) })
			}
		}
		return fmt.Errorf("the vault of %s was not opened", service)
	}}
}

// destroyKeys does what a fact says; the same fact again finds nothing to do.
func (b *Backbone) destroyKeys(ctx context.Context, k kin, fact contracts.Fact) error {
	var approved contracts.DestructionApproved
	if err := json.Unmarshal(fact.Data, &approved); err != nil {
		return fmt.Errorf("read %s %s: %w", fact.Type, fact.ID, err)
	}
	var subjects []vault.Subject
	for _, class := range approved.Classes {
		subjects = append(subjects, vault.Subject{Person: approved.Person, Class: vault.Class(class)})
	}
	if err := k.vault.Destroy(ctx, fact.ID, subjects...); err != nil {
		return err
	}
	b.askScavenge()
	return nil
}

func (b *Backbone) askScavenge() {
	select {
	case b.scavenge <- struct{}{}:
	default: // one is asked for already
	}
}

// scavengeWhenAsked takes what was destroyed out of the files of the embedded
// node. Elsewhere history's own operators do (nivel node --scavenge-every).
func (b *Backbone) scavengeWhenAsked() chassis.Part {
	return chassis.Part{Name: "scavenge", Run: func(ctx context.Context) error {
		for {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-b.scavenge:
			}
			if b.Node == nil {
				continue
			}
			done, err := b.Node.Engine().Scavenge(ctx)
			if err != nil && ctx.Err() == nil {
				b.Logger().ErrorContext(ctx, "scavenge ended early", "error", err)
				continue
			}
			b.Logger().InfoContext(ctx, "scavenged", "streams", done.Streams, "events", done.Events, "clean", done.Clean)
		}
	}}
}

func (b *Backbone) checkAgain(ctx context.Context, k kin) error {
	due := time.NewTicker(*b.settings.Keys.CheckEvery)
	defer due.Stop()
	for {
		if err := b.tidyKeys(ctx, k); err != nil && ctx.Err() == nil {
			b.Logger().ErrorContext(ctx, "check of keys broke off", "service", k.service, "error", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-due.C:
		}
	}
}

// tidyKeys wraps what a rotation left that was killed, and then checks all keys:
// also where not all could be wrapped anew, for older key-encryption keys open on.
func (b *Backbone) tidyKeys(ctx context.Context, k kin) error {
	n, err := k.vault.Rewrap(ctx)
	if n > 0 {
		b.Logger().WarnContext(ctx, "a rotation of keys had broken off: it went on", "service", k.service, "keys", n)
	}
	_, wrong := b.checkKeys(ctx, k)
	return errors.Join(err, wrong)
}

// checkKeys checks a service's keys and tells metrics, log and readiness.
func (b *Backbone) checkKeys(ctx context.Context, k kin) (vault.Report, error) {
	report, err := k.vault.Check(ctx, k.service+"-")
	if err != nil {
		return report, err
	}
	gauge, err := otel.Meter("nivel/libs/backbone").Int64Gauge("nivel_vault_keys")
	if err != nil {
		return report, fmt.Errorf("make the metrics of the vault: %w", err)
	}
	for state, n := range map[string]int{"good": report.Keys, "destroyed": report.Destroyed, "bad": len(report.Bad), "lost": len(report.Lost)} {
		gauge.Record(ctx, int64(n), of(k.service), metric.WithAttributes(attribute.String("state", state)))
	}
	if wrong := report.Err(); wrong != nil {
		k.wrong.Store(&wrong)
		b.Logger().ErrorContext(ctx, "keys are missing or cannot be opened", "service", k.service, "error", wrong)
	} else {
		k.wrong.Store(nil)
	}
	return report, nil
}

// KeyTask is what POST /keys/{task} did for one service.
type KeyTask struct {
	Service   string `json:"service"`
	Keys      int    `json:"keys"` // that can be opened
	Destroyed int    `json:"destroyed"`
	Bad       int    `json:"bad"`       // cannot be opened
	Lost      int    `json:"lost"`      // are named by a sealed value and not in history
	Rewrapped int    `json:"rewrapped"` // were wrapped anew now
}

// tendKeys serves POST /keys/{task} for who shows a token with the role Ops: check
// opens every key; rotate makes newer key-encryption keys and wraps every key
// under them; rewrap finishes a rotation that broke off.
func (b *Backbone) tendKeys(w http.ResponseWriter, r *http.Request) {
	if !b.isOps(w, r) {
		return
	}
	out := []KeyTask{}
	for _, k := range b.vaults {
		done, err := b.tend(r.Context(), k, r.PathValue("task"))
		switch {
		case errors.Is(err, errNoTask):
			http.NotFound(w, r)
			return
		case err != nil:
			b.Logger().ErrorContext(r.Context(), "upkeep of keys broke off", "service", k.service, "error", err)
			http.Error(w, "it broke off; see the log", http.StatusInternalServerError)
			return
		}
		out = append(out, done)
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(out) // who has gone can ask again
}

var errNoTask = errors.New("there is no such task")

func (b *Backbone) tend(ctx context.Context, k kin, task string) (done KeyTask, err error) {
	done.Service = k.service
	switch task {
	case "check":
	case "rotate":
		done.Rewrapped, err = k.vault.Rotate(ctx)
	case "rewrap":
		done.Rewrapped, err = k.vault.Rewrap(ctx)
	default:
		err = errNoTask
	}
	if err != nil {
		return done, err
	}
	report, err := b.checkKeys(ctx, k)
	done.Keys, done.Destroyed, done.Bad, done.Lost = report.Keys, report.Destroyed, len(report.Bad), len(report.Lost)
	return done, err
}
