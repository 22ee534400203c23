package history_test

import (
	"context"
	"errors"
	"io"
	"sync"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/gossip"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// Names of calls.
const (
	appendMethod = "/event_store.client.streams.Streams/Append"
	gossipMethod = "/event_store.client.gossip.Gossip/Read"
)

// relay passes gRPC calls on to a server as they are, and can keep back what
// the calls that are under way bring from then on.
type relay struct {
	address string
	server  *grpc.ClientConn
	answer  func(method string) (metadata.MD, error) // may answer a call in the server's place
	lose    func(method string) bool                 // may lose what the server answers; nil: never
	gossip  func() *gossip.ClusterInfo               // what to tell who discovers a cluster; nil: what the server says

	mu   sync.Mutex
	era  int // calls of earlier eras are hushed
	kept int // messages kept back
}

func newRelay(t *testing.T, server string, answer func(string) (metadata.MD, error)) *relay {
	t.Helper()
	conn, err := grpc.NewClient(server, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	listener := listenTCP(t)
	p := &relay{address: listener.Addr().String(), server: conn, answer: answer}
	front := grpc.NewServer(grpc.ForceServerCodec(raw{}), grpc.UnknownServiceHandler(p.pass))
	done := make(chan error, 1)
	go func() { done <- front.Serve(listener) }()
	t.Cleanup(func() {
		front.Stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		conn.Close()
	})
	return p
}

func (p *relay) hush() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.era++
}

func (p *relay) now() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.era
}

func (p *relay) swallowed() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.kept
}

// keep reports whether a message of a call begun in era is to be kept back.
func (p *relay) keep(era int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if era != p.era {
		p.kept++
	}
	return era != p.era
}

func (p *relay) pass(_ any, in grpc.ServerStream) error {
	method, _ := grpc.MethodFromServerStream(in)
	if p.answer != nil {
		if trailer, err := p.answer(method); err != nil {
			for message := []byte(nil); in.RecvMsg(&message) == nil; {
				// A client that is cut short while it sends does not look at the trailer.
			}
			in.SetTrailer(trailer)
			return err
		}
	}
	if method == gossipMethod && p.gossip != nil {
		message, err := proto.Marshal(p.gossip())
		return errors.Join(err, in.SendMsg(&message))
	}
	lost := p.lose != nil && p.lose(method)
	era := p.now()
	headers, _ := metadata.FromIncomingContext(in.Context())
	ctx, cancel := context.WithCancel(metadata.NewOutgoingContext(in.Context(), headers))
	defer cancel()
	both := &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}
	out, err := p.server.NewStream(ctx, both, method, grpc.ForceCodec(raw{}))
	if err != nil {
		return err
	}
	go forward(in, out)
	if lost {
		for message := []byte(nil); out.RecvMsg(&message) == nil; {
			// The server has done what it was asked.
		}
		return status.Error(codes.Unavailable, "the answer got lost")
	}
	return p.back(era, out, in)
}

// forward passes on what the client says.
func forward(in grpc.ServerStream, out grpc.ClientStream) {
	for {
		var message []byte
		if in.RecvMsg(&message) != nil {
			_ = out.CloseSend()
			return
		}
		if out.SendMsg(&message) != nil {
			return
		}
	}
}

// back passes on what the server says, and how it ends.
func (p *relay) back(era int, out grpc.ClientStream, in grpc.ServerStream) error {
	for {
		var message []byte
		if err := out.RecvMsg(&message); err != nil {
			in.SetTrailer(out.Trailer())
			if errors.Is(err, io.EOF) {
				return nil
			}
			return status.Convert(err).Err()
		}
		if p.keep(era) {
			continue
		}
		if err := in.SendMsg(&message); err != nil {
			return err
		}
	}
}

// raw is the codec that leaves messages as they are.
type raw struct{}

func (raw) Marshal(v any) ([]byte, error) { return *v.(*[]byte), nil }
func (raw) Unmarshal(data []byte, v any) error {
	*v.(*[]byte) = append([]byte(nil), data...)
	return nil
}
func (raw) Name() string { return "raw" }
