package history_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"nivel/libs/es"
	"nivel/libs/refusal"
)

// A group of three seats is the least thing whose rule breaks when two commands
// are decided on the same state.
type group string // who has a seat, one letter each, in the order of taking

type seating interface{ evolve(group) group }

type taken struct{ By string }

type left struct{ By string }

func (e taken) evolve(g group) group { return g + group(e.By) }
func (e left) evolve(g group) group  { return group(strings.Replace(string(g), e.By, "", 1)) }

type command struct {
	leave bool
	who   string
}

var errFull = refusal.Refusal{Kind: refusal.Untimely, Code: "full"}

func (g group) decide(c command) ([]seating, error) {
	has := strings.Contains(string(g), c.who)
	switch {
	case c.leave && has:
		return []seating{left{c.who}}, nil
	case c.leave, has:
		return nil, nil
	case len(g) == 3:
		return nil, errFull
	}
	return []seating{taken{c.who}}, nil
}

type groups = es.Streams[group, command, seating]

func groupsOn(store es.Store, category string) groups {
	return groups{
		Category: category,
		Decider: es.Decider[group, command, seating]{
			Decide: func(g group, c command) ([]seating, error) { return g.decide(c) },
			Evolve: func(g group, e seating) group { return e.evolve(g) },
		},
		Catalog: es.NewCatalog(es.Current[taken, seating]("groups.taken.v1"), es.Current[left, seating]("groups.left.v1")),
		Store:   store,
		Hot:     es.NewHot[group](100),
	}
}

// called is one call as its caller made it; look asks for the state only.
type called struct {
	group string
	command
	look bool
}

// answered is what the caller of called learnt.
type answered struct {
	how      string // "done", "refused", "somehow" (it took effect, once), "not", or "unknown"
	seats    group  // when done or refused: the state then
	revision es.Revision
}

// standing is a group in the model.
type standing struct {
	seats    group
	revision es.Revision
}

// sequential is what groups mean when one call is made after the other.
var sequential = porcupine.NondeterministicModel{
	Init: func() []any { return []any{standing{revision: es.NoStream}} },
	Step: func(state, input, output any) []any { return next(state.(standing), input.(called), output.(answered)) },
	Partition: func(ops []porcupine.Operation) [][]porcupine.Operation {
		byGroup := map[string][]porcupine.Operation{}
		for _, op := range ops {
			name := op.Input.(called).group
			byGroup[name] = append(byGroup[name], op)
		}
		var parts [][]porcupine.Operation
		for _, part := range byGroup {
			parts = append(parts, part)
		}
		return parts
	},
}

func next(now standing, in called, out answered) []any {
	then, refused := now, false
	if !in.look {
		events, err := now.seats.decide(in.command)
		refused = err != nil
		for _, e := range events {
			then = standing{e.evolve(then.seats), then.revision + 1}
		}
	}
	told := standing{out.seats, out.revision}
	switch {
	case out.how == "not":
		return []any{now}
	case out.how == "unknown":
		return []any{now, then}
	case out.how == "somehow" && then != now, out.how == "done" && !refused && told == then, out.how == "refused" && refused && told == now:
		return []any{then}
	}
	return nil
}

// caller makes calls, one after the other, and notes them.
type caller struct {
	id      int
	chance  *rand.Rand
	through groups
	since   time.Time
	ops     []porcupine.Operation
}

func (c *caller) calls(ctx context.Context, n int) {
	for range n {
		in := called{
			group:   strconv.Itoa(c.chance.IntN(2)),
			command: command{leave: c.chance.IntN(3) == 0, who: string(rune('a' + c.chance.IntN(5)))},
			look:    c.chance.IntN(5) == 0,
		}
		begun := time.Since(c.since)
		out := c.call(ctx, in)
		ended := time.Since(c.since)
		if out.how == "unknown" {
			ended = time.Hour // it may take effect at any later time
		}
		c.ops = append(c.ops, porcupine.Operation{ClientId: c.id, Input: in, Call: int64(begun), Output: out, Return: int64(ended)})
		if out.how == "unknown" {
			c.id += 1000 // a client of the model has one call open at a time
		}
	}
}

// call asks once; where the answer is lost, mostly once more with the same id.
func (c *caller) call(ctx context.Context, in called) answered {
	if in.look {
		now, err := c.through.Load(ctx, in.group)
		return told(now, err)
	}
	ctx = es.WithIssue(ctx, es.Issue{Command: es.NewID()})
	hasty, cancel := ctx, func() {}
	if c.chance.IntN(4) == 0 {
		hasty, cancel = context.WithTimeout(ctx, time.Duration(c.chance.IntN(2000))*time.Microsecond)
	}
	out := told(c.through.Handle(hasty, in.group, in.command))
	cancel()
	if out.how == "unknown" && c.chance.IntN(4) > 0 {
		out = told(c.through.Handle(ctx, in.group, in.command))
	}
	return out
}

func told(now es.Outcome[group], err error) answered {
	out := answered{"done", now.State, now.Revision}
	switch {
	case now.Repeated:
		out.how = "somehow"
	case errors.Is(err, errFull):
		out.how = "refused"
	case errors.Is(err, es.ErrConflict), errors.Is(err, es.ErrUnavailable):
		out.how = "not"
	case err != nil:
		out.how = "unknown"
	}
	return out
}

// played lets callers at two processes act on two groups at once and returns
// what they noted.
func played(t *testing.T, seed uint64, stores ...es.Store) []porcupine.Operation {
	t.Helper()
	var all sync.WaitGroup
	category, since := "groups"+strconv.FormatUint(seed, 10), time.Now()
	callers := make([]*caller, 4)
	processes := make([]groups, len(stores))
	for i, store := range stores {
		processes[i] = groupsOn(store, category)
	}
	for i := range callers {
		callers[i] = &caller{id: i, chance: rand.New(rand.NewPCG(seed, uint64(i))), through: processes[i%len(processes)], since: since}
		all.Go(func() { callers[i].calls(t.Context(), 12) })
	}
	all.Wait()
	var ops []porcupine.Operation
	for _, c := range callers {
		ops = append(ops, c.ops...)
	}
	return ops
}

// TestStreams_Linearizable records what concurrent callers at two processes see,
// some of whom give up waiting and ask again, and looks for an order of their
// calls that explains it all. NIVEL_HISTORIES sets how many are recorded.
func TestStreams_Linearizable(t *testing.T) {
	histories := 200
	if n, err := strconv.Atoi(os.Getenv("NIVEL_HISTORIES")); err == nil {
		histories = n
	}
	s := serve(t, "")
	one, other := open(t, s.node.Address()), open(t, s.node.Address())
	seen := map[string]int{}
	for seed := range uint64(histories) {
		ops := played(t, seed, one, other)
		for _, op := range ops {
			seen[op.Output.(answered).how]++
		}
		if result := porcupine.CheckOperationsTimeout(sequential.ToModel(), ops, patience); result != porcupine.Ok {
			t.Fatalf("history %d is %s:\n%s", seed, result, listed(ops))
		}
	}
	t.Logf("answers: %v", seen)
	for _, how := range []string{"done", "refused", "somehow", "unknown"} {
		if seen[how] == 0 {
			t.Errorf("no answer was %q: the histories do not show what they are for", how)
		}
	}
}

// overwriting is a store that ignores which revision was expected.
type overwriting struct{ es.Store }

func (o overwriting) Append(ctx context.Context, stream string, at es.Revision, events ...es.NewEvent) (es.Appended, error) {
	for {
		done, err := o.Store.Append(ctx, stream, at, events...)
		if !errors.Is(err, es.ErrConflict) {
			return done, err
		}
		recorded, err := o.Store.Read(ctx, stream, 0)
		if err != nil {
			return es.Appended{}, err
		}
		at = es.Revision(len(recorded) - 1)
	}
}

func TestStreams_Linearizable_FindsAStoreThatIgnoresRevisions(t *testing.T) {
	s := serve(t, "")
	store := overwriting{open(t, s.node.Address())}
	for seed := range uint64(200) {
		if porcupine.CheckOperationsTimeout(sequential.ToModel(), played(t, seed, store, store), patience) == porcupine.Illegal {
			return
		}
	}
	t.Error("no history was found wrong")
}

func listed(ops []porcupine.Operation) string {
	slices.SortFunc(ops, func(a, b porcupine.Operation) int { return int(a.Call - b.Call) })
	var text strings.Builder
	for _, op := range ops {
		fmt.Fprintf(&text, "%6d-%6d µs  %+v → %+v\n", op.Call/1000, op.Return/1000, op.Input, op.Output)
	}
	return text.String()
}

func TestStreams_KnowACommandAfterARestart(t *testing.T) {
	s := serve(t, "")
	h := open(t, s.node.Address())
	ctx := es.WithIssue(t.Context(), es.Issue{Command: es.NewID()})
	first, err := groupsOn(h, "groups").Handle(ctx, "1", command{who: "a"})
	if err != nil {
		t.Fatal(err)
	}
	s.stop()
	s.start()
	for name, through := range map[string]groups{"the same process": groupsOn(h, "groups"), "a new one": groupsOn(open(t, s.node.Address()), "groups")} {
		again, err := through.Handle(ctx, "1", command{who: "a"})
		if err != nil || !again.Repeated || again.State != first.State || again.Revision != first.Revision {
			t.Errorf("%s answers %+v, %v; first it was %+v", name, again, err, first)
		}
	}
}
