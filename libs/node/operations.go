package node

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"nivel/libs/node/engine"
)

const operationsName = "event_store.client.operations.Operations"

// operations describes the one call of that service that is served. The client
// module has no stubs for it. Its request has nothing that means something here,
// so it is read as a message of unknown fields; its answer is an id (field 1, a
// string) and a result (field 2), of which a string's wrapper is the first half.
var operations = grpc.ServiceDesc{
	ServiceName: operationsName,
	HandlerType: (*any)(nil),
	Methods: []grpc.MethodDesc{{
		MethodName: "StartScavenge",
		Handler: func(server any, ctx context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
			if err := decode(&emptypb.Empty{}); err != nil {
				return nil, err
			}
			return server.(*operationsServer).startScavenge(), nil
		},
	}},
}

// The result in an answer to StartScavenge: none is "started".
const (
	resultField      = 2
	resultInProgress = 1
)

// operationsServer runs scavenges, one at a time.
type operationsServer struct {
	engine    *engine.Engine
	log       *slog.Logger
	ending    context.Context // ends when the node closes
	scavenges sync.WaitGroup

	mu      sync.Mutex
	running string // id of the scavenge under way; empty: there is none
}

// startScavenge begins a scavenge, which goes on behind the answer. Where one is
// under way already, the answer says so, and which.
func (o *operationsServer) startScavenge() *wrapperspb.StringValue {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.running != "" {
		answer := wrapperspb.String(o.running)
		answer.ProtoReflect().SetUnknown(protowire.AppendVarint(protowire.AppendTag(nil, resultField, protowire.VarintType), resultInProgress))
		return answer
	}
	id := make([]byte, 16)
	rand.Read(id)
	o.running = hex.EncodeToString(id)
	o.scavenges.Go(o.scavenge)
	return wrapperspb.String(o.running)
}

// repeat begins a scavenge again and again, until the node closes.
func (o *operationsServer) repeat(every time.Duration) {
	due := time.NewTicker(every)
	defer due.Stop()
	for {
		select {
		case <-due.C:
			o.startScavenge()
		case <-o.ending.Done():
			return
		}
	}
}

func (o *operationsServer) scavenge() {
	done, err := o.engine.Scavenge(o.ending)
	o.mu.Lock()
	o.running = ""
	o.mu.Unlock()
	how := []any{"streams", done.Streams, "events", done.Events, "bytes", done.Bytes, "clean", done.Clean}
	if err != nil {
		o.log.Error("scavenge ended early", append(how, "error", err)...)
		return
	}
	o.log.Info("scavenged", how...)
}
