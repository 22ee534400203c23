package vault

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"nivel/libs/es"
	"nivel/libs/node/engine"
)

func TestDestroy(t *testing.T) {
	t.Run("leaves nothing to open, here, after a restart and in other processes", func(t *testing.T) {
		dir := t.TempDir()
		v, other := open(t, dir), open(t, dir)
		gone, kept := seal(t, v, child, here, "Testinen"), seal(t, v, reporter, here, "Tester")
		wantOpens(t, other, here, gone, "Testinen")
		destroy(t, v, child)
		wantError(t, v, here, gone, ErrKeyDestroyed)
		wantError(t, open(t, dir), here, gone, ErrKeyDestroyed)
		if _, err := other.look(t.Context()); err != nil { // as Run does
			t.Fatal(err)
		}
		wantError(t, other, here, gone, ErrKeyDestroyed)
		wantOpens(t, v, here, kept, "Tester")
	})
	t.Run("what is sealed for the same subject later has another key, in every process", func(t *testing.T) {
		dir := t.TempDir()
		v, other := open(t, dir), open(t, dir)
		gone := seal(t, v, child, here, "Testinen")
		destroy(t, v, child)
		later := seal(t, other, child, here, "Testinen again") // it has not heard yet
		if later.Key == gone.Key {
			t.Error("it has the destroyed key")
		}
		wantOpens(t, v, here, later, "Testinen again")
		destroy(t, v, child)
		wantError(t, v, here, later, ErrKeyDestroyed)
	})
	t.Run("of a subject without a key, and a second time, is no error and makes none", func(t *testing.T) {
		v := open(t, t.TempDir())
		destroy(t, v, child)
		seal(t, v, reporter, here, "x")
		destroy(t, v, reporter)
		destroy(t, v, reporter)
		if got := check(t, v); got.Keys != 1 || got.Destroyed != 1 {
			t.Errorf("%+v", got)
		}
	})
	t.Run("a batch opens what is gone as nothing, says so, and goes on", func(t *testing.T) {
		v := open(t, t.TempDir())
		gone, kept := seal(t, v, child, here, "Testinen"), seal(t, v, reporter, here, "Tester")
		destroy(t, v, child)
		b := v.Batch(t.Context(), here.Stream, here.Command)
		if b.Open(here.Field, gone) != "" || !b.Gone() || b.Open(here.Field, kept) != "Tester" || b.Err() != nil {
			t.Errorf("gone %v, %v", b.Gone(), b.Err())
		}
	})
	t.Run("for one cause happens once: what is sealed since stays, though the cause comes again", func(t *testing.T) {
		dir := t.TempDir()
		v, cause := open(t, dir), es.NewID()
		gone := seal(t, v, child, here, "Testinen")
		must(t, v.Destroy(t.Context(), cause, child, reporter))
		wantError(t, v, here, gone, ErrKeyDestroyed)
		later, first := seal(t, v, child, here, "a new record"), seal(t, v, reporter, here, "the first one")
		for _, v := range []*Vault{v, open(t, dir)} {
			must(t, v.Destroy(t.Context(), cause, child, reporter))
			wantOpens(t, v, here, later, "a new record")
			wantOpens(t, v, here, first, "the first one")
		}
	})
	t.Run("for a cause goes on where history had gone away", func(t *testing.T) {
		o := options(t.TempDir())
		failing := &failsAfter{History: o.History, left: 1000}
		o.History = failing
		v, err := Open(t.Context(), o)
		must(t, err)
		gone, cause := seal(t, v, child, here, "Testinen"), es.NewID()
		key := v.current(child)
		failing.left = 1 // the first note, and not the second
		if err := v.Destroy(t.Context(), cause, child); err == nil {
			t.Fatal("it did not fail")
		}
		failing.left = 1000
		must(t, v.Destroy(t.Context(), cause, child))
		must(t, v.Destroy(t.Context(), cause, child)) // which looks what was noted
		if _, err := shared.Read(t.Context(), v.store.stream(key), 0); !errors.Is(err, es.ErrDeleted) || !v.done[cause] {
			t.Errorf("stream: %v", err)
		}
		wantError(t, v, here, gone, ErrKeyDestroyed)
	})
	t.Run("that broke off after the register is finished by the next Open", func(t *testing.T) {
		dir := t.TempDir()
		v := open(t, dir)
		for i, at := range []func(es.ID){
			func(key es.ID) { must(t, v.register.add(key)) },
			func(key es.ID) {
				must(t, v.register.add(key))
				must(t, v.note(t.Context(), keysDoomed, doom{Keys: []es.ID{key}}))
			},
		} {
			sealed := seal(t, v, person(i), here, "Testinen")
			key, _ := es.ParseID(sealed.Key)
			at(key)
			v = open(t, dir)
			wantError(t, v, here, sealed, ErrKeyDestroyed)
			if _, err := shared.Read(t.Context(), v.store.stream(key), 0); !errors.Is(err, es.ErrDeleted) || v.Reapplied() != 1 {
				t.Errorf("step %d: stream %v, %d reapplied", i, err, v.Reapplied())
			}
		}
		if again := open(t, dir); again.Reapplied() != 0 {
			t.Errorf("and %d once more", again.Reapplied())
		}
	})
}

// TestRestore restores a history from before a destruction. The scan proves itself
// on the copy: the wrapped key must be found there before.
func TestRestore_DestructionsAreCarriedOutAgain(t *testing.T) {
	var nodes [2]string
	for i := range nodes {
		dir, err := os.MkdirTemp("", "nivel")
		must(t, err)
		t.Cleanup(func() { os.RemoveAll(dir) })
		nodes[i] = dir
	}
	files := t.TempDir()
	at := func(dir string) (*Vault, func()) {
		n, h := startHistory(dir)
		o := options(files)
		o.History = h
		v, err := Open(t.Context(), o)
		must(t, err)
		return v, func() {
			must(t, h.Close(context.Background()))
			must(t, n.Close())
		}
	}
	v, stop := at(nodes[0])
	gone, kept := seal(t, v, child, here, "Testinen"), seal(t, v, reporter, here, "Tester")
	r, _, err := v.store.find(t.Context(), v.current(child))
	must(t, err)
	_, err = engine.Copy(t.Context(), nodes[0], nodes[1])
	must(t, err)
	destroy(t, v, child)
	stop()
	if !holds(t, nodes[1], r.Wrapped) {
		t.Error("the backup does not show the wrapped key: the look cannot be trusted")
	}

	v, stop = at(nodes[1])
	if v.Reapplied() != 1 {
		t.Errorf("%d destructions carried out again", v.Reapplied())
	}
	wantError(t, v, here, gone, ErrKeyDestroyed)
	wantOpens(t, v, here, kept, "Tester")
	stop()
	for _, dir := range nodes {
		log, err := engine.Open(t.Context(), engine.Options{Dir: dir, Clock: time.Now})
		must(t, err)
		_, err = log.Scavenge(t.Context())
		must(t, errors.Join(err, log.Close()))
		if holds(t, dir, r.Wrapped) {
			t.Error("the wrapped key is in the files after a scavenge")
		}
	}
}

func TestCheck(t *testing.T) {
	prefix := func(v *Vault) string { return v.store.service + "-" }
	t.Run("opens every key, and finds each sealed value's", func(t *testing.T) {
		v := open(t, t.TempDir())
		tell(t, prefix(v)+"1", seal(t, v, child, here, "Testinen").Key)
		seal(t, v, reporter, here, "Tester")
		destroy(t, v, reporter)
		got, err := v.Check(t.Context(), prefix(v))
		if err != nil || got.Err() != nil || got.Keys != 2 || got.Destroyed != 1 { // with the blind index
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("tells of a key that is lost, and asking for it is an alarm", func(t *testing.T) {
		o := options(t.TempDir())
		var alarms []error
		o.Alarm = func(err error) { alarms = append(alarms, err) }
		v, err := Open(t.Context(), o)
		must(t, err)
		key := es.NewID()
		tell(t, prefix(v)+"1", key.String())
		got, err := v.Check(t.Context(), prefix(v))
		if err != nil || !slices.Equal(got.Lost, []es.ID{key}) || got.Err() == nil {
			t.Errorf("%+v, %v", got, err)
		}
		wantError(t, v, here, Sealed{Key: key.String(), Cipher: []byte("x")}, ErrKeyMissing)
		if len(alarms) != 1 || !errors.Is(alarms[0], ErrKeyMissing) {
			t.Errorf("alarms: %v", alarms)
		}
	})
	t.Run("tells of a key that does not open, and asking for it is an alarm", func(t *testing.T) {
		o := options(t.TempDir())
		var alarms []error
		o.Alarm = func(err error) { alarms = append(alarms, err) }
		v, err := Open(t.Context(), o)
		must(t, err)
		r := Record{Key: v.current(child), Person: child.Person, Class: child.Class, Wrapped: bytes.Repeat([]byte{1}, 99)}
		must(t, v.store.add(t.Context(), r, es.NoStream))
		got, err := v.Check(t.Context())
		if err != nil || !slices.Equal(got.Bad, []es.ID{r.Key}) || got.Err() == nil {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := v.Seal(t.Context(), child, here, "x"); !errors.Is(err, ErrWrongKEK) || len(alarms) != 1 {
			t.Errorf("seal: %v; alarms: %v", err, alarms)
		}
	})
}

func TestRotate(t *testing.T) {
	t.Run("wraps all keys anew, and all open as before, here and in other processes", func(t *testing.T) {
		dir := t.TempDir()
		v, other := open(t, dir), open(t, dir)
		sealed := make([]Sealed, 5)
		for i := range sealed {
			sealed[i] = seal(t, v, person(i), here, "Testinen")
		}
		for range 2 {
			n, err := v.Rotate(t.Context())
			if err != nil || n != 6 { // with the blind index
				t.Errorf("%d wrapped anew, %v", n, err)
			}
			if n, err := v.Rewrap(t.Context()); n != 0 || err != nil {
				t.Errorf("and %d once more, %v", n, err)
			}
		}
		fresh := open(t, dir)
		for _, s := range sealed {
			for _, v := range []*Vault{v, other, fresh} {
				wantOpens(t, v, here, s, "Testinen")
			}
		}
		wantOpens(t, fresh, here, seal(t, other, person(9), here, "later"), "later")
		if r, _, err := v.store.find(t.Context(), v.current(person(1))); err != nil || r.Wrapped == nil {
			t.Errorf("%v", err)
		} else if events, err := shared.Read(t.Context(), v.store.stream(r.Key), 0); err != nil || len(events) != 1 {
			t.Errorf("%d wrappings are shown, %v", len(events), err)
		}
	})
	t.Run("goes on where it broke off", func(t *testing.T) {
		o := options(t.TempDir())
		failing := &failsAfter{History: o.History, left: 1000}
		o.History = failing
		v, err := Open(t.Context(), o)
		must(t, err)
		for i := range 5 {
			seal(t, v, person(i), here, "Testinen")
		}
		failing.left = 5
		first, err := v.Rotate(t.Context())
		if err == nil || first < 1 || first > 4 {
			t.Fatalf("%d wrapped anew before it broke off, %v", first, err)
		}
		failing.left = 1000
		rest, err := v.Rewrap(t.Context())
		if err != nil || first+rest != 6 {
			t.Errorf("%d and then %d wrapped anew, %v", first, rest, err)
		}
		if got := check(t, v); got.Keys != 6 {
			t.Errorf("%+v", got)
		}
	})
}

// TestRotate_KilledAnywhere kills a rotation after each of the writes that it makes,
// and once more while it is being finished. Whatever a process had in memory is
// gone; the next one opens every key, finishes, and then all keys are wrapped by
// the newest key-encryption key and by no older one.
func TestRotate_KilledAnywhere(t *testing.T) {
	dir := t.TempDir()
	o := options(dir)
	v, err := Open(t.Context(), o)
	must(t, err)
	var sealed []Sealed
	for i := range 3 {
		sealed = append(sealed, seal(t, v, person(i), here, "Testinen"))
	}
	killed := func(writes int, do func(*Vault) (int, error)) (broke bool) {
		t.Helper()
		dying := o
		dying.History, dying.KEK = &failsAfter{History: o.History, left: writes}, NewFileKEK(filepath.Join(dir, "kek.json"))
		v, err := Open(t.Context(), dying)
		must(t, err)
		_, err = do(v)
		return err != nil
	}
	for writes := 0; ; writes++ {
		broke := killed(writes, func(v *Vault) (int, error) { return v.Rotate(t.Context()) })
		killed(writes/2, func(v *Vault) (int, error) { return v.Rewrap(t.Context()) })

		next := open(t, dir)
		for _, s := range sealed {
			wantOpens(t, next, here, s, "Testinen") // also while it is not finished
		}
		_, err := next.Rewrap(t.Context())
		must(t, err)
		if got := check(t, next); got.Keys != 4 || got.Err() != nil { // with the blind index
			t.Fatalf("killed after %d writes: %+v", writes, got)
		}
		for i := range sealed {
			r, _, err := next.store.find(t.Context(), next.current(person(i)))
			must(t, err)
			if newest, err := next.kek.Newest(t.Context(), r.Wrapped); err != nil || !newest {
				t.Fatalf("killed after %d writes: key %d is wrapped by an older key-encryption key, %v", writes, i, err)
			}
		}
		if !broke {
			if writes < 8 {
				t.Errorf("a rotation of 4 keys took %d writes: it was killed nowhere", writes)
			}
			return
		}
	}
}

func TestRegister_ReadsWhatACrashLeft(t *testing.T) {
	r := register{filepath.Join(t.TempDir(), "destroyed")}
	a, b := es.NewID(), es.NewID()
	must(t, r.add(a))
	f, err := os.OpenFile(r.path, os.O_WRONLY|os.O_APPEND, 0)
	must(t, err)
	_, err = f.WriteString(b.String()[:20])
	must(t, errors.Join(err, f.Close()))
	must(t, r.add(b, a))
	got, err := r.all()
	if err != nil || !slices.Equal(got, []es.ID{a, b}) {
		t.Errorf("%v, %v", got, err)
	}
	must(t, os.WriteFile(r.path, []byte("this is not at all a register of destroyed keys\n"), 0o600))
	if got, err := r.all(); err == nil {
		t.Errorf("damage reads as %v", got)
	}
}

func TestReferenced(t *testing.T) {
	a, b := es.NewID(), es.NewID()
	var got []es.ID
	data := `{"x":{"k":"` + a.String() + `","c":"k"},"k":"short","y":["k",{"k":"` + b.String() + `"}],"k":"`
	referenced([]byte(data), func(key es.ID) { got = append(got, key) })
	if !slices.Equal(got, []es.ID{a, b}) {
		t.Errorf("found %v", got)
	}
}

// failsAfter is a history that takes so many more appends.
type failsAfter struct {
	History
	left int
}

func (f *failsAfter) Append(ctx context.Context, stream string, at es.Revision, events ...es.NewEvent) (es.Appended, error) {
	if f.left--; f.left < 0 {
		return es.Appended{}, es.ErrUnavailable
	}
	return f.History.Append(ctx, stream, at, events...)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func destroy(t testing.TB, v *Vault, subjects ...Subject) {
	t.Helper()
	must(t, v.Destroy(t.Context(), es.ID{}, subjects...))
}

func check(t testing.TB, v *Vault) Report {
	t.Helper()
	got, err := v.Check(t.Context())
	if err := errors.Join(err, got.Err()); err != nil {
		t.Error(err)
	}
	return got
}

// tell puts a sealed value under a key's name into a stream.
func tell(t testing.TB, stream, key string) {
	t.Helper()
	e := es.NewEvent{ID: es.NewID(), Name: "test.told.v1", Data: []byte(`{"name":{"k":"` + key + `","c":"eA=="}}`)}
	_, err := shared.Append(t.Context(), stream, es.NoStream, e)
	must(t, err)
}

// holds reports whether a file in dir holds wrapped in the form of an event.
func holds(t testing.TB, dir string, wrapped []byte) bool {
	t.Helper()
	text, err := (Record{Wrapped: wrapped}).wrappedText()
	must(t, err)
	paths, err := filepath.Glob(filepath.Join(dir, "*"))
	must(t, err)
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err == nil && (bytes.Contains(raw, wrapped) || bytes.Contains(raw, text)) {
			return true
		}
	}
	return false
}

func (r Record) wrappedText() ([]byte, error) {
	text, err := json.Marshal(r.Wrapped)
	return bytes.Trim(text, `"`), err
}
