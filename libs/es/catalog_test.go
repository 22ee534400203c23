package es_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"nivel/libs/es"
)

func TestCatalog(t *testing.T) {
	t.Run("reads back what it stored, under today's name", rapid.MakeCheck(func(t *rapid.T) {
		in := rapid.SampledFrom([]event{deposited{Amount: rapid.Int().Draw(t, "amount")}, closed{}}).Draw(t, "event")
		name, data, err := catalog.Encode(in)
		if err != nil || name != catalog.NameOf(in) {
			t.Fatalf("stored as %q, %v; its name is %q", name, err, catalog.NameOf(in))
		}
		if out, err := catalog.Decode(name, data); err != nil || !reflect.DeepEqual(out, in) {
			t.Fatalf("%#v read as %#v, %v", in, out, err)
		}
	}))

	t.Run("reads a retired name as today's event", func(t *testing.T) {
		out, err := catalog.Decode("accounts.deposited.v1", []byte(`{"cents":250}`))
		if err != nil || out != (deposited{Amount: 250}) {
			t.Errorf("read as %#v, %v", out, err)
		}
	})

	t.Run("ignores a field that a later release wrote", func(t *testing.T) {
		out, err := catalog.Decode("accounts.deposited.v2", []byte(`{"amount":1,"currency":"EUR"}`))
		if err != nil || out != (deposited{Amount: 1}) {
			t.Errorf("read as %#v, %v", out, err)
		}
	})

	t.Run("stops at a name it does not know", func(t *testing.T) {
		if _, err := catalog.Decode("accounts.frozen.v1", []byte(`{}`)); !errors.Is(err, es.ErrUnknownName) || !strings.Contains(err.Error(), "accounts.frozen.v1") {
			t.Errorf("error is %v", err)
		}
	})

	t.Run("stops at data it cannot read", func(t *testing.T) {
		for name, data := range map[string]string{"accounts.deposited.v1": `{"cents":"x"}`, "accounts.deposited.v2": `{`, "accounts.closed.v1": `7`} {
			if out, err := catalog.Decode(name, []byte(data)); err == nil || errors.Is(err, es.ErrUnknownName) || out != nil {
				t.Errorf("%s %s read as %#v, %v", name, data, out, err)
			}
		}
	})

	t.Run("does not store a type that it does not list", func(t *testing.T) {
		if name, data, err := catalog.Encode(stray{}); err == nil {
			t.Errorf("stored as %s %s", name, data)
		}
		if name := catalog.NameOf(stray{}); name != "" {
			t.Errorf("its name is %q", name)
		}
	})

	t.Run("lists every name, retired ones too", func(t *testing.T) {
		want := []string{"accounts.closed.v1", "accounts.deposited.v1", "accounts.deposited.v2", "accounts.reopened.v1"}
		if got := catalog.Names(); !slices.Equal(got, want) {
			t.Errorf("names are %v", got)
		}
	})

	for mistake, entries := range map[string][]es.Entry[event]{
		"a name listed twice":      {es.Current[closed, event]("a.v1"), es.Current[deposited, event]("a.v1")},
		"a type listed twice":      {es.Current[closed, event]("a.v1"), es.Current[closed, event]("a.v2")},
		"a type that is no event":  {es.Current[string, event]("a.v1")},
		"a name retired and alive": {es.Current[closed, event]("a.v1"), es.Retired("a.v1", func(struct{}) event { return closed{} })},
	} {
		t.Run("panics at start for "+mistake, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("was accepted")
				}
			}()
			es.NewCatalog(entries...)
		})
	}
}

func FuzzCatalogDecode(f *testing.F) {
	f.Add("accounts.deposited.v1", []byte(`{"cents":250}`))
	f.Add("accounts.deposited.v2", []byte(`{"amount":1,"currency":"EUR"}`))
	f.Add("accounts.closed.v1", []byte(`null`))
	f.Add("", []byte(nil))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		out, err := catalog.Decode(name, data)
		if (err == nil) != (out != nil) {
			t.Fatalf("%q %q read as %#v, %v", name, data, out, err)
		}
		if err == nil && catalog.NameOf(out) == "" {
			t.Errorf("%q %q read as %#v, which has no name today", name, data, out)
		}
	})
}
