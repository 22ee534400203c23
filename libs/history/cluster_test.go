package history_test

import (
	"fmt"
	"net"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/gossip"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// cluster is two members, one of which leads. They have one history, which
// stands for what members of a real cluster copy to each other.
type cluster struct {
	members [2]*relay
	leads   atomic.Int32 // which member
	sent    atomic.Int32 // appends sent on to the leader
}

func newCluster(t *testing.T) *cluster {
	t.Helper()
	s, c := serve(t, ""), &cluster{}
	for i := range c.members {
		c.members[i] = newRelay(t, s.listen, func(method string) (metadata.MD, error) {
			leads := c.leads.Load()
			if method != appendMethod || leads == int32(i) {
				return nil, nil
			}
			c.sent.Add(1)
			host, port, _ := net.SplitHostPort(c.members[leads].address)
			where := metadata.Pairs("exception", "not-leader", "leader-endpoint-host", host, "leader-endpoint-port", port)
			return where, status.Error(codes.NotFound, "not the leader")
		})
	}
	for _, m := range c.members {
		m.gossip = c.tell
	}
	return c
}

// tell says what a member of the cluster tells about it.
func (c *cluster) tell() *gossip.ClusterInfo {
	info := &gossip.ClusterInfo{}
	for i, m := range c.members {
		host, port, _ := net.SplitHostPort(m.address)
		number, _ := strconv.Atoi(port)
		state := gossip.MemberInfo_Follower
		if c.leads.Load() == int32(i) {
			state = gossip.MemberInfo_Leader
		}
		info.Members = append(info.Members, &gossip.MemberInfo{
			State: state, IsAlive: true, HttpEndPoint: &gossip.EndPoint{Address: host, Port: uint32(number)},
		})
	}
	return info
}

func (c *cluster) address() string {
	return fmt.Sprintf("esdb://%s,%s?tls=false", c.members[0].address, c.members[1].address)
}

// When another member leads, the one that did sends writers on to it.
func TestLeaderMoves(t *testing.T) {
	const moves = 10
	c := newCluster(t)
	h := open(t, c.address())
	w := begin(t, h, 8)
	w.flows(2)
	for range moves {
		c.leads.Store(1 - c.leads.Load())
		w.flows(2)
	}
	if c.sent.Load() < moves {
		t.Errorf("%d appends were sent on in %d moves", c.sent.Load(), moves)
	}
	w.settle(h)
}

// A server that takes the place of another may have another address.
func TestServerHandsOver(t *testing.T) {
	const handovers = 6
	s := serve(t, "127.0.0.1:0")
	spare := listenTCP(t)
	here, there := s.listen, spare.Addr().String()
	spare.Close()
	h := open(t, fmt.Sprintf("esdb://%s,%s?tls=false", here, there))
	w := begin(t, h, 8)
	w.flows(2)
	for range handovers {
		s.stop()
		here, there = there, here
		s.listen = here
		s.start()
		w.flows(2)
	}
	w.settle(h)
}
