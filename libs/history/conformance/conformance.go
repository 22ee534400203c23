package conformance

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/google/uuid"
	"google.golang.org/grpc/metadata"
)

// patience bounds a case; it takes far less.
const patience = 60 * time.Second

// aCase is one thing that must hold.
type aCase struct {
	holds string // what, as a sentence
	check func(*trial)
}

// Run holds the server at address against every case, each in a subtest of its
// own. address is a connection string as the official client reads it
// ("esdb://host:2113?tls=true", "esdb://a,b,c"), or "unix:///path/node.sock".
// With several hosts, or "esdb+discover://", it talks to the leader.
func Run(t *testing.T, address string) {
	s := dial(t, address)
	groups := []struct {
		about string
		cases []aCase
	}{
		{"the server", aboutCases},
		{"append", appendCases},
		{"append again", againCases},
		{"batch append", batchCases},
		{"read a stream", readCases},
		{"read the log", logCases},
		{"subscribe to a stream", streamSubscriptionCases},
		{"subscribe to the log", logSubscriptionCases},
		{"delete", deleteCases},
		{"tombstone", tombstoneCases},
		{"metadata of a stream", metadataCases},
		{"links", linkCases},
	}
	for _, g := range groups {
		t.Run(g.about, func(t *testing.T) {
			for _, c := range g.cases {
				t.Run(c.holds, func(t *testing.T) { c.check(newTrial(t, s)) })
			}
		})
	}
}

// trial is one case at work.
type trial struct {
	*testing.T
	*server
	ctx      context.Context
	category string // begins the names of its streams, and of no others
}

func newTrial(t *testing.T, s *server) *trial {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	ctx = metadata.AppendToOutgoingContext(ctx, "requires-leader", "true")
	return &trial{T: t, server: s, ctx: ctx, category: "conformance" + strings.ReplaceAll(uuid.NewString(), "-", "")}
}

// stream names a stream of this case.
func (t *trial) stream(name string) string { return t.category + "-" + name }

// revisions wants got to be events of these revisions, in this order.
func (t *trial) revisions(got []*streams.ReadResp_ReadEvent, want ...uint64) {
	t.Helper()
	found := []uint64{}
	for _, e := range got {
		found = append(found, e.GetEvent().GetStreamRevision())
	}
	if !slices.Equal(found, want) {
		t.Fatalf("revisions are %v, wanted %v", found, want)
	}
}

// ids wants got to be these events, in this order.
func (t *trial) ids(got []*streams.ReadResp_ReadEvent, want ...*event) {
	t.Helper()
	found, wanted := []uuid.UUID{}, []uuid.UUID{}
	for _, e := range got {
		found = append(found, idOf(e.GetEvent()))
	}
	for _, e := range want {
		wanted = append(wanted, idFrom(e.GetId()))
	}
	if !slices.Equal(found, wanted) {
		t.Fatalf("events are\n%v, wanted\n%v", found, wanted)
	}
}
