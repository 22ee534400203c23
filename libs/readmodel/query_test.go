package readmodel

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"testing"

	"pgregory.net/rapid"
)

func TestPage(t *testing.T) {
	eachRedis(t, func(t *testing.T, r *Redis) {
		log := newHistory(t)
		for i := range 60 { // ten to each score, keys neither sorted nor of one length
			log.move(fmt.Sprintf("k%x", i*7919%1000), "north", i%6)
		}
		p := running(t, r, log)
		reach(t, p, log.move("other", "south", 1))

		t.Run("leaves out none and repeats none, whatever the page size", func(t *testing.T) {
			for _, set := range []string{"all", "unit:north"} { // all scores equal, and few different ones
				whole, _, err := p.Page(t.Context(), set, All(500))
				if err != nil {
					t.Fatal(err)
				}
				for _, size := range []int{1, 7, 10, 60, 61, 500} {
					check(t, fmt.Sprint(set, " in pages of ", size), walk(t, p, set, All(size)), keysOf(whole))
				}
			}
		})
		t.Run("keeps to its bounds", func(t *testing.T) {
			got := walk(t, p, "unit:north", PageQuery{Min: 2, Max: 3, Limit: 7})
			if len(got) != 20 {
				t.Errorf("got %d items", len(got))
			}
			n, err := p.Count(t.Context(), "unit:north", 2, 3)
			if err != nil || n != 20 {
				t.Errorf("counted %d, %v", n, err)
			}
		})
		t.Run("goes on behind a place where nobody stands any more", func(t *testing.T) {
			whole := walk(t, p, "unit:north", All(500))
			for i, gone := range whole {
				items, _, err := p.Page(t.Context(), "unit:north", PageQuery{Min: 0, Max: 9, Limit: 500, After: &Cursor{Score: float64(i / 10), Key: gone + "!"}})
				if err != nil {
					t.Fatal(err)
				}
				want := sort.Search(len(whole), func(j int) bool { return j/10 > i/10 || j/10 == i/10 && whole[j] > gone+"!" })
				check(t, "behind "+gone, keysOf(items), whole[want:])
			}
		})
		t.Run("is empty for a list that nobody is in, and refuses nonsense", func(t *testing.T) {
			items, next, err := p.Page(t.Context(), "unit:nowhere", All(10))
			if err != nil || len(items) != 0 || next != nil {
				t.Errorf("got %v, %v, %v", items, next, err)
			}
			for _, q := range []PageQuery{All(0), All(501), {Min: math.NaN(), Limit: 1}} {
				if _, _, err := p.Page(t.Context(), "all", q); err == nil {
					t.Errorf("took %+v", q)
				}
			}
		})
	})
}

// walk returns the keys of all pages.
func walk(t *testing.T, p *Projection[matter, moved], set string, q PageQuery) (keys []string) {
	t.Helper()
	for range 1000 {
		items, next, err := p.Page(t.Context(), set, q)
		if err != nil || len(items) > q.Limit {
			t.Fatalf("%d items, %v", len(items), err)
		}
		keys = append(keys, keysOf(items)...)
		if next == nil {
			return keys
		}
		q.After = next
	}
	t.Fatal("the pages never end")
	return nil
}

func keysOf(items []Item[matter]) []string {
	keys := []string{}
	for _, item := range items {
		keys = append(keys, item.Key)
	}
	return keys
}

func TestMoves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places := rapid.MapOf(rapid.SampledFrom([]string{"a", "b", "c"}), rapid.Float64Range(0, 3))
		before, after := places.Draw(t, "before"), places.Draw(t, "after")
		add, remove := moves(before, after)
		now := map[string]float64{}
		for set, score := range before {
			if !slices.Contains(remove, set) {
				now[set] = score
			}
		}
		for set, score := range add {
			if old, stood := before[set]; stood && old == score {
				t.Fatalf("%s is written though it stands there", set)
			}
			now[set] = score
		}
		if fmt.Sprint(now) != fmt.Sprint(after) {
			t.Fatalf("came to %v, not %v", now, after)
		}
	})
}

func FuzzParseCursor(f *testing.F) {
	f.Add(Cursor{Score: 12.5, Key: "7d9f"}.String())
	f.Add("-Inf~a~b")
	f.Add("nan~x")
	f.Fuzz(func(t *testing.T, s string) {
		cursor, err := ParseCursor(s)
		if err != nil {
			return
		}
		if back, err := ParseCursor(cursor.String()); err != nil || back != cursor {
			t.Fatalf("read %+v, then %+v, %v", cursor, back, err)
		}
	})
}

func FuzzDecodeAt(f *testing.F) {
	f.Add("00000000000000000012/00000000000000000010")
	f.Add("12/10")
	f.Fuzz(func(t *testing.T, s string) {
		at, err := decodeAt(s)
		if err == nil && encodeAt(at) != s {
			t.Fatalf("read %q as %s", s, at)
		}
	})
}
