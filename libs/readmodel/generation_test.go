package readmodel

import (
	"errors"
	"testing"

	"nivel/libs/es"
)

func TestGenerations(t *testing.T) {
	eachRedis(t, func(t *testing.T, r *Redis) {
		ctx, s := t.Context(), r.shelf("steps", 1)
		at := func(n uint64) es.Position { return es.Position{Commit: n, Prepare: n} }
		build := func() generation {
			gen, err := s.build(ctx, random())
			if err != nil {
				t.Fatal(err)
			}
			return gen
		}
		write := func(gen *generation, next, event uint64) error {
			err := s.write(ctx, *gen, at(next), at(event), []change{{key: "a", row: []byte("{}")}})
			if err == nil {
				gen.at = at(next)
			}
			return err
		}
		old, young := build(), build()
		if err := write(&old, 5, 5); err != nil {
			t.Fatal(err)
		}
		if swapped, err := s.swap(ctx, old, generation{}); err != nil || !swapped {
			t.Fatalf("the first one serves: %v, %v", swapped, err)
		}
		old.serve = true
		if err := write(&old, 9, 0); err != nil { // nothing stands from 6 to 9
			t.Fatal(err)
		}

		t.Run("one does not serve while it lacks an event", func(t *testing.T) {
			if err := write(&young, 4, 4); err != nil {
				t.Fatal(err)
			}
			if swapped, err := s.swap(ctx, young, old); err != nil || swapped {
				t.Fatalf("got %v, %v", swapped, err)
			}
		})
		t.Run("one does not serve instead of another than it takes it for", func(t *testing.T) {
			if _, err := s.swap(ctx, young, generation{}); !errors.Is(err, errMoved) {
				t.Fatalf("got %v", err)
			}
		})
		t.Run("one that has every event serves, and what people see does not go back", func(t *testing.T) {
			if err := write(&young, 5, 5); err != nil {
				t.Fatal(err)
			}
			if swapped, err := s.swap(ctx, young, old); err != nil || !swapped {
				t.Fatalf("got %v, %v", swapped, err)
			}
			now, err := s.pointed(ctx, s.serving())
			if err != nil || now.name != young.name || now.at != at(9) {
				t.Fatalf("now serves %+v, %v", now, err)
			}
		})
		t.Run("one that serves no more takes no batch, and is told so", func(t *testing.T) {
			if err := write(&old, 10, 10); !errors.Is(err, errMoved) {
				t.Errorf("a batch: %v", err)
			}
			if err := s.beat(ctx, old); !errors.Is(err, errMoved) {
				t.Errorf("a look: %v", err)
			}
		})
		t.Run("a batch for another checkpoint is not written", func(t *testing.T) {
			young.serve, young.at = true, at(8)
			if err := write(&young, 10, 10); !errors.Is(err, errMoved) {
				t.Errorf("got %v", err)
			}
		})
		t.Run("a look finds a checkpoint that went back, and a generation that is gone", func(t *testing.T) {
			young.at = at(12)
			if err := s.beat(ctx, young); !errors.Is(err, errMoved) {
				t.Errorf("gone back: %v", err)
			}
			if err := r.client.FlushAll(ctx).Err(); err != nil {
				t.Fatal(err)
			}
			if err := s.beat(ctx, young); !errors.Is(err, errGone) {
				t.Errorf("gone: %v", err)
			}
			if n, err := r.client.DBSize(ctx).Result(); err != nil || n != 0 {
				t.Errorf("the look left %d keys, %v", n, err)
			}
		})
	})
}
