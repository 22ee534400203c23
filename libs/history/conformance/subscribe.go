package conformance

import (
	"context"
	"slices"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
)

// subscription hears what a server sends; each of its methods waits for it.
type subscription struct {
	*trial
	call    streams.Streams_ReadClient
	trailer metadata.MD
	marks   []*position // checkpoints so far
}

// subscribe subscribes, and wants the server to confirm it first of all.
func (t *trial) subscribe(o *streams.ReadReq_Options) *subscription {
	t.Helper()
	s := t.listen(o)
	answer, err := s.call.Recv()
	if err != nil || answer.GetConfirmation().GetSubscriptionId() == "" {
		t.Fatalf("the first answer is %v, %v", answer, err)
	}
	return s
}

func (t *trial) listen(o *streams.ReadReq_Options) *subscription {
	t.Helper()
	o.CountOption = &streams.ReadReq_Options_Subscription{Subscription: &streams.ReadReq_Options_SubscriptionOptions{}}
	ctx, cancel := context.WithCancel(t.ctx)
	t.Cleanup(cancel)
	s := &subscription{trial: t}
	var err error
	if s.call, err = t.streams.Read(ctx, &streams.ReadReq{Options: o}, grpc.Trailer(&s.trailer)); err != nil {
		t.Fatal(err)
	}
	return s
}

// next returns the next answer that is no checkpoint, and keeps those.
func (s *subscription) next() *streams.ReadResp {
	s.Helper()
	for {
		answer, err := s.call.Recv()
		if err != nil {
			s.Fatalf("the subscription ended: %v", err)
		}
		c := answer.GetCheckpoint()
		if c == nil {
			return answer
		}
		s.mark(&position{CommitPosition: c.GetCommitPosition(), PreparePosition: c.GetPreparePosition()})
	}
}

// mark wants checkpoints to rise.
func (s *subscription) mark(p *position) {
	s.Helper()
	if n := len(s.marks); n > 0 && !before(s.marks[n-1], p) {
		s.Fatalf("after the checkpoint %v comes %v", s.marks[n-1], p)
	}
	s.marks = append(s.marks, p)
}

// brings wants exactly these events to come next, none of them behind a checkpoint.
func (s *subscription) brings(want ...*event) []*streams.ReadResp_ReadEvent {
	s.Helper()
	found := []*streams.ReadResp_ReadEvent{}
	for range want {
		answer := s.next()
		if answer.GetEvent() == nil {
			s.Fatalf("after %d of %d events comes %v", len(found), len(want), answer)
		}
		if n := len(s.marks); n > 0 && !before(s.marks[n-1], at(answer.GetEvent())) {
			s.Fatalf("an event at %v comes after the checkpoint %v", at(answer.GetEvent()), s.marks[n-1])
		}
		found = append(found, answer.GetEvent())
	}
	s.ids(found, want...)
	return found
}

// catchesUp wants to be told next that there is no more for now.
func (s *subscription) catchesUp() {
	s.Helper()
	if answer := s.next(); answer.GetCaughtUp() == nil {
		s.Fatalf("instead of having caught up, it brings %v", answer)
	}
}

// marksAfter waits for a checkpoint that is not before p.
func (s *subscription) marksAfter(p *position) *position {
	s.Helper()
	for {
		if n := len(s.marks); n > 0 && !before(s.marks[n-1], p) {
			return s.marks[n-1]
		}
		answer, err := s.call.Recv()
		if err != nil || answer.GetCheckpoint() == nil {
			s.Fatalf("instead of a checkpoint at %v or later, it brings %v, %v", p, answer, err)
		}
		c := answer.GetCheckpoint()
		s.mark(&position{CommitPosition: c.GetCommitPosition(), PreparePosition: c.GetPreparePosition()})
	}
}

var streamSubscriptionCases = []aCase{
	{"brings what there is, says so, and brings what comes", func(t *trial) {
		stream, events := t.filled("a", 3)
		s := t.subscribe(span{stream: stream, from: start}.options())
		s.brings(events...)
		s.catchesUp()
		for i := range 3 {
			more := newEvents(2)
			t.append(stream, expected(2+2*i), more...)
			s.brings(more...)
		}
	}},
	{"from a revision on, which is not brought again", func(t *trial) {
		stream, events := t.filled("a", 4)
		for i := range events {
			s := t.subscribe(span{stream: stream, from: place(i)}.options())
			s.brings(events[i+1:]...)
			s.catchesUp()
		}
	}},
	{"from the end only what comes", func(t *trial) {
		stream, _ := t.filled("a", 3)
		s := t.subscribe(span{stream: stream, from: end}.options())
		s.catchesUp()
		more := newEvents(1)
		t.append(stream, 2, more...)
		s.brings(more...)
	}},
	{"to a stream that is not there yet waits for it", func(t *trial) {
		s := t.subscribe(span{stream: t.stream("a"), from: start}.options())
		s.catchesUp()
		_, events := t.filled("a", 2)
		s.brings(events...)
	}},
	{"brings nothing of other streams", func(t *trial) {
		stream, events := t.filled("a", 1)
		s := t.subscribe(span{stream: stream, from: start}.options())
		s.brings(events...)
		s.catchesUp()
		t.filled("ab", 3)
		more := newEvents(1)
		t.append(stream, 0, more...)
		s.brings(more...)
	}},
}

var logSubscriptionCases = []aCase{
	{"brings what there is, says so, and brings what comes", func(t *trial) {
		from, events := t.laid(6)
		s := t.subscribe(stretch{from: from, filter: t.mine("-even", "-odd")}.options())
		s.brings(events...)
		s.catchesUp()
		more := newEvents(3)
		t.append(t.stream("even"), always, more...)
		s.brings(more...)
	}},
	{"without a filter too", func(t *trial) {
		from, events := t.laid(4)
		s := t.subscribe(stretch{from: from}.options())
		wanted := slices.Clone(events)
		for len(wanted) > 0 {
			answer := s.next() // what others append may come between
			if e := answer.GetEvent(); e != nil && idOf(e.GetEvent()) == idFrom(wanted[0].GetId()) {
				wanted = wanted[1:]
			} else if answer.GetCaughtUp() != nil {
				t.Fatalf("says that it has caught up, with %d events missing", len(wanted))
			}
		}
		if len(s.marks) > 0 {
			t.Errorf("there are checkpoints without a filter: %v", s.marks)
		}
	}},
	{"from a position on, which is not brought again", func(t *trial) {
		from, events := t.laid(5)
		found := t.log(stretch{from: from, count: plenty, filter: t.mine("-even", "-odd")})
		for i, e := range found {
			s := t.subscribe(stretch{from: at(e), filter: t.mine("-even", "-odd")}.options())
			s.brings(events[i+1:]...)
			s.catchesUp()
		}
	}},
	{"from the end only what comes", func(t *trial) {
		t.laid(3)
		s := t.subscribe(stretch{filter: t.mine("-even", "-odd")}.options())
		s.catchesUp()
		more := newEvents(1)
		t.append(t.stream("odd"), always, more...)
		s.brings(more...)
	}},
	{"filters by regular expressions on streams and on types", func(t *trial) {
		from, events := t.laid(4)
		s := t.subscribe(stretch{from: from, filter: matching("^"+t.category+"-odd$", false)}.options())
		s.brings(events[1], events[3])
		s.catchesUp()
		special := newEvent(t.category+".special", "{}")
		t.append(t.stream("even"), always, special)
		s = t.subscribe(stretch{from: from, filter: matching(`^`+t.category+`\.special$`, true)}.options())
		s.brings(special)
	}},
	{"tells checkpoints while it looks through what the filter keeps back, and at the end of it", func(t *trial) {
		from, _ := t.laid(0)
		hidden := t.append(t.stream("hidden"), none, newEvents(5*window)...)
		wanted := newEvents(1)
		t.append(t.stream("even"), none, wanted...)
		s := t.subscribe(stretch{from: from, filter: t.mine("-even")}.options())
		s.brings(wanted...)
		if n := len(s.marks); n < 4 {
			t.Errorf("%d checkpoints in %d events looked at", n, 5*window)
		}
		s.catchesUp()
		hidden = t.append(t.stream("hidden"), expected(hidden.GetCurrentRevision()), newEvents(2*window)...)
		s.marksAfter(endOf(hidden))
	}},
	{"from a checkpoint on nothing is missing and nothing comes again", func(t *trial) {
		from, _ := t.laid(0)
		for range 3 {
			t.append(t.stream("hidden"), always, newEvents(window)...)
			t.append(t.stream("even"), always, newEvents(2)...)
		}
		events := t.log(stretch{from: from, count: plenty, filter: t.mine("-even")})
		s := t.subscribe(stretch{from: from, filter: t.mine("-even")}.options())
		for range events {
			s.next()
		}
		s.catchesUp()
		for _, mark := range s.marks {
			again := t.subscribe(stretch{from: mark, filter: t.mine("-even")}.options())
			for _, e := range events {
				if !before(mark, at(e)) {
					continue
				}
				if got := again.next().GetEvent(); idOf(got.GetEvent()) != idOf(e.GetEvent()) {
					t.Fatalf("from the checkpoint %v comes %v, wanted %v", mark, got, e)
				}
			}
			again.catchesUp()
		}
	}},
}
