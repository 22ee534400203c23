package conformance

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// forever is the revision of a tombstone, and the one before which a deleted
// stream is truncated.
const forever = math.MaxInt64

var deleteCases = []aCase{
	{"a deleted stream reads as if it were not there", func(t *trial) {
		for _, at := range []expected{always, exists, 2} {
			stream, _ := t.filled(fmt.Sprint("at", int(at)), 3)
			if done := t.delete(stream, at); done.GetPosition().GetCommitPosition() == 0 {
				t.Errorf("the answer is %v", done)
			}
			t.missing(stream)
		}
	}},
	{"a wrong revision is refused with a trailer, and deletes nothing", func(t *trial) {
		stream, _ := t.filled("a", 3)
		for _, at := range []expected{0, 7, none} {
			_, trailer, err := t.tryDelete(stream, at)
			if status.Code(err) != codes.FailedPrecondition || !says(trailer, "exception", "wrong-expected-version") {
				t.Errorf("delete at %d: %v, with the trailers %v", at, err, trailer)
			}
		}
		t.revisions(t.all(stream), 0, 1, 2)
	}},
	{"is metadata of the stream: truncated before the last revision there can be", func(t *trial) {
		stream, _ := t.filled("a", 3)
		t.delete(stream, always)
		last := t.lastMetadata(stream)
		if last.GetEvent().GetMetadata()["type"] != "$metadata" || truncated(t, last) != forever {
			t.Fatalf("the metadata is %v", last)
		}
	}},
	{"a deleted stream goes on where it ended, as one without events and as one at its revision", func(t *trial) {
		for i, at := range []expected{none, always, 2} {
			stream, _ := t.filled(fmt.Sprint(i), 3)
			t.delete(stream, always)
			more := newEvents(2)
			if done := t.append(stream, at, more...); done.GetCurrentRevision() != 4 {
				t.Fatalf("append at %d: %v", at, done)
			}
			t.revisions(t.all(stream), 3, 4)
			t.ids(t.read(span{stream: stream, from: end, backwards: true, count: plenty}), reversed(more)...)
			if before := truncated(t, t.lastMetadata(stream)); before != 3 {
				t.Errorf("it is truncated before %d", before)
			}
		}
	}},
	{"the append that makes it go on may be repeated", func(t *trial) {
		stream, _ := t.filled("a", 3)
		t.delete(stream, always)
		more := newEvents(2)
		for range 3 {
			if done := t.append(stream, 2, more...); done.GetCurrentRevision() != 4 {
				t.Fatalf("the answer is %v", done)
			}
		}
		t.revisions(t.all(stream), 3, 4)
	}},
	{"a deleted stream has no events: an append that wants some is told that it is deleted", func(t *trial) {
		stream, _ := t.filled("a", 3)
		t.delete(stream, always)
		_, trailer, err := t.send(stream, exists, newEvents(1)...)
		t.deleted(stream, trailer, err)
	}},
	{"a subscription goes on through it", func(t *trial) {
		stream, events := t.filled("a", 2)
		s := t.subscribe(span{stream: stream, from: start}.options())
		s.brings(events...)
		s.catchesUp()
		t.delete(stream, always)
		more := newEvents(1)
		t.append(stream, none, more...)
		s.brings(more...)
	}},
}

// tryDelete deletes a stream softly.
func (t *trial) tryDelete(stream string, at expected) (*streams.DeleteResp, metadata.MD, error) {
	o := &streams.DeleteReq_Options{StreamIdentifier: identifier(stream)}
	switch at {
	case none:
		o.ExpectedStreamRevision = &streams.DeleteReq_Options_NoStream{NoStream: empty}
	case always:
		o.ExpectedStreamRevision = &streams.DeleteReq_Options_Any{Any: empty}
	case exists:
		o.ExpectedStreamRevision = &streams.DeleteReq_Options_StreamExists{StreamExists: empty}
	default:
		o.ExpectedStreamRevision = &streams.DeleteReq_Options_Revision{Revision: uint64(at)}
	}
	var trailer metadata.MD
	done, err := t.streams.Delete(t.ctx, &streams.DeleteReq{Options: o}, grpc.Trailer(&trailer))
	return done, trailer, err
}

func (t *trial) delete(stream string, at expected) *streams.DeleteResp {
	t.Helper()
	done, _, err := t.tryDelete(stream, at)
	if err != nil {
		t.Fatalf("delete at %d: %v", at, err)
	}
	return done
}

// lastMetadata returns the last event of the stream that holds stream's metadata.
func (t *trial) lastMetadata(stream string) *streams.ReadResp_ReadEvent {
	t.Helper()
	found := t.read(span{stream: "$$" + stream, from: end, backwards: true, count: 1})
	if len(found) != 1 {
		t.Fatalf("%d events of metadata", len(found))
	}
	return found[0]
}

// truncated reads from metadata before which revision a stream is truncated.
func truncated(t *trial, metadata *streams.ReadResp_ReadEvent) int64 {
	t.Helper()
	var m struct {
		Before int64 `json:"$tb"`
	}
	if err := json.Unmarshal(metadata.GetEvent().GetData(), &m); err != nil {
		t.Fatal(err)
	}
	return m.Before
}
