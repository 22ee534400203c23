package conformance

import (
	"slices"
	"strconv"
	"strings"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/gossip"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/serverfeatures"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

var aboutCases = []aCase{
	{"tells its version in numbers, and lists the calls that these cases make", func(t *trial) {
		features, err := serverfeatures.NewServerFeaturesClient(t.conn).GetSupportedMethods(t.ctx, empty)
		if err != nil {
			t.Fatal(err)
		}
		numbers := strings.Split(features.GetEventStoreServerVersion(), ".")
		for _, n := range numbers[:min(3, len(numbers))] {
			if _, err := strconv.Atoi(n); err != nil {
				t.Errorf("version %q: the official client gives up at %q", features.GetEventStoreServerVersion(), n)
			}
		}
		served := []string{}
		for _, m := range features.GetMethods() {
			if m.GetServiceName() == "event_store.client.streams.streams" {
				served = append(served, m.GetMethodName())
			}
		}
		for _, call := range []string{"append", "batchappend", "delete", "read", "tombstone"} {
			if !slices.Contains(served, call) {
				t.Errorf("does not list %s", call)
			}
		}
	}},
	{"names a leader that is alive to who discovers a cluster, or says that a socket cannot be discovered", func(t *trial) {
		cluster, err := gossip.NewGossipClient(t.conn).Read(t.ctx, empty)
		if t.socket {
			if status.Code(err) != codes.FailedPrecondition {
				t.Fatalf("the answer is %v, %v", cluster, err)
			}
			return
		}
		led := slices.ContainsFunc(cluster.GetMembers(), func(m *gossip.MemberInfo) bool {
			return m.GetIsAlive() && m.GetState() == gossip.MemberInfo_Leader && m.GetHttpEndPoint().GetPort() > 0
		})
		if err != nil || !led {
			t.Fatalf("the answer is %v, %v", cluster, err)
		}
	}},
}
