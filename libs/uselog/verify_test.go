package uselog

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/es"
)

// season is a log of two writers over three months, with restarts, appends of
// several entries and lists of several persons.
func season(t testing.TB) (*world, captured) {
	w := newWorld(t)
	total := 0
	for round := range 3 {
		for _, instance := range []string{"a", "b"} {
			l := w.open(w.options(instance))
			for i := range 8 {
				var batch []Entry
				for j := range 1 + i%3 {
					batch = append(batch, look(w.clock(), person(i), person(100+i+j)))
				}
				w.write(l, batch...)
				total += len(batch)
				w.pass(7 * time.Hour)
				if i == 5 && round < 2 {
					w.pass(20 * 24 * time.Hour)
				}
			}
			w.close(l)
		}
	}
	w.sound(total)
	return w, w.capture()
}

// Each tampering is what somebody could do who may write both disks and lacks
// only the key. rechain makes history look sound to itself again.
var tamperings = []struct {
	name string
	do   func(*rand.Rand, *captured)
}{
	{"edit a byte of an event", func(r *rand.Rand, c *captured) {
		e := &c.events[r.IntN(len(c.events))]
		e.Data[r.IntN(len(e.Data))] ^= byte(1 << r.IntN(7))
	}},
	{"edit who looked, and mend the chain", func(r *rand.Rand, c *captured) {
		i := noted(r, c)
		c.events[i].Data = bytes.Replace(c.events[i].Data, []byte("w-aino"), []byte("w-elin"), 1)
		c.rechain()
	}},
	{"edit whose data, and mend the chain", func(r *rand.Rand, c *captured) {
		i := noted(r, c)
		at := bytes.Index(c.events[i].Data, []byte(`"persons":["`)) + len(`"persons":["`)
		copy(c.events[i].Data[at:], person(1000+r.IntN(100)).String())
		c.rechain()
	}},
	{"edit name, id or metadata", func(r *rand.Rand, c *captured) {
		e := &c.events[r.IntN(len(c.events))]
		switch r.IntN(3) {
		case 0:
			e.Name = "uselog.resumed.v1" // swallow what it said
			if name, _, _ := encode(Resumed{}); e.ID[0]%2 == 0 {
				e.Name = name + "x"
			}
		case 1:
			e.ID[r.IntN(16)] ^= 1
		default:
			e.Meta.Actor += "x"
		}
		if r.IntN(2) == 0 {
			c.rechain()
		}
	}},
	{"delete events", func(r *rand.Rand, c *captured) {
		from := r.IntN(len(c.events))
		c.events = slices.Delete(c.events, from, min(from+1+r.IntN(3), len(c.events)))
	}},
	{"delete events, and mend the chain", func(r *rand.Rand, c *captured) {
		from := r.IntN(len(c.events))
		c.events = slices.Delete(c.events, from, min(from+1+r.IntN(3), len(c.events)))
		c.rechain()
	}},
	{"insert a copy of an event, and mend the chain", func(r *rand.Rand, c *captured) {
		e := c.events[r.IntN(len(c.events))]
		e.Data = bytes.Clone(e.Data)
		if r.IntN(2) == 0 {
			e.ID = es.NewID()
		}
		c.events = slices.Insert(c.events, r.IntN(len(c.events)+1), e)
		c.rechain()
	}},
	{"forge an entry at the end of a stream", func(r *rand.Rand, c *captured) {
		last := c.events[slices.IndexFunc(c.events, func(e es.Recorded) bool {
			return e.Stream == c.streams()[r.IntN(len(c.streams()))]
		})]
		for _, e := range c.events {
			if e.Stream == last.Stream {
				last = e
			}
		}
		forged := c.events[noted(r, c)]
		forged.Data, _ = splitSignature(forged.Data)
		forged.Stream, forged.ID = last.Stream, es.NewID()
		if r.IntN(2) == 0 {
			forged.Data = withSignature(forged.Data, make([]byte, 64))
		}
		c.events = append(c.events, forged)
		c.rechain()
	}},
	{"swap two events of a stream", func(r *rand.Rand, c *captured) {
		i, j := c.pair(r)
		c.events[i], c.events[j] = c.events[j], c.events[i]
		if r.IntN(2) == 0 {
			c.renumber()
		}
		if r.IntN(2) == 0 {
			c.rechain()
		}
	}},
	{"cut the tail of a stream", func(r *rand.Rand, c *captured) {
		stream := c.streams()[r.IntN(len(c.streams()))]
		for cut := 1 + r.IntN(5); cut > 0; cut-- {
			c.cut(stream)
		}
	}},
	{"roll everything back to an older copy", func(r *rand.Rand, c *captured) {
		c.events = c.events[:r.IntN(len(c.events))]
	}},
	{"remove a whole stream", func(r *rand.Rand, c *captured) {
		stream := c.streams()[r.IntN(len(c.streams()))]
		c.events = slices.DeleteFunc(c.events, func(e es.Recorded) bool { return e.Stream == stream })
	}},
	{"give a stream another's name", func(r *rand.Rand, c *captured) {
		all := c.streams()
		one, other := all[r.IntN(len(all))], all[r.IntN(len(all))]
		if one == other {
			other = "uselog-intake-c-2026-11"
		}
		for i := range c.events {
			switch c.events[i].Stream {
			case one:
				c.events[i].Stream = other
			case other:
				c.events[i].Stream = one
			}
		}
	}},
	{"remove the last entries of a writer, and close it anew", func(r *rand.Rand, c *captured) {
		// what an insider would do: keep the signed end, drop what came before it
		for i := len(c.events) - 1; i > 0; i-- {
			if c.events[i].Name == "uselog.stopped.v1" && r.IntN(2) == 0 && c.events[i-1].Name == notedName {
				c.events = slices.Delete(c.events, i-1, i)
				break
			}
		}
		c.rechain()
	}},
	{"edit a checkpoint", func(r *rand.Rand, c *captured) {
		line := c.line(r)
		line[r.IntN(len(line))] ^= byte(1 << r.IntN(7))
	}},
	{"remove, double or move checkpoints", func(r *rand.Rand, c *captured) {
		writer, lines := c.writer(r)
		i, j := r.IntN(len(lines)), r.IntN(len(lines))
		switch r.IntN(3) {
		case 0:
			c.lines[writer] = slices.Delete(lines, i, i+1)
		case 1:
			c.lines[writer] = slices.Insert(lines, j, lines[i])
		default:
			lines[i], lines[j] = lines[j], lines[i]
		}
	}},
	{"cut the tail of the checkpoints", func(r *rand.Rand, c *captured) {
		writer, lines := c.writer(r)
		c.lines[writer] = lines[:r.IntN(len(lines))]
	}},
	{"remove a writer's checkpoints", func(r *rand.Rand, c *captured) {
		writer, _ := c.writer(r)
		delete(c.lines, writer)
	}},
}

// TestVerify_FindsEveryTampering does 1,000 of them (a few seconds), or as many as
// NIVEL_TAMPERINGS says.
func TestVerify_FindsEveryTampering(t *testing.T) {
	w, sound := season(t)
	keys := Keys{w.key.Public()}
	total := 1000
	if n, err := strconv.Atoi(os.Getenv("NIVEL_TAMPERINGS")); err == nil {
		total = n
	}
	done, found, counts := 0, 0, map[string]int{}
	for seed := uint64(0); done < total; seed++ {
		random := rand.New(rand.NewPCG(seed, 703_2023))
		kind := tamperings[int(seed)%len(tamperings)]
		c := sound.clone()
		kind.do(random, &c)
		if c.equal(sound) {
			continue // it happened to change nothing
		}
		done++
		counts[kind.name]++
		v := c.verify(t, keys, calendar.Date{})
		if len(v.Findings) == 0 {
			t.Errorf("seed %d: %s was not found", seed, kind.name)
			continue
		}
		if v.Findings[0].Place == "" || v.Findings[0].What == "" {
			t.Errorf("seed %d: %s has no place: %+v", seed, kind.name, v.Findings[0])
		}
		found++
	}
	for _, kind := range tamperings {
		if total >= 1000 && counts[kind.name] < 10 {
			t.Errorf("%s was hardly tried: %d times", kind.name, counts[kind.name])
		}
	}
	t.Logf("%d of %d tamperings of %d events and %d writers found: %v", found, done, len(sound.events), len(sound.lines), counts)
}

func TestVerify(t *testing.T) {
	w, sound := season(t)
	keys := Keys{w.key.Public()}

	t.Run("names stream and place", func(t *testing.T) {
		c := sound.clone()
		i := slices.IndexFunc(c.events, func(e es.Recorded) bool { return e.Name == notedName })
		c.events[i].Data = bytes.Replace(c.events[i].Data, []byte("w-aino"), []byte("w-elin"), 1)
		v := c.verify(t, keys, calendar.Date{})
		want := fmt.Sprintf("%s at %d: does not name the event before it", c.events[i].Stream, c.events[i].Revision+1)
		if !slices.ContainsFunc(v.Findings, func(f Finding) bool { return f.String() == want }) {
			t.Errorf("found %v, want the event behind the edited one: %q", v.Findings, want)
		}
	})
	t.Run("does not believe another key", func(t *testing.T) {
		other, err := NewKey()
		if err != nil {
			t.Fatal(err)
		}
		if v := sound.verify(t, Keys{other.Public()}, calendar.Date{}); len(v.Findings) == 0 {
			t.Error("it does")
		}
		if v := sound.verify(t, Keys{other.Public(), w.key.Public()}, calendar.Date{}); len(v.Findings) > 0 {
			t.Errorf("a key that was changed is no tampering: %v", v.Findings)
		}
	})
	t.Run("lets an expired month go, and no other", func(t *testing.T) {
		c := sound.clone()
		first := c.streams()[0]
		c.events = slices.DeleteFunc(c.events, func(e es.Recorded) bool { return e.Stream == first })
		if v := c.verify(t, keys, calendar.MustParse("2038-11-30")); len(v.Findings) == 0 {
			t.Error("it was gone a day too early")
		}
		if v := c.verify(t, keys, calendar.MustParse("2038-12-01")); len(v.Findings) > 0 {
			t.Errorf("it had expired: %v", v.Findings)
		}
	})
	t.Run("is content with a log that goes on meanwhile", func(t *testing.T) {
		w := newWorld(t)
		o := w.options("a")
		o.Every = 2
		l := w.open(o)
		more := meanwhile{SecondPlace: w.second, once: func() {
			for i := range 7 {
				w.write(l, w.look(i), w.look(i+10), w.look(i+20))
				w.pass(10 * 24 * time.Hour)
			}
			other := w.open(w.options("b"))
			w.write(other, w.look(1))
			w.close(other)
		}}
		v, err := Verify(t.Context(), Verification{Log: w.memory, Second: &more, Keys: Keys{w.key.Public()}})
		if err != nil || len(v.Findings) > 0 || len(v.Streams) < 3 {
			t.Errorf("found %v in %v, %v", v.Findings, v.Streams, err)
		}
	})
	t.Run("says what no checkpoint vouches for yet", func(t *testing.T) {
		w := newWorld(t)
		l := w.open(w.options("a"))
		w.write(l, w.look(1))
		w.write(l, w.look(2), w.look(3))
		v := w.sound(3)
		if len(v.Streams) != 1 || v.Streams[0].Unsealed != 3 {
			t.Errorf("says %+v", v.Streams)
		}
		c := w.capture()
		c.events[len(c.events)-1].Data, _ = splitSignature(c.events[len(c.events)-1].Data)
		c.events[len(c.events)-1].Data = bytes.Replace(c.events[len(c.events)-1].Data, []byte("w-aino"), []byte("w-elin"), 1)
		if v := c.verify(t, Keys{w.key.Public()}, calendar.Date{}); len(v.Findings) == 0 {
			t.Error("an edit there was not found, though the append was signed")
		}
	})
}

// meanwhile lets something happen behind the first reading of the checkpoints.
type meanwhile struct {
	SecondPlace
	once func()
}

func (m *meanwhile) Lines(ctx context.Context) (map[string][][]byte, error) {
	lines, err := m.SecondPlace.Lines(ctx)
	if m.once != nil {
		m.once()
		m.once = nil
	}
	return lines, err
}

func noted(r *rand.Rand, c *captured) int {
	for {
		if i := r.IntN(len(c.events)); c.events[i].Name == notedName {
			return i
		}
	}
}

func (c *captured) streams() (names []string) {
	for _, e := range c.events {
		if !slices.Contains(names, e.Stream) {
			names = append(names, e.Stream)
		}
	}
	return names
}

func (c *captured) pair(r *rand.Rand) (int, int) {
	for {
		i, j := r.IntN(len(c.events)), r.IntN(len(c.events))
		if i != j && c.events[i].Stream == c.events[j].Stream {
			return i, j
		}
	}
}

func (c *captured) cut(stream string) {
	for i := len(c.events) - 1; i >= 0; i-- {
		if c.events[i].Stream == stream {
			c.events = slices.Delete(c.events, i, i+1)
			return
		}
	}
}

func (c *captured) writer(r *rand.Rand) (string, [][]byte) {
	writer := []string{"intake-a", "intake-b"}[r.IntN(2)]
	return writer, c.lines[writer]
}

func (c *captured) line(r *rand.Rand) []byte {
	_, lines := c.writer(r)
	return lines[r.IntN(len(lines))]
}

// renumber gives the events of each stream revisions without a gap.
func (c *captured) renumber() {
	next := map[string]es.Revision{}
	for i := range c.events {
		c.events[i].Revision = next[c.events[i].Stream]
		next[c.events[i].Stream]++
	}
}

// rechain renumbers and lets every event name the one that is now before it.
func (c *captured) rechain() {
	c.renumber()
	prev := map[string]Hash{}
	for i := range c.events {
		e := &c.events[i]
		if h, ok := prev[e.Stream]; ok {
			if at := bytes.Index(e.Data, []byte(`"prev":"`)); at >= 0 && at+8+64 <= len(e.Data) {
				copy(e.Data[at+8:], h.String())
			}
		}
		prev[e.Stream] = chained(*e)
	}
}

func FuzzReadCheckpoint(f *testing.F) {
	key, err := NewKey()
	if err != nil {
		f.Fatal(err)
	}
	line, err := Checkpoint{Writer: "intake-a", Number: 1}.line(key)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(line)
	f.Add([]byte(`{"sig":"`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := readCheckpoint(data, Keys{key.Public()}); err == nil && !bytes.Equal(data, line) {
			t.Errorf("%q passes for a checkpoint", data)
		}
	})
}

func FuzzSplitSignature(f *testing.F) {
	f.Add([]byte(`{"a":1}`))
	f.Add(withSignature([]byte(`{"a":1}`), make([]byte, 64)))
	f.Fuzz(func(t *testing.T, data []byte) {
		object, signature := splitSignature(data)
		if signature != nil && !bytes.Equal(withSignature(object, signature), data) {
			t.Errorf("%q does not come back", data)
		}
		if len(data) > 1 && json.Valid(data) {
			if _, again := splitSignature(withSignature(data, make([]byte, 64))); len(again) != 64 {
				t.Errorf("%q takes no signature", data)
			}
		}
	})
}
