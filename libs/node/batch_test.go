package node_test

import (
	"errors"
	"io"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/timestamppb"
)

func streamID(name string) *shared.StreamIdentifier {
	return &shared.StreamIdentifier{StreamName: []byte(name)}
}

func wireID(n int) *shared.UUID {
	return &shared.UUID{Value: &shared.UUID_Structured_{Structured: &shared.UUID_Structured{MostSignificantBits: 1, LeastSignificantBits: int64(n)}}}
}

// part is a message of a batched append: number is its correlation.
func part(number int, options *streams.BatchAppendReq_Options, final bool, sizes ...int) *streams.BatchAppendReq {
	req := &streams.BatchAppendReq{CorrelationId: wireID(number), Options: options, IsFinal: final}
	for i, size := range sizes {
		req.ProposedMessages = append(req.ProposedMessages, &streams.BatchAppendReq_ProposedMessage{
			Id: wireID(number<<16 + i + 1), Data: make([]byte, size), Metadata: map[string]string{"type": "t", "content-type": "application/json"},
		})
	}
	return req
}

func to(stream string, at int64) *streams.BatchAppendReq_Options {
	o := &streams.BatchAppendReq_Options{StreamIdentifier: streamID(stream)}
	switch {
	case at >= 0:
		o.ExpectedStreamPosition = &streams.BatchAppendReq_Options_StreamPosition{StreamPosition: uint64(at)}
	case at == -1:
		o.ExpectedStreamPosition = &streams.BatchAppendReq_Options_NoStream{NoStream: &emptypb.Empty{}}
	default:
		o.ExpectedStreamPosition = &streams.BatchAppendReq_Options_Any{Any: &emptypb.Empty{}}
	}
	return o
}

func TestBatchAppend(t *testing.T) {
	conn, err := grpc.NewClient(start(t, t.TempDir()).Address(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	c := streams.NewStreamsClient(conn)
	// exchange sends all and returns the answers by correlation.
	exchange := func(t *testing.T, all ...*streams.BatchAppendReq) map[int]*streams.BatchAppendResp {
		t.Helper()
		call, err := c.BatchAppend(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, req := range all {
			if err := call.Send(req); err != nil {
				t.Fatal(err)
			}
		}
		call.CloseSend()
		answers := map[int]*streams.BatchAppendResp{}
		for {
			answer, err := call.Recv()
			if errors.Is(err, io.EOF) {
				return answers
			}
			if err != nil {
				t.Fatal(err)
			}
			n := int(answer.GetCorrelationId().GetStructured().GetLeastSignificantBits())
			if answers[n] != nil {
				t.Fatalf("%d is answered twice", n)
			}
			answers[n] = answer
		}
	}
	detail := func(t *testing.T, answer *streams.BatchAppendResp) proto.Message {
		t.Helper()
		if len(answer.GetError().GetDetails()) != 1 {
			t.Fatalf("no detail: %v", answer)
		}
		m, err := answer.GetError().GetDetails()[0].UnmarshalNew()
		if err != nil {
			t.Fatal(err)
		}
		return m
	}

	t.Run("does appends in their order, those in parts when they are whole", func(t *testing.T) {
		got := exchange(t,
			part(1, to("a", -1), true, 10, 10),
			part(2, to("a", 2), false, 10), // whole after the next one, which it expects
			part(3, to("a", 1), true, 10),
			part(2, nil, true, 10, 10),
			part(4, to("b", -2), true))
		revision := func(n int) int64 {
			if got[n].GetSuccess() == nil {
				t.Fatalf("%d: %v", n, got[n])
			}
			return int64(got[n].GetSuccess().GetCurrentRevision())
		}
		if revision(1) != 1 || revision(3) != 2 || revision(2) != 5 || got[2].GetSuccess().GetPosition().GetCommitPosition() != 6 ||
			got[4].GetSuccess().GetNoStream() == nil || got[4].GetSuccess().GetNoPosition() == nil {
			t.Fatal(got)
		}
		if string(got[1].GetStreamIdentifier().GetStreamName()) != "a" || got[1].GetNoStream() == nil || got[3].GetStreamPosition() != 1 {
			t.Fatal("the answer does not repeat what was asked:", got[1])
		}
	})
	t.Run("gives the same answer to the same append", func(t *testing.T) {
		if got := exchange(t, part(1, to("a", -1), true, 10, 10)); got[1].GetSuccess().GetCurrentRevision() != 1 || got[1].GetSuccess().GetPosition().GetCommitPosition() != 2 {
			t.Fatal(got)
		}
	})
	t.Run("refuses each by itself, with a detail", func(t *testing.T) {
		if _, err := c.Tombstone(t.Context(), &streams.TombstoneReq{Options: &streams.TombstoneReq_Options{
			StreamIdentifier: streamID("ended"), ExpectedStreamRevision: &streams.TombstoneReq_Options_Any{},
		}}); err != nil {
			t.Fatal(err)
		}
		late := to("c", -2)
		late.DeadlineOption = &streams.BatchAppendReq_Options_Deadline_21_10_0{Deadline_21_10_0: timestamppb.New(time.Now().Add(-time.Second))}
		soon := to("c", -2)
		soon.DeadlineOption = &streams.BatchAppendReq_Options_Deadline{Deadline: durationpb.New(time.Hour)}
		nameless := part(15, to("c", -2), true, 1)
		nameless.ProposedMessages[0].Metadata = nil
		got := exchange(t,
			part(10, to("a", 0), true, 10),
			part(11, to("ended", -2), true, 10),
			part(12, to("c", -2), false, 1<<19),
			part(12, nil, false, 1<<19),
			part(12, nil, true, 1<<19), // refused already: no second answer
			part(13, late, true, 1),
			part(14, soon, true, 1),
			nameless,
			part(16, nil, true, 1), // never begun: no answer
			part(17, &streams.BatchAppendReq_Options{StreamIdentifier: streamID("c")}, true, 1))
		if len(got) != 7 {
			t.Fatalf("%d answers: %v", len(got), got)
		}
		if w, ok := detail(t, got[10]).(*shared.WrongExpectedVersion); !ok || w.GetCurrentStreamRevision() != 5 || w.GetExpectedStreamPosition() != 0 {
			t.Error(got[10])
		}
		if d, ok := detail(t, got[11]).(*shared.StreamDeleted); !ok || string(d.GetStreamIdentifier().GetStreamName()) != "ended" {
			t.Error(got[11])
		}
		if d, ok := detail(t, got[12]).(*shared.MaximumAppendSizeExceeded); !ok || d.GetMaxAppendSize() != 1<<20 {
			t.Error(got[12])
		}
		if _, ok := detail(t, got[13]).(*shared.Timeout); !ok {
			t.Error(got[13])
		}
		if got[14].GetSuccess() == nil {
			t.Error(got[14])
		}
		for _, n := range []int{15, 17} {
			if _, ok := detail(t, got[n]).(*shared.BadRequest); !ok {
				t.Error(got[n])
			}
		}
	})
	t.Run("ends a call that begins more than it ends", func(t *testing.T) {
		call, err := c.BatchAppend(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for n := range 3000 {
			if call.Send(part(n+100, to("x", -2), false, 1)) != nil {
				break
			}
		}
		if _, err := call.Recv(); err == nil || errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
	})
}

// TestBatchAppend_EndsWithTheNode holds a call open while its node closes.
func TestBatchAppend_EndsWithTheNode(t *testing.T) {
	n := start(t, t.TempDir())
	conn, err := grpc.NewClient(n.Address(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	call, err := streams.NewStreamsClient(conn).BatchAppend(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := call.Send(part(1, to("a", -1), true, 1)); err != nil {
		t.Fatal(err)
	}
	if _, err := call.Recv(); err != nil {
		t.Fatal(err)
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := call.Recv(); err == nil {
		t.Fatal("the call goes on")
	}
}
