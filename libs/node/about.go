package node

import (
	"context"
	"crypto/rand"
	"net"
	"strings"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/gossip"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/serverfeatures"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"nivel/libs/node/engine"
)

// protocolVersion is the server release whose protocol this is. Clients read its
// three numbers.
const protocolVersion = "24.2.0"

// featuresServer tells clients what is served.
type featuresServer struct {
	serverfeatures.UnimplementedServerFeaturesServer
}

// GetSupportedMethods lists the calls that are served, and no others.
func (featuresServer) GetSupportedMethods(context.Context, *shared.Empty) (*serverfeatures.SupportedMethods, error) {
	answer := &serverfeatures.SupportedMethods{EventStoreServerVersion: protocolVersion}
	for _, m := range []string{"append", "batchappend", "delete", "read", "tombstone"} {
		answer.Methods = append(answer.Methods, &serverfeatures.SupportedMethod{
			ServiceName: "event_store.client.streams.streams", MethodName: m,
		})
	}
	answer.Methods = append(answer.Methods, &serverfeatures.SupportedMethod{
		ServiceName: strings.ToLower(operationsName), MethodName: "startscavenge",
	})
	return answer, nil
}

// gossipServer tells a client that discovers a cluster that it is this node alone.
type gossipServer struct {
	gossip.UnimplementedGossipServer
	address *net.TCPAddr // nil: none
	clock   func() time.Time
}

// Read names this node as the leader of a cluster of one.
func (g *gossipServer) Read(context.Context, *shared.Empty) (*gossip.ClusterInfo, error) {
	if g.address == nil {
		return nil, status.Error(codes.FailedPrecondition, "this node listens on a socket only, which cannot be discovered")
	}
	var id [16]byte
	rand.Read(id[:])
	return &gossip.ClusterInfo{Members: []*gossip.MemberInfo{{
		InstanceId:   uuidToWire(id),
		TimeStamp:    engine.Ticks(g.clock()),
		State:        gossip.MemberInfo_Leader,
		IsAlive:      true,
		HttpEndPoint: &gossip.EndPoint{Address: g.address.IP.String(), Port: uint32(g.address.Port)},
	}}}, nil
}
