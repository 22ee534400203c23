package conformance

import (
	"errors"
	"io"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// place is where a read or a subscription of a stream begins: a revision, or
// one of these.
type place int64

const (
	start place = -1
	end   place = -2
)

// span is what to read of a stream.
type span struct {
	stream    string
	from      place
	backwards bool
	count     uint64
	links     bool // resolve them
}

// outcome is how a read ended.
type outcome struct {
	events   []*streams.ReadResp_ReadEvent
	notFound string // the stream of which the server says that there is none
	trailer  metadata.MD
	err      error // nil: a good end
}

const plenty = 10_000

func (s span) options() *streams.ReadReq_Options {
	of := &streams.ReadReq_Options_StreamOptions{StreamIdentifier: identifier(s.stream)}
	switch s.from {
	case start:
		of.RevisionOption = &streams.ReadReq_Options_StreamOptions_Start{Start: empty}
	case end:
		of.RevisionOption = &streams.ReadReq_Options_StreamOptions_End{End: empty}
	default:
		of.RevisionOption = &streams.ReadReq_Options_StreamOptions_Revision{Revision: uint64(s.from)}
	}
	o := options(s.backwards, s.count)
	o.StreamOption, o.ResolveLinks = &streams.ReadReq_Options_Stream{Stream: of}, s.links
	return o
}

// options are what every read has.
func options(backwards bool, count uint64) *streams.ReadReq_Options {
	o := &streams.ReadReq_Options{
		CountOption:  &streams.ReadReq_Options_Count{Count: count},
		FilterOption: &streams.ReadReq_Options_NoFilter{NoFilter: empty},
		UuidOption: &streams.ReadReq_Options_UUIDOption{
			Content: &streams.ReadReq_Options_UUIDOption_Structured{Structured: empty},
		},
	}
	if backwards {
		o.ReadDirection = streams.ReadReq_Options_Backwards
	}
	return o
}

// try reads to the end, good or bad.
func (t *trial) try(o *streams.ReadReq_Options) outcome {
	t.Helper()
	var found outcome
	call, err := t.streams.Read(t.ctx, &streams.ReadReq{Options: o}, grpc.Trailer(&found.trailer))
	for err == nil {
		var answer *streams.ReadResp
		if answer, err = call.Recv(); err != nil {
			break
		}
		switch content := answer.GetContent().(type) {
		case *streams.ReadResp_Event:
			found.events = append(found.events, content.Event)
		case *streams.ReadResp_StreamNotFound_:
			found.notFound = string(content.StreamNotFound.GetStreamIdentifier().GetStreamName())
		default:
			t.Fatalf("a read brought a %T, at which the official client panics", content)
		}
	}
	if !errors.Is(err, io.EOF) {
		found.err = err
	}
	return found
}

// read reads a stream that is there to a good end.
func (t *trial) read(s span) []*streams.ReadResp_ReadEvent {
	t.Helper()
	found := t.try(s.options())
	if found.err != nil || found.notFound != "" {
		t.Fatalf("read of %+v: %v, not found: %q", s, found.err, found.notFound)
	}
	return found.events
}

// all reads the whole of a stream that is there.
func (t *trial) all(stream string) []*streams.ReadResp_ReadEvent {
	t.Helper()
	return t.read(span{stream: stream, from: start, count: plenty})
}

// missing wants the server to say that there is no such stream.
func (t *trial) missing(stream string) {
	t.Helper()
	found := t.try(span{stream: stream, from: start, count: plenty}.options())
	if found.err != nil || found.notFound != stream || len(found.events) > 0 {
		t.Fatalf("read of a stream that is not there: %d events, %v, not found: %q", len(found.events), found.err, found.notFound)
	}
}

// deleted wants an answer that a stream was deleted for good, as the official
// client recognises it.
func (t *trial) deleted(stream string, trailer metadata.MD, err error) {
	t.Helper()
	if status.Code(err) != codes.FailedPrecondition || !says(trailer, "exception", "stream-deleted") || !says(trailer, "stream-name", stream) {
		t.Fatalf("the answer is %v, with the trailers %v", err, trailer)
	}
}

func says(trailer metadata.MD, key, value string) bool {
	values := trailer.Get(key)
	return len(values) == 1 && values[0] == value
}
