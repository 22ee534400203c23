package es_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"nivel/libs/es"
	"nivel/libs/es/estest"
	"nivel/libs/refusal"
)

// An account that never owes is the least thing in which the order of events matters.
type account struct {
	balance int
	closed  bool
}

type event interface{ evolve(account) account }

type deposited struct {
	Amount int `json:"amount"` // negative: withdrawn
}

type depositedV1 struct {
	Cents int `json:"cents"`
}

type closed struct{}

type reopened struct{}

// stray is an event that no catalog lists.
type stray struct{}

func (e deposited) evolve(a account) account { a.balance += e.Amount; return a }
func (closed) evolve(a account) account      { a.closed = true; return a }
func (reopened) evolve(a account) account    { a.closed = false; return a }
func (stray) evolve(a account) account       { return a }

type command func(account) ([]event, error)

var errClosed = refusal.Refusal{Kind: refusal.Untimely, Code: "closed"}

func deposit(amounts ...int) command {
	return func(a account) (happened []event, err error) {
		if a.closed {
			return nil, errClosed
		}
		for _, amount := range amounts {
			happened = append(happened, deposited{amount})
		}
		return happened, nil
	}
}

func closeIt(a account) ([]event, error) {
	if a.closed {
		return nil, nil
	}
	return []event{closed{}}, nil
}

func reopen(a account) ([]event, error) {
	if !a.closed {
		return nil, nil
	}
	return []event{reopened{}}, nil
}

func goAstray(account) ([]event, error) { return []event{stray{}}, nil }

var catalog = es.NewCatalog(
	es.Current[deposited, event]("accounts.deposited.v2"),
	es.Retired("accounts.deposited.v1", func(old depositedV1) event { return deposited{old.Cents} }),
	es.Current[closed, event]("accounts.closed.v1"),
	es.Current[reopened, event]("accounts.reopened.v1"),
)

type accounts = es.Streams[account, command, event]

func accountsOn(store es.Store) accounts {
	return accounts{
		Category: "accounts",
		Decider: es.Decider[account, command, event]{
			Decide: func(a account, c command) ([]event, error) { return c(a) },
			Evolve: func(a account, e event) account { return e.evolve(a) },
		},
		Catalog: catalog,
		Store:   store,
	}
}

// heldAndNot runs a test on streams that are read for each command and on
// streams that are held after the first.
func heldAndNot(t *testing.T, test func(*testing.T, func(es.Store) accounts)) {
	t.Run("read each time", func(t *testing.T) { test(t, accountsOn) })
	t.Run("held", func(t *testing.T) {
		test(t, func(store es.Store) accounts {
			s := accountsOn(store)
			s.Hot = es.NewHot[account](1000)
			return s
		})
	})
}

func noon() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }

func memory() *estest.Memory { return estest.NewMemory(noon) }

// rival is a store in which others append first, each time that somebody is
// about to: at most so many times.
type rival struct {
	*estest.Memory
	times int
}

func (r *rival) Append(ctx context.Context, stream string, expected es.Revision, events ...es.NewEvent) (es.Appended, error) {
	if r.times > 0 {
		r.times--
		other := es.NewEvent{ID: es.NewID(), Name: "accounts.deposited.v2", Data: []byte(`{"amount":1000}`)}
		if _, err := r.Memory.Append(ctx, stream, expected, other); err != nil {
			return es.Appended{}, err
		}
	}
	return r.Memory.Append(ctx, stream, expected, events...)
}

// lossy is a store whose answers to an append get lost, so many times.
type lossy struct {
	*estest.Memory
	times int
}

func (l *lossy) Append(ctx context.Context, stream string, expected es.Revision, events ...es.NewEvent) (es.Appended, error) {
	done, err := l.Memory.Append(ctx, stream, expected, events...)
	if l.times > 0 {
		l.times--
		return es.Appended{}, es.ErrUnknownOutcome
	}
	return done, err
}

func TestHandle(t *testing.T) { heldAndNot(t, testHandle) }

func testHandle(t *testing.T, accountsOn func(es.Store) accounts) {
	t.Run("appends what happened and answers with the state after it", func(t *testing.T) {
		s := accountsOn(memory())
		handle(t, s, deposit(100))
		out := handle(t, s, deposit(20, -5))
		if out.State.balance != 115 || out.Revision != 2 || out.Repeated {
			t.Errorf("answer is %+v", out)
		}
		if loaded, err := s.Load(t.Context(), "1"); err != nil || loaded != out {
			t.Errorf("loaded %+v, %v; the answer was %+v", loaded, err, out)
		}
	})

	t.Run("appends nothing when nothing happens", func(t *testing.T) {
		s := accountsOn(memory())
		handle(t, s, closeIt)
		if out := handle(t, s, closeIt); out.Revision != 0 || !out.State.closed {
			t.Errorf("answer is %+v", out)
		}
		if out := handle(t, s, deposit(), "2"); out.Revision != es.NoStream {
			t.Errorf("answer is %+v", out)
		}
	})

	t.Run("returns a refusal bare, and appends nothing", func(t *testing.T) {
		s := accountsOn(memory())
		handle(t, s, closeIt)
		out, err := s.Handle(t.Context(), "1", deposit(1))
		if !errors.Is(err, errClosed) || errors.Unwrap(err) != nil || out.Revision != 0 {
			t.Errorf("answer is %+v, %#v", out, err)
		}
	})

	t.Run("stores who asked, what for, and in the course of what", func(t *testing.T) {
		s := accountsOn(memory())
		issue := es.Issue{Command: es.NewID(), Correlation: es.NewID(), Causation: es.NewID(), Actor: "w-17"}
		if _, err := s.Handle(es.WithIssue(t.Context(), issue), "1", deposit(1, 2)); err != nil {
			t.Fatal(err)
		}
		for i, h := range history(t, s) {
			want := es.Meta{Command: issue.Command, Correlation: issue.Correlation, Causation: issue.Causation, Actor: "w-17"}
			if h.Meta != want || h.ID.IsZero() {
				t.Errorf("event %d is %s with %+v", i, h.ID, h.Meta)
			}
		}
	})

	t.Run("starts a conversation where there is none", func(t *testing.T) {
		s := accountsOn(memory())
		handle(t, s, deposit(1))
		if meta := history(t, s)[0].Meta; meta.Command.IsZero() || meta.Correlation != meta.Command || meta.Causation != meta.Command {
			t.Errorf("metadata is %+v", meta)
		}
	})

	t.Run("does not store an event that its catalog does not list", func(t *testing.T) {
		s := accountsOn(memory())
		if _, err := s.Handle(t.Context(), "1", goAstray); err == nil {
			t.Error("was stored")
		}
	})

	t.Run("stops at an event that it cannot read", func(t *testing.T) {
		store := memory()
		s := accountsOn(store)
		e := es.NewEvent{ID: es.NewID(), Name: "accounts.frozen.v1", Data: json.RawMessage(`{}`)}
		if _, err := store.Append(t.Context(), s.Stream("1"), es.NoStream, e); err != nil {
			t.Fatal(err)
		}
		_, err := s.Handle(t.Context(), "1", deposit(1))
		if _, also := s.History(t.Context(), "1"); !errors.Is(err, es.ErrUnknownName) || !errors.Is(also, es.ErrUnknownName) {
			t.Errorf("errors are %v and %v", err, also)
		}
	})
}

func TestHandle_Repeated(t *testing.T) { heldAndNot(t, testHandle_Repeated) }

func testHandle_Repeated(t *testing.T, accountsOn func(es.Store) accounts) {
	t.Run("answers the same command id from history", func(t *testing.T) {
		s := accountsOn(memory())
		ctx := es.WithIssue(t.Context(), es.Issue{Command: es.NewID()})
		for _, repeated := range []bool{false, true, true} {
			out, err := s.Handle(ctx, "1", deposit(100))
			if err != nil || out.Repeated != repeated || out.State.balance != 100 || out.Revision != 0 {
				t.Errorf("answer is %+v, %v", out, err)
			}
		}
	})

	t.Run("answers it even when the rule would refuse it now", func(t *testing.T) {
		s := accountsOn(memory())
		ctx := es.WithIssue(t.Context(), es.Issue{Command: es.NewID()})
		if _, err := s.Handle(ctx, "1", deposit(100)); err != nil {
			t.Fatal(err)
		}
		handle(t, s, closeIt)
		if out, err := s.Handle(ctx, "1", deposit(100)); err != nil || !out.Repeated || out.Revision != 1 {
			t.Errorf("answer is %+v, %v", out, err)
		}
	})

	t.Run("has one effect when its first answer was lost", func(t *testing.T) {
		s := accountsOn(&lossy{Memory: memory(), times: 1})
		ctx := es.WithIssue(t.Context(), es.Issue{Command: es.NewID()})
		if _, err := s.Handle(ctx, "1", deposit(100)); !errors.Is(err, es.ErrUnknownOutcome) {
			t.Fatalf("error is %v", err)
		}
		if out, err := s.Handle(ctx, "1", deposit(100)); err != nil || out.State.balance != 100 {
			t.Errorf("answer is %+v, %v", out, err)
		}
	})

	t.Run("has one effect when sent many times at once", func(t *testing.T) {
		s := accountsOn(memory())
		ctx := es.WithIssue(t.Context(), es.Issue{Command: es.NewID()})
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if out, err := s.Handle(ctx, "1", deposit(60, 40)); err != nil || out.State.balance != 100 || out.Revision != 1 {
					t.Errorf("answer is %+v, %v", out, err)
				}
			})
		}
		all.Wait()
		if n := len(history(t, s)); n != 2 {
			t.Errorf("%d events, wanted 2", n)
		}
	})
}

func TestHandle_Conflict(t *testing.T) { heldAndNot(t, testHandle_Conflict) }

func testHandle_Conflict(t *testing.T, accountsOn func(es.Store) accounts) {
	t.Run("decides again on what others did first", func(t *testing.T) {
		s := accountsOn(&rival{Memory: memory(), times: 3})
		if out := handle(t, s, deposit(1)); out.State.balance != 3001 || out.Revision != 3 {
			t.Errorf("answer is %+v", out)
		}
	})

	t.Run("gives up when others are always first", func(t *testing.T) {
		s := accountsOn(&rival{Memory: memory(), times: 1000})
		if _, err := s.Handle(t.Context(), "1", deposit(1)); !errors.Is(err, es.ErrConflict) {
			t.Errorf("error is %v", err)
		}
		if n := len(history(t, s)); n < 2 || n > 100 {
			t.Errorf("gave up after %d tries", n)
		}
	})

	t.Run("refuses a command decided on another revision than it was meant for", func(t *testing.T) {
		s := accountsOn(memory())
		handle(t, s, deposit(100))
		seen := handle(t, s, deposit(1)).Revision
		for _, then := range []es.Revision{es.NoStream, seen - 1, seen + 1} {
			ctx := es.WithIssue(t.Context(), es.Issue{If: &then})
			_, err := s.Handle(ctx, "1", deposit(1))
			if r, ok := refusal.As(err); !ok || !errors.Is(err, es.ErrChanged) || r.Detail["revision"] != "1" {
				t.Errorf("at %d the error is %v", then, err)
			}
		}
		if out, err := s.Handle(es.WithIssue(t.Context(), es.Issue{If: &seen}), "1", deposit(1)); err != nil || out.Revision != 2 {
			t.Errorf("answer is %+v, %v", out, err)
		}
	})

	t.Run("refuses it too when others were first in the meantime", func(t *testing.T) {
		s := accountsOn(&rival{Memory: memory(), times: 1})
		fresh := es.NoStream
		if _, err := s.Handle(es.WithIssue(t.Context(), es.Issue{If: &fresh}), "1", deposit(1)); !errors.Is(err, es.ErrChanged) {
			t.Errorf("error is %v", err)
		}
	})
}

// Whatever commands come, some of them twice: the state is the fold of the
// accepted ones, and each took effect once.
func TestHandle_EachCommandOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := accountsOn(memory())
		s.Hot = es.NewHot[account](rapid.IntRange(0, 60).Draw(t, "limit"))
		commands := rapid.SliceOfN(rapid.IntRange(0, 9), 1, 40).Draw(t, "commands") // few, so that some repeat
		done, want := map[int]bool{}, 0
		for _, c := range commands {
			ctx := es.WithIssue(t.Context(), es.Issue{Command: es.ID{1}.Derive(fmt.Sprint(c))})
			out, err := s.Handle(ctx, "1", deposit(c+1, c+1))
			if err != nil || out.Repeated != done[c] {
				t.Fatalf("answer is %+v, %v", out, err)
			}
			if !done[c] {
				done[c], want = true, want+2*(c+1)
			}
			if out.State.balance != want || out.Revision != es.Revision(2*len(done)-1) {
				t.Fatalf("answer is %+v, wanted a balance of %d", out, want)
			}
		}
	})
}

func handle(t *testing.T, s accounts, c command, id ...string) es.Outcome[account] {
	t.Helper()
	out, err := s.Handle(t.Context(), append(id, "1")[0], c)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func history(t *testing.T, s accounts) []es.Happening[event] {
	t.Helper()
	happened, err := s.History(t.Context(), "1")
	if err != nil {
		t.Fatal(err)
	}
	return happened
}
