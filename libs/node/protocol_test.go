package node_test

import (
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/gossip"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/persistent"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/serverfeatures"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// TestProtocol asserts what the official client keeps to itself, and other
// languages' clients read.
func TestProtocol(t *testing.T) {
	conn, err := grpc.NewClient(start(t, t.TempDir()).Address(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	c := streams.NewStreamsClient(conn)
	textID := &shared.UUID{Value: &shared.UUID_String_{String_: "0bbf2f7a-6f0b-4f0e-9d57-0c7a5a3d7a11"}}
	stream := &shared.StreamIdentifier{StreamName: []byte("case-1")}

	// send appends one event of so many bytes.
	send := func(size int, trailer *metadata.MD, id *shared.UUID) (*streams.AppendResp, error) {
		call, err := c.Append(t.Context(), grpc.Trailer(trailer))
		if err != nil {
			t.Fatal(err)
		}
		call.Send(&streams.AppendReq{Content: &streams.AppendReq_Options_{Options: &streams.AppendReq_Options{
			StreamIdentifier: stream, ExpectedStreamRevision: &streams.AppendReq_Options_NoStream{NoStream: &shared.Empty{}},
		}}})
		call.Send(&streams.AppendReq{Content: &streams.AppendReq_ProposedMessage_{ProposedMessage: &streams.AppendReq_ProposedMessage{
			Id: id, Data: make([]byte, size), Metadata: map[string]string{"type": "t", "content-type": "application/octet-stream"},
		}}})
		return call.CloseAndRecv()
	}

	t.Run("names the limit in the trailers of a refused append", func(t *testing.T) {
		var trailer metadata.MD
		_, err := send(1<<20, &trailer, textID)
		if status.Code(err) != codes.InvalidArgument || len(trailer.Get("exception")) != 1 ||
			trailer.Get("exception")[0] != "maximum-append-size-exceeded" || trailer.Get("maximum-append-size")[0] != "1048576" {
			t.Fatal(err, trailer)
		}
	})
	t.Run("refuses an event without a usable id", func(t *testing.T) {
		for _, id := range []*shared.UUID{nil, {Value: &shared.UUID_String_{String_: "no"}}} {
			if _, err := send(1, &metadata.MD{}, id); status.Code(err) != codes.InvalidArgument {
				t.Fatal(err)
			}
		}
	})
	t.Run("reads ids as text and gives them so to who asks", func(t *testing.T) {
		if _, err := send(1, &metadata.MD{}, textID); err != nil {
			t.Fatal(err)
		}
		read, err := c.Read(t.Context(), &streams.ReadReq{Options: &streams.ReadReq_Options{
			StreamOption: &streams.ReadReq_Options_Stream{Stream: &streams.ReadReq_Options_StreamOptions{
				StreamIdentifier: stream, RevisionOption: &streams.ReadReq_Options_StreamOptions_Start{},
			}},
			CountOption:  &streams.ReadReq_Options_Count{Count: 1},
			FilterOption: &streams.ReadReq_Options_NoFilter{},
			UuidOption:   &streams.ReadReq_Options_UUIDOption{Content: &streams.ReadReq_Options_UUIDOption_String_{String_: &shared.Empty{}}},
		}})
		if err != nil {
			t.Fatal(err)
		}
		got, err := read.Recv()
		if err != nil || got.GetEvent().GetEvent().GetId().GetString_() != textID.GetString_() {
			t.Fatal(got, err)
		}
	})
	t.Run("answers calls that it does not serve as unimplemented, and does not list them", func(t *testing.T) {
		if _, err := persistent.NewPersistentSubscriptionsClient(conn).Create(t.Context(), &persistent.CreateReq{}); status.Code(err) != codes.Unimplemented {
			t.Fatal(err)
		}
		features, err := serverfeatures.NewServerFeaturesClient(conn).GetSupportedMethods(t.Context(), &shared.Empty{})
		if err != nil || len(features.Methods) != 6 {
			t.Fatal(features, err)
		}
	})
	t.Run("says that a socket cannot be discovered", func(t *testing.T) {
		if _, err := gossip.NewGossipClient(conn).Read(t.Context(), &shared.Empty{}); status.Code(err) != codes.FailedPrecondition {
			t.Fatal(err)
		}
	})
}
