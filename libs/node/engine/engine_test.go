package engine_test

import (
	"context"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"nivel/libs/node/engine"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		os.Exit(child(dir, os.Getenv(childFault)))
	}
	// Each check opens a log and restarts it some times. The command line may ask for more.
	if err := flag.Set("rapid.checks", "40"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}

var noon = time.Date(2026, 3, 2, 12, 0, 0, 123456700, time.UTC)

func open(t testing.TB, dir string) *engine.Engine {
	t.Helper()
	e, err := engine.Open(t.Context(), engine.Options{Dir: dir, Clock: func() time.Time { return noon }, Frames: 1000})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// named returns one event for each number; the same number has the same id.
func named(numbers ...int) []engine.NewEvent {
	events := make([]engine.NewEvent, len(numbers))
	for i, n := range numbers {
		events[i] = engine.NewEvent{Type: fmt.Sprintf("t-%d", n%3), JSON: n%2 == 0, Data: fmt.Appendf(nil, `{"n":%d}`, n), Meta: []byte("{}")}
		binary.BigEndian.PutUint64(events[i].ID[8:], uint64(n)+1)
	}
	return events
}

func mustAppend(t testing.TB, e *engine.Engine, stream string, expected engine.Expected, numbers ...int) engine.Appended {
	t.Helper()
	done, err := e.Append(t.Context(), stream, expected, named(numbers...))
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// log reads everything, page by page.
func log(ctx context.Context, e *engine.Engine, q engine.AllQuery) ([]engine.Event, error) {
	var all []engine.Event
	for {
		page, err := e.ReadAll(ctx, q)
		all = append(all, page.Events...)
		if err != nil || page.Last {
			return all, err
		}
		q.From = page.Next
	}
}

func mustLog(t testing.TB, e *engine.Engine, q engine.AllQuery) []engine.Event {
	t.Helper()
	all, err := log(t.Context(), e, q)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// places shows where events lie.
func places(events []engine.Event) string {
	var b strings.Builder
	for _, e := range events {
		fmt.Fprintf(&b, "%s@%d=%d ", e.Stream, e.Revision, e.Position)
	}
	return strings.TrimSpace(b.String())
}

func TestAppend_Expectations(t *testing.T) {
	const none, exists, anywhere = engine.ExpectNone, engine.ExpectExists, engine.ExpectAny
	for _, c := range []struct {
		story    string
		stream   string // "s" holds 0, 1, 2; "empty" does not exist
		expected engine.Expected
		numbers  []int
		want     string
	}{
		{"the right revision adds", "s", 2, []int{3}, "3 at 4"},
		{"a new stream begins at 0", "empty", none, []int{3, 4}, "1 at 5"},
		{"an earlier revision is refused", "s", 1, []int{3}, "wrong, at 2"},
		{"a later revision is refused", "s", 3, []int{3}, "wrong, at 2"},
		{"no stream, when there is one, is refused", "s", none, []int{3}, "wrong, at 2"},
		{"a revision of a stream that is not there is refused", "empty", 0, []int{3}, "wrong, at -1"},
		{"any adds", "s", anywhere, []int{3}, "3 at 4"},
		{"any adds to a new stream", "empty", anywhere, []int{3}, "0 at 4"},
		{"exists adds", "s", exists, []int{3}, "3 at 4"},
		{"exists, when it does not, is refused", "empty", exists, []int{3}, "wrong, at -1"},
		{"the same events at their place are the same append", "s", 0, []int{1, 2}, "2 at 3 again"},
		{"the first of them alone too", "s", none, []int{0}, "0 at 1 again"},
		{"the same events and one more are refused", "s", 0, []int{1, 2, 3}, "wrong, at 2"},
		{"the same events in another order are refused", "s", 0, []int{2, 1}, "wrong, at 2"},
		{"the same events at the wrong place are refused", "s", none, []int{1, 2}, "wrong, at 2"},
		{"the same events behind the last are new ones", "s", 2, []int{0}, "3 at 4"},
		{"any knows the same events", "s", anywhere, []int{0, 1, 2}, "2 at 3 again"},
		{"any refuses the same events and one more", "s", anywhere, []int{2, 3}, "wrong, at 2"},
		{"any takes the same events for new in another stream", "empty", anywhere, []int{1}, "0 at 4"},
		{"exists knows the same events", "s", exists, []int{1}, "1 at 2 again"},
		{"no events at the right revision are the stream's place", "s", 2, nil, "2 at 0"},
		{"no events at a wrong revision are refused", "s", 1, nil, "wrong, at 2"},
		{"no events to no stream leave none", "empty", none, nil, "-1 at 0"},
	} {
		t.Run(c.story, func(t *testing.T) {
			e := open(t, quickDir(t))
			mustAppend(t, e, "s", engine.ExpectNone, 0, 1, 2)
			done, err := e.Append(t.Context(), c.stream, c.expected, named(c.numbers...))
			got := fmt.Sprintf("%d at %d", done.Revision, done.Position)
			if done.Repeated {
				got += " again"
			}
			if wrong, ok := errors.AsType[*engine.WrongRevision](err); ok {
				got, err = fmt.Sprintf("wrong, at %d", wrong.Current), nil
			}
			if err != nil || got != c.want {
				t.Fatalf("got %s, %v; want %s", got, err, c.want)
			}
		})
	}
}

func TestAppend(t *testing.T) {
	t.Run("refuses what is larger than it takes, and only that", func(t *testing.T) {
		e := open(t, quickDir(t))
		events := named(1)
		events[0].Data, events[0].Meta = make([]byte, engine.MaxAppend-2*len(events[0].Type)), nil
		if _, err := e.Append(t.Context(), "s", engine.ExpectNone, events); err != nil {
			t.Fatal(err)
		}
		events[0].Meta = []byte{0}
		if _, err := e.Append(t.Context(), "s", 0, events); !errors.Is(err, engine.ErrTooLarge) {
			t.Fatal(err)
		}
	})
	t.Run("keeps events whole over a restart", func(t *testing.T) {
		dir := quickDir(t)
		e := open(t, dir)
		sent := append(named(0, 1), engine.NewEvent{ID: [16]byte{1}, Type: "nothing in it"})
		if _, err := e.Append(t.Context(), "s", engine.ExpectNone, sent); err != nil {
			t.Fatal(err)
		}
		e.Close()
		got := mustLog(t, open(t, dir), engine.AllQuery{})
		if places(got) != "s@0=1 s@1=2 s@2=3" {
			t.Fatal(places(got))
		}
		for i, w := range sent {
			g := got[i]
			if g.ID != w.ID || g.Type != w.Type || g.JSON != w.JSON || string(g.Data) != string(w.Data) || string(g.Meta) != string(w.Meta) || !g.Created.Equal(noon) {
				t.Fatalf("got %+v, want %+v", g, w)
			}
		}
	})
	t.Run("gives concurrent writers revisions without a hole, each its own", func(t *testing.T) {
		e := open(t, quickDir(t))
		var mu sync.Mutex
		ours := map[int64]int{} // revision to number
		var wg sync.WaitGroup
		for w := range 16 {
			wg.Go(func() {
				for i := range 20 {
					n := w*1000 + i
					done, err := e.Append(t.Context(), "s", engine.ExpectAny, named(n))
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					ours[done.Revision] = n
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		all := mustLog(t, e, engine.AllQuery{})
		if len(all) != 320 || len(ours) != 320 {
			t.Fatalf("%d events, %d answers", len(all), len(ours))
		}
		for i, got := range all {
			if got.Revision != int64(i) || got.ID != named(ours[got.Revision])[0].ID {
				t.Fatalf("at %d: %+v", i, got)
			}
		}
	})
	t.Run("lets exactly one of many through at the same revision", func(t *testing.T) {
		e := open(t, quickDir(t))
		results := make(chan error)
		for n := range 32 {
			go func() {
				_, err := e.Append(t.Context(), "s", engine.ExpectNone, named(n))
				results <- err
			}()
		}
		through := 0
		for range 32 {
			if _, wrong := errors.AsType[*engine.WrongRevision](<-results); !wrong {
				through++
			}
		}
		if through != 1 || e.Head() != 1 {
			t.Fatalf("%d went through, head %d", through, e.Head())
		}
	})
	t.Run("takes nothing after Close", func(t *testing.T) {
		e := open(t, quickDir(t))
		e.Close()
		if _, err := e.Append(t.Context(), "s", engine.ExpectAny, named(1)); !errors.Is(err, engine.ErrStopped) {
			t.Fatal(err)
		}
		if _, err := e.ReadAll(t.Context(), engine.AllQuery{}); !errors.Is(err, engine.ErrStopped) {
			t.Fatal(err)
		}
	})
}

func TestOpen_RefusesASecondEngine(t *testing.T) {
	dir := quickDir(t)
	e := open(t, dir)
	options := engine.Options{Dir: dir, Clock: time.Now}
	if second, err := engine.Open(t.Context(), options); err == nil {
		second.Close()
		t.Fatal("two engines on one log")
	}
	e.Close()
	second, err := engine.Open(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	second.Close()
}

func TestRead(t *testing.T) {
	e := open(t, quickDir(t))
	numbers := make([]int, 1500)
	for i := range numbers {
		numbers[i] = i
	}
	mustAppend(t, e, "long", engine.ExpectNone, numbers...) // positions 1–1500
	mustAppend(t, e, "short", engine.ExpectNone, 0, 1, 2)   // 1501–1503

	t.Run("pages a stream both ways", func(t *testing.T) {
		for _, back := range []bool{false, true} {
			q, seen := engine.StreamQuery{Stream: "long", Backwards: back}, []int64{}
			if back {
				q.From = 1 << 40
			}
			for last, pages := false, 0; !last; pages++ {
				page, err := e.ReadStream(t.Context(), q)
				if err != nil || pages > 3 {
					t.Fatal(pages, err)
				}
				for _, got := range page.Events {
					seen = append(seen, got.Revision)
				}
				q.From, last = page.Next, page.Last
			}
			if back {
				slices.Reverse(seen)
			}
			if len(seen) != 1500 || seen[0] != 0 || seen[1499] != 1499 || !slices.IsSorted(seen) {
				t.Fatalf("backwards %v: %d events", back, len(seen))
			}
		}
	})
	t.Run("pages the log both ways, without the place it starts at", func(t *testing.T) {
		if got := places(mustLog(t, e, engine.AllQuery{From: 1500})); got != "short@0=1501 short@1=1502 short@2=1503" {
			t.Fatal(got)
		}
		if got := mustLog(t, e, engine.AllQuery{Backwards: true, From: engine.End}); len(got) != 1503 || got[0].Position != 1503 || got[1502].Position != 1 {
			t.Fatal(len(got))
		}
		if got := places(mustLog(t, e, engine.AllQuery{Backwards: true, From: 3})); got != "long@1=2 long@0=1" {
			t.Fatal(got)
		}
	})
	t.Run("looks at no more rows than asked, and says how far it looked", func(t *testing.T) {
		filter, err := engine.NewFilter(engine.FilterSpec{Prefixes: []string{"sh"}})
		if err != nil {
			t.Fatal(err)
		}
		page, err := e.ReadAll(t.Context(), engine.AllQuery{From: 1490, Rows: 12, Filter: filter})
		if err != nil || places(page.Events) != "short@0=1501 short@1=1502" || page.Looked != 12 || page.Next != 1502 || page.Last {
			t.Fatalf("%+v %v", page, err)
		}
	})
	t.Run("keeps a page of large events small", func(t *testing.T) {
		e := open(t, quickDir(t))
		for n := range 12 {
			events := named(n)
			events[0].Data = make([]byte, 1_000_000)
			if _, err := e.Append(t.Context(), "s", engine.ExpectAny, events); err != nil {
				t.Fatal(err)
			}
		}
		page, err := e.ReadAll(t.Context(), engine.AllQuery{})
		if err != nil || len(page.Events) > 6 || page.Last {
			t.Fatalf("%d events, %v", len(page.Events), err)
		}
		if all := mustLog(t, e, engine.AllQuery{}); len(all) != 12 {
			t.Fatal(len(all))
		}
	})
	t.Run("tells a stream and a position that are not there", func(t *testing.T) {
		if _, err := e.ReadStream(t.Context(), engine.StreamQuery{Stream: "none"}); !errors.Is(err, engine.ErrNoStream) {
			t.Fatal(err)
		}
		if _, err := e.ReadAll(t.Context(), engine.AllQuery{From: 1504}); !errors.Is(err, engine.ErrBadPosition) {
			t.Fatal(err)
		}
	})
	t.Run("tells of news as soon as they can be read", func(t *testing.T) {
		head, changed := e.Changed()
		mustAppend(t, e, "news", engine.ExpectAny, 1)
		<-changed
		if got := places(mustLog(t, e, engine.AllQuery{From: head})); got != "news@0=1504" {
			t.Fatal(got)
		}
	})
}

// TestEngine_IsTheModel runs random commands against an engine and against a map
// of slices, with restarts in between, and compares all that can be read.
func TestEngine_IsTheModel(t *testing.T) {
	base := quickDir(t)
	runs := 0
	rapid.Check(t, func(rt *rapid.T) {
		runs++
		dir := fmt.Sprintf("%s/%d", base, runs)
		e := open(t, dir)
		defer func() { e.Close() }()
		model := map[string][]int{}
		var order []string
		next := 0
		rt.Repeat(map[string]func(*rapid.T){
			"append": func(rt *rapid.T) {
				stream := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "stream")
				at := len(model[stream]) - 1
				expected := engine.Expected(rapid.SampledFrom([]int{at, at, at - 1, at + 1, -1, -2}).Draw(rt, "expected"))
				if expected == -3 || expected < -2 {
					expected = engine.ExpectExists
				}
				numbers := make([]int, rapid.IntRange(1, 4).Draw(rt, "events"))
				for i := range numbers {
					numbers[i], next = next, next+1
				}
				right := int(expected) == at || expected == engine.ExpectAny || expected == engine.ExpectExists && at >= 0
				done, err := e.Append(t.Context(), stream, expected, named(numbers...))
				if _, wrong := errors.AsType[*engine.WrongRevision](err); wrong != !right {
					rt.Fatalf("expected %d at %d: %v", expected, at, err)
				}
				if !right {
					return
				}
				for range numbers {
					order = append(order, stream)
				}
				model[stream] = append(model[stream], numbers...)
				if done.Revision != int64(len(model[stream])-1) || done.Position != uint64(len(order)) || done.Repeated {
					rt.Fatalf("answer %+v", done)
				}
			},
			"append again": func(rt *rapid.T) {
				stream := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "stream")
				had := model[stream]
				if len(had) == 0 {
					rt.Skip("nothing to repeat")
				}
				from := rapid.IntRange(0, len(had)-1).Draw(rt, "from")
				to := rapid.IntRange(from+1, len(had)).Draw(rt, "to")
				done := mustAppend(t, e, stream, engine.Expected(from-1), had[from:to]...)
				if !done.Repeated || done.Revision != int64(to-1) {
					rt.Fatalf("answer %+v", done)
				}
			},
			"restart": func(*rapid.T) {
				if err := e.Close(); err != nil {
					rt.Fatal(err)
				}
				e = open(t, dir)
			},
			"": func(rt *rapid.T) {
				all := mustLog(t, e, engine.AllQuery{})
				if len(all) != len(order) || e.Head() != uint64(len(order)) {
					rt.Fatalf("%d events, want %d", len(all), len(order))
				}
				seen := map[string]int64{}
				for i, got := range all {
					want := named(model[order[i]][seen[got.Stream]])[0]
					if got.Stream != order[i] || got.Revision != seen[got.Stream] || got.ID != want.ID || string(got.Data) != string(want.Data) {
						rt.Fatalf("position %d: %+v", i+1, got)
					}
					seen[got.Stream]++
				}
			},
		})
	})
}

func TestFilter(t *testing.T) {
	for _, c := range []struct {
		spec        engine.FilterSpec
		stream, typ string
		want        bool
	}{
		{engine.FilterSpec{Prefixes: []string{"case-", "group-"}}, "group-1", "t", true},
		{engine.FilterSpec{Prefixes: []string{"case-"}}, "my-case-1", "t", false},
		{engine.FilterSpec{Regex: `^[^\$].*`}, "$scavenges", "t", false},
		{engine.FilterSpec{Regex: `^[^\$].*`}, "case-1", "$t", true},
		{engine.FilterSpec{ByType: true, Prefixes: []string{"intake."}}, "case-1", "intake.x.v1", true},
		{engine.FilterSpec{ByType: true, Regex: `\.v2$`}, "a.v2", "intake.x.v1", false},
	} {
		f, err := engine.NewFilter(c.spec)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Wants(c.stream, c.typ); got != c.want {
			t.Errorf("%+v of %s, %s: %v", c.spec, c.stream, c.typ, got)
		}
	}
	for _, bad := range []engine.FilterSpec{{}, {Regex: "("}, {Regex: "a", Prefixes: []string{"a"}}, {Regex: `(?!x)`}} {
		if _, err := engine.NewFilter(bad); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
}

func FuzzFilter(f *testing.F) {
	f.Add(`^[^\$].*`, "", "case-1")
	f.Add("", "case-", "case-1")
	f.Add(`(a+)+$`, "", strings.Repeat("a", 100)+"b")
	f.Fuzz(func(t *testing.T, regex, prefix, name string) {
		spec := engine.FilterSpec{Regex: regex}
		if prefix != "" {
			spec.Prefixes = []string{prefix}
		}
		filter, err := engine.NewFilter(spec)
		if err != nil {
			return
		}
		if got := filter.Wants(name, ""); prefix != "" && got != strings.HasPrefix(name, prefix) {
			t.Fatalf("prefix %q of %q: %v", prefix, name, got)
		}
	})
}

// TestOpen_KeepsTheEventsFromOthers: whatever the umask, and what an earlier
// release left readable.
func TestOpen_KeepsTheEventsFromOthers(t *testing.T) {
	dir := t.TempDir()
	e := open(t, dir)
	mustAppend(t, e, "a", engine.ExpectNone, 1)
	private := func(when string) {
		t.Helper()
		files, err := filepath.Glob(filepath.Join(dir, "events.db*"))
		if err != nil || len(files) < 2 { // and the write-ahead log
			t.Fatalf("%s: %v %v", when, files, err)
		}
		for _, file := range files {
			if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %s has mode %o: %v", when, filepath.Base(file), info.Mode().Perm(), err)
			}
		}
	}
	private("made")
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(dir, "events.db"), 0o644); err != nil {
		t.Fatal(err)
	}
	e = open(t, dir)
	mustAppend(t, e, "a", engine.ExpectExists, 2)
	private("found")
}
