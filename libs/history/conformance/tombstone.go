package conformance

import (
	"fmt"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

var tombstoneCases = []aCase{
	{"reads and appends are told that the stream is deleted", func(t *trial) {
		for _, at := range []expected{always, exists, 2} {
			stream, _ := t.filled(fmt.Sprint("at", int(at)), 3)
			if done := t.tombstone(stream, at); done.GetPosition().GetCommitPosition() == 0 {
				t.Errorf("the answer is %v", done)
			}
			for _, backwards := range []bool{false, true} {
				found := t.try(span{stream: stream, from: start, backwards: backwards, count: plenty}.options())
				t.deleted(stream, found.trailer, found.err)
			}
			for _, next := range []expected{none, always, exists, 2} {
				_, trailer, err := t.send(stream, next, newEvents(1)...)
				t.deleted(stream, trailer, err)
			}
		}
	}},
	{"a wrong revision is refused with a trailer, and deletes nothing", func(t *trial) {
		stream, _ := t.filled("a", 3)
		_, trailer, err := t.tryTombstone(stream, 1)
		if status.Code(err) != codes.FailedPrecondition || !says(trailer, "exception", "wrong-expected-version") {
			t.Errorf("%v, with the trailers %v", err, trailer)
		}
		t.revisions(t.all(stream), 0, 1, 2)
	}},
	{"cannot be undone, nor done again", func(t *trial) {
		stream, _ := t.filled("a", 3)
		t.tombstone(stream, always)
		_, trailer, err := t.tryDelete(stream, always)
		t.deleted(stream, trailer, err)
		_, trailer, err = t.tryTombstone(stream, always)
		t.deleted(stream, trailer, err)
	}},
	{"of a stream that is not there, or only deleted, holds too", func(t *trial) {
		t.tombstone(t.stream("never"), none)
		stream, _ := t.filled("a", 3)
		t.delete(stream, always)
		t.tombstone(stream, always)
		for _, name := range []string{t.stream("never"), stream} {
			_, trailer, err := t.send(name, always, newEvents(1)...)
			t.deleted(name, trailer, err)
		}
	}},
	{"is the last event of the stream in the log, at the last revision there can be", func(t *trial) {
		first, _ := t.laid(0)
		stream, _ := t.filled("a", 2)
		done := t.tombstone(stream, 1)
		found := t.log(stretch{from: first, count: plenty, filter: t.mine("-a")})
		last := found[len(found)-1]
		if last.GetEvent().GetMetadata()["type"] != "$streamDeleted" || last.GetEvent().GetStreamRevision() != forever ||
			last.GetEvent().GetCommitPosition() != done.GetPosition().GetCommitPosition() {
			t.Fatalf("the last event is %v", last)
		}
	}},
	{"ends a subscription to the stream, and refuses a new one", func(t *trial) {
		stream, events := t.filled("a", 2)
		s := t.subscribe(span{stream: stream, from: start}.options())
		s.brings(events...)
		s.catchesUp()
		t.tombstone(stream, always)
		for _, s := range []*subscription{s, t.listen(span{stream: stream, from: start}.options())} {
			var err error
			for err == nil {
				var answer *streams.ReadResp
				if answer, err = s.call.Recv(); answer.GetEvent() != nil && answer.GetEvent().GetEvent().GetMetadata()["type"] != "$streamDeleted" {
					t.Fatalf("it brings %v", answer)
				}
			}
			t.deleted(stream, s.trailer, err)
		}
	}},
}

// tryTombstone deletes a stream for good.
func (t *trial) tryTombstone(stream string, at expected) (*streams.TombstoneResp, metadata.MD, error) {
	o := &streams.TombstoneReq_Options{StreamIdentifier: identifier(stream)}
	switch at {
	case none:
		o.ExpectedStreamRevision = &streams.TombstoneReq_Options_NoStream{NoStream: empty}
	case always:
		o.ExpectedStreamRevision = &streams.TombstoneReq_Options_Any{Any: empty}
	case exists:
		o.ExpectedStreamRevision = &streams.TombstoneReq_Options_StreamExists{StreamExists: empty}
	default:
		o.ExpectedStreamRevision = &streams.TombstoneReq_Options_Revision{Revision: uint64(at)}
	}
	var trailer metadata.MD
	done, err := t.streams.Tombstone(t.ctx, &streams.TombstoneReq{Options: o}, grpc.Trailer(&trailer))
	return done, trailer, err
}

func (t *trial) tombstone(stream string, at expected) *streams.TombstoneResp {
	t.Helper()
	done, _, err := t.tryTombstone(stream, at)
	if err != nil {
		t.Fatalf("tombstone at %d: %v", at, err)
	}
	return done
}
