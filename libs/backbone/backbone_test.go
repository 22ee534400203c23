package backbone_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nivel/libs/backbone"
	"nivel/libs/chassis"
	"nivel/libs/es"
)

func settings(t *testing.T, args ...string) backbone.Settings {
	t.Helper()
	s := chassis.NewSettings("test", "a test", func(string) string { return "" })
	defined := backbone.Define(s)
	if err := s.Parse(args, io.Discard); err != nil {
		t.Fatal(err)
	}
	return defined
}

func closed(t *testing.T, b *backbone.Backbone) {
	t.Helper()
	ctx, done := context.WithTimeout(context.Background(), 10*time.Second)
	defer done()
	if err := b.Close(ctx); err != nil {
		t.Errorf("close: %v", err)
	}
}

func TestBackbone_EmbedsWhateverHasNoAddress(t *testing.T) {
	deep := filepath.Join(t.TempDir(), strings.Repeat("a-long-folder-name/", 8)) // longer than a socket's path may be
	b, err := backbone.Start(t.Context(), "test", settings(t, "--data", deep), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, b)
	if err := b.OpenServers(t.Context()); err != nil {
		t.Fatal(err)
	}
	stream := "test-" + es.NewID().String()
	if _, err := b.History.Append(t.Context(), stream, es.NoStream, es.NewEvent{ID: es.NewID(), Name: "test.it-happened.v1", Data: []byte(`{}`)}); err != nil {
		t.Errorf("append to the embedded history: %v", err)
	}
	if got := b.Embedded(); got != "history, bus, read models" {
		t.Errorf("says that it embeds %q", got)
	}
	if !b.Area.Demo {
		t.Error("without a file the area is not the demo")
	}
}

func TestBackbone_KeepsItsSecretOverAStart(t *testing.T) {
	dir := t.TempDir()
	var secrets [2]string
	for i := range secrets {
		b, err := backbone.Start(t.Context(), "test", settings(t, "--data", dir), time.Now)
		if err != nil {
			t.Fatal(err)
		}
		closed(t, b)
		raw, err := os.ReadFile(filepath.Join(dir, "secret.key"))
		if err != nil {
			t.Fatal(err)
		}
		secrets[i] = string(raw)
	}
	if secrets[0] != secrets[1] || len(secrets[0]) != 32 {
		t.Error("the secret changed, or is not 32 bytes")
	}
	info, err := os.Stat(filepath.Join(dir, "secret.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the secret may be read by others: %v %v", info.Mode(), err)
	}
}

func TestBackbone_RefusesWhatIsUnsafe(t *testing.T) {
	short := filepath.Join(t.TempDir(), "short.key")
	if err := os.WriteFile(short, []byte("too short"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"the demo area in production": {"--production"},
		"a secret that is too short":  {"--secret-file", short},
		"a secret that is not there":  {"--secret-file", short + ".gone"},
		"an area that is not there":   {"--area-file", short + ".gone"},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := backbone.Start(t.Context(), "test", settings(t, append(args, "--data", t.TempDir())...), time.Now)
			if err == nil {
				closed(t, b)
				t.Error("started")
			}
		})
	}
}
