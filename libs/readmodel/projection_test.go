package readmodel

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"go.opentelemetry.io/otel/sdk/trace"
	"pgregory.net/rapid"

	"nivel/libs/es"
)

func TestProjection(t *testing.T) {
	eachRedis(t, func(t *testing.T, r *Redis) {
		log := newHistory(t)
		p := project(t, r, log, worklist())
		if _, _, err := p.Get(t.Context(), "a"); !errors.Is(err, ErrRebuilding) {
			t.Fatalf("before it ever ran: %v", err)
		}
		background(t, p.Run)

		log.move("a", "north", 3)
		reach(t, p, log.move("b", "north", 1))
		row, found, err := p.Get(t.Context(), "a")
		if err != nil || !found || row.Unit != "north" || len(row.Steps) != 1 {
			t.Fatalf("row a is %+v, %v, %v", row, found, err)
		}
		if _, found, err := p.Get(t.Context(), "nobody"); found || err != nil {
			t.Fatalf("row nobody: %v, %v", found, err)
		}
		check(t, "the list, the first deadline first", page(t, p, "unit:north", All(10)), "b a")

		reach(t, p, log.move("b", "south", 2))
		check(t, "the list that it left", page(t, p, "unit:north", All(10)), "a")
		check(t, "the list that it joined", page(t, p, "unit:south", All(10)), "b")
		reach(t, p, log.move("b", "", 0))
		check(t, "no list when closed", page(t, p, "unit:south", All(10)), "")
		n, err := p.Count(t.Context(), "all", math.Inf(-1), math.Inf(1))
		if err != nil || n != 1 {
			t.Errorf("counted %d, %v", n, err)
		}
		status := p.Status()
		if !status.Serving || !status.CaughtUp || status.Failures != 0 || status.Waiting != 0 || status.Checkpoint == (es.Position{}) {
			t.Errorf("status is %+v", status)
		}
	})
}

// page returns the keys of a page, with spaces between.
func page(t testing.TB, p *Projection[matter, moved], set string, q PageQuery) string {
	t.Helper()
	items, _, err := p.Page(t.Context(), set, q)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, item := range items {
		keys = append(keys, item.Key)
	}
	return strings.Join(keys, " ")
}

func TestProjection_RebuildEqualsLive(t *testing.T) {
	eachRedis(t, func(t *testing.T, r *Redis) {
		log := newHistory(t)
		p := running(t, r, log)
		var last es.Position
		for range 20 { // in many small batches
			last = log.busy(13)
			reach(t, p, last)
		}
		live := digest(t, p)
		check(t, "folded in one go elsewhere", rebuilt(t, log, last), live)

		before := p.Status().Generation
		if err := p.Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
		check(t, "rebuilt beside the live one", digest(t, p), live)
		reach(t, p, log.busy(1))
		until(t, "the new generation is fed", func() bool { return p.Status().Generation != before && p.Status().Serving })
		until(t, "the old one is deleted", func() bool {
			left, err := r.client.Keys(t.Context(), "*"+before+"*").Result()
			return err == nil && len(left) == 0
		})
		log.busy(5)
		last = log.busy(5)
		reach(t, p, last)
		check(t, "and goes on right", digest(t, p), rebuilt(t, log, last))
	})
}

func TestProjection_RebuildWhileEventsCome(t *testing.T) {
	r, log := realRedis(t), newHistory(t)
	log.busy(3000)
	p := running(t, r, log)
	reach(t, p, log.busy(1))
	stop := background(t, func(ctx context.Context) error {
		for ctx.Err() == nil {
			position := log.busy(1)
			reach(t, p, position)
			if _, _, err := p.Get(context.Background(), "m0"); err != nil {
				return fmt.Errorf("a reader was turned away: %w", err)
			}
		}
		return nil
	})
	for range 3 {
		if err := p.Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	last := log.busy(1)
	reach(t, p, last)
	check(t, "nothing was lost on the way", digest(t, p), rebuilt(t, log, last))
}

func TestProjection_NewVersionRebuildsWhileTheOldOneServes(t *testing.T) {
	eachRedis(t, func(t *testing.T, r *Redis) {
		log := newHistory(t)
		old := project(t, r, log, worklist())
		stop := background(t, old.Run)
		log.move("a", "north", 3)
		reach(t, old, log.move("a", "north", 4))
		stop()

		var hold atomic.Bool
		hold.Store(true)
		model := worklist()
		model.Version = 2
		model.Apply = func(_ matter, _ es.Recorded, m moved) matter { return matter{Unit: "v2-" + m.Unit, Due: m.Due} }
		decode := model.Decode
		model.Decode = func(r es.Recorded) (moved, error) {
			if hold.Load() && r.Revision == 1 {
				return moved{}, errors.New("held in the middle of the rebuild")
			}
			return decode(r)
		}
		p := project(t, r, log, model)
		background(t, p.Run)
		until(t, "the rebuild has begun", func() bool { return p.Status().Failures > 1 })
		row, found, err := p.Get(t.Context(), "a")
		if err != nil || !found || row.Unit != "north" {
			t.Fatalf("the old one serves %+v, %v, %v", row, found, err)
		}
		hold.Store(false)
		until(t, "the new one serves", func() bool {
			row, _, err := p.Get(t.Context(), "a")
			return err == nil && row.Unit == "v2-north"
		})
		until(t, "the old one is deleted", func() bool {
			n, err := r.client.SCard(t.Context(), p.shelf.generations()).Result()
			return err == nil && n == 1
		})
		row, _, err = old.Get(t.Context(), "a")
		if err != nil || row.Unit != "v2-north" {
			t.Errorf("a page of the old version then gets %+v, %v", row, err)
		}
	})
}

func TestProjection_TwoVersionsSideBySide(t *testing.T) {
	r, log := realRedis(t), newHistory(t)
	model := worklist()
	model.Version = 2
	one, two := running(t, r, log), project(t, r, log, model)
	background(t, two.Run)
	for range 10 {
		last := log.busy(5)
		reach(t, one, last)
		reach(t, two, last)
	}
	n, err := r.client.SCard(t.Context(), one.shelf.generations()).Result()
	if err != nil || n != 2 {
		t.Errorf("there are %d generations, %v", n, err)
	}
	check(t, "equal contents", digest(t, one), digest(t, two))
}

func TestProjection_FlushedWhileRunning(t *testing.T) {
	eachRedis(t, func(t *testing.T, r *Redis) {
		log := newHistory(t)
		p := running(t, r, log)
		last := log.busy(100)
		reach(t, p, last)
		live := digest(t, p)
		for range 3 {
			if err := r.client.FlushAll(t.Context()).Err(); err != nil {
				t.Fatal(err)
			}
			if _, _, err := p.Get(t.Context(), "m0"); err != nil && !errors.Is(err, ErrRebuilding) {
				t.Errorf("a reader meanwhile hears %v", err)
			}
			reach(t, p, last) // though nothing new happens
			check(t, "it came back by itself", digest(t, p), live)
		}
	})
}

func TestProjection_RolledBack(t *testing.T) {
	eachRedis(t, func(t *testing.T, r *Redis) {
		log := newHistory(t)
		p := running(t, r, log)
		reach(t, p, log.busy(40))
		saved := dump(t, r)
		last := log.busy(30)
		reach(t, p, last)
		live := digest(t, p)

		restore(t, r, saved)
		reach(t, p, last)
		check(t, "it went on from the old state", digest(t, p), live)

		restore(t, r, saved)
		last = log.busy(1) // this time something happens at once
		reach(t, p, last)
		check(t, "also with something new", digest(t, p), rebuilt(t, log, last))
	})
}

// dump copies every key aside, as a backup would.
func dump(t *testing.T, r *Redis) []string {
	t.Helper()
	keys, err := r.client.Keys(t.Context(), "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		if err := r.client.Copy(t.Context(), key, "saved:"+key, 0, true).Err(); err != nil {
			t.Fatal(err)
		}
	}
	return keys
}

// restore brings the copies back in one step.
func restore(t *testing.T, r *Redis, saved []string) {
	t.Helper()
	pipe := r.client.TxPipeline()
	for _, key := range saved {
		pipe.Copy(t.Context(), "saved:"+key, key, 0, true)
	}
	if _, err := pipe.Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestProjection_EveryPrefixTwice(t *testing.T) {
	o := options(t)
	o.Program = "no-such-redis-server"
	r := open(t, o)
	rapid.Check(t, func(rt *rapid.T) {
		log := newHistory(t)
		for range rapid.IntRange(1, 30).Draw(rt, "events") {
			log.move(fmt.Sprint("m", rapid.IntRange(0, 3).Draw(rt, "matter")),
				rapid.SampledFrom([]string{"north", "south", ""}).Draw(rt, "unit"), rapid.IntRange(0, 3).Draw(rt, "due"))
		}
		events := events(rt, log)
		once, twice := foldAll(rt, r, events, 1), foldAll(rt, r, events, 2)
		if once != twice {
			rt.Fatal("delivered twice is not the same as once")
		}
	})
}

func events(t rapid.TB, log es.Log) (all []es.Recorded) {
	errEnd := errors.New("end")
	err := log.Follow(context.Background(), es.Following{
		Event:    func(_ context.Context, e es.Recorded) error { all = append(all, e); return nil },
		CaughtUp: func(context.Context) error { return errEnd },
	})
	if !errors.Is(err, errEnd) {
		t.Fatal(err)
	}
	return all
}

// foldAll writes events one by one, each prefix so many times over, as a writer
// does that lost its acknowledgement; and returns the digest.
func foldAll(t *rapid.T, r *Redis, events []es.Recorded, times int) string {
	ctx, model := context.Background(), worklist()
	shelf := r.shelf("prefixes"+random(), 1)
	gen, err := shelf.build(ctx, "1")
	if err != nil {
		t.Fatal(err)
	}
	for end := range events {
		for range times {
			f := &feed{shelf: shelf, model: "prefixes", fold: model.fold, meter: &meter{gauges: r.gauges, clock: r.Clock}, gen: gen, arrivals: newQueue()}
			var b batch
			for _, e := range events[:end+1] {
				if e.Position.After(gen.at) || times > 1 {
					b.add(arrival{event: &e, at: e.Position})
				}
			}
			if err := f.take(ctx, b); err != nil && !errors.Is(err, errMoved) {
				t.Fatal(err)
			}
		}
		if gen, err = shelf.pointed(ctx, shelf.building()); err != nil {
			t.Fatal(err)
		}
	}
	sum, err := shelf.digest(ctx, gen.name)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

func TestProjection_StopsAtWhatItCannotRead(t *testing.T) {
	eachRedis(t, func(t *testing.T, r *Redis) {
		log := newHistory(t)
		var repaired atomic.Bool
		model := worklist()
		decode := model.Decode
		model.Decode = func(rec es.Recorded) (moved, error) {
			if repaired.Load() && rec.Name == "intake.from-the-future.v1" {
				return moved{Unit: "north"}, nil
			}
			return decode(rec)
		}
		p := project(t, r, log, model)
		background(t, p.Run)
		other := worklist()
		other.Name, other.Decode = "other", func(rec es.Recorded) (moved, error) { return moved{Unit: "x"}, nil }
		q := project(t, r, log, other)
		background(t, q.Run)

		reach(t, p, log.move("a", "north", 0))
		good := log.move("a", "north", 1)
		bad := log.record("matters-b", "intake.from-the-future.v1", `{}`)
		last := log.move("c", "north", 2)
		reach(t, q, last) // other models are not affected
		until(t, "it says why it stands still", func() bool { return strings.Contains(p.Status().Err, errUnknown.Error()) })
		reach(t, p, good) // what came before is in
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if err := p.WaitFor(ctx, bad); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("it went past what it cannot read: %v", err)
		}
		if s := p.Status(); s.CaughtUp || s.Oldest <= 0 || s.Failures == 0 || s.Checkpoint.After(good) && !bad.After(s.Checkpoint) {
			t.Errorf("status is %+v", s)
		}
		repaired.Store(true)
		reach(t, p, last)
		until(t, "all is well again", func() bool { s := p.Status(); return s.Err == "" && s.CaughtUp && s.Oldest == 0 })
	})
}

func TestValues_ExpireAlsoInTheStandIn(t *testing.T) {
	eachRedis(t, func(t *testing.T, r *Redis) {
		v := r.Values("session")
		if err := v.Put(t.Context(), "s", []byte("x"), time.Second); err != nil {
			t.Fatal(err)
		}
		if got, err := v.Get(t.Context(), "s", 0); err != nil || string(got) != "x" {
			t.Fatalf("at first %q, %v", got, err)
		}
		until(t, "it is gone", func() bool {
			got, err := v.Get(t.Context(), "s", 0)
			return err == nil && got == nil
		})
	})
}

func TestProjection_SurvivesAModelThatPanics(t *testing.T) {
	r, log := realRedis(t), newHistory(t)
	model := worklist()
	model.Apply = func(matter, es.Recorded, moved) matter { panic("a mistake in the program") }
	p := project(t, r, log, model)
	background(t, p.Run)
	log.busy(1)
	until(t, "it says so", func() bool { return strings.Contains(p.Status().Err, "panicked") })
}

func TestProjection_TwoRunnersOfOneModel(t *testing.T) {
	eachRedis(t, func(t *testing.T, r *Redis) {
		log := newHistory(t)
		one, two := running(t, r, log), running(t, r, log)
		var last es.Position
		for range 20 {
			last = log.busy(7)
			reach(t, one, last)
			reach(t, two, last)
		}
		check(t, "they have not disturbed each other", digest(t, one), rebuilt(t, log, last))
	})
}

func TestProjection_ForeignEventsMoveTheCheckpoint(t *testing.T) {
	eachRedis(t, func(t *testing.T, r *Redis) {
		log := newHistory(t)
		p := running(t, r, log)
		log.busy(1)
		reach(t, p, log.record("groups-1", "peergroups.group-formed.v1", `{}`))
	})
}

func TestWaitFor(t *testing.T) {
	r, log := realRedis(t), newHistory(t)
	reader := project(t, r, log, worklist())
	t.Run("gives up when its context ends", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
		defer cancel()
		err := reader.WaitFor(ctx, es.Position{Commit: 1, Prepare: 1})
		if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, ErrRebuilding) {
			t.Fatalf("got %v", err)
		}
	})
	t.Run("sees what another process writes", func(t *testing.T) {
		running(t, r, log)
		reach(t, reader, log.busy(3))
	})
}

func TestTrace(t *testing.T) {
	r, log := realRedis(t), newHistory(t)
	log.busy(5)
	model := worklist()
	model.Name = "traced"
	p := project(t, r, log, model)
	background(t, p.Run)
	reach(t, p, log.move("a", "north", 1))
	reach(t, p, log.move("b", "north", 1))
	const cause = "b7ad6b7169203331"
	var parents, links int
	until(t, "each event's span is a parent or linked", func() bool {
		parents, links = 0, 0
		for _, s := range spans.Ended() {
			if s.Name() == "traced.apply" {
				parents, links = parents+below(s, cause), links+linked(s, cause)
			}
		}
		return parents+links == 7
	})
	if parents == 0 || links == 0 {
		t.Errorf("%d parents, %d links", parents, links)
	}
}

func below(s trace.ReadOnlySpan, id string) int {
	if s.Parent().SpanID().String() == id {
		return 1
	}
	return 0
}

func linked(s trace.ReadOnlySpan, id string) (n int) {
	for _, link := range s.Links() {
		if link.SpanContext.SpanID().String() == id {
			n++
		}
	}
	return n
}

func TestModel_IsChecked(t *testing.T) {
	r := realRedis(t)
	for name, spoil := range map[string]func(*Model[matter, moved]){
		"no name":    func(m *Model[matter, moved]) { m.Name = "" },
		"no version": func(m *Model[matter, moved]) { m.Version = 0 },
		"no fold":    func(m *Model[matter, moved]) { m.Apply = nil },
	} {
		model := worklist()
		spoil(&model)
		if _, err := New(r, newHistory(t), model); err == nil {
			t.Errorf("took a model with %s", name)
		}
	}
}

// counted counts how often a log is followed.
type counted struct {
	es.Log
	times atomic.Int32
}

func (c *counted) Follow(ctx context.Context, f es.Following) error {
	c.times.Add(1)
	return c.Log.Follow(ctx, f)
}

func TestProjection_RebuildReadsTheShorterWay(t *testing.T) {
	log := newHistory(t)
	far, near := &counted{Log: log}, &counted{Log: log}
	o := options(t)
	o.Bulk = near
	p := project(t, open(t, o), far, worklist())
	background(t, p.Run)
	last := log.busy(100)
	reach(t, p, last)
	live := digest(t, p)
	if err := p.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	check(t, "rebuilt", digest(t, p), live)
	if far.times.Load() != 1 || near.times.Load() != 1 {
		t.Errorf("the log was followed %d times, the shorter way %d times", far.times.Load(), near.times.Load())
	}
}

func TestDigest_IsReadAtRest(t *testing.T) {
	eachRedis(t, func(t *testing.T, r *Redis) {
		log := newHistory(t)
		p := running(t, r, log)
		reach(t, p, log.move("a", "north", 3))
		writer := &writtenMeanwhile{meta: p.shelf.meta(p.shelf.mustRest(t).gen)}
		r.client.AddHook(writer)

		want := digest(t, p)
		writer.times = digestTries - 1
		check(t, "the digest once it rests", digest(t, p), Digest{"0", want.Sum})
		writer.times = digestTries
		if sum, err := p.Digest(t.Context()); !errors.Is(err, ErrUnsettled) {
			t.Errorf("digest of what never rests is %q, %v", sum, err)
		}
	})
}

func (s shelf) mustRest(t *testing.T) resting {
	t.Helper()
	r, err := s.rest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// writtenMeanwhile changes what a generation has taken each time that its rows
// are read.
type writtenMeanwhile struct {
	redis.Hook
	meta  string
	times int
}

func (w *writtenMeanwhile) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		if w.times > 0 && cmd.Name() == "hscan" {
			w.times--
			err = errors.Join(err, next(ctx, redis.NewIntCmd(ctx, "hset", w.meta, "event", w.times)))
		}
		return err
	}
}

func (w *writtenMeanwhile) DialHook(next redis.DialHook) redis.DialHook { return next }

func (w *writtenMeanwhile) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// TestDigest_TellsAWrongOneFromABusyOne: of the same events, another sum.
func TestDigest_TellsAWrongOneFromABusyOne(t *testing.T) {
	eachRedis(t, func(t *testing.T, r *Redis) {
		log := newHistory(t)
		p := running(t, r, log)
		reach(t, p, log.move("a", "north", 3))
		was := digest(t, p)
		row := r.client.HKeys(t.Context(), p.shelf.rows(p.shelf.mustRest(t).gen)).Val()[0]
		if err := r.client.HSet(t.Context(), p.shelf.rows(p.shelf.mustRest(t).gen), row, `{}`).Err(); err != nil {
			t.Fatal(err)
		}
		if wrong := digest(t, p); wrong.Events != was.Events || wrong.Sum == was.Sum {
			t.Errorf("a row that was tampered with: %v, was %v", wrong, was)
		}
		if err := p.Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
		check(t, "built anew", digest(t, p), was)
		reach(t, p, log.move("b", "south", 1))
		if busy := digest(t, p); busy.Events == was.Events {
			t.Errorf("an event more: %v, was %v", busy, was)
		}
		both, err := DigestOf(t.Context(), p, p)
		if err != nil || both.Events != digest(t, p).Events+" "+digest(t, p).Events || both.Sum == digest(t, p).Sum {
			t.Errorf("of two: %v, %v", both, err)
		}
	})
}
