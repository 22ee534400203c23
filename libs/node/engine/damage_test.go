package engine_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nivel/libs/node/engine"
)

// image is what lies in a data directory, by name, and what is read from it.
type image struct {
	files map[string][]byte
	want  string
}

// everything shows the log and each stream as they are read.
func everything(t testing.TB, e *engine.Engine) (string, error) {
	t.Helper()
	var all strings.Builder
	show := func(events []engine.Event) {
		for _, e := range events {
			fmt.Fprintf(&all, "%d %s@%d %x %s %t %x %x %v\n", e.Position, e.Stream, e.Revision, e.ID, e.Type, e.JSON, e.Data, e.Meta, e.Created)
		}
	}
	events, err := log(t.Context(), e, engine.AllQuery{})
	show(events)
	for n := range 7 {
		page, streamErr := e.ReadStream(t.Context(), engine.StreamQuery{Stream: fmt.Sprintf("s-%d", n)})
		show(page.Events)
		err = errors.Join(err, streamErr)
	}
	return all.String(), err
}

// capture takes an image of dir, in which e is open: what a kill would leave.
func capture(t testing.TB, dir string, e *engine.Engine) image {
	t.Helper()
	want, err := everything(t, e)
	if err != nil {
		t.Fatal(err)
	}
	return image{filesIn(t, dir), want}
}

func filesIn(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, name := range []string{"events.db", "events.db-wal", "head", "pages"} {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err == nil {
			files[name] = content
		} else if !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
	return files
}

// images returns a log that was closed, one that was killed with events in the
// write-ahead log alone, and one killed when the store had all of that log too.
func images(t testing.TB) map[string]image {
	t.Helper()
	dir := quickDir(t)
	fill := func(e *engine.Engine, n int) {
		events := named(n)
		events[0].Meta = make([]byte, 500)
		if _, err := e.Append(t.Context(), fmt.Sprintf("s-%d", n%7), engine.ExpectAny, events); err != nil {
			t.Fatal(err)
		}
	}
	e := open(t, dir)
	n := 0
	for ; n < 150; n++ {
		fill(e, n)
	}
	closed := capture(t, dir, e)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	closed.files = filesIn(t, dir)
	e = open(t, dir)
	for ; n < 200; n++ {
		fill(e, n)
	}
	killed := capture(t, dir, e)
	for due := int64(1000 * (24 + 4096)); fileSize(t, dir, "events.db-wal") < due; n++ {
		fill(e, n)
	}
	for deadline := time.Now().Add(time.Minute); filesIn(t, dir)["head"][40] == 0; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatal("the checkpoint that was due does not come")
		}
	}
	return map[string]image{"closed": closed, "killed": killed, "sealed": capture(t, dir, e)}
}

func fileSize(t testing.TB, dir, name string) int64 {
	t.Helper()
	info, err := os.Stat(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// quickDir returns a new directory, in memory where there is a place for it: what
// a disk does with a sync is not what these tests are about.
func quickDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "nivel")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func write(t testing.TB, dir string, files map[string][]byte) {
	t.Helper()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// damages are the ways in which a file is spoiled; each says what it did.
var damages = []func(*rand.Rand, []byte) ([]byte, string){
	func(r *rand.Rand, b []byte) ([]byte, string) {
		bit := r.IntN(len(b) * 8)
		b[bit/8] ^= 1 << (bit % 8)
		return b, fmt.Sprintf("bit %d flipped", bit)
	},
	func(r *rand.Rand, b []byte) ([]byte, string) {
		n := r.IntN(len(b))
		return b[:n], fmt.Sprintf("cut to %d of %d bytes", n, len(b))
	},
	func(r *rand.Rand, b []byte) ([]byte, string) {
		size := min(512<<r.IntN(5), len(b))
		at := r.IntN(len(b)-size+1) / 512 * 512
		clear(b[at : at+size])
		return b, fmt.Sprintf("%d bytes zeroed at %d", size, at)
	},
	func(r *rand.Rand, b []byte) ([]byte, string) {
		size := min(512<<r.IntN(4), len(b)/2)
		one, other := r.IntN(len(b)/size)*size, r.IntN(len(b)/size)*size
		kept := bytes.Clone(b[one : one+size])
		copy(b[one:], b[other:other+size])
		copy(b[other:], kept)
		return b, fmt.Sprintf("%d bytes swapped between %d and %d", size, one, other)
	},
}

// judge opens a damaged log and says what came of it: "named" with the error, or
// "harmless" if all that is read is as it was. Everything else fails the test.
func judge(t testing.TB, damaged image, what string) (verdict string, named error) {
	t.Helper()
	dir := quickDir(t)
	defer os.RemoveAll(dir)
	write(t, dir, damaged.files)
	e, err := engine.Open(t.Context(), engine.Options{Dir: dir, Clock: time.Now})
	if err != nil {
		if !errors.Is(err, engine.ErrDamaged) {
			t.Errorf("%s: damage is not named: %v", what, err)
		}
		left := filesIn(t, dir)
		if len(left["events.db-wal"]) == 0 && damaged.files["events.db-wal"] == nil {
			delete(left, "events.db-wal") // looking alone makes an empty one
		}
		for name, content := range damaged.files {
			if !bytes.Equal(left[name], content) {
				t.Errorf("%s: the evidence was changed: %s has %d bytes, had %d (%v)", what, name, len(left[name]), len(content), err)
			}
		}
		return "named", err
	}
	defer e.Close()
	got, err := everything(t, e)
	if err == nil {
		err = e.Verify(t.Context())
	}
	switch {
	case err == nil && got == damaged.want:
		return "harmless", nil
	case err != nil && strings.HasPrefix(damaged.want, got):
		return "named", err
	}
	t.Errorf("%s: something else is served (%v)", what, err)
	return "wrong", nil
}

// TestDamage_IsNamedOrHarmless spoils a file of a log at rest a thousand times.
// Each time the start says so, or everything is read as it was.
func TestDamage_IsNamedOrHarmless(t *testing.T) {
	kept := images(t)
	kinds := slices.Sorted(maps.Keys(kept))
	random := rand.New(rand.NewPCG(3, 4))
	tally := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	count := func(line string) {
		mu.Lock()
		defer mu.Unlock()
		tally[line]++
	}
	limit := make(chan struct{}, 4)
	for range 1000 {
		kind := kinds[random.IntN(len(kinds))]
		spoiled := image{maps.Clone(kept[kind].files), kept[kind].want}
		names := slices.Sorted(maps.Keys(spoiled.files))
		name := names[random.IntN(2)%len(names)] // most often the store or its log
		if random.IntN(5) == 0 {
			name = names[random.IntN(len(names))]
		}
		if len(spoiled.files[name]) == 0 {
			count("nothing to spoil")
			continue
		}
		content, what := damages[random.IntN(len(damages))](random, bytes.Clone(spoiled.files[name]))
		if bytes.Equal(content, spoiled.files[name]) {
			count("nothing changed")
			continue
		}
		spoiled.files[name] = content
		limit <- struct{}{}
		wg.Go(func() {
			verdict, _ := judge(t, spoiled, fmt.Sprintf("%s, %s: %s", kind, name, what))
			count(kind + " " + name + " " + verdict)
			<-limit
		})
	}
	wg.Wait()
	for _, line := range slices.Sorted(maps.Keys(tally)) {
		t.Logf("%4d %s", tally[line], line)
	}
	if tally["closed events.db harmless"] > 0 || tally["killed events.db-wal named"] == 0 {
		t.Error("the store's own pages are all compared, and a spoiled write-ahead log is noticed")
	}
}

func TestDamage_LostFileIsNamed(t *testing.T) {
	for kind, kept := range images(t) {
		for name := range kept.files {
			spoiled := image{maps.Clone(kept.files), kept.want}
			delete(spoiled.files, name)
			verdict, err := judge(t, spoiled, kind+" without "+name)
			harmless := name == "head" || name == "events.db-wal" && kind != "killed"
			if harmless != (verdict == "harmless") {
				t.Errorf("%s without %s: %s (%v)", kind, name, verdict, err)
			}
		}
	}
}

// A log that is older than its book is one that lost its tail, however whole it is.
func TestDamage_OlderStoreIsNamed(t *testing.T) {
	kept := images(t)
	older := image{maps.Clone(kept["closed"].files), kept["closed"].want}
	older.files["head"] = kept["sealed"].files["head"]
	if verdict, err := judge(t, older, "older store"); verdict != "named" {
		t.Error(verdict, err)
	}
}

func TestFound_SaysWhatTheStartSaw(t *testing.T) {
	kept := images(t)
	torn := maps.Clone(kept["killed"].files)
	log := torn["events.db-wal"]
	torn["events.db-wal"] = append(bytes.Clone(log), log[32:32+24+4096]...) // a frame, out of place
	unbooked := maps.Clone(kept["killed"].files)
	delete(unbooked, "head")
	for _, c := range []struct {
		story   string
		files   map[string][]byte
		frames  bool
		dropped int
		noBook  bool
	}{
		{"a new log has no book", nil, false, 0, true},
		{"a closed log is whole", kept["closed"].files, false, 0, false},
		{"a killed log leaves frames", kept["killed"].files, true, 0, false},
		{"a torn tail is dropped", torn, true, 1, false},
		{"a log of an earlier release has no book", unbooked, true, 0, true},
	} {
		t.Run(c.story, func(t *testing.T) {
			dir := quickDir(t)
			write(t, dir, c.files)
			e := open(t, dir)
			got := e.Found()
			if got.Frames > 0 != c.frames || got.Dropped != c.dropped || got.NoBook != c.noBook || got.Head != e.Head() || got.Pages > 0 == got.NoBook {
				t.Errorf("%+v", got)
			}
			if !strings.Contains(got.LogValue().String(), fmt.Sprintf("head=%d", got.Head)) {
				t.Error(got.LogValue())
			}
		})
	}
}
