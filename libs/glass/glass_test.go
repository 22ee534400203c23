package glass

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"nivel/libs/access"
	"nivel/libs/es"
	"nivel/libs/es/estest"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

var (
	ten    = time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	child  = es.ID{15: 1}.Derive("child")
	reason = vault.Sealed{Key: "01000000-0000-4000-8000-000000000000", Cipher: []byte("sealed")}
)

func asked(at time.Time) BreakGlass {
	return BreakGlass{Actor: "w-elin", Person: child, Task: access.ChildProtection, Reason: reason, Tell: []string{"w-aino", "w-tuula"}, At: at}
}

func broken(at time.Time) GlassBroken {
	return GlassBroken{
		Actor: "w-elin", Person: child, Task: access.ChildProtection, Reason: reason, Told: []string{"w-aino", "w-tuula"},
		At: at, Until: at.Add(time.Hour),
	}
}

func TestHistory_EveryStoredNameHasItsGoldenFile(t *testing.T) {
	estest.Golden[Event](t, History, "testdata/events", broken(ten), GlassMended{At: ten.Add(time.Minute)})
}

func TestBreakGlass(t *testing.T) {
	glass := func(t *testing.T, past ...Event) estest.Past[Glass, Command, Event] {
		return estest.Of(t, Decider).Given(past...)
	}
	t.Run("opens for an hour", func(t *testing.T) { glass(t).When(asked(ten)).Then(broken(ten)) })
	t.Run("is refused while it is open", func(t *testing.T) {
		glass(t, broken(ten)).When(asked(ten.Add(time.Hour - 1))).ThenRefused(ErrOpen)
	})
	t.Run("is possible again when the hour is over", func(t *testing.T) {
		glass(t, broken(ten)).When(asked(ten.Add(time.Hour))).Then(broken(ten.Add(time.Hour)))
	})
	t.Run("is possible again after it was mended", func(t *testing.T) {
		glass(t, broken(ten), GlassMended{ten.Add(time.Minute)}).When(asked(ten.Add(2 * time.Minute))).Then(broken(ten.Add(2 * time.Minute)))
	})
	for name, c := range map[string]struct {
		change func(*BreakGlass)
		want   refusal.Refusal
	}{
		"without a reason":                  {func(b *BreakGlass) { b.Reason = vault.Sealed{} }, ErrNoReason},
		"without a service task":            {func(b *BreakGlass) { b.Task = "" }, ErrNoTask},
		"in a service task that is none":    {func(b *BreakGlass) { b.Task = "curiosity" }, ErrNoTask},
		"when nobody would hear of it":      {func(b *BreakGlass) { b.Tell = nil }, ErrNobodyTold},
		"by another worker on this stream":  {func(b *BreakGlass) { b.Actor = "w-henri" }, ErrOther},
		"for another person on this stream": {func(b *BreakGlass) { b.Person = child.Derive("other") }, ErrOther},
	} {
		t.Run("is refused "+name, func(t *testing.T) {
			cmd := asked(ten.Add(2 * time.Hour))
			c.change(&cmd)
			glass(t, broken(ten)).When(cmd).ThenRefused(c.want)
		})
	}
}

func TestMendGlass(t *testing.T) {
	at := ten.Add(20 * time.Minute)
	t.Run("closes what is open", func(t *testing.T) {
		estest.Of(t, Decider).Given(broken(ten)).When(MendGlass{"w-elin", at}).Then(GlassMended{at})
	})
	t.Run("is refused when nothing is open", func(t *testing.T) {
		estest.Of(t, Decider).When(MendGlass{"w-elin", at}).ThenRefused(ErrNotOpen)
		estest.Of(t, Decider).Given(broken(ten)).When(MendGlass{"w-elin", ten.Add(time.Hour)}).ThenRefused(ErrNotOpen)
	})
	t.Run("is refused to another worker", func(t *testing.T) {
		estest.Of(t, Decider).Given(broken(ten)).When(MendGlass{"w-henri", at}).ThenRefused(ErrOther)
	})
}

func TestGlass_BelievesNoEventThatAnHourIsLonger(t *testing.T) {
	e := broken(ten)
	e.Until = ten.Add(24 * time.Hour)
	if g := Decider.Evolve(Glass{}, e); g.Open(ten.Add(time.Hour)) || !g.Open(ten.Add(time.Hour-1)) {
		t.Errorf("it is open until %s", g.Until)
	}
}

// TestReader_NeverLongerNeverForAnother lets workers break and mend at random
// and holds the reader against what was said: it is open for who broke it, for
// whom, for an hour, and for nobody else.
func TestReader_NeverLongerNeverForAnother(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		store := estest.NewMemory(func() time.Time { return ten })
		streams, reader := Of(store), Reader{store}
		until := map[string]time.Time{} // by worker and person
		now := ten
		actors := []string{"w-1", "w-2"}
		persons := []es.ID{child, child.Derive("other")}
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "minutes")) * time.Minute)
			actor, person := rapid.SampledFrom(actors).Draw(t, "actor"), rapid.SampledFrom(persons).Draw(t, "person")
			key := actor + person.String()
			cmd, end := Command(MendGlass{actor, now}), now
			if rapid.Bool().Draw(t, "breaks") {
				b := asked(now)
				b.Actor, b.Person = actor, person
				cmd, end = b, now.Add(60*time.Minute)
			}
			if _, err := streams.Handle(t.Context(), IDOf(actor, person).String(), cmd); err == nil {
				until[key] = end
			} else if !errors.Is(err, ErrOpen) && !errors.Is(err, ErrNotOpen) {
				t.Fatal(err)
			}
			holds(t, reader, until, now.Add(time.Duration(rapid.IntRange(0, 70).Draw(t, "later"))*time.Minute))
		}
	})
}

func holds(t *rapid.T, reader Reader, until map[string]time.Time, now time.Time) {
	for _, actor := range []string{"w-1", "w-2", "w-3"} {
		for _, person := range []es.ID{child, child.Derive("other"), child.Derive("third")} {
			open, err := reader.Open(t.Context(), actor, person, now)
			if want := now.Before(until[actor+person.String()]); err != nil || open != want {
				t.Fatal(fmt.Sprint(actor, " ", person, " at ", now, ": open ", open, ", want ", want, " ", err))
			}
		}
	}
}

// TestReader_BelievesNoStreamOfAnother: the name of a stream alone opens nothing.
func TestReader_BelievesNoStreamOfAnother(t *testing.T) {
	store := estest.NewMemory(func() time.Time { return ten })
	name, data, err := History.Encode(broken(ten)) // of w-elin
	if err != nil {
		t.Fatal(err)
	}
	stream := Of(store).Stream(IDOf("w-henri", child).String())
	if _, err := store.Append(t.Context(), stream, es.NoStream, es.NewEvent{ID: es.NewID(), Name: name, Data: data}); err != nil {
		t.Fatal(err)
	}
	if open, err := (Reader{store}).Open(t.Context(), "w-henri", child, ten); open || err != nil {
		t.Errorf("open %v, %v", open, err)
	}
}
