package vault

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"nivel/libs/es"
)

func TestFile(t *testing.T) {
	ctx := t.Context()

	t.Run("cuts off a write that never finished, and says so", func(t *testing.T) {
		dir, records := written(t, 3)
		path := filepath.Join(dir, "keys")
		whole := readAll(t, path)
		unfinishedLine, _ := encodeLine(records[:1], "whatever came before")
		for _, tail := range [][]byte{unfinishedLine[:1], unfinishedLine[:40], unfinishedLine[:len(unfinishedLine)-1],
			bytes.Repeat([]byte{0}, 100), append(bytes.Repeat([]byte{0}, 100), '\n')} {
			writeAll(t, path, append(bytes.Clone(whole), tail...))
			k := newFile(t, dir)
			k.atStart = nil // look at the disk
			if got, err := k.Load(ctx); !reflect.DeepEqual(got, records) || err != nil {
				t.Errorf("read %d records, %v", len(got), err)
			}
			if k.cutOff != int64(len(tail)) {
				t.Errorf("cut off %d bytes of %d", k.cutOff, len(tail))
			}
			if err := k.Add(ctx, Record{Key: es.ID{7}, Wrapped: []byte{1}}); err != nil {
				t.Error(err)
			}
			if got, err := k.Load(ctx); len(got) != 4 || err != nil {
				t.Errorf("after adding: %d records, %v", len(got), err)
			}
			k.Close()
		}
	})
	t.Run("names every flipped bit and opens none of it", func(t *testing.T) {
		dir, _ := written(t, 3)
		whole := readAll(t, filepath.Join(dir, "keys"))
		for i := range len(whole) * 8 {
			bent := bytes.Clone(whole)
			bent[i/8] ^= 1 << (i % 8)
			if _, err := parse(bent); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "line ") {
				t.Fatalf("bit %d of byte %d: %v", i%8, i/8, err)
			}
		}
	})
	t.Run("refuses to open when damaged in the middle", func(t *testing.T) {
		dir, _ := written(t, 3)
		path := filepath.Join(dir, "keys")
		whole := readAll(t, path)
		lines := bytes.SplitAfter(whole, []byte("\n"))
		for name, content := range map[string][]byte{
			"a line is missing": bytes.Join([][]byte{lines[0], lines[2], lines[3]}, nil),
			"lines are swapped": bytes.Join([][]byte{lines[0], lines[2], lines[1], lines[3]}, nil),
			"a line is doubled": bytes.Join([][]byte{lines[0], lines[1], lines[1], lines[2], lines[3]}, nil),
			"zeros":             bytes.Replace(whole, lines[2], append(make([]byte, len(lines[2])-1), '\n'), 1),
			"nothing left":      {},
			"something else":    []byte("hello\n"),
			"no first line":     []byte("2:"),
		} {
			writeAll(t, path, content)
			if _, err := Open(ctx, Options{Dir: dir}); !errors.Is(err, ErrDamaged) {
				t.Errorf("%s: %v", name, err)
			}
			if !bytes.Equal(readAll(t, path), content) {
				t.Errorf("%s: the damaged file was changed", name)
			}
		}
	})
	t.Run("lets nobody else in while it is open", func(t *testing.T) {
		dir := t.TempDir()
		v := open(t, dir)
		if _, err := Open(ctx, Options{Dir: dir}); !errors.Is(err, ErrInUse) {
			t.Errorf("a second one: %v", err)
		}
		reopen(t, v, dir)
	})
	t.Run("shares one write among all who wait for it", func(t *testing.T) {
		dir := t.TempDir()
		k := newFile(t, dir)
		k.writing.Lock() // a write is under way
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() {
				if err := k.Add(ctx, Record{Key: es.ID{byte(i + 1)}, Wrapped: []byte{1}}); err != nil {
					t.Error(err)
				}
			})
		}
		waitUntil(t, func() bool {
			k.joining.Lock()
			defer k.joining.Unlock()
			return len(k.next.records) == 50
		})
		k.writing.Unlock()
		wg.Wait()
		if lines := bytes.Count(readAll(t, k.path), []byte("\n")); lines != 2 {
			t.Errorf("%d lines for one batch", lines-1)
		}
	})
	t.Run("acknowledges nothing any more once it does not know what is on the disk", func(t *testing.T) {
		k := newFile(t, t.TempDir())
		k.f.Close() // as if the disk had gone
		for range 2 {
			if err := k.Add(ctx, Record{Key: es.ID{1}, Wrapped: []byte{1}}); err == nil {
				t.Error("added")
			}
		}
		if k.broken == nil || k.Destroy(ctx, es.ID{1}) == nil {
			t.Error("it goes on")
		}
	})
	t.Run("does not go on after it was closed", func(t *testing.T) {
		k := newFile(t, t.TempDir())
		k.Close()
		if err := k.Add(ctx, Record{Key: es.ID{1}, Wrapped: []byte{1}}); !errors.Is(err, os.ErrClosed) {
			t.Error(err)
		}
		if err := k.Destroy(ctx, es.ID{1}); !errors.Is(err, os.ErrClosed) {
			t.Error(err)
		}
	})
}

func TestDestroy(t *testing.T) {
	ctx := t.Context()

	t.Run("leaves nothing to open, in memory, in the file or after a restart", func(t *testing.T) {
		dir := t.TempDir()
		v := open(t, dir)
		sealed, kept := seal(t, v, child, here, "Testinen"), seal(t, v, reporter, here, "Tester")
		key, _ := es.ParseID(sealed.Key)
		secret := v.records[key].Wrapped
		if !fileHolds(t, dir, secret) {
			t.Fatal("the search does not find a key that is there")
		}
		if err := v.Destroy(ctx, child); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			wantError(t, v, here, sealed, ErrKeyDestroyed)
			wantOpens(t, v, here, kept, "Tester")
			if fileHolds(t, dir, secret) {
				t.Error("the wrapped key is still there")
			}
			v = reopen(t, v, dir)
		}
		if got, err := v.Check(ctx); err != nil || got.Destroyed != 1 || got.Err() != nil {
			t.Errorf("check: %+v, %v", got, err)
		}
	})
	t.Run("gives a subject that comes back a new key", func(t *testing.T) {
		dir := t.TempDir()
		v := open(t, dir)
		old := seal(t, v, child, here, "before")
		if err := v.Destroy(ctx, child); err != nil {
			t.Fatal(err)
		}
		fresh := seal(t, v, child, here, "after")
		v = reopen(t, v, dir)
		wantOpens(t, v, here, fresh, "after")
		wantError(t, v, here, old, ErrKeyDestroyed)
	})
	t.Run("touches no other class of the same person, and nothing twice", func(t *testing.T) {
		v := open(t, t.TempDir())
		other := Subject{child.Person, WorkingAge}
		sealed := seal(t, v, other, here, "x")
		for range 2 {
			if err := v.Destroy(ctx, child, reporter); err != nil {
				t.Fatal(err)
			}
		}
		wantOpens(t, v, here, sealed, "x")
	})
	t.Run("leaves no unfinished copy behind a crash", func(t *testing.T) {
		dir, _ := written(t, 2)
		copyFile(t, filepath.Join(dir, "keys"), filepath.Join(dir, "keys.new"))
		newFile(t, dir)
		if _, err := os.Stat(filepath.Join(dir, "keys.new")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("it is still there: %v", err)
		}
	})
	t.Run("races with those who seal without losing a key", func(t *testing.T) {
		dir := t.TempDir()
		v := open(t, dir)
		done := make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() {
			defer close(done)
			sealAtOnce(t, v, 40, func(i int) Subject { return person(i + 1) })
		})
		for running := true; running; {
			seal(t, v, person(0), here, "x")
			if err := v.Destroy(ctx, person(0)); err != nil {
				t.Fatal(err)
			}
			select {
			case <-done:
				running = false
			default:
			}
		}
		wg.Wait()
		v = reopen(t, v, dir)
		if got, err := v.Check(ctx); err != nil || got.Keys != 41 || got.Err() != nil {
			t.Errorf("check: %+v, %v", got, err)
		}
	})
}

func TestCheck(t *testing.T) {
	ctx := t.Context()

	t.Run("counts what opens", func(t *testing.T) {
		v := open(t, t.TempDir())
		seal(t, v, child, here, "x")
		got, err := v.Check(ctx)
		if err != nil || got.Err() != nil || got.Keys != 2 { // the child's and the blind index's
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("names a key that does not open", func(t *testing.T) {
		dir := t.TempDir()
		v := open(t, dir)
		key, _ := es.ParseID(seal(t, v, child, here, "x").Key)
		rewrite(t, v, func(records []Record) []Record {
			records[1].Person = reporter.Person
			return records
		})
		got, err := v.Check(ctx)
		if err != nil || !reflect.DeepEqual(got.Bad, []es.ID{key}) || got.Err() == nil || !strings.Contains(got.Err().Error(), key.String()) {
			t.Errorf("%+v, %v, %v", got, got.Err(), err)
		}
	})
	t.Run("names a key that is gone because the store was rolled back", func(t *testing.T) {
		v := open(t, t.TempDir())
		key, _ := es.ParseID(seal(t, v, child, here, "x").Key)
		rewrite(t, v, func(records []Record) []Record { return records[:1] })
		got, err := v.Check(ctx)
		if err != nil || !reflect.DeepEqual(got.Lost, []es.ID{key}) || got.Err() == nil {
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("finds damage on the disk since the start", func(t *testing.T) {
		dir := t.TempDir()
		v := open(t, dir)
		path := filepath.Join(dir, "keys")
		data := readAll(t, path)
		data[len(data)/2] ^= 1
		writeAll(t, path, data)
		if _, err := v.Check(ctx); !errors.Is(err, ErrDamaged) {
			t.Error(err)
		}
	})
	t.Run("stops with its context", func(t *testing.T) {
		v := open(t, t.TempDir())
		ended, cancel := context.WithCancel(ctx)
		cancel()
		if _, err := v.Check(ended); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

func TestFormat_EveryCutGivesAWholeBeginning(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := rapid.SliceOfNDistinct(drawRecord, 0, 20, func(r Record) es.ID { return r.Key }).Draw(t, "records")
		data, sum := encode(nil)
		ends := map[int]int{len(data): 0} // length of the file → records in it
		for at := 0; at < len(records); {
			n := rapid.IntRange(1, len(records)-at).Draw(t, "batch")
			var line []byte
			line, sum = encodeLine(records[at:at+n], sum)
			data, at = append(data, line...), at+n
			ends[len(data)] = at
		}
		cut := rapid.IntRange(0, len(data)).Draw(t, "cut")
		whole := 0
		for end, n := range ends {
			if end <= cut {
				whole = max(whole, n)
			}
		}
		got, err := parse(data[:cut])
		if first, _ := encode(nil); cut < len(first) {
			if !errors.Is(err, ErrDamaged) {
				t.Fatalf("a file that was never whole: %v", err)
			}
			return
		}
		if err != nil || len(got.records) != whole {
			t.Fatalf("cut at %d of %d: %d records, want %d, %v", cut, len(data), len(got.records), whole, err)
		}
	})
}

func TestFormat_ALargeFileReadsBack(t *testing.T) {
	records := make([]Record, 3*perLine+1)
	for i := range records {
		records[i] = Record{Key: es.ID{}.Derive(string(rune(i))), Person: child.Person, Class: ChildProtection, Wrapped: []byte{byte(i), 1}}
	}
	data, sum := encode(records)
	got, err := parse(data)
	if err != nil || !reflect.DeepEqual(got, content{records, int64(len(data)), sum}) {
		t.Errorf("%d records of %d, %v", len(got.records), len(records), err)
	}
}

var drawRecord = rapid.Custom(func(t *rapid.T) Record {
	r := Record{Class: ChildProtection, Wrapped: rapid.SliceOfN(rapid.Byte(), 1, 200).Draw(t, "wrapped")}
	copy(r.Key[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "key"))
	copy(r.Person[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "person"))
	return r
})

func FuzzFile(f *testing.F) {
	dir, _ := written(f, 2)
	whole := readAll(f, filepath.Join(dir, "keys"))
	f.Add(whole)
	f.Add(whole[:len(whole)-7])
	f.Add([]byte("4:0123456789abcdef0123456789abcdef:null\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := parse(data)
		if err != nil {
			if !errors.Is(err, ErrDamaged) {
				t.Error(err)
			}
			return
		}
		if got.size > int64(len(data)) || bytes.IndexByte(data[:got.size], 0) >= 0 {
			t.Errorf("read %d bytes of %d", got.size, len(data))
		}
		again, err := parse(data[:got.size])
		if err != nil || !reflect.DeepEqual(got, again) {
			t.Errorf("the whole part reads otherwise by itself: %v", err)
		}
	})
}

func newFile(t testing.TB, dir string) *file {
	t.Helper()
	k, err := openFile(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.Close() })
	return k
}

// written makes a file with n records, each in a line of its own, and closes it.
func written(t testing.TB, n int) (dir string, records []Record) {
	t.Helper()
	dir = t.TempDir()
	k, err := openFile(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		r := Record{Key: es.ID{byte(i + 1)}, Person: child.Person, Class: ChildProtection, Wrapped: []byte{byte(i), 2, 3}}
		if err := k.Add(context.Background(), r); err != nil {
			t.Fatal(err)
		}
		records = append(records, r)
	}
	if err := k.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, records
}

// rewrite changes the file under an open vault, as a restored backup would.
func rewrite(t *testing.T, v *Vault, change func([]Record) []Record) {
	t.Helper()
	k := v.keys.(*file)
	records, err := k.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	data, _ := encode(change(records))
	writeAll(t, k.path, data)
}

// fileHolds reports whether any file in dir has secret in it, raw, in base64 or
// as JSON has it.
func fileHolds(t *testing.T, dir string, secret []byte) bool {
	t.Helper()
	quoted, err := json.Marshal(secret)
	if err != nil {
		t.Fatal(err)
	}
	forms := [][]byte{secret, []byte(base64.StdEncoding.EncodeToString(secret)), []byte(base64.RawURLEncoding.EncodeToString(secret)), quoted}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data := readAll(t, filepath.Join(dir, e.Name()))
		for _, form := range forms {
			if bytes.Contains(data, form) {
				return true
			}
		}
	}
	return false
}

func waitUntil(t *testing.T, ready func() bool) {
	t.Helper()
	deadline, tick := time.NewTimer(10*time.Second), time.NewTicker(time.Millisecond)
	defer deadline.Stop()
	defer tick.Stop()
	for !ready() {
		select {
		case <-deadline.C:
			t.Fatal("it never came")
		case <-tick.C:
		}
	}
}

func readAll(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func writeAll(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
