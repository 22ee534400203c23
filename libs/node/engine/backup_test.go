package engine_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nivel/libs/node/engine"
)

// TestBackup copies a log that others append to, loses the original and goes on
// with the copy.
func TestBackup(t *testing.T) {
	dir, to := quickDir(t), filepath.Join(quickDir(t), "copy")
	e := open(t, dir)
	mustAppend(t, e, "s", engine.ExpectNone, 0, 1, 2, 3)
	setMetadata(t, e, "s", `{"$tb":2}`)
	if _, err := e.Scavenge(t.Context()); err != nil {
		t.Fatal(err)
	}
	stop, stopped := make(chan struct{}), make(chan int)
	go func() {
		for n := 0; ; n++ {
			select {
			case <-stop:
				stopped <- n
				return
			default:
				mustAppend(t, e, "busy", engine.ExpectAny, 10+n)
			}
		}
	}()
	before := e.Head()
	copied, err := e.Backup(t.Context(), to)
	close(stop)
	if <-stopped; err != nil || copied.Head < before || copied.Bytes == 0 {
		t.Fatalf("%+v %v", copied, err)
	}
	want := places(mustLog(t, e, engine.AllQuery{}))

	restored := filepath.Join(quickDir(t), "restored")
	back, err := engine.Copy(t.Context(), to, restored)
	if err != nil || back.Head != copied.Head {
		t.Fatal(back, err)
	}
	r := open(t, restored)
	if got := places(mustLog(t, r, engine.AllQuery{})); !strings.HasPrefix(want, got) || r.Head() != copied.Head {
		t.Fatalf("got %s, want a beginning of %s", got, want)
	}
	if got := shown(t, r, "s"); got != "2 3" {
		t.Fatal(got)
	}
	mustAppend(t, r, "s", 3, 4)

	t.Run("is refused where something is", func(t *testing.T) {
		for _, taken := range []string{to, dir} {
			if _, err := e.Backup(t.Context(), taken); !errors.Is(err, os.ErrExist) {
				t.Fatal(taken, err)
			}
		}
		if len(filesWith(t, to, "t-1")) == 0 {
			t.Fatal("and what is there is gone")
		}
	})
	t.Run("of a damaged log is refused, and leaves nothing", func(t *testing.T) {
		e.Close()
		tamper(t, dir, "DELETE FROM events WHERE pos = 4")
		again := filepath.Join(quickDir(t), "again")
		if _, err := engine.Copy(t.Context(), dir, again); !errors.Is(err, engine.ErrDamaged) {
			t.Fatal(err)
		}
		if _, err := os.Stat(again); !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	})
	t.Run("of nothing, or stopped, is an error and leaves nothing", func(t *testing.T) {
		empty, again := quickDir(t), quickDir(t)
		if _, err := engine.Copy(t.Context(), empty, again); err == nil {
			t.Fatal("a log was copied from an empty folder")
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := engine.Copy(ctx, to, again); err == nil {
			t.Fatal("a stopped copy went on")
		}
		if entries, _ := os.ReadDir(again); len(entries) > 0 {
			t.Fatal(entries)
		}
	})
}

func TestOpen_RefusesAnotherVersion(t *testing.T) {
	dir := quickDir(t)
	open(t, dir).Close()
	tamper(t, dir, "PRAGMA user_version = 1")
	_, err := engine.Open(t.Context(), engine.Options{Dir: dir, Clock: (&watch{noon}).time})
	if err == nil || !strings.Contains(err.Error(), "version 1") {
		t.Fatal(err)
	}
	if _, err := engine.Copy(t.Context(), dir, filepath.Join(quickDir(t), "copy")); err == nil || !strings.Contains(err.Error(), "version 1") {
		t.Fatal(err)
	}
}
