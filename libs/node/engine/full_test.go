package engine_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"nivel/libs/node/engine"
)

// smallDisk mounts a disk of 32 MB and returns where; it skips where that is not
// permitted.
func smallDisk(t *testing.T, kind string) string {
	t.Helper()
	dir := t.TempDir()
	if kind == "tmpfs" {
		if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=32m"); err != nil {
			t.Skip("needs the right to mount a small disk: ", err)
		}
	} else {
		file := filepath.Join(t.TempDir(), "disk")
		if err := errors.Join(os.WriteFile(file, nil, 0o600), os.Truncate(file, 32<<20)); err != nil {
			t.Fatal(err)
		}
		script := `PATH=$PATH:/sbin:/usr/sbin; mkfs.ext4 -q -F -m 0 "$0" && mount -o loop "$0" "$1"`
		if out, err := exec.Command("sh", "-c", script, file, dir).CombinedOutput(); err != nil {
			t.Skipf("needs the right to mount a small disk: %v: %s", err, out)
		}
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fillUp leaves no room on the disk of dir, and returns what frees it.
func fillUp(t *testing.T, dir string) (free func()) {
	t.Helper()
	ballast := filepath.Join(dir, "ballast")
	f, err := os.Create(ballast)
	if err != nil {
		t.Fatal(err)
	}
	for size := 1 << 20; size > 0; {
		if _, err = f.Write(make([]byte, size)); err == nil {
			err = f.Sync()
		}
		if err != nil {
			size /= 4
		}
	}
	f.Close()
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDisk_Full fills a disk under a log: before the write-ahead log must grow,
// and when it has room to go round but the store has none for a checkpoint.
func TestDisk_Full(t *testing.T) {
	for _, kind := range []string{"tmpfs", "ext4"} {
		for _, before := range []int{5, 700} {
			t.Run(kind, func(t *testing.T) { fullAndBack(t, smallDisk(t, kind), before) })
		}
	}
}

func fullAndBack(t *testing.T, dir string, before int) {
	e, err := engine.Open(t.Context(), engine.Options{Dir: dir, Clock: time.Now, Frames: 1000})
	if err != nil {
		t.Fatal(err)
	}
	last := int64(engine.NoRevision)
	add := func() error {
		events := named(int(last) + 1)
		events[0].Data = make([]byte, 3000)
		done, err := e.Append(t.Context(), "s", engine.Expected(last), events)
		if err == nil {
			last = done.Revision
		}
		return err
	}
	for range before {
		if err := add(); err != nil {
			t.Fatal(err)
		}
	}
	free := fillUp(t, dir)
	refused := 0
	for range 600 { // what is there of the write-ahead log may yet be written over
		if err := add(); errors.Is(err, engine.ErrFull) {
			refused++
		} else if err != nil {
			t.Fatalf("at %d: %v (%v)", last, err, e.Err())
		}
	}
	if got := len(mustLog(t, e, engine.AllQuery{})); refused == 0 || int64(got) != last+1 {
		t.Fatalf("%d refused, %d events read of %d", refused, got, last+1)
	}
	free()
	for deadline := time.Now().Add(time.Minute); ; {
		if err = add(); err == nil || time.Now().After(deadline) {
			break
		}
	}
	if err != nil {
		t.Fatalf("there is room again: %v (%v)", err, e.Err())
	}
	for range 400 {
		if err := add(); err != nil {
			t.Fatal(err, e.Err())
		}
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = open(t, dir)
	if err := e.Verify(t.Context()); err != nil || e.Found().Head != uint64(last+1) {
		t.Fatalf("%v: %+v", err, e.Found())
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestDisk_FullAtTheStart is told as such, and no damage: a later start goes on.
func TestDisk_FullAtTheStart(t *testing.T) {
	dir := smallDisk(t, "tmpfs")
	e := open(t, dir)
	mustAppend(t, e, "s", engine.ExpectNone, 0, 1, 2)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	free := fillUp(t, dir)
	full, err := engine.Open(t.Context(), engine.Options{Dir: dir, Clock: time.Now})
	if err == nil {
		err = full.Close()
	} else if errors.Is(err, engine.ErrDamaged) || !strings.Contains(err.Error(), "full") {
		t.Error(err)
	}
	free()
	e = open(t, dir)
	if got := len(mustLog(t, e, engine.AllQuery{})); got != 3 {
		t.Error(got)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}
