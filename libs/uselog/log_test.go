package uselog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/es/estest"
	"nivel/libs/law"
)

// weather is what stands between a log and its history: it counts appends, holds
// them up and lets them fail.
type weather struct {
	es.Store
	mu      sync.Mutex
	appends int
	hold    chan struct{} // nil: appends go through
	fail    func(n int) (err error, stored bool)
}

func (s *weather) Append(ctx context.Context, stream string, at es.Revision, events ...es.NewEvent) (es.Appended, error) {
	s.mu.Lock()
	s.appends++
	n, hold, fail := s.appends, s.hold, s.fail
	s.mu.Unlock()
	if hold != nil {
		<-hold
	}
	if fail != nil {
		if err, stored := fail(n); err != nil {
			if stored {
				s.Store.Append(ctx, stream, at, events...)
			}
			return es.Appended{}, err
		}
	}
	return s.Store.Append(ctx, stream, at, events...)
}

func (s *weather) set(hold chan struct{}, fail func(int) (error, bool)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hold, s.fail = hold, fail
}

func (s *weather) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.appends
}

func TestLog_Write(t *testing.T) {
	t.Run("returns when the entry is in history", func(t *testing.T) {
		w := newWorld(t)
		l := w.open(w.options("a"))
		e := w.look(1)
		w.write(l, e)
		read, err := w.memory.Read(t.Context(), "uselog-intake-a-2026-11", 1)
		if err != nil || len(read) != 1 {
			t.Fatalf("history holds %d entries, %v", len(read), err)
		}
		event, err := Decode(read[0])
		if err != nil {
			t.Fatal(err)
		}
		got, _ := json.Marshal(event.(Noted).Entry)
		want, _ := json.Marshal(e)
		if string(got) != string(want) {
			t.Errorf("it holds %s, want %s", got, want)
		}
	})
	t.Run("takes a list of 50 people as one entry in one append", func(t *testing.T) {
		w := newWorld(t)
		s := &weather{Store: w.memory}
		w.store = s
		l := w.open(w.options("a"))
		before := s.count()
		var people []es.ID
		for i := range 50 {
			people = append(people, person(i))
		}
		w.write(l, look(w.clock(), people...))
		if n := s.count() - before; n != 1 {
			t.Errorf("%d appends", n)
		}
		w.sound(1)
	})
	t.Run("lets requests that come at once share an append", func(t *testing.T) {
		w := newWorld(t)
		s := &weather{Store: w.memory}
		w.store = s
		o := w.options("a")
		o.Every = 1000
		l := w.open(o)
		before, hold := s.count(), make(chan struct{})
		s.set(hold, nil)
		var all sync.WaitGroup
		release := sync.OnceFunc(func() { close(hold) })
		defer release() // whatever goes wrong, the log must come to its end
		all.Go(func() { w.write(l, w.look(0)) })
		until(t, "one is under way", func() bool { return s.count() == before+1 })
		for i := range 64 {
			all.Go(func() { w.write(l, w.look(i+1)) })
		}
		until(t, "64 wait", func() bool { return len(l.queue) == 64 })
		release()
		all.Wait()
		if n := s.count() - before; n != 2 {
			t.Errorf("65 requests took %d appends, want 2", n)
		}
		w.sound(65)
	})
}

func TestLog_NoLogNoAnswer(t *testing.T) {
	away := errors.New("the disk is full")
	for name, test := range map[string]struct {
		err    error
		stored bool
		want   int // entries in history afterwards: the refused one may be among them
	}{
		"history is away": {es.ErrUnavailable, false, 1},
		"the outcome is unknown and it was written":       {es.ErrUnknownOutcome, true, 2},
		"the outcome is unknown and it was not written":   {es.ErrUnknownOutcome, false, 2},
		"history says something that nobody has heard of": {away, false, 2},
	} {
		t.Run("when "+name, func(t *testing.T) {
			w := newWorld(t)
			s := &weather{Store: w.memory}
			w.store = s
			l := w.open(w.options("a"))
			s.set(nil, func(int) (error, bool) { return test.err, test.stored })
			if err := l.Write(t.Context(), w.look(1)); !errors.Is(err, test.err) {
				t.Errorf("said %v", err)
			}
			if l.Ready(t.Context()) == nil {
				t.Error("says that it is ready")
			}
			s.set(nil, nil)
			w.write(l, w.look(2))
			if err := l.Ready(t.Context()); err != nil {
				t.Errorf("does not recover: %v", err)
			}
			w.close(l)
			w.sound(test.want)
		})
	}
	t.Run("when it is closed", func(t *testing.T) {
		w := newWorld(t)
		l := w.open(w.options("a"))
		w.close(l)
		if err := l.Write(t.Context(), w.look(1)); !errors.Is(err, ErrClosed) {
			t.Errorf("said %v", err)
		}
	})
	t.Run("when a checkpoint is owed and the second place takes none", func(t *testing.T) {
		w := newWorld(t)
		o := w.options("a")
		o.Every = 3
		l := w.open(o)
		if err := os.Remove(filepath.Join(w.dir, "intake-a"+ending)); err != nil {
			t.Fatal(err)
		}
		w.folder.Close() // what it had claimed is gone
		for range 3 {
			w.write(l, w.look(1))
		}
		if err := l.Write(t.Context(), w.look(2)); err == nil {
			t.Error("four entries without a checkpoint")
		}
	})
	t.Run("when who asked has gone", func(t *testing.T) {
		w := newWorld(t)
		l := w.open(w.options("a"))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := l.Write(ctx, w.look(1)); !errors.Is(err, context.Canceled) {
			t.Errorf("said %v", err)
		}
	})
}

func TestLog_OneWriter(t *testing.T) {
	t.Run("a second process cannot claim the instance", func(t *testing.T) {
		w := newWorld(t)
		w.open(w.options("a"))
		other, err := OpenFolder(w.dir)
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		o := w.options("a")
		o.Second = other
		if l, err := Open(t.Context(), o); err == nil {
			w.close(l)
			t.Error("it can")
		}
	})
	t.Run("one that was taken over writes nothing more", func(t *testing.T) {
		w := newWorld(t)
		old := w.open(w.options("a"))
		w.write(old, w.look(1))
		w.reopenFolder() // as if the lock had not held
		young := w.open(w.options("a"))
		for range 2 {
			if err := old.Write(t.Context(), w.look(2)); !errors.Is(err, ErrTakenOver) {
				t.Errorf("said %v", err)
			}
		}
		w.write(young, w.look(3))
		w.close(young)
		w.sound(2)
	})
}

func TestOpen_GoesOnWithTheChain(t *testing.T) {
	t.Run("after a stop and after a kill, over a change of month", func(t *testing.T) {
		w := newWorld(t)
		for round := range 6 {
			l := w.open(w.options("a"))
			for i := range 5 {
				w.write(l, w.look(i))
				w.pass(3 * 24 * time.Hour)
			}
			if round%2 == 0 {
				w.close(l)
			}
			w.reopenFolder()
		}
		v := w.sound(30)
		if len(v.Streams) < 3 {
			t.Errorf("three months make %d streams", len(v.Streams))
		}
	})
	for name, spoil := range map[string]func(*captured){
		"the tail was cut behind a checkpoint": func(c *captured) { c.events = c.events[:4] },
		"the end was edited":                   func(c *captured) { last := &c.events[len(c.events)-1]; last.Data[len(last.Data)-9] ^= 1 },
		"an entry at the end was edited, the chain mended": func(c *captured) {
			e := &c.events[len(c.events)-2]
			e.Data = []byte(strings.Replace(string(e.Data), "w-aino", "w-elin", 1))
			c.rechain()
		},
		"the end is not signed": func(c *captured) {
			last := &c.events[len(c.events)-1]
			last.Data, _ = splitSignature(last.Data)
		},
		"the checkpoints are gone": func(c *captured) { c.lines = nil },
		"a checkpoint is gone":     func(c *captured) { c.lines["intake-a"] = c.lines["intake-a"][:1] },
	} {
		t.Run("but not where "+name, func(t *testing.T) {
			w := newWorld(t)
			o := w.options("a")
			o.Every = 4
			l := w.open(o)
			for i := range 2 {
				w.write(l, w.look(i), w.look(i+10), w.look(i+20), w.look(i+30))
			}
			w.write(l, w.look(6), w.look(7))
			c := w.capture().clone()
			spoil(&c)
			w.restore(c)
			o.Store, o.Second = w.memory, w.second
			if l, err := Open(t.Context(), o); !errors.Is(err, ErrBroken) {
				t.Errorf("said %v", err)
				if err == nil {
					w.close(l)
				}
			}
		})
	}
}

// restore makes a world of what was captured.
func (w *world) restore(c captured) {
	w.t.Helper()
	w.memory = estest.NewMemory(w.clock)
	next := map[string]es.Revision{}
	for _, e := range c.events {
		_, err := w.memory.Append(w.t.Context(), e.Stream, next[e.Stream]-1, es.NewEvent{ID: e.ID, Name: e.Name, Data: e.Data, Meta: e.Meta})
		if err != nil {
			w.t.Fatal(err)
		}
		next[e.Stream]++
	}
	w.dir = w.t.TempDir()
	w.reopenFolder()
	for writer, lines := range c.lines {
		w.folder.Claim(w.t.Context(), writer)
		for _, line := range lines {
			if err := w.folder.Add(w.t.Context(), writer, line); err != nil {
				w.t.Fatal(err)
			}
		}
	}
}

func TestLog_PutsCheckpoints(t *testing.T) {
	t.Run("behind so many entries", func(t *testing.T) {
		w := newWorld(t)
		o := w.options("a")
		o.Every = 5
		l := w.open(o)
		for i := range 12 {
			w.write(l, w.look(i))
		}
		w.close(l)
		if v := w.sound(12); v.Checkpoints != 4 { // at the start, after 5, after 10, at the end
			t.Errorf("%d checkpoints", v.Checkpoints)
		}
	})
	t.Run("behind the last of them, though nothing more comes", func(t *testing.T) {
		w := newWorld(t)
		o := w.options("a")
		o.Every = 5
		l := w.open(o)
		for i := range 5 {
			w.write(l, w.look(i))
		}
		until(t, "all is sealed", func() bool { return w.verify().Streams[0].Unsealed == 0 })
	})
	t.Run("after so long, though nothing comes", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			o := w.options("a")
			o.Clock, o.Interval = time.Now, 5*time.Minute
			l := w.open(o)
			w.write(l, w.look(1))
			if v := w.sound(1); v.Streams[0].Unsealed != 1 {
				t.Errorf("unsealed: %+v", v.Streams)
			}
			time.Sleep(5 * time.Minute)
			synctest.Wait()
			if v := w.sound(1); v.Streams[0].Unsealed != 0 {
				t.Errorf("after five minutes unsealed: %+v", v.Streams)
			}
			made := w.verify().Checkpoints
			time.Sleep(time.Hour)
			synctest.Wait()
			if v := w.verify(); v.Checkpoints != made {
				t.Errorf("checkpoints on nothing: %d", v.Checkpoints-made)
			}
			w.close(l)
		})
	})
}

func TestEntry_HoldsCodesOnly(t *testing.T) {
	sealed := json.RawMessage(fmt.Sprintf(`{"k":%q,"c":"AAAAAAAAAAAAAAAAAAAAAAAA"}`, es.NewID()))
	good := look(time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC), person(1))
	good.Reason, good.Outcome, good.Trace = sealed, Glass, strings.Repeat("0a", 16)
	good.Disclosed = &Disclosure{Recipient: "kela", Description: "decision", Provision: &law.Provision{Act: "703/2023", Section: "64 § 2 mom"}}
	if err := good.validate(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Entry){
		"a name":                    func(e *Entry) { e.Actor = "Aino Virtaharju" },
		"an identity code":          func(e *Entry) { e.Object.ID = "010190-999x" },
		"a code around one":         func(e *Entry) { e.Unit = "unit-010190-999x" },
		"text for a reason":         func(e *Entry) { e.Reason = json.RawMessage(`"huoli lapsesta"`) },
		"text beside a sealed one":  func(e *Entry) { e.Reason = json.RawMessage(`{"k":"x","c":"AAAA","note":"huoli"}`) },
		"a purpose in words":        func(e *Entry) { e.Purpose = "huoli lapsesta" },
		"an e-mail address":         func(e *Entry) { e.Actor = "aino@example.org" },
		"no purpose":                func(e *Entry) { e.Purpose = "" },
		"no time":                   func(e *Entry) { e.At = time.Time{} },
		"no outcome":                func(e *Entry) { e.Outcome = "" },
		"a person twice":            func(e *Entry) { e.Persons = append(e.Persons, e.Persons[0]) },
		"nobody":                    func(e *Entry) { e.Persons = []es.ID{{}} },
		"a trace that is none":      func(e *Entry) { e.Trace = "huoli" },
		"a disclosure on no ground": func(e *Entry) { e.Disclosed = &Disclosure{Recipient: "kela", Description: "decision"} },
		"a ground in words": func(e *Entry) {
			e.Disclosed = &Disclosure{Recipient: "kela", Description: "decision", Provision: &law.Provision{Act: "703/2023", Section: "because"}}
		},
		"glass without a reason": func(e *Entry) { e.Reason, e.Disclosed, e.Relation = nil, nil, "" },
	} {
		e := good
		spoil(&e)
		if err := e.validate(); !errors.Is(err, ErrEntry) {
			t.Errorf("%s: said %v", name, err)
		} else if strings.Contains(err.Error(), "huoli") || strings.Contains(err.Error(), "Aino") {
			t.Errorf("%s: the error repeats it: %v", name, err)
		}
	}
}

func TestExpired(t *testing.T) {
	month := Month{2026, time.November}
	for day, want := range map[string]bool{"2026-12-01": false, "2038-11-30": false, "2038-12-01": true, "2050-01-01": true} {
		if got := Expired(month, calendar.MustParse(day)); got != want {
			t.Errorf("on %s: %v", day, got)
		}
	}
	if Expired(month, calendar.Date{}) || Expired(Month{}, calendar.MustParse("2050-01-01")) {
		t.Error("no day or no month has expired")
	}
}

func TestStoredForms(t *testing.T) {
	link := Link{Prev: Hash{1, 2, 3}, Checkpoints: 4}
	entry := look(time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC), person(1), person(2))
	entry.Object.ID, entry.Request = person(3).String(), person(4)
	entry.Outcome, entry.Relation, entry.Protected, entry.Trace = Glass, access.GlassBroken, true, strings.Repeat("0a", 16)
	entry.Reason = json.RawMessage(fmt.Sprintf(`{"k":%q,"c":"AAAAAAAAAAAAAAAAAAAAAAAA"}`, person(5)))
	entry.Disclosed = &Disclosure{Recipient: "kela", Description: "decision", Permit: person(6),
		Provision: &law.Provision{Act: "703/2023", Section: "64 §", InForce: "2024-01-01"}}
	estest.Golden[Event](t, history, "testdata/events",
		Opened{Link: link, Writer: "intake-a", Month: "2026-11", After: &Head{"uselog-intake-a-2026-10", 7, Hash{9}}},
		Noted{link, entry}, Stopped{link, 5, "uselog-intake-a-2026-12"}, Resumed{link})
	for _, event := range []Event{Noted{link, entry}} {
		raw, _ := json.Marshal(entry)
		_, fast, err := encode(rawNoted{link, raw})
		_, slow, _ := encode(event)
		if err != nil || string(fast) != string(slow) {
			t.Errorf("written as %s, want %s (%v)", fast, slow, err)
		}
	}
}

func TestKeys(t *testing.T) {
	path := filepath.Join(t.TempDir(), "uselog.key")
	made, err := OpenKey(path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := OpenKey(path)
	if err != nil || !again.private.Equal(made.private) {
		t.Fatalf("another key the second time: %v", err)
	}
	for _, file := range []string{path, path + ".pub"} {
		keys, err := ReadKeys(file)
		if err != nil || len(keys) != 1 || !keys[0].Equal(made.Public()) {
			t.Errorf("%s holds %v, %v", filepath.Base(file), keys, err)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key may be read by others: %v %v", info.Mode(), err)
	}
	if err := os.WriteFile(path, []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenKey(path); err == nil {
		t.Error("nonsense passes for a key")
	}
}

func FuzzParseKeys(f *testing.F) {
	f.Add([]byte("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if keys, err := parseKeys(data); err == nil && len(keys) == 0 {
			t.Error("no key and no error")
		}
	})
}
