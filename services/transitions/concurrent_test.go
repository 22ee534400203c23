package transitions_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/services/transitions"
)

// The handover of one case as everybody may rely on it, told a second time in few
// words: who is responsible, who is asked, whether they met. That who is refused
// learns nothing of the case, and that the three are told apart by which service
// task they are of, is tested elsewhere.

// relay is a case in that telling.
type relay struct {
	responsible, offered string // ids of workers
	met                  bool
	revision             es.Revision
}

// move is what a worker asks.
type move struct {
	of   es.ID // the case
	what string
	who  string
	to   string // of an offer
}

// reply is what they learn.
type reply struct {
	how      string // "done", "refused", "seen", "unseen", "not", or "unknown": it took effect once, or never, or will
	code     string // when refused
	revision es.Revision
	again    bool // the first answer was lost: the revision is that of another moment
	seen     relay
}

// step does a move in the one order of all moves. The code: it is refused.
func (r relay) step(m move) (relay, string) {
	holds, asked := r.responsible == m.who, r.offered == m.who
	mine := func() string {
		switch {
		case r.offered == "":
			return "no-offer"
		case !asked:
			return "not-receiver"
		}
		return ""
	}
	no := ""
	next := r
	next.revision++
	switch m.what {
	case "offer":
		switch {
		case !holds:
			no = "not-responsible"
		case r.offered != "":
			no = "offer-pending"
		case m.to == m.who:
			no = "already-responsible"
		}
		next.offered, next.met = m.to, false
	case "withdraw":
		switch {
		case !holds:
			no = "not-responsible"
		case r.offered == "":
			no = "no-offer"
		}
		next.offered, next.met = "", false
	case "decline":
		no = mine()
		next.offered, next.met = "", false
	case "meet":
		switch {
		case r.offered == "":
			no = "no-offer"
		case !holds && !asked:
			no = "not-party"
		case r.met:
			next = r // both of them recorded it
		}
		next.met = true
	case "accept":
		if no = mine(); no == "" && !r.met {
			no = "not-met"
		}
		next.responsible, next.offered, next.met = m.who, "", false
	}
	if no != "" {
		return r, no
	}
	return next, ""
}

// denials are what is said to who may not ask at all, before any rule is asked.
var denials = []string{"not-found", "not-allowed", "no-relation"}

// explains returns how a case may stand after a move that was answered so; none:
// in no way, as it stood before.
func explains(now relay, m move, out reply) []any {
	then, no := now.step(m)
	switch {
	case out.how == "not" || out.how == "unseen" && m.who != now.responsible && m.who != now.offered:
		return []any{now}
	case out.how == "unknown":
		return []any{now, then}
	case out.how == "seen" && out.seen == now,
		out.how == "refused" && no != "" && (no == out.code || slices.Contains(denials, out.code)):
		return []any{now}
	case out.how == "done" && no == "" && (out.again || out.revision == then.revision):
		return []any{then}
	}
	return nil
}

// oneAfterTheOther is what a case means when one move is made after the other.
var oneAfterTheOther = porcupine.NondeterministicModel{
	Init: func() []any { return []any{relay{responsible: "w-aino"}} },
	Step: func(state, input, output any) []any { return explains(state.(relay), input.(move), output.(reply)) },
	Partition: func(ops []porcupine.Operation) (parts [][]porcupine.Operation) {
		byCase := map[es.ID][]porcupine.Operation{}
		for _, op := range ops {
			byCase[op.Input.(move).of] = append(byCase[op.Input.(move).of], op)
		}
		for _, part := range byCase {
			parts = append(parts, part)
		}
		return parts
	},
}

// mover is a client: of one of the processes, as whoever it says.
type mover struct {
	*county
	id     int
	chance *rand.Rand
	base   string
	since  time.Time
	ops    []porcupine.Operation
	last   map[es.ID]relay // as they last knew a case
}

var runners = []string{"w-aino", "w-elin", "w-oskari"}

func (m *mover) moves(cases []es.ID, n int) {
	for range n {
		one := func(of []string) string { return of[m.chance.IntN(len(of))] }
		in := move{of: cases[m.chance.IntN(len(cases))], who: one(runners), to: one(runners)}
		in.what = one([]string{"offer", "offer", "meet", "meet", "accept", "accept", "accept", "decline", "withdraw", "look", "look"})
		if of := m.last[in.of]; m.chance.IntN(3) > 0 { // mostly by whom it concerns, so that much happens
			switch {
			case in.what == "offer" || in.what == "withdraw":
				in.who = cmp.Or(of.responsible, "w-aino")
			case in.what != "look":
				in.who = cmp.Or(of.offered, in.who)
			}
		}
		begun := time.Since(m.since)
		out := m.move(in)
		m.learn(in, out)
		ended := time.Since(m.since)
		if out.how == "unknown" {
			ended = time.Hour // it may take effect at any later time
		}
		m.ops = append(m.ops, porcupine.Operation{ClientId: m.id, Input: in, Call: int64(begun), Output: out, Return: int64(ended)})
		if out.how == "unknown" {
			m.id += 1000 // a client of the model has one call open at a time
		}
	}
}

// learn notes how a case may stand now.
func (m *mover) learn(in move, out reply) {
	of := m.last[in.of]
	switch {
	case out.how == "seen":
		of = out.seen
	case out.how != "done":
	case in.what == "offer":
		of.responsible, of.offered = in.who, in.to
	case in.what == "accept":
		of.responsible, of.offered = in.who, ""
	case in.what == "decline" || in.what == "withdraw":
		of.offered = ""
	}
	m.last[in.of] = of
}

// move asks once; some do not wait for the answer and ask again, with the same
// command.
func (m *mover) move(in move) reply {
	client := m.as(in.who)
	client.Base = m.base
	ctx := m.Context()
	if in.what == "look" {
		return seen(edge.Call[contracts.Case](ctx, client, edge.Request{Method: "GET", Path: "/cases/" + in.of.String()}))
	}
	ask := edge.Request{Method: "POST", Path: "/cases/" + in.of.String() + "/handover", Command: es.NewID()}
	switch in.what {
	case "offer":
		ask.Body = contracts.HandoverOffer{To: in.to, RespondBy: day.AddDays(7)}
	case "withdraw":
		ask.Path, ask.Body = ask.Path+"/withdrawal", contracts.HandoverWithdrawal{}
	case "decline":
		ask.Path, ask.Body = ask.Path+"/refusal", contracts.HandoverRefusal{Reason: "Canaryreason"}
	case "meet":
		ask.Path, ask.Body = ask.Path+"/meeting", contracts.JointMeeting{On: day}
	case "accept":
		ask.Path, ask.Body = ask.Path+"/acceptance", struct{}{}
	}
	hasty, done := ctx, func() {}
	if m.chance.IntN(6) == 0 {
		hasty, done = context.WithTimeout(ctx, time.Duration(m.chance.IntN(8_000))*time.Microsecond)
	}
	out := answered(edge.Call[contracts.Receipt](hasty, client, ask))
	done()
	if out.how == "unknown" && m.chance.IntN(4) > 0 {
		if out = answered(edge.Call[contracts.Receipt](ctx, client, ask)); out.how != "done" {
			return reply{how: "unknown"} // the first may still be under way
		}
		out.again = true
	}
	return out
}

func answered(r contracts.Receipt, _ edge.Meta, err error) reply {
	no, refused := refusal.As(err)
	switch {
	case err == nil:
		return reply{how: "done", revision: r.Revision}
	case !refused || no.Code == "timeout":
		return reply{how: "unknown"}
	case no.Code == "contended":
		return reply{how: "not"}
	case len(no.Fields) == 1:
		return reply{how: "refused", code: no.Fields[0].Code}
	}
	return reply{how: "refused", code: no.Code}
}

// seen is what a look at a case tells of the relay, to who has it or is asked.
func seen(c contracts.Case, _ edge.Meta, err error) reply {
	no, refused := refusal.As(err)
	switch {
	case err == nil && c.Shows == contracts.ShowsUntilHandover:
		return reply{how: "not"} // of another time
	case err == nil:
		r := relay{responsible: c.Responsible, offered: c.OfferedTo, revision: c.Revision}
		r.met = c.Offer != nil && !c.Offer.MetOn.IsZero()
		return reply{how: "seen", seen: r}
	case refused && slices.Contains(denials, no.Code):
		return reply{how: "unseen"}
	}
	return reply{how: "unknown"}
}

// process is another process of the service, over a history; its address.
func (c *county) process(store es.Store) string {
	c.Helper()
	service, err := transitions.New(transitions.Options{
		Area: testArea, Store: store, Log: c.history, Redis: c.redis, Bus: c.bus, Vault: c.keys, Logger: quiet, Clock: c.clock.read, Signer: signer,
		Edge: edge.Options{Uses: c.uses, Tokens: c.tokens, Logger: quiet, Clock: c.clock.read},
	})
	must(c.T, err)
	server := httptest.NewServer(service.Handler())
	c.Cleanup(server.Close)
	return server.URL
}

// playedMoves lets clients of the processes move two cases at once, and returns
// what they noted.
func (c *county) playedMoves(seed uint64, processes ...string) (ops []porcupine.Operation) {
	c.Helper()
	cases := []es.ID{es.ID{}.Derive("relay", fmt.Sprint(seed)), es.ID{}.Derive("another relay", fmt.Sprint(seed))}
	for _, id := range cases {
		name, data, err := transitions.History.Encode(transitions.CaseOpened{Person: id.Derive("person"), Matter: id.Derive("matter"), Responsible: "w-aino", On: day})
		must(c.T, err)
		_, err = c.history.Append(c.Context(), "transitions-"+id.String(), es.NoStream, es.NewEvent{ID: es.NewID(), Name: name, Data: data, Meta: es.Meta{Command: es.NewID()}})
		must(c.T, err)
	}
	movers := make([]*mover, 4)
	var all sync.WaitGroup
	since := time.Now()
	for i := range movers {
		movers[i] = &mover{county: c, id: i, chance: rand.New(rand.NewPCG(seed, uint64(i))), base: processes[i%len(processes)], since: since, last: map[es.ID]relay{}}
		all.Go(func() { movers[i].moves(cases, 20) })
	}
	all.Wait()
	for _, m := range movers {
		ops = append(ops, m.ops...)
	}
	return ops
}

// inOneOrder looks for an order of the moves that explains all answers.
func inOneOrder(ops []porcupine.Operation) porcupine.CheckResult {
	return porcupine.CheckOperationsTimeout(oneAfterTheOther.ToModel(), ops, time.Minute)
}

// TestHandover_IsLinearizable records what clients of two processes are told who
// offer, meet, accept, decline and withdraw the same cases at once, some of whom
// lose the answer and ask again: there is an order of all of it in which each
// answer is right. NIVEL_HISTORIES sets how many histories are recorded.
func TestHandover_IsLinearizable(t *testing.T) {
	histories := 15
	if n, err := strconv.Atoi(os.Getenv("NIVEL_HISTORIES")); err == nil {
		histories = n
	}
	c := newCounty(t)
	other := c.process(c.history)
	told, moved := map[string]int{}, 0
	var recorded [][]porcupine.Operation
	for seed := range uint64(histories) {
		ops := c.playedMoves(seed, c.base, other)
		for _, op := range ops {
			out := op.Output.(reply)
			told[out.how]++
			if out.how == "done" && op.Input.(move).what == "accept" {
				moved++
			}
		}
		if result := inOneOrder(ops); result != porcupine.Ok {
			t.Fatalf("history %d is %s:\n%s", seed, result, listed(ops))
		}
		recorded = append(recorded, ops)
	}
	t.Logf("answers %v, %d changes of worker", told, moved)
	for _, how := range []string{"done", "refused", "seen", "unseen", "unknown"} {
		if told[how] == 0 {
			t.Errorf("no answer was %q: the histories do not show what they are for", how)
		}
	}
	if moved == 0 {
		t.Error("no case came to another worker")
	}
	t.Run("and a history in which two answers are swapped is found wrong", func(t *testing.T) {
		swapped, found := 0, 0
		for _, ops := range recorded {
			if planted := swap(ops); planted != nil {
				swapped++
				if inOneOrder(planted) == porcupine.Illegal {
					found++
				}
			}
		}
		if swapped == 0 || found != swapped {
			t.Errorf("%d of %d were found", found, swapped)
		}
	})
}

// swap returns a history in which the first offer of a case and an acceptance of it
// have each other's answer; nil: there is none to swap.
func swap(ops []porcupine.Operation) []porcupine.Operation {
	for i, first := range ops {
		if out := first.Output.(reply); out.how != "done" || out.again || out.revision != 1 {
			continue
		}
		for j, later := range ops {
			in, out := later.Input.(move), later.Output.(reply)
			if in.what == "accept" && in.of == first.Input.(move).of && out.how == "done" && !out.again {
				planted := slices.Clone(ops)
				planted[i].Output, planted[j].Output = out, first.Output
				return planted
			}
		}
	}
	return nil
}

// heedless is a history that ignores which revision was expected.
type heedless struct{ es.Store }

func (h heedless) Append(ctx context.Context, stream string, at es.Revision, events ...es.NewEvent) (es.Appended, error) {
	for {
		done, err := h.Store.Append(ctx, stream, at, events...)
		if !errors.Is(err, es.ErrConflict) {
			return done, err
		}
		recorded, err := h.Store.Read(ctx, stream, 0)
		if err != nil {
			return es.Appended{}, err
		}
		at = es.Revision(len(recorded) - 1)
	}
}

func TestHandover_IsLinearizable_FindsAHistoryThatIgnoresRevisions(t *testing.T) {
	c := newCounty(t)
	one, other := c.process(heedless{c.history}), c.process(heedless{c.history})
	for seed := range uint64(200) {
		if inOneOrder(c.playedMoves(seed, one, other)) == porcupine.Illegal {
			return
		}
	}
	t.Error("no history was found wrong")
}

func listed(ops []porcupine.Operation) string {
	ops = slices.Clone(ops)
	slices.SortFunc(ops, func(a, b porcupine.Operation) int { return int(a.Call - b.Call) })
	var text strings.Builder
	for _, op := range ops {
		fmt.Fprintf(&text, "%6d-%6d µs  %+v → %+v\n", op.Call/1000, op.Return/1000, op.Input, op.Output)
	}
	return text.String()
}
