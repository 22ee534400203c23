package estest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"nivel/libs/es"
)

// WriteGolden is the environment variable that, set to 1, lets Golden write the
// golden files that are missing. It never overwrites one: what history holds
// does not change.
const WriteGolden = "NIVEL_WRITE_GOLDEN"

// Golden holds each stored name of catalog against dir/<name>.json. samples has
// one event of each type that is stored today. The events' interface is named,
// because Go cannot infer it from samples of other types:
//
//	estest.Golden[Event](t, history, "testdata/events", CaseOpened{By: "ward-4"}, CaseClosed{})
//
// It fails when a name has no file, when a type stored today has no sample or
// two, when a sample is no longer encoded as its file says, and when a file
// cannot be read as today's event or has a field that the event does not know.
func Golden[E any](t testing.TB, catalog *es.Catalog[E], dir string, samples ...E) {
	t.Helper()
	g := golden[E]{t: t, catalog: catalog, dir: dir, samples: map[string][]byte{}}
	for _, sample := range samples {
		name, data, err := catalog.Encode(sample)
		if err != nil {
			t.Errorf("sample: %v", err)
			continue
		}
		if g.samples[name] != nil {
			t.Errorf("%s: two samples; a golden file holds one event", name)
			continue
		}
		g.samples[name] = indent(data)
	}
	for _, name := range catalog.Names() {
		g.check(name)
	}
}

type golden[E any] struct {
	t       testing.TB
	catalog *es.Catalog[E]
	dir     string
	samples map[string][]byte // by stored name
}

func (g golden[E]) check(name string) {
	g.t.Helper()
	stored, ok := g.read(name)
	if !ok {
		return
	}
	event, err := g.catalog.Decode(name, stored)
	if err != nil {
		g.t.Errorf("golden file: %v", err)
		return
	}
	switch today := g.catalog.NameOf(event); today {
	case name:
		g.checkCurrent(name, stored, event)
	case "":
		g.t.Errorf("%s: is read as %T, which is no event of today", name, event)
	}
}

// checkCurrent holds an event that is stored under name today against its file.
func (g golden[E]) checkCurrent(name string, stored []byte, event E) {
	g.t.Helper()
	strict := json.NewDecoder(bytes.NewReader(stored))
	strict.DisallowUnknownFields()
	if err := strict.Decode(reflect.New(reflect.TypeOf(event)).Interface()); err != nil {
		g.t.Errorf("%s: golden file: %v", name, err)
	}
	sample, ok := g.samples[name]
	if !ok {
		g.t.Errorf("%s: no sample of %T", name, event)
		return
	}
	if want := indent(stored); !bytes.Equal(sample, want) {
		g.t.Errorf("%s: no longer stored as before (- golden file, + sample):\n%s", name, diffText(want, sample))
	}
}

func (g golden[E]) read(name string) ([]byte, bool) {
	g.t.Helper()
	file := filepath.Join(g.dir, name+".json")
	stored, err := os.ReadFile(file)
	if err == nil {
		return stored, true
	}
	sample := g.samples[name]
	switch {
	case !errors.Is(err, fs.ErrNotExist):
		g.t.Errorf("%s: %v", name, err)
	case os.Getenv(WriteGolden) != "1" || sample == nil:
		g.t.Errorf("%s: no golden file; %s=1 writes that of a sample", name, WriteGolden)
	default:
		g.write(file, sample)
	}
	return sample, sample != nil && os.Getenv(WriteGolden) == "1"
}

func (g golden[E]) write(file string, data []byte) {
	g.t.Helper()
	if err := os.MkdirAll(g.dir, 0o755); err != nil {
		g.t.Fatal(err)
	}
	out, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		g.t.Fatal(err)
	}
	_, err = out.Write(data)
	if err := errors.Join(err, out.Close()); err != nil {
		g.t.Fatal(err)
	}
	g.t.Logf("wrote %s", file)
}

// indent returns JSON in the one form that golden files are compared in. Text
// that is not JSON comes back as it is; decoding it says what is wrong.
func indent(data []byte) []byte {
	var b bytes.Buffer
	if err := json.Indent(&b, bytes.TrimSpace(data), "", "  "); err != nil {
		return data
	}
	b.WriteByte('\n')
	return b.Bytes()
}

func diffText(want, got []byte) string {
	return diffLines(strings.SplitAfter(string(want), "\n"), strings.SplitAfter(string(got), "\n"))
}
