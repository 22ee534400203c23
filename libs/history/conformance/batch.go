package conformance

import (
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/google/uuid"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/emptypb"
)

// batchCases are about the call by which other languages' clients append.
var batchCases = []aCase{
	{"appends what came in several parts, once the last one is there", func(t *trial) {
		stream, events := t.stream("a"), newEvents(5)
		answer := t.batch(stream, none, events[:2], events[2:4], events[4:])
		if answer.GetSuccess().GetCurrentRevision() != 4 || answer.GetSuccess().GetPosition().GetCommitPosition() == 0 {
			t.Fatalf("the answer is %v", answer)
		}
		t.ids(t.all(stream), events...)
	}},
	{"answers with the correlation, the stream and the expected revision that it was asked with", func(t *trial) {
		stream := t.stream("a")
		answer := t.batch(stream, none, newEvents(1))
		if string(answer.GetStreamIdentifier().GetStreamName()) != stream || answer.GetNoStream() == nil {
			t.Errorf("the answer is %v", answer)
		}
		if answer = t.batch(stream, 0, newEvents(1)); answer.GetStreamPosition() != 0 || answer.GetNoStream() != nil {
			t.Errorf("the answer is %v", answer)
		}
	}},
	{"gives the same answer to the same events", func(t *trial) {
		stream, events := t.stream("a"), newEvents(2)
		t.batch(stream, none, events)
		if again := t.batch(stream, none, events); again.GetSuccess().GetCurrentRevision() != 1 {
			t.Fatalf("the answer is %v", again)
		}
		t.revisions(t.all(stream), 0, 1)
	}},
	{"refuses a wrong revision by an error in the answer, and goes on", func(t *trial) {
		stream, _ := t.filled("a", 1)
		if answer := t.batch(stream, none, newEvents(1)); answer.GetError() == nil {
			t.Fatalf("the answer is %v", answer)
		}
		if answer := t.batch(stream, 0, newEvents(1)); answer.GetSuccess() == nil {
			t.Fatalf("the answer is %v", answer)
		}
		t.revisions(t.all(stream), 0, 1)
	}},
	{"answers each of many appends on one call", func(t *trial) {
		const many = 20
		call := t.openBatch()
		asked := map[uuid.UUID]bool{}
		for range many {
			id := uuid.New()
			asked[id] = true
			t.sendBatch(call, id, t.stream(id.String()), none, newEvents(1))
		}
		for range many {
			answer, err := call.Recv()
			if err != nil || answer.GetSuccess() == nil {
				t.Fatalf("the answer is %v, %v", answer, err)
			}
			delete(asked, idFrom(answer.GetCorrelationId()))
		}
		if len(asked) > 0 {
			t.Fatalf("%d appends got no answer", len(asked))
		}
	}},
}

// batch appends parts by a call of its own and returns the answer.
func (t *trial) batch(stream string, at expected, parts ...[]*event) *streams.BatchAppendResp {
	t.Helper()
	call, id := t.openBatch(), uuid.New()
	t.sendBatch(call, id, stream, at, parts...)
	answer, err := call.Recv()
	if err != nil || idFrom(answer.GetCorrelationId()) != id {
		t.Fatalf("the answer is %v, %v", answer, err)
	}
	_ = call.CloseSend() // always nil
	return answer
}

func (t *trial) openBatch() streams.Streams_BatchAppendClient {
	t.Helper()
	call, err := t.streams.BatchAppend(t.ctx)
	if err != nil {
		t.Fatal(err)
	}
	return call
}

func (t *trial) sendBatch(call streams.Streams_BatchAppendClient, id uuid.UUID, stream string, at expected, parts ...[]*event) {
	t.Helper()
	header := &streams.BatchAppendReq_Options{
		StreamIdentifier: identifier(stream),
		DeadlineOption:   &streams.BatchAppendReq_Options_Deadline{Deadline: durationpb.New(patience)},
	}
	if at == none {
		header.ExpectedStreamPosition = &streams.BatchAppendReq_Options_NoStream{NoStream: &emptypb.Empty{}}
	} else {
		header.ExpectedStreamPosition = &streams.BatchAppendReq_Options_StreamPosition{StreamPosition: uint64(at)}
	}
	for i, part := range parts {
		request := &streams.BatchAppendReq{CorrelationId: idToWire(id), Options: header, IsFinal: i == len(parts)-1}
		header = nil
		for _, e := range part {
			request.ProposedMessages = append(request.ProposedMessages, &streams.BatchAppendReq_ProposedMessage{
				Id: e.GetId(), Metadata: e.GetMetadata(), CustomMetadata: e.GetCustomMetadata(), Data: e.GetData(),
			})
		}
		if err := call.Send(request); err != nil {
			_, reason := call.Recv()
			t.Fatalf("send: %v; %v", err, reason)
		}
	}
}
