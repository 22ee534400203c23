package conformance

import (
	"strconv"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

var appendCases = []aCase{
	{"answers with the last revision and its place in the log", func(t *trial) {
		done := t.append(t.stream("a"), none, newEvents(3)...)
		if done.GetCurrentRevision() != 2 || done.GetPosition().GetCommitPosition() == 0 ||
			done.GetPosition().GetCommitPosition() != done.GetPosition().GetPreparePosition() {
			t.Fatalf("the answer is %v", done)
		}
	}},
	{"takes the expected revision: none, a number, any, and that there are events", func(t *trial) {
		stream := t.stream("a")
		for i, at := range []expected{none, 0, always, exists, 3} {
			if done := t.append(stream, at, newEvents(1)...); done.GetCurrentRevision() != uint64(i) {
				t.Fatalf("append at %d: %v", at, done)
			}
		}
		if done := t.append(t.stream("b"), always, newEvents(1)...); done.GetCurrentRevision() != 0 {
			t.Fatalf("append at any revision to a new stream: %v", done)
		}
		t.revisions(t.all(stream), 0, 1, 2, 3, 4)
	}},
	{"refuses a wrong revision by a normal answer that names both, and appends nothing", func(t *trial) {
		stream, _ := t.filled("a", 3)
		for _, at := range []expected{0, 1, 3, 99} {
			wrong := t.refused(stream, at, newEvents(1)...)
			if wrong.GetCurrentRevision() != 2 || wrong.GetExpectedRevision() != uint64(at) ||
				wrong.GetCurrentRevision_20_6_0() != 2 || wrong.GetExpectedRevision_20_6_0() != uint64(at) {
				t.Errorf("append at %d to a stream at 2: %v", at, wrong)
			}
		}
		t.revisions(t.all(stream), 0, 1, 2)
	}},
	{"refuses that there be no events where there are some", func(t *trial) {
		stream, _ := t.filled("a", 3)
		wrong := t.refused(stream, none, newEvents(1)...)
		if wrong.GetCurrentRevision() != 2 || wrong.GetExpectedNoStream() == nil {
			t.Fatalf("the answer is %v", wrong)
		}
	}},
	{"refuses a number, and that there be events, where there are none", func(t *trial) {
		stream := t.stream("a")
		if wrong := t.refused(stream, 0, newEvents(1)...); wrong.GetCurrentNoStream() == nil || wrong.GetNoStream_20_6_0() == nil {
			t.Errorf("append at 0: %v", wrong)
		}
		if wrong := t.refused(stream, exists, newEvents(1)...); wrong.GetCurrentNoStream() == nil || wrong.GetExpectedStreamExists() == nil {
			t.Errorf("append where there are events: %v", wrong)
		}
		t.missing(stream)
	}},
	{"takes no events at all, and still looks at the revision", func(t *trial) {
		stream, _ := t.filled("a", 2)
		t.append(stream, 1)
		t.append(t.stream("b"), none)
		t.refused(stream, 0)
		t.revisions(t.all(stream), 0, 1)
	}},
	{"takes 1 MiB of data, metadata and twice the name of the type", func(t *trial) {
		stream := t.stream("a")
		t.append(stream, none, sized(maxAppend))
		t.append(stream, 0, sized(maxAppend/2), sized(maxAppend/2))
		t.revisions(t.all(stream), 0, 1, 2)
	}},
	{"refuses one byte more, names the limit in the trailers, and appends nothing", func(t *trial) {
		stream := t.stream("a")
		for what, events := range map[string][]*event{
			"one event": {sized(maxAppend + 1)}, "two events": {sized(maxAppend / 2), sized(maxAppend/2 + 1)},
		} {
			_, trailer, err := t.send(stream, none, events...)
			if status.Code(err) != codes.InvalidArgument || !says(trailer, "exception", "maximum-append-size-exceeded") ||
				!says(trailer, "maximum-append-size", strconv.Itoa(maxAppend)) {
				t.Errorf("%s: %v, with the trailers %v", what, err, trailer)
			}
		}
		t.missing(stream)
	}},
}

// sized returns an event that counts so many bytes.
func sized(bytes int) *event {
	e := newEvent("conformance.large.v1", "")
	e.Data = []byte(strings.Repeat("x", bytes-len(e.GetCustomMetadata())-2*len(e.GetMetadata()["type"])))
	e.Metadata["content-type"] = "application/octet-stream"
	return e
}

// againCases are about an append whose answer the writer has not heard.
var againCases = []aCase{
	{"the same events at the same revision get the same answer, and are there once", func(t *trial) {
		stream := t.stream("a")
		at := none
		for range 3 {
			events := newEvents(2)
			first := t.append(stream, at, events...)
			for range 2 {
				again := t.append(stream, at, events...)
				if again.GetCurrentRevision() != first.GetCurrentRevision() ||
					again.GetPosition().GetCommitPosition() != first.GetPosition().GetCommitPosition() {
					t.Fatalf("the answers are %v and %v", first, again)
				}
			}
			at = expected(first.GetCurrentRevision())
		}
		t.revisions(t.all(stream), 0, 1, 2, 3, 4, 5)
	}},
	{"also when others have appended behind them", func(t *trial) {
		stream, events := t.filled("a", 2)
		t.append(stream, 1, newEvents(3)...)
		if again := t.append(stream, none, events...); again.GetCurrentRevision() != 1 {
			t.Fatalf("the answer is %v", again)
		}
		t.revisions(t.all(stream), 0, 1, 2, 3, 4)
	}},
	{"the same events in part are a wrong revision", func(t *trial) {
		stream, events := t.filled("a", 2)
		more := newEvents(1)
		t.refused(stream, none, events[0], more[0])
		t.refused(stream, none, more[0], events[1])
		t.refused(stream, none, events[0], events[1], more[0])
		t.refused(stream, none, events[1], events[0])
		t.revisions(t.all(stream), 0, 1)
	}},
	{"the same events at any revision, right away, get the same answer", func(t *trial) {
		stream, events := t.stream("a"), newEvents(2)
		t.append(stream, always, events...)
		if again := t.append(stream, always, events...); again.GetCurrentRevision() != 1 {
			t.Fatalf("the answer is %v", again)
		}
		t.revisions(t.all(stream), 0, 1)
	}},
	{"the same ids in another stream are other events", func(t *trial) {
		_, events := t.filled("a", 2)
		t.append(t.stream("b"), none, events...)
		t.ids(t.all(t.stream("b")), events...)
	}},
	{"one of many writers at one revision wins, and its repetition too", func(t *trial) {
		const writers = 8
		stream := t.stream("a")
		won := make(chan *event, writers)
		done := make(chan error, writers)
		for range writers {
			go func() {
				e := newEvent("conformance.raced.v1", "{}")
				answer, _, err := t.send(stream, none, e)
				if answer.GetSuccess() != nil {
					won <- e
				}
				done <- err
			}()
		}
		for range writers {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if len(won) != 1 {
			t.Fatalf("%d writers won", len(won))
		}
		winner := <-won
		t.append(stream, none, winner)
		t.ids(t.all(stream), winner)
	}},
}
