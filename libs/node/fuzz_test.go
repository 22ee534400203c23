package node_test

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/emptypb"

	"nivel/libs/node"
)

// rawCodec sends bytes as they are, whether they are a message or not.
type rawCodec struct{}

func (rawCodec) Marshal(v any) ([]byte, error)      { return *v.(*[]byte), nil }
func (rawCodec) Unmarshal(data []byte, v any) error { *v.(*[]byte) = data; return nil }
func (rawCodec) Name() string                       { return "proto" }

// methods are all calls that a node serves.
var methods = []string{
	"/event_store.client.streams.Streams/Append",
	"/event_store.client.streams.Streams/BatchAppend",
	"/event_store.client.streams.Streams/Read",
	"/event_store.client.streams.Streams/Delete",
	"/event_store.client.streams.Streams/Tombstone",
	"/event_store.client.operations.Operations/StartScavenge",
	"/event_store.client.server_features.ServerFeatures/GetSupportedMethods",
	"/event_store.client.gossip.Gossip/Read",
}

// fuzzTime is how long one call may go on: a subscription goes on for ever, and
// is ended by its deadline.
const fuzzTime = 150 * time.Millisecond

// FuzzProtocol sends arbitrary bytes as the messages of a call: input is a list
// of messages, each with its length before it as in protobuf. Whatever comes, the
// node does not die, answers or ends when the caller leaves, does not answer with
// a fault of its own, and its store is whole. The store is checked now and then,
// as it grows with the run, and at the end.
func FuzzProtocol(f *testing.F) {
	for method, messages := range seeds() {
		var input []byte
		for _, m := range messages {
			raw, err := proto.Marshal(m)
			if err != nil {
				f.Fatal(err)
			}
			input = protowire.AppendBytes(input, raw)
		}
		f.Add(byte(method%16), input)
	}
	dir, err := os.MkdirTemp("", "nivel-fuzz-")
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { os.RemoveAll(dir) })
	n, err := node.Start(context.Background(), node.Options{Dir: dir, Clock: time.Now})
	if err != nil {
		f.Fatal(err)
	}
	conn, err := grpc.NewClient(n.Address(), grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithDefaultCallOptions(grpc.ForceCodec(rawCodec{})))
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		conn.Close()
		if err := n.Engine().Verify(context.Background()); err != nil {
			f.Error(err)
		}
		if err := n.Close(); err != nil {
			f.Error(err)
		}
	})
	calls := 0
	f.Fuzz(func(t *testing.T, method byte, input []byte) {
		sendRaw(t, conn, methods[int(method)%len(methods)], input)
		if n.Err() != nil {
			t.Fatal(n.Err())
		}
		if calls++; calls%500 == 0 {
			if err := n.Engine().Verify(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// sendRaw makes a call with the messages in input and waits for its end.
func sendRaw(t *testing.T, conn *grpc.ClientConn, method string, input []byte) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), fuzzTime)
	defer cancel()
	call, err := conn.NewStream(ctx, &grpc.StreamDesc{ClientStreams: true, ServerStreams: true}, method)
	if err != nil {
		if ctx.Err() != nil {
			return
		}
		t.Fatal(err)
	}
	for len(input) > 0 {
		message, n := protowire.ConsumeBytes(input)
		if n < 0 {
			message, n = input, len(input)
		}
		if input = input[n:]; call.SendMsg(&message) != nil {
			break
		}
	}
	call.CloseSend()
	for {
		var answer []byte
		if err = call.RecvMsg(&answer); err != nil {
			break
		}
	}
	said := status.Convert(err)
	fault := false
	switch said.Code() {
	case codes.Unknown, codes.DataLoss, codes.Unavailable:
		fault = !errors.Is(err, io.EOF)
	case codes.Internal: // so gRPC calls bytes that are no message, and a number of messages that is not one
		fault = !strings.HasPrefix(said.Message(), "grpc: ") && !strings.HasPrefix(said.Message(), "cardinality violation")
	}
	if fault {
		t.Fatalf("%s: %v", method, err)
	}
}

// seeds are calls of each kind, by method; those of one method are 16 apart.
func seeds() map[int][]proto.Message {
	empty := &shared.Empty{}
	meta := map[string]string{"type": "t", "content-type": "application/json"}
	read := func(change func(*streams.ReadReq_Options)) []proto.Message {
		o := &streams.ReadReq_Options{
			StreamOption: &streams.ReadReq_Options_Stream{Stream: &streams.ReadReq_Options_StreamOptions{
				StreamIdentifier: streamID("a"), RevisionOption: &streams.ReadReq_Options_StreamOptions_Start{Start: empty},
			}},
			CountOption:  &streams.ReadReq_Options_Count{Count: 100},
			FilterOption: &streams.ReadReq_Options_NoFilter{NoFilter: empty},
			UuidOption:   &streams.ReadReq_Options_UUIDOption{Content: &streams.ReadReq_Options_UUIDOption_String_{String_: empty}},
			ResolveLinks: true,
		}
		change(o)
		return []proto.Message{&streams.ReadReq{Options: o}}
	}
	toAll := func(o *streams.ReadReq_Options) {
		o.StreamOption = &streams.ReadReq_Options_All{All: &streams.ReadReq_Options_AllOptions{AllOption: &streams.ReadReq_Options_AllOptions_Start{Start: empty}}}
	}
	appendTo := func(stream, typ, data string) []proto.Message {
		return []proto.Message{
			&streams.AppendReq{Content: &streams.AppendReq_Options_{Options: &streams.AppendReq_Options{
				StreamIdentifier: streamID(stream), ExpectedStreamRevision: &streams.AppendReq_Options_Any{Any: empty},
			}}},
			&streams.AppendReq{Content: &streams.AppendReq_ProposedMessage_{ProposedMessage: &streams.AppendReq_ProposedMessage{
				Id: wireID(len(data) + 1), Metadata: map[string]string{"type": typ, "content-type": "application/json"}, Data: []byte(data),
			}}},
		}
	}
	return map[int][]proto.Message{
		0:      appendTo("a", "t", "{}"),
		0 + 16: appendTo("$$a", "$metadata", `{"$maxCount":3,"$maxAge":60,"$tb":1}`),
		0 + 32: appendTo("links", "$>", "0@a"),
		1: {
			part(1, to("a", -2), false, 1),
			&streams.BatchAppendReq{CorrelationId: wireID(1), IsFinal: true, ProposedMessages: []*streams.BatchAppendReq_ProposedMessage{{Id: wireID(5), Metadata: meta}}},
		},
		2:      read(func(*streams.ReadReq_Options) {}),
		2 + 16: read(func(o *streams.ReadReq_Options) { o.ReadDirection = streams.ReadReq_Options_Backwards; toAll(o) }),
		2 + 32: read(func(o *streams.ReadReq_Options) {
			toAll(o)
			o.CountOption = &streams.ReadReq_Options_Subscription{Subscription: &streams.ReadReq_Options_SubscriptionOptions{}}
			o.FilterOption = &streams.ReadReq_Options_Filter{Filter: &streams.ReadReq_Options_FilterOptions{
				Filter: &streams.ReadReq_Options_FilterOptions_EventType{EventType: &streams.ReadReq_Options_FilterOptions_Expression{Regex: "^t"}},
				Window: &streams.ReadReq_Options_FilterOptions_Max{Max: 4}, CheckpointIntervalMultiplier: 2,
			}}
		}),
		2 + 48: read(func(o *streams.ReadReq_Options) {
			o.CountOption = &streams.ReadReq_Options_Subscription{Subscription: &streams.ReadReq_Options_SubscriptionOptions{}}
		}),
		3: {&streams.DeleteReq{Options: &streams.DeleteReq_Options{StreamIdentifier: streamID("a"), ExpectedStreamRevision: &streams.DeleteReq_Options_Any{Any: empty}}}},
		4: {&streams.TombstoneReq{Options: &streams.TombstoneReq_Options{StreamIdentifier: streamID("b"), ExpectedStreamRevision: &streams.TombstoneReq_Options_NoStream{NoStream: empty}}}},
		5: {&emptypb.Empty{}},
		6: {empty},
		7: {empty},
	}
}
