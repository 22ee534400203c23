package engine_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"nivel/libs/node/engine"
)

// watch is a clock that a test sets.
type watch struct{ now time.Time }

func (w *watch) time() time.Time { return w.now }

func (w *watch) openAt(t testing.TB, dir string) *engine.Engine {
	t.Helper()
	e, err := engine.Open(t.Context(), engine.Options{Dir: dir, Clock: w.time})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

func setMetadata(t testing.TB, e *engine.Engine, stream, json string) {
	t.Helper()
	event := engine.NewEvent{Type: "$metadata", JSON: true, Data: []byte(json)}
	event.ID = [16]byte{9, byte(e.Head()), byte(e.Head() >> 8)}
	if _, err := e.Append(t.Context(), "$$"+stream, engine.ExpectAny, []engine.NewEvent{event}); err != nil {
		t.Fatal(err)
	}
}

// shown is what reading a stream gives, in a word, forwards and, to compare,
// backwards, each in pages of two.
func shown(t testing.TB, e *engine.Engine, stream string) string {
	t.Helper()
	var ways [2]string
	for way := range ways {
		q := engine.StreamQuery{Stream: stream, Rows: 2, Backwards: way == 1}
		if q.Backwards {
			q.From = math.MaxInt64
		}
		var revisions []int64
		for last := false; !last; {
			page, err := e.ReadStream(t.Context(), q)
			switch {
			case errors.Is(err, engine.ErrNoStream):
				return "no stream"
			case errors.Is(err, engine.ErrDeleted):
				return "deleted"
			case err != nil:
				t.Fatal(err)
			}
			for _, event := range page.Events {
				revisions = append(revisions, event.Revision)
			}
			q.From, last = page.Next, page.Last
		}
		if q.Backwards {
			slices.Reverse(revisions)
		}
		ways[way] = strings.Trim(fmt.Sprint(revisions), "[]")
	}
	if ways[0] != ways[1] {
		t.Fatalf("%s: forwards %s, backwards %s", stream, ways[0], ways[1])
	}
	return ways[0]
}

func wrongAt(err error) string {
	if wrong, ok := errors.AsType[*engine.WrongRevision](err); ok {
		return fmt.Sprintf("wrong, at %d", wrong.Current)
	}
	if errors.Is(err, engine.ErrDeleted) {
		return "deleted"
	}
	return fmt.Sprint(err)
}

func TestMetadata(t *testing.T) {
	const hidesNothing = "0 1 2 3 4"
	for _, c := range []struct{ metadata, want string }{
		{`{"$tb":2}`, "2 3 4"},
		{`{"$tb":5}`, ""},
		{`{"$tb":99}`, ""},
		{`{"$tb":9223372036854775807}`, "no stream"},
		{`{"$maxCount":2}`, "3 4"},
		{`{"$maxCount":9}`, hidesNothing},
		{`{"$maxCount":4,"$tb":2,"mine":{"a":[1]}}`, "2 3 4"},
		{`{"$maxAge":25}`, "3 4"}, // events are 10 s apart, the last one just now
		{`{"$maxAge":20}`, "2 3 4"},
		{`{"$maxAge":9223372036}`, hidesNothing},
		{`{"$acl":{"$r":"a","$w":["b","c"]},"$cacheControl":5,"$tb":4}`, "4"},
		{`{"$tb":1} trailing`, "1 2 3 4"},
		{`{"$tb":-1,"$maxCount":0,"$maxAge":-5}`, hidesNothing},
		{`{"$tb":"2"}`, hidesNothing}, // from here on it is not metadata, and counts as none
		{`{"$tb":2.0}`, hidesNothing},
		{`{"$tb":9223372036854775808}`, hidesNothing},
		{`{"$tb":2,"$maxCount":null}`, hidesNothing},
		{`{"$tb":2,"$maxAge":9223372036854775807}`, hidesNothing},
		{`{"$tb":2,"$acl":"a"}`, hidesNothing},
		{`{"$tb":2,"$acl":{"$r":[1]}}`, hidesNothing},
		{`["$tb"]`, hidesNothing},
		{`{"$tb":2`, hidesNothing},
		{``, hidesNothing},
	} {
		t.Run(c.metadata, func(t *testing.T) {
			w := &watch{now: noon}
			e := w.openAt(t, quickDir(t))
			for n := range 5 {
				w.now = noon.Add(time.Duration(n) * 10 * time.Second)
				mustAppend(t, e, "s", engine.ExpectAny, n)
			}
			setMetadata(t, e, "s", c.metadata)
			if c.metadata == `{"$maxAge":25}` {
				w.now = w.now.Add(6 * time.Second)
			}
			if got := shown(t, e, "s"); got != c.want {
				t.Fatalf("shown: %s, want %s", got, c.want)
			}
			if got := len(mustLog(t, e, engine.AllQuery{})); got != 6 {
				t.Fatalf("the log shows %d events", got)
			}
		})
	}
	t.Run("the last one counts, and is all that its stream shows", func(t *testing.T) {
		e := open(t, quickDir(t))
		mustAppend(t, e, "s", engine.ExpectNone, 0, 1, 2)
		setMetadata(t, e, "s", `{"$tb":2}`)
		setMetadata(t, e, "s", `{"$maxCount":2}`)
		if got := shown(t, e, "s") + "; " + shown(t, e, "$$s"); got != "1 2; 1" {
			t.Fatal(got)
		}
	})
	t.Run("has no metadata of its own", func(t *testing.T) {
		e := open(t, quickDir(t))
		for _, name := range []string{"$$", "$$$$s"} {
			if _, err := e.Append(t.Context(), name, engine.ExpectAny, named(1)); !errors.Is(err, engine.ErrBadName) {
				t.Fatal(name, err)
			}
		}
	})
}

func TestDelete(t *testing.T) {
	const none, exists, anywhere = engine.ExpectNone, engine.ExpectExists, engine.ExpectAny
	deleted := func(t *testing.T) *engine.Engine {
		e := open(t, quickDir(t))
		mustAppend(t, e, "s", none, 0, 1, 2)
		if _, err := e.Delete(t.Context(), "s", 2); err != nil {
			t.Fatal(err)
		}
		return e
	}
	t.Run("hides the stream, not the log", func(t *testing.T) {
		e := deleted(t)
		if got := shown(t, e, "s"); got != "no stream" {
			t.Fatal(got)
		}
		if got := places(mustLog(t, e, engine.AllQuery{})); got != "s@0=1 s@1=2 s@2=3 $$s@0=4" {
			t.Fatal(got)
		}
	})
	for _, c := range []struct {
		story    string
		expected engine.Expected
		numbers  []int
		want     string // the answer; what is shown then; its metadata
	}{
		{"none begins it again", none, []int{7, 8}, `4; 3 4; {"$tb":3}`},
		{"any begins it again", anywhere, []int{7}, `3; 3; {"$tb":3}`},
		{"its last revision begins it again", 2, []int{7}, `3; 3; {"$tb":3}`},
		{"another revision is wrong", 1, []int{7}, `wrong, at 2; no stream; {"$tb":9223372036854775807}`},
		{"exists: it is deleted", exists, []int{7}, `deleted; no stream; {"$tb":9223372036854775807}`},
		{"what it held is a repeat, and begins nothing", none, []int{0, 1}, `1; no stream; {"$tb":9223372036854775807}`},
		{"what it held and more is wrong", none, []int{0, 7}, `wrong, at 2; no stream; {"$tb":9223372036854775807}`},
		{"no events begin it, too", anywhere, nil, `2; ; {"$tb":3}`},
	} {
		t.Run("after it, "+c.story, func(t *testing.T) {
			e := deleted(t)
			done, err := e.Append(t.Context(), "s", c.expected, named(c.numbers...))
			got := fmt.Sprint(done.Revision)
			if err != nil {
				got = wrongAt(err)
			}
			got += "; " + shown(t, e, "s")
			page, err := e.ReadStream(t.Context(), engine.StreamQuery{Stream: "$$s"})
			if err != nil || len(page.Events) != 1 {
				t.Fatal(page, err)
			}
			if got += "; " + string(page.Events[0].Data); got != c.want {
				t.Fatalf("got %s, want %s", got, c.want)
			}
		})
	}
	t.Run("new metadata begins it again and keeps what it says", func(t *testing.T) {
		e := deleted(t)
		setMetadata(t, e, "s", `{"mine":1,"$maxCount":7}`)
		if got := shown(t, e, "s"); got != "" {
			t.Fatal(got)
		}
		page, err := e.ReadStream(t.Context(), engine.StreamQuery{Stream: "$$s"})
		if err != nil || string(page.Events[0].Data) != `{"$maxCount":7,"$tb":3,"mine":1}` {
			t.Fatal(page, err)
		}
	})
	t.Run("is refused where the stream is elsewhere, or nowhere", func(t *testing.T) {
		e := open(t, quickDir(t))
		mustAppend(t, e, "s", none, 0)
		for _, c := range []struct {
			stream   string
			expected engine.Expected
			want     string
		}{{"s", 1, "wrong, at 0"}, {"s", none, "wrong, at 0"}, {"t", anywhere, "wrong, at -1"}, {"t", none, "wrong, at -1"}, {"t", exists, "wrong, at -1"}} {
			if _, err := e.Delete(t.Context(), c.stream, c.expected); wrongAt(err) != c.want {
				t.Fatalf("%+v: %v", c, err)
			}
		}
		if _, err := e.Delete(t.Context(), "$$s", anywhere); !errors.Is(err, engine.ErrBadName) {
			t.Fatal(err)
		}
	})
	t.Run("holds over a restart, and in one batch with other appends", func(t *testing.T) {
		dir := quickDir(t)
		e := open(t, dir)
		mustAppend(t, e, "s", none, 0)
		if _, err := e.Delete(t.Context(), "s", anywhere); err != nil {
			t.Fatal(err)
		}
		e.Close()
		e = open(t, dir)
		if _, err := e.Append(t.Context(), "s", exists, named(1)); !errors.Is(err, engine.ErrDeleted) {
			t.Fatal(err)
		}
		first := e.Enqueue(t.Context(), "s", none, named(1))
		second := e.Enqueue(t.Context(), "s", 1, named(2))
		for _, wait := range []func() (engine.Appended, error){first, second} {
			if _, err := wait(); err != nil {
				t.Fatal(err)
			}
		}
		if got := shown(t, e, "s"); got != "1 2" {
			t.Fatal(got)
		}
	})
}

func TestTombstone(t *testing.T) {
	dir := quickDir(t)
	e := open(t, dir)
	mustAppend(t, e, "s", engine.ExpectNone, 0, 1)
	setMetadata(t, e, "s", `{"$maxCount":5}`)
	if _, err := e.Tombstone(t.Context(), "s", 0); wrongAt(err) != "wrong, at 1" {
		t.Fatal(err)
	}
	for _, stream := range []string{"s", "never-was"} {
		if _, err := e.Tombstone(t.Context(), stream, engine.ExpectAny); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // before and after a restart
		for _, stream := range []string{"s", "$$s", "never-was"} {
			if got := shown(t, e, stream); got != "deleted" {
				t.Fatalf("%s: %s", stream, got)
			}
			for _, expected := range []engine.Expected{0, 1, engine.ExpectAny, engine.ExpectNone, engine.ExpectExists, math.MaxInt64} {
				if _, err := e.Append(t.Context(), stream, expected, named(9)); !errors.Is(err, engine.ErrDeleted) {
					t.Fatalf("%s at %d: %v", stream, expected, err)
				}
			}
		}
		if _, err := e.Delete(t.Context(), "s", engine.ExpectAny); !errors.Is(err, engine.ErrDeleted) {
			t.Fatal(err)
		}
		if _, err := e.LastRevision(t.Context(), "s"); !errors.Is(err, engine.ErrDeleted) {
			t.Fatal(err)
		}
		if got := places(mustLog(t, e, engine.AllQuery{})); got != "s@0=1 s@1=2 $$s@0=3 s@9223372036854775807=4 never-was@9223372036854775807=5" {
			t.Fatal(got)
		}
		if err := e.Verify(t.Context()); err != nil {
			t.Fatal(err)
		}
		e.Close()
		e = open(t, dir)
	}
}

// filesWith returns the files of a folder in which text is.
func filesWith(t testing.TB, dir, text string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte(text)) {
			found = append(found, entry.Name())
		}
	}
	return found
}

// canary returns an event that can be found again in a file.
func canary(number int, mark string) []engine.NewEvent {
	events := named(number)
	events[0].Data, events[0].Meta = []byte("data "+mark+strings.Repeat(" filler", 40)), []byte("meta "+mark)
	return events
}

func TestScavenge_LeavesNothingOfWhatIsHidden(t *testing.T) {
	dir := quickDir(t)
	w := &watch{now: noon}
	e := w.openAt(t, dir)
	streams := []string{"gone", "ended", "short", "cut", "aged", "kept"}
	var waits []func() (engine.Appended, error)
	for n := range 1200 { // more than a slice of some, over many pages of the file
		for i, stream := range streams {
			if n%(i+1) == 0 || n > 1190 {
				waits = append(waits, e.Enqueue(t.Context(), stream, engine.ExpectAny, canary(n*10+i, fmt.Sprintf("%s-%04d.", stream, n))))
			}
		}
		if n != 600 && n != 1199 && len(waits) < 100 {
			continue
		}
		for _, wait := range waits {
			if _, err := wait(); err != nil {
				t.Fatal(err)
			}
		}
		if waits = nil; n == 600 {
			w.now = w.now.Add(time.Hour)
		}
	}
	setMetadata(t, e, "short", `{"$maxCount":2}`)
	setMetadata(t, e, "cut", `{"$tb":250,"note":"metadata-canary"}`)
	setMetadata(t, e, "cut", `{"$tb":251}`)
	setMetadata(t, e, "aged", `{"$maxAge":1800}`)
	setMetadata(t, e, "ended", `{"note":"ended-canary"}`)
	if _, err := e.Delete(t.Context(), "gone", engine.ExpectAny); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Tombstone(t.Context(), "ended", engine.ExpectAny); err != nil {
		t.Fatal(err)
	}
	head := e.Head()
	before := map[string]string{}
	for _, stream := range streams {
		before[stream] = shown(t, e, stream)
	}
	hidden := []string{"gone-0000.", "gone-1199.", "ended-0000.", "ended-1198.", "short-0000.", "short-1197.", "cut-0000.", "aged-0000.", "aged-0595.", "metadata-canary", "ended-canary"}
	for _, mark := range hidden {
		if len(filesWith(t, dir, mark)) == 0 {
			t.Fatalf("%s is in no file before: the search finds nothing", mark)
		}
	}

	done, err := e.Scavenge(t.Context())
	if err != nil || !done.Clean || done.Events < 2000 || done.Bytes < done.Events*200 {
		t.Fatalf("%+v %v", done, err)
	}
	for _, mark := range hidden {
		if found := filesWith(t, dir, mark); found != nil {
			t.Errorf("%s is still in %v", mark, found)
		}
	}
	for _, mark := range []string{"short-1199.", "cut-1199.", "aged-1199.", "kept-0000."} {
		if len(filesWith(t, dir, mark)) == 0 {
			t.Errorf("%s is gone", mark)
		}
	}
	for range 2 { // before and after a restart
		for _, stream := range streams {
			if got := shown(t, e, stream); got != before[stream] {
				t.Errorf("%s shows %s, showed %s", stream, got, before[stream])
			}
		}
		forwards := mustLog(t, e, engine.AllQuery{})
		backwards := mustLog(t, e, engine.AllQuery{Backwards: true, From: engine.End})
		slices.Reverse(backwards)
		if places(forwards) != places(backwards) || int64(len(forwards)) != int64(head)-done.Events || e.Head() != head {
			t.Errorf("%d forwards, %d backwards, head %d", len(forwards), len(backwards), e.Head())
		}
		if err := e.Verify(t.Context()); err != nil {
			t.Fatal(err)
		}
		e.Close()
		e = w.openAt(t, dir)
	}
	if again, err := e.Scavenge(t.Context()); err != nil || again.Events != 0 {
		t.Fatalf("%+v %v", again, err)
	}
	t.Run("and numbering goes on", func(t *testing.T) {
		if done := mustAppend(t, e, "gone", engine.ExpectNone, 1); done.Revision != 1200 || done.Position != head+1 {
			t.Fatalf("%+v", done)
		}
		if got := shown(t, e, "gone"); got != "1200" {
			t.Fatal(got)
		}
		if _, err := e.Append(t.Context(), "ended", engine.ExpectAny, named(1)); !errors.Is(err, engine.ErrDeleted) {
			t.Fatal(err)
		}
	})
}

func TestScavenge_OfTheWholeLogKeepsItsHead(t *testing.T) {
	dir := quickDir(t)
	e := open(t, dir)
	mustAppend(t, e, "s", engine.ExpectNone, 0, 1, 2)
	if _, err := e.Delete(t.Context(), "s", 2); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Tombstone(t.Context(), "s", 2); err != nil {
		t.Fatal(err)
	}
	if done, err := e.Scavenge(t.Context()); err != nil || done.Events != 4 {
		t.Fatal(done, err)
	}
	e.Close()
	e = open(t, dir)
	if got := places(mustLog(t, e, engine.AllQuery{})); got != "s@9223372036854775807=5" || e.Head() != 5 {
		t.Fatal(got, e.Head())
	}
	page, err := e.ReadAll(t.Context(), engine.AllQuery{Backwards: true, From: 4})
	if err != nil || len(page.Events) != 0 || !page.Last {
		t.Fatal(page, err)
	}
}

func TestScavenge_LeavesTheLastEventUntilThereIsAnother(t *testing.T) {
	w := &watch{now: noon}
	e := w.openAt(t, quickDir(t))
	setMetadata(t, e, "s", `{"$maxAge":5}`)
	mustAppend(t, e, "s", engine.ExpectNone, 0, 1)
	w.now = noon.Add(time.Minute)
	for _, want := range []string{"$$s@0=1 s@1=3", "$$s@0=1 t@0=4"} {
		if _, err := e.Scavenge(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := shown(t, e, "s") + places(mustLog(t, e, engine.AllQuery{})); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
		mustAppend(t, e, "t", engine.ExpectAny, 2+int(e.Head()))
	}
}

func TestScavenge_StoppedSaysHowFarAndGoesOn(t *testing.T) {
	e := open(t, quickDir(t))
	mustAppend(t, e, "s", engine.ExpectNone, 0, 1, 2)
	setMetadata(t, e, "s", `{"$tb":2}`)
	e.Close()
	if done, err := e.Scavenge(t.Context()); !errors.Is(err, engine.ErrStopped) || done.Clean {
		t.Fatal(done, err)
	}
}

// TestScavenge_WhileOthersWorkLosesNothing scavenges again and again under
// appends, deletes and reads of the same streams.
func TestScavenge_WhileOthersWorkLosesNothing(t *testing.T) {
	e := open(t, quickDir(t))
	stop := make(chan struct{})
	ended := make(chan error)
	go func() {
		for {
			select {
			case <-stop:
				ended <- nil
				return
			default:
			}
			if _, err := e.Scavenge(t.Context()); err != nil {
				ended <- err
				return
			}
		}
	}()
	for n := range 100 {
		stream := fmt.Sprintf("s-%d", n%3)
		mustAppend(t, e, stream, engine.ExpectAny, n, n+1000)
		if n%5 == 0 {
			if _, err := e.Delete(t.Context(), stream, engine.ExpectAny); err != nil {
				t.Fatal(err)
			}
		}
		shown(t, e, stream)
		mustLog(t, e, engine.AllQuery{})
		mustLog(t, e, engine.AllQuery{Backwards: true, From: engine.End})
	}
	close(stop)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if err := e.Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// tamper changes a closed log behind the engine's back, and takes away its book,
// which would tell at once.
func tamper(t *testing.T, dir, sql string) {
	t.Helper()
	conn, err := sqlite.OpenConn(filepath.Join(dir, "events.db"), sqlite.OpenReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := sqlitex.ExecuteScript(conn, sql, nil); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"head", "pages"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

// TestScavenge_ExcusesNoOtherHole plants what a scavenge did not do.
func TestScavenge_ExcusesNoOtherHole(t *testing.T) {
	for _, c := range []struct{ story, sql string }{
		{"an event is gone from the middle", "DELETE FROM events WHERE pos = 12"},
		{"the event behind the removed ones is gone", "DELETE FROM events WHERE pos = 6"},
		{"the record of the removed positions is gone", "DELETE FROM removed"},
		{"the record is longer, with its old checksum", "UPDATE removed SET last = last + 1"},
		{"the record ends beyond the log", "UPDATE removed SET last = 99"},
		{"the record has one position more", "INSERT INTO removed VALUES (19, 19, 0)"},
		{"a stream begins later than it should", "UPDATE streams SET first = first + 1 WHERE name = 's'"},
		{"a stream is deleted that was not", "UPDATE streams SET deleted = 1 WHERE name = 's'"},
		{"a stream lives that was deleted", "UPDATE streams SET deleted = 0 WHERE name = 'ended'"},
		{"a tombstone is gone", "DELETE FROM events WHERE revision = 9223372036854775807"},
		{"a metadata event is gone", "DELETE FROM events WHERE stream = (SELECT id FROM streams WHERE name = '$$s')"},
	} {
		t.Run(c.story, func(t *testing.T) {
			dir := quickDir(t)
			e := open(t, dir)
			mustAppend(t, e, "s", engine.ExpectNone, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) // positions 1-16
			setMetadata(t, e, "s", `{"$tb":5}`)                                                            // 17
			if _, err := e.Tombstone(t.Context(), "ended", engine.ExpectAny); err != nil {                 // 18
				t.Fatal(err)
			}
			mustAppend(t, e, "t", engine.ExpectNone, 16, 17) // 19, 20
			if done, err := e.Scavenge(t.Context()); err != nil || done.Events != 5 {
				t.Fatal(done, err)
			}
			if err := e.Verify(t.Context()); err != nil {
				t.Fatal("before the damage:", err)
			}
			e.Close()
			tamper(t, dir, c.sql)
			e, err := engine.Open(t.Context(), engine.Options{Dir: dir, Clock: time.Now})
			if err != nil {
				if errors.Is(err, engine.ErrDamaged) {
					return
				}
				t.Fatal(err)
			}
			defer e.Close()
			if err := e.Verify(t.Context()); !errors.Is(err, engine.ErrDamaged) {
				t.Fatalf("Verify: %v", err)
			}
		})
	}
}

// retained is the model of a stream.
type retained struct {
	last, before, count, gone int64 // revisions; so many of the last are shown
	soft, hard, has           bool  // deleted, so or so; has metadata
}

func (s *retained) oldest() int64 {
	oldest := min(s.before, s.last+1)
	if s.count > 0 {
		oldest = max(oldest, s.last-s.count+1)
	}
	if s.soft {
		oldest = s.last + 1
	}
	return max(oldest, s.gone)
}

func (s *retained) shown() string {
	switch {
	case s.hard:
		return "deleted"
	case s.soft || s.last < 0:
		return "no stream"
	}
	var revisions []string
	for n := s.oldest(); n <= s.last; n++ {
		revisions = append(revisions, fmt.Sprint(n))
	}
	return strings.Join(revisions, " ")
}

// TestRetention_IsTheModel runs random appends, deletes, metadata, scavenges and
// restarts against an engine and against a model, and compares every stream.
func TestRetention_IsTheModel(t *testing.T) {
	base, runs := quickDir(t), 0
	rapid.Check(t, func(rt *rapid.T) {
		runs++
		dir := fmt.Sprintf("%s/%d", base, runs)
		e := open(t, dir)
		defer func() { e.Close() }()
		model := map[string]*retained{"a": {last: -1}, "b": {last: -1}}
		next := 0
		var latest *retained // whose event is the log's last: that one stays until another comes
		pick := func(rt *rapid.T) (string, *retained) {
			name := rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "stream")
			return name, model[name]
		}
		rt.Repeat(map[string]func(*rapid.T){
			"append": func(rt *rapid.T) {
				name, s := pick(rt)
				next++
				_, err := e.Append(t.Context(), name, engine.ExpectAny, named(next))
				if errors.Is(err, engine.ErrDeleted) != s.hard || err != nil && !s.hard {
					rt.Fatal(err)
				}
				if s.hard {
					return
				}
				if s.soft {
					s.soft, s.before, s.has = false, s.last+1, true
				}
				s.last++
				latest = s
			},
			"delete": func(rt *rapid.T) {
				name, s := pick(rt)
				_, err := e.Delete(t.Context(), name, engine.ExpectAny)
				if (err != nil) != (s.hard || s.last < 0 && !s.has) {
					rt.Fatal(err)
				}
				if err == nil {
					s.soft, s.has, s.count, latest = true, true, 0, nil
				}
			},
			"tombstone": func(rt *rapid.T) {
				if rapid.IntRange(0, 9).Draw(rt, "seldom") > 0 {
					rt.Skip("seldom")
				}
				name, s := pick(rt)
				if _, err := e.Tombstone(t.Context(), name, engine.ExpectAny); (err != nil) != s.hard {
					rt.Fatal(err)
				}
				s.hard, latest = true, nil
			},
			"truncate": func(rt *rapid.T) {
				name, s := pick(rt)
				if s.hard {
					rt.Skip("deleted")
				}
				before, count := rapid.Int64Range(0, 8).Draw(rt, "before"), rapid.Int64Range(0, 5).Draw(rt, "count")
				setMetadata(t, e, name, fmt.Sprintf(`{"$tb":%d,"$maxCount":%d,"n":%d}`, before, count, e.Head()))
				if s.soft {
					before = s.last + 1
				}
				s.before, s.count, s.soft, s.has, latest = before, count, false, true, nil
			},
			"scavenge": func(rt *rapid.T) {
				if _, err := e.Scavenge(t.Context()); err != nil {
					rt.Fatal(err)
				}
				for _, s := range model { // what is removed stays so, whatever the metadata becomes
					if s.gone = s.oldest(); s == latest {
						s.gone = min(s.gone, s.last)
					}
				}
				if err := e.Verify(t.Context()); err != nil {
					rt.Fatal(err)
				}
			},
			"restart": func(*rapid.T) {
				e.Close()
				e = open(t, dir)
			},
			"": func(rt *rapid.T) {
				for name, s := range model {
					if got := shown(t, e, name); got != s.shown() {
						rt.Fatalf("%s shows %s, want %s", name, got, s.shown())
					}
				}
				mustLog(t, e, engine.AllQuery{Backwards: true, From: engine.End})
			},
		})
	})
}
