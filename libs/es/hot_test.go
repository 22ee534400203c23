package es_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"nivel/libs/es"
	"nivel/libs/es/estest"
)

// counted is a store that counts how often it is read.
type counted struct {
	*estest.Memory
	reads int
}

func (c *counted) Read(ctx context.Context, stream string, from es.Revision) ([]es.Recorded, error) {
	c.reads++
	return c.Memory.Read(ctx, stream, from)
}

// hotAccountsOn returns two processes that act on one store, each holding what
// it acted on last.
func hotAccountsOn(store es.Store) (one, other accounts) {
	one, other = accountsOn(store), accountsOn(store)
	one.Hot, other.Hot = es.NewHot[account](1000), es.NewHot[account](1000)
	return one, other
}

func TestHot(t *testing.T) {
	t.Run("spares the read of a stream that was acted on before", func(t *testing.T) {
		store := &counted{Memory: memory()}
		s, _ := hotAccountsOn(store)
		for range 10 {
			handle(t, s, deposit(10))
		}
		if out := handle(t, s, deposit(1)); out.State.balance != 101 || out.Revision != 10 || store.reads != 1 {
			t.Errorf("answer is %+v after %d reads, wanted one", out, store.reads)
		}
	})

	t.Run("never refuses on a state that another process has left behind", func(t *testing.T) {
		one, other := hotAccountsOn(memory())
		handle(t, one, closeIt)
		handle(t, other, reopen)
		if out := handle(t, one, deposit(5)); out.State.closed || out.State.balance != 5 {
			t.Errorf("answer is %+v", out)
		}
	})

	t.Run("never does nothing on such a state", func(t *testing.T) {
		one, other := hotAccountsOn(memory())
		handle(t, one, closeIt)
		handle(t, other, reopen)
		if out := handle(t, one, closeIt); !out.State.closed || out.Revision != 2 {
			t.Errorf("answer is %+v", out)
		}
	})

	t.Run("never says that a stream has changed from such a state, nor that it has not", func(t *testing.T) {
		one, other := hotAccountsOn(memory())
		seen := handle(t, one, deposit(1)).Revision
		now := handle(t, other, deposit(1)).Revision
		if _, err := one.Handle(es.WithIssue(t.Context(), es.Issue{If: &seen}), "1", deposit(1)); !errors.Is(err, es.ErrChanged) {
			t.Errorf("error is %v", err)
		}
		if out, err := one.Handle(es.WithIssue(t.Context(), es.Issue{If: &now}), "1", deposit(1)); err != nil || out.Revision != now+1 {
			t.Errorf("answer is %+v, %v", out, err)
		}
	})

	t.Run("forgets a stream whose append failed", func(t *testing.T) {
		store := &lossy{Memory: memory()}
		s, _ := hotAccountsOn(store)
		handle(t, s, deposit(1))
		store.times = 1
		if _, err := s.Handle(t.Context(), "1", deposit(10)); !errors.Is(err, es.ErrUnknownOutcome) {
			t.Fatalf("error is %v", err)
		}
		if out := handle(t, s, deposit(100)); out.State.balance != 111 {
			t.Errorf("answer is %+v", out)
		}
	})

	t.Run("holds no more than its limit, the latest used", func(t *testing.T) {
		store := &counted{Memory: memory()}
		s := accountsOn(store)
		s.Hot = es.NewHot[account](6) // three streams of one command each
		for _, id := range []string{"a", "b", "c", "a", "d"} {
			handle(t, s, deposit(1), id) // the second command of a outweighs b
		}
		store.reads = 0
		if handle(t, s, deposit(1), "a"); store.reads != 0 {
			t.Error("a was read")
		}
		if handle(t, s, deposit(1), "b"); store.reads != 1 {
			t.Error("b was not read")
		}
	})

	t.Run("holds nothing that alone is beyond its limit", func(t *testing.T) {
		store := &counted{Memory: memory()}
		s := accountsOn(store)
		s.Hot = es.NewHot[account](1)
		handle(t, s, deposit(1))
		if handle(t, s, deposit(1)); store.reads != 2 {
			t.Errorf("was read %d times, wanted 2", store.reads)
		}
	})
}

// Whoever acts, on whichever process, in whatever order: every answer is the one
// that a process without a memory would have given.
func TestHot_AnswersLikeHistory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plain := accountsOn(memory())
		one, other := hotAccountsOn(memory())
		hot := []accounts{one, other}
		for i, n := 0, rapid.IntRange(1, 40).Draw(t, "commands"); i < n; i++ {
			id := rapid.SampledFrom([]string{"1", "2"}).Draw(t, "account")
			cmd := rapid.SampledFrom([]command{deposit(1), deposit(-3, 4), closeIt, reopen}).Draw(t, "command")
			ctx := es.WithIssue(context.Background(), es.Issue{Command: es.ID{1}.Derive(fmt.Sprint(rapid.IntRange(0, 30).Draw(t, "id")))})
			want, wanted := plain.Handle(ctx, id, cmd)
			got, err := hot[rapid.IntRange(0, 1).Draw(t, "process")].Handle(ctx, id, cmd)
			if got.State != want.State || got.Revision != want.Revision || got.Repeated != want.Repeated || !errors.Is(err, wanted) {
				t.Fatalf("answer is %+v, %v; without a memory it is %+v, %v", got, err, want, wanted)
			}
		}
	})
}

// Many at once on few accounts: nothing is lost and nothing is done twice.
func TestHot_ManyAtOnce(t *testing.T) {
	one, other := hotAccountsOn(memory())
	var all sync.WaitGroup
	for i := range 64 {
		all.Go(func() {
			s := []accounts{one, other}[i%2]
			ctx := es.WithIssue(t.Context(), es.Issue{Command: es.ID{2}.Derive(fmt.Sprint(i / 4))}) // each four times
			for {
				if _, err := s.Handle(ctx, fmt.Sprint(i/4%3), deposit(1)); !errors.Is(err, es.ErrConflict) {
					if err != nil {
						t.Error(err)
					}
					return
				}
			}
		})
	}
	all.Wait()
	sum := 0
	for id := range 3 {
		out, err := one.Load(t.Context(), fmt.Sprint(id))
		if err != nil {
			t.Fatal(err)
		}
		sum += out.State.balance
	}
	if sum != 16 {
		t.Errorf("%d commands took effect, wanted 16", sum)
	}
}

// distant is a store whose reads and appends each take a millisecond.
type distant struct{ *estest.Memory }

func (d distant) Read(ctx context.Context, stream string, from es.Revision) ([]es.Recorded, error) {
	time.Sleep(time.Millisecond)
	return d.Memory.Read(ctx, stream, from)
}

func (d distant) Append(ctx context.Context, stream string, at es.Revision, events ...es.NewEvent) (es.Appended, error) {
	time.Sleep(time.Millisecond)
	return d.Memory.Append(ctx, stream, at, events...)
}

func TestHot_LeavesATurnToWhoMustRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := accountsOn(distant{memory()})
		quick := s
		quick.Hot = es.NewHot[account](1000)
		var running sync.WaitGroup
		running.Go(func() {
			for range 60 { // one append each: there before any reader, every time
				if _, err := quick.Handle(t.Context(), "1", deposit(1)); err != nil {
					t.Error(err)
				}
			}
		})
		for range 10 {
			if _, err := s.Handle(t.Context(), "1", deposit(1)); err != nil {
				t.Error(err)
			}
		}
		running.Wait()
		if out, err := s.Load(t.Context(), "1"); err != nil || out.State.balance != 70 {
			t.Errorf("balance is %d, %v", out.State.balance, err)
		}
	})
}
