package vault

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"nivel/libs/es"
	"nivel/libs/history"
	"nivel/libs/node"
)

// shared is a real history that all tests of the package use, each with services
// of its own.
var shared History

func TestMain(m *testing.M) { os.Exit(withHistory(m)) }

func withHistory(m *testing.M) (code int) {
	dir, err := os.MkdirTemp("", "nivel") // t.TempDir is too long a path for a socket
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	n, h := startHistory(dir)
	shared = h
	code = m.Run()
	if err := errors.Join(h.Close(context.Background()), n.Close(), goleak.Find()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = max(code, 1)
	}
	return code
}

func startHistory(dir string) (*node.Node, *history.History) {
	quiet := slog.New(slog.DiscardHandler)
	n, err := node.Start(context.Background(), node.Options{
		Dir: dir, Listen: []string{"unix://" + filepath.Join(dir, "node.sock")}, Logger: quiet, Clock: time.Now,
	})
	if err != nil {
		panic(err)
	}
	h, err := history.Open(context.Background(), history.Options{Address: n.Address(), Logger: quiet})
	if err != nil {
		panic(err)
	}
	return n, h
}

var (
	child    = Subject{Person: es.ID{1}.Derive("child"), Class: ChildProtection}
	reporter = Subject{Person: es.ID{1}.Derive("reporter"), Class: ChildProtection}
	here     = Place{Stream: "intake-1", Command: es.ID{2}.Derive("receive"), Field: "child.family_name"}
)

func TestSealAndOpen(t *testing.T) {
	ctx := t.Context()

	t.Run("gives back what was sealed, also after a restart", func(t *testing.T) {
		dir := t.TempDir()
		v := open(t, dir)
		sealed := seal(t, v, child, here, "Testinen")
		wantOpens(t, v, here, sealed, "Testinen")
		v = open(t, dir)
		wantOpens(t, v, here, sealed, "Testinen")
		if again := seal(t, v, child, here, "Testinen"); again.Key != sealed.Key {
			t.Errorf("after a restart another key seals for the same subject")
		}
	})
	t.Run("shows nothing of the text and never the same twice", func(t *testing.T) {
		v := open(t, t.TempDir())
		a, b := seal(t, v, child, here, "Testinen"), seal(t, v, child, here, "Testinen")
		if bytes.Contains(a.Cipher, []byte("Testinen")) || bytes.Equal(a.Cipher, b.Cipher) {
			t.Error("the sealed value shows something")
		}
	})
	t.Run("keeps nothing as nothing, without making a key", func(t *testing.T) {
		v := open(t, t.TempDir())
		sealed := seal(t, v, child, here, "")
		if report := check(t, v); !sealed.IsZero() || report.Keys != 1 {
			t.Errorf("sealing nothing gave %+v and %d keys", sealed, report.Keys-1)
		}
		wantOpens(t, v, here, sealed, "")
		out, err := json.Marshal(struct {
			Name Sealed `json:"name,omitzero"`
		}{sealed})
		if string(out) != "{}" || err != nil {
			t.Errorf("stored as %s, %v", out, err)
		}
	})
	t.Run("survives JSON under the names k and c", func(t *testing.T) {
		v := open(t, t.TempDir())
		data, err := json.Marshal(seal(t, v, child, here, "Testinen"))
		if err != nil || !strings.HasPrefix(string(data), `{"k":"`) || !strings.Contains(string(data), `","c":"`) {
			t.Fatalf("JSON is %s, %v", data, err)
		}
		var back Sealed
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatal(err)
		}
		wantOpens(t, v, here, back, "Testinen")
	})
	t.Run("refuses a subject or place that is incomplete", func(t *testing.T) {
		v := open(t, t.TempDir())
		for _, s := range []Subject{{}, {Person: child.Person}, {Class: ChildProtection}, {Person: child.Person, Class: "forever"}} {
			if _, err := v.Seal(ctx, s, here, "x"); err == nil {
				t.Errorf("sealed under %+v", s)
			}
		}
		for _, p := range []Place{{}, {Stream: "s", Field: "f"}, {Command: here.Command, Field: "f"}, {Stream: "s", Command: here.Command}} {
			if _, err := v.Seal(ctx, child, p, "x"); err == nil {
				t.Errorf("sealed for %+v", p)
			}
		}
	})
}

func TestSealed_CannotBeMoved(t *testing.T) {
	v := open(t, t.TempDir())
	sealed := seal(t, v, child, here, "Testinen")
	for name, place := range map[string]Place{
		"to another stream":                     {"intake-2", here.Command, here.Field},
		"to another command":                    {here.Stream, es.ID{3}, here.Field},
		"to another field":                      {here.Stream, here.Command, "child.given_names"},
		"across the border of stream and field": {here.Stream + "x", here.Command, here.Field[1:]},
	} {
		t.Run(name, func(t *testing.T) { wantError(t, v, place, sealed, ErrForged) })
	}
	t.Run("to another person", func(t *testing.T) {
		other := seal(t, v, reporter, here, "Tester")
		wantError(t, v, here, Sealed{Key: other.Key, Cipher: sealed.Cipher}, ErrForged)
	})
	t.Run("to another class of the same person", func(t *testing.T) {
		other := seal(t, v, Subject{child.Person, WorkingAge}, here, "x")
		if other.Key == sealed.Key {
			t.Fatal("two classes share a key")
		}
		wantError(t, v, here, Sealed{Key: other.Key, Cipher: sealed.Cipher}, ErrForged)
	})
	t.Run("nor changed in any bit", func(t *testing.T) {
		for i := range len(sealed.Cipher) * 8 {
			bent := bytes.Clone(sealed.Cipher)
			bent[i/8] ^= 1 << (i % 8)
			wantError(t, v, here, Sealed{Key: sealed.Key, Cipher: bent}, ErrForged)
		}
	})
	t.Run("and a key that was made up is told from one that was destroyed", func(t *testing.T) {
		wantError(t, v, here, Sealed{Key: es.ID{9}.String(), Cipher: sealed.Cipher}, ErrKeyMissing)
		wantError(t, v, here, Sealed{Key: strings.ToUpper(sealed.Key), Cipher: sealed.Cipher}, ErrForged)
		wantError(t, v, here, Sealed{Key: "none", Cipher: sealed.Cipher}, ErrForged)
		wantError(t, v, here, Sealed{Cipher: sealed.Cipher}, ErrForged)
	})
}

func TestBatch(t *testing.T) {
	v := open(t, t.TempDir())

	t.Run("seals and opens the fields of one command", func(t *testing.T) {
		b := v.Batch(t.Context(), here.Stream, here.Command)
		name, told, none := b.Seal(child, "child.family_name", "Testinen"), b.Seal(child, "what", "asia"), b.Seal(child, "phone", "")
		if b.Err() != nil || name.Key != told.Key || !none.IsZero() {
			t.Fatalf("sealed %+v %+v %+v, %v", name, told, none, b.Err())
		}
		wantOpens(t, v, here, name, "Testinen")
		r := v.Batch(t.Context(), here.Stream, here.Command)
		if got := r.Open("what", told); got != "asia" || r.Err() != nil {
			t.Errorf("opened %q, %v", got.Reveal(), r.Err())
		}
	})
	t.Run("keeps its first error and gives nothing after it", func(t *testing.T) {
		sealed := seal(t, v, child, here, "Testinen")
		b := v.Batch(t.Context(), here.Stream, here.Command)
		b.Open("elsewhere", sealed)
		if got := b.Open(here.Field, sealed); got != "" || !errors.Is(b.Err(), ErrForged) {
			t.Errorf("opened %q, %v", got.Reveal(), b.Err())
		}
		if got := b.Seal(child, "f", "x"); !got.IsZero() {
			t.Error("sealed after an error")
		}
	})
}

func TestKEK(t *testing.T) {
	t.Run("another key-encryption key does not open a service's keys", func(t *testing.T) {
		dir, other := t.TempDir(), t.TempDir()
		open(t, dir)
		open(t, other)
		copyFile(t, filepath.Join(other, "kek.json"), filepath.Join(dir, "kek.json"))
		if _, err := Open(t.Context(), options(dir)); !errors.Is(err, ErrWrongKEK) {
			t.Errorf("opened with the wrong key: %v", err)
		}
	})
	t.Run("is not made anew for a service that has keys", func(t *testing.T) {
		dir := t.TempDir()
		open(t, dir)
		if err := os.Remove(filepath.Join(dir, "kek.json")); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), options(dir)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("opened without its key: %v", err)
		}
	})
	t.Run("is made once by processes that start at the same time", func(t *testing.T) {
		path, keys := filepath.Join(t.TempDir(), "volume", "kek.json"), make([][]byte, 8)
		var wg sync.WaitGroup
		for i := range keys {
			wg.Go(func() {
				if err := NewFileKEK(path).Make(t.Context()); err != nil {
					t.Error(err)
				}
				keys[i], _ = os.ReadFile(path)
			})
		}
		wg.Wait()
		for _, key := range keys {
			if len(key) == 0 || !bytes.Equal(key, keys[0]) {
				t.Error("two of them were made")
			}
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info, err)
		}
	})
	t.Run("is refused when everybody may read it", func(t *testing.T) {
		dir := t.TempDir()
		open(t, dir)
		if err := os.Chmod(filepath.Join(dir, "kek.json"), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), options(dir)); err == nil {
			t.Error("opened")
		}
	})
	t.Run("a record passed off as another person's does not unwrap", func(t *testing.T) {
		v := open(t, t.TempDir())
		seal(t, v, child, here, "x")
		r, _, err := v.store.find(t.Context(), v.current(child))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := unwrapped(t.Context(), v.kek, r); err != nil {
			t.Errorf("the record as it is: %v", err)
		}
		r.Person = reporter.Person
		if _, err := unwrapped(t.Context(), v.kek, r); err == nil {
			t.Error("it does")
		}
	})
}

func TestConcurrentSeals(t *testing.T) {
	t.Run("of one new subject make one key with one append, and read nothing", func(t *testing.T) {
		o := options(t.TempDir())
		counted := &watched{History: o.History}
		o.History = counted
		v, err := Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		appends, reads := counted.appends.Load(), counted.reads.Load()
		keys := sealAtOnce(t, v, 64, func(int) Subject { return child })
		if len(keys) != 1 || counted.appends.Load() != appends+1 || counted.reads.Load() != reads {
			t.Errorf("%d keys, %d appended, %d read", len(keys), counted.appends.Load()-appends, counted.reads.Load()-reads)
		}
	})
	t.Run("of one new subject in several processes make one key, and all open what all sealed", func(t *testing.T) {
		dir, vaults := t.TempDir(), make([]*Vault, 4)
		for i := range vaults {
			vaults[i] = open(t, dir)
		}
		for round := range 20 {
			sealed, start := make([]Sealed, len(vaults)), make(chan struct{})
			var wg sync.WaitGroup
			for i, v := range vaults {
				wg.Go(func() {
					<-start
					var err error
					if sealed[i], err = v.Seal(context.Background(), person(round), here, "Testinen"); err != nil {
						t.Error(err)
					}
				})
			}
			close(start)
			wg.Wait()
			for _, v := range vaults {
				for _, s := range sealed {
					wantOpens(t, v, here, s, "Testinen")
				}
			}
		}
	})
	t.Run("do not return before the key is durable", func(t *testing.T) {
		o := options(t.TempDir())
		gate := &watched{History: o.History, reached: make(chan struct{}), open: make(chan struct{})}
		o.History = gate
		v, err := Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		gate.shut.Store(true)
		returned := make(chan error, 1)
		go func() { _, err := v.Seal(context.Background(), child, here, "x"); returned <- err }()
		<-gate.reached
		select {
		case err := <-returned:
			t.Errorf("returned early: %v", err)
		default:
		}
		waiting, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := v.Seal(waiting, child, here, "x"); !errors.Is(err, context.Canceled) {
			t.Errorf("a second caller whose request ended waits on: %v", err)
		}
		close(gate.open)
		if err := <-returned; err != nil {
			t.Error(err)
		}
	})
	t.Run("of many subjects, with a cache too small for them, all open again", func(t *testing.T) {
		o := options(t.TempDir())
		o.Cache = 2
		v, err := Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		if keys := sealAtOnce(t, v, 50, person); len(keys) != 50 {
			t.Errorf("%d keys for 50 persons", len(keys))
		}
		if len(v.opened.byKey) > 2 || v.opened.order.Len() > 2 {
			t.Errorf("the cache holds %d", len(v.opened.byKey))
		}
	})
}

func TestBlind(t *testing.T) {
	dir := t.TempDir()
	v := open(t, dir)
	token, id := v.Blind("person.phone", "0401234567"), v.PersonID("010190-999R")

	t.Run("is the same after a restart", func(t *testing.T) {
		v = open(t, dir)
		if v.Blind("person.phone", "0401234567") != token || v.PersonID(" 010190-999r ") != id {
			t.Error("it changed")
		}
	})
	t.Run("differs by value, by domain and by key", func(t *testing.T) {
		other := open(t, t.TempDir())
		for _, same := range []bool{
			v.Blind("person.phone", "0401234568") == token, v.Blind("person.email", "0401234567") == token,
			v.Blind("person.phone0", "401234567") == token, other.Blind("person.phone", "0401234567") == token,
			v.PersonID("010190-998P") == id, other.PersonID("010190-999R") == id,
		} {
			if same {
				t.Error("two tokens are the same")
			}
		}
	})
	t.Run("is opaque", func(t *testing.T) {
		if len(token) != 43 || strings.Contains(string(token), "0401") || id.IsZero() {
			t.Errorf("token %s, id %s", token, id)
		}
	})
}

func TestClasses(t *testing.T) {
	t.Run("child protection is kept two years from the client's death", func(t *testing.T) {
		r, ok := ChildProtection.Retention()
		if !ok || r.Years != 2 || r.From != FromDeath || r.Law.Act != "703/2023" || r.Law.InForce != "2024-01-01" {
			t.Errorf("%+v", r)
		}
	})
	t.Run("each has one line, a term and a citation", func(t *testing.T) {
		seen := map[Class]bool{blindIndex: true}
		for _, r := range retentions {
			if seen[r.Class] || r.Years < 1 || r.From == "" || r.Law.Section == "" {
				t.Errorf("%+v", r)
			}
			seen[r.Class] = true
		}
	})
	t.Run("an unknown one has none", func(t *testing.T) {
		if _, ok := Class("forever").Retention(); ok {
			t.Error("it has")
		}
	})
}

func TestSeal_WhateverIsSealedOpensOnlyInItsPlace(t *testing.T) {
	v := open(t, t.TempDir())
	place := rapid.Custom(func(t *rapid.T) Place {
		return Place{rapid.StringN(1, 12, -1).Draw(t, "stream"), es.ID{byte(rapid.IntRange(1, 3).Draw(t, "command"))},
			rapid.StringN(1, 12, -1).Draw(t, "field")}
	})
	rapid.Check(t, func(rt *rapid.T) {
		text := Plain(rapid.String().Draw(rt, "text"))
		from, to := place.Draw(rt, "from"), place.Draw(rt, "to")
		sealed, err := v.Seal(t.Context(), person(rapid.IntRange(0, 3).Draw(rt, "person")), from, text)
		if err != nil {
			rt.Fatal(err)
		}
		if got, err := v.Open(t.Context(), from, sealed); got != text || err != nil {
			rt.Fatalf("opened as another text, or %v", err)
		}
		if _, err := v.Open(t.Context(), to, sealed); from != to && text != "" && !errors.Is(err, ErrForged) {
			rt.Fatalf("moved from %+v to %+v: %v", from, to, err)
		}
	})
}

func FuzzOpen(f *testing.F) {
	v := open(f, f.TempDir())
	good := seal(f, v, child, here, "Testinen")
	f.Add(good.Key, good.Cipher, here.Stream, here.Field)
	f.Add(good.Key, good.Cipher[:5], here.Stream, here.Field)
	f.Add("", []byte{}, "", "")
	f.Fuzz(func(t *testing.T, key string, cipher []byte, stream, field string) {
		sealed, place := Sealed{key, cipher}, Place{stream, here.Command, field}
		got, err := v.Open(t.Context(), place, sealed)
		untouched := place == here && key == good.Key && bytes.Equal(cipher, good.Cipher)
		if err == nil && !untouched && !sealed.IsZero() {
			t.Errorf("opened as a text of %d bytes", len(got))
		}
	})
}

// watched counts what is asked of history, and holds back appends while it is shut.
type watched struct {
	History
	appends, reads atomic.Int64
	shut           atomic.Bool
	reached, open  chan struct{}
}

func (w *watched) Append(ctx context.Context, stream string, at es.Revision, events ...es.NewEvent) (es.Appended, error) {
	w.appends.Add(1)
	if w.shut.Load() {
		close(w.reached)
		<-w.open
	}
	return w.History.Append(ctx, stream, at, events...)
}

func (w *watched) Read(ctx context.Context, stream string, from es.Revision) ([]es.Recorded, error) {
	w.reads.Add(1)
	return w.History.Read(ctx, stream, from)
}

func person(i int) Subject {
	return Subject{Person: es.ID{4}.Derive("person", string(rune('a'+i))), Class: ChildProtection}
}

// sealAtOnce seals from n goroutines, opens each again, and returns the keys used.
func sealAtOnce(t *testing.T, v *Vault, n int, subject func(int) Subject) map[string]bool {
	t.Helper()
	sealed, start := make([]Sealed, n), make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-start
			var err error
			if sealed[i], err = v.Seal(context.Background(), subject(i), here, "Testinen"); err != nil {
				t.Error(err)
			}
		})
	}
	close(start)
	wg.Wait()
	keys := map[string]bool{}
	for _, s := range sealed {
		wantOpens(t, v, here, s, "Testinen")
		keys[s.Key] = true
	}
	return keys
}

// options are of a service of its own in the shared history, whose other files
// are in dir: the same dir is the same service.
func options(dir string) Options {
	sum := sha256.Sum256([]byte(dir))
	return Options{
		Service: "test" + hex.EncodeToString(sum[:6]), History: shared, KEK: NewFileKEK(filepath.Join(dir, "kek.json")),
		Register: filepath.Join(dir, "destroyed"),
	}
}

func open(t testing.TB, dir string) *Vault {
	t.Helper()
	v, err := Open(context.Background(), options(dir))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func seal(t testing.TB, v *Vault, s Subject, p Place, text Plain) Sealed {
	t.Helper()
	sealed, err := v.Seal(context.Background(), s, p, text)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func wantOpens(t testing.TB, v *Vault, p Place, s Sealed, want Plain) {
	t.Helper()
	if got, err := v.Open(context.Background(), p, s); got != want || err != nil {
		t.Errorf("opened as %q, %v; want %q", got.Reveal(), err, want.Reveal())
	}
}

func wantError(t testing.TB, v *Vault, p Place, s Sealed, want error) {
	t.Helper()
	if got, err := v.Open(context.Background(), p, s); got != "" || !errors.Is(err, want) {
		t.Errorf("opened as %q, %v; want %v", got.Reveal(), err, want)
	}
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestKeyStoreAway: while what wraps keys cannot be reached, nothing is sealed
// readable or lost, and nothing opens that is not in memory; then all goes on.
func TestKeyStoreAway(t *testing.T) {
	dir := t.TempDir()
	o := options(dir)
	var alarms []error
	o.Alarm = func(err error) { alarms = append(alarms, err) }
	first, err := Open(t.Context(), o)
	must(t, err)
	sealed, err := first.Seal(t.Context(), child, here, "Venla")
	must(t, err)
	v, err := Open(t.Context(), o) // with nothing in memory
	must(t, err)
	kek := o.KEK.(*FileKEK).path
	must(t, os.Rename(kek, kek+".away"))
	if text, err := v.Open(t.Context(), here, sealed); err == nil || text != "" || len(alarms) == 0 {
		t.Errorf("opened %d characters, %v; alarms: %v", len(text), err, alarms)
	}
	if got, err := v.Seal(t.Context(), reporter, here, "Olli"); err == nil || !got.IsZero() {
		t.Errorf("sealed %v, %v", got, err)
	}
	if _, err := Open(t.Context(), o); err == nil {
		t.Error("a vault opens without its key-encryption key")
	}
	must(t, os.Rename(kek+".away", kek))
	if text, err := v.Open(t.Context(), here, sealed); err != nil || text != "Venla" {
		t.Errorf("when it is back: %v", err)
	}
}
