package backbone_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"nivel/libs/access"
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

// TestBackbone_ASecretThatEverybodyMayReadIsNone: of the file that it made itself;
// a mount of a container may be for all users in there.
func TestBackbone_ASecretThatEverybodyMayReadIsNone(t *testing.T) {
	secret := []byte("thirty-two bytes that both share")
	for mode, starts := range map[os.FileMode]bool{0o600: true, 0o400: true, 0o440: true, 0o644: false, 0o604: false} {
		dir := t.TempDir()
		path := filepath.Join(dir, "secret.key")
		if err := errors.Join(os.WriteFile(path, secret, 0o600), os.Chmod(path, mode)); err != nil {
			t.Fatal(err)
		}
		b, err := backbone.Start(t.Context(), "test", settings(t, "--data", dir), time.Now)
		if err == nil {
			closed(t, b)
		}
		if (err == nil) != starts {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
	mounted := filepath.Join(t.TempDir(), "secret")
	if err := errors.Join(os.WriteFile(mounted, secret, 0o600), os.Chmod(mounted, 0o444)); err != nil {
		t.Fatal(err)
	}
	b, err := backbone.Start(t.Context(), "test", settings(t, "--data", t.TempDir(), "--secret-file", mounted), time.Now)
	if err != nil {
		t.Fatalf("a mounted secret: %v", err)
	}
	closed(t, b)
}

// TestBackbone_OneSecretForAllWhoStartAtOnce: whoever makes the file first has
// made it.
func TestBackbone_OneSecretForAllWhoStartAtOnce(t *testing.T) {
	dir, tokens := t.TempDir(), make([]string, 8)
	var all sync.WaitGroup
	for i := range tokens {
		all.Go(func() {
			b, err := backbone.Start(t.Context(), "test", settings(t, "--data", dir), time.Now)
			if err != nil {
				t.Error(err)
				return
			}
			closed(t, b)
			if tokens[i], err = b.Tokens.Issue(access.Actor{ID: "w-aino", Role: access.SocialWorker}, time.Minute); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	b, err := backbone.Start(t.Context(), "test", settings(t, "--data", dir), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	closed(t, b)
	for i, token := range tokens {
		if _, err := b.Tokens.Verify(token); err != nil {
			t.Errorf("process %d made a secret of its own: %v", i, err)
		}
	}
	left, err := filepath.Glob(filepath.Join(dir, "*.new"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
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
