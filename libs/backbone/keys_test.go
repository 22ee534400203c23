package backbone

import (
	"context"
	"io"
	"path/filepath"
	"testing"
	"time"

	"nivel/libs/chassis"
	"nivel/libs/es"
	"nivel/libs/vault"
)

// TestKeys_ASecondStartFinishesARotation: a process is killed when it has made the
// newer key-encryption key and wrapped nothing yet; the next one wraps all.
func TestKeys_ASecondStartFinishesARotation(t *testing.T) {
	s := chassis.NewSettings("test", "a test", func(string) string { return "" })
	defined := Define(s)
	if err := s.Parse([]string{"--data", t.TempDir()}, io.Discard); err != nil {
		t.Fatal(err)
	}
	start := func() (b *Backbone, stop func()) {
		b, err := Start(t.Context(), "test", defined, time.Now)
		if err == nil {
			err = b.OpenHistory(t.Context())
		}
		if err == nil {
			_, err = b.OpenVault(t.Context(), "intake")
		}
		if err != nil {
			t.Fatal(err)
		}
		return b, func() {
			ctx, done := context.WithTimeout(context.Background(), 10*time.Second)
			defer done()
			if err := b.Close(ctx); err != nil {
				t.Error(err)
			}
		}
	}
	b, stop := start()
	place := vault.Place{Stream: "intake-1", Command: es.NewID(), Field: "name"}
	sealed, err := b.vaults[0].vault.Seal(t.Context(), vault.Subject{Person: es.NewID(), Class: vault.ChildProtection}, place, "Testinen")
	if err != nil {
		t.Fatal(err)
	}
	dir, err := b.keyFolder("intake")
	if err != nil {
		t.Fatal(err)
	}
	kek := vault.NewFileKEK(filepath.Join(dir, "kek.json"))
	if err := kek.Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	stop()

	b, stop = start()
	defer stop()
	if err := b.tidyKeys(t.Context(), b.vaults[0]); err != nil {
		t.Fatal(err)
	}
	if n, err := b.vaults[0].vault.Rewrap(t.Context()); n != 0 || err != nil {
		t.Errorf("%d keys were left by the second start, %v", n, err)
	}
	if text, err := b.vaults[0].vault.Open(t.Context(), place, sealed); err != nil || text.Reveal() != "Testinen" {
		t.Errorf("what was sealed before does not open: %v", err)
	}
}
