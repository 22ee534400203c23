package estest_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"nivel/libs/es"
	"nivel/libs/es/estest"
	"nivel/libs/refusal"
)

// A lamp is the least thing that has a history.
type lamp struct{ on bool }

type event interface{ evolve(lamp) lamp }

type lit struct {
	By   string `json:"by"`
	Dims []int  `json:"dims,omitempty"`
}

type doused struct{}

func (lit) evolve(l lamp) lamp    { l.on = true; return l }
func (doused) evolve(l lamp) lamp { l.on = false; return l }

type command interface{ decide(lamp) ([]event, error) }

type light struct{ by string }

var errLit = refusal.Refusal{Kind: refusal.Untimely, Code: "lit-already"}

func (c light) decide(l lamp) ([]event, error) {
	if l.on {
		return nil, errLit.With("by", "somebody")
	}
	return []event{lit{By: c.by}}, nil
}

type douse struct{}

func (douse) decide(l lamp) ([]event, error) {
	if !l.on {
		return nil, nil
	}
	return []event{doused{}}, nil
}

var decider = es.Decider[lamp, command, event]{
	Decide: func(l lamp, c command) ([]event, error) { return c.decide(l) },
	Evolve: func(l lamp, e event) lamp { return e.evolve(l) },
}

// verdict notes what a test helper says instead of failing this test.
type verdict struct {
	testing.TB
	said []string
}

func (v *verdict) Helper() {}
func (v *verdict) Logf(format string, args ...any) {
	v.TB.Logf(format, args...)
}
func (v *verdict) Errorf(format string, args ...any) {
	v.said = append(v.said, fmt.Sprintf(format, args...))
}
func (v *verdict) Fatal(args ...any) {
	v.said = append(v.said, fmt.Sprint(args...))
	runtime.Goexit()
}

// judge runs a helper and returns what it complained of.
func judge(t *testing.T, run func(testing.TB)) string {
	v := &verdict{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		run(v)
	}()
	<-done
	return strings.Join(v.said, "\n")
}

func TestOf(t *testing.T) {
	t.Run("accepts what the rule does", func(t *testing.T) {
		estest.Of(t, decider).When(light{by: "eve"}).Then(lit{By: "eve"})
		estest.Of(t, decider).Given(lit{}).Given(doused{}).When(light{by: "eve"}).Then(lit{By: "eve"})
		estest.Of(t, decider).Given(doused{}).When(douse{}).ThenNothing()
		estest.Of(t, decider).Given(lit{}).When(light{}).ThenRefused(errLit)
	})

	failures := map[string]struct {
		run  func(testing.TB)
		says string
	}{
		"says which line of an event differs": {
			func(t testing.TB) { estest.Of(t, decider).When(light{by: "eve"}).Then(lit{By: "bob"}) },
			"  estest_test.lit {\n-   \"by\": \"bob\"\n+   \"by\": \"eve\"\n  }\n",
		},
		"sees an event too few": {
			func(t testing.TB) { estest.Of(t, decider).When(light{}).Then(lit{}, doused{}) },
			"- estest_test.doused {}\n",
		},
		"sees an event where none was wanted": {
			func(t testing.TB) { estest.Of(t, decider).When(light{}).ThenNothing() },
			"- (nothing)\n+ estest_test.lit {\n",
		},
		"tells values apart that look equal as JSON": {
			func(t testing.TB) { estest.Of(t, decider).When(light{}).Then(lit{Dims: []int{}}) },
			"equal as JSON",
		},
		"sees a refusal where an event was wanted": {
			func(t testing.TB) { estest.Of(t, decider).Given(lit{}).When(light{}).Then(lit{}) },
			"refused (untimely: lit-already), wanted:\nestest_test.lit {",
		},
		"sees a refusal where nothing was wanted": {
			func(t testing.TB) { estest.Of(t, decider).Given(lit{}).When(light{}).ThenNothing() },
			"refused (untimely: lit-already)",
		},
		"sees another refusal": {
			func(t testing.TB) {
				estest.Of(t, decider).Given(lit{}).When(light{}).ThenRefused(refusal.Refusal{Kind: refusal.Missing, Code: "lit-already"})
			},
			"refused with untimely: lit-already, wanted missing: lit-already",
		},
		"sees that nothing was refused": {
			func(t testing.TB) { estest.Of(t, decider).When(light{by: "eve"}).ThenRefused(errLit) },
			"not refused, wanted untimely: lit-already; happened:\nestest_test.lit {",
		},
	}
	for name, test := range failures {
		t.Run(name, func(t *testing.T) {
			if said := judge(t, test.run); !strings.Contains(said, test.says) {
				t.Errorf("said %q, wanted %q in it", said, test.says)
			}
		})
	}

	t.Run("finds a rule that decides by chance", func(t *testing.T) {
		calls := 0
		fickle := decider
		fickle.Decide = func(lamp, command) ([]event, error) {
			calls++
			return []event{lit{By: fmt.Sprint(calls)}}, nil
		}
		said := judge(t, func(t testing.TB) { estest.Of(t, fickle).When(light{}) })
		if !strings.Contains(said, "two outcomes") {
			t.Errorf("said %q", said)
		}
	})

	t.Run("finds an event that writes into the state before it", func(t *testing.T) {
		type tally struct{ by map[string]int }
		careless := es.Decider[tally, string, string]{
			Decide: func(_ tally, by string) ([]string, error) { return []string{by}, nil },
			Evolve: func(s tally, by string) tally {
				if s.by == nil {
					s.by = map[string]int{}
				}
				s.by[by]++
				return s
			},
		}
		if said := judge(t, func(t testing.TB) { estest.Of(t, careless).Given("eve").When("bob") }); !strings.Contains(said, "wrote into the state") {
			t.Errorf("said %q", said)
		}
	})
}

func TestGolden(t *testing.T) {
	names := es.NewCatalog(
		es.Current[lit, event]("lamps.lit.v2"),
		es.Retired("lamps.lit.v1", func(struct{}) event { return lit{By: "unknown"} }),
		es.Current[doused, event]("lamps.doused.v1"),
	)
	golden := func(t *testing.T, files map[string]string, samples ...event) string {
		dir := t.TempDir()
		for name, content := range files {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return judge(t, func(t testing.TB) { estest.Golden[event](t, names, dir, samples...) })
	}
	files := func(changes map[string]string) map[string]string {
		all := map[string]string{
			"lamps.lit.v1.json": "{}", "lamps.lit.v2.json": "{\"by\": \"eve\"}\n", "lamps.doused.v1.json": "{}",
		}
		for name, content := range changes {
			all[name] = content
			if content == "" {
				delete(all, name)
			}
		}
		return all
	}
	samples := []event{lit{By: "eve"}, doused{}}

	t.Run("is content when every name is as it was", func(t *testing.T) {
		if said := golden(t, files(nil), samples...); said != "" {
			t.Error(said)
		}
	})
	for name, test := range map[string]struct {
		changes map[string]string
		samples []event
		says    string
	}{
		"misses the file of a name stored today": {map[string]string{"lamps.lit.v2.json": ""}, samples, "lamps.lit.v2: no golden file"},
		"misses the file of a retired name":      {map[string]string{"lamps.lit.v1.json": ""}, samples, "lamps.lit.v1: no golden file"},
		"sees that an event is stored otherwise": {map[string]string{"lamps.lit.v2.json": `{"by":"bob"}`}, samples, "-   \"by\": \"bob\"\n+   \"by\": \"eve\""},
		"sees a field that no event knows":       {map[string]string{"lamps.lit.v2.json": `{"by":"eve","was":1}`}, samples, `unknown field "was"`},
		"sees a file that is not readable":       {map[string]string{"lamps.lit.v1.json": `{`}, samples, "decode lamps.lit.v1"},
		"misses a sample":                        {nil, samples[:1], "lamps.doused.v1: no sample"},
		"sees two samples":                       {nil, append([]event{lit{}}, samples...), "lamps.lit.v2: two samples"},
	} {
		t.Run(name, func(t *testing.T) {
			if said := golden(t, files(test.changes), test.samples...); !strings.Contains(said, test.says) {
				t.Errorf("said %q, wanted %q in it", said, test.says)
			}
		})
	}

	t.Run("writes what is missing and never what is there", func(t *testing.T) {
		t.Setenv(estest.WriteGolden, "1")
		dir := filepath.Join(t.TempDir(), "events")
		said := judge(t, func(t testing.TB) { estest.Golden[event](t, names, dir, samples...) })
		if said != "lamps.lit.v1: no golden file; NIVEL_WRITE_GOLDEN=1 writes that of a sample" {
			t.Errorf("said %q", said)
		}
		said = judge(t, func(t testing.TB) { estest.Golden[event](t, names, dir, lit{By: "bob"}, doused{}) })
		if !strings.Contains(said, "no longer stored as before") {
			t.Errorf("said %q", said)
		}
		if data, err := os.ReadFile(filepath.Join(dir, "lamps.lit.v2.json")); err != nil || string(data) != "{\n  \"by\": \"eve\"\n}\n" {
			t.Errorf("the file is %q, %v", data, err)
		}
	})
}

func TestMemory_KeepsWhatItWasGiven(t *testing.T) {
	m := estest.NewMemory(noon)
	e := es.NewEvent{ID: es.NewID(), Name: "lamps.lit.v2", Data: []byte(`{"by":"eve"}`)}
	if _, err := m.Append(t.Context(), "lamps-1", es.NoStream, e); err != nil {
		t.Fatal(err)
	}
	e.Data[7] = 'X'
	read, _ := m.Read(t.Context(), "lamps-1", 0)
	read[0].Data[7] = 'Y'
	_ = m.Follow(t.Context(), es.Following{Event: func(_ context.Context, r es.Recorded) error {
		if string(r.Data) != `{"by":"eve"}` {
			t.Errorf("history now says %s", r.Data)
		}
		return errors.New("enough")
	}})
}
