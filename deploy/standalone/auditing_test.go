package standalone_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nivel/deploy/standalone"
	"nivel/libs/access"
	"nivel/libs/es"
	"nivel/libs/history"
	"nivel/libs/node"
	"nivel/libs/uselog"
)

// used leaves what a system leaves that was used and stopped.
func used(t *testing.T) (data, checkpoints, key string) {
	t.Helper()
	data, checkpoints = t.TempDir(), t.TempDir()
	key = filepath.Join(t.TempDir(), "uselog.key")
	signer, err := uselog.OpenKey(key)
	if err != nil {
		t.Fatal(err)
	}
	socket, err := os.MkdirTemp("", "nivel-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(socket)
	n, err := node.Start(t.Context(), node.Options{
		Dir: filepath.Join(data, "history"), Listen: []string{"unix:" + filepath.Join(socket, "s")}, Clock: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	h, err := history.Open(t.Context(), history.Options{Address: n.Address(), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	second, err := uselog.OpenFolder(checkpoints)
	if err != nil {
		t.Fatal(err)
	}
	l, err := uselog.Open(t.Context(), uselog.Options{
		Service: "intake", Instance: "a", Store: h, Second: second, Key: signer, Clock: time.Now, Patience: time.Minute,
	})
	if err != nil {
		t.Fatal(err)
	}
	err = l.Write(t.Context(), uselog.Entry{
		At: time.Now(), Action: "intake.read-matter", Persons: []es.ID{es.NewID()}, Object: uselog.Object{Kind: "matter"},
		Actor: "w-aino", Role: access.SocialWorker, Area: "demo", Provider: "demo", Purpose: "child-protection", Outcome: uselog.Allowed,
	})
	err = errors.Join(err, l.Close(context.Background()), second.Close(), h.Close(context.Background()), n.Close())
	if err != nil {
		t.Fatal(err)
	}
	return data, checkpoints, key + ".pub"
}

func TestAudit(t *testing.T) {
	data, checkpoints, key := used(t)
	command := func(args ...string) int { return standalone.AuditCommand(args, time.Now) }
	good := []string{"verify", "--data", data, "--checkpoints", checkpoints, "--key", key}

	var out strings.Builder
	err := standalone.Audit{Data: data, Checkpoints: checkpoints, Key: key, Out: &out, Clock: time.Now}.Run(t.Context())
	if err != nil || !strings.Contains(out.String(), "3 events, 1 entries, 0 behind the last checkpoint") {
		t.Fatalf("an untouched log: %v\n%s", err, out.String())
	}
	if code := command(good...); code != 0 {
		t.Errorf("an untouched log ends with %d", code)
	}
	for name, args := range map[string][]string{
		"no folder of checkpoints": {"verify", "--data", data, "--key", key},
		"no verify":                good[1:],
		"an unknown flag":          {"verify", "--nonsense"},
	} {
		if code := command(args...); code != 2 {
			t.Errorf("%s ends with %d", name, code)
		}
	}
	if code := command("verify", "--data", t.TempDir(), "--checkpoints", checkpoints, "--key", key); code != 1 {
		t.Errorf("a folder without a history ends with %d", code)
	}

	file := filepath.Join(checkpoints, "intake-a.checkpoints")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(raw), "\n")
	if err := os.WriteFile(file, []byte(strings.Join(lines[:len(lines)-2], "")), 0o600); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	err = standalone.Audit{Data: data, Checkpoints: checkpoints, Key: key, Out: &out, Clock: time.Now}.Run(t.Context())
	if !errors.Is(err, standalone.ErrTampered) || !strings.Contains(out.String(), "FOUND checkpoints of intake-a") {
		t.Errorf("a checkpoint is gone: %v\n%s", err, out.String())
	}
	if code := command(good...); code != 1 {
		t.Errorf("a finding ends with %d", code)
	}
	if err := errors.Join(os.RemoveAll(filepath.Join(data, "history")), os.MkdirAll(filepath.Join(data, "history"), 0o700), os.Remove(file)); err != nil {
		t.Fatal(err)
	}
	err = standalone.Audit{Data: data, Checkpoints: checkpoints, Key: key, Out: &out, Clock: time.Now}.Run(t.Context())
	if !errors.Is(err, standalone.ErrNoLog) {
		t.Errorf("nothing at all passes: %v", err)
	}
}
