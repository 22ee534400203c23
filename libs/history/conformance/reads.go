package conformance

import (
	"bytes"
	"strconv"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/google/uuid"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

var readCases = []aCase{
	{"forwards and backwards, from the start, the end and a revision", func(t *trial) {
		stream, _ := t.filled("a", 5)
		t.revisions(t.read(span{stream: stream, from: start, count: plenty}), 0, 1, 2, 3, 4)
		t.revisions(t.read(span{stream: stream, from: 2, count: plenty}), 2, 3, 4)
		t.revisions(t.read(span{stream: stream, from: end, count: plenty, backwards: true}), 4, 3, 2, 1, 0)
		t.revisions(t.read(span{stream: stream, from: 2, count: plenty, backwards: true}), 2, 1, 0)
	}},
	{"no more than was asked for", func(t *trial) {
		stream, _ := t.filled("a", 5)
		t.revisions(t.read(span{stream: stream, from: start, count: 2}), 0, 1)
		t.revisions(t.read(span{stream: stream, from: 1, count: 3}), 1, 2, 3)
		t.revisions(t.read(span{stream: stream, from: end, count: 1, backwards: true}), 4)
		t.revisions(t.read(span{stream: stream, from: 3, count: 2, backwards: true}), 3, 2)
	}},
	{"nothing, and no error, past the end", func(t *trial) {
		stream, _ := t.filled("a", 2)
		t.revisions(t.read(span{stream: stream, from: 2, count: plenty}))
		t.revisions(t.read(span{stream: stream, from: 1000, count: plenty}))
	}},
	{"a stream that is not there is told by a message", func(t *trial) {
		t.missing(t.stream("never"))
		found := t.try(span{stream: t.stream("never"), from: end, backwards: true, count: 1}.options())
		if found.err != nil || found.notFound != t.stream("never") {
			t.Fatalf("backwards: %v, not found: %q", found.err, found.notFound)
		}
	}},
	{"long ones whole and in order", func(t *trial) {
		const parts, each = 5, 500
		stream := t.stream("a")
		for i := range parts {
			t.append(stream, expected(i*each-1), newEvents(each)...)
		}
		found := t.all(stream)
		if len(found) != parts*each {
			t.Fatalf("%d events", len(found))
		}
		for i, e := range found {
			if e.GetEvent().GetStreamRevision() != uint64(i) {
				t.Fatalf("event %d has revision %d", i, e.GetEvent().GetStreamRevision())
			}
		}
	}},
	{"events as they were written, with when that was in steps of 100 ns since 1970", func(t *trial) {
		stream := t.stream("a")
		text, binary := newEvent("conformance.text.v1", `{"ä":"\u0000 x"}`), newEvent("conformance.binary.v1", "\x00\xff\xfe")
		binary.Metadata["content-type"], binary.CustomMetadata = "application/octet-stream", nil
		t.append(stream, none, text, binary)
		for i, got := range t.all(stream) {
			want := []*event{text, binary}[i]
			e := got.GetEvent()
			ticks, err := strconv.ParseInt(e.GetMetadata()["created"], 10, 64)
			age := time.Since(time.Unix(0, ticks*100))
			if err != nil || age.Abs() > 24*time.Hour {
				t.Errorf("created is %q, at which the official client ends the process or tells a wrong time", e.GetMetadata()["created"])
			}
			if idOf(e) != idFrom(want.GetId()) || !bytes.Equal(e.GetData(), want.GetData()) ||
				!bytes.Equal(e.GetCustomMetadata(), want.GetCustomMetadata()) ||
				e.GetMetadata()["type"] != want.GetMetadata()["type"] ||
				e.GetMetadata()["content-type"] != want.GetMetadata()["content-type"] ||
				string(e.GetStreamIdentifier().GetStreamName()) != stream || got.GetLink() != nil {
				t.Errorf("read %v, wrote %v", got, want)
			}
		}
	}},
	{"ids as text for those who ask so", func(t *trial) {
		stream, events := t.filled("a", 1)
		o := span{stream: stream, from: start, count: 1}.options()
		o.UuidOption.Content = &streams.ReadReq_Options_UUIDOption_String_{String_: empty}
		found := t.try(o)
		if found.err != nil || len(found.events) != 1 {
			t.Fatalf("%d events, %v", len(found.events), found.err)
		}
		got, err := uuid.Parse(found.events[0].GetEvent().GetId().GetString_())
		if err != nil || got != idFrom(events[0].GetId()) {
			t.Fatalf("the id is %v, %v", found.events[0].GetEvent().GetId(), err)
		}
	}},
	{"a read of nothing in particular is refused", func(t *trial) {
		if found := t.try(options(false, 1)); status.Code(found.err) != codes.InvalidArgument {
			t.Fatalf("%d events, %v", len(found.events), found.err)
		}
	}},
}
