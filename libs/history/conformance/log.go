package conformance

import (
	"math"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
)

// position is a place in the log.
type position = streams.ReadReq_Options_Position

// stretch is what to read of the log, or to hear of it. Where from is nil it
// begins at the end.
type stretch struct {
	from      *position
	backwards bool
	count     uint64
	filter    *streams.ReadReq_Options_FilterOptions
}

func (s stretch) options() *streams.ReadReq_Options {
	of := &streams.ReadReq_Options_AllOptions{AllOption: &streams.ReadReq_Options_AllOptions_End{End: empty}}
	if s.from != nil {
		of.AllOption = &streams.ReadReq_Options_AllOptions_Position{Position: s.from}
	}
	o := options(s.backwards, s.count)
	o.StreamOption = &streams.ReadReq_Options_All{All: of}
	if s.filter != nil {
		o.FilterOption = &streams.ReadReq_Options_Filter{Filter: s.filter}
	}
	return o
}

// window is how many events a filtered subscription looks at between two
// checkpoints.
const window = 32

// mine lets through the streams of this case whose names go on with one of these.
func (t *trial) mine(rest ...string) *streams.ReadReq_Options_FilterOptions {
	names := []string{}
	for _, r := range rest {
		names = append(names, t.category+r)
	}
	return &streams.ReadReq_Options_FilterOptions{
		Filter: &streams.ReadReq_Options_FilterOptions_StreamIdentifier{
			StreamIdentifier: &streams.ReadReq_Options_FilterOptions_Expression{Prefix: names},
		},
		Window: &streams.ReadReq_Options_FilterOptions_Max{Max: window}, CheckpointIntervalMultiplier: 1,
	}
}

// matching lets through the streams, or the types, that a regular expression matches.
func matching(regex string, types bool) *streams.ReadReq_Options_FilterOptions {
	o := &streams.ReadReq_Options_FilterOptions{
		Window: &streams.ReadReq_Options_FilterOptions_Max{Max: window}, CheckpointIntervalMultiplier: 1,
	}
	expression := &streams.ReadReq_Options_FilterOptions_Expression{Regex: regex}
	if o.Filter = (&streams.ReadReq_Options_FilterOptions_StreamIdentifier{StreamIdentifier: expression}); types {
		o.Filter = &streams.ReadReq_Options_FilterOptions_EventType{EventType: expression}
	}
	return o
}

// at is where an event lies in the log.
func at(e *streams.ReadResp_ReadEvent) *position {
	return &position{CommitPosition: e.GetEvent().GetCommitPosition(), PreparePosition: e.GetEvent().GetPreparePosition()}
}

func before(a, b *position) bool {
	return a.GetCommitPosition() < b.GetCommitPosition() ||
		a.GetCommitPosition() == b.GetCommitPosition() && a.GetPreparePosition() < b.GetPreparePosition()
}

// end is where an append ended in the log.
func endOf(done *streams.AppendResp_Success) *position {
	return &position{CommitPosition: done.GetPosition().GetCommitPosition(), PreparePosition: done.GetPosition().GetPreparePosition()}
}

// log reads a stretch of the log to a good end.
func (t *trial) log(s stretch) []*streams.ReadResp_ReadEvent {
	t.Helper()
	found := t.try(s.options())
	if found.err != nil || found.notFound != "" {
		t.Fatalf("read of the log: %v, not found: %q", found.err, found.notFound)
	}
	return found.events
}

// laid appends a first event, from which on to read, and then n events turn by
// turn to two streams. It returns where the first lies, and the others.
func (t *trial) laid(n int) (*position, []*event) {
	t.Helper()
	first := t.append(t.stream("first"), none, newEvents(1)...)
	events := newEvents(n)
	for i, e := range events {
		t.append(t.stream([]string{"even", "odd"}[i%2]), always, e)
	}
	return endOf(first), events
}

var logCases = []aCase{
	{"holds the events of all streams in the order of their appends, at rising positions", func(t *trial) {
		from, events := t.laid(6)
		found := t.log(stretch{from: from, count: plenty, filter: t.mine("-even", "-odd")})
		t.ids(found, events...)
		last := from
		for _, e := range found {
			if !before(last, at(e)) || e.GetCommitPosition() != at(e).GetCommitPosition() ||
				at(e).GetCommitPosition() != at(e).GetPreparePosition() {
				t.Errorf("after %v comes an event at %v, with commit position %d", last, at(e), e.GetCommitPosition())
			}
			last = at(e)
		}
	}},
	{"an append answers with the position that its last event has in the log", func(t *trial) {
		t.append(t.stream("a"), none, newEvents(2)...)
		done := t.append(t.stream("a"), 1, newEvents(3)...)
		found := t.log(stretch{from: endOf(done), count: 1})
		if len(found) != 1 || found[0].GetEvent().GetStreamRevision() != 4 || string(found[0].GetEvent().GetStreamIdentifier().GetStreamName()) != t.stream("a") {
			t.Fatalf("at the position of the answer lies %v", found)
		}
	}},
	{"forwards the position is included, backwards it is not", func(t *trial) {
		from, events := t.laid(6)
		found := t.log(stretch{from: from, count: plenty, filter: t.mine("-even", "-odd")})
		for i, e := range found {
			t.ids(t.log(stretch{from: at(e), count: plenty, filter: t.mine("-even", "-odd")}), events[i:]...)
			back := t.log(stretch{from: at(e), count: uint64(i + 1), backwards: true, filter: t.mine("-")})
			if len(back) != i+1 {
				t.Fatalf("backwards from event %d: %d events", i, len(back))
			}
			t.ids(back[:i], reversed(events[:i])...)
		}
	}},
	{"no more than was asked for", func(t *trial) {
		from, events := t.laid(6)
		t.ids(t.log(stretch{from: from, count: 4, filter: t.mine("-even", "-odd")}), events[:4]...)
		t.ids(t.log(stretch{count: 2, backwards: true, filter: t.mine("-even", "-odd")}), events[5], events[4])
	}},
	{"backwards from the end begins with the last event", func(t *trial) {
		_, events := t.laid(2)
		t.ids(t.log(stretch{count: 1, backwards: true, filter: t.mine("-")}), events[1])
		if found := t.log(stretch{count: 1, backwards: true}); len(found) != 1 {
			t.Fatalf("%d events", len(found))
		}
	}},
	{"nothing forwards from the end", func(t *trial) {
		t.laid(1)
		t.ids(t.log(stretch{count: 1, filter: t.mine("-")}))
	}},
	{"filters by a regular expression on streams and on types", func(t *trial) {
		from, events := t.laid(6)
		t.ids(t.log(stretch{from: from, count: plenty, filter: matching("^"+t.category+"-(even|none)$", false)}), events[0], events[2], events[4])
		special := newEvent(t.category+".special", "{}")
		t.append(t.stream("odd"), always, special)
		t.ids(t.log(stretch{from: from, count: plenty, filter: matching("^"+t.category+`\.`, true)}), special)
	}},
	{"refuses a position that is none of its own", func(t *trial) {
		from, _ := t.laid(2)
		for what, p := range map[string]*position{
			"far behind the end":    {CommitPosition: math.MaxInt64 - 1, PreparePosition: math.MaxInt64 - 1},
			"prepared after commit": {CommitPosition: from.CommitPosition, PreparePosition: from.PreparePosition + 1},
		} {
			if found := t.try(stretch{from: p, count: 1}.options()); found.err == nil {
				t.Errorf("%s: %d events and no error", what, len(found.events))
			}
		}
	}},
}

func reversed(events []*event) []*event {
	back := make([]*event, len(events))
	for i, e := range events {
		back[len(events)-1-i] = e
	}
	return back
}
